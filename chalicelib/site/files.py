"""The whole public site, made from what is public: each page in each language, the shelf and the open data.

The same site gives the same files, byte for byte; what nobody may see is not in it, so it can be in no file.
"""

from collections.abc import Iterator
from functools import partial

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Language
from chalicelib.site import (
    awards,
    candidates,
    embeds,
    feeds,
    gone,
    home,
    honours,
    initiatives,
    lists,
    maps,
    municipalities,
    press,
    reading,
    recounting,
    results,
    screen,
    search,
    shelf,
    signposts,
)
from chalicelib.site.drawing import Site, ground, of, page
from chalicelib.site.file import Absent, File, Sketch


def files(site: Site) -> Iterator[File]:
    """Every file of ours, drawn."""
    for each in sketches(site):
        if not isinstance(each, Absent):
            yield each.draw() if isinstance(each, Sketch) else each


def sketches(site: Site) -> Iterator[File | Sketch | Absent]:
    """Every file of ours, or of what was touched, each once; pages of initiatives and their ballots come before what
    links to them, and the shelf last, since the next build begins with it.

    Those whose number grows with the campaign are sketches, since most stay as they were.
    """
    for language in LANGUAGES:
        yield from initiatives.sketches(site, language)
    yield from municipalities.sketches(site)
    if site.touched is None:
        yield from _of_the_year(site)
        # Before the pages that show them.
        yield from honours.files(site)
    yield from _of_all(site)
    yield from press.sketches(site)
    if site.touched is None or site.touched.holes:
        yield from awards.files(site)
        yield gone.file(one.unnamed for one in site.gone)
    yield from feeds.files(site)
    blocks = None if site.touched is None else site.touched.blocks(shelf.BLOCK)
    yield from signposts.files(site, blocks)
    if site.is_changed:
        yield from shelf.files(site.shelf, site.turn, blocks, site.then, honours.kinds(site))


def _of_all(site: Site) -> Iterator[File | Sketch | Absent]:
    """What tells of more than one initiative."""
    for language in LANGUAGES:
        if site.touched is None or site.results or site.outcomes:
            yield results.sketch(site, language)
        yield from screen.sketches(site, language)
        yield from lists.sketches(site, language)
        yield from candidates.sketches(site, language)
        yield from maps.sketches(site, language)
        if site.is_changed:
            yield home.draw(site, language)
            yield embeds.newest(site, language)
        if site.is_another_morning:
            yield embeds.chart(site, language)


def _of_the_year(site: Site) -> Iterator[File | Sketch]:
    """What stays as it is until the words or the edition change, or the day."""
    yield search.places_file()
    yield embeds.script(site)
    for language in LANGUAGES:
        stands_for, hours = ground(site, language), site.edition.vote.link_hours
        sent = partial(page, site, "voting/sent.html", language, "votes/sent", link_hours=hours)
        yield Sketch(f"{language}/votes/sent", of(stands_for, "sent", hours), sent)
        told = recounting.shown(site)
        drawn = partial(page, site, "site/recount.html", language, "vote-recount", **told)
        yield Sketch(
            f"{language}/vote-recount",
            of(stands_for, "recount", told["results"], told["is_held"], told["is_jury_held"]),
            drawn,
        )
        yield embeds.asked(site, language)
        yield embeds.button(site, language)
        for topic in reading.TOPICS:
            is_as_told = of(stands_for, topic, reading.otherwise(topic, site.calendar))
            yield Sketch(f"{language}/{topic}", is_as_told, partial(_reading, site, language, topic))
        if site.past:
            titles = [(year.name, year.title[language]) for year in reversed(site.past)]
            drawn = partial(page, site, "site/years.html", language, "editions", years=titles)
            yield Sketch(f"{language}/editions", of(stands_for, titles), drawn)


def _reading(site: Site, language: Language, topic: str) -> File:
    return page(
        site, "site/reading.html", language, topic, **reading.shown(site.edition, language, topic, site.calendar)
    )
