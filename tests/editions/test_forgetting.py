"""The day on which everybody is forgotten: people were told which one it is."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib import clock as clocks
from chalicelib.cloud.queues import pack
from chalicelib.edition import Edition
from chalicelib.editions import store
from chalicelib.messages.editions import EditionPut, EditionTurned
from tests.campaign import Campaign, Clock
from tests.editions.office import YEAR as PATH
from tests.editions.office import Office, said
from tests.editions.test_steps import NEXT_YEAR, history, put, seen
from tests.years import YEAR

LATER = replace(YEAR, forget_addresses_on=date(2028, 1, 31))
EARLIER = replace(YEAR, forget_addresses_on=YEAR.forget_addresses_on - timedelta(days=20))
LONGER = replace(YEAR, registration=replace(YEAR.registration, closes=YEAR.registration.closes + timedelta(days=60)))


def put_confirmed(campaign: Campaign, wanted: Edition) -> None:
    put = EditionPut("confirmed", 1, wanted, "an operator", "-", clocks.seconds(), confirmed=True)
    campaign.deliver("organising", pack(put))


@pytest.mark.parametrize("wanted", [LATER, EARLIER], ids=["later", "earlier"])
def test_it_moves_only_where_that_is_confirmed(campaign: Campaign, wanted: Edition) -> None:
    put(campaign, wanted)
    assert history()[-1] == (2, "a change", "would_move_forgetting")
    put_confirmed(campaign, wanted)
    assert seen() == wanted


def test_before_anybody_registers_it_moves_as_any_other(campaign: Campaign, clock: Clock) -> None:
    clock.move_to(YEAR.registration.opens - timedelta(days=1))
    put(campaign, LATER)
    assert seen() == LATER


@pytest.mark.parametrize(
    ("day", "follows"),
    [("2028-01-31", "We bewaren adressen langer dan"), ("2027-07-01", "We wissen adressen vroeger dan")],
    ids=["later", "earlier"],
)
def test_what_comes_of_it_is_said_before_it_is_confirmed(campaign: Campaign, day: str, follows: str) -> None:
    office = Office.of(campaign)
    shown = campaign.post(f"{PATH}/dates", {**office.form("dates"), "forget_addresses_on": day})
    assert follows in said(shown)
    assert "Ja, we wissen alle adressen op een andere dag." in said(shown)
    assert office.save(shown).status == 422
    assert office.save(shown, confirmed="yes").status == 303


@pytest.mark.parametrize("wanted", [LATER, EARLIER, LONGER], ids=["later", "earlier", "registering"])
def test_of_a_year_that_is_over_nobody_moves_it_nor_registers(
    campaign: Campaign, clock: Clock, wanted: Edition
) -> None:
    put(campaign, NEXT_YEAR, base=0)
    clock.move_to(YEAR.vote.settled)
    campaign.deliver("organising", pack(EditionTurned("2028", "an operator", clocks.seconds())))
    put_confirmed(campaign, wanted)
    assert history()[-1] == (2, "confirmed", "year_is_over")
    put(campaign, replace(YEAR, contact=replace(YEAR.contact, name="Wie nu antwoordt")), its_id="of a text")
    assert store.head().versions["2027"].edition.contact.name == "Wie nu antwoordt"


def test_the_page_of_a_year_that_is_over_says_so(campaign: Campaign, clock: Clock) -> None:
    put(campaign, NEXT_YEAR, base=0)
    clock.move_to(YEAR.vote.settled)
    campaign.deliver("organising", pack(EditionTurned("2028", "an operator", clocks.seconds())))
    office = Office.of(campaign)
    shown = campaign.post(f"{PATH}/dates", {**office.form("dates"), "forget_addresses_on": "2028-01-31"})
    assert (shown.status, "Dit jaar is voorbij." in said(shown)) == (422, True)
