"""Where an initiative is: from a postal code, or from any name a place ever had."""

from collections import Counter

import pytest
from slugify import slugify

from chalicelib.places import COUNTED, by_postal_code, called, municipalities, plain


def test_flanders_and_brussels_have_304_municipalities() -> None:
    regions = [place.region for place in municipalities().values()]
    assert len(regions) == 304
    assert regions.count("BR") == 19 or len([region for region in regions if region != "VL"]) == 19


def test_only_three_postal_codes_need_a_further_question() -> None:
    asked = {code for code, places in by_postal_code().items() if len(places) > 1}
    assert asked == {"1040", "1050", "1804"}


def test_a_place_is_found_under_its_french_and_its_former_name() -> None:
    ronse = next(place for place in municipalities().values() if place.dutch == "Ronse")
    assert "Renaix" in ronse.names
    assert any("Borsbeek" in place.names and place.dutch == "Antwerpen" for place in municipalities().values())


def test_a_search_forgives_accents_capitals_and_dashes() -> None:
    assert plain("  Sint-Genesius-RODE ") == "sint genesius rode"
    assert plain("Liège") == "liege"


def test_each_municipality_has_an_address_of_its_own() -> None:
    every = municipalities().values()
    assert [place.slug for place in every] == [slugify(place.dutch) for place in every]
    assert len({place.slug for place in every}) == len(every)


@pytest.mark.parametrize(
    ("slug", "meant"),
    [
        ("gent", ["Gent"]),
        ("gand", ["Gent"]),
        ("kessel-lo", ["Leuven"]),
        ("galmaarden", ["Pajottegem"]),
        ("9600", ["Ronse"]),
        # A part of Aalst has the name of a municipality; one that merged goes before what was always a part.
        ("nieuwerkerken", ["Nieuwerkerken"]),
        ("beveren", ["Beveren-Kruibeke-Zwijndrecht"]),
        ("deurne", ["Antwerpen", "Diest"]),
        ("atlantis", []),
    ],
)
def test_an_old_name_leads_to_what_it_is_now(slug: str, meant: list[str]) -> None:
    assert [place.dutch for place in called(slug)] == meant


def test_inhabitants_are_those_of_flanders_and_brussels() -> None:
    """Of Statbel's file of 2026, summed: a digit that changes by mistake anywhere makes another sum."""
    sums = Counter[str]()
    for place in municipalities().values():
        sums[place.area] += place.inhabitants
    assert COUNTED.isoformat() == "2026-01-01"
    assert sums["brussel"] == 1_255_834
    assert sum(sums.values()) - sums["brussel"] == 6_898_350
