"""An account by moto, over which the faults below the SDK are played."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.s3.models import FakeKey
from moto.ses.models import ses_backends

from chalicelib.cloud.settings import settings
from infra.wiring import wiring
from tests.account import client, make_table
from tests.environment import REGION, SECRETS
from tests.staff import first_team
from tests.years import first_edition


class Moto:
    """An account of which nothing has happened yet."""

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Answer what this process asks of AWS meanwhile."""
        # Moto closes what is removed, also while it still answers another thread's put of it.
        with mock_aws(), patch.object(FakeKey, "dispose", lambda its, garbage=False: None):
            make_what_the_template_makes()
            yield

    def mails(self) -> list[bytes]:
        sent = ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages
        return [its.raw_data.encode() if isinstance(its.raw_data, str) else its.raw_data for its in sent]

    def is_quiet(self, queue: str) -> bool:
        return False


def make_what_the_template_makes() -> None:
    """Make tables, queues, secrets, bucket and sender, as deploying does."""
    ssm = client("ssm")
    for name, value in SECRETS.items():
        ssm.put_parameter(Name=settings().secret(name), Value=value, Type="SecureString")
    for name, its in wiring().tables.items():
        make_table(settings().table(name), its)
    for row in first_edition():
        client("dynamodb").put_item(TableName=settings().table("editions"), Item=row)
    for row in first_team():
        client("dynamodb").put_item(TableName=settings().table("people"), Item=row)
    sqs = client("sqs")
    for url in settings().queue_urls.values():
        name = url.rpartition("/")[2]
        fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true"} if name.endswith(".fifo") else {}
        sqs.create_queue(QueueName=name, Attributes=fifo)
    for bucket in (settings().public_bucket, settings().uploads_bucket):
        client("s3").create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": REGION})
    sesv2 = client("sesv2")
    sesv2.create_email_identity(EmailIdentity=settings().sender)
    sesv2.create_configuration_set(ConfigurationSetName=settings().configuration_set)
