"""One client per service and process, made on first use: making one costs ten times a call."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient


@cache
def sqs() -> "SQSClient":
    """The queues."""
    import boto3

    return boto3.client("sqs")


@cache
def ssm() -> "SSMClient":
    """The parameter store, which holds the secrets."""
    import boto3

    return boto3.client("ssm")


@cache
def s3() -> "S3Client":
    """The public bucket."""
    import boto3

    return boto3.client("s3")


@cache
def ses() -> "SESV2Client":
    """The mailer. Its own retries are off, since an attempt is spent for each call: see notifications."""
    import boto3
    from botocore.config import Config

    return boto3.client("sesv2", config=Config(retries={"total_max_attempts": 1}))
