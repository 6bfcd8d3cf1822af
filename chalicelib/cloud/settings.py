"""What differs from one place to run to another; read once from the environment, with safe local defaults."""

import os
from functools import cache

from msgspec import Struct, field

ROUND = "{round}"
"""Stands in a secret's name for the round of the vote."""


class Settings(Struct, frozen=True):
    """Where this process runs. Secrets are not here: see keys.py."""

    stage: str
    public_url: str
    sender: str
    configuration_set: str
    public_bucket: str
    uploads_bucket: str
    """Of what strangers sent us, and nobody else may read."""
    mails_per_hour: int = 2_000
    """That strangers may cause."""
    mails_per_day: int = 50_000
    """That the mail service takes of all of us."""
    cdn: str = ""
    """What the CDN sends along, so that we know its requests from others'."""
    queue_urls: dict[str, str] = field(default_factory=dict)
    secrets: tuple[str, ...] = ()
    """The names of those that this process may read; ROUND in one stands for the edition's."""
    function: str = ""
    """Which of app.py's functions this process runs; empty where it runs any, as in tests and tools."""

    @property
    def is_local(self) -> bool:
        """Whether it runs on somebody's own machine."""
        return self.stage == "local"

    def table(self, name: str) -> str:
        """The physical name of a table."""
        return f"gastvrij-{self.stage}-{name}"

    def secret(self, name: str) -> str:
        """The path of a secret in the parameter store."""
        return f"/gastvrij/{self.stage}/{name}"


@cache
def settings() -> Settings:
    """The settings of this process."""
    env = os.environ
    stage = env.get("GASTVRIJ_STAGE", "local")
    prefix = "GASTVRIJ_QUEUE_"
    return Settings(
        stage=stage,
        public_url=env.get("GASTVRIJ_PUBLIC_URL", "http://localhost:8000"),
        sender=env.get("GASTVRIJ_SENDER", "gastvrij@example.org"),
        configuration_set=env.get("GASTVRIJ_CONFIGURATION_SET", "gastvrij-local"),
        public_bucket=env.get("GASTVRIJ_PUBLIC_BUCKET", "gastvrij-local-public"),
        uploads_bucket=env.get("GASTVRIJ_UPLOADS_BUCKET", "gastvrij-local-uploads"),
        mails_per_hour=int(env.get("GASTVRIJ_MAILS_PER_HOUR", "2000")),
        mails_per_day=int(env.get("GASTVRIJ_MAILS_PER_DAY", "50000")),
        cdn=env.get("GASTVRIJ_CDN", ""),
        queue_urls={
            name.removeprefix(prefix).lower().replace("_", "-"): url
            for name, url in env.items()
            if name.startswith(prefix)
        },
        secrets=tuple(filter(None, env.get("GASTVRIJ_SECRETS", "").split(","))),
        function=env.get("AWS_LAMBDA_FUNCTION_NAME", "").partition(f"gastvrij-{stage}-")[2].replace("-", "_"),
    )


def queue_arn(name: str) -> str:
    """A placeholder that Chalice wants; the template of infra/ puts the real queue in its place."""
    return f"arn:aws:sqs:eu-west-1:000000000000:gastvrij-{name}"
