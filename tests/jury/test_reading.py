"""What is tried on a jury while its jurors read and rank."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.clock import seconds
from chalicelib.cloud.queues import pack
from chalicelib.jury import entries, pages, store
from chalicelib.messages.people import PersonRemoved
from chalicelib.web.words import say
from tests.campaign import Campaign, Clock
from tests.jury.panel import CATEGORY, PATH, Juror, enter, judge, take_down
from tests.people import hidden
from tests.staff import SOFIE
from tests.team.team import signs_in
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


def test_more_equals_on_the_shortlist_than_a_form_has_places(campaign: Campaign, clock: Clock) -> None:
    """Thirteen jurors who each name one: all thirteen go on, and no final ranking of them can be sent."""
    campaign.in_year(JUDGED)
    slugs = "abcdefghijklm"
    enter(campaign, *slugs)
    jury = _jury(campaign, *(f"juror{slug}" for slug in slugs))
    judge(jury, slugs)
    _decided(campaign, clock, SHORTLIST.closes)
    assert len(_outcome(SHORTLIST.key).chosen) == 13
    clock.move_to(FINAL.opens + timedelta(hours=1))
    jury[0].sits_down().stands_back(path=FINALE)
    assert jury[0].ranks(*slugs, path=FINALE).status == 303


def test_a_conflict_of_the_shortlist_is_not_taken_back_in_the_final(judged: Campaign, clock: Clock) -> None:
    emma, *others = _jury(judged, *NAMES, "iris")
    emma.sits_down().stands_back("a")
    emma.ranks("b", "c")
    judge(others, ["ab", "ab", "ba"])
    _decided(judged, clock, SHORTLIST.closes)
    clock.move_to(FINAL.opens + timedelta(hours=1))
    emma.sits_down().stands_back(path=FINALE)
    assert "Elke week: Initiatief a" not in emma.opens(f"{FINALE}/read").body


def test_who_abstained_does_not_vote_after_seeing_how_everybody_did(judged: Campaign, clock: Clock) -> None:
    emma, *others = _jury(judged, *NAMES, "iris")
    judge([emma, *others], ["abc"] * 4)
    _decided(judged, clock, SHORTLIST.closes)
    clock.move_to(FINAL.opens + timedelta(hours=1))
    emma.sits_down().stands_back(path=FINALE)
    emma.presses("ranking", FINALE, abstain="yes", why="Ik wacht liever af.")
    judge(others, ["abc", "bac", "abc"], FINALE)
    clock.move_to(FINAL.closes + timedelta(hours=1))
    button = hidden(emma.sits_down().opens("/nl/account"))["button"]
    late = {"button": button, "place_1": "c", "place_2": "b", "place_3": "a"}
    assert judged.post(f"{FINALE}/ranking", late).status == 409
    assert not (store.juror(FINAL.key, CATEGORY, emma.id).said or pytest.fail("no word")).order


def test_who_ranked_nothing_in_time_does_not_see_how_others_did_before_it_is_decided(
    judged: Campaign, clock: Clock
) -> None:
    """An organiser who takes a seat and only says from what they stand back sees all ranks two days early."""
    jury = _jury(judged, *NAMES, "iris")
    judge(jury, ["abc"] * 4)
    _decided(judged, clock, SHORTLIST.closes)
    clock.move_to(FINAL.opens + timedelta(hours=1))
    jury[3].sits_down().stands_back(path=FINALE)
    judge(jury[:3], ["abc", "bac", "abc"], FINALE)
    clock.move_to(FINAL.closes + timedelta(hours=1))
    assert say("nl", "jury.ranks.title", count=3) not in jury[3].sits_down().opens(FINALE).body


def _letters(juror: Juror) -> dict[str, str]:
    """Which letter is whose, by what its dossier says."""
    body = juror.opens(f"{PATH}/read").body
    dossiers = re.findall(r"<article.*?</article>", body, re.S)
    found = [re.search(r"<h2[^>]*>(.*?)</h2>.*Elke week: Initiatief (\w)", one, re.S) for one in dossiers]
    return {its[2]: its[1] for its in found if its}


def test_a_letter_stays_whose_it_was_on_the_page_that_was_printed(judged: Campaign) -> None:
    _blind(judged)
    emma = _jury(judged)[0].sits_down()
    emma.stands_back()
    printed = _letters(emma)
    for slug in "abcd":
        take_down(judged, slug)
        now = _letters(emma)
        assert now == {its: printed[its] for its in now}, (slug, printed, now)


def test_a_new_entry_does_not_take_the_letter_of_another(judged: Campaign) -> None:
    _blind(judged)
    emma = _jury(judged)[0].sits_down()
    emma.stands_back()
    printed = _letters(emma)
    enter(judged, "e", "f", "g")
    now = _letters(emma)
    assert {slug: now[slug] for slug in printed} == printed


def test_a_blind_page_does_not_tell_which_letter_is_whose(judged: Campaign) -> None:
    """The names to stand back from stand in the same order as the letters to choose."""
    _blind(judged)
    emma = _jury(judged)[0].sits_down()
    emma.stands_back()
    page, truth = emma.opens().body, _letters(emma)
    names = re.findall(r'<label for="back-\w+"[^>]*>Initiatief (\w)</label>', page)
    first = page[page.index('id="place_1"') : page.index('id="place_2"')]
    letters = re.findall(r"<option value=\"\w+\">(Initiatief \w+)</option>", first)
    assert dict(zip(names, letters, strict=True)) != truth


def test_no_hash_decides_between_two_chairs(judged: Campaign, clock: Clock) -> None:
    """Two chairs, and a tie: what wins hangs on whose mailbox has the higher hash, which is a lot."""
    chairs = sorted([Juror(judged, "emma", "chair"), Juror(judged, "noor", "chair")], key=lambda its: its.id)
    jury = [*chairs, *_jury(judged, "luc", "iris")]
    judge(jury, ["ab", "ba", "ab", "ba"])
    _decided(judged, clock, SHORTLIST.closes)
    clock.move_to(FINAL.opens + timedelta(hours=1))
    judge(jury, ["ab", "ba", "ab", "ba"], FINALE)
    _decided(judged, clock, FINAL.decided)
    assert _outcome(FINAL.key).state == "tie", _outcome(FINAL.key)


def test_what_a_page_took_in_the_last_second_counts(
    judged: Campaign, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page looks whether it is in time before it reads the tables, and says when it was after that."""
    emma = _jury(judged)[0].sits_down()
    emma.stands_back()
    clock.move_to(SHORTLIST.closes - timedelta(seconds=1))
    emma.sits_down()
    button = hidden(emma.opens())["button"]
    clock.move_to(SHORTLIST.closes - timedelta(milliseconds=200))
    found = entries.of

    def slow(*its: Any) -> Any:
        clock.shift(0.5)
        return found(*its)

    monkeypatch.setattr(entries, "of", slow)
    assert judged.post(f"{PATH}/ranking", {"button": button, "place_1": "a"}).status == 303
    judged.drain()
    assert store.juror(SHORTLIST.key, CATEGORY, emma.id).said


def test_the_page_of_a_press_that_a_later_one_replaced_does_not_wait_for_ever(judged: Campaign, clock: Clock) -> None:
    emma = _jury(judged)[0].sits_down()
    emma.stands_back()
    first = emma.ranks("a").location
    clock.shift(5)
    emma.ranks("b")
    page = emma.opens(first).body
    assert say("nl", "jury.waits") not in page
    assert say("nl", "jury.rank.button") in page


def test_of_two_presses_in_one_second_the_newest_counts(
    judged: Campaign, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hex:
        def __init__(self, text: str) -> None:
            self.hex = text

    emma = _jury(judged)[0].sits_down()
    emma.stands_back()
    ids = iter(("f" * 32, "0" * 32))
    monkeypatch.setattr(pages, "uuid4", lambda: Hex(next(ids)))
    emma.ranks("a")
    clock.shift(0.3)
    emma.ranks("b")
    assert (store.juror(SHORTLIST.key, CATEGORY, emma.id).said or pytest.fail("no word")).order == ("b",)


def test_who_stands_back_from_all_is_done(judged: Campaign, clock: Clock) -> None:
    """No form is left to them, and yet they are mailed twice that they chose nothing yet, and shown as missing."""
    emma = _jury(judged)[0].sits_down()
    emma.stands_back("a", "b", "c", "d")
    clock.move_to(SHORTLIST.closes - timedelta(days=1) + timedelta(minutes=5))
    judged.tick("remind")
    judged.drain()
    last = say("nl", "mails.jury.shortlist.last.subject")
    assert last not in [str(mail["Subject"]) for mail in judged.mails(emma.email)]


def test_a_reason_that_is_too_long_is_told_so(judged: Campaign) -> None:
    emma = _jury(judged)[0].sits_down()
    emma.stands_back()
    assert emma.presses("ranking", abstain="yes", why="Omdat ik " * 1000).status == 422


def test_a_category_without_nominees_does_not_blame_the_jurors(judged: Campaign, clock: Clock) -> None:
    """Nobody entered, or nobody was nominated: everyone reads that there were too few jurors."""
    judge(_jury(judged), ["a", "a", "a"])
    _decided(judged, clock, SHORTLIST.closes)
    _decided(judged, clock, FINAL.decided)
    clock.move_to(FINAL.results + timedelta(minutes=1))
    judged.tick("turn_phase")
    judged.drain()
    empty = next(one for one in JUDGED.categories if one.key != CATEGORY)
    assert store.outcome(FINAL.key, empty.key)
    page = judged.file("nl/results")
    part = page[page.index(f"<h3>{empty.name['nl']}") :].partition("</li>")[0]
    assert say("nl", "results.jury.too_few") not in part


def test_the_minutes_name_only_those_whose_ballot_counted(judged: Campaign, clock: Clock) -> None:
    """Whoever lost the task, or abstained, stands among those who chose in what the jury signs."""
    emma, noor, *others = jury = _jury(judged, "emma", "noor", "luc", "iris", "rosa")
    judge([emma, *others], ["ab"] * 4)
    noor.sits_down().stands_back()
    noor.presses("ranking", abstain="yes", why="Ik ken er drie.")
    judged.deliver("organising", pack(PersonRemoved("x" * 32, emma.id, "", "-", seconds())))
    judged.drain()
    _decided(judged, clock, SHORTLIST.closes)
    assert len(_outcome(SHORTLIST.key).ballots) == 3
    minutes = jury[2].sits_down().opens(f"{PATH}/minutes").body
    chose = minutes[minutes.index(say("nl", "jury.minutes.jurors")) :]
    assert "Emma" not in chose
    assert "Noor" not in chose


def test_the_ranks_that_jurors_see_are_those_that_count(judged: Campaign, clock: Clock) -> None:
    """Of whoever lost the task, and of what somebody stood back from later, nothing counts, and all is shown."""
    emma, *others = _jury(judged, *NAMES, "iris")
    judge([emma, *others], ["ab"] * 4)
    _decided(judged, clock, SHORTLIST.closes)
    clock.move_to(FINAL.opens + timedelta(hours=1))
    judge([emma, *others], ["ab"] * 4, FINALE)
    judged.deliver("organising", pack(PersonRemoved("x" * 32, emma.id, "", "-", seconds())))
    judged.drain()
    clock.move_to(FINAL.closes + timedelta(hours=1))
    assert say("nl", "jury.ranks.title", count=3) in others[0].sits_down().opens(FINALE).body


def test_an_organiser_is_not_told_of_too_few_twice_for_one_who_abstains(judged: Campaign) -> None:
    """Three judge a, who are as many as it needs: a fourth stood back from it and abstains besides."""
    emma, *others = _jury(judged, *NAMES, "iris")
    emma.sits_down().stands_back("a")
    emma.presses("ranking", abstain="yes", why="Ik ken er drie.")
    judge(others, ["ab", "ab", "ba"])
    signs_in(judged, SOFIE.email)
    page = judged.get("/nl/organise/jury").body
    at = page.index(say("nl", "jury.watch.ranked", count=3, all=4))
    assert say("nl", "jury.watch.short", least=3) not in page[at:].partition("</li>")[0]


def test_who_stood_back_does_not_see_before_the_results_how_others_rank_theirs(judged: Campaign, clock: Clock) -> None:
    """And may put its rivals lower for it, in their one revision."""
    emma, *others = _jury(judged, *NAMES, "iris")
    judge([emma, *others], ["abc"] * 4)
    _decided(judged, clock, SHORTLIST.closes)
    clock.move_to(FINAL.opens + timedelta(hours=1))
    emma.sits_down().stands_back("a", path=FINALE)
    emma.ranks("b", "c", path=FINALE)
    judge(others, ["abc", "bac", "abc"], FINALE)
    clock.move_to(FINAL.closes + timedelta(hours=1))
    page = emma.sits_down().opens(FINALE).body
    ranks = page[page.index('class="ballots"') :].partition("</ul>")[0]
    assert "Initiatief a" not in ranks
