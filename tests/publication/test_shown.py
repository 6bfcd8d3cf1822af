"""What everyone gets once the results are: the screen for the hall, the table for the press, honours and badges."""

import csv
import io
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Microseconds
from chalicelib.site import archive, calendar, files, honours, press, screen
from chalicelib.site.drawing import Site, of_all
from chalicelib.site.public import Published, Results
from chalicelib.web.words import say
from tests.campaign import REGISTERING, Campaign, Clock
from tests.moderation.ended import EVENING, LATER, chosen, entered, known, told, voted
from tests.publication.initiatives import published
from tests.years import FINAL, JUDGED

SITE = "https://example.org"
ONES = (
    published("brug", at=3, title="De Brug", category="scholen"),
    published("koor", at=2, title='=HYPERLINK("x")', category="scholen", organisation="@vzw"),
    published("tuin", at=1, title="De Tuin", category="bedrijven"),
)
DECIDED = (chosen("shortlist", "scholen", "brug", "koor").outcome, chosen("final", "scholen", "brug", "koor").outcome)


def ended(*ones: Published, votes: dict[str, int] | None = None, now: datetime = EVENING) -> Site:
    """The site of an evening on which all is known."""
    results = Results("public-2027", {"tuin": 5, "brug": 3} if votes is None else votes, 9, Microseconds(1))
    return replace(of_all(JUDGED, ones or ONES, calendar.at(JUDGED, now), results, SITE), outcomes=DECIDED)


def drawn(site: Site) -> dict[str, str]:
    return {file.key: file.content.decode() for file in files.files(site)}


def rows(table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))))


def test_there_is_no_screen_before_its_evening_but_one_to_practise_with() -> None:
    """Who was nominated, everyone knows by then: that alone makes none."""
    before = replace(ended(), results=None, outcomes=DECIDED[:1])
    found = drawn(before)
    for language in LANGUAGES:
        assert f"{language}/results/screen" not in found
        practice = found[f"{language}/results/practice"]
        assert say(language, "screen.practice.said") in practice
        assert say(language, "results.jury.no_award") in practice
        assert not [one.initiative.title for one in ONES if one.initiative.title in practice]
        assert all(category.name[language] in practice for category in JUDGED.categories)


def test_the_screen_has_each_category_the_public_and_all_winners() -> None:
    for language in LANGUAGES:
        shown = drawn(ended())[f"{language}/results/screen"]
        assert shown.count('<section class="slide') == 4
        assert say(language, "screen.practice.said") not in shown
        assert shown.index("De Brug") < shown.index("De Tuin")
    assert screen.named(ended()) == {"brug", "koor", "tuin"}


def test_a_screen_without_votes_or_without_who_won_stays_whole() -> None:
    assert say("nl", "results.empty") in drawn(ended(votes={}))["nl/results/screen"]
    assert say("nl", "results.jury.gone") in drawn(ended(*ONES[1:]))["nl/results/screen"]
    assert "De Brug" in drawn(replace(ended(), results=None))["nl/results/screen"]


def test_the_table_for_the_press_says_all_and_does_nothing_in_a_spreadsheet() -> None:
    served = drawn(ended())["palmares.csv"]
    assert served.startswith("\ufeff")
    table = rows(served)
    assert [(row["award"], row["rank"], row["slug"], row["votes"], row["people"]) for row in table] == [
        ("Scholen", "1", "brug", "", ""),
        ("Scholen", "", "koor", "", ""),
        ("public", "1", "tuin", "5", "9"),
        ("public", "2", "brug", "3", "9"),
        ("public", "3", "koor", "0", "9"),
    ]
    assert (table[1]["title"], table[1]["organisation"]) == ('\'=HYPERLINK("x")', "'@vzw")
    assert table[0]["url"] == f"{SITE}/nl/initiatives/brug"
    assert list(press.sketches(replace(ended(), results=None, outcomes=()))) == []


def test_its_page_and_the_list_say_what_it_won_with_a_badge_for_its_own_site() -> None:
    found = drawn(ended())
    title = JUDGED.title["nl"]
    page = found["nl/initiatives/brug"]
    assert say("nl", "honour.won", category="Scholen", year=title) in page
    badge = f"{SITE}/editions/2027/badge-won-nl.svg"
    assert 'src="/editions/2027/badge-won-nl.svg"' in page
    assert page.count(f"&lt;img src=&#34;{badge}&#34;") == 2, "the code is typed over or copied, and is no picture here"
    assert page.count("<img ") == 1
    assert say("nl", "honour.badge.won") in found["editions/2027/badge-won-nl.svg"]
    assert say("nl", "honour.nominated", category="Scholen", year=title) in found["nl/initiatives/koor"]
    assert say("nl", "honour.public", year=title) in found["nl/initiatives/tuin"]
    for kind in honours.KINDS:
        assert f'<p class="tag">{say("nl", f"honour.in_list.{kind}")}</p>' in found["nl/initiatives"]


def test_before_anything_is_known_no_page_says_anything() -> None:
    found = drawn(replace(ended(), results=None, outcomes=()))
    assert not [key for key in found if "badge" in key or key.startswith("palmares")]
    assert "honour" not in found["nl/initiatives/brug"]


def test_of_two_with_as_many_votes_none_has_the_award_of_the_public() -> None:
    assert honours.leader(ended(votes={"tuin": 4, "brug": 4})) == ""
    assert honours.leader(ended(votes={})) == ""


def test_of_those_of_a_tie_nobody_won() -> None:
    """The jury tells a tie with all who are in it; the first of them by their names is no winner."""
    tie = chosen("final", "scholen", "brug", "koor", state="tie").outcome
    found = drawn(replace(ended(), outcomes=(DECIDED[0], tie)))
    for page in ("nl/results", "nl/results/screen"):
        assert say("nl", "results.jury.tie") in found[page]
    assert [row["rank"] for row in rows(found["palmares.csv"]) if row["award"] == "Scholen"] == ["", ""]
    assert f'class="tag">{say("nl", "honour.in_list.won")}' not in found["nl/initiatives"]


def test_it_stays_with_the_year_that_is_over() -> None:
    kept = {sketch.key: sketch.draw().content.decode() for sketch in archive.sketches(ended())}
    year = "editions/2027"
    assert say("nl", "honour.won", category="Scholen", year=JUDGED.title["nl"]) in kept[f"nl/{year}/initiatives/brug"]
    assert say("nl", "honour.in_list.won") in kept[f"nl/{year}/initiatives"]
    assert f"{year}/badge-won-nl.svg" in kept
    assert rows(kept[f"{year}/palmares.csv"])[0]["url"] == f"{SITE}/nl/{year}/initiatives/brug"
    assert "/editions/2027/palmares.csv" in kept[f"nl/{year}/results"]


def test_people_are_told_apart_from_votes_only_where_they_differ() -> None:
    assert say("nl", "results.people", count=9) in drawn(ended())["nl/results"]
    assert say("nl", "results.people", count=9) not in drawn(ended(votes={"tuin": 6, "brug": 3}))["nl/results"]


# From the queues to the files


@pytest.fixture
def begins() -> datetime:
    """While one may still register."""
    return REGISTERING


def test_what_comes_late_twice_or_is_corrected_is_drawn_everywhere(campaign: Campaign, clock: Clock) -> None:
    slugs = entered(campaign)
    voted(campaign, clock, {slugs["brug"]: 2})
    nominated = chosen("shortlist", "scholen", slugs["brug"], slugs["koor"])
    final = chosen("final", "scholen", slugs["brug"], slugs["koor"])
    told(campaign, nominated, final)
    clock.move_to(FINAL.results - timedelta(minutes=1))
    for schedule in ("turn_phase", "recount"):
        campaign.tick(schedule)
        campaign.drain()
    assert "nl/results/screen" not in campaign.files()
    assert f'class="tag">{say("nl", "honour.in_list.won")}' not in campaign.file("nl/initiatives")
    known(campaign, clock)
    won = say("nl", "honour.won", category="Scholen", year=JUDGED.title["nl"])
    brug, koor = (f"nl/initiatives/{slugs[name]}" for name in ("brug", "koor"))
    assert won in campaign.file(brug)
    before = _drawn(campaign)
    told(campaign, final, nominated)
    assert _drawn(campaign) == before, "twice is once"
    other = chosen("final", "scholen", slugs["koor"], slugs["brug"])
    told(campaign, replace(other, at=LATER + 1))
    told(campaign, final)
    assert won not in campaign.file(brug)
    assert won in campaign.file(koor)
    assert campaign.file("palmares.csv").index(slugs["koor"]) < campaign.file("palmares.csv").index(slugs["brug"])
    assert campaign.file("palmares.json") != before["palmares.json"]
    late = chosen("final", "bedrijven", slugs["tuin"], slugs["fiets"])
    told(campaign, late)
    assert "Initiatief tuin" in campaign.file("nl/results/screen")
    assert say("nl", "honour.in_list.won") in campaign.file("nl/initiatives")
    # Found by what they won, also without JavaScript, and said so there.
    found = campaign.get("/nl/search?q=winnaar").body
    assert slugs["koor"] in found
    assert slugs["brug"] not in found
    assert '<p class="tag">Winnaar</p>' in found
    assert slugs["brug"] in campaign.get("/fr/search?q=award+public").body


def _drawn(campaign: Campaign) -> dict[str, str]:
    return {key: campaign.file(key) for key in campaign.files() if not key.startswith(("publieksprijs/", "build/"))}
