"""A small, faithful model of the AWS that the project meets: tables, queues, mail, files and secrets, in memory.

Strict: an operation or expression that is not modelled raises. Checked against moto and the emulator by
test_conformance. Rows are never changed in place, so that they can be handed out without copying.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import ClientError

from tests.simulation import expressions
from tests.simulation.expressions import Row

SECOND = 1_000_000
"""Moments and spans are whole microseconds."""
LIMIT_OF_A_MESSAGE = 1_048_576
"""Bytes, since August 2025."""
LIMIT_OF_A_ROW = 400 * 1024
"""Bytes."""
SETTLES = 2 * SECOND
"""How long after a write a read that is not consistent may still show what was there before."""
SAME_CONTENT = 300 * SECOND
"""How long a FIFO queue takes the same content only once."""

Asked = dict[str, Any]
Answer = dict[str, Any]
Moment = Callable[[], int]


def refused(code: str, operation: str, status: int = 400, **more: Any) -> ClientError:
    """The error that AWS answers with."""
    answer: Any = {
        "Error": {"Code": code, "Message": "modelled"},
        "ResponseMetadata": {"HTTPStatusCode": status},
        **more,
    }
    return ClientError(answer, operation)


# Tables


@dataclass
class Table:
    """Rows by key; `past` holds what a row was before its last changes, and until when."""

    keys: tuple[str, ...]
    rows: dict[tuple[str, ...], Row] = field(default_factory=dict)
    past: dict[tuple[str, ...], list[tuple[int, Row | None]]] = field(default_factory=dict)

    def key(self, row: Row) -> tuple[str, ...]:
        return tuple([row[name]["S"] for name in self.keys])

    def put(self, key: tuple[str, ...], row: Row, now: int) -> None:
        if not all(key) or not _may_be_kept(row):
            raise refused("ValidationException", "PutItem")
        self.past.setdefault(key, []).append((now, self.rows.get(key)))
        self.rows[key] = row

    def then(self, key: tuple[str, ...], moment: int) -> Row | None:
        """The row as it was at a moment."""
        past = self.past.get(key, ())
        return next((row for until, row in past if until > moment), self.rows.get(key))


def _may_be_kept(row: Row) -> bool:
    # A look at all of it at once spares most rows a look at each of their values.
    written = repr(row)
    is_small = len(written) <= LIMIT_OF_A_ROW or _size(row) <= LIMIT_OF_A_ROW
    return is_small and not (("[]" in written or "()" in written) and any(map(_is_empty_set, row.values())))


def _size(row: Row) -> int:
    return sum(len(name) + len(str(value)) for name, value in row.items())


def _is_empty_set(value: dict[str, Any]) -> bool:
    kind, content = next(iter(value.items()))
    return kind in ("SS", "NS", "BS") and not content


@dataclass
class Tables:
    """DynamoDB."""

    tables: dict[str, Table]
    now: Moment
    stale: Callable[[int], int] = lambda versions: 0
    """How many versions back an eventually consistent read looks, of so many; the scheduler decides."""
    on_put: Callable[[str, Row], None] = lambda table, row: None
    """Hears of every row that PutItem writes."""

    def call(self, operation: str, asked: Asked) -> Answer:
        try:
            return getattr(self, f"_{operation}")(asked)  # type: ignore[no-any-return]
        except expressions.Invalid as problem:
            raise refused("ValidationException", operation) from problem

    def _DeleteItem(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        key = table.key(asked["Key"])
        if key in table.rows:
            table.past.setdefault(key, []).append((self.now(), table.rows.pop(key)))
        return {}

    def _GetItem(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        row = self._seen(table, table.key(asked["Key"]), asked)
        return {"Item": _projected(row, asked)} if row is not None else {}

    def _BatchGetItem(self, asked: Asked) -> Answer:  # noqa: N802
        found: dict[str, list[Row]] = {}
        for name, wanted in asked["RequestItems"].items():
            table = self.tables[name]
            rows = [self._seen(table, table.key(key), wanted) for key in wanted["Keys"]]
            found[name] = [_projected(row, wanted) for row in rows if row is not None]
        return {"Responses": found, "UnprocessedKeys": {}}

    def _PutItem(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        key = table.key(asked["Item"])
        _check(table.rows.get(key), asked, "PutItem")
        table.put(key, dict(asked["Item"]), self.now())
        self.on_put(asked["TableName"], asked["Item"])
        return {}

    def _UpdateItem(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        key = table.key(asked["Key"])
        _check(table.rows.get(key), asked, "UpdateItem")
        row: Row = {**(table.rows.get(key) or asked["Key"])}
        if "UpdateExpression" in asked:
            change = expressions.update(asked["UpdateExpression"])
            change(row, asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {}))
        table.put(key, row, self.now())
        return {"Attributes": dict(row)} if asked.get("ReturnValues") == "ALL_NEW" else {}

    def _Query(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        test = expressions.condition(asked["KeyConditionExpression"])
        names, values = asked.get("ExpressionAttributeNames", {}), asked["ExpressionAttributeValues"]
        keys = sorted(key for key, row in table.rows.items() if test(row, names, values))
        return _page([self._seen(table, key, asked) for key in keys], asked)

    def _Scan(self, asked: Asked) -> Answer:  # noqa: N802
        table = self.tables[asked["TableName"]]
        return _page([self._seen(table, key, asked) for key in sorted(table.rows)], asked)

    def _seen(self, table: Table, key: tuple[str, ...], asked: Asked) -> Row | None:
        if not asked.get("ConsistentRead") and (past := table.past.get(key)):
            fresh = self.now() - SETTLES
            versions = sum(until > fresh for until, _ in past)
            if versions and (back := self.stale(versions)):
                return past[-back][1]
        return table.rows.get(key)


def _page(rows: list[Row | None], asked: Asked) -> Answer:
    found = [row for row in rows if row is not None]
    if "FilterExpression" in asked:
        test = expressions.condition(asked["FilterExpression"])
        names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
        found = [row for row in found if test(row, names, values)]
    return {"Items": [_projected(row, asked) for row in found], "Count": len(found), "ScannedCount": len(rows)}


def _projected(row: Row, asked: Asked) -> Row:
    if "ProjectionExpression" not in asked:
        return dict(row)
    names = asked.get("ExpressionAttributeNames", {})
    wanted = [names.get(name.strip(), name.strip()) for name in asked["ProjectionExpression"].split(",")]
    return {name: row[name] for name in wanted if name in row}


def _check(row: Row | None, asked: Asked, operation: str) -> None:
    text = asked.get("ConditionExpression")
    names, values = asked.get("ExpressionAttributeNames", {}), asked.get("ExpressionAttributeValues", {})
    if text and not expressions.condition(text)(row or {}, names, values):
        old = asked.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and row
        more: dict[str, Any] = {"Item": dict(row)} if old and row else {}
        raise refused("ConditionalCheckFailedException", operation, **more)


# Queues


@dataclass
class Waiting:
    """A message in a queue, or a further copy of one."""

    id: str
    body: str
    visible_at: int
    receives: int = 0
    group: str = ""
    """FIFO: whose turn it waits for."""


@dataclass
class Queue:
    """Standard or FIFO; what was received too often goes to the dead letters."""

    name: str
    delay: int = 0
    visibility: int = 180 * SECOND
    most_receives: int = 4
    messages: list[Waiting] = field(default_factory=list)
    dead: list[Waiting] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    """FIFO: which content was sent when."""

    def __post_init__(self) -> None:
        self.is_fifo = self.name.endswith(".fifo")

    def visible(self, now: int) -> list[Waiting]:
        """What may be handed out: in a FIFO queue, of each group only what stands before the first that may not."""
        if not self.is_fifo:
            return [message for message in self.messages if message.visible_at <= now]
        found: list[Waiting] = []
        held_up: set[str] = set()
        for message in self.messages:
            if message.visible_at > now:
                held_up.add(message.group)
            elif message.group not in held_up:
                found.append(message)
        return found

    def hand_out(self, messages: list[Waiting], now: int) -> list[Waiting]:
        """Receive these messages; which of them really come, since those that came too often are dead letters now."""
        coming = []
        for message in messages:
            if message.receives >= self.most_receives:
                self.messages.remove(message)
                self.dead.append(message)
                continue
            message.receives += 1
            message.visible_at = now + self.visibility
            coming.append(message)
        return coming

    def delete(self, message: Waiting) -> None:
        """Take a message out, if this copy is still there."""
        if message in self.messages:
            self.messages.remove(message)

    def redrive(self, messages: list[Waiting], now: int) -> None:
        """Send dead letters again, as the console does."""
        for message in messages:
            self.dead.remove(message)
            self.messages.append(Waiting(message.id, message.body, now, group=message.group))


@dataclass
class Queues:
    """SQS."""

    queues: dict[str, Queue]
    now: Moment
    sent: int = 0
    on_sent: Callable[[Queue, str], None] = lambda queue, body: None

    def call(self, operation: str, asked: Asked) -> Answer:
        if operation == "GetQueueUrl":
            return {"QueueUrl": f"https://sqs.example/{asked['QueueName']}"}
        queue = self.queues[asked["QueueUrl"].rpartition("/")[2]]
        if operation == "SendMessage":
            return {"MessageId": self.put(queue, asked)}
        if operation == "SendMessageBatch":
            entries = asked["Entries"]
            if not 1 <= len(entries) <= 10 or len({entry["Id"] for entry in entries}) != len(entries):
                raise refused("InvalidBatch", operation)
            if sum(len(entry["MessageBody"].encode()) for entry in entries) > LIMIT_OF_A_MESSAGE:
                raise refused("BatchRequestTooLong", operation)
            return {"Successful": [{"Id": one["Id"], "MessageId": self.put(queue, one)} for one in entries]}
        raise NotImplementedError(operation)

    def put(self, queue: Queue, asked: Asked) -> str:
        """Take a message in; in a FIFO queue not twice the same within five minutes."""
        body = asked["MessageBody"]
        if len(body.encode()) > LIMIT_OF_A_MESSAGE:
            raise refused("InvalidParameterValue", "SendMessage")
        if queue.is_fifo != bool(asked.get("MessageGroupId")):
            raise refused("MissingParameter", "SendMessage")
        if queue.is_fifo:
            content = hashlib.sha256(body.encode()).hexdigest()
            if self.now() - queue.seen.get(content, -SAME_CONTENT) < SAME_CONTENT:
                return "dropped"
            queue.seen[content] = self.now()
        self.sent += 1
        name = f"m{self.sent}"
        wait = asked["DelaySeconds"] * SECOND if "DelaySeconds" in asked else queue.delay
        queue.messages.append(Waiting(name, body, self.now() + wait, group=asked.get("MessageGroupId", "")))
        self.on_sent(queue, body)
        return name


# Mail, files, secrets


@dataclass
class Mail:
    """SES: keeps what it accepted, with the moment."""

    now: Moment
    sent: list[tuple[int, bytes]] = field(default_factory=list)
    on_sent: Callable[[bytes], None] = lambda raw: None

    def call(self, operation: str, asked: Asked) -> Answer:
        if operation != "SendEmail":
            raise NotImplementedError(operation)
        raw = asked["Content"]["Raw"]["Data"]
        self.sent.append((self.now(), raw))
        self.on_sent(raw)
        return {"MessageId": f"mail-{len(self.sent)}"}


@dataclass
class Files:
    """S3: one bucket."""

    files: dict[str, bytes] = field(default_factory=dict)
    on_put: Callable[[str, bytes], None] = lambda key, content: None

    def call(self, operation: str, asked: Asked) -> Answer:
        return getattr(self, f"_{operation}")(asked)  # type: ignore[no-any-return]

    def _PutObject(self, asked: Asked) -> Answer:  # noqa: N802
        body = asked["Body"]
        content = body.encode() if isinstance(body, str) else bytes(body)
        self.files[asked["Key"]] = content
        self.on_put(asked["Key"], content)
        return {"ETag": _tag(content)}

    def _GetObject(self, asked: Asked) -> Answer:  # noqa: N802
        if asked["Key"] not in self.files:
            raise refused("NoSuchKey", "GetObject", 404)
        content = self.files[asked["Key"]]
        return {"Body": io.BytesIO(content), "ETag": _tag(content), "ContentLength": len(content)}

    def _ListObjectsV2(self, asked: Asked) -> Answer:  # noqa: N802
        keys = sorted(key for key in self.files if key.startswith(asked.get("Prefix", "")))
        contents = [{"Key": key, "ETag": _tag(self.files[key]), "Size": len(self.files[key])} for key in keys]
        return {"Contents": contents, "IsTruncated": False, "KeyCount": len(keys)}

    def _DeleteObjects(self, asked: Asked) -> Answer:  # noqa: N802
        for one in asked["Delete"]["Objects"]:
            self.files.pop(one["Key"], None)
        return {"Deleted": asked["Delete"]["Objects"]}


def _tag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


@dataclass
class Secrets:
    """The parameter store."""

    values: dict[str, str]
    on_delete: Callable[[str], None] = lambda name: None

    def call(self, operation: str, asked: Asked) -> Answer:
        name = asked["Name"]
        if operation == "PutParameter":
            if name in self.values and not asked.get("Overwrite"):
                raise refused("ParameterAlreadyExists", operation)
            self.values[name] = asked["Value"]
            return {"Version": 1}
        if operation not in ("GetParameter", "DeleteParameter"):
            raise NotImplementedError(operation)
        if name not in self.values:
            raise refused("ParameterNotFound", operation)
        if operation == "DeleteParameter":
            del self.values[name]
            self.on_delete(name)
            return {}
        return {"Parameter": {"Name": name, "Value": self.values[name]}}


@dataclass
class Cloud:
    """All services by the name that boto3 gives them."""

    dynamodb: Tables
    sqs: Queues
    sesv2: Mail
    s3: Files
    ssm: Secrets

    def take_over(self, other: "Cloud") -> None:
        """Hold what another cloud holds, in which all is quiet."""
        for name, table in self.dynamodb.tables.items():
            its = other.dynamodb.tables[name]
            table.rows, table.past = its.rows.copy(), {key: [*past] for key, past in its.past.items()}
        for name, queue in self.sqs.queues.items():
            assert not other.sqs.queues[name].messages
            queue.dead, queue.seen = [*other.sqs.queues[name].dead], other.sqs.queues[name].seen.copy()
        self.sqs.sent, self.sesv2.sent = other.sqs.sent, [*other.sesv2.sent]
        self.s3.files = other.s3.files.copy()
        self.ssm.values = other.ssm.values.copy()

    def call(self, service: str, operation: str, asked: Asked) -> Answer:
        """What AWS answers."""
        return getattr(self, service).call(operation, asked)  # type: ignore[no-any-return]
