"""The list of all initiatives, page by page, each of which keeps what stands on it.

Pages count from the oldest, so a new initiative changes the newest alone. `/initiatives` shows that one with the one
before, and while there is a vote the page whose turn it is that day.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from msgspec.structs import asdict

from chalicelib.kinds import Language, Slug
from chalicelib.places import municipalities, plain
from chalicelib.site import honours, public, shelf, turn
from chalicelib.site.drawing import Site, ground, of, page
from chalicelib.site.file import File, Sketch
from chalicelib.site.honours import Honour
from chalicelib.site.shelf import Line
from chalicelib.site.shown import PER_PAGE, Turn, listed

FRONT = "initiatives"


def sketches(site: Site, language: Language) -> Iterator[Sketch]:
    """The pages of the list in which something changed, or all; what leads to them comes last."""
    said = honours.of_all(site, language)
    for number in _touched(site):
        yield _sketch(site, language, _path(number), _on(site, number), _turn(site, language, number), None, said)
    if site.is_changed:
        yield _sketch(site, language, FRONT, first(site), _front_turn(site, language), len(site.lines), said)


def first(site: Site) -> list[Line]:
    """The initiatives of the list that are shown first: at most those of two pages."""
    pages = _pages(site)
    number = _of_the_day(site)
    if not number:
        return [*_on(site, pages), *(_on(site, pages - 1) if pages > 1 else [])]
    return turn.ordered([*_of_page(site, number), *(_of_page(site, number - 1) if number == pages else [])], site.turn)


def _of_the_day(site: Site) -> int:
    """While there is a vote, the page whose turn it is; else 0."""
    return site.day.toordinal() % _pages(site) + 1 if site.day else 0


def _touched(site: Site) -> Sequence[int]:
    pages = _pages(site)
    if site.touched is None:
        return range(1, pages + 1)
    # The one that was the newest leads to the one that is.
    return sorted(number + 1 for number in site.touched.blocks(PER_PAGE))


def _pages(site: Site) -> int:
    return max(1, -(-len(site.shelf) // PER_PAGE))


def _of_page(site: Site, number: int) -> list[Line]:
    return shelf.lines(site.shelf[max(0, number - 1) * PER_PAGE : max(0, number) * PER_PAGE])


def _on(site: Site, number: int) -> list[Line]:
    its = _of_page(site, number)
    return turn.ordered(its, site.turn) if site.day else its[::-1]


def _turn(site: Site, language: Language, number: int) -> Turn:
    start = (number - 1) * PER_PAGE
    newer = _path(number + 1) if number < _pages(site) else FRONT
    return Turn(
        f"{start + 1}–{start + PER_PAGE}",
        0,
        f"/{language}/{newer}",
        f"/{language}/{_path(number - 1)}" if number > 1 else "",
    )


def _front_turn(site: Site, language: Language) -> Turn:
    pages = _pages(site)
    number = _of_the_day(site)
    if not number:
        return Turn("", 0, "", f"/{language}/{_path(pages - 2)}" if pages > 2 else "")
    after = number % pages + 1
    return Turn("", 0, "", f"/{language}/{_path(after)}" if pages > (2 if number == pages else 1) else "")


def _path(number: int) -> str:
    return f"initiatives/page/{number}"


def _sketch(
    site: Site,
    language: Language,
    below: str,
    lines: Sequence[Line],
    turn: Turn,
    found: int | None,
    said: Mapping[Slug, Sequence[Honour]],
) -> Sketch:
    voting = site.calendar.vote == "open"
    its = {one.slug: said[one.slug] for one in lines if one.slug in said}
    stands_for = of(ground(site, language), below, lines, turn, found, voting, its)
    return Sketch(f"{language}/{below}", stands_for, partial(_draw, site, language, below, lines, turn, found, its))


def _draw(
    site: Site,
    language: Language,
    below: str,
    lines: Sequence[Line],
    turn: Turn,
    found: int | None,
    its: Mapping[Slug, Sequence[Honour]],
) -> File:
    names = public.categories(site.edition, language)
    items = [shelf.entry(one, language) for one in lines]
    shown = listed(items, found, turn, names, place_names(language), site.calendar.vote == "open")
    return page(site, "site/list.html", language, below, **asdict(shown), honours=its)


def place_names(language: Language) -> list[str]:
    """Every municipality to choose from."""
    return sorted((place.name(language) for place in municipalities().values()), key=plain)
