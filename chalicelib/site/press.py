"""The results as a table, for who writes about them: a row for each who won or was nominated, and the public vote."""

from collections.abc import Iterator
from functools import partial

from chalicelib.kinds import Language, Slug
from chalicelib.places import everywhere
from chalicelib.site import awards, ranking
from chalicelib.site.drawing import Site, ground, of
from chalicelib.site.file import File, Sketch
from chalicelib.site.shelf import Line
from chalicelib.tie import Tie
from chalicelib.web.spreadsheets import spreadsheet

NAME = "palmares.csv"
COLUMNS = (
    "award",
    "rank",
    "slug",
    "url",
    "title",
    "municipalities",
    "organisation",
    "votes",
    "people",
    "requested",
    "left_out",
    "choices",
)
"""award: the name of a category, or "public". rank: of a nominee who did not win there is none. The others stand with
the public vote alone: votes; people, who voted and were counted; requested, about how many mails with a button went
out; left_out, how many votes two organisers left out; and choices, those of the jury, where the first place was shared.
"""
_LANGUAGE: Language = "nl"
_NO_VOTES = ("", "", "", "", "")


def sketches(site: Site, under: str = "") -> Iterator[Sketch]:
    """The table, once there is something in it; `under`: what stands before its name, and before those of pages."""
    if rows := list(_rows(site, under)):
        yield Sketch(f"{under}{NAME}", of("" if under else ground(site, _LANGUAGE), rows), partial(_drawn, under, rows))


def _drawn(under: str, rows: list[tuple[str, ...]]) -> File:
    return File(f"{under}{NAME}", "text/csv; charset=utf-8", spreadsheet(COLUMNS, rows))


def _rows(site: Site, under: str) -> Iterator[tuple[str, ...]]:
    for award in awards.shown(site, _LANGUAGE):
        if award.winner:
            yield (award.name, "1", *_about(site, under, award.winner), *_NO_VOTES)
        for one in award.nominees:
            if one != award.winner:
                yield (award.name, "", *_about(site, under, one), *_NO_VOTES)
    if site.results:
        lines = {one.slug: one for one in site.lines}
        its = site.results
        of_all = (str(its.voters), str(its.requested or ""), str(its.people - its.voters))
        for row in ranking.of(site.lines, its):
            about = _about(site, under, lines[row.slug])
            yield ("public", str(row.rank), *about, str(row.votes), *of_all, _choices(its.tie, row.slug))


def _choices(tie: Tie | None, slug: Slug) -> str:
    """How many jurors chose one of those who were tied; "" of any other."""
    return str(tie.choices.get(slug, 0)) if tie and slug in tie.tied else ""


def _about(site: Site, under: str, one: Line) -> tuple[str, ...]:
    places = "; ".join(everywhere()[number].dutch for number in one.places)
    url = f"{site.public_url}/{_LANGUAGE}/{under}initiatives/{one.slug}"
    return (one.slug, url, one.title, places, one.organisation)
