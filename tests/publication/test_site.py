"""The pages everyone reads: the same for the same site, small however large the campaign, and only words in them."""

import json
from collections.abc import Sequence
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Microseconds
from chalicelib.site import calendar, files, reading, shelf
from chalicelib.site.drawing import Site, of_all
from chalicelib.site.public import Published, Results
from chalicelib.web.words import say
from infra.year import YEARS, read
from tests.publication.initiatives import BRUSSEL, HOSTILE, RONSE, VOTING, published

YEAR = read(YEARS / "2027.toml")
SITE = "https://example.org"


def a_site(*ones: Published, now: datetime = VOTING, results: Results | None = None) -> Site:
    return of_all(YEAR, ones, calendar.at(YEAR, now), results, SITE)


def pages(of: Site) -> dict[str, str]:
    return {file.key: file.content.decode("utf-8") for file in files.files(of)}


def is_page(key: str) -> bool:
    """Whether a file is a page of ours, as a reader comes to one."""
    language, _, below = key.partition("/")
    apart = below.startswith(("embed/", "results/")) or below.endswith(".json")
    return language in LANGUAGES and not apart


def many(count: int) -> list[Published]:
    return [published(f"slug-{number:04}", at=10**9 - number, title=f"Nummer {number:04}") for number in range(count)]


class Structure(HTMLParser):
    """A page without its words: which elements, with which attributes, in which order; and its words apart."""

    def __init__(self, served: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(served)
        self.close()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(name for name, _ in attrs)))
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.elements.append(("comment", ()))


def test_every_page_is_there_in_each_language() -> None:
    assert sorted(pages(a_site(published()))) == sorted(
        [
            f"{language}/{below}"
            for language in LANGUAGES
            for below in (
                *("index", "initiatives", "initiatives/page/1", "initiatives/taalcafe-de-brug"),
                *(
                    "results",
                    "results/practice",
                    "vote-recount",
                    "vote",
                    "vote/taalcafe-de-brug",
                    "votes/sent",
                    *reading.TOPICS,
                ),
                *("share", "embed/list", "embed/map", "embed/button", "map", "municipalities/gent"),
                *(f"map/{category.key}" for category in YEAR.categories),
            )
        ]
        + [f"initiatives.{category.key}.atom" for category in YEAR.categories]
        + ["municipalities.json", "municipalities/gent.atom"]
        + ["embed.js", "nl/gone.json", "places.json", "initiatives.index.json"]
        + ["initiatives.json", "initiatives.geojson", "initiatives.csv", "initiatives.atom"]
        + ["robots.txt", "site.webmanifest", "sitemap.xml", "sitemap.pages.xml", "sitemap.initiatives.xml"]
    )


def test_an_empty_site_is_whole() -> None:
    assert {"nl/index", "fr/initiatives", "en/results", "initiatives.atom"} <= set(pages(a_site()))


def test_the_same_site_gives_the_same_files() -> None:
    assert pages(a_site(*many(30))) == pages(a_site(*many(30)))


@pytest.mark.parametrize(
    "closes", ["2027-04-23T22:30:00+00:00", "2027-04-24T00:30:00+02:00", "2027-04-23T12:30:00-10:00"]
)
def test_days_and_hours_are_those_of_brussels_whatever_the_edition_was_written_in(closes: str, tmp_path: Path) -> None:
    """A vote that closes half an hour after midnight there, seen after midnight."""
    file = tmp_path / "elsewhere.toml"
    file.write_text((YEARS / "2027.toml").read_text("utf-8").replace("2027-04-23T23:59:00+02:00", closes), "utf-8")
    year, now = read(file), datetime.fromisoformat("2027-04-23T22:10:00+00:00")
    counted = Results(year.vote.key, {}, 0, Microseconds(int(now.timestamp() * 1_000_000)))
    told = pages(of_all(year, [published()], calendar.at(year, now), counted, SITE))
    assert "Stemmen kan tot en met 24 april 2027" in told["nl/vote/taalcafe-de-brug"]
    assert "Stem tot en met 24 april 2027" in told["nl/index"]
    assert "Dat is vandaag." in told["nl/index"]
    assert "24 April 2027 at 00:10" in told["en/results"]


def test_each_file_comes_once() -> None:
    keys = [file.key for file in files.files(a_site(*many(60)))]
    assert len(keys) == len(set(keys))


def test_a_place_is_called_what_readers_call_it() -> None:
    served = pages(a_site(published(places=(RONSE, BRUSSEL))))
    for language, names in (("nl", "Ronse, Brussel"), ("fr", "Renaix, Bruxelles")):
        (row,) = BeautifulSoup(served[f"{language}/initiatives"], "html.parser").select("#entries > .entry .meta")
        assert names in row.text
        assert [link["href"] for link in row("a")] == [
            f"/{language}/municipalities/{slug}" for slug in ("ronse", "brussel")
        ]


def test_its_own_words_keep_their_language() -> None:
    assert 'lang="fr"' in pages(a_site(published(language="fr")))["nl/initiatives/taalcafe-de-brug"]


@pytest.mark.parametrize(
    ("moment", "competes", "expected"),
    [
        ("2027-04-10T12:00:00+02:00", True, True),
        ("2027-04-10T12:00:00+02:00", False, False),
        ("2027-03-01T12:00:00+01:00", True, False),
        ("2027-04-24T12:00:00+02:00", True, False),
    ],
)
def test_one_can_vote_for_who_competes_while_the_vote_is_open(moment: str, competes: bool, expected: bool) -> None:
    served = pages(a_site(published(competes=competes), now=datetime.fromisoformat(moment)))
    links = Structure(served["nl/initiatives/taalcafe-de-brug"]).links
    assert ("/nl/vote/taalcafe-de-brug" in links) is expected
    assert ("nl/vote/taalcafe-de-brug" in served) is expected


def test_the_ballot_names_the_candidate_in_each_language() -> None:
    now = datetime.fromisoformat("2027-04-10T12:00:00+02:00")
    served = pages(a_site(published(title="Buddy's van Aalst ☕"), now=now))
    for language, button in (
        ("nl", "Stem: stuur me een mail"),
        ("fr", "Voter\u00a0: m’envoyer un mail"),
        ("en", "Vote: send me an email"),
    ):
        ballot = served[f"{language}/vote/taalcafe-de-brug"]
        assert "Buddy&#39;s van Aalst ☕" in ballot
        assert f'name="language" value="{language}"' in ballot
        assert 'name="candidate" value="taalcafe-de-brug"' in ballot
        assert button in ballot
        assert f"{language}/votes/sent" in served


def test_days_to_go_are_counted() -> None:
    served = pages(a_site(now=datetime.fromisoformat("2027-04-20T12:00:00+02:00")))
    assert "<b>3</b> dagen om te stemmen" in served["nl/index"]
    assert "<b>3</b> jours pour voter" in served["fr/index"]
    assert "<b>3</b> days left to vote" in served["en/index"]


def test_people_reached_are_told_where_it_was_said_how_many_and_added_up_roughly() -> None:
    silent, *_ = ones = [
        published(f"cafe-{number}", title=f"Café {number}", reach=number) for number in (0, 60, 12_345)
    ]
    told = {key: Structure(page).words for key, page in pages(a_site(*ones)).items() if key.startswith("nl/")}
    assert "ongeveer 12.345 mensen" in told["nl/initiatives/cafe-12345"]
    assert say("nl", "initiative.reach") not in told["nl/initiatives/cafe-0"]
    assert "12.000 mensen bereikt ongeveer, volgens 2 initiatieven" in told["nl/index"]
    assert "mensen bereikt" not in pages(a_site(silent))["nl/index"]


def test_a_shelf_of_before_anybody_said_whom_they_reached_is_read() -> None:
    before = shelf.line(published(reach=60))
    (block,) = shelf.files([before], "")
    (one,) = shelf.opened(shelf.read(block.content.replace(b",60]", b"]")))
    assert one == replace(before, reach=0)


BEFORE_THE_VOTE = datetime.fromisoformat("2027-03-01T12:00:00+01:00")


def test_the_prize_is_told_where_everyone_comes_in() -> None:
    assert YEAR.categories[0].prize["nl"] in Structure(pages(a_site(published()))["nl/index"]).words


def test_a_shared_link_says_what_it_leads_to() -> None:
    served = pages(a_site(published(title='Buddy\'s & "co"', summary="Elke dinsdag.")))[
        "nl/initiatives/taalcafe-de-brug"
    ]
    assert '<meta property="og:title" content="Buddy&#39;s &amp; &#34;co&#34;">' in served
    assert '<meta property="og:description" content="Elke dinsdag.">' in served
    assert f'<meta property="og:image" content="{SITE}/prints/taalcafe-de-brug/share.jpg">' in served
    assert f'<meta property="og:image" content="{SITE}/static/share' in pages(a_site())["nl/index"]


def test_every_page_has_a_description_and_its_other_languages() -> None:
    for key, served in pages(a_site(published())).items():
        if is_page(key):
            assert '<meta name="description" content="' in served
            assert served.count('rel="alternate" hreflang="') == len(LANGUAGES) + 1
    assert f'hreflang="x-default" href="{SITE}/"' in pages(a_site())["fr/index"]
    assert f'hreflang="x-default" href="{SITE}/nl/results"' in pages(a_site())["fr/results"]


def test_search_engines_are_shown_every_page_that_is_for_everyone() -> None:
    served = pages(a_site(published()))
    sitemap = "".join(text for key, text in served.items() if key.startswith("sitemap."))
    assert f"<loc>{SITE}/sitemap.initiatives.xml</loc>" in served["sitemap.xml"]
    for shown in ("nl/", "fr/initiatives", "en/initiatives/taalcafe-de-brug", "nl/register", "nl/results"):
        assert f"<loc>{SITE}/{shown}</loc>" in sitemap
    assert "/vote/" not in sitemap
    assert ".json" not in sitemap
    assert f"Sitemap: {SITE}/sitemap.xml" in pages(a_site())["robots.txt"]


def test_the_title_of_a_page_is_within_its_main_part() -> None:
    """So that whoever skips the menu does not skip it too."""
    for key, served in pages(a_site(published())).items():
        if is_page(key):
            assert served.index("<main") < served.index("<h1") < served.index("</main>")


def test_the_results_are_announced_where_everyone_comes_in() -> None:
    before, after = (
        pages(a_site(now=datetime.fromisoformat(moment)))["nl/index"]
        for moment in ("2027-04-24T21:59:59+02:00", "2027-04-24T22:00:00+02:00")
    )
    button = 'class="button bright" href="/nl/results"'
    assert (button in before, button in after) == (False, True)
    assert "/nl/results" in Structure(before).links, "the menu leads to where it says when they come"


def test_votes_for_who_is_gone_are_counted_and_said() -> None:
    now = datetime.fromisoformat("2027-04-25T12:00:00+02:00")
    results = Results("public-2027", {"taalcafe-de-brug": 7, "gone": 2}, 9, Microseconds(1_808_600_000_000_000))
    served = Structure(pages(a_site(published(), now=now, results=results))["nl/results"])
    assert "9 stemmen, één per mailadres" in served.words
    assert "2 stemmen gingen naar" in served.words


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_stay_words(text: str) -> None:
    """Whatever is typed, a page keeps its elements and attributes, and says what was typed."""
    typed = published(title=text, summary=text, description=text, organisation=text)
    plain = replace(
        typed, initiative=replace(typed.initiative, title="t", summary="s", description="d", organisation="o")
    )
    hostile, harmless = pages(a_site(typed)), pages(a_site(plain))
    for key in ("nl/index", "nl/initiatives", "nl/initiatives/taalcafe-de-brug"):
        assert Structure(hostile[key]).elements == Structure(harmless[key]).elements, key
        words = Structure(hostile[key]).words
        assert " ".join(text.replace("\x00", "").split()) in " ".join(words.replace("\x00", "").split()), key
    json.loads(hostile["initiatives.index.json"])


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "data:text/html,<script>", "//example.org", ""])
def test_a_website_that_is_none_becomes_no_link(typed: str) -> None:
    served = pages(a_site(published(website=typed)))["nl/initiatives/taalcafe-de-brug"]
    links = Structure(served).links
    assert not [link for link in links if link.startswith(("javascript:", "data:", "//"))]


def test_a_link_to_a_website_vouches_for_nothing() -> None:
    served = pages(a_site(published()))["nl/initiatives/taalcafe-de-brug"]
    (tag,) = (part for part in served.split("<a ") if part.startswith('href="https://www.example.org/brug"'))
    assert all(word in tag.partition(">")[0] for word in ("noopener", "nofollow", "ugc"))
