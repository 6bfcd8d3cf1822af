"""Looking for an initiative."""

import json

import pytest

from chalicelib.site import search, shelf
from chalicelib.site.shown import Wanted
from tests.publication.initiatives import BRUSSEL, GENT, HOSTILE, RONSE, published

CATEGORIES = {"verenigingen": "Verenigingen", "scholen": "Scholen"}
LINES = [
    shelf.line(one)
    for one in (
        published("cafe"),
        published("koor", title="Koor zonder grenzen", summary="Zingen.", places=(RONSE, BRUSSEL)),
        published("huiswerk", title="Huiswerkklas", summary="Na school.", category="scholen", organisation="De Kei"),
    )
]


def found(words: str = "", category: str = "", municipality: str = "") -> list[str]:
    return [line.slug for line in search.matching(LINES, Wanted(words, category, municipality), CATEGORIES)]


def test_nothing_asked_finds_all_in_their_order() -> None:
    assert found() == ["cafe", "koor", "huiswerk"]


@pytest.mark.parametrize("typed", ["Ronse", "Renaix", "renaix ", "RONSE", "9600", "Rons"])
def test_a_municipality_is_found_by_either_name_and_its_postal_code(typed: str) -> None:
    assert found(municipality=typed) == ["koor"]


def test_a_municipality_is_found_by_its_old_name() -> None:
    line = shelf.line(published("beveren", places=("46030",)))
    assert "Kruibeke" in search.places()[line.places[0]]
    assert search.matching([line], Wanted("", "", "kruibeke"), CATEGORIES)


def test_a_whole_name_is_that_municipality_and_no_longer_one() -> None:
    """Mol is not Molenbeek."""
    numbers = search.municipality_numbers("mol")
    assert [search.places()[number][0] for number in numbers] == ["Mol"]


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        *(("Kessel-Lo", "Leuven"), ("borgerhout", "Antwerpen"), ("Gentbrugge", "Gent"), ("Ghent", "Gent")),
        *(("St-Niklaas", "Sint-Niklaas"), ("St. Niklaas", "Sint-Niklaas"), ("st-gilles", "Sint-Gillis")),
        *(("9000 Gent", "Gent"), ("B-9000", "Gent"), ("9000Gent", "Gent"), ("B9000", "Gent")),
        *(("BE-0000Ronse", "Ronse"), ("1000 Brussel", "Brussel"), ("Brussels", "Brussel")),
        *(("Antwerp", "Antwerpen"), ("0000 Ronse", "Ronse"), ("Laeken", "Brussel"), ("Sint-Nik", "Sint-Niklaas")),
    ],
)
def test_a_place_is_found_as_people_call_it(typed: str, name: str) -> None:
    assert [search.places()[number][0] for number in search.municipality_numbers(typed)] == [name]


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("Oost-Vlaanderen", 55),
        ("provincie antwerpen", 67),
        ("Limbourg", 38),
        ("Flanders", 285),
        ("brussels gewest", 19),
    ],
)
def test_a_province_is_all_its_municipalities(typed: str, count: int) -> None:
    assert len(search.municipality_numbers(typed)) == count


def test_a_part_of_two_municipalities_is_both() -> None:
    """There is a Deurne in Antwerp and one in Diest."""
    names = {search.places()[number][0] for number in search.municipality_numbers("Deurne")}
    assert names == {"Antwerpen", "Diest"}


def test_the_words_of_a_description_are_found() -> None:
    """Also by a longer or shorter form; not by a word that is in all of them."""
    told = published("hulp", description="Vluchtelingen en de buren koken er elke maand. Chœur d’accueil, Straßencafé.")
    lines = [shelf.line(told)]
    for typed in ("vluchtelingen", "vluchtelingenwerk", "vlucht", "koken", "choeur", "CHŒUR", "strassencafe", "Straße"):
        assert search.matching(lines, Wanted(typed, "", ""), CATEGORIES), typed
    for typed in ("elke dag koken", "ucht", "koor"):
        assert not search.matching(lines, Wanted(typed, "", ""), CATEGORIES), typed


def test_signs_alone_ask_for_nothing() -> None:
    assert found("?!", municipality=" - ") == ["cafe", "koor", "huiswerk"]


def test_an_unknown_municipality_finds_nothing() -> None:
    assert search.municipality_numbers("Atlantis") == []
    assert found(municipality="Atlantis") == []


@pytest.mark.parametrize("typed", ["zing", "GRENZEN koor", "ronse zingen", "bruxelles"])
def test_every_word_must_begin_a_word_of_it(typed: str) -> None:
    assert found(typed) == ["koor"]


def test_accents_and_case_do_not_matter() -> None:
    assert found("TAALCAFE") == ["cafe"]
    assert found("taalcafé") == ["cafe"]
    assert found("de BRÜG") == ["cafe"]


def test_the_inside_of_a_word_is_not_found() -> None:
    assert found("werkklas") == []


def test_all_that_is_asked_must_fit() -> None:
    assert found(category="scholen") == ["huiswerk"]
    assert found(category="scholen", municipality="Gent") == ["huiswerk"]
    assert found(category="scholen", municipality="Ronse") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gernzen", "koor"),
        ("grenzne", "koor"),
        ("huiswerkklass", "huiswerk"),
        ("huiswrkkls", "huiswerk"),
        ("taalkafe", "cafe"),
    ],
)
def test_a_typo_finds_what_was_meant(typed: str, meant: str) -> None:
    """One letter, two in a long word; only where nothing is found as it was typed."""
    assert found(typed) == [meant]
    assert found(f"{typed} onvindbaar") == []


def test_a_mistyped_municipality_is_the_nearest() -> None:
    assert found(municipality="Ronze") == ["koor"]
    assert [search.places()[number][0] for number in search.municipality_numbers("Antwerpne")] == ["Antwerpen"]


def test_the_first_names_are_dutch_and_french() -> None:
    (names,) = (names for names in search.places() if "Renaix" in names)
    assert names[:2] == ("Ronse", "Renaix")


def test_the_shelf_is_compact() -> None:
    """Per initiative little more than its words; what is known of municipalities is apart, and stays with a browser."""
    many = [published(f"slug-{n}") for n in range(100)]
    (block,) = shelf.files(shelf.arranged(map(shelf.line, many)), "")
    words = published().initiative
    assert len(search.places_file().content) < 32_000
    assert len(block.content) / 100 < len(words.title + words.summary + words.description + words.organisation) + 80


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_come_back_as_they_were(text: str) -> None:
    one = published(title=text, summary=text, organisation=text, places=(GENT,))
    (block,) = shelf.files([shelf.line(one)], "")
    line = json.loads(block.content)["initiatives"][0]
    assert (line[1], line[2], line[6]) == (text, text, text)
    search.matching(shelf.lines(shelf.opened(shelf.read(block.content))), Wanted(text, "", text), CATEGORIES)
