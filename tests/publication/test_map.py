"""The map of hospitality shows what the list beside it says, of each municipality, to everybody."""

import gzip
import re
from collections.abc import Sequence

import pytest
from bs4 import BeautifulSoup, Tag

from chalicelib.edition import LANGUAGES
from chalicelib.places import COUNTED, everywhere, municipalities, plain
from chalicelib.site import maps, sky, tally
from chalicelib.site.public import Published
from chalicelib.web.words import say
from tests.publication.initiatives import BRUSSEL, GENT, RONSE, published
from tests.publication.test_site import a_site, pages

HEAVIEST = 60_000
"""Bytes, compressed."""


def drawn(*ones: Published, language: str = "nl", category: str = "") -> BeautifulSoup:
    key = f"{language}/{maps.below(category)}"
    (sketch,) = (its for its in maps.sketches(a_site(*ones), language) if its.key == key)
    return BeautifulSoup(sketch.draw().content, "html.parser")


def lights(page: BeautifulSoup) -> dict[str, str]:
    """Where each light leads to, by what it is called."""
    return {_text(its, "title"): str(its["href"]) for its in page.select(".chart svg a")}


def _text(its: Tag, name: str) -> str:
    found = its.find(name)
    assert found is not None
    return found.get_text()


def listed(page: BeautifulSoup) -> dict[str, str]:
    """What the list says of each municipality, by its address."""
    return {str(its.a["href"]): its.get_text(" ", strip=True) for its in page.select(".roll li") if its.a}


def test_a_municipality_has_a_light_as_large_as_it_has_initiatives() -> None:
    page = drawn(*(published(f"slug-{number}") for number in range(5)), published("koor", places=(RONSE, BRUSSEL)))
    assert lights(page) == {
        "Gent: 5 initiatieven": "/nl/municipalities/gent",
        "Ronse: 1 initiatief": "/nl/municipalities/ronse",
        "Brussel: 1 initiatief": "/nl/municipalities/brussel",
    }
    sizes = {_text(its, "title"): its.use["href"] for its in page.select(".chart svg a") if its.use}
    assert sizes["Gent: 5 initiatieven"] == "#l3"
    assert sizes["Ronse: 1 initiatief"] == "#l1"
    assert [its["class"] for its in page.select(".chart > svg") if its.find("a", href=re.compile("brussel"))] == [
        ["brussels"]
    ]


def test_the_list_has_all_of_them_and_the_same_numbers() -> None:
    page = drawn(published(), published("koor", places=(RONSE, BRUSSEL)))
    its = listed(page)
    assert len(its) == len(municipalities()) == 304
    assert its["/nl/municipalities/gent"] == "Gent 1"
    assert its["/nl/municipalities/aalst"] == "Aalst nog geen"
    assert {address for address, text in its.items() if "nog geen" not in text} == set(lights(page).values())
    assert "Oost-Vlaanderen 2 initiatieven, in 2 van de 55 gemeenten" in [
        summary.get_text(" ", strip=True) for summary in page.select("summary")
    ]


def test_one_category_is_shown_by_itself() -> None:
    ones = (published(), published("koor", places=(RONSE,), category="scholen"))
    assert lights(drawn(*ones, category="scholen")) == {"Ronse: 1 initiatief": "/nl/municipalities/ronse"}
    assert lights(drawn(*ones, category="bedrijven")) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_lights_are_met_by_name_and_say_what_they_are(language: str) -> None:
    ones = [published(f"slug-{number}", places=(nis,)) for number, nis in enumerate(municipalities())]
    page = drawn(*ones, language=language)
    for part in page.select(".chart > svg"):
        names = [_text(its, "title") for its in part.select("a")]
        assert names == sorted(names, key=plain)
        assert part["aria-label"]
    assert len(lights(page)) == 304
    assert say(language, "map.sources") in page.get_text()


def test_it_is_light_with_all_lit() -> None:
    ones = [published(f"slug-{number}", places=(nis,)) for number, nis in enumerate(municipalities())]
    (sketch, *_) = maps.sketches(a_site(*ones), "nl")
    assert len(gzip.compress(sketch.draw().content)) < HEAVIEST


def test_every_light_is_on_the_land() -> None:
    """Within its part of the drawing, and no two of Brussels on each other."""
    parts = {part.key: part for part in sky.parts([1] * 304, "nl")}
    assert {key: len(part.lights) for key, part in parts.items()} == {"west": 126, "east": 159, "brussels": 19}
    for part in parts.values():
        left, top, width, height = map(int, part.view.split())
        assert all(left <= its.x <= left + width and top <= its.y <= top + height for its in part.lights)
    of_brussels = [(its.x, its.y) for its in parts["brussels"].lights]
    apart = [abs(x - a) + abs(y - b) for x, y in of_brussels for a, b in of_brussels if (x, y) != (a, b)]
    assert min(apart) > 15


def test_the_home_page_has_it_small_and_says_how_many_live_there() -> None:
    home = BeautifulSoup(pages(a_site(published(), published("koor", places=(GENT, RONSE))))["nl/index"], "html.parser")
    (small,) = home.select(".above")
    assert small["href"] == "/nl/map"
    assert [str(its["d"]).count("M") for its in small.select(".spark")] == [1, 1]
    figures = home.select_one(".figures")
    assert figures is not None
    told = " ".join(figures.get_text().split())
    inhabitants = municipalities()[GENT].inhabitants + municipalities()[RONSE].inhabitants
    assert inhabitants == 274_042 + 27_731
    assert f"2 gemeenten van de 304 waar samen 301.773 mensen wonen (1 januari {COUNTED.year})" in told
    assert "1 organisatie " in told


def by_size(slugs: Sequence[str]) -> list[str]:
    return [place.slug for place in sorted(everywhere(), key=lambda its: its.inhabitants) if place.slug in slugs]


def test_what_is_about_as_large_is_told_smallest_first() -> None:
    numbers = {place.slug: number for number, place in enumerate(everywhere())}
    beside = [everywhere()[number].slug for number in tally.alike(numbers["gent"])]
    assert beside == by_size(beside) == ["leuven", "brugge", "schaarbeek", "anderlecht", "brussel", "antwerpen"]
    assert len(tally.alike(numbers["antwerpen"])) == len(tally.alike(numbers["herstappe"])) == 2 * tally.ALIKE
