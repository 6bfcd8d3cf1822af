"""What Lambda hands to a function, made by hand: a button pressed, ballots and mails from their queues.

All of it happens an hour after the vote has opened, and is signed with the one secret of the endpoint on loopback.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from chalicelib import clock
from chalicelib.cloud import keys
from chalicelib.cloud.settings import settings
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.mail import ConfirmationMailRequested
from chalicelib.messages.message import Link, Message
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.voting import signing, tokens
from chalicelib.web import links
from tests.benchmarks.endpoint import SECRET
from tests.events import context, record, web_event
from tests.years import YEAR, packed

SLUG, TITLE = "taalcafe-gent", "Taalcafé Gent"
CONTEXT = context()


def now() -> int:
    """The moment of everything here, in seconds."""
    return int(YEAR.vote.opens.timestamp()) + 3600


@contextmanager
def voting() -> Iterator[None]:
    """While the public votes."""
    with patch.object(clock, "seconds", now), patch.object(clock, "microseconds", lambda: now() * 1_000_000):
        yield


def button(voter: str = "V" * 43) -> dict[str, Any]:
    """Somebody presses the button behind the mail of their vote."""
    with _one_secret():
        token = links.sign(_link(voter))
        body = f"button={links.csrf_token(token)}"
    headers = {"content-type": "application/x-www-form-urlencoded", "origin": settings().public_url}
    return web_event("POST", f"/nl/vote/confirm/{token}", body.encode(), headers)


def ballots(count: int) -> dict[str, Any]:
    """A batch of votes to be counted."""
    at = Microseconds(now() * 1_000_000)
    voters = (VoterKey(f"{number:043}") for number in range(count))
    with _one_secret():
        return _batch([_ballot(voter, at) for voter in voters])


def mails(count: int) -> dict[str, Any]:
    """A batch of mails with the button of a vote."""
    voters = [f"{number:043}" for number in range(count)]
    return _batch(
        ConfirmationMailRequested(
            id=f"vote-{voter}",
            mail="vote-confirm",
            to=f"{voter}@example.org",
            language="nl",
            about={"title": TITLE},
            link=_link(voter),
            at=now(),
        )
        for voter in voters
    )


def _link(voter: str) -> Link:
    asked = tokens.Asked(YEAR.vote.key, SLUG, TITLE, "domain-hash", f"vote-{voter}", VoterKey(voter))
    with _one_secret():
        return tokens.vote_link(asked, now() + 3600)


def _ballot(voter: VoterKey, at: Microseconds) -> VoteConfirmed:
    receipt = voter[-26:]
    return signing.signed(VoteConfirmed(YEAR.vote.key, voter, SLUG, receipt, YEAR.rules, at, receipt[:11]))


def records(bodies: Iterable[str]) -> dict[str, Any]:
    """A batch of a queue as Lambda hands it over."""
    return {"Records": [record("queue", str(number), body) for number, body in enumerate(bodies)]}


def _batch(messages: Iterable[Message]) -> dict[str, Any]:
    return records(map(packed, messages))


def _one_secret() -> Any:
    return patch.object(keys, "_secret", lambda name: SECRET)
