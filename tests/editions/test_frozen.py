"""Once the first round of a year has opened, two organisers alone change what decides any of its rounds."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib import clock as clocks
from chalicelib.amendment import Changed
from chalicelib.edition import Edition
from chalicelib.messages.editions import EditionPut
from tests.campaign import Campaign, Clock
from tests.editions.office import seen
from tests.editions.test_amending import delivered, propose, refused, settle
from tests.staff import SOFIE
from tests.team.team import BART, put
from tests.years import FINAL, JUDGED, SHORTLIST

DAY = timedelta(days=1)
VOTE = JUDGED.vote
assert SHORTLIST.opens < VOTE.opens < FINAL.opens


@pytest.fixture
def begins() -> datetime:
    return SHORTLIST.opens + timedelta(hours=1)


@pytest.fixture
def bart(campaign: Campaign) -> str:
    """A second organiser, of a year with a jury."""
    campaign.in_year(JUDGED)
    return put(campaign, BART, "organiser")


def moved(**values: Any) -> tuple[Changed, ...]:
    return tuple(Changed(name, getattr(VOTE, name), value) for name, value in values.items())


def alone(campaign: Campaign, wanted: Edition) -> list[str]:
    """Why one organiser alone may not have the year so."""
    delivered(campaign, EditionPut("alone", 1, wanted, SOFIE.id, "-", clocks.seconds(), True))
    return refused()


def other(vote: Any) -> Edition:
    return replace(JUDGED, rounds=tuple(vote if its == VOTE else its for its in JUDGED.rounds))


@pytest.mark.parametrize(
    "wanted",
    [
        other(replace(VOTE, closes=VOTE.closes + timedelta(hours=1))),
        other(replace(VOTE, opens=VOTE.opens + DAY)),
        replace(JUDGED, rounds=JUDGED.rounds[:-1]),
        replace(JUDGED, categories=JUDGED.categories[1:]),
    ],
)
def test_one_alone_changes_no_round_that_has_yet_to_open(campaign: Campaign, bart: str, wanted: Edition) -> None:
    assert alone(campaign, wanted) == ["round_has_opened"]
    assert seen() == JUDGED


def test_one_alone_does_until_two_minutes_before_the_first(campaign: Campaign, bart: str, clock: Clock) -> None:
    clock.move_to(SHORTLIST.opens - timedelta(minutes=2, seconds=1))
    wanted = other(replace(VOTE, opens=VOTE.opens + timedelta(hours=1)))
    assert alone(campaign, wanted) == []
    assert seen() == wanted


@pytest.mark.parametrize(
    "changed",
    [
        moved(opens=VOTE.opens - DAY),
        moved(opens=VOTE.opens + timedelta(hours=1), closes=VOTE.closes + timedelta(hours=1)),
        moved(link_hours=72),
    ],
)
def test_two_do_for_all_to_read(campaign: Campaign, bart: str, changed: tuple[Changed, ...]) -> None:
    propose(campaign, changed=changed)
    assert seen().vote == VOTE, "nothing changes until somebody agrees"
    settle(campaign, bart)
    assert refused() == []
    assert seen().vote == replace(VOTE, **{its.field: its.new for its in changed})
    assert [its.changed for its in seen().amendments] == [changed]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (moved(opens=VOTE.opens + timedelta(hours=1)), "amends_earlier"),
        (moved(opens=SHORTLIST.opens), "amends_earlier"),
        (moved(opens=SHORTLIST.opens + timedelta(hours=1, minutes=2)), "amends_earlier"),
        (moved(opens=VOTE.closes + DAY, closes=VOTE.closes), "not_in_order"),
        ((Changed("blind", 0, 1),), "not_amendable"),
    ],
)
def test_nobody_gets_less_time_and_nothing_begins_at_once(
    campaign: Campaign, bart: str, changed: tuple[Changed, ...], reason: str
) -> None:
    propose(campaign, changed=changed)
    assert refused() == [reason]
