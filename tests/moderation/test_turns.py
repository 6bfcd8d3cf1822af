"""Nothing that waits is overlooked: it is always somebody's turn, and who has to hear of it does, once."""

import re
from collections import Counter
from datetime import datetime

import pytest
from msgspec.structs import replace

from chalicelib import clock as clocks
from chalicelib.cloud.queues import send
from chalicelib.kinds import DAY, HOUR
from chalicelib.messages.moderation import DossierHandled
from chalicelib.messages.people import PersonAway, PersonRemoved
from chalicelib.moderation import queues, turns
from chalicelib.moderation.queues import Waiting
from chalicelib.moderation.reminders import rules
from chalicelib.person import Person
from chalicelib.web.words import say
from tests.campaign import REGISTERING, Campaign, Clock, text_of
from tests.people import INITIATOR, a_change
from tests.staff import AN, KARIM, SOFIE, somebody
from tests.team.team import put
from tests.years import YEAR

BOTH = {AN.id: AN, KARIM.id: KARIM}


def _waits() -> Waiting:
    return next(queues.all_of(YEAR.name, "waiting"))


def _turn() -> tuple[Person, Person]:
    """Whose turn it is, and the other one."""
    turn = BOTH[_waits().about.assigned]
    return turn, next(one for one in BOTH.values() if one is not turn)


def _sent(campaign: Campaign, clock: Clock, seconds: float) -> list[tuple[str, str]]:
    """What goes out when the hour comes round after so long: to whom, and about what."""
    before = len(campaign.mails())
    clock.shift(seconds)
    campaign.tick("remind")
    campaign.drain()
    return sorted((str(mail["To"]), _what(str(mail["Subject"]))) for mail in campaign.mails()[before:])


def _later(campaign: Campaign, clock: Clock, seconds: float = 0) -> list[tuple[str, str]]:
    """The same, without the figures of a week."""
    return [its for its in _sent(campaign, clock, seconds) if its[1] != WEEK]


def _what(subject: str) -> str:
    return subject.rpartition(" · ")[2] if " · " in subject else subject.partition(":")[0]


def _goes(campaign: Campaign, person: Person) -> None:
    send([PersonAway(f"away {person.id}", person.id, True, clocks.seconds())])
    campaign.drain()


REMINDED, LATE = "wacht nog", "wacht al lang"
WEEK = "Je week"
FORGOTTEN_NOT = "We zijn je initiatief niet vergeten"


# Whose turn it is


def test_a_thousand_are_spread_evenly_and_only_what_was_somebodys_moves() -> None:
    team = [somebody(f"M{number}", f"m{number}@example.org", "moderator") for number in range(7)]
    ids = [f"dossier-{number}" for number in range(1000)]
    had = {its: turns.whose(its, team) for its in ids}
    shares = Counter(had.values())
    assert len(shares) == 7
    assert max(shares.values()) < 1.35 * 1000 / 7
    gone, *left = team
    now = {its: turns.whose(its, left, had[its]) for its in ids}
    assert {its for its in ids if now[its] != had[its]} == {its for its in ids if had[its] == gone.id}
    assert len({now[its] for its in ids if had[its] == gone.id}) == 6
    # Who comes back takes nothing from who has it meanwhile.
    assert {its: turns.whose(its, team, now[its]) for its in ids} == now


def test_the_page_and_the_desk_say_whose_turn_it_is(campaign: Campaign) -> None:
    mailed = campaign.submitted()
    turn, other = _turn()
    names = {AN.id: "an", KARIM.id: "karim"}
    assert say("nl", "review.turn") in campaign.get(mailed[names[turn.id]]).body
    page = campaign.decide(mailed[names[other.id]], "approve").body
    assert say("nl", "review.theirs", name=turn.name) not in page, "nothing waits any more"


def test_who_is_away_passes_it_on_within_the_hour_and_gets_none(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    turn, other = _turn()
    _goes(campaign, turn)
    assert _later(campaign, clock, HOUR) == []
    assert _waits().about.assigned == other.id
    assert _later(campaign, clock, 2 * DAY) == [(other.email, REMINDED)]
    assert [to for to, _ in _later(campaign, clock, 2 * DAY)] == [other.email]


def test_what_was_passed_to_who_is_away_now_is_passed_to_nobody(campaign: Campaign, clock: Clock) -> None:
    """Else a list would go on to ask whose turn it is now, also where that is not their part."""
    campaign.submitted()
    turn, other = _turn()
    send([DossierHandled(_waits().id, 1, turn.id, "passed", other.id, "", clocks.seconds(), "p")])
    campaign.drain()
    assert (_waits().about.assigned, _waits().about.is_passed) == (other.id, True)
    _goes(campaign, other)
    assert _later(campaign, clock, HOUR) == []
    assert (_waits().about.assigned, _waits().about.is_passed) == (turn.id, False)


def test_who_lost_the_task_passes_it_on_and_who_has_it_now_hears_it(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    turn, other = _turn()
    assert _later(campaign, clock, 2 * DAY) == [(turn.email, REMINDED)]
    send([PersonRemoved("removed", turn.id, SOFIE.id, "Stopt ermee.", clocks.seconds())])
    campaign.drain()
    assert _later(campaign, clock, HOUR) == [(other.email, REMINDED)]
    assert _waits().about.assigned == other.id
    assert _later(campaign, clock, HOUR) == []


def test_what_comes_back_is_the_turn_of_who_had_it_and_waits_anew(campaign: Campaign, clock: Clock) -> None:
    link = campaign.submitted()["an"]
    turn, _ = _turn()
    _later(campaign, clock, 2 * DAY)
    campaign.decide(link, "changes", "Op welke dag?")
    edit = campaign.newest_link(INITIATOR)
    button = campaign.get(edit).field("button")
    assert campaign.post(edit, a_change(button=button, title="Taalcafé op dinsdag")).status == 303
    campaign.drain()
    assert (_waits().about.assigned, _waits().about.told) == (turn.id, ())
    assert _later(campaign, clock, 2 * DAY - HOUR) == []
    assert _later(campaign, clock, HOUR) == [(turn.email, REMINDED)]


# Who hears of it, and when


def test_one_hears_after_two_days_all_after_four_and_who_organises_after_seven(
    campaign: Campaign, clock: Clock
) -> None:
    campaign.submitted()
    turn, _ = _turn()
    assert _later(campaign, clock, 2 * DAY - HOUR) == []
    assert _later(campaign, clock, HOUR) == [(turn.email, REMINDED)]
    link = campaign.newest_link(turn.email)
    assert campaign.get(link).status == 200
    assert _later(campaign, clock, 2 * DAY) == sorted((one.email, REMINDED) for one in BOTH.values())
    last = _later(campaign, clock, 3 * DAY)
    assert last == sorted([(SOFIE.email, LATE), (INITIATOR, FORGOTTEN_NOT)])
    assert turn.name in text_of(campaign.newest(SOFIE.email, LATE))
    assert _later(campaign, clock, 3 * DAY) == []
    assert campaign.decide(link, "approve").status == 200


def test_where_nobody_is_there_who_has_to_hear_of_it_they_do_once_they_are_back(
    campaign: Campaign, clock: Clock
) -> None:
    """I23"""
    campaign.submitted()
    for person in (AN, KARIM, SOFIE):
        _goes(campaign, person)
    assert _later(campaign, clock, 8 * DAY) == [(INITIATOR, FORGOTTEN_NOT)]
    send([PersonAway(f"back {one.id}", one.id, False, clocks.seconds()) for one in (AN, KARIM, SOFIE)])
    campaign.drain()
    assert {to for to, _ in _later(campaign, clock, HOUR)} >= {AN.email, KARIM.email, SOFIE.email}
    assert _later(campaign, clock, HOUR) == []


def test_who_organises_and_stood_back_from_it_hears_of_it_no_more(campaign: Campaign, clock: Clock) -> None:
    assert put(campaign, SOFIE.email, "organiser", "moderator", base=1) == SOFIE.id
    campaign.submitted()
    send([DossierHandled(_waits().id, 1, SOFIE.id, "recused", "", "Mijn zus.", clocks.seconds(), "p")])
    campaign.drain()
    assert SOFIE.email not in {to for to, _ in _later(campaign, clock, 8 * DAY)}


def test_twice_is_once_however_it_comes(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    turn, _ = _turn()
    clock.shift(2 * DAY)
    campaign.tick("remind")
    campaign.tick("remind")
    came = campaign.waiting("moderation")
    assert len(came) == 2
    campaign.drain()
    assert len(campaign.mails(turn.email)) == 2, "asked for it once, and reminded once"
    campaign.deliver("moderation", came[1])
    campaign.drain()
    assert len(campaign.mails(turn.email)) == 2


def test_a_run_that_comes_late_sends_what_is_due_now(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    sent = _later(campaign, clock, 5 * DAY)
    assert sent == sorted((one.email, REMINDED) for one in BOTH.values())
    assert _later(campaign, clock) == []


def test_of_what_was_decided_meanwhile_nobody_hears(campaign: Campaign, clock: Clock) -> None:
    link = campaign.submitted()["an"]
    clock.shift(7 * DAY + 3 * HOUR)
    campaign.tick("remind")
    due = campaign.taken("moderation")
    campaign.decide(link, "approve")
    before = len(campaign.mails())
    assert campaign.deliver("moderation", *due) == {"batchItemFailures": []}
    campaign.drain()
    assert len(campaign.mails()) == before


@pytest.mark.parametrize(
    ("told", "days", "due"),
    [
        ((), 1.9, ()),
        ((), 2, ("turn",)),
        (("turn",), 3.9, ()),
        ((), 4, ("part",)),
        (("part",), 5, ()),
        (("part", "turn"), 8, ("organisers", "initiator")),
        ((), 60, ("part", "organisers", "initiator")),
    ],
)
def test_what_is_due(told: tuple[queues.Told, ...], days: float, due: tuple[str, ...]) -> None:
    assert rules.due(YEAR.moderation, 1000, told, 1000 + int(days * DAY)) == due


def test_what_was_promised_is_the_years_number(campaign: Campaign) -> None:
    campaign.in_year(YEAR, replace(YEAR, moderation=replace(YEAR.moderation, promised_days=12)))
    assert re.search(r"\b12 dagen", campaign.get(_confirmed(campaign)).body)


def _confirmed(campaign: Campaign) -> str:
    campaign.submitted()
    mail = campaign.mails(INITIATOR)[0]
    return campaign.link(mail)


# The week


def _mondays(campaign: Campaign, clock: Clock, at: str) -> list[tuple[str, str]]:
    clock.move_to(datetime.fromisoformat(at))
    return [its for its in _sent(campaign, clock, 0) if its[1] == WEEK]


def test_a_monday_tells_the_week_once_to_who_is_there(campaign: Campaign, clock: Clock) -> None:
    """Moved to Monday 8 March 2027; what is decided later that morning is of the next week."""
    assert REGISTERING.weekday() == 0
    link = campaign.submitted()["an"]
    _goes(campaign, KARIM)
    assert _mondays(campaign, clock, "2027-03-08T07:59:00+01:00") == []
    told = _mondays(campaign, clock, "2027-03-08T08:00:00+01:00")
    assert [to for to, _ in told] == sorted([AN.email, SOFIE.email])
    assert "Er wacht 1 initiatief op een beslissing, sinds 1 maart 2027." in text_of(campaign.newest(AN.email, "week"))
    assert _mondays(campaign, clock, "2027-03-08T09:00:00+01:00") == []
    campaign.decide(link, "approve")
    assert _mondays(campaign, clock, "2027-03-09T08:00:00+01:00") == []
    assert len(_mondays(campaign, clock, "2027-03-15T08:30:00+01:00")) == 2
    assert "Goedgekeurd: 1" in text_of(campaign.newest(SOFIE.email, "week"))
    assert _mondays(campaign, clock, "2027-03-22T08:00:00+01:00") == [], "nothing waits and nothing was decided"


def test_only_who_organises_hears_how_many_wait_longer_than_was_promised(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    late = say("nl", "mails.moderation-week.late", count=1)
    assert len(_mondays(campaign, clock, "2027-03-15T08:00:00+01:00")) == 3
    assert late in text_of(campaign.newest(SOFIE.email, "week"))
    assert late not in text_of(campaign.newest(AN.email, "week"))
    for mail in campaign.mails(SOFIE.email):
        assert AN.name not in text_of(mail).partition("Goedgekeurd")[2]


@pytest.mark.parametrize(
    ("monday", "hours", "name"),
    [
        ("2027-03-29T08:00:00+02:00", 7 * 24 - 1, "2027-W12"),
        ("2027-11-01T08:00:00+01:00", 7 * 24 + 1, "2027-W43"),
        ("2027-01-04T11:59:00+01:00", 7 * 24, "2026-W53"),
    ],
)
def test_a_week_is_from_monday_to_monday_by_the_clocks(monday: str, hours: int, name: str) -> None:
    now = int(datetime.fromisoformat(monday).timestamp())
    week = rules.week(now)
    assert week is not None
    assert (week[0], (week[2] - week[1]) // HOUR) == (name, hours)
    assert rules.week(now + 5 * HOUR) is None
    assert rules.week(now - HOUR * 4) is None
