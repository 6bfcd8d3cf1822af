"""What a build is made from: all there is, or what a few changes touched of what the last build left."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from chalicelib.cloud import editions, forgetting, published
from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.kinds import Slug
from chalicelib.publication import bucket, logos, outcomes, store
from chalicelib.publication.bucket import Changes
from chalicelib.publication.store import Known
from chalicelib.site import shelf
from chalicelib.site.calendar import Calendar
from chalicelib.site.file import Absent, File, Sketch
from chalicelib.site.shelf import Place, Touched

if TYPE_CHECKING:
    from chalicelib.site.drawing import Site
    from chalicelib.site.shared import Shared

MOST = 200
"""Changes of which each is drawn by itself; with more, all that is there is looked through."""


def everything(year: Edition, now: Calendar) -> Iterator[File | Sketch]:
    """The whole site, from its rows."""
    # Imported here: every function loads this file, only this one draws pages.
    from chalicelib.site import files, growth

    its = _while_on(site(year, now))
    served = published.content(growth.key(its.past[-1].name)) if its.past else None
    its = replace(its, then=growth.then(served, year, now.today))
    drawn = (each for each in files.sketches(its) if not isinstance(each, Absent))
    # Before the pages that show them.
    return chain(logos.files(year), drawn)


def site(year: Edition, now: Calendar) -> "Site":
    """The site of a year, from its rows."""
    known = store.every(year.name)
    places = shelf.arranged([*map(shelf.line, known.published), *known.gone])
    return _site(year, now, places, known)


def honoured(year: Edition, now: Calendar) -> str:
    """Stands for who won what, of what everyone may know: pages say it that no change of theirs has drawn; "" for none.

    Who is first of the public vote, and not by how much: so a recount draws no page of an initiative.
    """
    counted = store.results(year.name, year.vote.key) if now.results else None
    votes = counted.votes if counted else {}
    first = sorted(slug for slug, number in votes.items() if 0 < number == max(votes.values()))
    broken = [counted.tie] if counted and counted.tie else []
    decided = outcomes.of(year.name, now.jury) if now.jury else []
    if not first and not decided:
        return ""
    return hashlib.sha256(msgspec.json.encode((first, decided, *broken))).hexdigest()[:16]


def bring_changes(year: Edition, now: Calendar, finished: int) -> Changes | None:
    """Draw what changed since a build that was finished, and no more; None where that cannot be told."""
    from chalicelib.site import candidates, files, screen

    slugs = store.changed_since(year.name, finished)
    if len(slugs) > MOST or (shown := bucket.shelf()) is None:
        return None
    before, newest = shown
    known = store.some(year.name, slugs)
    try:
        its, numbers = shelf.put(before, [*map(shelf.line, known.published), *known.gone])
    except shelf.Misplaced:
        return None
    touched = shelf.touched(before, its, numbers)
    drawn = _while_on(_site(year, now, its, known, touched))
    if newest.turn != drawn.turn or (data := _data(drawn, touched)) is None:
        return None
    if touched.holes and _is_won_by_others(drawn, before):
        return None
    # A shelf has no photos: readers who search it would load what they do not see.
    beside = store.some(year.name, (candidates.named(drawn) | screen.named(drawn)) - slugs).published
    # Taken down, its own pages went at once; but a build that had read it before may have drawn them since.
    gone = sorted(slugs - {one.slug for one in known.published})
    return bucket.bring_changes(files.sketches(replace(drawn, data=data, beside=beside, then=newest.then)), gone)


def _is_won_by_others(drawn: "Site", before: Sequence[Place]) -> bool:
    """Whether what came or went makes somebody else the first, or one more or less of those who were nominated."""
    from chalicelib.site import honours

    then = replace(drawn, shelf=before)
    return honours.of_all(then, LANGUAGES[0]) != honours.of_all(drawn, LANGUAGES[0])


def _while_on(its: "Site") -> "Site":
    """The site of a year that is on: one that ends while it is drawn is not among those that are kept yet."""
    return replace(its, past=[one for one in its.past if one.name != its.edition.name])


def _data(drawn: "Site", touched: Touched) -> Mapping[Slug, "Shared"] | None:
    """What stands beside what changed in the same files of the open data; None where something is missing there."""
    from chalicelib.site import feeds

    blocks = feeds.written(drawn, touched)
    found: dict[Slug, Shared] = {one.slug: one for one in _read(blocks, shelf.newest(touched.before))}
    anew = {one.slug for one in drawn.published}
    wanted = [one.slug for number in blocks for one in shelf.lines(shelf.of_block(drawn.shelf, number))]
    return found if all(slug in found or slug in anew for slug in wanted) else None


def _read(blocks: Sequence[int], full: int) -> Iterator["Shared"]:
    from chalicelib.site import feeds

    for number in blocks:
        served = published.content(shelf.key(number, full, feeds.NAME)) if number <= full else None
        yield from feeds.read(served) if served else ()


def _site(
    year: Edition,
    now: Calendar,
    places: Sequence[Place],
    known: Known,
    touched: Touched | None = None,
) -> "Site":
    from chalicelib.site.drawing import Site

    return Site(
        edition=year,
        shelf=places,
        published=known.published,
        calendar=now,
        results=store.results(year.name, year.vote.key) if now.results else None,
        outcomes=outcomes.of(year.name, now.jury) if now.jury else (),
        key_destroyed=store.key_destroyed(year.name, year.vote.key) if now.results else None,
        forgotten=forgetting.of(year.name) if now.results else (),
        public_url=settings().public_url,
        past=[editions.newest(name).edition for name in editions.past()],
        touched=touched,
    )
