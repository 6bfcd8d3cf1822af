"""SQS."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.cloud.calls import SECOND, Answer, Asked, Moment, refused

LIMIT_OF_A_MESSAGE = 1_048_576
"""Bytes, since August 2025."""
UNLIMITED = 1_000_000
"""Receives of a queue that has no dead letters."""
SAME_CONTENT = 300 * SECOND
"""How long a FIFO queue takes the same content only once."""


@dataclass
class Waiting:
    """A message in a queue, or a further copy of one."""

    id: str
    body: str
    visible_at: int
    receives: int = 0
    group: str = ""
    """FIFO: whose turn it waits for."""
    sent_at: int = 0


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
        if operation == "GetQueueAttributes":
            return {"Attributes": self._numbers(asked["QueueUrl"].rpartition("/")[2])}
        if operation == "CreateQueue":
            self.queues[asked["QueueName"]] = Queue(asked["QueueName"], most_receives=UNLIMITED)
            return {}
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
        if operation == "ReceiveMessage":
            return self._receive(queue, asked)
        message = next((one for one in queue.messages if one.id == asked.get("ReceiptHandle")), None)
        if operation == "DeleteMessage" and message:
            queue.delete(message)
        elif operation == "ChangeMessageVisibility" and message:
            message.visible_at = self.now() + asked["VisibilityTimeout"] * SECOND
        elif operation not in ("DeleteMessage", "ChangeMessageVisibility"):
            raise NotImplementedError(operation)
        return {}

    def _numbers(self, name: str) -> dict[str, str]:
        """How many messages a queue has, or its dead letters: such as are to be had, are handled, or wait to be."""
        said = "ApproximateNumberOfMessages"
        if name not in self.queues:
            return {said: str(len(self.queues[name.replace("-dead", "")].dead))}
        queue, now = self.queues[name], self.now()
        hidden = [its for its in queue.messages if its.visible_at > now]
        handled = sum(its.receives > 0 for its in hidden)
        seen = len(queue.messages) - len(hidden)
        return {said: str(seen), f"{said}NotVisible": str(handled), f"{said}Delayed": str(len(hidden) - handled)}

    def _receive(self, queue: Queue, asked: Asked) -> Answer:
        now = self.now()
        coming = queue.hand_out(queue.visible(now)[: asked.get("MaxNumberOfMessages", 1)], now)
        if "VisibilityTimeout" in asked:
            for message in coming:
                message.visible_at = now + asked["VisibilityTimeout"] * SECOND
        return {
            "Messages": [
                {
                    "MessageId": message.id,
                    "ReceiptHandle": message.id,
                    "Body": message.body,
                    "MD5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
                    "Attributes": {
                        "ApproximateReceiveCount": str(message.receives),
                        "SentTimestamp": str(message.sent_at // 1_000),
                        "MessageGroupId": message.group,
                    },
                }
                for message in coming
            ]
        }

    def put(self, queue: Queue, asked: Asked) -> str:
        """Take a message in; in a FIFO queue not twice the same within five minutes."""
        body = asked["MessageBody"]
        if len(body.encode()) > LIMIT_OF_A_MESSAGE:
            raise refused("InvalidParameterValue", "SendMessage")
        if queue.is_fifo != bool(asked.get("MessageGroupId")):
            raise refused("MissingParameter", "SendMessage")
        if queue.is_fifo:
            content = asked.get("MessageDeduplicationId") or hashlib.sha256(body.encode()).hexdigest()
            if self.now() - queue.seen.get(content, -SAME_CONTENT) < SAME_CONTENT:
                return "dropped"
            queue.seen[content] = self.now()
        self.sent += 1
        name = hashlib.md5(str(self.sent).encode(), usedforsecurity=False).hexdigest()
        wait = asked["DelaySeconds"] * SECOND if "DelaySeconds" in asked else queue.delay
        group, now = asked.get("MessageGroupId", ""), self.now()
        queue.messages.append(Waiting(name, body, now + wait, group=group, sent_at=now))
        self.on_sent(queue, body)
        return name
