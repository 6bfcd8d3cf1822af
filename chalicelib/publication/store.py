"""What is public, and what the files were last built from. Not one row holds anything about a person.

Changes and builds are stamped by one clock that never goes back: each change is stamped later than the last build that
began, each build later than the change that asked for it. Microseconds since 1970 where the machines' clocks agree, and
in the right order where they do not. It holds because the publication queue hands out one batch at a time.
"""

from dataclasses import dataclass

import msgspec
from pynamodb.attributes import JSONAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import DoesNotExist
from pynamodb.models import Model

from chalicelib import clock
from chalicelib.initiative import Initiative
from chalicelib.publication import rules
from chalicelib.publication.rules import Published, Results
from chalicelib.rows import answering, held
from chalicelib.settings import settings


@dataclass(frozen=True)
class Build:
    """The last build that was finished: when it began, and what the files showed of the calendar and the code."""

    began: int
    shows: str


@dataclass(frozen=True)
class Kept:
    """What is kept of an initiative: whether everyone may see it, and when that was written."""

    is_public: bool
    changed_at: int


class _Publication(Model):
    class Meta:
        table_name = settings().table("publications")

    edition = UnicodeAttribute(hash_key=True)
    slug = UnicodeAttribute(range_key=True)
    rank = NumberAttribute()
    initiative = UnicodeAttribute(null=True)
    """JSON. None: taken down. The row stays, so that an approval that comes late cannot bring it back."""
    at = NumberAttribute()
    changed_at = NumberAttribute()


class _Build(Model):
    class Meta:
        table_name = settings().table("publications")

    edition = UnicodeAttribute(hash_key=True)
    slug = UnicodeAttribute(range_key=True)
    began = NumberAttribute()
    shows = UnicodeAttribute()


class _Results(Model):
    class Meta:
        table_name = settings().table("publications")

    edition = UnicodeAttribute(hash_key=True)
    slug = UnicodeAttribute(range_key=True)
    """The name of the round."""
    votes = JSONAttribute()
    people = NumberAttribute()
    as_of = NumberAttribute()
    changed_at = NumberAttribute()


# Initiatives


def show(edition: str, slug: str, version: int, initiative: Initiative, at: int) -> Kept:
    """Make this initiative public, unless this or a later version of its dossier was shown or taken down already."""
    text = msgspec.json.encode(initiative).decode()
    return _keep_newest(_Publication(edition, slug, rank=rules.rank(version, False), initiative=text, at=at))


def take_down(edition: str, slug: str, version: int, at: int) -> Kept:
    """Make this initiative public no more, unless a later version of its dossier was shown."""
    return _keep_newest(_Publication(edition, slug, rank=rules.rank(version, True), initiative=None, at=at))


def _keep_newest(row: _Publication) -> Kept:
    with answering():
        row.changed_at = _stamp(row.edition)
        if not held(lambda: row.save(_Publication.slug.does_not_exist() | (_Publication.rank < row.rank))):
            # Newer, or our own earlier write: either way it is what everyone may see.
            row.refresh(consistent_read=True)
        return Kept(bool(row.initiative), int(row.changed_at))


def published(edition: str) -> list[Published]:
    """Every initiative that everyone may see, as it is this moment, newest first."""
    with answering():
        rows = _Publication.query(edition, consistent_read=True)
        return rules.newest_first(
            Published(row.slug, msgspec.json.decode(row.initiative, type=Initiative), int(row.at))
            for row in rows
            if row.initiative
        )


# Results


def keep_results(edition: str, results: Results) -> int:
    """Keep a recount unless a newer one is there. Returns when the one that is there was written."""
    row = _Results(
        _apart(edition, "results"),
        results.round,
        votes=dict(results.votes),
        people=results.people,
        as_of=results.as_of,
    )
    with answering():
        row.changed_at = _stamp(edition)
        if not held(lambda: row.save(_Results.slug.does_not_exist() | (_Results.as_of < row.as_of))):
            row.refresh(consistent_read=True)
        return int(row.changed_at)


def results(edition: str, round_name: str) -> Results | None:
    """The newest recount of a round; None before the first."""
    with answering():
        try:
            row = _Results.get(_apart(edition, "results"), round_name, consistent_read=True)
        except DoesNotExist:
            return None
    return Results(round_name, {slug: int(votes) for slug, votes in row.votes.items()}, int(row.people), int(row.as_of))


# Builds


def last_build(edition: str) -> Build:
    """The last build that was finished; one that began at 0 where there was none."""
    with answering():
        try:
            row = _Build.get(_apart(edition, "build"), "build", consistent_read=True)
        except DoesNotExist:
            return Build(0, "")
    return Build(int(row.began), row.shows)


def begin_after(last: Build, change: int) -> int:
    """The stamp of a build that begins now, after the last one and because of a change of this stamp."""
    return max(clock.microseconds(), last.began + 1, change + 1)


def finish(edition: str, build: Build) -> None:
    """Remember a build of which every file is in its place, unless one that began later was finished."""
    row = _Build(_apart(edition, "build"), "build", began=build.began, shows=build.shows)
    with answering():
        held(lambda: row.save(_Build.slug.does_not_exist() | (_Build.began < row.began)))


def _stamp(edition: str) -> int:
    """When a change is written: later than any build that began before it."""
    return max(clock.microseconds(), last_build(edition).began + 1)


def _apart(edition: str, kind: str) -> str:
    # A partition of its own: no slug of an initiative can ever meet it.
    return f"{edition} {kind}"
