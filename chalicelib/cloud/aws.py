"""One client per service and process, made on first use: making one costs ten times a call.

Made by botocore itself: boto3 adds nothing to a client but the time of its own import. All come from one session, which
keeps what it has read of AWS's descriptions.
"""

from functools import cache
from typing import TYPE_CHECKING, Any, cast

from chalicelib.cloud.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_ssm import SSMClient

_SERVICES = ("dynamodb", "s3", "sesv2", "sqs", "ssm")


@cache
def session() -> Any:
    """What clients are made by, and what they share."""
    from botocore.session import get_session

    return _session_of_lambda() if settings().function else get_session()


def _session_of_lambda() -> Any:
    """A session that looks for credentials where Lambda puts them only, and hears of our services only.

    Both are things that botocore does whenever a process starts, and take as long as to make a client. So it does not
    look for former names of services in each event either: ours have none.
    """
    from botocore import handlers, hooks
    from botocore.credentials import CredentialResolver, EnvProvider
    from botocore.session import get_session

    handlers.BUILTIN_HANDLERS = [hook for hook in handlers.BUILTIN_HANDLERS if _is_ours(hook[0])]
    hooks.EVENT_ALIASES = {}
    made = get_session()
    made.register_component("credential_provider", CredentialResolver([EnvProvider()]))
    return made


def _is_ours(event: str) -> bool:
    """Whether we may see this event of botocore's: it is about all services or one of ours, and not documentation."""
    kind, _, rest = event.partition(".")
    return kind != "docs" and rest.partition(".")[0] in ("", "*", *_SERVICES)


@cache
def sqs() -> "SQSClient":
    """The queues."""
    return cast("SQSClient", _client("sqs"))


@cache
def dynamodb() -> Any:
    """The tables, for PynamoDB only."""
    return _client(
        "dynamodb", connect_timeout=15, read_timeout=30, retries={"total_max_attempts": 4, "mode": "standard"}
    )


@cache
def ssm() -> "SSMClient":
    """The parameter store, which holds the secrets."""
    return cast("SSMClient", _client("ssm"))


@cache
def s3() -> "S3Client":
    """The buckets."""
    # Left alone, botocore signs a browser's form in a way that S3 takes for no bucket of today.
    return cast("S3Client", _client("s3", signature_version="s3v4"))


@cache
def ses() -> "SESV2Client":
    """The mailer. Its own retries are off, since an attempt is spent for each call: see notifications."""
    return cast("SESV2Client", _client("sesv2", retries={"total_max_attempts": 1}))


def _client(service: str, **config: Any) -> Any:
    from botocore import __version__
    from botocore.config import Config

    # For each call botocore would look through the parameters, as our types have done already, and describe the machine
    # anew: a fifth of its time.
    spared = Config(parameter_validation=False, user_agent=f"Botocore/{__version__} gastvrij", **config)
    return session().create_client(service, config=spared)
