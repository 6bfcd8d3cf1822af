"""What publication does with what happened: rows change at once, the files follow with the next build.

However many changes wait, one build shows them all (debounce): a change that came before a finished build began needs
none of its own.
"""

from collections.abc import Iterator

from chalicelib import clock
from chalicelib.cloud import editions, log
from chalicelib.cloud.editions import Version, edition
from chalicelib.cloud.queues import Steps
from chalicelib.cloud.settings import settings
from chalicelib.edition import Edition
from chalicelib.messages.message import Message
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown, ResultsCounted, SiteChanged
from chalicelib.messages.voting import VoterKeyDestroyed
from chalicelib.publication import bucket, store
from chalicelib.site import calendar
from chalicelib.site.file import File, Sketch
from chalicelib.site.public import Published, Results
from chalicelib.site.version import version


def show(approved: InitiativeApproved) -> list[Message]:
    """Everyone may see it, unless it was taken down meanwhile."""
    its = Published(approved.slug, approved.initiative, approved.at, approved.since)
    kept = store.show(edition().name, its, approved.dossier_version)
    return [SiteChanged(kept.after)]


def take_down(taken: InitiativeTakenDown) -> list[Message]:
    """Nobody may see it: its own pages go at once, and the build takes it out of lists and feeds."""
    kept = store.take_down(edition().name, taken.slug, taken.dossier_version, taken.at)
    if not kept.is_public:
        bucket.remove(bucket.about(taken.slug))
    return [SiteChanged(kept.after)]


def keep_results(counted: ResultsCounted) -> list[Message]:
    """The files show the newest recount, once its numbers are public."""
    results = Results(counted.round, counted.votes, counted.people, counted.as_of)
    return [SiteChanged(store.keep_results(edition().name, results))]


def keep_destruction(destroyed: VoterKeyDestroyed) -> list[Message]:
    """The files say since when nobody can tell whose ballot is whose."""
    return [SiteChanged(store.keep_destruction(edition().name, destroyed.round, destroyed.at))]


def build(changed: SiteChanged) -> list[Message]:
    """Bring the public files up to date, unless a build that began after the change has done so.

    They show the year that is on, whichever the change was of.
    """
    if store.builds().finished > changed.after:
        return []
    # The number is taken before anything is read, so that what changes from here on is left to the next build.
    number = store.begin()
    year = editions.current()
    now = calendar.at(year.edition, clock.now())
    changes = bucket.bring_up_to_date(_files(year.edition, now))
    log.happened("built", files=changes.written, count=changes.removed)
    if not changes.is_all:
        # Goes on as another build, which draws just what this one did not.
        return [SiteChanged(number)]
    if store.finish(number, _shown(year, now)):
        return []
    # Two builds wrote at the same time, so either may have undone what the other did.
    return [SiteChanged(store.builds().begun)]


def turn_phase() -> list[Message]:
    """Asks for a build when a phase or a day begins, after a change of the year or a deploy; else it costs a read."""
    if not editions.years():
        return []
    year, last = editions.current(), store.builds()
    if last.shows == _shown(year, calendar.at(year.edition, clock.now())):
        return []
    return [SiteChanged(last.begun)]


def _files(year: Edition, now: calendar.Calendar) -> Iterator[File | Sketch]:
    # Imported here: every function loads this file, only this one draws pages.
    from chalicelib.site import files

    shelf = store.shelf(year.name)
    return files.sketches(
        files.Site(
            edition=year,
            published=shelf.published,
            calendar=now,
            results=store.results(year.name, year.vote.key) if now.results else None,
            key_destroyed=store.key_destroyed(year.name, year.vote.key) if now.results else None,
            public_url=settings().public_url,
            gone=shelf.gone,
            changed=shelf.changed,
        )
    )


def _shown(year: Version, now: calendar.Calendar) -> str:
    return f"{year.stamp} {now} {version()}"


STEPS: Steps = {
    InitiativeApproved: show,
    InitiativeTakenDown: take_down,
    ResultsCounted: keep_results,
    VoterKeyDestroyed: keep_destruction,
    SiteChanged: build,
}
