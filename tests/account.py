"""The account that tests run in: moto's AWS with what the template makes, and a count of the calls."""

import copy
import copyreg
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from threading import Condition
from typing import Any

import boto3
import botocore.endpoint
from moto.dynamodb.models import dynamodb_backends
from moto.s3.models import s3_backends
from moto.ses.models import ses_backends
from moto.sesv2.models import sesv2_backends
from moto.sqs.models import sqs_backends
from moto.ssm.models import ParameterDict, ssm_backends

from chalicelib.cloud.settings import settings
from tests.place import ACCOUNT, REGION, SECRETS, TABLES


@cache
def client(service: str) -> Any:
    """A client of the tests' own, made once: moto answers it while a campaign runs."""
    return boto3.client(service, region_name=REGION)  # type: ignore[call-overload]


@dataclass
class Calls:
    """The AWS calls that were made, in order: service and operation."""

    made: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.made)


@contextmanager
def counted() -> Iterator[Calls]:
    """Count the AWS calls made meanwhile; the fetching of secrets, once per process, apart."""
    calls = Calls()
    real = botocore.endpoint.Endpoint.make_request

    def counting(endpoint: Any, operation: Any, request: Any) -> Any:
        if operation.service_model.service_name != "ssm":
            calls.made.append(f"{operation.service_model.service_name}.{operation.name}")
        return real(endpoint, operation, request)

    botocore.endpoint.Endpoint.make_request = counting  # type: ignore[method-assign,assignment]
    try:
        yield calls
    finally:
        botocore.endpoint.Endpoint.make_request = real  # type: ignore[method-assign]


def make_what_the_template_makes() -> None:
    """Make tables, queues, secrets, bucket and sender, as deploying does."""
    ssm = client("ssm")
    for name, value in SECRETS.items():
        ssm.put_parameter(Name=settings().secret(name), Value=value, Type="SecureString")
    dynamodb = client("dynamodb")
    for name, table_keys in TABLES.items():
        dynamodb.create_table(
            TableName=settings().table(name),
            KeySchema=[
                {"AttributeName": key, "KeyType": kind}
                for key, kind in zip(table_keys, ("HASH", "RANGE"), strict=False)
            ],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in table_keys],
            BillingMode="PAY_PER_REQUEST",
        )
    sqs = client("sqs")
    for url in settings().queue_urls.values():
        name = url.rpartition("/")[2]
        fifo = {"FifoQueue": "true", "ContentBasedDeduplication": "true"} if name.endswith(".fifo") else {}
        sqs.create_queue(QueueName=name, Attributes=fifo)
    client("s3").create_bucket(
        Bucket=settings().public_bucket, CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    sesv2 = client("sesv2")
    sesv2.create_email_identity(EmailIdentity=settings().sender)
    sesv2.create_configuration_set(ConfigurationSetName=settings().configuration_set)


def _parameters(content: dict[str, Any], found: dict[str, Any]) -> ParameterDict:
    copied = ParameterDict(ACCOUNT, REGION)
    copied.__dict__.update(content)
    copied.update(found)
    return copied


# What cannot be copied by itself.
copyreg.pickle(Condition, lambda its: (Condition, ()))
copyreg.pickle(ParameterDict, lambda its: (_parameters, (its.__dict__, dict(its))))

_made: dict[str, Any] = {}
"""What the template makes, as moto keeps it."""


def begin() -> None:
    """Make what the template makes: by calls the first time, then from a copy, in a fifteenth of the time."""
    regional = (dynamodb_backends, ses_backends, sesv2_backends, sqs_backends, ssm_backends)
    kept = [s3_backends[ACCOUNT]["aws"], *(service[ACCOUNT][REGION] for service in regional)]
    if not _made:
        make_what_the_template_makes()
        _made["buckets"] = dict(s3_backends.bucket_accounts)
        _made["kept"] = copy.deepcopy([its.__dict__ for its in kept])
        return
    s3_backends.bucket_accounts.update(_made["buckets"])
    for its, content in zip(kept, copy.deepcopy(_made["kept"]), strict=True):
        its.__dict__.update(content)
