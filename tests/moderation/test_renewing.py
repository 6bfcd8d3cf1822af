"""An initiative of last year comes back: asked about once, sent in by one button, and read as any other."""

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib import clock as its_clock
from chalicelib.cloud.queues import pack, send
from chalicelib.kinds import DAY
from chalicelib.messages.moderation import DossierForgotten, LinkDisowned, RenewalDue
from chalicelib.moderation import personal
from chalicelib.moderation.renewal import rules
from chalicelib.personal.answers import Erasure, mailbox
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Campaign, Clock, text_of
from tests.moderation.renewing import agreed, approved, asked_again, dossiers, invited, renews, turn
from tests.notifications.post import told
from tests.people import INITIATOR, SLUG, press
from tests.staff import AN
from tests.years import SOON, YEAR

TITLE = "Taalcafé De Brug"
AGAIN = "weer mee"
"""In the subject of the mail that asks."""


def asked(campaign: Campaign) -> int:
    return sum(AGAIN in str(mail["Subject"]) for mail in campaign.mails(INITIATOR))


def test_an_initiative_of_last_year_comes_back_in_one_page(campaign: Campaign, clock: Clock) -> None:
    link = asked_again(campaign, clock)
    told_them = text_of(campaign.newest(INITIATOR))
    assert TITLE in told_them
    assert "20 juli 2027" in told_them
    page = campaign.get(link)
    assert say("nl", "renew.title", year="2028") in page.body
    assert page.field("title") == TITLE
    assert page.field("postal_code") == "9000"
    assert page.field("contact_name") == "Lien De Smet"
    assert INITIATOR not in page.body
    answer = renews(campaign, link, summary="Elke dinsdag sinds 2019 praten buren en nieuwkomers samen Nederlands.")
    assert answer.status == 303
    assert say("nl", "notices.renewed.title") in campaign.get(answer.location).body
    review = campaign.review_links()["an"]
    mail = campaign.newest("an.peeters@example.org")
    assert "weer mee" in str(mail["Subject"])
    assert "al sinds 2027" in text_of(mail)
    read = campaign.get(review).body
    assert say("nl", "review.renewed", since="2027") in read
    assert f"/nl/editions/2027/initiatives/{SLUG}" in read
    assert "sinds 2019 </ins>" in read
    campaign.decide(review, "approve")
    assert "al sinds 2027" in campaign.file(f"nl/initiatives/{SLUG}")
    [one] = json.loads(campaign.file("initiatives.json"))["initiatives"]
    assert (one["slug"], one["since"]) == (SLUG, 2027)
    assert {row["edition"]["S"] for row in campaign.rows()["publications"] if row["slug"]["S"] == SLUG} == {
        "2027",
        "2028",
    }


def test_each_is_asked_once_whichever_run_comes_first(campaign: Campaign, clock: Clock) -> None:
    asked_again(campaign, clock)
    clock.shift(DAY)
    campaign.tick("forget")
    [dossier] = dossiers(campaign, "2027")
    campaign.deliver("moderation", pack(RenewalDue(dossier.id, 1, "another run")))
    campaign.drain()
    assert asked(campaign) == 1


def test_nobody_is_asked_before_or_after_one_may_register(campaign: Campaign, clock: Clock) -> None:
    approved(campaign)
    campaign.tick("forget")
    turn(campaign, clock, SOON.registration.opens - timedelta(seconds=1))
    campaign.tick("forget")
    clock.move_to(SOON.registration.closes)
    campaign.tick("forget")
    assert campaign.waiting("moderation") == []


@pytest.mark.parametrize("decision", ["reject", "changes", "takedown"])
def test_what_was_not_public_is_not_asked_for(campaign: Campaign, clock: Clock, decision: str) -> None:
    review = campaign.submitted()["an"]
    if decision == "takedown":
        campaign.decide(review, "approve")
    campaign.decide(review, decision, "Daarom.")
    turn(campaign, clock)
    campaign.tick("forget")
    campaign.drain()
    assert asked(campaign) == 0


@pytest.mark.parametrize("what", ["Bounce", "Complaint"])
def test_who_wants_no_mail_or_cannot_be_reached_is_not_asked(
    campaign: Campaign, clock: Clock, logged: list[str], what: str
) -> None:
    approved(campaign)
    campaign.deliver("feedback", told(what, INITIATOR))
    turn(campaign, clock)
    campaign.tick("forget")
    campaign.drain()
    assert asked(campaign) == 0
    assert not [line for line in logged if "mail not sent" in line and "ERROR" in line]


def test_two_windows_are_one_initiative(campaign: Campaign, clock: Clock) -> None:
    link = asked_again(campaign, clock)
    button = campaign.get(link).field("button")
    with counted() as calls:
        assert press(campaign, link, **agreed(title="Taalcafé De Eerste")).status == 303
    assert calls.made[-2:] == ["dynamodb.GetItem", "sqs.SendMessage"]
    assert campaign.post(link, agreed(button=button, title="Taalcafé De Tweede")).status == 303
    campaign.drain()
    [its] = dossiers(campaign)
    assert "De Eerste" in campaign.get(campaign.review_links()["an"]).body
    assert its.version == 1
    assert len(campaign.mails("an.peeters@example.org")) == 3, "one of each year, and that she approved by her link"
    late = campaign.post(link, agreed(button=button, title="Taalcafé De Derde"))
    assert late.status == 409
    assert "De Derde" in late.body
    assert say("nl", "notices.renewed.title") in campaign.get(link).body


def test_what_a_machine_sends_as_it_was_is_refused_kindly(campaign: Campaign, clock: Clock) -> None:
    """Nobody agreed to anything."""
    link = asked_again(campaign, clock)
    answer = press(campaign, link, **agreed(consent="", people_agree="", organisation="Nieuwe naam"))
    assert answer.status == 422
    assert '<a href="#consent">' in answer.body
    assert answer.field("organisation") == "Nieuwe naam"
    assert campaign.waiting("moderation") == []


def test_after_the_end_it_is_said_until_when(campaign: Campaign, clock: Clock) -> None:
    link = asked_again(campaign, clock)
    button = campaign.get(link).field("button")
    clock.move_to(SOON.registration.closes)
    assert "20 juli 2027" in campaign.get(link).body
    assert campaign.post(link, agreed(button=button, title="x")).status == 422
    clock.shift(timedelta(hours=1))
    late = campaign.post(link, agreed(button=button))
    assert late.status == 403
    assert TITLE in late.body
    clock.move_to(YEAR.forget_addresses_on.isoformat() + "T00:00:00+02:00")
    assert campaign.get(link).status == 410
    assert campaign.waiting("moderation") == []


def test_a_category_and_a_place_that_are_no_more_are_chosen_anew(campaign: Campaign, clock: Clock) -> None:
    approved(campaign)
    less = replace(SOON, categories=[one for one in SOON.categories if one.key != "verenigingen"])
    turn(campaign, clock, this=less)
    link = invited(campaign)
    assert campaign.get(link).status == 200
    assert '<a href="#category">' in press(campaign, link, **agreed()).body
    assert renews(campaign, link, category="scholen").status == 303
    read = campaign.get(campaign.review_links()["an"]).body
    assert "Verenigingen</del>" in read


def test_it_goes_on_year_after_year(campaign: Campaign, clock: Clock) -> None:
    """The name of its page stays its own, and its first year is told."""
    renews(campaign, asked_again(campaign, clock))
    [its] = dossiers(campaign)
    [before] = dossiers(campaign, "2027")
    assert its.past
    assert (its.past.follows, its.past.first, its.past.since) == (before.id, before.id, 2027)
    assert its.contact == before.contact


def test_what_goes_of_last_year_leaves_this_years_page_of_the_same_address(campaign: Campaign, clock: Clock) -> None:
    renews(campaign, asked_again(campaign, clock))
    campaign.decide(campaign.review_links()["an"], "approve")
    [before] = dossiers(campaign, "2027")
    campaign.deliver("moderation", pack(DossierForgotten(before.id, True, its_clock.seconds())))
    campaign.drain()
    assert TITLE in campaign.file(f"nl/initiatives/{SLUG}")
    assert "al sinds 2027" in campaign.file("nl/initiatives")


@pytest.mark.parametrize("is_forgotten", [False, True])
def test_an_erasure_reaches_the_years_before(campaign: Campaign, clock: Clock, is_forgotten: bool) -> None:
    """Also once nothing there says any more whose it was."""
    renews(campaign, asked_again(campaign, clock))
    if is_forgotten:
        clock.move_to(YEAR.forget_addresses_on.isoformat() + "T10:00:00+02:00")
        campaign.tick("forget")
        campaign.drain()
    assert len([row for row in personal.about(INITIATOR) if "state" in row]) == 2
    erasure = {mailbox(INITIATOR): Erasure(mailbox(INITIATOR), its_clock.seconds(), True)}
    campaign.deliver("moderation", *map(pack, personal.to_forget(erasure)))
    campaign.drain()
    assert TITLE not in str(campaign.rows()["dossiers"])
    assert list(personal.to_forget(erasure)) == []


def test_a_moderator_who_disowned_their_link_last_year_disowns_no_renewal(campaign: Campaign, clock: Clock) -> None:
    approved(campaign)
    [before] = dossiers(campaign, "2027")
    send([LinkDisowned(before.id, 1, AN.id, its_clock.seconds())])
    campaign.drain()
    turn(campaign, clock)
    renews(campaign, invited(campaign))
    [before] = dossiers(campaign, "2027")
    assert not rules.is_undone(before)
