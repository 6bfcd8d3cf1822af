"""Which builds of the files began, and which were finished. There is one bucket, whichever year its files show."""

from functools import partial

from msgspec import Struct
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud.rows import Name, Row, held


class Builds(Struct, frozen=True):
    """The newest build that began, the newest that was finished, and what that one showed of the calendar and the code.

    Builds count from 1; 0 where there was none.
    """

    begun: int
    finished: int
    shows: str


class _Builds(Row):
    class Meta:
        table_name = Name("publications")

    edition = UnicodeAttribute(hash_key=True)
    slug = UnicodeAttribute(range_key=True)
    begun = NumberAttribute()
    finished = NumberAttribute()
    shows = UnicodeAttribute()


class _Kept(Row):
    class Meta:
        table_name = Name("publications")

    edition = UnicodeAttribute(hash_key=True)
    slug = UnicodeAttribute(range_key=True)
    finished = NumberAttribute()


_OF_THE_SITE = ("site builds", "newest")


def newest() -> Builds:
    """How far the building of the files is, as it is this moment."""
    row = _Builds.find(*_OF_THE_SITE)
    return Builds(int(row.begun), int(row.finished), row.shows) if row else Builds(0, 0, "")


def begin() -> int:
    """Begin the next build: its number, which no other has."""
    while not held(partial(_next, last := newest())):
        # Another began, or it was our own write whose answer was lost: the number after that is as good.
        continue
    return last.begun + 1


def _next(last: Builds) -> None:
    row = _Builds(*_OF_THE_SITE, begun=last.begun + 1, finished=last.finished, shows=last.shows)
    row.save(_Builds.slug.does_not_exist() | (_Builds.begun == last.begun))


def finish(number: int, shows: str) -> bool:
    """Remember a build of which every file is in its place. False where another began since: both wrote files."""
    row = _Builds(*_OF_THE_SITE, begun=number, finished=number, shows=shows)
    return held(lambda: row.save(_Builds.begun == number))


def finished(year: str) -> int:
    """The newest build that made the kept pages of a year that is over; 0 where there was none."""
    row = _Kept.find(_OF_THE_SITE[0], year)
    return int(row.finished) if row else 0


def finish_kept(year: str, number: int) -> bool:
    """Remember a build of them of which every file is in its place. False where another began since: both wrote."""
    if newest().begun != number:
        return False
    row = _Kept(_OF_THE_SITE[0], year, finished=number)
    held(lambda: row.save(_Kept.slug.does_not_exist() | (_Kept.finished < number)))
    return True
