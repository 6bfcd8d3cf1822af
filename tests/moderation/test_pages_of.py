"""Whose a public page is, over the years."""

from chalicelib.cloud.queues import send
from chalicelib.messages.moderation import DossierForgotten
from chalicelib.moderation.pages_of import dossiers_of
from tests.account import counted
from tests.campaign import Campaign, Clock
from tests.moderation.renewing import approved, asked_again, renews
from tests.people import SLUG
from tests.staff import AN
from tests.team.team import signs_in


def test_a_page_leads_to_its_dossier(campaign: Campaign) -> None:
    assert dossiers_of(SLUG) == []
    approved(campaign)
    with counted() as calls:
        [found] = dossiers_of(SLUG)
    assert (found.slug, found.state, found.edition) == (SLUG, "approved", "2027")
    assert calls.made == ["dynamodb.GetItem"] * 2
    assert dossiers_of("iets-anders") == []


def test_it_leads_to_the_one_of_this_year_and_those_before(campaign: Campaign, clock: Clock) -> None:
    renews(campaign, asked_again(campaign, clock))
    with counted() as calls:
        found = dossiers_of(SLUG)
    assert [(its.edition, its.state) for its in found] == [("2028", "waiting"), ("2027", "approved")]
    assert len(calls) == 3


def test_nothing_is_left_of_what_was_forgotten(campaign: Campaign) -> None:
    approved(campaign)
    [found] = dossiers_of(SLUG)
    send([DossierForgotten(found.id, True, 2_000_000_000)])
    campaign.drain()
    assert dossiers_of(SLUG) == []


def test_the_address_of_a_year_leads_from_the_desk_to_its_own_dossier(campaign: Campaign, clock: Clock) -> None:
    renews(campaign, asked_again(campaign, clock))
    assert signs_in(campaign, AN.email).status == 303
    this, before = dossiers_of(SLUG)
    for address, its in ((f"/nl/initiatives/{SLUG}", this), (f"/nl/editions/2027/initiatives/{SLUG}", before)):
        found = campaign.get(f"/nl/desk?q=https://www.example.org{address}").location
        assert campaign.get(found).location == f"/nl/desk/{its.id}"
    assert campaign.get(f"/nl/desk/initiatives/{SLUG}?year=1999").status == 404
