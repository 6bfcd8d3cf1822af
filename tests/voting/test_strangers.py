"""I10: from what is answered and done, a stranger cannot tell anything about an address."""

import json
from collections.abc import Callable

import pytest

from chalicelib.cloud.queues import pack
from chalicelib.initiative import Contact, Initiative
from chalicelib.messages import InitiativeSubmitted
from tests.account import counted
from tests.campaign import Answer
from tests.voting.voters import AALST, GENT, Voting

ADDRESS = "an@example.org"
COMPLAINT = {"eventType": "Complaint", "complaint": {}, "mail": {"destination": [ADDRESS]}}


def never_heard_of(voting: Voting) -> None:
    pass


def voted(voting: Voting) -> None:
    voting.vote(ADDRESS, GENT)


def voted_for_another(voting: Voting) -> None:
    voting.vote(ADDRESS, AALST)


def asked_before(voting: Voting) -> None:
    voting.ask(ADDRESS)
    voting.campaign.drain_once("confirmation-mail")


def suppressed(voting: Voting) -> None:
    voting.campaign.deliver("feedback", json.dumps(COMPLAINT))
    voting.ask(ADDRESS)
    voting.campaign.drain_once("confirmation-mail")
    assert voting.campaign.mails(ADDRESS) == []


def capped(voting: Voting) -> None:
    for _ in range(5):
        voting.ask(ADDRESS)
    voting.campaign.drain_once("confirmation-mail")
    assert len(voting.campaign.mails(ADDRESS)) == 3


def registered(voting: Voting) -> None:
    contact = Contact("An", ADDRESS, "nl", newsletter=False)
    what = Initiative("Title", "Summary", "Text", "gemeenten", ("44021",), "", "", "nl", competes=True)
    voting.campaign.deliver("registration", pack(InitiativeSubmitted("id", what, contact, 1)))
    assert [row for row in voting.campaign.rows()["registrations"] if "contact" in row]


STATES: list[Callable[[Voting], None]] = [
    never_heard_of,
    voted,
    voted_for_another,
    asked_before,
    registered,
    suppressed,
    capped,
]


def asked(voting: Voting, program: bool) -> tuple[Answer, list[str], int]:
    """The answer to one request, the calls behind it, and how long its message is."""
    done = voting.proof(ADDRESS)
    fields = {"candidate": GENT, "email": ADDRESS, "language": "nl", "altcha": done}
    voting.campaign.taken("confirmation-mail")
    with counted() as calls:
        answer = voting.campaign.post_json("/votes", fields) if program else voting.campaign.post("/votes", fields)
    (body,) = voting.campaign.taken("confirmation-mail")
    return answer, calls.made, len(json.loads(body)["fields"])


@pytest.mark.parametrize("program", [False, True], ids=["browser", "program"])
@pytest.mark.parametrize("state", STATES[1:], ids=lambda state: state.__name__)
def test_every_address_gets_the_same_answer(voting: Voting, state: Callable[[Voting], None], program: bool) -> None:
    stranger = asked(voting, program)
    state(voting)
    assert asked(voting, program) == stranger


def test_a_request_reads_nothing_so_nothing_makes_a_difference(voting: Voting) -> None:
    _, calls, _ = asked(voting, False)
    assert calls == ["sqs.SendMessage"]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_the_page_behind_the_mail_is_the_same_too(voting: Voting, state: Callable[[Voting], None]) -> None:
    """Whoever reads somebody's mail over their shoulder sees no earlier choice."""
    state(voting)
    voting.campaign.taken("confirmation-mail")
    page = voting.campaign.get(f"/nl/vote/confirm/{voting.link(ADDRESS, GENT)}")
    assert page.status == 200
    assert AALST not in page.body
