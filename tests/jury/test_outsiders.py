"""What is tried on a jury by who does not belong there, or comes late."""

from datetime import datetime, timedelta

import pytest

from chalicelib.cloud.queues import pack
from chalicelib.jury import store
from chalicelib.messages.jury import ConflictsDeclared, OutcomeDecided, RankingGiven
from tests.campaign import Campaign, Clock
from tests.gateway import Browser
from tests.jury.panel import CATEGORY, PATH, Juror, enter, judge
from tests.staff import SOFIE
from tests.team.team import signs_in
from tests.years import FINAL, JUDGED, SHORTLIST

FINALE = f"/nl/jury/{FINAL.key}/{CATEGORY}"


@pytest.fixture
def begins() -> datetime:
    return SHORTLIST.opens + timedelta(hours=1)


@pytest.fixture
def judged(campaign: Campaign) -> Campaign:
    campaign.in_year(JUDGED)
    enter(campaign, "a", "b", "c", "d")
    return campaign


def _decided(campaign: Campaign, clock: Clock, moment: datetime) -> None:
    clock.move_to(moment + timedelta(minutes=20))
    campaign.tick("remind")
    campaign.drain()


def test_deciding_changes_no_public_file_before_the_results(judged: Campaign, clock: Clock) -> None:
    judge([Juror(judged, name) for name in ("emma", "noor", "luc")], ["ab", "ab", "ba"])
    clock.move_to(SHORTLIST.closes + timedelta(minutes=5))
    judged.tick("turn_phase")
    judged.drain()
    before = {
        key: judged.file(key)
        for key in judged.files()
        if key.endswith((".html", ".json", ".xml", ".atom", ".txt")) or "." not in key
    }
    clock.move_to(SHORTLIST.closes + timedelta(minutes=20))
    judged.tick("remind")
    judged.drain()
    assert store.outcome(SHORTLIST.key, CATEGORY)
    assert {key: judged.file(key) for key in before} == before
    assert "palmares.json" not in judged.files()


def test_who_does_not_belong_comes_in_nowhere(judged: Campaign, clock: Clock) -> None:
    jury = [Juror(judged, name) for name in ("emma", "noor", "luc")]
    other = Juror(judged, "piet", category="bedrijven").sits_down()
    judge(jury, ["ab", "ab", "ba"])
    for path in (PATH, f"{PATH}/read", f"{PATH}/minutes"):
        assert other.opens(path).status == 404
        judged.browser = Browser()
        assert judged.get(path).status == 303
    signs_in(judged, SOFIE.email)
    for path in (PATH, f"{PATH}/read", f"{PATH}/minutes", "/nl/jury"):
        assert judged.get(path).status in (403, 404), path
    assert judged.get(f"/nl/organise/jury/{SHORTLIST.key}/{CATEGORY}").status == 404
    assert jury[0].sits_down().opens(f"/nl/organise/jury/{SHORTLIST.key}/{CATEGORY}").status in (403, 404)
    forged = RankingGiven("x" * 32, SHORTLIST.key, CATEGORY, other.id, ("a",), "", int(clock_now()))
    judged.deliver("organising", pack(forged))
    assert store.juror(SHORTLIST.key, CATEGORY, other.id).said is None


def clock_now() -> float:
    from chalicelib.clock import seconds

    return seconds()


def test_messages_twice_late_and_out_of_order_come_to_the_same(judged: Campaign, clock: Clock) -> None:
    emma = Juror(judged, "emma")
    at = int(clock_now())
    said = [
        pack(ConflictsDeclared(SHORTLIST.key, CATEGORY, emma.id, ("b",), at)),
        pack(RankingGiven("1" * 32, SHORTLIST.key, CATEGORY, emma.id, ("a", "b"), "", at + 10)),
        pack(RankingGiven("2" * 32, SHORTLIST.key, CATEGORY, emma.id, ("c", "a"), "", at + 20)),
        pack(ConflictsDeclared(SHORTLIST.key, CATEGORY, emma.id, (), at - 5)),
    ]
    for body in (*reversed(said), *said, *reversed(said)):
        judged.deliver("organising", body)
    juror = store.juror(SHORTLIST.key, CATEGORY, emma.id)
    assert (juror.said.order if juror.said else ()) == ("c", "a")
    assert [*juror.conflicts] == ["b"]


def test_what_is_decided_is_decided_once_and_told_once(judged: Campaign, clock: Clock) -> None:
    emma, *others = [Juror(judged, name) for name in ("emma", "noor", "luc")]
    judge([emma, *others], ["ab", "ab", "ba"])
    _decided(judged, clock, SHORTLIST.closes)
    first = store.outcome(SHORTLIST.key, CATEGORY)
    rows = judged.rows()["publications"]
    late = RankingGiven("f" * 32, SHORTLIST.key, CATEGORY, emma.id, ("d",), "", int(SHORTLIST.closes.timestamp()) - 1)
    judged.deliver("organising", pack(late))
    enter(judged, "e")
    for _ in range(3):
        clock.shift(3600)
        judged.tick("remind")
        judged.drain()
    assert store.outcome(SHORTLIST.key, CATEGORY) == first
    assert first
    judged.deliver("publication", pack(OutcomeDecided(*first)), pack(OutcomeDecided(*first)))
    kept = [row for row in judged.rows()["publications"] if "outcomes" in str(row)]
    assert len(kept) == len([row for row in rows if "outcomes" in str(row)]) == len(JUDGED.categories)


def test_get_writes_nothing(judged: Campaign, clock: Clock) -> None:
    jury = [Juror(judged, name) for name in ("emma", "noor", "luc")]
    judge(jury, ["ab", "ab", "ba"])
    _decided(judged, clock, SHORTLIST.closes)
    emma = jury[0].sits_down()
    emma.opens()
    before = judged.rows()
    for path in ("/nl/jury", PATH, f"{PATH}?sent=x", f"{PATH}/read", f"{PATH}/minutes", f"{PATH}/minutes?sent=signed"):
        assert emma.opens(path).status == 200, path
    assert judged.rows() == before
