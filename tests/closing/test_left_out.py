"""Votes that two organisers leave out while others already sign: nobody opens numbers that nobody signed."""

from chalicelib.clock import seconds
from chalicelib.cloud.queues import pack
from chalicelib.disqualification import Answer, Condition
from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Microseconds
from chalicelib.messages.voting import DisqualificationAnswered, DisqualificationProposed
from chalicelib.people import store as team
from chalicelib.web.words import say
from tests.closing.evening import PATH, VOTE, Evening, said
from tests.team.team import BART, SOFIE
from tests.voting.voters import GENT, ROUND

CASE = "a" * 12


def _whose(email: str) -> str:
    return next(its.person.id for its in team.everyone() if its.person.email == email)


def _proposes(evening: Evening, who: str = SOFIE) -> None:
    """All votes of who is first."""
    opens, closes = (Microseconds(int(its.timestamp()) * 1_000_000) for its in (VOTE.opens, VOTE.closes))
    about = Condition(closes, since=opens, candidate=GENT)
    proposed = DisqualificationProposed(CASE, ROUND, about, "one_hand", "-", _whose(who), seconds())
    evening.campaign.deliver("organising", pack(proposed))


def _answers(evening: Evening, answer: Answer, who: str = BART, number: int = 1) -> None:
    answered = DisqualificationAnswered(CASE, ROUND, number, answer, _whose(who), seconds())
    evening.campaign.deliver("organising", pack(answered))


def test_what_was_left_out_since_is_counted_before_anybody_opens(evening: Evening) -> None:
    evening.closes()
    _proposes(evening)
    evening.goes_on()
    evening.signs(SOFIE, BART)
    form = evening.opens().body
    _answers(evening, "confirm")
    assert 'name="meant"' in form
    assert 'name="meant"' not in evening.opens().body
    for language in LANGUAGES:
        page = evening.opens(path=PATH.replace("/nl/", f"/{language}/")).body
        assert say(language, "closing.checks.count.again") in page
    answer = evening.presses(SOFIE, "open", meant="yes", seen="-")
    assert say("nl", "closing.refused.again") in answer.body
    evening.goes_on()
    assert not said().embargo.opened
    assert not evening.is_public
    evening.signs(SOFIE, BART)
    evening.clock.shift(5)
    assert evening.presses(SOFIE, "open", meant="yes").status == 303
    evening.goes_on()
    assert evening.is_told


def test_what_opened_comes_after_what_was_left_out_opens_nothing(evening: Evening) -> None:
    """The press was sent before, and its step runs after."""
    evening.closes()
    _proposes(evening)
    evening.goes_on()
    evening.signs(SOFIE, BART)
    assert evening.presses(SOFIE, "open", then=False, meant="yes").status == 303
    opened = evening.campaign.taken("organising")
    _answers(evening, "confirm")
    evening.campaign.deliver("organising", *opened)
    assert not said().embargo.opened


def test_what_was_dropped_changes_nothing_that_was_signed(evening: Evening) -> None:
    evening.closes()
    evening.signs(SOFIE, BART)
    _proposes(evening)
    _answers(evening, "drop", SOFIE)
    evening.goes_on()
    evening.clock.shift(5)
    assert evening.presses(SOFIE, "open", meant="yes").status == 303
    evening.goes_on()
    assert evening.is_told
