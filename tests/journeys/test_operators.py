"""What only a person can do, with the tools at a terminal: handle what is stuck, and forget somebody."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chalicelib import clock
from chalicelib.initiative import Contact, Initiative
from chalicelib.messages.registration import InitiativeSubmitted, RegistrationConfirmed
from infra import ROOT
from tests.journeys.rows import Rows
from tests.journeys.site import Site, a_title, eventually, somebody
from tests.people import MODERATORS, a_form
from tests.years import unstamped

Tool = Callable[..., str]


@pytest.fixture
def tool(stack: dict[str, str], tmp_path: Path) -> Tool:
    """Type `python -m infra.…`: what it prints."""
    (tmp_path / "running.json").write_text(json.dumps(stack))
    env = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "GASTVRIJ_"))}
    env |= {"GASTVRIJ_LOCAL": str(tmp_path), "COLUMNS": "200"}

    def run(name: str, *words: str) -> str:
        command = [sys.executable, "-m", f"infra.operate.{name}", *words]
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture
def impatient(rows: Rows) -> Iterator[str]:
    """A queue whose messages come back at once, not after minutes: its address."""
    sqs = rows._client("sqs")
    url: str = sqs.get_queue_url(QueueName="gastvrij-local-registration")["QueueUrl"]
    usual = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "1"})
    yield url
    sqs.set_queue_attributes(QueueUrl=url, Attributes=usual)


def test_poison_is_found_and_dropped_and_a_good_message_is_sent_again_and_done(
    site: Site, rows: Rows, tool: Tool, impatient: str
) -> None:
    """I8"""
    sqs, initiator, title = rows._client("sqs"), somebody(), a_title()
    initiative_id = str(uuid.uuid4())
    # Confirmed before the draft came, as when that was held up for long.
    early = unstamped(RegistrationConfirmed(initiative_id, clock.seconds(), "press"))
    for body in (early, f'{{"kind": "{initiator}"}}'):
        sqs.send_message(QueueUrl=impatient, MessageBody=body)

    listed = eventually(lambda: (told := tool("deadletters")).count("registration") == 2 and told, "two dead letters")
    assert initiator not in str(listed)
    lines = str(listed).splitlines()
    good = next(line for line in lines if "RegistrationConfirmed" in line)
    poison = next(line for line in lines if "unknown" in line)
    assert "confirmed, and the draft is not here yet" in good
    assert "a message that cannot be read" in poison

    tool("deadletters", "drop", "--id", _id(poison), "--reason", "A test.")
    assert _id(poison) not in tool("deadletters")

    initiative = Initiative(title, "s" * 40, "d" * 40, "verenigingen", ("44021",), "o", "", "nl", True)
    submitted = InitiativeSubmitted(
        initiative_id, initiative, Contact("An", initiator, "nl", False), clock.seconds(), "p"
    )
    sqs.send_message(QueueUrl=impatient, MessageBody=unstamped(submitted))
    site.mail(initiator)
    assert "Sent again: 1." in tool("deadletters", "send-again", "--id", _id(good))
    assert site.mail(MODERATORS[0], about=title)
    assert "Nothing is stuck." in tool("deadletters")


def test_a_closed_site_loses_nothing_and_goes_on_where_it_was(site: Site, rows: Rows, tool: Tool) -> None:
    """I8: what comes meanwhile waits, and is no dead letter however long that takes."""
    initiator, page = somebody(), site.get("/nl/register")
    sqs, before = rows._client("sqs"), rows.all()
    assert "Closed" in tool("site", "close")
    assert site.browser.get("/nl/register").status_code in (429, 503)
    assert site.get("/nl/").status == 200
    title = a_title()
    initiative = Initiative(title, "s" * 40, "d" * 40, "verenigingen", ("44021",), "o", "", "nl", True)
    contact = Contact("An", initiator, "nl", False)
    submitted = InitiativeSubmitted(str(uuid.uuid4()), initiative, contact, clock.seconds(), "p")
    url = sqs.get_queue_url(QueueName="gastvrij-local-registration")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody=unstamped(submitted))
    assert "Closed" in tool("site", "close"), "once more changes nothing"
    assert rows.all() == before
    assert "Open" in tool("site", "open")
    assert site.mail(initiator)
    assert site.send(page, **a_form(email=somebody())).status == 200
    assert "Nothing is stuck." in tool("deadletters")


def test_whoever_asks_for_it_is_forgotten(site: Site, rows: Rows, tool: Tool) -> None:
    """I11, with the rights that the functions really have."""
    title = a_title()
    initiator = site.registered(title=title)
    site.mail(MODERATORS[0], about=title)
    kept = json.loads(tool("erase", "export", initiator))
    assert set(kept) == {"registrations", "dossiers", "deliveries"}

    assert "Asked the steps to forget 4 things" in tool("erase", "erase", initiator, "--with-initiatives")
    eventually(lambda: "Nothing is left" in tool("erase", "reapply"), "end of it")
    rows.settle()
    assert initiator not in str(rows.all())
    assert title not in str(rows.all())
    assert set(json.loads(tool("erase", "export", initiator))) == {"deliveries", "erasures"}
    assert site.get(site.link(site.mail(initiator))).status == 410


def _id(line: str) -> str:
    return line.split("│")[2].strip()
