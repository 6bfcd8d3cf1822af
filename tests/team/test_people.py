"""Organisers say who has which task; whoever loses one does nothing more from that moment on."""

from uuid import uuid4

import pytest

from chalicelib import clock as ours
from chalicelib.cloud.queues import pack
from chalicelib.messages.people import PersonAway, PersonForgotten, PersonPut, PersonRemoved
from chalicelib.people import store
from chalicelib.people.rules import Member
from chalicelib.person import Grant
from chalicelib.web.words import say
from tests.campaign import Answer, Campaign, Clock
from tests.gateway import Browser
from tests.people import hidden, means, press
from tests.staff import AN, KARIM, SOFIE
from tests.team.team import asks, is_in, signs_in

ELS = "els.wouters@example.org"
LIST = "/nl/organise/people"
A_MODERATOR = {"person_name": "Els Wouters", "language": "en", "role_moderator": "yes"}


@pytest.fixture(autouse=True)
def organiser(campaign: Campaign) -> None:
    """Sofie is signed in."""
    signs_in(campaign, SOFIE.email)


def somebody(email: str) -> Member:
    return next(its for its in store.everyone() if its.person.email == email)


def puts(campaign: Campaign, page: str, **fields: str) -> Answer:
    """Fill in the page of somebody, as it is, and send it."""
    form = campaign.get(f"{LIST}/{page}")
    return campaign.post(f"{LIST}/{page}", {**hidden(form), **fields})


def invites(campaign: Campaign, **fields: str) -> str:
    """Invite Els: the path behind the button of her mail."""
    assert puts(campaign, "new", **{**A_MODERATOR, "email": ELS, **fields}).status == 303
    campaign.drain()
    return campaign.newest_link(ELS)


def accepts(campaign: Campaign, link: str) -> None:
    press(campaign, link)
    campaign.drain()


def removes(campaign: Campaign, person: str) -> Answer:
    button = {"button": hidden(campaign.get(f"{LIST}/{person}"))["button"]}
    return campaign.post(f"{LIST}/{person}/remove", button)


def test_who_was_invited_decides_once_they_accepted(campaign: Campaign) -> None:
    invitation = invites(campaign)
    campaign.submitted()
    assert campaign.newest_link(ELS) == invitation
    accepts(campaign, invitation)
    assert say("en", "notices.invitation_accepted.title") in campaign.get(invitation).body
    campaign.submitted(email="lien2@example.org")
    assert "/en/review/" in campaign.newest_link(ELS)
    campaign.decide(campaign.newest_link(ELS), "approve")
    assert somebody(ELS).person.id in str(campaign.rows()["dossiers"])


@pytest.mark.parametrize(
    ("part", "is_theirs"),
    [
        ({}, True),
        ({"area_oost-vlaanderen": "yes"}, True),
        ({"area_limburg": "yes"}, False),
        ({"category_verenigingen": "yes", "area_oost-vlaanderen": "yes"}, True),
        ({"category_scholen": "yes", "area_oost-vlaanderen": "yes"}, False),
    ],
)
def test_a_moderator_of_a_part_is_mailed_of_that_alone(
    campaign: Campaign, part: dict[str, str], is_theirs: bool
) -> None:
    accepts(campaign, invites(campaign, **part))
    # In Ghent, by an association.
    campaign.submitted()
    assert ("/review/" in campaign.newest_link(ELS)) is is_theirs


def test_who_is_away_is_mailed_nothing_until_they_are_back(campaign: Campaign, clock: Clock) -> None:
    accepts(campaign, invites(campaign))
    els = somebody(ELS).person.id
    for number, away in enumerate((True, False, True)):
        clock.shift(1)
        campaign.deliver("organising", pack(PersonAway(f"wish {number}", els, away, ours.seconds())))
    # What they wanted before comes late.
    campaign.deliver("organising", pack(PersonAway("late", els, False, ours.seconds() - 1)))
    campaign.submitted()
    assert "/review/" not in campaign.newest_link(ELS)
    clock.shift(1)
    campaign.deliver("organising", pack(PersonAway("back", els, False, ours.seconds())))
    campaign.submitted(email="lien2@example.org")
    assert "/review/" in campaign.newest_link(ELS)


def test_the_old_link_of_who_was_removed_says_so_and_does_nothing(campaign: Campaign) -> None:
    review = campaign.submitted()["karim"]
    form = hidden(campaign.get(review))
    assert removes(campaign, KARIM.id).status == 303
    # Pressed before the step ran, and handled after.
    assert campaign.post(review, {**form, **means("approve")}).status == 303
    campaign.drain()
    for link in (review, f"{review}?sent=approve"):
        page = campaign.get(link)
        assert page.status == 403
        assert say("nl", "errors.not_a_moderator.title") in page.body
    assert campaign.post(review, {**form, **means("approve")}).status == 403
    campaign.drain()
    assert campaign.files() == []
    assert KARIM.name not in campaign.get(LIST).body


def test_the_invitation_of_who_was_removed_is_void_also_between_click_and_step(campaign: Campaign) -> None:
    invitation = invites(campaign)
    form = hidden(campaign.get(invitation))
    removes(campaign, somebody(ELS).person.id)
    sent = campaign.post(invitation, form)
    campaign.drain()
    for link in (invitation, sent.location):
        page = campaign.get(link)
        assert page.status == 410
        assert say("en", "errors.not_invited.title") in page.body
    assert not any(its.person.accepted for its in store.everyone() if its.person.name == "Els Wouters")


def test_who_was_removed_may_be_invited_again_and_nothing_of_before_comes_back(
    campaign: Campaign, clock: Clock
) -> None:
    invitation = invites(campaign)
    accepts(campaign, invitation)
    sofies, campaign.browser = campaign.browser, Browser()
    signs_in(campaign, ELS)
    elses, campaign.browser = campaign.browser, sofies
    asks(campaign, ELS)
    unpressed = campaign.newest_link(ELS)
    removal = PersonRemoved("removal", somebody(ELS).person.id, SOFIE.id, "", ours.seconds())
    campaign.deliver("organising", pack(removal))
    clock.shift(60)
    again = invites(campaign)
    assert campaign.get(invitation).status == 410
    accepts(campaign, again)
    # Each a copy that comes late, and one that waited among the dead letters.
    for late in (removal, PersonRemoved("another's", removal.person, SOFIE.id, "", removal.at)):
        campaign.deliver("organising", pack(late))
    assert somebody(ELS).person.accepted
    campaign.browser = elses
    assert not is_in(campaign)
    press(campaign, unpressed)
    assert not is_in(campaign)
    signs_in(campaign, ELS)
    assert is_in(campaign)


def test_a_removal_is_not_lost_behind_what_they_did_themselves(campaign: Campaign, clock: Clock) -> None:
    removal = PersonRemoved(uuid4().hex, AN.id, SOFIE.id, "", ours.seconds())
    for number in range(101):
        clock.shift(1)
        campaign.deliver("organising", pack(PersonAway(f"wish {number}", AN.id, number % 2 == 0, ours.seconds())))
    # Nor is the line of who invited them.
    assert "first" in [change.id for change in somebody(AN.email).changes]
    campaign.deliver("organising", pack(removal))
    assert store.find(AN.id).person.grants == ()  # type: ignore[union-attr]


def test_a_change_made_on_an_older_one_is_refused(campaign: Campaign) -> None:
    form = hidden(campaign.get(f"{LIST}/{AN.id}"))
    fields = {"person_name": "An P.", "email": AN.email, "language": "nl", "role_moderator": "yes"}
    assert puts(campaign, AN.id, **fields, role_juror="yes").status == 303
    # Two sent at once: the step takes the first.
    assert campaign.post(f"{LIST}/{AN.id}", {**form, **fields, "role_partner": "yes"}).status == 303
    campaign.drain()
    assert store.find(AN.id).person.roles("2027") == {"moderator", "juror"}  # type: ignore[union-attr]
    seen = campaign.post(f"{LIST}/{AN.id}", {**form, **fields, "why": "Ze vroeg het zelf"})
    assert say("nl", "form.errors.changed_meanwhile") in seen.body
    assert seen.field("why") == "Ze vroeg het zelf"
    # And what they saw then goes on from there.
    assert campaign.post(f"{LIST}/{AN.id}", {**hidden(seen), **fields}).status == 303


def test_the_last_organiser_stays(campaign: Campaign) -> None:
    fields = {"person_name": "Sofie", "email": SOFIE.email, "language": "nl", "role_moderator": "yes", "why": "Moe"}
    for refused in (removes(campaign, SOFIE.id), puts(campaign, SOFIE.id, **fields)):
        assert say("nl", "form.errors.last_organiser") in refused.body
    assert refused.field("why") == "Moe"
    assert campaign.waiting("organising") == []


def test_one_of_two_organisers_who_remove_each_other_at_once_stays(campaign: Campaign, clock: Clock) -> None:
    accepts(campaign, invites(campaign, role_organiser="yes"))
    els = somebody(ELS).person.id
    clock.shift(1)
    each_other = ((els, SOFIE.id), (SOFIE.id, els))
    removals = [PersonRemoved(uuid4().hex, person, by, "", ours.seconds()) for person, by in each_other]
    campaign.deliver("organising", *map(pack, removals))
    assert [its.person.id for its in store.everyone() if its.is_organiser] == [SOFIE.id]
    campaign.deliver("organising", *map(pack, removals))
    assert is_in(campaign)


def test_nothing_is_done_that_was_asked_by_who_is_no_organiser_any_more(campaign: Campaign) -> None:
    accepts(campaign, invites(campaign, role_organiser="yes"))
    els, now = somebody(ELS).person.id, ours.seconds()
    campaign.deliver("organising", pack(PersonRemoved("hers", els, SOFIE.id, "", now)))
    invited = PersonPut("new", 0, "Piet", "piet@example.org", "nl", (Grant("organiser"),), els, "", now)
    campaign.deliver("organising", pack(invited), pack(PersonRemoved("an's", AN.id, els, "", now)))
    campaign.drain()
    assert campaign.mails("piet@example.org") == []
    assert somebody(AN.email).person.grants


def test_who_is_forgotten_has_no_name_address_or_task_and_may_come_back(campaign: Campaign, clock: Clock) -> None:
    accepts(campaign, invites(campaign, why="Els kent iedereen in Gent"))
    clock.shift(5)
    forgotten = PersonForgotten(somebody(ELS).person.id, ours.seconds() - 1)
    # Whatever they did a moment later.
    campaign.deliver("organising", pack(PersonAway("wish", forgotten.person, True, ours.seconds())), pack(forgotten))
    kept = str(list(store.rows(forgotten.person)))
    assert not [word for word in ("Els", "els.wouters") if word in kept]
    assert campaign.get(f"{LIST}/{forgotten.person}").status == 200
    clock.shift(5)
    accepts(campaign, invites(campaign))
    campaign.deliver("organising", pack(forgotten))
    assert somebody(ELS).person.accepted


def test_the_last_organiser_is_not_forgotten_by_mistake(campaign: Campaign) -> None:
    campaign.deliver("organising", pack(PersonForgotten(SOFIE.id, ours.seconds())))
    assert is_in(campaign)


def test_faults_are_said_and_what_was_typed_stays(campaign: Campaign) -> None:
    seen = puts(campaign, "new", email="els", language="nl", person_name="Els", area_limburg="yes")
    assert seen.status == 422
    for fault in ("email.wrong", "roles.choose"):
        assert say("nl", f"form.errors.{fault}") in seen.body
    assert (seen.field("email"), seen.field("person_name")) == ("els", "Els")
    assert "checked" in seen.body.partition('name="area_limburg"')[2].partition(">")[0]
    assert puts(campaign, "new", **A_MODERATOR, email=ELS, why="x" * 301).status == 422
    assert campaign.waiting("organising") == []


def test_who_has_a_task_is_not_invited_as_somebody_new(campaign: Campaign) -> None:
    seen = puts(campaign, "new", **A_MODERATOR, email="An.Peeters@example.org")
    assert say("nl", "form.errors.email.has_task") in seen.body
    assert seen.field("person_name") == "Els Wouters"
    assert campaign.waiting("organising") == []


@pytest.mark.parametrize("page", ["nobody", "x" * 43, "organisers", "new/remove", "nobody/remove"])
def test_there_is_no_page_of_nobody(campaign: Campaign, page: str) -> None:
    fields = {**A_MODERATOR, "email": ELS, **hidden(campaign.get(f"{LIST}/new"))}
    assert campaign.post(f"{LIST}/{page}", fields if "/" not in page else {"button": fields["button"]}).status == 404


def test_the_history_says_who_did_what_and_why(campaign: Campaign) -> None:
    accepts(campaign, invites(campaign, why="Ze kent Gent, zegt an@example.org"))
    page = campaign.get(f"{LIST}/{somebody(ELS).person.id}").body
    for what in ("invited", "accepted"):
        assert say("nl", f"people.what.{what}") in page
    # No address of somebody else, whose erasure would not look there.
    for said in ("Ze kent Gent, zegt …", SOFIE.name, ELS):
        assert said in page


def test_a_role_of_another_year_stays_when_this_years_changes(campaign: Campaign) -> None:
    put = PersonPut("2026", 1, "An", AN.email, "nl", (Grant("moderator"), Grant("juror", "2026")), "", "", 0)
    campaign.deliver("organising", pack(put))
    fields = {"person_name": "An", "email": AN.email, "language": "nl", "role_partner": "yes"}
    assert puts(campaign, AN.id, **fields).status == 303
    campaign.drain()
    assert set(store.find(AN.id).person.grants) == {Grant("partner", "2027"), Grant("juror", "2026")}  # type: ignore[union-attr]
