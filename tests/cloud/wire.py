"""The way to the model for what goes through the SDK: where it would send over the network, real HTTP is answered.

What a call consumed of DynamoDB is said in headers of its answer, for the meter.
"""

import base64
import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple
from unittest.mock import patch
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import botocore.endpoint
import msgspec
from botocore.awsrequest import AWSResponse
from botocore.exceptions import ClientError

from tests.cloud.calls import Answer, Asked
from tests.cloud.meter import READS, WRITES
from tests.cloud.model import Cloud

XML = {"Content-Type": "application/xml"}
_SAID = {"ContentType": "Content-Type", "CacheControl": "Cache-Control"}
_ASKED = {**_SAID, "IfMatch": "If-Match"}


class _Sent(NamedTuple):
    """What goes back."""

    content: bytes
    headers: dict[str, str]
    status: int = 200


@dataclass
class Wire:
    """Between the SDK and a modelled cloud. `on_call` hears of each call before it is answered, by its service."""

    cloud: Cloud
    on_call: Callable[[str], None] = field(default=lambda service: None)
    _one_at_a_time: Lock = field(default_factory=Lock, init=False)

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Answer what this process sends to AWS meanwhile."""
        with patch.object(botocore.endpoint.Endpoint, "_send", lambda endpoint, request: self.send(request)):
            yield

    def send(self, request: Any) -> AWSResponse:
        """What a signed request is answered with."""
        service = _service(request)
        self.on_call(service)
        tables = self.cloud.dynamodb
        # A recount asks from several threads, and each call is to be told its own units.
        with self._one_at_a_time:
            before = tables.read_units, tables.write_units
            try:
                content, told, status = self._answer(service, request)
            except ClientError as error:
                content, told, status = _refused(service, error)
            units = {READS: tables.read_units - before[0], WRITES: tables.write_units - before[1]}
        consumed = {name: str(its) for name, its in units.items() if its}
        headers: Any = {"Content-Length": str(len(content)), "x-amzn-requestid": "0" * 36, **consumed, **told}
        return AWSResponse(request.url, status, headers, _Raw(content))

    def _answer(self, service: str, request: Any) -> _Sent:
        body = _content(request.body)
        if service == "s3":
            is_chunked = "aws-chunked" in _text(request.headers.get("Content-Encoding", ""))
            operation, asked = _of_files(request.method, request.url, _unchunked(body) if is_chunked else body)
            if operation == "PutObject":
                asked |= {name: _text(request.headers[its]) for name, its in _ASKED.items() if its in request.headers}
            return _files(operation, self.cloud.call(service, operation, asked))
        asked = json.loads(body or b"{}")
        if service == "sesv2":
            operation = "SendEmail" if request.url.endswith("/outbound-emails") else request.url
            if "Raw" in asked.get("Content", {}):
                asked["Content"]["Raw"]["Data"] = base64.b64decode(asked["Content"]["Raw"]["Data"])
        else:
            operation = _text(request.headers["X-Amz-Target"]).rpartition(".")[2]
        return _Sent(msgspec.json.encode(self.cloud.call(service, operation, asked)), {})


def _content(body: Any) -> bytes:
    if hasattr(body, "read"):
        # Piece by piece: botocore joins a long body anew for each that is read.
        return b"".join(body)
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def _unchunked(body: bytes) -> bytes:
    """What was sent in chunks, each after its length, with a checksum at the end."""
    sent, parts = io.BytesIO(body), []
    while length := int(sent.readline().partition(b";")[0], 16):
        parts.append(sent.read(length))
        sent.readline()
    return b"".join(parts)


def _service(request: Any) -> str:
    """What the request was signed for."""
    signed = _text(request.headers["Authorization"]).split("/")[3]
    return "sesv2" if signed == "ses" else signed


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _refused(service: str, error: ClientError) -> _Sent:
    code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
    if service == "s3":
        return _Sent(f"<Error><Code>{code}</Code><Message>-</Message></Error>".encode(), XML, status)
    whole: Any = error.response
    more = {"Item": whole["Item"]} if "Item" in whole else {}
    content = msgspec.json.encode({"__type": f"com.amazonaws#{code}", "message": "-", **more})
    return _Sent(content, {"x-amzn-errortype": code}, status)


# Files


def _of_files(method: str, url: str, body: bytes) -> tuple[str, Asked]:
    """What a request asks of S3."""
    parts = urlsplit(url)
    bucket = {"Bucket": (parts.hostname or "").partition(".s3.")[0]}
    key, query = unquote(parts.path).lstrip("/"), parse_qs(parts.query, keep_blank_values=True)
    if method == "PUT":
        return "PutObject", bucket | {"Key": key, "Body": body}
    if method == "POST" and "delete" in query:
        nodes = ElementTree.fromstring(body).iter()  # noqa: S314 - our own client wrote it
        return "DeleteObjects", bucket | {
            "Delete": {"Objects": [{"Key": its.text} for its in nodes if its.tag.endswith("Key")]}
        }
    if method == "GET" and "list-type" in query:
        names = {"Prefix": "prefix", "ContinuationToken": "continuation-token"}
        return "ListObjectsV2", bucket | {name: query[its][0] for name, its in names.items() if its in query}
    if method in ("GET", "DELETE") and key:
        return f"{method.title()}Object", bucket | {"Key": key}
    raise NotImplementedError(f"{method} {url}")


def _files(operation: str, answer: Answer) -> _Sent:
    if operation == "ListObjectsV2":
        return _Sent(_listing(answer), XML)
    if operation == "DeleteObjects":
        return _Sent(b"<DeleteResult/>", XML)
    said = {header: answer[name] for name, header in _SAID.items() if name in answer}
    return _Sent(answer["Body"].read() if "Body" in answer else b"", {"ETag": answer.get("ETag", ""), **said})


def _listing(answer: Answer) -> bytes:
    entries = "".join(
        f"<Contents><Key>{escape(one['Key'])}</Key><ETag>{escape(one['ETag'], {chr(34): '&quot;'})}</ETag>"
        f"<LastModified>2027-03-01T09:00:00.000Z</LastModified><Size>{one['Size']}</Size>"
        "<StorageClass>STANDARD</StorageClass></Contents>"
        for one in answer["Contents"]
    )
    token = answer.get("NextContinuationToken")
    more = f"<NextContinuationToken>{escape(token)}</NextContinuationToken>" if token else ""
    return (
        f"<ListBucketResult><IsTruncated>{str(answer['IsTruncated']).lower()}</IsTruncated>{entries}"
        f"<KeyCount>{answer['KeyCount']}</KeyCount>{more}</ListBucketResult>"
    ).encode()


class _Raw(io.BytesIO):
    """What urllib3 would hand on."""

    def stream(self, amount: int = 2**16, decode_content: bool = True) -> Iterator[bytes]:
        while part := self.read(amount):
            yield part
