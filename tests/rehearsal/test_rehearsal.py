"""A small rehearsal goes as the whole one: everybody finds the same, and each station shows what it says."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from chalicelib.cloud import keys
from chalicelib.edition import Edition, Round
from chalicelib.web.words import say
from infra.make import build
from tests.rehearsal import beats, leaves, performance
from tests.rehearsal.cast import WHOLE, few, voters
from tests.rehearsal.checks import Finding
from tests.rehearsal.play import Play
from tests.years import JUDGED

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
CATEGORIES = ("gemeenten", "scholen", "verenigingen")


def hurried(year: Edition) -> Edition:
    """The same year within three weeks, so that few mornings go by."""
    begins = year.registration.opens

    def of(its: Round, opens: int, closes: int, results: int) -> Round:
        moments = {"opens": begins + opens * DAY, "closes": begins + closes * DAY, "results": begins + results * DAY}
        return replace(its, **moments, revise_days=0 if its.kind != "final" else 1)

    days = {"shortlist": (3, 4, 5), "public": (3, 8, 9), "final": (5, 6, 9)}
    rounds = tuple(of(its, *days[its.kind]) for its in year.rounds)
    registration = replace(year.registration, closes=begins + 2 * DAY)
    forgotten = (begins + 24 * DAY).date()
    return replace(
        year, registration=registration, rounds=rounds, show=begins + 9 * DAY - HOUR, forget_addresses_on=forgotten
    )


@pytest.fixture(scope="module")
def rehearsed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Play, list[Finding], Path]:
    """Six initiatives and twenty voters, from the week before to the archive."""
    folder = tmp_path_factory.mktemp("rehearsal")
    cast = few(2, CATEGORIES, 20)
    play, findings = performance.played(hurried(JUDGED), cast, folder)
    # A year that was brought in has keys of its own, which no other test of this process knows.
    keys._secret.cache_clear()
    return play, findings, folder


def test_all_who_count_find_the_same(rehearsed: tuple[Play, list[Finding], Path]) -> None:
    _, findings, _ = rehearsed
    assert [its for its in findings if not its.agrees] == []
    assert {"remembered", "recount.py", "tampered", "tlog-scales", "recount_jury.py"} < {its.name for its in findings}


def test_it_halts_at_each_station_and_says_what_is_to_be_seen(rehearsed: tuple[Play, list[Finding], Path]) -> None:
    play, _, _ = rehearsed
    halted = [one.name for one in play.album.stations if one.shown]
    assert sorted(halted) == sorted(set(leaves.WORDS) - {"checks"})
    assert all(one.title and one.html for station in play.album.stations for one in station.shown)
    moments = [one.moment for one in play.album.stations]
    assert moments == sorted(moments)


def test_somebody_changed_their_mind_was_not_it_or_came_too_late(rehearsed: tuple[Play, list[Finding], Path]) -> None:
    play, findings, _ = rehearsed
    said = next(its.said for its in findings if its.name == "recount.py")
    assert all(word in said for word in ("disowned", "replaced", "withdrawn"))
    last = next(one for station in play.album.stations if station.name == "late" for one in station.shown)
    assert "Je stem telt" in last.html


def test_before_their_hour_no_page_says_who_won(rehearsed: tuple[Play, list[Finding], Path]) -> None:
    play, _, _ = rehearsed
    files = {one.name: one.files for one in play.album.stations}
    assert "editions/2027/palmares.json" in files["end"]
    told = json.loads(files["eve"]["palmares.json"])
    assert [its["kind"] for its in told["rounds"]] == ["shortlist"]
    assert not [key for key in files["eve"] if key.endswith(("openings.csv", "results.json"))]


def test_what_is_left_on_disk_says_that_it_is_practice_and_sends_nothing(
    rehearsed: tuple[Play, list[Finding], Path],
) -> None:
    play, findings, folder = rehearsed
    assert build.main() == 0
    index = leaves.leave(play, findings, folder, pictures=False).read_text("utf-8")
    pages = [file for file in folder.glob("*.html") if file.name != "index.html"]
    assert len(pages) == sum(len(one.shown) for one in play.album.stations)
    for page in pages:
        text = page.read_text("utf-8")
        assert f'href="{page.name}"' in index
        assert "OEFENING" in text
        assert 'content="noindex"' in text
        assert 'method="post"' not in text
        assert not re.search(r'<a\b[^>]*href="(/|http://localhost)', text)


def test_time_never_goes_back_and_each_turn_is_played() -> None:
    year, since = JUDGED, JUDGED.registration.opens - DAY
    found = [beat.at for beat in beats.between(year, since, JUDGED.vote.settled + DAY)]
    assert found == sorted(set(found))
    assert set(beats.moments(year)) - {one for one in beats.moments(year) if one > JUDGED.vote.settled + DAY} <= set(
        found
    )


def test_the_cast_votes_while_it_may_and_does_all_that_voters_do() -> None:
    its = voters(WHOLE, JUDGED.vote)
    assert len(its) == 300
    assert {one.kind for one in its} == {"votes", "changes", "disowns", "forgets"}
    assert all(JUDGED.vote.is_open(one.at + 3 * HOUR) for one in its)


def test_the_home_page_sends_nobody_to_a_form_that_is_closed(rehearsed: tuple[Play, list[Finding], Path]) -> None:
    play, _, _ = rehearsed
    homes = {station.name: one.html for station in play.album.stations for one in station.shown if one.path == "/nl/"}
    to_register = 'class="button bright" href="/nl/register"'
    assert to_register in homes["opens"]
    assert not any(to_register in homes[name] for name in ("vote", "closed", "results"))
    assert 'class="button bright" href="/nl/results"' in homes["results"]


def test_the_page_of_the_results_says_that_the_key_is_gone_where_the_station_does(
    rehearsed: tuple[Play, list[Finding], Path],
) -> None:
    play, _, _ = rehearsed
    said = {station.name: station.shown[0].html for station in play.album.stations if station.shown}
    gone = say("nl", "results.key_destroyed", day=play.stage.year.vote.settled.date() + DAY)
    assert gone in said["settled"]
    assert gone not in said["results"]
