"""Where an initiative is: from a postal code, or from any name a place ever had."""

from chalicelib.places import by_postal_code, municipalities, plain


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
