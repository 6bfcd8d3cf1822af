"""The pages of a year that is over: made once, from what was public when it ended, and from then on left alone.

What each is made of says nothing of the code: so no deploy draws them anew, and what is taken off them leaves the rest
as it was.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

import msgspec

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Language, Slug
from chalicelib.places import municipalities
from chalicelib.site import (
    awards,
    drawing,
    feeds,
    gone,
    growth,
    honours,
    initiatives,
    past,
    press,
    public,
    reading,
    results,
    shelf,
    signposts,
    skyline,
)
from chalicelib.site.drawing import Site
from chalicelib.site.file import File, Sketch
from chalicelib.site.honours import Honour
from chalicelib.site.ranking import Ranked, ranking
from chalicelib.tie import chosen

PER_PAGE = 100
"""Initiatives on a page of the list: nothing searches it but the browser."""
FIRST = 8
"""Of the ranking, and of the list, on the home page."""


def sketches(site: Site) -> Iterator[Sketch]:
    """Every file of the year of this site; pages of initiatives come before what links to them."""
    yield from _pages(site)
    under = f"{past.path(site.edition.name)}/"
    told = [site.public_url, site.published, [msgspec.to_builtins(one) for one in site.edition.categories]]
    for file in awards.files(site, under):
        yield Sketch(file.key, _of(file.key, file.content.decode()), partial(_as_it_is, file))
    yield from press.sketches(site, under)
    yield from _badges(site)
    for file in feeds.tables(site.edition, site.published, site.public_url, under):
        yield Sketch(file.key, _of(file.key, told), partial(_as_it_is, file))
    for file in (
        signposts.sitemap(_mapped(site), site.public_url, f"{under}{signposts.SITEMAP}"),
        growth.file(site),
        gone.file((one.unnamed for one in site.gone), gone.key_of(site.edition.name)),
    ):
        yield Sketch(file.key, _of(file.key, file.content.decode()), partial(_as_it_is, file))


def _mapped(site: Site) -> list[str]:
    pages = ["", "initiatives", "results", "rules", *(f"initiatives/{one.slug}" for one in site.published)]
    return [past.path(site.edition.name, below) for below in pages]


def _badges(site: Site) -> Iterator[Sketch]:
    """Other sites show them still; a deploy draws them no more than the pages."""
    for one in honours.files(site):
        yield Sketch(one.key, _of(one.key, msgspec.to_builtins(site.edition.title)), one.draw)


def _as_it_is(file: File) -> File:
    return file


def _pages(site: Site) -> Iterator[Sketch]:
    votes = site.results.votes if site.results else {}
    by_jury = chosen(site.results.tie) if site.results else ""
    ranked = {one.slug: one for one in ranking(site.lines, votes, by_jury)}
    for language in LANGUAGES:
        names, won = public.categories(site.edition, language), honours.of_all(site, language)
        for one in site.published:
            shown = {"initiative": initiatives.item(one, language, names), "vote": "", "vote_day": None}
            shown |= initiatives.honoured(site, language, won.get(one.slug, ()))
            got = ranked.get(one.slug) if site.results else None
            below = f"initiatives/{one.slug}"
            yield _sketch(site, "site/initiative.html", language, below, **shown, ranked=got)
        yield from _lists(site, language, won)
        yield _sketch(
            site, "site/results.html", language, "results", **{**results.shown(site, language), "results_day": None}
        )
        rules = reading.shown(site.edition, language, "rules")
        yield _sketch(site, "site/reading.html", language, "rules", **rules)
        yield _home(site, language, list(ranked.values())[:FIRST])


def _lists(site: Site, language: Language, won: Mapping[Slug, Sequence[Honour]]) -> Iterator[Sketch]:
    ones = site.published
    cut = [ones[start : start + PER_PAGE] for start in range(0, len(ones), PER_PAGE)] or [ones]
    for number, page in enumerate(cut, 1):
        address = partial(_list_address, site, language, len(cut))
        yield _sketch(
            site,
            "site/archive_list.html",
            language,
            _list_path(number),
            items=[shelf.entry(shelf.line(one), language) for one in page],
            found=len(ones),
            page=number,
            pages=len(cut),
            previous=address(number - 1),
            next=address(number + 1),
            honours={one.slug: won[one.slug] for one in page if one.slug in won},
        )


def _list_path(number: int) -> str:
    return "initiatives" if number == 1 else f"initiatives/page/{number}"


def _list_address(site: Site, language: Language, pages: int, number: int) -> str:
    return f"/{language}/{past.path(site.edition.name, _list_path(number))}" if 1 <= number <= pages else ""


def _home(site: Site, language: Language, first: Sequence[Ranked]) -> Sketch:
    counted = site.results
    return _sketch(
        site,
        "site/archive.html",
        language,
        "",
        year=str(site.edition.year),
        town=skyline.draw(len(site.published)),
        initiatives=len(site.published),
        municipalities=len({place for one in site.published for place in one.initiative.places} & {*municipalities()}),
        votes=sum(counted.votes.values()) if counted else None,
        first=[one for one in first if one.votes] if counted else [],
        newest=[shelf.entry(shelf.line(one), language) for one in site.published[:FIRST]],
        data=f"/{past.path(site.edition.name)}/initiatives",
    )


def _sketch(site: Site, template: str, language: Language, below: str, **shown: object) -> Sketch:
    year = {"name": site.edition.name, "title": site.edition.title[language]}
    where = past.path(site.edition.name, below)
    key = f"{language}/{where}"
    names = dict(public.categories(site.edition, language))
    root = f"/{language}/{past.path(site.edition.name)}"
    drawn = partial(drawing.page, site, template, language, where, root=root, archive=year, **shown)
    return Sketch(key, _of(key, site.public_url, year, names, shown), drawn)


def _of(*shown: object) -> str:
    return hashlib.sha256(msgspec.json.encode(shown)).hexdigest()[:32]
