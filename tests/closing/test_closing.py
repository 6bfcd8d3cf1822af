"""Two organisers look, sign, and open the results before their hour; nobody does alone."""

from datetime import timedelta

from tests.closing.evening import PATH, VOTE, WHY, Evening, said, seen
from tests.team.team import BART, SOFIE
from tests.voting.voters import AALST

HOUR = timedelta(hours=1)


def test_two_sign_and_one_of_them_opens_it(evening: Evening) -> None:
    evening.closes()
    assert not evening.is_public
    evening.signs(SOFIE, BART)
    assert not evening.is_public
    assert evening.presses(BART, "open", meant="yes").status == 303
    evening.goes_on()
    assert evening.is_told
    assert "Taalcafé Gent" in evening.results
    assert "Bart" in evening.opens().body


def test_at_its_hour_it_is_public_by_itself(evening: Evening) -> None:
    evening.closes()
    evening.clock.move_to(VOTE.results - timedelta(seconds=61))
    evening.goes_on()
    assert not evening.is_public
    evening.clock.move_to(VOTE.results + timedelta(seconds=5))
    evening.goes_on()
    assert evening.is_told


def test_nobody_opens_it_alone(evening: Evening) -> None:
    evening.closes()
    evening.signs(SOFIE)
    for _ in range(2):
        assert evening.presses(SOFIE, "sign").status == 303
    assert evening.presses(SOFIE, "open", meant="yes", seen=_seen(evening)).status == 422
    evening.goes_on()
    assert not evening.is_public


def test_another_number_voids_what_was_signed(evening: Evening) -> None:
    """A vote that a queue held up comes after two have signed."""
    evening.clock.move_to(VOTE.closes - timedelta(minutes=1))
    assert evening.voting.press(evening.voting.link("d@example.org", AALST)).status == 303
    late = evening.campaign.taken("voting")
    evening.closes()
    evening.signs(SOFIE, BART)
    before = _seen(evening)
    evening.campaign.deliver("voting", *late)
    evening.clock.shift(HOUR.total_seconds())
    evening.goes_on()
    assert evening.presses(SOFIE, "open", meant="yes", seen=before).status == 422
    assert "Telt niet meer" in evening.opens().body
    evening.signs(SOFIE, BART)
    evening.clock.shift(5)
    assert evening.presses(SOFIE, "open", meant="yes").status == 303
    evening.goes_on()
    assert evening.is_told


def test_what_is_held_back_does_not_come_at_its_hour(evening: Evening) -> None:
    evening.closes()
    evening.signs(SOFIE, BART)
    assert evening.holds(BART).status == 303
    for moment in (VOTE.results, VOTE.results + HOUR, VOTE.settled + HOUR):
        evening.clock.move_to(moment + timedelta(seconds=5))
        evening.goes_on()
        assert not evening.is_public
    assert WHY in evening.results
    assert "De uitslag wordt nog niet bekendgemaakt" in evening.results
    assert "Natellen kan vanaf" not in evening.campaign.file("nl/vote-recount")


def test_two_sign_anew_what_was_held_back(evening: Evening) -> None:
    evening.closes()
    evening.signs(SOFIE, BART)
    before = _seen(evening)
    evening.holds(BART)
    assert evening.presses(SOFIE, "open", meant="yes", seen=before).status == 422
    evening.signs(BART)
    evening.signs(SOFIE)
    assert evening.presses(SOFIE, "open", meant="yes").status == 303
    evening.goes_on()
    assert evening.is_told
    assert WHY not in evening.results


def test_nobody_buries_a_result(evening: Evening) -> None:
    evening.closes()
    evening.holds()
    evening.clock.move_to(VOTE.results + timedelta(days=7, seconds=5))
    evening.goes_on()
    assert evening.is_told


def test_what_people_saw_is_not_held_back(evening: Evening) -> None:
    evening.closes()
    evening.clock.move_to(VOTE.results - timedelta(minutes=1))
    evening.campaign.browser = evening.browsers[SOFIE]
    assert not said().embargo.held
    page = evening.opens()
    assert 'name="why_nl"' not in page.body
    evening.clock.move_to(VOTE.results + timedelta(seconds=5))
    evening.goes_on()
    assert evening.is_told


def _seen(evening: Evening) -> str:
    return seen(evening.opens()) or said().signed[next(iter(said().signed))].seen


def test_the_page_never_says_who_has_how_many(evening: Evening) -> None:
    evening.closes()
    body = evening.opens().body
    assert "3 stemmen" in body
    assert "2 stemmen" not in body
    assert "Taalcafé" not in body
    assert evening.opens(path="/nl/organise/closing").location == PATH
