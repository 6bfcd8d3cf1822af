"""What everyone can read of how a year ended, as far as one who took part wants to hear it."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec
from msgspec import Struct

from chalicelib.cloud import editions, published
from chalicelib.edition import Edition
from chalicelib.errors import TryAgain
from chalicelib.kinds import Slug
from chalicelib.site import awards, feeds, past, public_log, shelf
from chalicelib.site.ranking import leader, ranking, told
from chalicelib.site.shared import Shared
from chalicelib.site.shelf import Line
from chalicelib.tie import Tie, chosen


class Figures(Struct, frozen=True):
    """Of one that took part."""

    slug: Slug
    votes: int
    total: int
    category: str
    honours: tuple[str, ...]
    tie: Tie | None = None
    """What the jury chose between the first, of one of these."""


class _Counted(Struct, frozen=True):
    """What the public log says once it is open, which is what the recount says too."""

    round: str
    votes: Mapping[Slug, int]
    tie: Tie | None = None


class _Decided(Struct, frozen=True):
    """What an outcome says, as far as it matters here."""

    kind: str
    category: str
    state: str
    chosen: tuple[Slug, ...]


class _Round(Struct, frozen=True):
    round: str
    categories: Sequence[_Decided]


class _Palmares(Struct, frozen=True):
    edition: str
    rounds: Sequence[_Round]


class Won(Struct, frozen=True):
    """What one won: honours are of won and public, in this category if the jury chose it."""

    slug: Slug
    category: str
    honours: tuple[str, ...]


def winners(year: Edition, known: Mapping[str, bool]) -> Iterator[Won]:
    """Who won, as far as files say it that everyone reads. `known`: by their keys the rounds of which they may by now;
    those that became so just now (True) are waited for, all of them. Raises TryAgain.
    """
    palmares, counted = _palmares(year), _counted(year) if year.vote.key in known else None
    there = {its.round for its in palmares.rounds} | ({year.vote.key} if counted else set())
    if not there or any(is_new and key not in there for key, is_new in known.items()):
        return
    lines, decided = _lines(year), _chosen(palmares)
    first = _first(lines, counted) if counted else ""
    for one in lines:
        category, honours = decided.get(one.slug, ("", ()))
        won = (*(["won"] if "won" in honours else []), *(["public"] if one.slug == first else []))
        if won:
            yield Won(one.slug, category if "won" in won else "", won)


def of_all(year: Edition) -> Iterator[Figures]:
    """Those of each that competes and that everyone may see; none before the log is open. Raises TryAgain."""
    counted = _counted(year)
    if counted is None:
        return
    lines, decided, votes = _lines(year), _chosen(_palmares(year)), counted.votes
    first, tie = _first(lines, counted), told(lines, counted.tie)
    for one in lines:
        if one.competes:
            category, honours = decided.get(one.slug, ("", ()))
            also = ("public",) if first == one.slug else ()
            theirs = tie if tie and tie.chosen and one.slug in tie.tied else None
            yield Figures(one.slug, votes.get(one.slug, 0), sum(votes.values()), category, (*honours, *also), theirs)


def _first(lines: Sequence[Line] | Sequence[Shared], counted: _Counted) -> Slug:
    """Who won the public's award; "" where nobody did: no mail says then that anybody has."""
    return leader(ranking(lines, counted.votes, chosen(counted.tie)))


def _counted(year: Edition) -> _Counted | None:
    served = published.content(public_log.results(year))
    return msgspec.json.decode(served, type=_Counted) if served else None


def _lines(year: Edition) -> Sequence[Line] | Sequence[Shared]:
    """Those that everyone may see: on the shelf, or in what is kept of a year that is over, once that is made.

    Raises TryAgain.
    """
    if editions.is_over(year.name):
        served = published.content(f"{past.path(year.name, feeds.NAME)}.json")
        return feeds.read(served) if served else []
    newest = shelf.read(_there(shelf.key(0, 0)))
    blocks = [shelf.read(_there(shelf.key(number, newest.full))) for number in range(newest.full)]
    return shelf.lines(place for block in (*blocks, newest) for place in shelf.opened(block))


def _there(key: str) -> bytes:
    served = published.content(key)
    if served is None:
        raise TryAgain("a file that everyone reads is not there")
    return served


def _palmares(year: Edition) -> _Palmares:
    key = past.path(year.name, awards.NAME) if editions.is_over(year.name) else awards.NAME
    served = published.content(key)
    told = msgspec.json.decode(served, type=_Palmares) if served else None
    return told if told and told.edition == year.name else _Palmares(year.name, ())


def _chosen(palmares: _Palmares) -> dict[Slug, tuple[str, tuple[str, ...]]]:
    """In which category the jury chose whom, and for what."""
    found: dict[Slug, tuple[str, tuple[str, ...]]] = {}
    every = [one for its in palmares.rounds for one in its.categories]
    # A final comes after its shortlist: who won was nominated.
    for one in sorted(every, key=lambda its: its.kind, reverse=True):
        what = "nominated" if one.kind == "shortlist" else "won"
        # Between those of a tie nobody has chosen: that they were nominated, stays.
        found |= {slug: (one.category, (what,)) for slug in one.chosen if slug and one.state == "decided"}
    return found
