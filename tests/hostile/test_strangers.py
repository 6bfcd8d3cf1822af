"""I10: from what is answered and done, a stranger cannot tell anything about an address, at no form of ours."""

from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.cloud import lateness
from tests.account import counted
from tests.campaign import REGISTERING, VOTING, Answer, Campaign, Clock
from tests.notifications.post import told
from tests.people import a_ballot, a_form, press
from tests.voting.voters import AALST, GENT, Voting

ADDRESS = "an@example.org"
State = Callable[[Campaign], None]


# What there may be about it


def registered(campaign: Campaign) -> None:
    campaign.post("/initiatives", a_form(email=ADDRESS, title="Een ander taalcafé"))
    campaign.drain()
    assert len(campaign.mails(ADDRESS)) == 1


def registered_this_very_thing(campaign: Campaign) -> None:
    campaign.post("/initiatives", a_form(email=ADDRESS))
    campaign.drain()
    assert len(campaign.mails(ADDRESS)) == 1


def confirmed(campaign: Campaign) -> None:
    registered(campaign)
    press(campaign, campaign.newest_link(ADDRESS))
    campaign.drain()
    assert campaign.rows()["dossiers"]


def complained(campaign: Campaign) -> None:
    registered(campaign)
    campaign.deliver("feedback", told("Complaint", ADDRESS))


def bounced(campaign: Campaign) -> None:
    registered(campaign)
    campaign.deliver("feedback", told("Bounce", ADDRESS))


def capped(campaign: Campaign) -> None:
    for number in range(5):
        campaign.post("/initiatives", a_form(email=ADDRESS, title=f"Taalcafé nummer {number}"))
        campaign.drain()
    assert len(campaign.mails(ADDRESS)) == 2


def voted(campaign: Campaign) -> None:
    Voting(campaign).vote(ADDRESS, GENT)


def voted_for_another(campaign: Campaign) -> None:
    Voting(campaign).vote(ADDRESS, AALST)


def capped_in_the_vote(campaign: Campaign) -> None:
    for _ in range(5):
        Voting(campaign).ask(ADDRESS)
    campaign.drain_once("confirmation-mail")
    assert len(campaign.mails(ADDRESS)) == 3


OF_FORMS: tuple[State, ...] = (registered, registered_this_very_thing, confirmed, complained, bounced, capped)
OF_VOTES: tuple[State, ...] = (voted, voted_for_another, capped_in_the_vote)


# What a stranger asks


def registering(campaign: Campaign) -> tuple[str, dict[str, Any], str, list[str]]:
    """The path, the fields, the queue of its message and the calls that it takes."""
    return "/initiatives", a_form(email=ADDRESS), "registration", ["sqs.SendMessage"]


def voting(campaign: Campaign) -> tuple[str, dict[str, Any], str, list[str]]:
    fields = a_ballot(GENT, ADDRESS, altcha=Voting(campaign).proof(ADDRESS))
    return "/votes", fields, "confirmation-mail", ["sqs.SendMessage"]


def guessing_a_code(campaign: Campaign) -> tuple[str, dict[str, Any], str, list[str]]:
    fields = {"email": ADDRESS, "code": "ZZZZ ZZZZ"}
    return "/nl/code", fields, "confirmation-mail", ["dynamodb.UpdateItem", "dynamodb.BatchGetItem"]


def asked(campaign: Campaign, door: Callable[[Campaign], Any], is_program: bool) -> tuple[Answer, list[int]]:
    """The answer, for the same calls whoever asks, and how long its message is."""
    path, fields, queue, expected = door(campaign)
    campaign.taken(queue)
    # Read once a minute, whoever asks.
    lateness.heard()
    with counted() as calls:
        answer = (campaign.post_json if is_program else campaign.post)(path, fields)
    assert calls.made == expected
    return answer, [len(body) for body in campaign.taken(queue)]


CASES = [
    *((door, state) for door in (registering, voting, guessing_a_code) for state in OF_FORMS),
    *((door, state) for door in (voting, guessing_a_code) for state in OF_VOTES),
]


@pytest.fixture
def open_to_both(campaign: Campaign, clock: Clock) -> Callable[[object], None]:
    """A campaign with candidates, and what moves its clock to when a state comes about or a door is open."""
    Voting(campaign).admit(GENT)
    Voting(campaign).admit(AALST)
    return lambda of: clock.move_to(VOTING if of in (*OF_VOTES, voting) else REGISTERING)


@pytest.mark.parametrize("is_program", [False, True], ids=["browser", "program"])
@pytest.mark.parametrize(("door", "state"), CASES, ids=lambda its: its.__name__)
def test_every_address_gets_the_same_answer(
    campaign: Campaign, open_to_both: Callable[[object], None], door: Any, state: State, is_program: bool
) -> None:
    open_to_both(door)
    stranger = asked(campaign, door, is_program)
    open_to_both(state)
    state(campaign)
    open_to_both(door)
    assert asked(campaign, door, is_program) == stranger


@pytest.mark.parametrize("state", OF_VOTES, ids=lambda state: state.__name__)
def test_the_page_behind_the_mail_shows_no_earlier_choice(
    campaign: Campaign, open_to_both: Callable[[object], None], state: State
) -> None:
    """To whoever reads somebody's mail over their shoulder."""
    open_to_both(voting)
    state(campaign)
    campaign.taken("confirmation-mail")
    page = campaign.get(f"/nl/vote/confirm/{Voting(campaign).link(ADDRESS, GENT)}")
    assert page.status == 200
    assert AALST not in page.body
