"""From an entry to a winner that everyone reads and counts again: shortlist, final, minutes, results."""

import json
from datetime import datetime, timedelta

import pytest

from chalicelib.jury import store
from chalicelib.web.words import say
from infra.make.recount_jury import recount
from tests.campaign import Campaign, Clock
from tests.jury.panel import CATEGORY, PATH, Juror, enter, judge, take_down
from tests.people import hidden
from tests.staff import SOFIE
from tests.team.team import signs_in
from tests.years import FINAL, JUDGED, SHORTLIST

HOUR = 3600
FINALE = f"/nl/jury/{FINAL.key}/{CATEGORY}"


@pytest.fixture
def begins() -> datetime:
    """The shortlist is open."""
    return SHORTLIST.opens + timedelta(hours=1)


@pytest.fixture
def judged(campaign: Campaign) -> Campaign:
    """Four schools compete in a year with a jury."""
    campaign.in_year(JUDGED)
    enter(campaign, "a", "b", "c", "d")
    return campaign


def _jury(campaign: Campaign) -> list[Juror]:
    return [Juror(campaign, name) for name in ("emma", "noor", "luc")]


def _go(clock: Clock, moment: datetime) -> None:
    clock.move_to(moment)


def _decided(campaign: Campaign, clock: Clock, moment: datetime) -> None:
    """Let the hour come in which what closed is decided."""
    _go(clock, moment + timedelta(minutes=20))
    campaign.tick("remind")
    campaign.drain()


def test_from_the_first_page_to_a_result_that_anybody_counts_again(judged: Campaign, clock: Clock) -> None:
    jury = _jury(judged)
    judge(jury, ["abc", "bac", "acd"])
    assert store.outcome(SHORTLIST.key, CATEGORY) is None
    _decided(judged, clock, SHORTLIST.closes)
    shortlist, _ = store.outcome(SHORTLIST.key, CATEGORY) or pytest.fail("not decided")
    assert (shortlist.state, shortlist.chosen) == ("decided", ("a", "b", "c"))
    assert "palmares.json" not in judged.files()

    _go(clock, FINAL.opens + timedelta(minutes=1))
    judged.tick("turn_phase")
    judged.drain()
    assert say("nl", "results.jury.nominees") in judged.file("nl/results")
    judge(jury, ["abc", "bca", "bac"], FINALE)
    _decided(judged, clock, FINAL.decided)
    assert "Initiatief b" in jury[0].sits_down().opens(f"{FINALE}/minutes").body
    told = json.loads(judged.file("palmares.json"))
    assert [its["kind"] for its in told["rounds"]] == ["shortlist"]

    _go(clock, FINAL.results + timedelta(minutes=1))
    judged.tick("turn_phase")
    judged.drain()
    told = json.loads(judged.file("palmares.json"))
    assert recount(judged.file("palmares.json").encode())[1] == []
    [final] = [one for its in told["rounds"] if its["kind"] == "final" for one in its["categories"] if one["chosen"]]
    assert final["chosen"] == ["b"]
    assert [one["order"] for one in final["ballots"]] == [["a", "b", "c", ""], ["b", "a", "c", ""], ["b", "c", "a", ""]]
    assert "emma" not in json.dumps(told).lower()
    page = judged.file("nl/results")
    assert page.index(say("nl", "results.jury.title")) < page.index("Initiatief b")


def test_who_stood_back_reads_and_ranks_the_rest_and_the_others_decide(judged: Campaign, clock: Clock) -> None:
    jury = [*_jury(judged), Juror(judged, "iris")]
    emma = jury[0].sits_down()
    emma.stands_back("a")
    read = emma.opens(f"{PATH}/read").body
    assert "Elke week: Initiatief b" in read
    assert "Elke week: Initiatief a" not in read
    assert say("nl", "jury.you_rank", count=3, all=4) in emma.opens().body
    refused = emma.ranks("a", "b")
    assert refused.status == 422
    assert say("nl", "jury.faults.not_theirs") in refused.body
    assert emma.ranks("b").status == 303
    judge(jury[1:], ["a", "a", "b"])
    _decided(judged, clock, SHORTLIST.closes)
    outcome, _ = store.outcome(SHORTLIST.key, CATEGORY) or pytest.fail("not decided")
    # Ten points of three jurors, and ten of four.
    assert (outcome.scores["a"], outcome.scores["b"]) == ("10/3", "5/2")


def test_nobody_reads_before_they_said_from_what_they_stand_back(judged: Campaign) -> None:
    emma = _jury(judged)[0].sits_down()
    assert "Elke week" not in emma.opens().body
    assert emma.opens(f"{PATH}/read").status == 409
    button = hidden(emma.opens())["button"]
    assert judged.post(f"{PATH}/ranking", {"button": button, "place_1": "a"}).status == 409


def test_a_conflict_that_comes_to_mind_later_voids_that_place_alone(judged: Campaign) -> None:
    emma = _jury(judged)[0].sits_down()
    emma.stands_back()
    emma.ranks("a", "b", "c")
    emma.stands_back("b")
    juror = store.juror(SHORTLIST.key, CATEGORY, emma.id)
    assert [*juror.conflicts] == ["b"]
    assert "Initiatief b" not in emma.opens(f"{PATH}/read").body


@pytest.mark.parametrize(
    ("order", "fault"),
    [(("a", "a"), "twice"), (("z",), "not_theirs"), ((), "none"), (("a", "-"), "too_many")],
)
def test_a_ranking_with_gaps_doubles_or_strangers_is_told_so(
    judged: Campaign, order: tuple[str, ...], fault: str
) -> None:
    emma = _jury(judged)[0].sits_down()
    emma.stands_back()
    answer = emma.ranks(*order)
    assert answer.status == 422
    assert say("nl", f"jury.faults.{fault}") in answer.body
    assert store.juror(SHORTLIST.key, CATEGORY, emma.id).said is None


def test_who_abstains_says_why_and_counts_nowhere(judged: Campaign, clock: Clock) -> None:
    emma, *others = [*_jury(judged), Juror(judged, "iris")]
    emma.sits_down().stands_back()
    assert emma.presses("ranking", abstain="yes").status == 422
    assert emma.presses("ranking", abstain="yes", why="Ik ken er drie.").status == 303
    judge(others, ["a", "a", "b"])
    _decided(judged, clock, SHORTLIST.closes)
    outcome, _ = store.outcome(SHORTLIST.key, CATEGORY) or pytest.fail("not decided")
    assert len(outcome.ballots) == 3


def test_after_the_close_jurors_see_all_ranks_and_change_theirs_and_both_are_kept(
    judged: Campaign, clock: Clock
) -> None:
    jury = _jury(judged)
    judge(jury, ["abc", "abc", "abc"])
    _decided(judged, clock, SHORTLIST.closes)
    _go(clock, FINAL.opens + timedelta(hours=1))
    iris = Juror(judged, "iris").sits_down()
    iris.stands_back(path=FINALE)
    judge(jury, ["abc", "bca", "cab"], FINALE)
    assert say("nl", "jury.ranks.title", count=3) not in jury[0].opens(FINALE).body
    _go(clock, FINAL.closes + timedelta(hours=1))
    button = hidden(iris.sits_down().opens("/nl/account"))["button"]
    late = {"button": button, **{f"place_{n}": slug for n, slug in enumerate("abc", 1)}}
    closed = judged.post(f"{FINALE}/ranking", late)
    assert closed.status == 409
    assert "1. Initiatief a, 2. Initiatief b, 3. Initiatief c" in closed.body, "to be copied"
    emma = jury[0].sits_down()
    assert say("nl", "jury.ranks.title", count=3) in emma.opens(FINALE).body
    assert emma.ranks("b", "a", "c", path=FINALE).status == 303
    kept = store.juror(FINAL.key, CATEGORY, emma.id)
    assert kept.ranked
    assert kept.revised
    assert (kept.ranked.order, kept.revised.order) == (("a", "b", "c"), ("b", "a", "c"))
    _decided(judged, clock, FINAL.decided)
    outcome, _ = store.outcome(FINAL.key, CATEGORY) or pytest.fail("not decided")
    assert outcome.chosen == ("b",)
    assert jury[1].sits_down().opens(FINALE).status == 200
    assert say("nl", "jury.rank.button") not in jury[1].opens(FINALE).body


def test_the_chair_breaks_a_tie_and_a_juror_who_lost_the_task_counts_no_more(judged: Campaign, clock: Clock) -> None:
    jury = [Juror(judged, "emma", "chair"), *(Juror(judged, name) for name in ("noor", "luc", "iris"))]
    judge(jury, ["ba", "ab", "ab", "ba"])
    _decided(judged, clock, SHORTLIST.closes)
    _go(clock, FINAL.opens + timedelta(hours=1))
    judge(jury, ["ba", "ab", "ab", "ba"], FINALE)
    _decided(judged, clock, FINAL.decided)
    outcome, _ = store.outcome(FINAL.key, CATEGORY) or pytest.fail("not decided")
    assert (outcome.chosen, outcome.broken_by, outcome.broken_with) == (("b",), "chair", ("b", "a", ""))


def test_with_too_few_jurors_nothing_is_decided_and_organisers_see_it_coming(judged: Campaign, clock: Clock) -> None:
    judge(_jury(judged)[:2], ["a", "a"])
    assert signs_in(judged, SOFIE.email).status == 303
    watched = judged.get("/nl/organise/jury").body
    assert say("nl", "jury.watch.missing") in watched
    assert "Luc" in watched
    _decided(judged, clock, SHORTLIST.closes)
    outcome, _ = store.outcome(SHORTLIST.key, CATEGORY) or pytest.fail("not decided")
    assert outcome.state == "too_few"


def test_what_was_taken_down_is_judged_no_more_and_has_no_name_in_the_file(judged: Campaign, clock: Clock) -> None:
    jury = _jury(judged)
    judge(jury, ["abc", "abc", "abc"])
    _decided(judged, clock, SHORTLIST.closes)
    take_down(judged, "a")
    assert f'<li><span dir="auto">{say("nl", "jury.gone")}</span></li>' in jury[0].sits_down().opens().body
    _go(clock, FINAL.opens + timedelta(hours=1))
    judged.tick("turn_phase")
    judged.drain()
    [its] = [one for one in json.loads(judged.file("palmares.json"))["rounds"][0]["categories"] if one["chosen"]]
    assert "a" not in its["entries"]
    assert len(its["chosen"]) == 3
    assert recount(judged.file("palmares.json").encode())[1] == []
    assert say("nl", "results.jury.is_gone") in judged.file("nl/results")
    emma = Juror(judged, "emma2").sits_down()
    emma.stands_back(path=FINALE)
    assert "Initiatief a" not in emma.opens(FINALE).body


def test_jurors_hear_that_it_begins_and_ends_and_once(judged: Campaign, clock: Clock) -> None:
    emma, noor, _ = _jury(judged)
    for _ in range(3):
        judged.tick("remind")
        judged.drain()
        clock.shift(HOUR)
    opens = say("nl", "mails.jury.shortlist.opens.subject")
    assert [str(mail["Subject"]) for mail in judged.mails(emma.email)] == [opens]
    judge([emma], ["ab"])
    _go(clock, SHORTLIST.closes - timedelta(days=1) + timedelta(minutes=5))
    judged.tick("remind")
    judged.drain()
    last = say("nl", "mails.jury.shortlist.last.subject")
    assert last in [str(mail["Subject"]) for mail in judged.mails(noor.email)]
    assert last not in [str(mail["Subject"]) for mail in judged.mails(emma.email)]


def test_minutes_are_signed_by_those_who_chose(judged: Campaign, clock: Clock) -> None:
    emma, *_ = jury = _jury(judged)
    judge(jury, ["abc", "abc", "abc"])
    _decided(judged, clock, SHORTLIST.closes)
    minutes = f"{PATH}/minutes"
    page = emma.sits_down().opens(minutes)
    assert say("nl", "jury.minutes.unsigned") in page.body
    assert judged.post(minutes, {"button": hidden(page)["button"]}).status == 303
    judged.drain()
    assert say("nl", "jury.minutes.signed") in emma.opens(minutes).body
    assert signs_in(judged, SOFIE.email).status == 303
    assert say("nl", "jury.minutes.signed") in judged.get(f"/nl/organise/jury/{SHORTLIST.key}/{CATEGORY}").body


def test_who_judged_what_is_forgotten_with_the_year_and_what_was_decided_stays(judged: Campaign, clock: Clock) -> None:
    judge(_jury(judged), ["abc", "abc", "abc"])
    _decided(judged, clock, SHORTLIST.closes)
    _go(clock, datetime.fromisoformat(f"{JUDGED.forget_addresses_on}T12:00:00+02:00"))
    judged.tick("forget")
    judged.drain()
    assert store.jurors(SHORTLIST.key, CATEGORY) == []
    assert store.outcome(SHORTLIST.key, CATEGORY)


def test_what_is_to_be_done_now_stands_before_what_opens_yet(judged: Campaign) -> None:
    emma = _jury(judged)[0].sits_down()
    page = emma.opens("/nl/jury").body
    assert page.index(say("nl", "jury.kind.shortlist")) < page.index(say("nl", "jury.kind.final"))
