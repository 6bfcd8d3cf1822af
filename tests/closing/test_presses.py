"""What is tried on the evening itself: twice, at once, late, in another order, by who may not, and by other clocks."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.clock import microseconds, seconds
from chalicelib.closing import rules, store
from chalicelib.cloud import closings
from chalicelib.cloud.closings import Counted
from chalicelib.cloud.queues import pack
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.editions.faults import faults
from chalicelib.embargo import Embargo
from chalicelib.errors import TryAgain
from chalicelib.kinds import Microseconds
from chalicelib.messages.closing import NumbersSigned, ResultsHeld, ResultsOpened
from chalicelib.messages.message import Message
from chalicelib.people import store as team
from chalicelib.site import calendar
from chalicelib.voting import tallies
from chalicelib.web.words import say
from tests.campaign import Clock
from tests.closing.evening import PATH, VOTE, WHY, Evening, said, seen
from tests.people import hidden
from tests.staff import AN
from tests.team.team import BART, SOFIE
from tests.voting.voters import a_press
from tests.years import JUDGED, YEAR


@pytest.fixture
def closed(evening: Evening) -> Evening:
    evening.closes()
    return evening


def _ids() -> dict[str, str]:
    return {its.person.email: its.person.id for its in team.everyone()}


def _told(evening: Evening, *messages: Message) -> None:
    evening.campaign.deliver("organising", *map(pack, messages))
    evening.goes_on()


def _signed(evening: Evening, who: str, taken_back: bool = False) -> NumbersSigned:
    return NumbersSigned("2027", _ids()[who], seen(evening.opens()), microseconds(), taken_back)


def _opened(evening: Evening, who: str = SOFIE) -> ResultsOpened:
    return ResultsOpened("2027", _ids()[who], seen(evening.opens()), seconds())


def _held(who: str) -> ResultsHeld:
    return ResultsHeld("2027", _ids()[who], {"nl": WHY}, seconds())


def test_what_comes_twice_is_done_once(closed: Evening) -> None:
    sofie, bart = _signed(closed, SOFIE), _signed(closed, BART)
    opened = _opened(closed)
    _told(closed, sofie, sofie, bart, bart, sofie, opened)
    first = said()
    assert first.embargo.opened
    closed.clock.shift(60)
    _told(closed, opened, opened, sofie)
    assert said() == first


def test_who_opens_it_before_the_other_signed_opens_nothing(closed: Evening) -> None:
    """The messages come in another order: it stays closed, and is opened by another press."""
    _told(closed, _opened(closed), _signed(closed, BART), _signed(closed, SOFIE))
    assert not closed.is_public
    _told(closed, _opened(closed))
    assert closed.is_told


def test_a_signature_that_was_taken_back_stays_so_when_the_first_comes_late(closed: Evening) -> None:
    sofie, bart = _signed(closed, SOFIE), _signed(closed, BART)
    closed.clock.shift(1)
    back = _signed(closed, BART, taken_back=True)
    _told(closed, sofie, back, bart, _opened(closed))
    assert not closed.is_public


def test_who_holds_it_back_wins_over_who_opens_it_at_the_same_moment(closed: Evening) -> None:
    _told(closed, _signed(closed, SOFIE), _signed(closed, BART))
    opened = _opened(closed)
    _told(closed, _held(BART), opened)
    assert not closed.is_public
    assert said().embargo.held


def test_what_was_opened_by_a_clock_that_is_ahead_is_not_held_back(closed: Evening) -> None:
    closed.signs(SOFIE, BART)
    assert closed.presses(BART, "open", meant="yes").status == 303
    closed.goes_on()
    closed.clock.shift(-90)
    _told(closed, _held(SOFIE))
    closed.clock.shift(120)
    closed.goes_on()
    assert not said().embargo.held
    assert closed.is_told


def test_of_two_who_write_at_once_one_comes_again(closed: Evening) -> None:
    before, writes = store.find("2027")
    store.keep("2027", replace(before, held_by="x"), writes)
    with pytest.raises(TryAgain):
        store.keep("2027", before, writes)


@pytest.mark.parametrize("who", ["moderator", "nobody"])
def test_nobody_else_says_anything(closed: Evening, who: str) -> None:
    person = AN.id if who == "moderator" else "nobody"
    for message in (
        NumbersSigned("2027", person, "x", microseconds()),
        ResultsHeld("2027", person, {"nl": WHY}, seconds()),
        ResultsOpened("2027", person, "x", seconds()),
    ):
        _told(closed, message)
    assert (said().signed, said().embargo) == ({}, Embargo())


def test_who_organises_no_more_has_not_signed(closed: Evening) -> None:
    closed.signs(SOFIE, BART)
    opened = _opened(closed)
    member = team.find(_ids()[BART])
    assert member
    team.save(replace(member, person=replace(member.person, grants=()), number=member.number + 1))
    _told(closed, opened)
    assert not closed.is_public


def test_while_people_vote_nothing_is_signed_opened_or_held(evening: Evening) -> None:
    evening.clock.move_to(VOTE.closes - timedelta(minutes=5))
    for message in (_opened(evening), _held(SOFIE)):
        _told(evening, message)
    assert said().embargo == Embargo()
    assert not evening.is_public


def test_what_was_confirmed_at_the_last_moment_is_counted_first(evening: Evening) -> None:
    evening.clock.move_to(VOTE.closes + timedelta(minutes=1))
    evening.goes_on()
    known = rules.Known(YEAR, closings.told("2027", Counted), {})
    there = rules.seen(known, said())
    both = [NumbersSigned("2027", who, there, microseconds()) for who in map(_ids().get, (SOFIE, BART)) if who]
    _told(evening, *both, ResultsOpened("2027", both[0].by, there, seconds()))
    assert not evening.is_public
    evening.clock.move_to(VOTE.closes + timedelta(minutes=11))
    evening.goes_on()
    evening.clock.shift(5)
    _told(evening, ResultsOpened("2027", both[0].by, there, seconds()))
    assert evening.is_told


@pytest.mark.parametrize(("before", "is_held"), [(timedelta(minutes=3), True), (timedelta(seconds=110), False)])
def test_by_any_clock_what_may_be_seen_is_not_held_back(closed: Evening, before: timedelta, is_held: bool) -> None:
    closed.clock.move_to(VOTE.results - before)
    _told(closed, _held(SOFIE))
    assert bool(said().embargo.held) == is_held


def test_a_press_that_waited_past_the_hour_holds_nothing_back(closed: Evening) -> None:
    closed.clock.move_to(VOTE.results - timedelta(hours=1))
    held = _held(SOFIE)
    closed.clock.move_to(VOTE.results + timedelta(seconds=1))
    _told(closed, held)
    assert closed.is_told
    assert not said().embargo.held


@pytest.mark.parametrize("language", LANGUAGES)
def test_bad_input_is_said_in_each_language(closed: Evening, language: str) -> None:
    closed.signs(SOFIE, BART)
    closed.campaign.browser = closed.browsers[SOFIE]
    path = PATH.replace("/nl/", f"/{language}/")
    page = closed.campaign.get(path)
    button, now = {"button": hidden(page)["button"]}, seen(page)
    for what, fields, key in (
        ("hold", {"why_nl": ""}, "form.errors.why_nl.short"),
        ("open", {"seen": now}, "form.errors.meant.needed"),
        ("open", {"seen": "x", "meant": "yes"}, "closing.refused.changed"),
        ("sign", {"seen": "x"}, "closing.refused.changed"),
    ):
        answer = closed.campaign.post(f"{path}/{what}", {**button, **fields})
        assert answer.status == 422, what
        assert say(language, key).replace("’", "’") in answer.body, (what, key)
    closed.campaign.drain()
    assert not said().embargo.held
    assert closed.campaign.get(f"/{language}/organise/closing/2031").status == 404


def _in_the_night_of_summer_time() -> Edition:
    """28 March 2027: at two o'clock it is three."""
    moment = datetime.fromisoformat
    vote = replace(
        VOTE,
        opens=moment("2027-03-20T08:00:00+01:00"),
        closes=moment("2027-03-28T01:45:00+01:00"),
        results=moment("2027-03-28T03:30:00+02:00"),
    )
    return replace(YEAR, rounds=(vote,))


def test_in_the_night_of_summer_time_an_hour_is_an_hour() -> None:
    vote = _in_the_night_of_summer_time().vote
    held = Embargo(held=int(vote.closes.timestamp()) + 60)
    assert (vote.results - vote.closes) == timedelta(minutes=45)
    assert held.holds(vote.results)
    assert held.lifts(vote.results).timestamp() == vote.results.timestamp() + 7 * 24 * 3600
    assert replace(held, opened=int(vote.results.timestamp()) + 5).lifts(vote.results) < held.lifts(vote.results)


def test_what_was_public_before_stays_so_where_the_rest_is_held() -> None:
    """The shortlist is known for weeks when the vote is held back."""
    shortlist, final = JUDGED.jury
    held = Embargo(held=int(VOTE.closes.timestamp()) + 60)
    assert not faults(JUDGED)
    assert held.lifts(shortlist.results) == shortlist.results
    assert held.is_held(final.results, final.results + timedelta(days=1))
    assert not held.is_held(final.results, final.results + timedelta(days=7))


def test_everyone_knows_of_the_jury_when_they_know_of_the_vote() -> None:
    shortlist, final = JUDGED.jury
    before = VOTE.results - timedelta(hours=3)
    held = Embargo(held=int(VOTE.closes.timestamp()) + 60)
    later = calendar.at(JUDGED, VOTE.results + timedelta(hours=1), held)
    assert (later.results, later.jury, later.held) == (False, (shortlist.key,), {})
    assert later.ahead == ()
    opened = calendar.at(JUDGED, before, Embargo(opened=int(before.timestamp())))
    assert (opened.results, opened.jury, opened.held) == (True, (shortlist.key, final.key), None)
    assert [key for key, _ in opened.ahead] == ["over", "show"]
    assert calendar.at(JUDGED, before).jury == (shortlist.key,)


def test_why_something_is_held_back_names_no_address(evening: Evening) -> None:
    """Everyone reads it."""
    evening.closes()
    evening.presses(BART, "hold", why_nl="Vraag het aan bart@example.org.")
    evening.goes_on()
    assert "bart@example.org" not in evening.results
    assert "Vraag het aan" in evening.results


def test_what_is_signed_is_the_newest_count_also_of_one_second(closed: Evening) -> None:
    """I25: an older one that ends last takes no newer one's place."""
    its = closings.told("2027", Counted)
    assert its
    began = Microseconds(its.at * 1_000_000 + 999_999)
    closings.tell("2027", replace(its, numbers="newer"), began)
    closings.tell("2027", replace(its, numbers="older"), Microseconds(began - 1))
    assert _numbers() == "newer"


def test_who_dies_while_they_count_leaves_nothing_older_to_sign(
    closed: Evening, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I25: other numbers are another name from before they are there: who signed, signed anything but these."""
    before = _numbers()
    closed.voting.deliver(a_press("late", voter="Late"))
    clock.shift(3_600)
    with monkeypatch.context() as dying:
        dying.setattr(tallies, "keep", _dies)
        with pytest.raises(TryAgain):
            closed.campaign.tick("recount")
    assert _numbers() != before
    closed.goes_on()
    (tally,) = closed.campaign.rows()["tallies"]
    assert _numbers() == tally["name"]["S"]


def _dies(*_: object) -> bool:
    raise TryAgain


def _numbers() -> str:
    told = closings.told("2027", Counted)
    assert told
    return told.numbers
