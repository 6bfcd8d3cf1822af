"""The pages that are kept of a year that is over, as they are made of what people wrote."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache, partial
from typing import Any

from chalicelib.initiative import Initiative
from chalicelib.kinds import Microseconds
from chalicelib.site import archive, calendar
from chalicelib.site.drawing import Site, of_all
from chalicelib.site.file import Sketch
from chalicelib.site.public import Published, Results
from chalicelib.web.render import render
from tests.browser.written import DESCRIPTION, FROM_RIGHT, HARD, INITIATIVES
from tests.years import NEXT, YEAR

PLACES = ("44021", "46021", "21009", "45041")
PAGES = {"": "", "-list": "/initiatives", "-results": "/results", "-initiative": "/initiatives/{}"}
"""By the end of a sample's name, the page below the year."""


def _site(kind: str) -> Site:
    """A year with these initiatives: many, none, those with long words or that which is written from the right."""
    written = {"": INITIATIVES * 8, "empty-": [], "long-": HARD, "right-": [FROM_RIGHT]}[kind]
    shown = [_published(number, one) for number, one in enumerate(written)]
    votes = {one.slug: 4210 // (number + 1) for number, one in enumerate(shown)}
    counted = Results(YEAR.vote.key, votes, 10642, Microseconds(int(YEAR.vote.settled.timestamp()) * 1_000_000))
    later = YEAR.vote.settled + timedelta(days=300)
    return of_all(YEAR, shown, calendar.at(YEAR, later), counted if shown else None, "https://example.org")


def _published(number: int, one: dict[str, Any]) -> Published:
    told = Initiative(
        one["title"],
        one["summary"],
        one.get("description", DESCRIPTION),
        one["category"],
        (PLACES[number % len(PLACES)],),
        one["organisation"],
        one.get("website", ""),
        one["language"],
        one["competes"],
    )
    return Published(f"{one['slug']}-{number}", told, 1_800_000_000 - number, one["since"])


@cache
def _sketches(kind: str) -> dict[str, Sketch]:
    return {each.key: each for each in archive.sketches(_site(kind))}


def _page(kind: str, below: str, language: str) -> str:
    slug = next((one.slug for one in _site(kind).published), "")
    return _sketches(kind)[f"{language}/editions/2027{below.format(slug)}"].draw().content.decode()


def _years(language: str) -> str:
    years = [(year.name, year.title[language]) for year in (NEXT, YEAR)]
    return render("site/years.html", language, path=f"/{language}/editions", years=years, has_years=True)


def _over(language: str) -> str:
    told = {"notice": "year_over", "values": {"title": YEAR.title[language]}, "look_back": f"/{language}/editions/2027"}
    return render("web/notice.html", language, path="/x", has_years=True, **told)


ARCHIVES: dict[str, Callable[[str], str]] = {
    **{
        f"{kind}archive{name}": partial(_page, kind, below)
        for kind in ("", "empty-", "long-", "right-")
        for name, below in PAGES.items()
        if kind != "empty-" or name != "-initiative"
    },
    "years": _years,
    "year-over": _over,
}
