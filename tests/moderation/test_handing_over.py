"""What is on its way while somebody else comes to answer for an initiative reaches who it is meant for."""

from chalicelib import clock as now
from chalicelib.cloud.queues import pack
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import ContactChangeAsked, ContactChangeConfirmed, InitiativeWithdrawn
from chalicelib.moderation import personal
from chalicelib.personal.answers import Erasure, mailbox
from tests.campaign import Campaign, Clock
from tests.moderation.passing_on import ELS, asked, asks, confirms, the_dossier
from tests.moderation.renewing import asked_again, dossiers, renews, typed
from tests.people import INITIATOR, a_form, hidden, press

KAREL = "karel@example.org"
MALLORY = "mallory@example.org"


def _both_confirm(campaign: Campaign) -> None:
    for link in asked(campaign).values():
        confirms(campaign, link)
    assert the_dossier(campaign).contact.email == ELS


def _comes(campaign: Campaign, *messages: Message) -> None:
    campaign.deliver("moderation", *map(pack, messages))
    campaign.drain()


def test_who_was_forgotten_before_they_answered_for_it_loses_nothing_of_it(campaign: Campaign, clock: Clock) -> None:
    """I11: erasures are kept, and done again after a restore."""
    campaign.submitted()
    clock.shift(60)
    erased = Erasure(mailbox(ELS), now.seconds(), True)
    clock.shift(3600)
    _both_confirm(campaign)
    assert [*personal.to_forget({erased.mailbox: erased})] == []


def test_an_erasure_of_who_answered_before_leaves_it_to_who_does_now(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    clock.shift(60)
    erased = Erasure(mailbox(INITIATOR), now.seconds(), True)
    late = [*personal.to_forget({erased.mailbox: erased})]
    assert late
    clock.shift(60)
    _both_confirm(campaign)
    _comes(campaign, *late)
    assert (the_dossier(campaign).state, the_dossier(campaign).contact.email) == ("waiting", ELS)


def test_of_two_requests_that_overtake_each_other_the_later_counts(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    its, at = the_dossier(campaign), now.seconds()
    clock.shift(120)
    _comes(campaign, ContactChangeAsked(its.id, "Els", ELS, at + 60, "two"))
    _comes(campaign, ContactChangeAsked(its.id, "Els", "typo@example.org", at, "one"))
    waits = the_dossier(campaign).pending
    assert waits is not None
    assert waits.email == ELS


def test_a_late_request_of_who_handed_it_over_asks_nobody(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    late = ContactChangeAsked(the_dossier(campaign).id, "Karel", KAREL, now.seconds(), "late")
    clock.shift(60)
    _both_confirm(campaign)
    _comes(campaign, late)
    assert (the_dossier(campaign).pending, campaign.mails(KAREL)) == (None, [])


def test_a_stranger_who_names_somebody_uses_up_none_of_their_mails(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    unseen = hidden(campaign.get("/nl/register"))
    clock.shift(60)
    campaign.post("/initiatives", a_form(**unseen, title="Van een ander", email=MALLORY))
    campaign.drain()
    press(campaign, campaign.newest_link(MALLORY))
    campaign.drain()
    page = campaign.newest_link(MALLORY, "We hebben je initiatief") + "/contact"
    for _ in range(3):
        clock.shift(60)
        assert press(campaign, page, contact_name="Lien", email=INITIATOR).status == 303
        campaign.drain()
        press(campaign, page)
        campaign.drain()
    assert asks(campaign).status == 303
    assert campaign.newest(INITIATOR, "Geef je dit door?")


def test_what_was_withdrawn_this_year_no_code_of_last_year_brings_back(campaign: Campaign, clock: Clock) -> None:
    """Not in the name of who answered for it then, either."""
    renews(campaign, asked_again(campaign, clock))
    [its] = dossiers(campaign)
    at = now.seconds()
    for happens in (
        ContactChangeAsked(its.id, "Els", ELS, at, "c"),
        ContactChangeConfirmed(its.id, "c", "old", at + 1),
        ContactChangeConfirmed(its.id, "c", "new", at + 2),
        InitiativeWithdrawn(its.id, at + 5, "w"),
    ):
        _comes(campaign, happens)
    clock.shift(7200)
    renews(campaign, typed(campaign))
    [its] = dossiers(campaign)
    assert (its.state, its.contact.email) == ("withdrawn", ELS)


def test_who_handed_it_over_voids_no_link_of_who_answers_now(campaign: Campaign, clock: Clock) -> None:
    """Not by the page of an old mail that stood open either."""
    campaign.decide(campaign.submitted()["an"], "changes", "Hoe laat?")
    old = campaign.newest_link(INITIATOR)
    not_me = {**hidden(campaign.get(old)), "not_me": "yes"}
    clock.shift(60)
    for link in asked(campaign).values():
        confirms(campaign, link)
    assert campaign.post(old, not_me).status == 410
    campaign.drain()
    assert the_dossier(campaign).last("void") is None
