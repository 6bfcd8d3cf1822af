"""What is public, and which build of the files shows it. Not one row holds anything about a person.

Builds are numbered when they begin. After a change is written, the number of the newest build is kept with it: a build
with a higher number began after the write, so it shows the change. No clock has a part in this, and it holds however
many changes and builds run at the same time.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct
from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib import clock
from chalicelib.cloud import competing
from chalicelib.cloud.rows import Name, Row, answering, held
from chalicelib.disqualification import Disqualified
from chalicelib.initiative import Initiative
from chalicelib.kinds import Microseconds, Seconds, Slug
from chalicelib.publication import builds
from chalicelib.site import public
from chalicelib.site.public import Published, Results
from chalicelib.site.shelf import Hole, hole
from chalicelib.tie import Tie


class Visibility(Struct, frozen=True):
    """Whether everyone may see an initiative, and the newest build that may have missed it."""

    is_public: bool
    after: int
    photos: tuple[str, ...] = ()
    """The ids of those that everyone may see with it."""


class Known(Struct, frozen=True):
    """Initiatives that everyone may see, newest first, and the places of those that were taken down."""

    published: list[Published]
    gone: list[Hole]


class Kept(Row):
    """Something that the files show. A row with a higher rank replaces it, and none with a lower one ever does."""

    edition = UnicodeAttribute(hash_key=True)
    slug = UnicodeAttribute(range_key=True)
    rank = NumberAttribute()
    after = NumberAttribute(null=True)
    """The newest build that may have missed it; written once, after the row itself."""


class _Publication(Kept):
    class Meta:
        table_name = Name("publications")

    initiative = UnicodeAttribute(null=True)
    """JSON. None: taken down. The row stays (a tombstone), so that an approval that comes late cannot bring it back."""
    at = NumberAttribute()
    since = NumberAttribute(null=True)
    panel = UnicodeAttribute(null=True)
    """The year and category in which it competes: by these a jury finds what it judges."""
    first = NumberAttribute(null=True)
    """When something was said of it here for the first time, which is never written again: it decides its place."""


class _Change(Row):
    """That an initiative changed, and the newest build that had begun: `000000000012 its-slug`."""

    class Meta:
        table_name = Name("publications")

    edition = UnicodeAttribute(hash_key=True)
    slug = UnicodeAttribute(range_key=True)


class _Results(Kept):
    """The newest recount of a round, whose name is the slug; its rank is when the recount began."""

    class Meta:
        table_name = Name("publications")

    votes = JSONAttribute()
    people = NumberAttribute()
    disqualified = UnicodeAttribute(null=True)
    requested = NumberAttribute(null=True)
    tie = UnicodeAttribute(null=True)


class _Destruction(Kept):
    """That the key of a round is destroyed, whose name is the slug; its rank is since when, in seconds since 1970."""

    class Meta:
        table_name = Name("publications")


class _Forgotten(Kept):
    """What was found of those whom a year forgets, of a kind, which is the slug; its rank is when."""

    class Meta:
        table_name = Name("publications")

    left = NumberAttribute()
    first = NumberAttribute()
    """When somebody first looked."""
    number = NumberAttribute()
    """How many there were then."""


def rank(number: int, taken_down: bool) -> int:
    """Which word about an initiative is the last: the one that came of the later event."""
    return number * 2 + taken_down


# Initiatives


def show(edition: str, its: Published, number: int) -> Visibility:
    """Make this initiative public, unless something that happened later was said of it already."""
    text = msgspec.json.encode(its.initiative).decode()
    row = _Publication(edition, its.slug, rank=rank(number, False))
    since = _Publication.since.set(its.since) if its.since else _Publication.since.remove()
    panel = _Publication.panel.set(competing.panel_of(edition, its.initiative.category))
    competes = panel if its.initiative.competes else _Publication.panel.remove()
    return _change(row, [_Publication.initiative.set(text), _Publication.at.set(its.at), since, competes])


def take_down(edition: str, slug: Slug, number: int, at: Seconds) -> Visibility:
    """Make this initiative public no more, unless something that happened later was said of it already."""
    row = _Publication(edition, slug, rank=rank(number, True))
    removed = [_Publication.initiative.remove(), _Publication.since.remove(), _Publication.panel.remove()]
    return _change(row, [*removed, _Publication.at.set(at)])


def photos(edition: str, slug: Slug) -> tuple[str, ...]:
    """The ids of the photos that everyone may see of an initiative, as it is this moment."""
    row = _Publication.find(edition, slug)
    return _visibility(row, 0).photos if row else ()


def _visibility(row: _Publication, after: int) -> Visibility:
    if not row.initiative:
        return Visibility(False, after)
    its = msgspec.json.decode(row.initiative, type=Initiative)
    return Visibility(True, after, tuple(photo.id for photo in its.photos))


def _change(row: _Publication, actions: list[Action]) -> Visibility:
    """Let these be the last word about an initiative, unless a later one is."""
    first = _Publication.first.set(_Publication.first | clock.seconds())
    rank = [_Publication.rank.set(row.rank), _Publication.after.remove()]
    held(lambda: row.change([*actions, *rank, first], _newer(row)))
    with answering():
        row.refresh(consistent_read=True)
    after = row.attribute_values.get("after")
    if after is None:
        after = _numbered(row, _noted(row.edition, row.slug))
    return _visibility(row, int(after))


def _noted(edition: str, slug: Slug) -> int:
    """Note that this initiative changed. Returns the newest build that may have missed it.

    Asked before the note and again after it: a build that begins from then on reads both the note and the row.
    """
    begun = -1
    while begun != (begun := builds.newest().begun):
        with answering():
            _Change(apart(edition, "changes"), f"{begun:012} {slug}").save()
    return begun


def _newer(row: Kept) -> Condition:
    newer: Condition = Kept.slug.does_not_exist() | (Kept.rank < row.rank)
    return newer


def _numbered(row: Kept, after: int) -> int:
    """Keep with a row the newest build that may have missed it: the same however often this is done."""
    if held(lambda: row.change([Kept.after.set(after)], (Kept.rank == row.rank) & Kept.after.does_not_exist())):
        return after
    with answering():
        row.refresh(consistent_read=True)
    # A row without its number is being written by another process this moment, which asks for the build.
    return int(row.attribute_values.get("after", after))


def keep_newest(row: Kept) -> int:
    """Write a row unless one of its rank or higher is there. Returns the newest build that may have missed it."""
    held(lambda: row.save(_newer(row)))
    # Asked after the write: a build that begins from here on reads the row.
    return _numbered(row, builds.newest().begun)


def published(edition: str) -> list[Published]:
    """Every initiative that everyone may see, as it is this moment, newest first."""
    return every(edition).published


def every(edition: str) -> Known:
    """The same, with what was taken down."""
    with answering():
        return _known(_Publication.query(edition, consistent_read=True))


def changed_since(edition: str, build: int) -> set[Slug]:
    """Which initiatives changed since a build began that was finished: those that it may have missed."""
    with answering():
        notes = _Change.query(apart(edition, "changes"), _Change.slug >= f"{build:012}", consistent_read=True)
        return {note.slug.partition(" ")[2] for note in notes}


def some(edition: str, slugs: Iterable[Slug]) -> Known:
    """What is known of these."""
    with answering():
        return _known(_Publication.batch_get([(edition, slug) for slug in slugs], consistent_read=True))


def _known(rows: Iterable[_Publication]) -> Known:
    rows = list(rows)
    shown = public.newest_first(_published(row) for row in rows if row.initiative)
    gone = [hole(row.slug, int(row.first or row.at), int(row.at)) for row in rows if not row.initiative]
    return Known(shown, gone)


def _published(row: _Publication) -> Published:
    told = msgspec.json.decode(row.initiative or "", type=Initiative)
    return Published(row.slug, told, int(row.at), int(row.since or 0), int(row.first or row.at))


# Results


def keep_results(edition: str, results: Results) -> int:
    """Keep a recount unless a newer one is there. Returns the newest build that may have missed it."""
    row = _Results(
        apart(edition, "results"),
        results.round,
        rank=results.as_of,
        votes=dict(results.votes),
        people=results.people,
        disqualified=msgspec.json.encode(results.disqualified).decode(),
        requested=results.requested,
        tie=msgspec.json.encode(results.tie).decode() if results.tie else None,
    )
    return keep_newest(row)


def results(edition: str, round_name: str) -> Results | None:
    """The newest recount of a round; None before the first."""
    row = _Results.find(apart(edition, "results"), round_name)
    if row is None:
        return None
    votes = {slug: int(number) for slug, number in row.votes.items()}
    left_out = msgspec.json.decode(row.disqualified or "[]", type=tuple[Disqualified, ...])
    as_of = Microseconds(int(row.rank))
    tie = msgspec.json.decode(row.tie, type=Tie) if row.tie else None
    return Results(round_name, votes, int(row.people), as_of, left_out, int(row.requested or 0), tie)


def keep_destruction(edition: str, round_name: str, at: Seconds) -> int:
    """Keep since when a round's key is destroyed. Returns the newest build that may have missed it."""
    return keep_newest(_Destruction(apart(edition, "destruction"), round_name, rank=at))


def key_destroyed(edition: str, round_name: str) -> Seconds | None:
    """Since when a round's key is destroyed; None while it is there."""
    row = _Destruction.find(apart(edition, "destruction"), round_name)
    return int(row.rank) if row else None


def keep_forgotten(edition: str, what: str, left: int, at: Seconds) -> int:
    """Keep how many are left, unless as many were, or somebody looked later. Returns the build that may miss it."""
    key = apart(edition, "forgotten"), what
    there = _Forgotten.find(*key)
    if there and (int(there.left) == left or int(there.rank) >= at):
        return _numbered(there, builds.newest().begun)
    first, number = (int(there.first), int(there.number)) if there else (at, left)
    return keep_newest(_Forgotten(*key, rank=at, left=left, first=first, number=number))


def apart(edition: str, kind: str) -> str:
    """A partition of its own: no slug of an initiative can ever meet it."""
    return f"{edition} {kind}"
