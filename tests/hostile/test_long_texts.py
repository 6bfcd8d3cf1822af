"""Length before work: a text as long as a body can be costs hardly more than any other form, whatever is in it."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from chalicelib.cloud.settings import settings
from chalicelib.publication import pages
from chalicelib.web.request import LARGEST_BODY
from tests.campaign import VOTING, Answer, Campaign, Clock
from tests.depth import TRIED
from tests.people import INITIATOR, a_change, a_form
from tests.voting.voters import GENT, Voting

SIGNS = {
    "spaces": " ",
    "marks": "\u0301",
    "dots": ".",
    "quotes": '"',
    "digits": "7",
    "lines": "\n",
    "joiners": "\u200d",
}
MOST = 25
"""Times an ordinary page that says what is wrong, which takes some milliseconds: quadratic work takes hundreds."""
PROGRAM = {"content_type": "application/json", "accept": "application/json"}
PERSON = {
    "content_type": "application/x-www-form-urlencoded",
    "accept": "text/html",
    "origin": settings().public_url,
}


def _spent(run: Callable[[], Any]) -> float:
    # The clock of the processor, which no test moves and no neighbour on the machine slows down.
    started = time.process_time_ns()
    run()
    return (time.process_time_ns() - started) / 1e9


def _quickest(run: Callable[[], Any], most: float) -> float:
    """What a run takes; tried again when it takes too long, since that may be the machine's doing."""
    return min(next((took for took in (_spent(run) for _ in range(4)) if took < most), most), most)


def _ordinary(campaign: Campaign) -> float:
    """What it costs to answer a form in which something is wrong."""
    return min(_spent(lambda: campaign.post("/initiatives", a_form(title="", email="x"))) for _ in range(5))


def _bodies(good: dict[str, Any], name: str, sign: str) -> Iterator[tuple[bytes, dict[str, str]]]:
    """The longest body that is still read, all of it in one field: as a form, and as JSON."""

    def form(number: int) -> bytes:
        return urlencode({**good, name: sign * number}, doseq=True).encode()

    def as_json(number: int) -> bytes:
        return json.dumps({**good, name: sign * number}, ensure_ascii=False).encode()

    for made, headers in ((form, PERSON), (as_json, PROGRAM)):
        each = (len(made(1000)) - len(made(0))) // 1000
        yield made((LARGEST_BODY - len(made(0))) // each - 1), headers


def _cheap(campaign: Campaign, path: str, good: dict[str, Any], names: tuple[str, ...], ordinary: float) -> None:
    for name in names:
        for kind, sign in SIGNS.items():
            for body, headers in _bodies(good, name, sign):
                assert LARGEST_BODY * 0.9 < len(body) <= LARGEST_BODY
                answers: list[Answer] = []

                def asked() -> None:
                    answers.append(campaign.ask("POST", path, body, headers))  # noqa: B023 - run at once

                took = _quickest(asked, MOST * ordinary)
                assert answers[0].status in (202, 303, 403, 404, 422), (name, kind)
                assert took < MOST * ordinary, (name, kind, headers["accept"], took, ordinary)
                TRIED["fields filled to the brim, none of which keeps us busy"] += 1


def test_registering(campaign: Campaign, clock: Clock) -> None:
    names = (
        *("title", "summary", "description", "category", "organisation", "website", "language", "competes"),
        *("contact_name", "email", "consent", "people_agree", "newsletter", "postal_code", "municipality", "thanks"),
        *("stamp", "x"),
    )
    _cheap(campaign, "/initiatives", a_form(), names, _ordinary(campaign))


def test_deciding_and_changing(campaign: Campaign, clock: Clock) -> None:
    review, ordinary = campaign.submitted()["an"], _ordinary(campaign)
    good = {"button": campaign.get(review).field("button"), "decision": "reject", "reason": ""}
    _cheap(campaign, review, good, ("decision", "reason", "button"), ordinary)
    campaign.decide(review, "changes", "Op welke dag?")
    edit = campaign.newest_link(INITIATOR)
    good = a_change(button=campaign.get(edit).field("button"))
    _cheap(
        campaign, edit, good, ("title", "summary", "description", "organisation", "website", "contact_name"), ordinary
    )


def test_voting_and_typing_a_code(campaign: Campaign, clock: Clock) -> None:
    ordinary = _ordinary(campaign)
    clock.move_to(VOTING)
    Voting(campaign).admit(GENT)
    ballot = {"candidate": GENT, "email": "an@example.org", "language": "nl", "altcha": "e30="}
    _cheap(campaign, "/votes", ballot, ("email", "candidate", "language", "altcha"), ordinary)
    _cheap(campaign, "/nl/code", {"email": "an@example.org", "code": "ZZZZZZZZ"}, ("email", "code"), ordinary)


@pytest.mark.parametrize("kind", SIGNS)
def test_searching(campaign: Campaign, clock: Clock, kind: str) -> None:
    ordinary = _ordinary(campaign)
    for name in ("q", "municipality", "category", "page"):
        path = f"/nl/search?{urlencode({name: SIGNS[kind] * 8_000})}"
        took = _quickest(lambda: campaign.get(path), MOST * ordinary)  # noqa: B023 - run at once
        assert took < MOST * ordinary, (name, took, ordinary)
    assert pages.LONGEST < 8_000
