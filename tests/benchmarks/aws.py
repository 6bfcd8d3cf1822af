"""An AWS in memory, where botocore would send over the network: what goes out and comes back is real HTTP.

Small and strict: what is not modelled raises. Rows are kept as the bytes they travel in, by partition and in order, so
that it holds a million ballots. Conditions and updates are read by the simulation's expressions, which are held against
moto and the emulator.
"""

import base64
import hashlib
import io
import json
from bisect import bisect_right, insort
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import botocore.endpoint
import msgspec
from botocore.awsrequest import AWSResponse

from tests.cloud import capacity, expressions
from tests.cloud.meter import READS, WRITES

PAGE = 1024 * 1024
"""Bytes of rows that one query or scan looks at."""
KEYS_OF_A_LISTING = 1000
MESSAGES_OF_A_QUEUE = 10
"""What one receive hands out at most, and one function gets as a batch."""

Asked = dict[str, Any]
Row = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What goes back over the wire."""

    content: bytes = b"{}"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """An error that a service answers with, and what the call consumed all the same."""

    def __init__(self, code: str, status: int = 400, write_units: float = 0.0) -> None:
        super().__init__(code)
        self.code, self.status, self.write_units = code, status, write_units


# Tables


@dataclass
class _Partition:
    """Rows that share a partition key, as (bytes they travel in, size that is charged), in the order of their keys."""

    rows: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    in_order: bool = True

    def put(self, key: str, row: bytes, size: int) -> None:
        if key not in self.rows and self.in_order:
            insort(self.order, key)
        self.rows[key] = (row, size)

    def take_out(self, key: str) -> None:
        if self.rows.pop(key, None):
            self.order.remove(key)

    def seed(self, key: str, row: bytes, size: int) -> None:
        """Put without keeping the order, which the next look at it does once for all."""
        self.rows[key] = (row, size)
        self.in_order = False

    def keys_after(self, key: str | None) -> Iterator[str]:
        if not self.in_order:
            self.order, self.in_order = sorted(self.rows), True
        start = 0 if key is None else bisect_right(self.order, key)
        for place in range(start, len(self.order)):
            yield self.order[place]


@dataclass
class Table:
    """The rows of a table and how often each partition was written."""

    keys: tuple[str, ...]
    partitions: dict[str, _Partition] = field(default_factory=dict)

    def key(self, row: Row) -> tuple[str, str]:
        """Partition and sort key; a table without sort keys has one row in each partition."""
        return row[self.keys[0]]["S"], row[self.keys[1]]["S"] if len(self.keys) > 1 else ""

    def get(self, key: tuple[str, str]) -> tuple[Row | None, int]:
        """A row, with the size that is charged for it."""
        partition = self.partitions.get(key[0])
        found = partition.rows.get(key[1]) if partition else None
        return (msgspec.json.decode(found[0]), found[1]) if found else (None, 0)

    def put(self, row: Row) -> int:
        """Keep a row; returns its size."""
        key, size = self.key(row), capacity.size(row)
        self.partitions.setdefault(key[0], _Partition()).put(key[1], msgspec.json.encode(row), size)
        return size

    def seed(self, partition: str, key: str, row: bytes, size: int) -> None:
        """Keep a row that is encoded already, as what was there before anybody looked."""
        self.partitions.setdefault(partition, _Partition()).seed(key, row, size)

    def take_out(self, key: tuple[str, str]) -> None:
        """Keep a row no more."""
        if key[0] in self.partitions:
            self.partitions[key[0]].take_out(key[1])

    def __len__(self) -> int:
        return sum(len(partition.rows) for partition in self.partitions.values())


class Tables:
    """DynamoDB."""

    def __init__(self) -> None:
        self.tables: dict[str, Table] = {}

    def call(self, operation: str, asked: Asked) -> Answer:
        return getattr(self, f"_{operation}")(asked)  # type: ignore[no-any-return]

    def _GetItem(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        row, size = table.get(table.key(asked["Key"]))
        found = {} if row is None else {"Item": _projected(row, asked)}
        return _json(found, reads=capacity.read_units(size, _is_consistent(asked)))

    def _BatchGetItem(self, asked: Asked) -> Answer:  # noqa: N802
        found: dict[str, list[Row]] = {}
        units = 0.0
        for name, wanted in asked["RequestItems"].items():
            table = self.tables[name]
            rows = [table.get(table.key(key)) for key in wanted["Keys"]]
            found[name] = [_projected(row, wanted) for row, _ in rows if row is not None]
            units += sum(capacity.read_units(size, _is_consistent(wanted)) for _, size in rows)
        return _json({"Responses": found, "UnprocessedKeys": {}}, reads=units)

    def _PutItem(self, asked: Asked) -> Answer:  # noqa: N802
        return _json({}, writes=self._write(asked, lambda row: asked["Item"])[0])

    def _DeleteItem(self, asked: Asked) -> Answer:  # noqa: N802
        return _json({}, writes=self._write(asked, lambda row: None)[0])

    def _UpdateItem(self, asked: Asked) -> Answer:  # noqa: N802
        units, after = self._write(asked, _updating(asked))
        attributes = {"Attributes": after} if asked.get("ReturnValues") == "ALL_NEW" else {}
        return _json(attributes, writes=units)

    def _TransactWriteItems(self, asked: Asked) -> Answer:  # noqa: N802
        writes = [(kind, each) for action in asked["TransactItems"] for kind, each in action.items()]
        units = 0.0
        for _, each in writes:
            self._check(each)
        for kind, each in writes:
            change: dict[str, Callable[[Row], Row | None]] = {
                "Put": lambda row, each=each: each["Item"],  # type: ignore[misc]
                "Update": _updating(each),
                "Delete": lambda row: None,
            }
            units += self._write(each, change[kind])[0]
        return _json({}, writes=2 * units)

    def _write(self, asked: Asked, change: Callable[[Row], Row | None]) -> tuple[float, Row | None]:
        """Write where the condition holds: the units, and the row as it is now."""
        table, key, row, before = self._check(asked)
        after = change(dict(row or asked.get("Key", {})))
        if after is None:
            table.take_out(key)
            return capacity.write_units(before, 0), None
        return capacity.write_units(before, table.put(after)), after

    def _check(self, asked: Asked) -> tuple[Table, tuple[str, str], Row | None, int]:
        table = self.tables[asked["TableName"]]
        key = table.key(asked.get("Key") or asked["Item"])
        row, size = table.get(key)
        names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
        test = asked.get("ConditionExpression")
        if test and not expressions.condition(test)(row or {}, names, values):
            raise Refusal("ConditionalCheckFailedException", write_units=capacity.write_units(size, 0))
        return table, key, row, size

    def _Query(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        names, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
        name, equals, value, *more = asked["KeyConditionExpression"].split()
        if names.get(name, name) != table.keys[0] or equals != "=" or more:
            raise NotImplementedError(asked["KeyConditionExpression"])
        where = values[value]["S"]
        partition = table.partitions.get(where, _Partition())
        after = asked.get("ExclusiveStartKey")
        found = (
            (where, key, *partition.rows[key]) for key in partition.keys_after(table.key(after)[1] if after else None)
        )
        return self._page(table, found, asked)

    def _Scan(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        after = table.key(asked["ExclusiveStartKey"]) if "ExclusiveStartKey" in asked else None
        found = (
            (where, key, *partition.rows[key])
            for where, partition in sorted(table.partitions.items())
            if after is None or where >= after[0]
            for key in partition.keys_after(after[1] if after and where == after[0] else None)
        )
        return self._page(table, found, asked)

    def _page(self, table: Table, rows: Iterator[tuple[str, str, bytes, int]], asked: Asked) -> Answer:
        """What fits in one answer, with the key to go on from where there is more."""
        looked: list[bytes] = []
        bytes_read, last, more = 0, ("", ""), False
        limit = asked.get("Limit", 2**31)
        for where, key, row, size in rows:
            if len(looked) == limit or bytes_read + size > PAGE:
                more = True
                break
            looked.append(row)
            bytes_read, last = bytes_read + size, (where, key)
        found = list(self._filtered(looked, asked))
        parts = [b'{"Items":[', b",".join(found), b'],"Count":%d,"ScannedCount":%d' % (len(found), len(looked))]
        if more:
            start = {name: {"S": part} for name, part in zip(table.keys, last, strict=False)}
            parts += [b',"LastEvaluatedKey":', msgspec.json.encode(start)]
        units = capacity.read_units(bytes_read, _is_consistent(asked))
        return Answer(b"".join([*parts, b"}"]), headers={READS: str(units)})

    def _filtered(self, rows: list[bytes], asked: Asked) -> Iterator[bytes]:
        names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
        test = expressions.condition(asked["FilterExpression"]) if "FilterExpression" in asked else None
        if test is None and "ProjectionExpression" not in asked:
            yield from rows
            return
        for encoded in rows:
            row = msgspec.json.decode(encoded)
            if test is None or test(row, names, values):
                yield msgspec.json.encode(_projected(row, asked))


def _is_consistent(asked: Asked) -> bool:
    return bool(asked.get("ConsistentRead"))


def _updating(asked: Asked) -> Callable[[Row], Row]:
    def changed(row: Row) -> Row:
        names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
        expressions.update(asked["UpdateExpression"])(row, names, values)
        return row

    return changed


def _projected(row: Row, asked: Asked) -> Row:
    if "ProjectionExpression" not in asked:
        return row
    names = asked.get("ExpressionAttributeNames", {})
    wanted = [names.get(name.strip(), name.strip()) for name in asked["ProjectionExpression"].split(",")]
    return {name: row[name] for name in wanted if name in row}


def _json(content: Any, reads: float = 0.0, writes: float = 0.0) -> Answer:
    consumed = {name: str(units) for name, units in ((READS, reads), (WRITES, writes)) if units}
    return Answer(msgspec.json.encode(content), headers=consumed)


# Queues, mail, secrets


@dataclass
class Queues:
    """SQS: what was sent and not yet handed to a function."""

    waiting: dict[str, list[str]] = field(default_factory=dict)
    sent: int = 0

    def call(self, operation: str, asked: Asked) -> Answer:
        bodies = {"SendMessage": [asked], "SendMessageBatch": asked.get("Entries", [])}[operation]
        done = [self._put(asked["QueueUrl"].rpartition("/")[2], entry) for entry in bodies]
        return _json({"Successful": done, "Failed": []} if operation == "SendMessageBatch" else done[0])

    def _put(self, queue: str, entry: Asked) -> dict[str, str]:
        self.sent += 1
        self.waiting.setdefault(queue, []).append(entry["MessageBody"])
        digest = hashlib.md5(entry["MessageBody"].encode(), usedforsecurity=False).hexdigest()
        return {"Id": entry.get("Id", ""), "MessageId": f"message-{self.sent}", "MD5OfMessageBody": digest}

    def batch(self, queue: str) -> list[str]:
        """Take out what a function would get at once."""
        waiting = self.waiting.get(queue, [])
        taken, self.waiting[queue] = waiting[:MESSAGES_OF_A_QUEUE], waiting[MESSAGES_OF_A_QUEUE:]
        return taken


@dataclass
class Mail:
    """SES: the mails it took, and whether it takes another, which raises Refusal where not."""

    sent: list[bytes] = field(default_factory=list)
    admit: Callable[[], None] = lambda: None

    def call(self, operation: str, asked: Asked) -> Answer:
        if operation != "SendEmail":
            raise NotImplementedError(operation)
        self.admit()
        content = asked["Content"]
        # Kept in full: a mail of the naive app has no bytes of its own, the service writes them.
        self.sent.append(base64.b64decode(content["Raw"]["Data"]) if "Raw" in content else json.dumps(content).encode())
        return _json({"MessageId": f"mail-{len(self.sent)}"})


@dataclass
class Secrets:
    """The parameter store."""

    values: dict[str, str] = field(default_factory=dict)

    def call(self, operation: str, asked: Asked) -> Answer:
        if operation != "GetParameter":
            raise NotImplementedError(operation)
        return _json({"Parameter": {"Name": asked["Name"], "Value": self.values[asked["Name"]]}})


# Files


@dataclass
class Files:
    """S3: the files of a bucket by key, and the tags of their content."""

    files: dict[str, bytes] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    """The keys in order; empty where they have to be sorted anew."""

    def call(self, method: str, url: str, body: bytes) -> Answer:
        parts = urlsplit(url)
        key, query = unquote(parts.path).lstrip("/"), parse_qs(parts.query, keep_blank_values=True)
        if method == "PUT":
            return self._put(key, body)
        if method == "POST" and "delete" in query:
            return self._delete(body)
        if method == "GET" and "list-type" in query:
            return self._list(query)
        if method == "GET" and key:
            return self._get(key)
        raise NotImplementedError(f"{method} {url}")

    def seed(self, key: str, content: bytes) -> None:
        """Keep a file, as what was there before anybody looked."""
        if key not in self.files:
            self.order = []
        self.files[key] = content
        self.tags[key] = hashlib.md5(content, usedforsecurity=False).hexdigest()

    def _put(self, key: str, body: bytes) -> Answer:
        self.seed(key, body)
        return Answer(b"", headers={"ETag": f'"{self.tags[key]}"'})

    def _get(self, key: str) -> Answer:
        if key not in self.files:
            raise Refusal("NoSuchKey", 404)
        return Answer(self.files[key], headers={"ETag": f'"{self.tags[key]}"'})

    def _list(self, query: dict[str, list[str]]) -> Answer:
        if "prefix" in query:
            raise NotImplementedError("a listing of some files")
        after = query.get("continuation-token", [""])[0]
        self.order = self.order or sorted(self.files)
        start = bisect_right(self.order, after) if after else 0
        shown = self.order[start : start + KEYS_OF_A_LISTING]
        is_cut = len(self.order) > start + KEYS_OF_A_LISTING
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><ETag>&quot;{self.tags[key]}&quot;</ETag>"
            f"<LastModified>2027-03-01T09:00:00.000Z</LastModified><Size>{len(self.files[key])}</Size>"
            "<StorageClass>STANDARD</StorageClass></Contents>"
            for key in shown
        )
        more = f"<NextContinuationToken>{escape(shown[-1])}</NextContinuationToken>" if is_cut else ""
        content = (
            f"<ListBucketResult><IsTruncated>{str(is_cut).lower()}</IsTruncated>{entries}"
            f"<KeyCount>{len(shown)}</KeyCount>{more}</ListBucketResult>"
        )
        return Answer(content.encode(), headers={"Content-Type": "application/xml"})

    def _delete(self, body: bytes) -> Answer:
        for node in ElementTree.fromstring(body).iter():  # noqa: S314 - our own client wrote it
            if node.tag.endswith("Key") and node.text:
                self.order = []
                self.files.pop(node.text, None)
                self.tags.pop(node.text, None)
        return Answer(b"<DeleteResult/>", headers={"Content-Type": "application/xml"})


# The wire


@dataclass
class Aws:
    """All services. `on_call` hears of each call before it is answered, by service and operation."""

    tables: Tables = field(default_factory=Tables)
    queues: Queues = field(default_factory=Queues)
    mail: Mail = field(default_factory=Mail)
    files: Files = field(default_factory=Files)
    secrets: Secrets = field(default_factory=Secrets)
    on_call: Callable[[str], None] = lambda service: None

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Answer what this process sends to AWS meanwhile."""
        endpoints: Any = botocore.endpoint.Endpoint
        real = endpoints._send
        endpoints._send = lambda endpoint, request: self.send(request)
        try:
            yield
        finally:
            endpoints._send = real

    def send(self, request: Any) -> AWSResponse:
        """What a signed request is answered with."""
        service = _service(request)
        self.on_call(service)
        try:
            answer = self._answer(service, request)
        except Refusal as refusal:
            answer = _refused(service, refusal)
        headers: Any = {"Content-Length": str(len(answer.content)), "x-amzn-requestid": "0" * 36, **answer.headers}
        return AWSResponse(request.url, answer.status, headers, _Raw(answer.content))

    def _answer(self, service: str, request: Any) -> Answer:
        body = _content(request.body)
        if service == "s3":
            is_chunked = "aws-chunked" in _text(request.headers.get("Content-Encoding", ""))
            return self.files.call(request.method, request.url, _unchunked(body) if is_chunked else body)
        asked = json.loads(body or b"{}")
        if service == "ses":
            return self.mail.call("SendEmail" if request.url.endswith("/outbound-emails") else request.url, asked)
        operation = _text(request.headers["X-Amz-Target"]).rpartition(".")[2]
        services: dict[str, Any] = {"dynamodb": self.tables, "sqs": self.queues, "ssm": self.secrets}
        return services[service].call(operation, asked)  # type: ignore[no-any-return]


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
    return _text(request.headers["Authorization"]).split("/")[3]


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _refused(service: str, refusal: Refusal) -> Answer:
    headers = {WRITES: str(refusal.write_units)} if refusal.write_units else {}
    if service == "s3":
        content = f"<Error><Code>{refusal.code}</Code><Message>-</Message></Error>".encode()
        return Answer(content, refusal.status, {"Content-Type": "application/xml"})
    content = msgspec.json.encode({"__type": f"com.amazonaws#{refusal.code}", "message": "-"})
    return Answer(content, refusal.status, {**headers, "x-amzn-errortype": refusal.code})


class _Raw(io.BytesIO):
    """What urllib3 would hand on."""

    def stream(self, amount: int = 2**16, decode_content: bool = True) -> Iterator[bytes]:
        while part := self.read(amount):
            yield part
