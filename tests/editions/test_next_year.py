"""An organiser begins the next year, and makes its pages the site, without anybody who knows the account."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib import brussels
from chalicelib import clock as clocks
from chalicelib.cloud.queues import pack, unpack
from chalicelib.edition import Edition
from chalicelib.editions import groups, store
from chalicelib.editions.faults import faults
from chalicelib.editions.years import rules
from chalicelib.kinds import Words
from chalicelib.messages.editions import EditionPut
from tests.campaign import Answer, Campaign, Clock
from tests.editions.office import Office, fields_of, said
from tests.years import NEXT, YEAR

BEGIN, TURN = "/nl/organise/next", "/nl/organise/turn/2028"
SETTLED = YEAR.vote.settled


@pytest.fixture
def office(campaign: Campaign) -> Office:
    return Office.of(campaign)


def begins(office: Office, why: str = "Het gaat door.") -> Answer:
    """Look at the next year, and press the button under it."""
    return office.campaign.post(BEGIN, {**fields_of(office.campaign.get(BEGIN)), "why": why})


# What it is made of


def wall(moment: object) -> tuple[int, str]:
    """A day of the week and an hour, as people in Brussels see them."""
    its = moment.astimezone(brussels.CLOCKS) if isinstance(moment, datetime) else moment
    assert hasattr(its, "weekday")
    return its.weekday(), f"{its:%H:%M}"


@pytest.mark.parametrize(("year", "weeks"), [(2026, 53), (2027, 52), (2031, 52), (2032, 53)])
def test_every_date_is_a_year_later_on_the_same_day_of_the_week_and_hour(year: int, weeks: int) -> None:
    """Also over the night in which the clocks change, on another date each year; and the order stays."""
    its = replace(YEAR, year=year, name=str(year))
    moved = {"opens": datetime.fromisoformat(f"{year}-03-28T08:00:00+02:00"), "closes": YEAR.registration.closes}
    its = replace(its, registration=replace(its.registration, **moved))
    after = rules.year_after(its, 0)
    for (label, old), (_, new) in zip(groups.as_moments(its), groups.as_moments(after), strict=True):
        assert wall(new) == wall(old), label
        assert new.toordinal() - old.toordinal() == weeks * 7, label
    assert faults(rules.year_after(YEAR, 0)) == []


def test_all_else_is_taken_over_and_its_round_is_its_own() -> None:
    its = replace(YEAR, title=Words("Gastvrij 2027!", "2027, l’accueil", "A welcome"))
    after = rules.year_after(its, 0)
    assert (after.name, after.year, after.vote.key) == ("2028", 2028, "public-2028")
    assert after.title == Words("Gastvrij 2028!", "2028, l’accueil", "A welcome")
    kept = ("contact", "moderation", "categories", "sites")
    assert [getattr(after, name) for name in kept] == [getattr(its, name) for name in kept]


def test_a_year_that_nobody_held_is_passed_over() -> None:
    """A vote that would have begun already could never be changed again."""
    assert rules.year_after(YEAR, int(datetime(2028, 6, 1, tzinfo=brussels.CLOCKS).timestamp())).name == "2029"


# Its page


def test_the_next_year_is_shown_before_it_is_begun_and_then_is_a_year_as_any(office: Office) -> None:
    assert 'href="/nl/organise/next">Begin aan 2028' in office.campaign.get("/nl/organise").body
    shown = said(office.campaign.get(BEGIN))
    assert "24 april 2027 om 20.00 uur" in shown
    assert "22 april 2028 om 20.00 uur" in shown
    assert "Niemand van 2027 krijgt een mail" in shown, "addresses go before registration begins"
    assert office.campaign.waiting("organising") == []
    answer = begins(office)
    assert "We bewaren je wijziging" in said(office.campaign.get(answer.location))
    office.campaign.drain()
    assert "Bewaard" in said(office.campaign.get(answer.location))
    assert "Het gaat door." in said(office.campaign.get("/nl/organise/history/2028"))
    assert BEGIN not in office.campaign.get("/nl/organise").body
    assert office.campaign.get(BEGIN).location == "/nl/organise/edition/2028"
    page = Office(office.campaign, "/nl/organise/edition/2028").change("dates", show_day="2028-04-23")
    assert "Bewaard" in said(page)
    assert store.head().current == "2027"


def test_nothing_follows_of_what_nobody_sees_yet(office: Office) -> None:
    """Nobody may register at once for a year that is not the site."""
    begins(office)
    office.campaign.drain()
    its = Office(office.campaign, "/nl/organise/edition/2028")
    shown = its.look("dates", registration_opens_day="2027-01-30")
    assert "22 januari 2028" in said(shown)
    assert "Goed om te weten" not in said(shown)
    saved = its.save(shown).location
    its.campaign.drain()
    assert "Wat je hier aanpast, ziet nog niemand." in said(its.campaign.get(saved))


def test_who_does_not_say_why_reads_that_and_goes_on(office: Office) -> None:
    again = begins(office, "")
    assert (again.status, "Schrijf in één zin waarom" in said(again)) == (422, True)
    assert office.campaign.post(BEGIN, {**fields_of(again), "why": "Daarom."}).status == 303


def test_begun_twice_it_is_one_change(office: Office) -> None:
    form = {**fields_of(office.campaign.get(BEGIN)), "why": "Het gaat door."}
    first, second = (office.campaign.post(BEGIN, form).location for _ in range(2))
    office.campaign.drain()
    assert office.campaign.post(BEGIN, form).location == second == first
    assert office.campaign.waiting("organising") == []
    assert [(its.number, its.refused) for its in store.history("2028")] == [(1, "")]


def test_of_two_who_begin_it_the_second_reads_who_was_first(office: Office) -> None:
    mine = begins(office, "Ik begin.").location
    others = EditionPut("others", 0, NEXT, "an operator", "Ik was eerst.", clocks.seconds())
    office.campaign.deliver("organising", pack(others))
    office.campaign.drain()
    page = said(office.campaign.get(mine))
    assert "Niet bewaard" in page
    assert "Zo begon dit jaar." not in page


def test_a_year_that_could_not_be_begun_says_so_beside_the_present_one(office: Office) -> None:
    mine = begins(office).location
    other = replace(NEXT, name="2028-spring")
    office.campaign.deliver("organising", pack(EditionPut("x", 0, other, "an operator", "Lente.", clocks.seconds())))
    office.campaign.drain()
    page = office.campaign.get(mine)
    assert "Een ander jaar heeft al een ronde met deze sleutel." in said(page)
    assert 'href="/nl/organise/edition/2028"' not in page.body


def test_what_was_seen_is_what_is_begun(office: Office) -> None:
    """Though the present year was changed since."""
    form = {**fields_of(office.campaign.get(BEGIN)), "why": "Het gaat door."}
    office.change("dates", show_day="2027-04-25")
    office.campaign.post(BEGIN, form)
    (sent,) = map(unpack, office.campaign.taken("organising"))
    assert isinstance(sent, EditionPut)
    assert (sent.base, sent.edition) == (0, rules.year_after(YEAR, clocks.seconds()))


# Its pages as the site


@pytest.fixture
def two(campaign: Campaign, clock: Clock) -> Office:
    """Somebody at work on the day that the votes settled, while the next year is there."""
    campaign.deliver("organising", pack(EditionPut("next", 0, NEXT, "an operator", "Het begint.", clocks.seconds())))
    clock.move_to(SETTLED + timedelta(hours=1))
    return Office.of(campaign)


def presses(office: Office, **more: str) -> Answer:
    return office.campaign.post(TURN, {**fields_of(office.campaign.get(TURN)), **more})


def test_before_the_votes_settled_it_says_from_when_on_it_may_be(two: Office, clock: Clock) -> None:
    form = fields_of(two.campaign.get(TURN))
    clock.move_to(SETTLED - timedelta(minutes=1))
    two = Office.of(two.campaign)
    for path in (TURN, "/nl/organise/edition/2028"):
        page = two.campaign.get(path)
        assert "kun je de site maken vanaf" in said(page), path
        assert "25 april 2027 om 22.00 uur" in said(page), path
        assert f'href="{TURN}"' not in page.body
    assert two.campaign.post(TURN, {**form, **button(two), "confirmed": "yes"}).location == TURN
    assert two.campaign.waiting("organising") == []


def button(office: Office) -> dict[str, str]:
    return {"button": office.form("dates")["button"]}


def test_a_year_is_made_the_site_by_who_ticks_that_they_mean_it(two: Office) -> None:
    assert f'href="{TURN}"' in two.campaign.get("/nl/organise/edition/2028").body
    told = said(two.campaign.get(TURN))
    assert "2027 wordt archief" in told
    assert "met een link uit een mail van 2027 kan niet meer" in told
    unmeant = presses(two)
    assert (unmeant.status, "Vink aan dat 2028 de site mag worden" in said(unmeant)) == (422, True)
    assert two.campaign.waiting("organising") == []
    sent = presses(two, confirmed="yes")
    assert "2028 wordt de site" in said(two.campaign.get(sent.location))
    two.campaign.drain()
    assert "2028 is de site" in said(two.campaign.get(sent.location))
    assert (store.head().current, store.head().past) == ("2028", ("2027",))


def test_made_the_site_twice_it_is_one_change(two: Office) -> None:
    form = {**fields_of(two.campaign.get(TURN)), "confirmed": "yes"}
    for _ in range(2):
        assert two.campaign.post(TURN, form).status == 303
    two.campaign.drain()
    head = store.head()
    assert two.campaign.post(TURN, form).location == TURN
    assert two.campaign.waiting("organising") == []
    assert store.head() == head


def test_who_is_asked_again_is_told_as_it_will_be(two: Office, campaign: Campaign) -> None:
    assert "Niemand van 2027 krijgt een mail" in said(two.campaign.get(TURN))
    soon = EditionPut("soon", 1, open_in_june(NEXT), "an operator", "Vroeger.", clocks.seconds())
    campaign.deliver("organising", pack(soon))
    page = said(two.campaign.get(TURN))
    assert "krijgt iedereen met een initiatief in 2027 één mail" in page
    assert "Niemand van 2027" not in page


def open_in_june(its: Edition) -> Edition:
    opens = datetime.fromisoformat("2027-06-01T08:00:00+02:00")
    return replace(its, registration=replace(its.registration, opens=opens))


@pytest.mark.parametrize("name", ["2099", "x"])
def test_a_year_that_is_not_there_cannot_be_made_the_site(office: Office, name: str) -> None:
    assert office.campaign.get(f"/nl/organise/turn/{name}").status == 404
