"""Where the tests' processes run. Imported before anything of the project, since settings are read once."""

import os

REGION = "eu-west-1"
ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", "123456789012")
PUBLIC_URL = "http://localhost:8000"
QUEUES = ("registration", "moderation", "publication.fifo", "voting", "mail", "confirmation-mail", "feedback")
TABLES: dict[str, tuple[str, ...]] = {
    "registrations": ("id",),
    "dossiers": ("id",),
    "publications": ("edition", "slug"),
    "ballots": ("bucket", "voter"),
    "candidates": ("round", "slug"),
    "tallies": ("round",),
    "deliveries": ("address", "mail"),
    "erasures": ("mailbox",),
    "limits": ("what",),
}
"""Each table's keys; test_wiring holds it against the template."""
SECRETS = {
    "task-link-keys": "old-task-key,new-task-key",
    "registration-link-keys": "old-registration-key,new-registration-key",
    "vote-link-keys": "old-vote-key,new-vote-key",
    "voter-key-public-2027": "voter",
    "domain-key-public-2027": "domain",
    "ballot-key": "ballot",
    "proof-key": "proof",
    "address-key": "address",
}
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": REGION,
    "GASTVRIJ_STAGE": "test",
    "GASTVRIJ_EDITION": "2027",
    "GASTVRIJ_PUBLIC_URL": PUBLIC_URL,
    "GASTVRIJ_SENDER": "campagne@example.org",
    "GASTVRIJ_CONFIGURATION_SET": "gastvrij-test",
    "GASTVRIJ_PUBLIC_BUCKET": f"gastvrij-test-public-{ACCOUNT}",
    **{
        f"GASTVRIJ_QUEUE_{name.partition('.')[0].upper().replace('-', '_')}": (
            f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/gastvrij-test-{name}"
        )
        for name in QUEUES
    },
}

for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)
