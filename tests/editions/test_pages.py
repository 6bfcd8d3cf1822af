"""An organiser changes the year on a page: they see what becomes otherwise before it is, and say why."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.cloud.queues import pack
from chalicelib.edition import LANGUAGES
from chalicelib.editions import store
from chalicelib.editions.asked import packed
from chalicelib.messages.editions import EditionPut
from tests.account import counted
from tests.campaign import VOTING, Campaign, Clock
from tests.editions.office import YEAR, Office, fields_of, said, seen
from tests.gateway import Browser
from tests.team.team import BART, SOFIE
from tests.years import YEAR as FIRST


@pytest.fixture
def office(campaign: Campaign) -> Office:
    return Office.of(campaign)


def changed_by(campaign: Campaign, wanted: object, base: int = 1) -> None:
    """Somebody else changes the year meanwhile."""
    put = EditionPut(f"theirs-{base}", base, wanted, "an operator", "Een ander had een reden.", 1)  # type: ignore[arg-type]
    campaign.deliver("organising", pack(put))


@pytest.mark.parametrize(
    "path", ["", "/edition/2027", "/edition/2027/dates", "/history/2027", "/edition/2027/change/x"]
)
def test_the_pages_of_the_year_are_for_organisers(campaign: Campaign, path: str) -> None:
    assert campaign.get(f"/nl/organise{path}").location.startswith("/nl/sign-in?to=")


def test_what_changes_is_shown_before_it_is_saved(office: Office) -> None:
    shown = office.look("dates", rounds_0_closes_day="2027-04-24", show_hour="23:59", rounds_0_results_hour="23:59")
    assert "Stemmen sluit 1 dag later" in said(shown)
    assert "23 april 2027 om 23.59 uur" in said(shown)
    assert "24 april 2027 om 23.59 uur" in said(shown)
    assert "noemen de oude data van het stemmen" in said(shown), "registration is open: mails went out"
    assert seen() == FIRST
    assert office.campaign.waiting("organising") == []


def test_what_is_saved_is_the_year_with_who_and_why_in_its_history(office: Office) -> None:
    page = office.change("dates", "De zaal was niet vrij.", show_day="2027-04-25")
    assert "Bewaard" in said(page)
    assert seen().show == FIRST.show + timedelta(days=1)
    history = said(office.campaign.get("/nl/organise/history/2027"))
    assert (
        history.index("De zaal was niet vrij. Sofie Maes, ") < history.index("1 dag later") < history.index("Zo begon")
    )


def test_while_it_is_on_its_way_its_page_says_so(office: Office) -> None:
    answer = office.save(office.look("texts", contact_name="De ploeg"))
    assert "We bewaren je wijziging" in said(office.campaign.get(answer.location))
    office.campaign.drain()
    assert "De ploeg" in said(office.campaign.get(answer.location))


def test_a_form_that_comes_back_untouched_changes_nothing(campaign: Campaign) -> None:
    """Also where a file says what no form can: seconds, and an hour that comes twice."""
    night = datetime.fromisoformat("2027-10-31T02:30:00+01:00")
    odd = replace(FIRST, forget_addresses_on=date(2027, 12, 1), show=night.replace(second=7))
    campaign.in_year(odd)
    office = Office.of(campaign)
    for group in ("dates", "texts", "categories", "sites", "rules", "reasons", "watch_words"):
        shown = office.look(group)
        assert shown.status == 422
        assert "Je veranderde nog niets." in said(shown)
    assert seen() == odd
    office.change("dates", registration_closes_hour="22:00")
    assert seen().show == odd.show


def test_without_a_reason_nothing_is_saved_and_all_stays_on_the_page(office: Office) -> None:
    shown = office.look("texts", title_nl="Een jaar vol licht")
    again = office.save(shown, "")
    assert (again.status, fields_of(again)["wanted"]) == (422, fields_of(shown)["wanted"])
    assert office.save(again).status == 303


def test_what_was_typed_is_there_again_for_who_goes_back(office: Office) -> None:
    shown = office.look("texts", title_nl="Een jaar vol licht", contact_name="De ploeg")
    form = shown.body.partition('action="/nl/organise/edition/2027/texts"')[2]
    assert 'name="title-nl" value="Een jaar vol licht"' in form
    back = office.look("texts", title_nl="Een jaar vol licht", again="yes")
    assert (back.status, fields_of(back)["title-nl"]) == (200, "Een jaar vol licht")


def test_who_does_not_say_why_may_still_go_back_to_the_form(office: Office) -> None:
    again = office.save(office.look("texts", contact_name="De ploeg"), "")
    form = again.body.partition('action="/nl/organise/edition/2027/texts"')[2].partition("</form>")[0]
    assert 'name="contact-name" value="De ploeg"' in form


def test_pressed_twice_it_is_one_change(office: Office) -> None:
    """At once, and once more when it was saved."""
    shown = office.look("texts", contact_name="De ploeg")
    first, second = (office.save(shown).location for _ in range(2))
    office.campaign.drain()
    third = office.save(shown)
    assert (second, third.location, third.status) == (first, first, 303)
    office.campaign.drain()
    assert [(change.number, change.refused) for change in store.history("2027")] == [(2, ""), (1, "")]


# Two at once


def test_a_program_says_too_which_version_it_began_with(office: Office) -> None:
    """What somebody else changed meanwhile is told, and not taken back without a word."""
    begun = office.form("dates")
    later = FIRST.registration.closes + timedelta(hours=-1)
    changed_by(office.campaign, replace(FIRST, registration=replace(FIRST.registration, closes=later)))
    shown = office.campaign.post_json(f"{YEAR}/dates", {**begun, "show-day": "2027-04-25"})
    assert "Intussen veranderde iemand anders dit" in said(shown)


def test_what_another_saved_meanwhile_stays_and_both_are_shown(office: Office) -> None:
    begun = office.form("dates")
    changed_by(office.campaign, replace(FIRST, contact=replace(FIRST.contact, name="Een andere ploeg")))
    shown = office.look("dates", begun, show_day="2027-04-25")
    assert "Intussen veranderde iemand anders dit" in said(shown)
    assert "Een andere ploeg" in said(shown)
    assert office.save(shown).status == 303
    office.campaign.drain()
    year = seen()
    assert (year.contact.name, year.show) == ("Een andere ploeg", FIRST.show + timedelta(days=1))


def test_who_saves_second_sees_both_versions_and_can_go_on(office: Office) -> None:
    """Both looked at the same version, and the other was first: nothing of either is lost."""
    shown = office.look("dates", show_day="2027-04-25", registration_closes_day="2027-03-30")
    theirs = replace(FIRST, show=FIRST.show + timedelta(hours=1))
    changed_by(office.campaign, theirs)
    page = office.save(shown)
    assert page.status == 200
    assert "Jullie veranderden allebei dit" in said(page)
    assert office.save(page).status == 303
    office.campaign.drain()
    assert seen().show == FIRST.show + timedelta(days=1)


def test_a_change_that_came_second_in_the_queue_is_kept_to_be_asked_for_again(office: Office) -> None:
    answer = office.save(office.look("dates", show_day="2027-04-25"), "De zaal.")
    changed_by(office.campaign, replace(FIRST, contact=replace(FIRST.contact, name="Een andere ploeg")))
    office.campaign.drain()
    page = office.campaign.get(answer.location)
    assert "Niet bewaard" in said(page)
    assert "Een andere ploeg" in said(page)
    again = office.campaign.post(YEAR, fields_of(page))
    assert (again.status, fields_of(again)["why"]) == (200, "De zaal.")
    assert office.save(again, "De zaal.").status == 303
    office.campaign.drain()
    assert (seen().contact.name, seen().show.day) == ("Een andere ploeg", 25)


def test_a_long_history_is_told_page_by_page(office: Office) -> None:
    for number in range(1, 33):
        show = FIRST.show + timedelta(minutes=number)
        changed_by(office.campaign, replace(FIRST, show=show), number)
    first, second = (office.campaign.get(f"/nl/organise/history/2027?page={page}") for page in (1, 2))
    assert (first.body.count("Maak ongedaan"), second.body.count("Maak ongedaan")) == (30, 2)
    assert "Zo begon dit jaar." in said(second)
    assert [office.campaign.get(f"/nl/organise/history/2027?page={page}").status for page in ("0", "3", "x")] == [
        404
    ] * 3


# What may not be, and what has to be meant


def test_once_the_vote_has_begun_what_decides_it_is_told_and_not_typed(office: Office, clock: Clock) -> None:
    begun = office.form("dates")
    clock.move_to(VOTING)
    office = Office.of(office.campaign)
    page = office.campaign.get(f"{YEAR}/dates")
    assert "De data en regels van elke ronde liggen nu vast" in said(page)
    assert 'type="hidden" name="rounds-0-closes-day"' in page.body
    refused = office.look("dates", office.form("dates") | {"rounds-0-closes-day": "2027-04-22"}, show_day="2027-04-25")
    assert refused.status == 422
    assert "De eerste ronde is begonnen." in said(refused)
    assert begun["base"] == "1"
    office.change("dates", show_day="2027-04-26")
    assert seen().show.day == 26


def test_what_is_over_opens_again_only_with_a_tick_and_a_reason(office: Office, clock: Clock) -> None:
    clock.move_to(FIRST.registration.closes + timedelta(hours=2))
    office = Office.of(office.campaign)
    shown = office.look("dates", registration_closes_day="2027-04-02")
    assert 'name="confirmed"' in shown.body
    unconfirmed = office.save(shown)
    assert unconfirmed.status == 422
    assert "Vink aan dat je het echt zo bedoelt" in said(unconfirmed)
    assert office.save(shown, "Er was een storing.", confirmed="yes").status == 303
    office.campaign.drain()
    assert seen().registration.closes.day == 2


def test_a_change_can_be_undone_by_the_same_way(office: Office) -> None:
    office.change("texts", contact_name="De ploeg")
    office.change("dates", show_day="2027-04-25")
    nonce = office.form("dates")["button"]
    shown = office.campaign.post(YEAR, {"button": nonce, "undo": "2"})
    assert shown.status == 200
    assert "1 dag vroeger" in said(shown), "what came later goes back too, and is told"
    assert seen().contact.name == "De ploeg"
    assert office.save(shown, "Terug.").status == 303
    office.campaign.drain()
    assert seen() == FIRST
    assert next(store.history("2027")).number == 4
    for undone in ("1", "9", "x"):
        assert office.campaign.post(YEAR, {"button": nonce, "undo": undone}).status == 404


def test_a_category_is_added_renamed_and_left_out_before_anybody_registers(campaign: Campaign, clock: Clock) -> None:
    clock.move_to(FIRST.registration.opens - timedelta(days=3))
    office = Office.of(campaign)
    names = {f"added-{part}-{tongue}": f"Buren {part} {tongue}" for part in ("name", "prize") for tongue in LANGUAGES}
    typed = {**office.form("categories"), **names, "categories-0-gone": "yes", "categories-1-name-fr": "Les jeunes"}
    assert office.look("categories", {**typed, "added-prize-en": ""}).status == 422
    shown = office.look("categories", typed)
    assert "Jeugdwerk: naam (Frans)" in said(shown)
    assert office.save(shown).status == 303
    campaign.drain()
    keys = [category.key for category in seen().categories]
    assert (keys[0], keys[-1], len(keys)) == ("jeugdwerk", "buren-name-nl", 8)
    assert seen().categories[0].name.fr == "Les jeunes"
    clock.move_to(FIRST.registration.opens)
    assert "-gone" not in Office.of(campaign).campaign.get(f"{YEAR}/categories").body


def test_a_form_of_no_page_of_ours_changes_nothing(office: Office) -> None:
    shown = office.look("texts", contact_name="De ploeg")
    assert office.save(shown, button="x").status == 403
    assert office.campaign.post(YEAR, fields_of(shown), origin="https://elders.example").status == 403
    assert office.campaign.post(YEAR, {**fields_of(shown), "wanted": "{}"}).status == 400
    other = packed(replace(FIRST, name="2028", contact=replace(FIRST.contact, name="De ploeg")))
    assert office.campaign.post(YEAR, {**fields_of(shown), "wanted": other}).status == 400


@pytest.mark.parametrize(
    "path",
    [
        "edition/2099",
        "edition/2027/x",
        "edition/2099/dates",
        "history/2099",
        "history/now",
        "edition/now/change/x",
        f"history/2{'9' * 2100}",
        f"history/2099-{'a' * 2100}",
    ],
    ids=range(8),
)
def test_a_year_or_group_that_is_not_there_is_not_found(office: Office, path: str) -> None:
    assert office.campaign.get(f"/nl/organise/{path}").status == 404


def test_a_moderator_is_told_that_it_is_not_for_them(campaign: Campaign) -> None:
    from tests.team.team import put, signs_in

    put(campaign, SOFIE, "organiser")
    put(campaign, BART, "moderator")
    campaign.browser = Browser()
    signs_in(campaign, BART)
    assert campaign.get("/nl/organise").status == 403


def test_a_page_asks_the_tables_little(office: Office) -> None:
    """But for the year itself, whose reads are counted apart: who asks; and who made the changes."""
    expected = {"": 1, "/edition/2027/dates": 1, "/history/2027": 2}
    for path, calls in expected.items():
        with counted() as asked:
            office.campaign.get(f"/nl/organise{path}")
        assert len(asked.made) == calls, asked.made


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_of_it_is_there_in_each_language(office: Office, language: str) -> None:
    office.path = f"/{language}/organise/edition/2027"
    page = office.change("dates", show_day="2027-04-25")
    assert page.status == 200
    for path in (
        "organise",
        "organise/history/2027",
        "organise/edition/2027/categories",
        "organise/edition/2027/rules",
    ):
        assert office.campaign.get(f"/{language}/{path}").status == 200
