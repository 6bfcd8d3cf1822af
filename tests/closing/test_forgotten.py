"""What of a year was destroyed is said as it was found, once, and as it is."""

import re
from datetime import datetime, timedelta

import pytest

from chalicelib.cloud import forgetting
from chalicelib.cloud.queues import pack
from chalicelib.kinds import Microseconds
from chalicelib.messages.publication import PeopleForgotten, ResultsCounted
from tests.campaign import REGISTERING, Campaign, Clock
from tests.people import a_form
from tests.voting.voters import ROUND
from tests.years import YEAR

DAY = datetime.fromisoformat("2027-07-31T03:00:00+02:00")
AT = int(DAY.timestamp())


@pytest.fixture
def begins() -> datetime:
    return REGISTERING


def _tick(campaign: Campaign) -> None:
    campaign.tick("forget")
    campaign.drain()


def _told(campaign: Campaign, *found: PeopleForgotten) -> None:
    campaign.deliver("publication", *map(pack, found))
    campaign.drain()


def _dossiers() -> tuple[int, int, int, int]:
    [its] = [one for one in forgetting.of("2027") if one.what == "dossiers"]
    return its.count, its.at, its.left, its.since


def test_what_was_there_is_told_and_then_that_nothing_is(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    campaign.post_json("/initiatives", a_form(title="Soep", email="s@example.org"))
    campaign.drain()
    campaign.deliver("publication", pack(ResultsCounted(ROUND, {}, 0, Microseconds(1))))
    clock.move_to(DAY - timedelta(days=1))
    _tick(campaign)
    assert forgetting.of("2027") == []
    clock.move_to(DAY)
    _tick(campaign)
    assert _dossiers()[:3] == (1, AT, 1)
    clock.shift(24 * 3600)
    for _ in range(2):
        _tick(campaign)
        assert _dossiers() == (1, AT, 0, AT + 24 * 3600)
    clock.shift(24 * 3600)
    _tick(campaign)
    assert _dossiers() == (1, AT, 0, AT + 24 * 3600)
    for language, said in (("nl", "31 juli"), ("fr", "31 juillet"), ("en", "31 July")):
        page = campaign.file(f"{language}/results")
        assert re.search(rf"{said}[^<]*dossier", page), language
        assert "s@example.org" not in page


def test_what_comes_twice_late_or_in_another_order_changes_nothing(campaign: Campaign) -> None:
    first, then = PeopleForgotten("2027", "dossiers", 3, AT), PeopleForgotten("2027", "dossiers", 0, AT + 86400)
    _told(campaign, first, first, then, then, first)
    assert _dossiers() == (3, AT, 0, AT + 86400)


def test_what_came_back_is_told_too(campaign: Campaign) -> None:
    """A restore brings somebody back, until the next day."""
    found = [PeopleForgotten("2027", "dossiers", left, AT + day * 86400) for day, left in enumerate((3, 0, 1))]
    _told(campaign, *found)
    assert _dossiers() == (3, AT, 1, AT + 2 * 86400)


def test_a_year_that_forgets_nobody_yet_tells_nothing(campaign: Campaign, clock: Clock) -> None:
    clock.move_to(YEAR.show)
    _tick(campaign)
    assert forgetting.of("2027") == []
