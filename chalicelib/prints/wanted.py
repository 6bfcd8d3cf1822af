"""What has to be drawn: of each initiative that everyone may see, and of each municipality that has one.

Read from the index that the site's search reads, so that nothing is drawn of what no page shows.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping

from msgspec import Struct

from chalicelib.kinds import Language, Slug
from chalicelib.places import Municipality, everywhere, municipalities
from chalicelib.site import shelf


class Wanted(Struct, frozen=True):
    """What is drawn of one initiative. `places`: the NIS codes of its municipalities."""

    slug: Slug
    title: str
    summary: str
    language: Language
    category: str
    places: tuple[str, ...]
    competes: bool


class WantedBrief(Struct, frozen=True):
    """What is told of one municipality: its initiatives, and what there is around it."""

    place: Municipality
    initiatives: int
    titles: tuple[tuple[str, Language], ...]
    """Of the newest MOST_TITLES."""
    categories: Mapping[str, int]
    around: int
    """Initiatives in its province, or in Brussels."""
    reached: int
    """Municipalities with one there."""
    of: int
    """Municipalities there."""


INDEX = f"{shelf.NAME}."
"""How the names of the index's files begin."""
MOST_TITLES = 12


def in_order(index: Collection[str]) -> list[str]:
    """The files of the index, the oldest first: by their numbers, since as texts the tenth comes before the second."""
    return [shelf.key(number, len(index) - 1) for number in range(len(index))]


def wanted(served: Iterable[bytes]) -> Iterator[Wanted]:
    """What the files of the index say, which come in their order."""
    for line in shelf.lines(place for file in served for place in shelf.opened(shelf.read(file))):
        places = tuple(everywhere()[number].nis for number in line.places)
        yield Wanted(line.slug, line.title, line.summary, line.language, line.category, places, bool(line.competes))


def briefs(all_of_them: Iterable[Wanted]) -> Iterator[WantedBrief]:
    """What is told of each municipality that has an initiative."""
    within: dict[str, list[Wanted]] = {}
    for one in all_of_them:
        for nis in one.places:
            within.setdefault(nis, []).append(one)
    areas: dict[str, list[str]] = {}
    for place in municipalities().values():
        areas.setdefault(place.area, []).append(place.nis)
    for nis, its in within.items():
        place = municipalities()[nis]
        around = [other for other in areas[place.area] if other in within]
        yield WantedBrief(
            place,
            len(its),
            tuple((one.title, one.language) for one in its[-MOST_TITLES:]),
            _counted(one.category for one in its),
            len({one.slug for other in around for one in within[other]}),
            len(around),
            len(areas[place.area]),
        )


def _counted(categories: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for category in categories:
        counted[category] = counted.get(category, 0) + 1
    return dict(sorted(counted.items()))
