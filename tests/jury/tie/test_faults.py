"""A choice that comes twice, late or out of order, or of who may not; and a count that makes it another tie."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.clock import seconds
from chalicelib.closing import steps
from chalicelib.closing.rules import Known
from chalicelib.cloud.queues import pack
from chalicelib.edition import LANGUAGES
from chalicelib.jury import panel, store
from chalicelib.messages.closing import ChoicesChanged
from chalicelib.messages.jury import JurorForgotten
from chalicelib.messages.people import PersonRemoved
from chalicelib.web.words import say
from tests.closing.evening import VOTE, said
from tests.jury.panel import CATEGORY, Juror
from tests.jury.tie.tied import PATH, TIED, Tied
from tests.people import hidden
from tests.team.team import BART, SOFIE
from tests.voting.voters import AALST, GENT
from tests.years import FINAL, JUDGED


def _all_choose(tied: Tied, *slugs: str) -> None:
    for who, slug in zip(("emma", "noor", "luc"), slugs, strict=True):
        assert tied.chooses(who, slug).status == 303


def test_the_newest_choice_counts_whatever_comes_twice_or_late(tied: Tied) -> None:
    tied.closes()
    now = seconds()
    first, then = tied.given("emma", GENT, now), tied.given("emma", AALST, now + 1)
    tied.delivers(then, then, first, then, first)
    tied.delivers(tied.given("noor", AALST, now), tied.given("luc", GENT, now))
    assert tied.chosen == AALST
    assert tied.tie
    assert tied.tie.choices == {AALST: 2, GENT: 1}


def test_who_changes_their_mind_changes_it_and_voids_what_was_signed(tied: Tied) -> None:
    tied.closes()
    _all_choose(tied, GENT, GENT, AALST)
    tied.evening.signs(SOFIE)
    assert tied.chooses("emma", AALST).status == 303
    assert tied.chosen == AALST
    tied.evening.signs(BART)
    assert say("nl", "closing.signed.void") in tied.evening.opens().body
    assert tied.evening.presses(BART, "open", meant="yes").status == 422
    tied.evening.goes_on()
    assert not tied.evening.is_public


def test_once_two_signed_nobody_changes_anything_until_one_takes_it_back(tied: Tied) -> None:
    tied.closes()
    _all_choose(tied, GENT, GENT, AALST)
    tied.evening.signs(SOFIE, BART)
    assert say("nl", "tie.closed") in tied.opens("emma").body
    tied.delivers(tied.given("emma", AALST, seconds() + 5))
    assert tied.chosen == GENT
    tied.evening.clock.shift(5)
    assert tied.evening.presses(SOFIE, "sign", taken_back="yes").status == 303
    assert tied.chooses("emma", AALST).status == 303
    assert tied.chosen == AALST


def test_what_two_signed_is_what_will_be_read_though_word_of_the_last_choice_comes_after(tied: Tied) -> None:
    tied.closes()
    _all_choose(tied, GENT, AALST, AALST)
    tied.campaign.deliver("organising", tied.given("noor", GENT, seconds() + 5))
    late = tied.campaign.taken("organising")
    tied.evening.signs(SOFIE, BART)
    assert tied.chosen == GENT
    tied.delivers(*late)
    tied.delivers(tied.given("emma", AALST, seconds() + 9))
    assert tied.tie
    assert tied.tie.choices == {AALST: 1, GENT: 2}


def test_whom_another_hour_gives_time_may_choose_anew(tied: Tied) -> None:
    """Two organisers agreed to it since, so that nobody signed what there is now."""
    tied.closes()
    _all_choose(tied, GENT, AALST, AALST)
    tied.evening.signs(SOFIE, BART)
    later = replace(VOTE, results=VOTE.results + timedelta(days=1))
    tied.campaign.in_year(replace(JUDGED, rounds=tuple(later if its == VOTE else its for its in JUDGED.rounds)))
    tied.asks()
    assert tied.chooses("noor", GENT).status == 303
    assert tied.chosen == GENT


def test_who_stood_back_is_not_asked(tied: Tied) -> None:
    """In the form itself, or in a category before."""
    tied.closes()
    _all_choose(tied, GENT, GENT, AALST)
    assert tied.chooses("emma", GENT, back=[AALST]).status == 303
    assert tied.tie
    assert tied.tie.choices == {AALST: 1, GENT: 1}
    assert tied.chosen == ""
    assert say("nl", "tie.not_asked") in tied.opens("emma").body
    tied.delivers(tied.given("emma", GENT, seconds() + 9))
    assert tied.tie.choices == {AALST: 1, GENT: 1}


def test_who_stood_back_in_the_final_is_not_asked(tied: Tied) -> None:
    store.change(FINAL.key, CATEGORY, tied.jurors["noor"].id, lambda juror: panel.declared(juror, (GENT,), (GENT,), 1))
    tied.closes()
    told = [its["Subject"] for its in tied.campaign.mails(tied.jurors["noor"].email)]
    assert say("nl", "mails.tie.subject") not in told
    assert say("nl", "tie.not_asked") in tied.opens("noor").body
    assert "2 juryleden mogen kiezen, en 3 is het minimum" in tied.evening.opens().body


def test_who_lost_the_task_counts_no_more(tied: Tied) -> None:
    tied.closes()
    Juror(tied.campaign, "piet", "reserve")
    _all_choose(tied, GENT, GENT, AALST)
    removed = PersonRemoved("removed", tied.jurors["emma"].id, "", "-", seconds())
    tied.delivers(pack(removed))
    tied.asks()
    assert tied.tie
    assert tied.tie.choices == {AALST: 1, GENT: 1}
    assert tied.chosen == ""


def test_who_is_no_juror_chooses_nothing(tied: Tied) -> None:
    tied.closes()
    body = tied.given("emma", GENT, seconds()).replace(tied.jurors["emma"].id, "f" * 64)
    tied.delivers(body)
    assert not (tied.tie and tied.tie.choices)


def test_another_tie_voids_what_was_chosen(tied: Tied) -> None:
    """A vote that a queue held up makes one of them the first; and then a third comes beside."""
    tied.approves("koor-brussel")
    tied.evening.clock.move_to(VOTE.closes - timedelta(minutes=1))
    voting = tied.evening.voting
    for address, slug in (("x@example.org", GENT), ("y@example.org", AALST)):
        assert voting.press(voting.link(address, slug)).status == 303
    late = tied.campaign.taken("voting")
    tied.closes()
    _all_choose(tied, GENT, GENT, AALST)
    old = tied.given("emma", AALST, seconds() + 60)
    tied.campaign.deliver("voting", late[0])
    tied.evening.clock.shift(3700)
    tied.evening.goes_on()
    tied.asks()
    assert tied.tie is None
    assert say("nl", "closing.checks.tie.void") in tied.evening.opens().body
    assert tied.opens("emma").status == 409
    tied.delivers(old)
    assert tied.tie is None
    tied.is_known()
    assert tied.palmares is None


def test_a_tie_of_three_is_told_apart_like_any_other(tied: Tied) -> None:
    three = (*TIED, "koor-brussel")
    tied.approves("koor-brussel")
    tied.evening.voting.vote("c@example.org", "koor-brussel")
    tied.closes()
    _all_choose(tied, "koor-brussel", GENT, "koor-brussel")
    assert tied.tie
    assert tied.tie.tied == tuple(sorted(three))
    tied.is_known()
    assert "2 van de 3" in tied.evening.results


def test_a_choice_in_the_last_two_minutes_is_too_late(tied: Tied) -> None:
    tied.closes()
    _all_choose(tied, GENT, GENT, AALST)
    tied.clock.move_to(VOTE.results - timedelta(minutes=1))
    tied.delivers(tied.given("emma", AALST, seconds() - 600))
    assert tied.chosen == GENT
    tied.is_known()
    assert tied.palmares
    assert tied.palmares.chosen == GENT


def test_what_was_opened_stays(tied: Tied) -> None:
    tied.closes()
    _all_choose(tied, GENT, GENT, AALST)
    tied.evening.signs(SOFIE, BART)
    tied.evening.presses(BART, "open", meant="yes")
    tied.delivers(tied.given("emma", AALST, seconds() + 60))
    removed = PersonRemoved("removed", tied.jurors["noor"].id, "", "-", seconds())
    tied.delivers(pack(removed))
    tied.evening.clock.shift(3700)
    tied.asks()
    tied.evening.goes_on()
    assert said().tie.chosen == GENT
    assert tied.palmares
    assert tied.palmares.choices == {AALST: 1, GENT: 2}


def test_who_asks_to_be_forgotten_leaves_the_count_and_no_trace(tied: Tied) -> None:
    tied.closes()
    _all_choose(tied, GENT, GENT, AALST)
    tied.is_known()
    tied.delivers(pack(JurorForgotten(tied.jurors["emma"].id, seconds())))
    assert tied.jurors["emma"].id not in str(tied.campaign.rows()["panels"])
    assert tied.chosen == GENT


def test_a_page_that_stood_open_too_long_says_so_in_each_language(tied: Tied) -> None:
    tied.closes()
    page = tied.opens("emma")
    for language in LANGUAGES:
        sent = {"button": hidden(page)["button"], "tied": [GENT, "others"], "chosen": GENT}
        answer = tied.campaign.post(PATH.replace("/nl/", f"/{language}/"), sent)
        assert answer.status == 409
        assert say(language, "notices.tie_changed.title") in answer.body
    assert not (tied.tie and tied.tie.choices)


def test_nobody_is_asked_before_all_that_was_confirmed_in_time_has_come(tied: Tied) -> None:
    tied.evening.clock.move_to(VOTE.closes + timedelta(minutes=1))
    tied.evening.goes_on()
    tied.asks()
    assert say("nl", "mails.tie.subject") not in [
        its["Subject"] for its in tied.campaign.mails(tied.jurors["emma"].email)
    ]


def test_two_looks_at_once_end_with_what_both_chose(tied: Tied, monkeypatch: pytest.MonkeyPatch) -> None:
    """While one looks what it came to, another juror's choice is looked at first: the slower one begins anew."""
    tied.closes()
    look, met = steps._known, list[str]()

    def slower(name: str) -> Known:
        known = look(name)
        if not met:
            met.append(name)
            tied.campaign.deliver("organising", tied.given("noor", GENT, seconds()))
            steps.look(ChoicesChanged("2027", seconds()))
        return known

    monkeypatch.setattr(steps, "_known", slower)
    tied.delivers(tied.given("emma", AALST, seconds()))
    assert met
    assert tied.tie
    assert tied.tie.choices == {AALST: 1, GENT: 1}
