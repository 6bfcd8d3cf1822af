"""How many messages are in the queues, and among their dead letters: for who asks whether all is done."""

from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from chalicelib.cloud.aws import sqs
from chalicelib.cloud.settings import settings

if TYPE_CHECKING:
    from mypy_boto3_sqs.literals import QueueAttributeNameType

_NUMBERS: "tuple[QueueAttributeNameType, ...]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


class Waiting(Struct, frozen=True):
    """A queue, as SQS sees it: it may be a minute behind."""

    queue: str
    messages: int
    dead: int


def everywhere() -> list[Waiting] | None:
    """How it stands in each queue; None where nobody answers."""
    try:
        return [Waiting(name, _number(url), _number(_dead(url))) for name, url in settings().queue_urls.items()]
    except (ClientError, BotoCoreError):
        return None


def _number(url: str) -> int:
    told = sqs().get_queue_attributes(QueueUrl=url, AttributeNames=[*_NUMBERS])["Attributes"]
    return sum(map(int, told.values()))


def _dead(url: str) -> str:
    name, dot, kind = url.rpartition(".fifo")
    return f"{name}-dead{dot}{kind}" if dot else f"{url}-dead"
