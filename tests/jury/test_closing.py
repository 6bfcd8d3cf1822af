"""What is tried on a jury around its close, and on its organisers."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.clock import seconds
from chalicelib.cloud.queues import pack
from chalicelib.jury import store
from chalicelib.web.words import say
from tests.campaign import Campaign, Clock
from tests.jury.panel import CATEGORY, PATH, Juror, enter, judge, take_down
from tests.people import hidden
from tests.years import FINAL, JUDGED, SHORTLIST

FINALE = f"/nl/jury/{FINAL.key}/{CATEGORY}"
NAMES = ("emma", "noor", "luc")


@pytest.fixture
def begins() -> datetime:
    return SHORTLIST.opens + timedelta(hours=1)


@pytest.fixture
def judged(campaign: Campaign) -> Campaign:
    campaign.in_year(JUDGED)
    enter(campaign, "a", "b", "c", "d")
    return campaign


def _jury(campaign: Campaign, *names: str) -> list[Juror]:
    return [Juror(campaign, name) for name in names or NAMES]


def _decided(campaign: Campaign, clock: Clock, moment: datetime) -> None:
    clock.move_to(moment + timedelta(minutes=20))
    campaign.tick("remind")
    campaign.drain()


def _outcome(key: str) -> Any:
    return (store.outcome(key, CATEGORY) or pytest.fail("not decided"))[0]


def _blind(campaign: Campaign) -> None:
    campaign.in_year(replace(JUDGED, rounds=tuple(replace(its, blind=its.kind != "public") for its in JUDGED.rounds)))


def test_nobody_is_told_to_choose_where_nobody_competes(campaign: Campaign, clock: Clock) -> None:
    campaign.in_year(JUDGED)
    emma = Juror(campaign, "emma")
    clock.move_to(SHORTLIST.closes - timedelta(days=1) + timedelta(minutes=5))
    campaign.tick("remind")
    campaign.drain()
    last = say("nl", "mails.jury.shortlist.last.subject")
    assert last not in [str(mail["Subject"]) for mail in campaign.mails(emma.email)]


def test_a_final_begins_when_its_nominees_are_there(judged: Campaign, clock: Clock) -> None:
    """A year may have it open the moment the shortlist closes: an hour long its pages say that nobody competes."""
    from chalicelib.editions.faults import faults

    early = replace(FINAL, opens=SHORTLIST.closes)
    year = replace(JUDGED, rounds=(JUDGED.vote, SHORTLIST, early))
    if faults(year):
        return
    judged.in_year(year)
    emma, *others = _jury(judged)
    judge([emma, *others], ["ab"] * 3)
    clock.move_to(SHORTLIST.closes + timedelta(minutes=1))
    assert say("nl", "jury.no_entries") not in emma.sits_down().opens(FINALE).body


def _in_revision(judged: Campaign, clock: Clock) -> list[Juror]:
    jury = _jury(judged)
    judge(jury, ["abc"] * 3)
    _decided(judged, clock, SHORTLIST.closes)
    clock.move_to(FINAL.opens + timedelta(hours=1))
    judge(jury, ["abc"] * 3, FINALE)
    clock.move_to(FINAL.closes + timedelta(hours=1))
    return [its.sits_down() for its in jury]


def test_who_revises_first_is_not_seen_by_who_revises_later(judged: Campaign, clock: Clock) -> None:
    """The ranks that are shown follow every change of the two days, so whoever waits sees what the others want now."""
    emma, noor, _ = _in_revision(judged, clock)
    emma.ranks("c", "b", "a", path=FINALE)
    page = noor.opens(FINALE).body
    ranks = page[page.index('class="ballots"') :].partition("</ul>")[0]
    assert ranks.count("<ol") == 3
    assert not re.search(r"<ol[^>]*><li><span[^>]*>Initiatief c", ranks)


def test_a_revision_is_one(judged: Campaign, clock: Clock) -> None:
    """edition.py and steps.py say once; the page says that the last counts."""
    emma, *_ = _in_revision(judged, clock)
    emma.ranks("c", "b", "a", path=FINALE)
    assert say("nl", "jury.rank.button") not in emma.opens(FINALE).body
    button = hidden(emma.opens("/nl/account"))["button"]
    again = {"button": button, **{f"place_{n}": slug for n, slug in enumerate("bca", 1)}}
    assert judged.post(f"{FINALE}/ranking", again).status == 409


def test_nobody_stops_a_category_that_goes_another_way_than_they_want(judged: Campaign, clock: Clock) -> None:
    """Of three jurors one sees all ranks, then abstains: too few, so nothing is awarded."""
    emma, *_ = _in_revision(judged, clock)
    emma.presses("ranking", FINALE, abstain="yes", why="Zo wil ik niet.")
    _decided(judged, clock, FINAL.decided)
    assert _outcome(FINAL.key).state == "decided"


def test_what_somebody_typed_who_forgot_to_tick_stays_in_sight(judged: Campaign) -> None:
    emma = _jury(judged)[0].sits_down()
    emma.stands_back()
    page = emma.presses("ranking", why="Ik ken er drie.").body
    part = page[: page.index(say("nl", "jury.abstain.title"))].rpartition("<details")[2]
    assert "open" in part


def test_minutes_name_nothing_that_was_taken_down(judged: Campaign, clock: Clock) -> None:
    """A slug is a title: what went for the sake of somebody's name stands there still."""
    enter(judged, "fatima-uit-gent")
    jury = _jury(judged)
    for juror in jury:
        juror.sits_down().stands_back()
        juror.ranks("fatima-uit-gent", "a")
    _decided(judged, clock, SHORTLIST.closes)
    take_down(judged, "fatima-uit-gent")
    assert "fatima-uit-gent" not in jury[0].sits_down().opens(f"{PATH}/minutes").body


def test_no_year_ends_while_its_jury_judges() -> None:
    """Only the public vote is waited for: the pages of a final that goes on are those of another year from then on."""
    from chalicelib.editions.faults import faults
    from chalicelib.editions.rules import may_turn

    later = replace(
        FINAL,
        closes=JUDGED.vote.settled + timedelta(days=10),
        results=JUDGED.vote.settled + timedelta(days=20),
        revise_days=2,
    )
    year = replace(
        JUDGED,
        rounds=(JUDGED.vote, SHORTLIST, later),
        show=later.results,
        forget_addresses_on=(later.results + timedelta(days=60)).date(),
    )
    assert faults(year) == []
    assert not may_turn(year, int((JUDGED.vote.settled + timedelta(days=1)).timestamp()))


def test_each_title_says_its_language(judged: Campaign) -> None:
    """WCAG 3.1.2: a title in French is read aloud as French, as on every other page."""
    from chalicelib.messages.publication import InitiativeApproved
    from tests.jury.panel import initiative

    its = replace(initiative("Maison ouverte"), language="fr")
    judged.deliver("publication", pack(InitiativeApproved("maison", 1, its, 1_800_000_000)))
    emma = _jury(judged)[0].sits_down()
    assert re.search(r'lang="fr"[^>]*>Maison ouverte', emma.opens().body)


def test_who_is_away_is_mailed_no_work_of_the_jury(judged: Campaign, clock: Clock) -> None:
    """The account page says so: we mail you no new work."""
    from chalicelib.messages.people import PersonAway

    emma = _jury(judged)[0]
    judged.deliver("organising", pack(PersonAway("w" * 32, emma.id, True, seconds())))
    clock.move_to(SHORTLIST.closes - timedelta(days=1) + timedelta(minutes=5))
    judged.tick("remind")
    judged.drain()
    assert judged.mails(emma.email) == []


def test_what_is_taken_down_leaves_a_ranking_as_it_was(judged: Campaign, clock: Clock) -> None:
    """The form then has a place less than was given, so the last word of it, no award, is not drawn any more."""
    jury = _jury(judged)
    judge(jury, ["abc"] * 3)
    _decided(judged, clock, SHORTLIST.closes)
    clock.move_to(FINAL.opens + timedelta(hours=1))
    jury[0].sits_down().stands_back(path=FINALE)
    jury[0].ranks("a", "b", "-", "c", path=FINALE)
    take_down(judged, "a")
    page = jury[0].opens(FINALE).body
    chosen = re.findall(r'<option value="(\S+)" selected', page)
    assert chosen == ["b", "-", "c"]
