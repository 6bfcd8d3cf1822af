"""Where the tests' processes run. Imported before anything of the project, since settings are read once."""

import os

from infra.wiring import wiring

REGION = "eu-west-1"
ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", "123456789012")
PUBLIC_URL = "http://localhost:8000"
QUEUES = tuple(queue.named(name) for name, queue in wiring().queues.items())
TABLES = {name: table.keys for name, table in wiring().tables.items()}
"""Each table's keys."""
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
