"""A whole campaign in one process: the project's own entry points over an AWS in memory, with people who click."""

import base64
import email
import email.policy
import json
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from functools import lru_cache
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import time_machine

import app
from chalicelib import clock
from chalicelib.cloud import editions, limits
from chalicelib.cloud.settings import settings
from chalicelib.edition import Edition
from chalicelib.web import proof
from infra.wiring import wiring
from tests import gateway, years
from tests.account import Account, Modelled, client
from tests.environment import TABLES
from tests.events import TICK, context, record, web_event
from tests.gateway import Browser
from tests.people import a_form, hashed, link_in, press, solved
from tests.staff import READERS

QUEUES: dict[str, Callable[..., Any]] = {name: getattr(app, wiring().reader(name)) for name in wiring().queues}
"""Which function reads which queue."""

MOST_RECEIVES = {name: queue.receives for name, queue in wiring().queues.items()}
"""How often a message comes before it is a dead letter."""
REGISTERING = datetime.fromisoformat("2027-03-01T10:00:00+01:00")
"""While people may register, in the edition of 2027."""
VOTING = datetime.fromisoformat("2027-04-06T10:00:00+02:00")
"""While people may vote."""

Clock = time_machine.Traveller
"""The clock of a test, for it to move."""


@dataclass(frozen=True)
class Answer:
    """What a browser or a program got back."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def field(self, name: str) -> str:
        """The value of a form field on the page."""
        tag = re.search(rf'<input[^>]*\bname="{re.escape(name)}"[^>]*>', self.body)
        assert tag, f"no field {name} on the page"
        value = re.search(r'\bvalue="([^"]*)"', tag.group())
        return value.group(1) if value else ""


class Campaign:
    """One campaign, from empty tables on."""

    def __init__(self, account: Account | None = None) -> None:
        self.account = account or Modelled()
        self.dead: dict[str, list[str]] = {name: [] for name in QUEUES}
        self.is_flooded = False
        """Whether one process sees that all requests come from one network."""
        self.browser = Browser()
        """With whose cookies requests are sent."""

    def in_year(self, *versions: Edition) -> None:
        """Let these be the versions of the current edition, the first of which is number 1."""
        for row in years.rows(*versions):
            client("dynamodb").put_item(TableName=settings().table("editions"), Item=row)
        editions.begin()

    # People

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self.ask("GET", path, headers=headers)

    def post(self, path: str, fields: Any, **headers: str) -> Answer:
        """Send a form of one of our own pages, with the sum that its script does."""
        fields = _with_sum(path, fields)
        given = {
            "content_type": "application/x-www-form-urlencoded",
            "origin": settings().public_url,
            "accept": "text/html",
            **headers,
        }
        return self.ask("POST", path, urlencode(fields, doseq=True).encode(), given)

    def post_json(self, path: str, content: Any, **headers: str) -> Answer:
        """Send JSON, as a program does, with the sum that it does first."""
        content = _with_sum(path, content)
        given = {"content_type": "application/json", "accept": "application/json", **headers}
        return self.ask("POST", path, json.dumps(content).encode(), given)

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """One request, as API Gateway hands it to the web function. Header names take underscores for dashes."""
        if not self.is_flooded:
            # The clock stands still in most tests, and all of their requests come from one address.
            limits._seen.window = 0
        headers = {**({"cookie": self.browser.cookie} if self.browser.cookie else {}), **(headers or {})}
        event = web_event(method, path.removeprefix(settings().public_url), body, headers)
        answer = gateway.asked(event, context())
        self.browser.keep(answer)
        got = {name.lower(): value for name, value in answer["headers"].items()}
        for name, values in (answer.get("multiValueHeaders") or {}).items():
            got[name.lower()] = values[-1]
        text = answer["body"]
        if answer.get("isBase64Encoded"):
            text = base64.b64decode(text).decode()
        return Answer(answer["statusCode"], got, text)

    def submitted(self, **other: Any) -> dict[str, str]:
        """Bring a form to the moderators: the path of each moderator's own link, by the moderator's name."""
        form = a_form(**other)
        assert self.post("/initiatives", form).status == 303
        self.drain()
        assert press(self, self.newest_link(form["email"])).status == 303
        self.drain()
        return self.review_links()

    def decide(self, link: str, decision: str, reason: str = "") -> Answer:
        """Decide as a moderator, and let the step run: what the page says then."""
        answer = press(self, link, decision=decision, reason=reason)
        assert answer.status == 303
        self.drain()
        return self.get(answer.location)

    # Queues

    def drain(self, rounds: int = 50) -> None:
        """Run what waits in the queues through the project's functions until all is quiet."""
        for _ in range(rounds):
            if sum(self.drain_once(name) for name in QUEUES) == 0:
                return
        raise AssertionError("the queues never became quiet")

    def drain_once(self, name: str) -> int:
        """Hand one batch of a queue to its function; what fails too often ends in `dead`. Returns how many came."""
        url = settings().queue_urls[name]
        # Most queues are empty, and asking takes half of the tests' time.
        if self.account.is_quiet(name):
            return 0
        sqs = client("sqs")
        got = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, AttributeNames=["ApproximateReceiveCount"])
        messages = got.get("Messages", [])
        if not messages:
            return 0
        answer = QUEUES[name]({"Records": [_record(url, message) for message in messages]}, context())
        failed = {item["itemIdentifier"] for item in (answer or {}).get("batchItemFailures", [])}
        for message in messages:
            receives = int(message["Attributes"]["ApproximateReceiveCount"])
            if message["MessageId"] not in failed or receives >= MOST_RECEIVES[name]:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
            if message["MessageId"] in failed and receives >= MOST_RECEIVES[name]:
                self.dead[name].append(message["Body"])
            elif message["MessageId"] in failed:
                sqs.change_message_visibility(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"], VisibilityTimeout=0)
        return len(messages)

    def deliver(self, name: str, *bodies: str) -> Any:
        """Hand these bodies to a queue's function as one batch, past the queue. Returns its answer."""
        return QUEUES[name](queue_event(name, *bodies), context())

    def waiting(self, name: str) -> list[str]:
        """The bodies that wait in a queue, which stay there."""
        return self._received(name, lambda sqs, **one: sqs.change_message_visibility(**one, VisibilityTimeout=0))

    def taken(self, name: str) -> list[str]:
        """The bodies that wait in a queue, taken out of it."""
        return self._received(name, lambda sqs, **one: sqs.delete_message(**one))

    def _received(self, name: str, then: Callable[..., Any]) -> list[str]:
        sqs, url = client("sqs"), settings().queue_urls[name]
        asked: Any = {"QueueUrl": url, "MaxNumberOfMessages": 10, "VisibilityTimeout": 60}
        got: list[Any] = []
        while messages := sqs.receive_message(**asked).get("Messages"):
            got += messages
        for message in got:
            then(sqs, QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return [str(message["Body"]) for message in got]

    def tick(self, schedule: str) -> None:
        """Let a schedule start its function."""
        getattr(app, schedule)(TICK, context())

    # What is kept

    def mails(self, to: str | None = None) -> list[EmailMessage]:
        """The mails that were sent, oldest first."""
        found = [parsed(raw) for raw in self.account.mails()]
        return [mail for mail in found if to is None or to in str(mail["To"])]

    def link(self, mail: EmailMessage) -> str:
        """The path behind the button of a mail."""
        return link_in(text_of(mail))

    def newest(self, to: str, about: str = "") -> EmailMessage:
        """The newest mail to somebody, about something."""
        return [mail for mail in self.mails(to) if about in str(mail["Subject"])][-1]

    def newest_link(self, to: str, about: str = "") -> str:
        """The path behind its button."""
        return link_in(text_of(self.newest(to, about)))

    def review_links(self) -> dict[str, str]:
        """The path in each moderator's newest mail, by the moderator's name."""
        return {name: self.newest_link(moderator.email) for name, moderator in READERS.items()}

    def rows(self) -> dict[str, list[Any]]:
        """Every row of every table but those of the years and the team, which were there before anybody came."""
        names, dynamodb = [name for name in TABLES if name not in ("editions", "people")], client("dynamodb")
        return {name: dynamodb.scan(TableName=settings().table(name))["Items"] for name in names}

    def file(self, key: str) -> str:
        """A public file."""
        got = client("s3").get_object(Bucket=settings().public_bucket, Key=key)
        return str(got["Body"].read().decode())

    def files(self) -> list[str]:
        """The keys of all public files."""
        got = client("s3").list_objects_v2(Bucket=settings().public_bucket)
        return [entry["Key"] for entry in got.get("Contents", [])]


def text_of(mail: EmailMessage) -> str:
    """The words of a mail."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def queue_event(name: str, *bodies: str) -> dict[str, Any]:
    """These bodies as one batch of a queue, as SQS hands it to a function."""
    url = settings().queue_urls[name]
    messages = [{"MessageId": str(uuid.uuid4()), "ReceiptHandle": "-", "Body": body} for body in bodies]
    return {"Records": [_record(url, message) for message in messages]}


def _record(url: str, message: Any) -> dict[str, Any]:
    receives = int(message.get("Attributes", {}).get("ApproximateReceiveCount", 1))
    name = url.rpartition("/")[2]
    return record(name, message["MessageId"], message["Body"], message["ReceiptHandle"], receives)


@lru_cache(maxsize=4096)
def parsed(raw: bytes) -> EmailMessage:
    """A mail, from the bytes in which it was sent."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


FORMS_WITH_A_SUM = {"/code": "code", "/sign-in": "sign-in", "/lost-link": "lost-link"}
"""Behind the language."""


def _with_sum(path: str, fields: Any) -> Any:
    what = "registration" if path == "/initiatives" else FORMS_WITH_A_SUM.get(path[3:], "")
    if not what or not isinstance(fields, dict) or fields.get("altcha") or not isinstance(fields.get("email"), str):
        return fields
    if not fields["email"].isprintable():
        # Nothing that a script could hash comes by then.
        return fields
    return {**fields, "altcha": sum_done(what, fields["email"])}


def sum_done(what: str, address: str) -> str:
    """The sum for a form about this and an address, done at once."""
    with patch.object(proof, "COST", 1), patch.object(proof, "TRIES", range(1, 2)):
        return solved(proof.challenge({"for": what}, hashed(address), clock.seconds()))
