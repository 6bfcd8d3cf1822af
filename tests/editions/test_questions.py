"""What a jury looks at in a category: an organiser writes it, jurors and everybody read it, and it stays."""

from datetime import timedelta

from msgspec.structs import replace

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Paragraphs
from tests.campaign import VOTING, Campaign, Clock
from tests.editions.office import YEAR, Office, said, seen
from tests.jury.panel import PATH, Juror, enter
from tests.publication.initiatives import published
from tests.publication.test_site import Structure, a_site, pages
from tests.years import JUDGED, SHORTLIST


def test_what_a_jury_looks_at_is_written_until_the_first_round_opens(campaign: Campaign, clock: Clock) -> None:
    office = Office.of(campaign)
    asks = "Deden mensen op de vlucht zelf mee?\n\nBlijft er iets van over?"
    assert office.look("categories", categories_0_questions_nl="x" * 2001).status == 422
    shown = office.look("categories", categories_0_questions_nl=asks)
    assert "Gemeenten: waar de jury op let (Nederlands)" in said(shown)
    assert office.save(shown).status == 303
    office.campaign.drain()
    assert [(its.questions.nl, its.questions.fr) for its in seen().categories[:2]] == [(asks, ""), ("", "")]
    clock.move_to(VOTING)
    office = Office.of(office.campaign)
    form = office.form("categories")
    assert form["categories-0-questions-nl"] == asks, "it stands there to be sent back, and nobody types it"
    assert "<textarea" not in office.campaign.get(f"{YEAR}/categories").body


def test_jurors_read_what_to_look_at_in_their_language_or_else_in_dutch(campaign: Campaign, clock: Clock) -> None:
    clock.move_to(SHORTLIST.opens + timedelta(hours=1))
    asked = Paragraphs(nl="Deden zij zelf mee?", en="Did they take part?")
    campaign.in_year(replace(JUDGED, categories=tuple(replace(its, questions=asked) for its in JUDGED.categories)))
    enter(campaign, "a")
    emma = Juror(campaign, "emma")
    emma.sits_down().stands_back()
    for page in (PATH, f"{PATH}/read"):
        for language, told in (("nl", asked.nl), ("fr", asked.nl), ("en", asked.en)):
            assert told in emma.opens(page.replace("/nl/", f"/{language}/")).body


def test_the_rules_tell_what_the_jury_looks_at_where_it_says_so() -> None:
    asked = replace(
        JUDGED.categories[0], questions=Paragraphs(nl="Deden zij <b>zelf</b> mee?", fr="Ont-ils participé ?")
    )
    year = replace(JUDGED, categories=(asked, *JUDGED.categories[1:]))
    told = pages(replace(a_site(published()), edition=year))
    said = {language: Structure(told[f"{language}/rules"]).words for language in LANGUAGES}
    assert "Waar de jury op let\nGemeenten\nDeden zij <b>zelf</b> mee?" in said["nl"]
    assert "Ont-ils participé ?" in said["fr"]
    assert "Deden zij <b>zelf</b> mee?" in said["en"], "where a language has none, those in Dutch are read"
    assert "Waar de jury op let" not in Structure(pages(a_site(published()))["nl/rules"]).words
