"""What other sites show of ours: small, in a frame of any site, and with nothing of it left at who looks."""

import gzip
import json
import re

import pytest

from chalicelib.edition import LANGUAGES
from chalicelib.places import municipalities
from chalicelib.web.headers import SECURITY
from infra.make import cdn
from tests.publication.initiatives import published
from tests.publication.test_site import SITE, Structure, a_site, many, pages


@pytest.mark.parametrize("kind", ["list", "map", "button"])
def test_a_frame_leads_to_the_site_in_a_window_of_its_own(kind: str) -> None:
    told = pages(a_site(*many(30)))
    for language in LANGUAGES:
        page = told[f"{language}/embed/{kind}"]
        assert len(page) < 5_000
        assert "<script" not in page
        links = re.findall(r"<a ([^>]*)>", page)
        assert links
        assert all(f'href="{SITE}/{language}/' in its and 'target="_blank" rel="noopener"' in its for its in links)


def test_the_map_is_small_where_each_municipality_has_something_and_all_of_it_is_in_its_list() -> None:
    everywhere = [published(f"cafe-{nis}", places=(nis,)) for nis in municipalities()]
    page = pages(a_site(*everywhere))["nl/embed/map"]
    assert len(gzip.compress(page.encode())) < 15_000
    drawn, listed = page.split("<details>")
    for place in municipalities().values():
        link = f'href="{SITE}/nl/municipalities/{place.slug}"'
        assert drawn.count(link) == listed.count(link) == 1
    assert drawn.count('tabindex="-1"') == len(municipalities())
    assert 'tabindex="-1"' not in listed


def test_only_what_is_made_for_it_stands_in_a_frame_of_any_site() -> None:
    framed, page = cdn.kind_of("/nl/embed/list"), cdn.kind_of("/nl/initiatives/taalcafe-de-brug")
    assert framed
    assert page
    assert page.headers == SECURITY
    assert "X-Frame-Options" not in framed.headers
    assert framed.headers["Content-Security-Policy"] == SECURITY["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", "frame-ancestors *"
    )
    script = cdn.kind_of("/embed.js")
    assert script
    assert script.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_the_script_keeps_nothing_and_knows_each_language() -> None:
    script = pages(a_site(published()))["embed.js"]
    assert len(script) < 2_000
    assert not re.search("cookie|Storage|fetch|XMLHttp", script)
    assert all(f'"{language}": {{' in script for language in LANGUAGES)


def test_the_page_to_copy_from_holds_what_makes_them() -> None:
    told = Structure(pages(a_site(published()))["fr/share"]).words
    assert f'<script src="{SITE}/embed.js" data-show="list" async></script>' in told
    assert f'<iframe src="{SITE}/fr/embed/button" title="' in told


def test_search_engines_are_told_what_an_initiative_is() -> None:
    """As data, in which what somebody typed ends no element."""
    title = "</script><script>alert(1)</script> & buren"
    page = pages(a_site(published(title=title)))["nl/initiatives/taalcafe-de-brug"]
    (told,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    project, way = json.loads(told)["@graph"]
    assert (project["@type"], project["name"], project["areaServed"]) == ("Project", title, ["Gent"])
    assert [step["name"] for step in way["itemListElement"]][-1] == title
