"""What Lambda hands to functions: a request, a batch of a queue, and what it tells about an invocation."""

import base64
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.environment import ACCOUNT, REGION

# isort: split
from chalicelib.cloud import editions, lateness, limits
from chalicelib.notifications import budget


def new_process() -> None:
    """Whatever comes next comes to a process that has seen nothing yet."""
    editions.begin()
    limits.begin()
    lateness.begin()
    budget.begin()


def web_event(method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> dict[str, Any]:
    """One request, as API Gateway hands it to the web function. Header names take underscores for dashes."""
    parts = urlsplit(path)
    query: dict[str, list[str]] = {}
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        query.setdefault(name, []).append(value)
    sent = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
    return {
        "resource": "/" if parts.path == "/" else "/{proxy+}",
        "path": parts.path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": {name: values[-1] for name, values in query.items()} or None,
        "multiValueQueryStringParameters": query or None,
        "pathParameters": {"proxy": parts.path.lstrip("/")},
        "stageVariables": None,
        "requestContext": {
            "httpMethod": method,
            "resourcePath": "/" if parts.path == "/" else "/{proxy+}",
            "path": f"/api{parts.path}",
            "identity": {"sourceIp": "192.0.2.1"},
        },
        "body": base64.b64encode(body).decode() if body else None,
        "isBase64Encoded": bool(body),
    }


def record(queue: str, message: str, body: str, receipt: str = "-", receives: int = 1) -> dict[str, Any]:
    """One message of a queue, as it comes in a batch; the queue by its full name."""
    return {
        "messageId": message,
        "receiptHandle": receipt,
        "body": body,
        "attributes": {"ApproximateReceiveCount": str(receives)},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
        "awsRegion": REGION,
    }


def context() -> Any:
    """What Lambda tells a function about its invocation."""
    return SimpleNamespace(
        aws_request_id="request",
        function_name="function",
        memory_limit_in_mb=512,
        invoked_function_arn=f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:function",
        get_remaining_time_in_millis=lambda: 30_000,
    )


TICK: Any = {
    "version": "0",
    "account": ACCOUNT,
    "region": REGION,
    "detail": {},
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "time": "2027-04-06T08:00:00Z",
    "id": "tick",
    "resources": [],
}
"""What a schedule hands its function."""
