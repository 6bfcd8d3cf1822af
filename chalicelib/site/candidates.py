"""The page of all who can be voted for: they stand together there, and nothing else does.

A file has one order, that of the day; each visitor's browser makes another of it. So all of them stand on one page, as
long as the shelf has one block. Of more, each block has a page, and `/vote` shows another one each day.
"""

from collections.abc import Sequence

from msgspec import Struct

from chalicelib.kinds import Language, Slug
from chalicelib.photo import Photo
from chalicelib.site import calendar, shelf, turn
from chalicelib.site.drawing import Site, sketched
from chalicelib.site.file import Sketch
from chalicelib.site.shelf import Line
from chalicelib.site.shown import Entry

FRONT = "vote"
TEMPLATE = "site/candidates.html"


class Running(Struct, frozen=True):
    """One of them; `picture` is the first photo of its page, where it has any."""

    entry: Entry
    picture: Photo | None


def sketches(site: Site, language: Language) -> list[Sketch]:
    """The page in a language, or that of each block in which one of them changed."""
    day = calendar.vote_day(site.edition, site.calendar)
    if not site.day:
        told = {"state": site.calendar.vote, "known": site.calendar.results}
        its = sketched(site, TEMPLATE, language, FRONT, **told, day=day, running=(), after="")
        return [its] if site.touched is None else []
    return [
        sketched(
            site,
            TEMPLATE,
            language,
            below,
            state="open",
            day=day,
            running=[Running(shelf.entry(one, language), site.pictures.get(one.slug)) for one in _on(site, number)],
            after=f"/{language}/{_path(number % _pages(site) + 1)}" if _pages(site) > 1 else "",
        )
        for below, number in _drawn(site)
    ]


def named(site: Site) -> set[Slug]:
    """Those that stand on the pages which are drawn."""
    return {one.slug for _, number in _drawn(site) for one in _on(site, number)} if site.day else set()


def _drawn(site: Site) -> list[tuple[str, int]]:
    """The pages that are drawn, each with the number of what it shows; what leads to the others comes last."""
    numbers, pages = _changed(site), _pages(site)
    first = site.day.toordinal() % pages + 1 if site.day else 1
    blocks = [(_path(number), number) for number in numbers] if pages > 1 else []
    return [*blocks, *([(FRONT, first)] if first in numbers or _has_grown(site) else [])]


def _changed(site: Site) -> Sequence[int]:
    if site.touched is None:
        return range(1, _pages(site) + 1)
    blocks = {place // shelf.BLOCK for place in site.touched.candidates}
    if _has_grown(site):
        # The page that was the last leads to the one that is.
        blocks |= set(range(shelf.newest(site.touched.before), _pages(site)))
    return sorted(number + 1 for number in blocks)


def _has_grown(site: Site) -> bool:
    """Whether there are more pages than before, so that it may be another's day."""
    return site.touched is not None and shelf.newest(site.touched.before) < _pages(site) - 1


def _pages(site: Site) -> int:
    return shelf.newest(len(site.shelf)) + 1


def _on(site: Site, number: int) -> list[Line]:
    its = shelf.lines(shelf.of_block(site.shelf, number - 1))
    return turn.ordered((one for one in its if one.competes), site.turn)


def _path(number: int) -> str:
    return f"{FRONT}/page/{number}"
