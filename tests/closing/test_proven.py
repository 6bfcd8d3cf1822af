"""Nobody signs or opens by a button what nobody could count again: the public log has to come to the same numbers."""

from datetime import timedelta

import pytest

from chalicelib.clock import microseconds, seconds
from chalicelib.closing import rules, shown
from chalicelib.cloud import closings
from chalicelib.cloud.choosing import Choosing
from chalicelib.cloud.closings import Counted, Sealed
from chalicelib.cloud.queues import pack
from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES
from chalicelib.messages.closing import NumbersSigned, ResultsOpened
from chalicelib.people import store as team
from chalicelib.web.words import say
from tests.account import client
from tests.closing.evening import PATH, VOTE, Evening, said, seen
from tests.team.team import BART, SOFIE
from tests.voting.voters import GENT, ROUND
from tests.years import YEAR

SLIPPED_IN = {"bucket": {"S": f"{ROUND}#07"}, "voter": {"S": "H" * 43}}


def slip_in() -> None:
    """A ballot that nobody pressed a button for, put in the table by whoever may write there."""
    told = {"candidate": {"S": GENT}, "domain": {"S": ""}, "at": {"N": str(microseconds())}}
    client("dynamodb").put_item(TableName=settings().table("ballots"), Item={**SLIPPED_IN, **told})


def take_out() -> None:
    client("dynamodb").delete_item(TableName=settings().table("ballots"), Key=SLIPPED_IN)


@pytest.fixture
def differs(evening: Evening) -> Evening:
    """The evening of a count in which there is one vote more than in the log."""
    slip_in()
    evening.closes()
    return evening


def test_while_log_and_count_differ_nobody_signs_or_opens(differs: Evening) -> None:
    """I3, I25: by no button, and by no message that goes around the page."""
    for language in LANGUAGES:
        page = differs.opens(path=PATH.replace("/nl/", f"/{language}/")).body
        assert page.count(say(language, "closing.refused.log")) == 2
        assert 'name="meant"' not in page
    known = rules.Known(YEAR, closings.told("2027", Counted), {})
    there = rules.seen(known, said())
    ids = [its.person.id for its in team.everyone() if its.person.email in (SOFIE, BART)]
    signed = [NumbersSigned("2027", who, there, microseconds()) for who in ids]
    differs.campaign.deliver("organising", *map(pack, (*signed, ResultsOpened("2027", ids[0], there, seconds()))))
    differs.goes_on()
    assert not said().embargo.opened
    assert not differs.is_public


def test_at_their_hour_the_results_come_and_what_opens_the_log_waits(differs: Evening) -> None:
    """Nobody is awake then: the numbers are there, and nothing says that anybody could count them again."""
    differs.clock.move_to(VOTE.results + timedelta(minutes=1))
    differs.goes_on()
    assert 'class="ranking"' in differs.results
    assert not differs.is_told


def test_once_they_come_to_the_same_it_is_opened_as_ever(differs: Evening) -> None:
    """Put right by whoever runs the site: the next count is held against the log within a minute."""
    before = seen(differs.opens())
    take_out()
    differs.clock.move_to(VOTE.closes + timedelta(hours=2))
    differs.goes_on()
    assert before == "", "there was nothing to sign"
    differs.signs(SOFIE, BART)
    differs.clock.shift(5)
    assert differs.presses(SOFIE, "open", meant="yes").status == 303
    differs.goes_on()
    assert differs.is_told


def test_what_was_signed_before_they_differed_opens_nothing(evening: Evening) -> None:
    """The press is on its way when the log is found to say something else."""
    evening.closes()
    evening.signs(SOFIE, BART)
    evening.presses(SOFIE, "open", then=False, meant="yes")
    counted = closings.told("2027", Counted)
    assert counted
    closings.tell("2027", Sealed(seconds(), 9, False, counted.numbers), microseconds())
    evening.campaign.drain()
    assert not said().embargo.opened


@pytest.mark.usefixtures("evening")
def test_numbers_that_the_log_was_not_held_against_yet_are_not_signed() -> None:
    """That it came to the same as an earlier count says nothing of this one."""
    at = VOTE.closes + timedelta(minutes=12)
    counted, sealed = Counted(int(at.timestamp()), "b", 3, 1), Sealed(int(at.timestamp()), 999, True, "a")
    for numbers, refusal in (("a", "log"), ("b", None)):
        known = rules.Known(YEAR, counted, {}, sealed=Sealed(sealed.at, 999, True, numbers))
        assert rules.may_sign(known, rules.Said(), at) == refusal
        checks = {its.key: its.says for its in shown.checks(known, None, Choosing(), "nl", at)}
        assert checks["log"] == ("wait" if refusal else "behind")
    known = rules.Known(YEAR, counted, {}, sealed=sealed)
    later = {its.key: its.says for its in shown.checks(known, None, Choosing(), "nl", at + timedelta(minutes=21))}
    assert later["log"] == "late", "whoever runs the site has to look"


def test_a_ballot_that_comes_late_is_in_both_a_minute_after_the_next_count(evening: Evening) -> None:
    evening.closes()
    evening.clock.move_to(VOTE.closes + timedelta(minutes=40))
    first = closings.told("2027", Sealed)
    slip_in()
    evening.clock.move_to(VOTE.closes + timedelta(minutes=90))
    evening.goes_on()
    counted, sealed = closings.told("2027", Counted), closings.told("2027", Sealed)
    assert first
    assert counted
    assert sealed
    assert first.numbers != counted.numbers == sealed.numbers


def test_a_person_is_woken_hours_before_the_show(differs: Evening, logged: list[str]) -> None:
    """And not for what a late ballot does for an hour."""
    woken = []
    for hours in range(1, 5):
        differs.clock.move_to(VOTE.closes + timedelta(hours=hours, minutes=1))
        differs.goes_on()
        woken.append(any("the log and the tally differ" in line and "ERROR" in line for line in logged))
    assert woken == [False, False, True, True]
