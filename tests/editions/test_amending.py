"""What decides a round, once one has opened, changes by two organisers alone, whatever comes twice, late or at once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib import clock as clocks
from chalicelib.amendment import Changed
from chalicelib.closing import store as closing
from chalicelib.closing.rules import Said
from chalicelib.cloud.queues import pack
from chalicelib.edition import Edition
from chalicelib.editions import store
from chalicelib.embargo import Embargo
from chalicelib.messages.closing import ResultsHeld
from chalicelib.messages.editions import AmendmentProposed, AmendmentSettled, EditionPut
from tests.campaign import Campaign, Clock
from tests.editions.changing import LATER, NOTE
from tests.editions.office import seen
from tests.staff import SOFIE
from tests.team.team import BART, put
from tests.years import YEAR

HOUR = timedelta(hours=1)
EVENING = YEAR.vote.closes - timedelta(hours=3)
"""The last one of the vote."""


@pytest.fixture
def begins() -> datetime:
    return EVENING


@pytest.fixture
def bart(campaign: Campaign) -> str:
    """A second organiser."""
    return put(campaign, BART, "organiser")


def propose(campaign: Campaign, base: int = 1, its_id: str = "a", by: str = SOFIE.id, **more: Any) -> str:
    """Propose something: the message, as it may come again."""
    its = {"changed": LATER, "round": YEAR.vote.key, **more}
    message = AmendmentProposed(its_id, base, "2027", its["round"], its["changed"], NOTE, by, clocks.seconds())
    return delivered(campaign, message)


def settle(campaign: Campaign, by: str, base: int = 2, its_id: str = "b", is_agreed: bool = True) -> str:
    """Agree to it, or drop it."""
    return delivered(campaign, AmendmentSettled(its_id, base, "2027", is_agreed, by, clocks.seconds()))


def delivered(campaign: Campaign, message: AmendmentProposed | AmendmentSettled | EditionPut | ResultsHeld) -> str:
    body = pack(message)
    assert campaign.deliver("organising", body) == {"batchItemFailures": []}
    return body


def history() -> list[tuple[int, str, str]]:
    return [(its.number, its.id, its.refused) for its in store.history("2027")]


def refused() -> list[str]:
    """Why something was not taken, in any order."""
    return sorted(its.refused for its in store.history("2027") if its.refused)


def changed(edition: Edition, **values: Any) -> tuple[Changed, ...]:
    return tuple(Changed(name, getattr(edition.vote, name), value) for name, value in values.items())


def test_a_vote_closes_an_hour_later_once_a_second_organiser_agrees(campaign: Campaign, bart: str) -> None:
    propose(campaign)
    assert seen().vote == YEAR.vote, "nothing changes until somebody agrees"
    settle(campaign, bart)
    after = seen()
    assert after.vote == replace(YEAR.vote, closes=YEAR.vote.closes + HOUR)
    [its] = after.amendments
    assert (its.before, its.after, its.note, after.waits) == (YEAR.rules, after.rules, NOTE, ())
    assert [(change.id, change.by) for change in store.history("2027")][:2] == [("b", bart), ("a", SOFIE.id)]


def test_one_alone_cannot(campaign: Campaign, bart: str) -> None:
    propose(campaign)
    settle(campaign, SOFIE.id)
    assert refused() == ["same_organiser"]
    longer = replace(YEAR, rounds=(replace(YEAR.vote, closes=YEAR.vote.closes + HOUR),))
    waits = seen().waits
    for base, wanted in enumerate((replace(longer, waits=waits), replace(YEAR, waits=(), amendments=waits)), 1):
        delivered(campaign, EditionPut(f"x{base}", 2, wanted, SOFIE.id, "-", clocks.seconds(), True))
    assert seen().vote == YEAR.vote
    assert refused() == ["amended_alone", "round_has_opened", "same_organiser"]


@pytest.mark.parametrize("by", ["an operator", "a deploy", "", "nobody"])
def test_no_tool_is_one_of_the_two(campaign: Campaign, bart: str, by: str) -> None:
    propose(campaign, by=by)
    assert refused() == ["not_organiser"]
    propose(campaign, its_id="c")
    settle(campaign, by)
    assert refused() == ["not_organiser", "not_organiser"]
    assert seen().vote == YEAR.vote


def test_whoever_comes_twice_does_it_once(campaign: Campaign, bart: str) -> None:
    """I14"""
    first = propose(campaign)
    second = settle(campaign, bart)
    campaign.deliver("organising", first, second, second)
    campaign.deliver("organising", second, first)
    assert history() == [(3, "b", ""), (2, "a", ""), (1, "first-1", "")]
    assert len(seen().amendments) == 1


def test_of_two_who_settle_at_once_one_is_first_and_the_other_is_told(campaign: Campaign, bart: str) -> None:
    propose(campaign)
    settle(campaign, SOFIE.id, its_id="withdrawn", is_agreed=False)
    settle(campaign, bart, its_id="agreed")
    assert history() == [
        (3, "withdrawn", ""), (2, "a", ""), (1, "first-1", ""), (3, "agreed", "changed_meanwhile"),
    ]  # fmt: skip
    assert (seen().vote, seen().waits) == (YEAR.vote, ())


def test_another_change_in_between_asks_to_look_again(campaign: Campaign, bart: str) -> None:
    propose(campaign)
    later = replace(seen(), show=YEAR.show + HOUR)
    delivered(campaign, EditionPut("show", 2, later, SOFIE.id, "-", clocks.seconds()))
    settle(campaign, bart, its_id="too early")
    assert refused() == ["changed_meanwhile"]
    assert seen().waits
    settle(campaign, bart, base=3)
    assert seen().vote.closes == YEAR.vote.closes + HOUR
    assert seen().show == later.show


def test_one_waits_at_a_time_and_what_was_dropped_makes_room(campaign: Campaign, bart: str) -> None:
    propose(campaign)
    propose(campaign, base=2, its_id="second")
    assert refused() == ["one_waits"]
    settle(campaign, bart, is_agreed=False)
    propose(campaign, base=3, its_id="third")
    assert [its.id for its in seen().waits] == ["third"]
    assert seen().amendments == ()


def test_it_lapses_by_itself_once_its_moment_is_near(campaign: Campaign, bart: str, clock: Clock) -> None:
    """A process may know it two minutes later: nobody is told that the vote is over who could still have voted."""
    propose(campaign)
    clock.move_to(YEAR.vote.closes - timedelta(minutes=2))
    settle(campaign, bart)
    assert refused() == ["not_amendable"]
    assert seen().vote == YEAR.vote
    results = changed(YEAR, results=YEAR.vote.results + HOUR)
    propose(campaign, base=2, its_id="of the results", changed=results)
    settle(campaign, bart, base=3, its_id="c")
    assert seen().vote.results == YEAR.vote.results + HOUR, "what lapsed makes room"


def test_a_message_that_waited_is_as_late_as_it_is(campaign: Campaign, bart: str, clock: Clock) -> None:
    propose(campaign)
    body = pack(AmendmentSettled("b", 2, "2027", True, bart, clocks.seconds()))
    clock.move_to(YEAR.vote.closes)
    campaign.deliver("organising", body)
    assert seen().vote == YEAR.vote


def test_who_organises_no_more_is_none_of_the_two(campaign: Campaign, bart: str) -> None:
    propose(campaign, by=bart)
    put(campaign, BART, "moderator", base=1)
    settle(campaign, SOFIE.id)
    assert refused() == ["proposer_gone"]
    settle(campaign, SOFIE.id, its_id="c", is_agreed=False)
    propose(campaign, base=3, its_id="d")
    settle(campaign, bart, base=4, its_id="e")
    assert refused() == ["not_organiser", "proposer_gone"]


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"closes": YEAR.vote.closes - HOUR}, "amends_earlier"),
        ({"results": YEAR.vote.results - HOUR}, "amends_earlier"),
        ({"opens": YEAR.vote.opens + HOUR}, "not_amendable"),
        ({"kind": 1}, "not_amendable"),
        ({"blind": 1}, "not_amendable"),
        ({"link_hours": 48}, "amends_nothing"),
        ({"link_hours": 1000}, "not_in_order"),
        ({"closes": 3}, "not_in_order"),
        ({"closes": YEAR.vote.results + HOUR}, "not_in_order"),
        ({"closes": datetime(2027, 4, 24, 1)}, "not_in_order"),  # noqa: DTZ001
    ],
)
def test_what_was_promised_and_what_is_past_stays(campaign: Campaign, wanted: dict[str, Any], reason: str) -> None:
    propose(campaign, changed=tuple(Changed(name, _old(name), value) for name, value in wanted.items()))
    assert refused() == [reason]
    assert seen() == YEAR


def _old(name: str) -> Any:
    value = getattr(YEAR.vote, name)
    return value if type(value) in (datetime, int) else 0


def test_what_somebody_saw_otherwise_is_not_what_they_propose(campaign: Campaign) -> None:
    propose(campaign, changed=(Changed("link_hours", 47, 72),))
    propose(campaign, its_id="b", round="public-2031")
    assert refused() == ["changed_meanwhile", "not_amendable"]


def test_before_a_round_opens_one_organiser_is_enough(campaign: Campaign, clock: Clock) -> None:
    clock.move_to(YEAR.vote.opens - HOUR)
    propose(campaign)
    assert refused() == ["not_amendable"]


def test_while_results_are_held_back_they_get_no_other_hour(campaign: Campaign, bart: str, clock: Clock) -> None:
    """It would end the holding, or begin it anew."""
    clock.move_to(YEAR.vote.closes + HOUR)
    propose(campaign, changed=changed(YEAR, results=YEAR.vote.results + HOUR))
    delivered(campaign, ResultsHeld("2027", SOFIE.id, {"nl": "We tellen opnieuw."}, clocks.seconds()))
    settle(campaign, bart)
    assert refused() == ["results_held"]


def test_once_organisers_opened_the_results_they_get_no_other_hour(campaign: Campaign, bart: str, clock: Clock) -> None:
    """Everyone knows the numbers: another hour would let them move for longer than people were told."""
    clock.move_to(YEAR.vote.closes + HOUR)
    propose(campaign, changed=changed(YEAR, results=YEAR.vote.results + HOUR))
    closing.keep("2027", Said(embargo=Embargo(opened=clocks.seconds())), 0)
    settle(campaign, bart)
    assert refused() == ["not_amendable"]


def test_after_the_results_nothing_changes(campaign: Campaign, clock: Clock) -> None:
    clock.move_to(YEAR.vote.results)
    propose(campaign, changed=changed(YEAR, results=YEAR.vote.results + HOUR))
    assert refused() == ["not_amendable"]
