"""Whose a public page is, over the years."""

from chalicelib.cloud.queues import send
from chalicelib.messages.moderation import DossierForgotten
from chalicelib.moderation.pages_of import dossier_of, dossiers_of
from tests.account import counted
from tests.campaign import Campaign, Clock
from tests.moderation.renewing import approved, asked_again, renews
from tests.people import SLUG


def test_a_page_leads_to_its_dossier(campaign: Campaign) -> None:
    assert dossier_of(SLUG) is None
    approved(campaign)
    with counted() as calls:
        found = dossier_of(SLUG)
    assert found
    assert (found.slug, found.state, found.edition) == (SLUG, "approved", "2027")
    assert calls.made == ["dynamodb.GetItem"] * 2
    assert dossier_of("iets-anders") is None


def test_it_leads_to_the_one_of_this_year_and_those_before(campaign: Campaign, clock: Clock) -> None:
    renews(campaign, asked_again(campaign, clock))
    with counted() as calls:
        found = dossiers_of(SLUG)
    assert [(its.edition, its.state) for its in found] == [("2028", "waiting"), ("2027", "approved")]
    assert len(calls) == 3


def test_nothing_is_left_of_what_was_forgotten(campaign: Campaign) -> None:
    approved(campaign)
    found = dossier_of(SLUG)
    assert found
    send([DossierForgotten(found.id, True, 2_000_000_000)])
    campaign.drain()
    assert dossier_of(SLUG) is None
