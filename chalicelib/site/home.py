"""The home page: how many there are, the first of them, and what comes."""

from collections import Counter

from msgspec import Struct

from chalicelib.kinds import Language
from chalicelib.places import COUNTED
from chalicelib.site import lists, partners, shelf, sky, skyline, tally
from chalicelib.site.drawing import Site, page
from chalicelib.site.file import File
from chalicelib.site.land import land

NEWEST = 6
"""Initiatives on it."""


class Category(Struct, frozen=True):
    """A category in one language, and how many initiatives are in it."""

    key: str
    name: str
    prize: str
    count: int


def draw(site: Site, language: Language) -> File:
    """The page in a language."""
    now, found = site.calendar, tally.counts(site.tallies)
    reached, reached_by = tally.reach(site.lines)
    return page(
        site,
        "site/home.html",
        language,
        "",
        town=skyline.draw(len(site.lines)),
        initiatives=len(site.lines),
        then=site.then,
        year_before=str(site.past[-1].year) if site.past else "",
        municipalities=sum(map(bool, found)),
        municipalities_total=len(found),
        inhabitants=tally.inhabitants(found),
        counted=COUNTED,
        organisations=tally.organisations(site.lines),
        # Where nobody could have taken part before, all are new.
        newcomers=sum(not one.since for one in site.lines) if site.past else 0,
        reached=reached,
        reached_by=reached_by,
        small=sky.small(found),
        land=land().small,
        vote_open=now.vote == "open",
        next=now.ahead,
        days=now.days,
        newest=[shelf.entry(one, language) for one in lists.first(site)[:NEWEST]],
        categories=_categories(site, language),
        partners=partners.shown(site.edition),
    )


def _categories(site: Site, language: Language) -> list[Category]:
    counts = Counter(one.category for one in site.lines)
    return [
        Category(category.key, category.name[language], category.prize[language], counts[category.key])
        for category in site.edition.categories
    ]
