"""A report is of what everyone sees now: the form names that, and nothing that happened before ends it."""

import pytest
from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud.queues import pack
from chalicelib.messages.moderation import ChangesSubmitted, DecisionTaken, DossierDisowned, ReviewRequested
from chalicelib.moderation import texts
from chalicelib.moderation.reports import store
from tests.campaign import Campaign
from tests.moderation.passing_on import the_dossier
from tests.moderation.renewing import approved
from tests.moderation.reporting import PAGE, reported
from tests.staff import AN


@pytest.fixture
def public(campaign: Campaign) -> Campaign:
    """One initiative is on the site."""
    approved(campaign)
    return campaign


@pytest.mark.parametrize("decision", ["", "reject"])
def test_the_form_names_a_page_as_everyone_sees_it(public: Campaign, decision: str) -> None:
    """I7: words that wait, or were rejected, are nobody's to read."""
    before = the_dossier(public)
    words = replace(texts.initiative(before, 1), title="Weg met die mensen")
    public.deliver("moderation", pack(ChangesSubmitted(before.id, 1, words, "Lien De Smet", clock.seconds(), "c")))
    public.drain()
    if decision:
        public.decide(public.newest_link(AN.email, "aangepast"), decision, "Haat.")
    assert the_dossier(public).version == 2
    body = public.get(PAGE).body
    assert "Weg met" not in body
    assert "Taalcafé De Brug" in body


@pytest.mark.parametrize("what", ["disowned", "taken down"])
def test_what_took_it_off_the_site_once_and_comes_again_ends_no_report_of_now(public: Campaign, what: str) -> None:
    """I14, I22"""
    its = the_dossier(public)
    gone = DossierDisowned(its.id, clock.seconds())
    down = DecisionTaken(its.id, 1, AN.id, "takedown", "Dubbel.", clock.seconds(), "down", True)
    public.deliver("moderation", *([pack(down)] if what == "taken down" else []), pack(gone))
    again = ReviewRequested(its.id, texts.initiative(its, 1), its.contact, clock.seconds(), True)
    public.deliver("moderation", pack(again))
    approve = DecisionTaken(its.id, 2, AN.id, "approve", "", clock.seconds(), "up", True)
    public.deliver("moderation", pack(approve))
    public.drain()
    reported(public)
    assert store.of(its.id).open
    public.deliver("moderation", pack(down if what == "taken down" else gone))
    public.drain()
    assert (the_dossier(public).public, bool(store.of(its.id).open)) == (2, True)
