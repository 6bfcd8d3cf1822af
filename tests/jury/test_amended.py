"""A round of the jury that two organisers change while it goes on: what was ranked before still counts."""

from datetime import datetime, timedelta

import pytest

from chalicelib import clock as clocks
from chalicelib.amendment import Changed
from chalicelib.cloud import editions
from chalicelib.cloud.queues import send
from chalicelib.jury import store
from chalicelib.messages.editions import AmendmentProposed, AmendmentSettled
from infra.make.recount_jury import recount
from tests.campaign import Campaign, Clock
from tests.editions.changing import NOTE
from tests.editions.office import seen
from tests.jury.panel import CATEGORY, Juror, enter, judge
from tests.staff import SOFIE
from tests.team.team import BART, put
from tests.years import FINAL, JUDGED, SHORTLIST

LATER = SHORTLIST.closes + timedelta(hours=6)


@pytest.fixture
def begins() -> datetime:
    return SHORTLIST.closes - timedelta(hours=2)


def test_ranks_of_before_count_and_nothing_is_decided_before_the_new_close(campaign: Campaign, clock: Clock) -> None:
    campaign.in_year(JUDGED)
    enter(campaign, "a", "b")
    emma, luc = Juror(campaign, "emma"), Juror(campaign, "luc")
    judge([emma], ["ab"])
    _amend(campaign, put(campaign, BART, "organiser"))
    clock.move_to(SHORTLIST.closes + timedelta(minutes=20))
    editions.begin()
    campaign.tick("remind")
    assert store.outcome(SHORTLIST.key, CATEGORY) is None
    judge([luc], ["ba"])
    clock.move_to(LATER + timedelta(minutes=20))
    campaign.tick("remind")
    outcome, _ = store.outcome(SHORTLIST.key, CATEGORY) or pytest.fail("not decided")
    assert [one.order for one in outcome.ballots] == [("a", "b"), ("b", "a")]
    assert (outcome.state, outcome.least, outcome.rules) == ("decided", 2, seen().rules_of(seen().jury[0]))
    assert outcome.rules == seen().amendments[0].after != seen().amendments[0].before


def test_what_was_decided_before_its_results_got_another_hour_is_counted_again(
    campaign: Campaign, clock: Clock
) -> None:
    """I5: the file says under which rules it was decided, and that two changed these since."""
    campaign.in_year(JUDGED)
    clock.move_to(FINAL.decided + timedelta(minutes=20))
    campaign.tick("remind")
    later, second = FINAL.results + timedelta(hours=1), put(campaign, BART, "organiser")
    _amend(campaign, second, Changed("results", FINAL.results, later), round_name=FINAL.key)
    clock.move_to(later + timedelta(minutes=1))
    editions.begin()
    campaign.tick("turn_phase")
    campaign.drain()
    file = campaign.file("palmares.json")
    assert seen().amendments
    assert FINAL.key in file
    assert recount(file.encode())[1] == []


def _amend(campaign: Campaign, second: str, *changed: Changed, round_name: str = SHORTLIST.key) -> None:
    changed = changed or (Changed("closes", SHORTLIST.closes, LATER), Changed("least", 3, 2))
    now = clocks.seconds()
    send([AmendmentProposed("a", 1, "2027", round_name, changed, NOTE, SOFIE.id, now)])
    campaign.drain()
    send([AmendmentSettled("b", 2, "2027", True, second, now)])
    campaign.drain()
