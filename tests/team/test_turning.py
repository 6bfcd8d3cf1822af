"""A new year begins with the team of the year before, until an organiser says otherwise."""

from msgspec.structs import replace

from chalicelib import clock as ours
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import pack
from chalicelib.kinds import DAY
from chalicelib.messages.people import PersonPut, PersonRemoved
from chalicelib.people import store
from chalicelib.person import Grant, Person
from tests.campaign import Campaign, Clock
from tests.moderation.renewing import turn
from tests.people import a_form, hidden, press
from tests.staff import AN, KARIM, SOFIE
from tests.team.team import is_in, signs_in

HERS = f"/nl/organise/people/{AN.id}"


def gets(campaign: Campaign, *grants: Grant, base: int = 1) -> None:
    """Give An these tasks, instead of those that she has."""
    change = PersonPut(f"put {base}", base, AN.name, AN.email, "nl", grants, "", "", ours.seconds())
    campaign.deliver("organising", pack(change))
    campaign.drain()


def goes(campaign: Campaign, *people: Person) -> None:
    for person in people:
        campaign.deliver("organising", pack(PersonRemoved(f"off {person.id}", person.id, "", "", ours.seconds())))


def of(person: Person) -> Person:
    """Somebody as they are now."""
    member = store.find(person.id)
    assert member is not None
    return member.person


def sends_in(campaign: Campaign, person: Person) -> str:
    """Somebody registers: the path in the newest mail of who decides about it."""
    campaign.post("/initiatives", form := a_form())
    campaign.drain()
    press(campaign, campaign.newest_link(form["email"]))
    campaign.drain()
    return campaign.newest_link(person.email)


def test_what_comes_in_first_in_a_new_year_finds_a_moderator_of_the_year_before(
    campaign: Campaign, clock: Clock
) -> None:
    gets(campaign, Grant("moderator", "2027"))
    goes(campaign, KARIM)
    turn(campaign, clock)
    campaign.decide(sends_in(campaign, AN), "approve")
    assert '"what":"approve"' in str(campaign.rows()["dossiers"])


def test_where_a_year_has_no_moderator_an_organiser_decides_until_it_has(campaign: Campaign) -> None:
    goes(campaign, AN, KARIM)
    link = sends_in(campaign, SOFIE)
    campaign.decide(link, "approve")
    assert '"what":"approve"' in str(campaign.rows()["dossiers"])
    gets(campaign, Grant("moderator", "2027"), base=2)
    press(campaign, campaign.newest_link(AN.email))
    campaign.drain()
    assert campaign.get(link).status == 403


def test_who_gets_another_task_in_a_new_year_moderates_no_more(campaign: Campaign, clock: Clock) -> None:
    gets(campaign, Grant("moderator", "2027"))
    turn(campaign, clock)
    signs_in(campaign, SOFIE.email)
    form = {**hidden(campaign.get(HERS)), "person_name": "An", "language": "nl"}
    campaign.post(HERS, {**form, "role_partner": "yes"})
    campaign.drain()
    assert [*of(AN).roles("2027"), *of(AN).roles("2028")] == ["moderator", "partner"]
    # Of no year but all, so that nothing of this year would say it.
    form = {**hidden(campaign.get(HERS)), "person_name": "An", "language": "nl"}
    campaign.post(HERS, {**form, "role_organiser": "yes"})
    campaign.drain()
    assert [*of(AN).roles("2028")] == ["organiser"]


def test_a_part_of_a_category_that_is_no_more_stays_when_something_else_is_saved(campaign: Campaign) -> None:
    gets(campaign, Grant("moderator", "2027", (), ("gone",)))
    signs_in(campaign, SOFIE.email)
    page = campaign.get(HERS)
    assert "checked" in page.body.partition('name="category_gone"')[2].partition(">")[0]
    form = {**hidden(page), "person_name": "An P.", "language": "nl", "role_moderator": "yes", "category_gone": "yes"}
    assert campaign.post(HERS, form).status == 303
    campaign.drain()
    assert of(AN) == replace(AN, name="An P.", grants=(Grant("moderator", "2027", (), ("gone",)),))


def test_who_has_a_task_in_a_later_year_alone_sees_where_they_are_signed_in(campaign: Campaign) -> None:
    gets(campaign, Grant("moderator", "2028"))
    signs_in(campaign, AN.email)
    page = campaign.get("/nl/account")
    assert page.status == 200
    assert campaign.get("/nl/organise/people").status == 403
    campaign.post("/nl/account/sign-out-everywhere", {"button": hidden(page)["button"]})
    assert not is_in(campaign)


def test_who_decides_now_is_asked_once_about_what_waits(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    # Neither of those who were asked decides any more.
    goes(campaign, KARIM)
    gets(campaign, Grant("juror", "2027"))
    for _ in range(2):
        clock.shift(DAY)
        campaign.tick("forget")
        campaign.drain()
    asked = [mail for mail in campaign.mails(SOFIE.email) if "Taalcafé" in str(mail["Subject"])]
    assert len(asked) == 1
    campaign.decide(campaign.newest_link(SOFIE.email), "approve")
    assert '"what":"approve"' in str(campaign.rows()["dossiers"])


def test_who_was_asked_is_asked_again_once_their_link_is_over(campaign: Campaign, clock: Clock) -> None:
    old = campaign.submitted()["an"]
    for days in (1, edition().moderation.link_days):
        before = len(campaign.mails(AN.email))
        clock.shift(days * DAY)
        campaign.tick("forget")
        campaign.drain()
        assert len(campaign.mails(AN.email)) - before == (days > 1)
    assert campaign.get(old).status == 410
    assert campaign.get(campaign.newest_link(AN.email)).status == 200
