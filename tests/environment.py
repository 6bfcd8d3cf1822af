"""Where the tests' processes run. Imported before anything of the project, since settings are read once."""

import os
import re

from infra.wiring import variable, wiring

REGION = "eu-west-1"
ACCOUNT = os.environ.get("MOTO_ACCOUNT_ID", "123456789012")
PUBLIC_URL = "http://localhost:8000"
QUEUES = tuple(queue.named(name) for name, queue in wiring().queues.items())
TABLES = {name: table.keys for name, table in wiring().tables.items()}
"""Each table's keys."""
SECRETS = {
    secret.named(name, "public-2027"): re.sub(r"(.*)-link-keys", r"old-\1-key,new-\1-key", name.removesuffix("-key"))
    for name, secret in wiring().secrets.items()
}
"""Links have an old key and a new one."""
ENVIRONMENT = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_DEFAULT_REGION": REGION,
    "GASTVRIJ_STAGE": "test",
    "GASTVRIJ_PUBLIC_URL": PUBLIC_URL,
    "GASTVRIJ_SENDER": "campagne@example.org",
    "GASTVRIJ_CONFIGURATION_SET": "gastvrij-test",
    "GASTVRIJ_PUBLIC_BUCKET": f"gastvrij-test-public-{ACCOUNT}-{REGION}",
    "GASTVRIJ_UPLOADS_BUCKET": f"gastvrij-test-uploads-{ACCOUNT}-{REGION}",
    **{
        variable(name): f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/gastvrij-test-{queue.named(name)}"
        for name, queue in wiring().queues.items()
    },
}

for _name, _value in ENVIRONMENT.items():
    os.environ.setdefault(_name, _value)
