"""The pages that only say something: the edition's days and numbers, an organiser's words, what is kept and why."""

import pytest
from msgspec.structs import replace

from chalicelib.cloud import limits
from chalicelib.edition import LANGUAGES, Passage
from chalicelib.site import reading
from chalicelib.web import words
from tests.publication.initiatives import published
from tests.publication.test_site import YEAR, Structure, a_site, is_page, pages

TOLD = ("title", "text", "until", "forgotten")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_pages_to_read_say_is_the_edition(language: str) -> None:
    """Who is responsible, how long it is kept, when the vote is and by which rules: from data, in every language."""
    served = pages(a_site(published()))
    said = {topic: Structure(served[f"{language}/{topic}"]).words for topic in reading.TOPICS}
    kept = YEAR.registration.forget_after_days
    assert all(
        YEAR.contact.email in said[topic] for topic in ("privacy", "questions", "about", "accessibility", "press")
    )
    assert words.date_in_words(language, YEAR.forget_addresses_on) in said["privacy"]
    assert f" {kept} " in said["privacy"]
    assert all(
        words.moment_in_words(language, moment) in said["rules"] for moment in (YEAR.vote.opens, YEAR.vote.closes)
    )
    assert YEAR.rules in said["rules"]
    assert all(category.prize[language] in said["rules"] for category in YEAR.categories)
    assert not [topic for topic, text in said.items() if "{" in text or "<" in text]


def test_what_an_organiser_wrote_stands_instead_of_ours_and_nobody_else_s() -> None:
    """As text, with the days of the year where they are named; a language without it keeps ours."""
    own = "Wij <b>wissen</b> alles op {forget_on} {0.__class__} {nothing}.\n\nMail {email}."
    year = replace(
        YEAR, texts=(Passage(key="privacy.rights", nl=own), Passage(key="privacy.of_another_release", nl="Weg"))
    )
    told = pages(replace(a_site(published()), edition=year))
    said = Structure(told["nl/privacy"]).words
    assert "Wij <b>wissen</b> alles op 31 juli 2027 {0.__class__} {nothing}." in said
    assert '<p dir="auto">Mail <a href="mailto:info@example.org">' in told["nl/privacy"]
    assert "Gegevensbeschermingsautoriteit" not in said
    assert "Weg" not in said
    assert told["fr/privacy"] == pages(a_site(published()))["fr/privacy"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_on_privacy_says_of_all_that_is_kept_what_why_and_how_long(language: str) -> None:
    said = Structure(pages(a_site(published()))[f"{language}/privacy"]).words
    told = {part: words.say(language, f"kept.ballots.{part}", forget_on=YEAR.forget_addresses_on) for part in TOLD}
    assert [part for part, sentence in told.items() if sentence not in said] == []


def test_partners_and_the_licence_of_the_data_are_those_of_the_year() -> None:
    told = pages(replace(a_site(published()), edition=replace(YEAR, partners=(), data_licence="CC0-1.0")))
    assert "https://www.cera.coop" in Structure(pages(a_site(published()))["fr/about"]).links
    assert words.say("fr", "reading.about.partners.title") not in told["fr/about"]
    assert "https://creativecommons.org/publicdomain/zero/1.0/" in Structure(told["fr/colophon"]).links


def test_a_network_is_known_for_as_long_as_the_page_says() -> None:
    assert "twee dagen" in words.say("nl", "reading.privacy.visiting.text")
    assert limits.KEY_LASTS == 2


def test_every_page_leads_to_what_there_is_to_read() -> None:
    for key, page in pages(a_site(published())).items():
        language = key.partition("/")[0]
        if is_page(key):
            assert {f"/{language}/{topic}" for topic in reading.TOPICS} <= set(Structure(page).links), key
