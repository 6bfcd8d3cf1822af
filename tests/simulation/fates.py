"""What may become of an AWS call, and how it looks to who made it."""

from contextlib import suppress
from functools import cache
from typing import Any

from botocore.exceptions import ClientError, EndpointConnectionError, ReadTimeoutError

from tests.cloud.calls import refused
from tests.cloud.model import Cloud
from tests.simulation.workers import Call, Died, Worker

READING = frozenset(
    {"GetItem", "BatchGetItem", "Query", "Scan", "GetParameter", "GetParameters", "GetObject", "ListObjectsV2"}
)


def fated(client: Any, cloud: Cloud, worker: Worker, call: Call, fate: str) -> Any:
    if not fate:
        return done(client, cloud, call)
    url = "https://aws.example"
    match fate:
        case "lost before":
            raise ReadTimeoutError(endpoint_url=url)
        case "unreachable":
            raise EndpointConnectionError(endpoint_url=url)
        case "throttled":
            raise _as_raised(client, refused(THROTTLES[call.service], call.operation))
        case "error before":
            raise _as_raised(client, refused("InternalServerError", call.operation, 500))
        case "partly":
            return _partly(cloud, call)
    with suppress(ClientError):
        cloud.call(call.service, call.operation, call.asked)
    match fate:
        case "lost after":
            raise ReadTimeoutError(endpoint_url=url)
        case "error after":
            raise _as_raised(client, refused("InternalServerError", call.operation, 500))
        case "dies after":
            worker.is_dead = True
            raise Died
    raise NotImplementedError(fate)


def done(client: Any, cloud: Cloud, call: Call) -> Any:
    try:
        return cloud.call(call.service, call.operation, call.asked)
    except ClientError as error:
        raise _as_raised(client, error) from None


def _as_raised(client: Any, error: ClientError) -> ClientError:
    kind = client.exceptions.from_code(error.response["Error"]["Code"])
    return kind(error.response, error.operation_name)  # type: ignore[no-any-return]


def _partly(cloud: Cloud, call: Call) -> Any:
    """The last part of what was asked is not done, and the answer says so."""
    asked = call.asked
    if call.operation == "SendMessageBatch":
        *first, last = asked["Entries"]
        answer = cloud.sqs.call(call.operation, {**asked, "Entries": first})
        return {**answer, "Failed": [{"Id": last["Id"], "Code": "InternalError", "SenderFault": False}]}
    if call.operation == "DeleteObjects":
        *first, last = asked["Delete"]["Objects"]
        answer = cloud.s3.call(call.operation, {**asked, "Delete": {"Objects": first}})
        return {**answer, "Errors": [{"Key": last["Key"], "Code": "InternalError"}]}
    assert call.operation == "BatchGetItem"
    first, last = (
        {name: {**its, "Keys": its["Keys"][part]} for name, its in asked["RequestItems"].items()}
        for part in (slice(-1), slice(-1, None))
    )
    answer = cloud.dynamodb.call(call.operation, {**asked, "RequestItems": first})
    return {**answer, "UnprocessedKeys": last}


FATES = {
    "": "",
    "lost before": "is never heard of",
    "lost after": "is done, and its answer is lost",
    "repeated": "is done, its answer is lost, and the SDK asks again",
    "throttled": "is throttled",
    "unreachable": "nobody can be reached",
    "error before": "fails",
    "error after": "is done, and fails",
    "partly": "is done but for the last part",
    "dies before": "the process dies before",
    "dies after": "is done, and the process dies",
}
"""What may become of a call, in words."""


THROTTLES = {
    "dynamodb": "ProvisionedThroughputExceededException",
    "sqs": "RequestThrottled",
    "sesv2": "TooManyRequestsException",
    "s3": "SlowDown",
    "ssm": "ThrottlingException",
}


_PARTS = {"SendMessageBatch": "Entries", "DeleteObjects": "Delete", "BatchGetItem": "RequestItems"}


def fates(call: Call) -> list[str]:
    """What may become of this call."""
    return _fates(call.service, call.operation)


@cache
def _fates(service: str, operation: str) -> list[str]:
    possible = list(FATES)
    # The mailer's own retries are off: each of its calls is a send.
    if service in ("sesv2", "witness") or operation in READING:
        possible.remove("repeated")
    if operation in READING:
        # Whether a read was done makes no difference.
        possible = [fate for fate in possible if not fate.endswith("after")]
    if operation not in _PARTS:
        possible.remove("partly")
        return possible
    # What can fail in part does so more often than in any other way.
    return [*possible, "partly", "partly"]
