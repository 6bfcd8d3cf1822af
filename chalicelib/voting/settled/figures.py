"""What everyone can read of how a year ended, as far as one who took part wants to hear it."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from chalicelib.cloud import published
from chalicelib.edition import Edition
from chalicelib.errors import TryAgain
from chalicelib.kinds import Slug
from chalicelib.site import awards, public_log, shelf
from chalicelib.site.ranking import ranking
from chalicelib.site.shelf import Line


class Figures(Struct, frozen=True):
    """Of one that took part."""

    slug: Slug
    votes: int
    total: int
    category: str
    honours: tuple[str, ...]


class _Counted(Struct, frozen=True):
    """What the public log says once it is open, which is what the recount says too."""

    round: str
    votes: Mapping[Slug, int]


class _Decided(Struct, frozen=True):
    """What an outcome says, as far as it matters here."""

    kind: str
    category: str
    state: str
    chosen: tuple[Slug, ...]


class _Round(Struct, frozen=True):
    categories: Sequence[_Decided]


class _Palmares(Struct, frozen=True):
    edition: str
    rounds: Sequence[_Round]


def of_all(year: Edition) -> Iterator[Figures]:
    """Those of each that competes and that everyone may see; none before the log is open. Raises TryAgain."""
    served = published.content(public_log.results(year))
    if served is None:
        return
    votes = msgspec.json.decode(served, type=_Counted).votes
    lines, decided = _lines(), _decided(year)
    first = [one.slug for one in ranking(lines, votes) if one.votes and one.rank == 1]
    for line in lines:
        if line.competes:
            category, honours = decided.get(line.slug, ("", ()))
            # Between two who have as many, the jury decides: no mail says it before.
            also = ("public",) if first == [line.slug] else ()
            yield Figures(line.slug, votes.get(line.slug, 0), sum(votes.values()), category, (*honours, *also))


def _lines() -> list[Line]:
    newest = shelf.read(_there(shelf.key(0, 0)))
    blocks = [shelf.read(_there(shelf.key(number, newest.full))) for number in range(newest.full)]
    return shelf.lines(place for block in (*blocks, newest) for place in shelf.opened(block))


def _there(key: str) -> bytes:
    served = published.content(key)
    if served is None:
        raise TryAgain("a block of the shelf is not there")
    return served


def _decided(year: Edition) -> dict[Slug, tuple[str, tuple[str, ...]]]:
    """In which category the jury chose whom, and for what."""
    served = published.content(awards.NAME)
    told = msgspec.json.decode(served, type=_Palmares) if served else _Palmares(year.name, ())
    found: dict[Slug, tuple[str, tuple[str, ...]]] = {}
    # A final comes after its shortlist: who won was nominated.
    every = [one for its in told.rounds for one in its.categories] if told.edition == year.name else []
    for one in sorted(every, key=lambda its: its.kind, reverse=True):
        what = "nominated" if one.kind == "shortlist" else "won"
        # Between those of a tie nobody has chosen: that they were nominated, stays.
        found |= {slug: (one.category, (what,)) for slug in one.chosen if slug and one.state == "decided"}
    return found
