"""The pages of the map: of all initiatives, and of those of each category."""

from collections.abc import Iterator, Sequence
from functools import partial

from chalicelib.kinds import Language
from chalicelib.site import public, sky, tally
from chalicelib.site.drawing import Site, ground, of, page
from chalicelib.site.file import File, Sketch
from chalicelib.site.land import land


def sketches(site: Site, language: Language) -> Iterator[Sketch]:
    """The map, and those of the categories in which something changed, or of all."""
    if not site.is_changed:
        return
    yield _sketch(site, language, "")
    for category in site.edition.categories:
        if site.touched is None or category.key in site.touched.categories:
            yield _sketch(site, language, category.key)


def below(category: str) -> str:
    """The address of a map below its language; of no category, that of all."""
    return f"map/{category}" if category else "map"


def _sketch(site: Site, language: Language, category: str) -> Sketch:
    found = tally.counts(site.tallies, category)
    stands_for = of(ground(site, language), "map", category, found)
    return Sketch(f"{language}/{below(category)}", stands_for, partial(_draw, site, language, category, found))


def _draw(site: Site, language: Language, category: str, found: Sequence[int]) -> File:
    listed = sky.by_area(found, language)
    return page(
        site,
        "site/map.html",
        language,
        below(category),
        parts=sky.parts(found, language),
        outlines=land().areas,
        enlarged=land().brussels,
        levels=sky.LEVELS,
        sizes=sky.SIZES,
        labels=sky.LABELS,
        areas=[(share, listed[area]) for area, share in tally.shares(found).items()],
        # Of one in several municipalities each counts it, but it is one.
        found=sum(not category or one.category == category for one in site.lines),
        reached=sum(map(bool, found)),
        total=len(found),
        categories=list(public.categories(site.edition, language).items()),
        category=category,
    )
