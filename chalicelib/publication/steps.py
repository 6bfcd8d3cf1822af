"""What publication does with what happened: rows change at once, the files follow with the next build.

However many changes wait, one build shows them all (debounce): a change that came before a finished build began needs
none of its own.
"""

from chalicelib import clock
from chalicelib.cloud import closings, editions, log, published
from chalicelib.cloud.editions import Version, edition
from chalicelib.cloud.queues import Steps
from chalicelib.edition import Edition
from chalicelib.kinds import MINUTE, Seconds
from chalicelib.messages.jury import OutcomeDecided
from chalicelib.messages.message import Message
from chalicelib.messages.publication import (
    InitiativeApproved,
    InitiativeTakenDown,
    PeopleForgotten,
    ResultsCounted,
    SiteChanged,
)
from chalicelib.messages.voting import VoterKeyDestroyed
from chalicelib.publication import bucket, builds, outcomes, photos, shelves, store
from chalicelib.site import calendar
from chalicelib.site.public import Published, Results
from chalicelib.site.version import version


def show(approved: InitiativeApproved) -> list[Message]:
    """Everyone may see it, unless it was taken down meanwhile."""
    its = Published(approved.slug, approved.initiative, approved.at, approved.since)
    kept = store.show(edition().name, its, approved.number)
    if told := [photo.id for photo in approved.initiative.photos]:
        photos.settle(edition().name, approved.slug, kept.photos, told)
    return [SiteChanged(kept.after, edition().name)]


def take_down(taken: InitiativeTakenDown) -> list[Message]:
    """Nobody may see it: its own pages go at once, and the build takes it out of lists and feeds."""
    kept = store.take_down(edition().name, taken.slug, taken.number, taken.at)
    if not kept.is_public:
        # Of this year's page, where the year is over, another may be: an initiative that came back keeps its address.
        now = [] if editions.is_over(edition().name) else bucket.about(taken.slug)
        published.remove([*now, *bucket.about_then(taken.slug, edition().name)])
    photos.hide(its for its in taken.photos if its not in kept.photos)
    return [SiteChanged(kept.after, edition().name)]


def keep_results(counted: ResultsCounted) -> list[Message]:
    """The files show the newest recount, once its numbers are public."""
    its = counted
    results = Results(its.round, its.votes, its.people, its.as_of, its.disqualified, its.requested, its.tie)
    return [SiteChanged(store.keep_results(edition().name, results), edition().name)]


def keep_destruction(destroyed: VoterKeyDestroyed) -> list[Message]:
    """The files say since when nobody can tell whose ballot is whose."""
    after = store.keep_destruction(edition().name, destroyed.round, destroyed.at)
    return [SiteChanged(after, edition().name)]


def keep_forgotten(forgotten: PeopleForgotten) -> list[Message]:
    """The files say what of a year was destroyed, and when."""
    after = store.keep_forgotten(forgotten.year, forgotten.what, forgotten.left, forgotten.at)
    return [SiteChanged(after, forgotten.year)]


def keep_outcome(decided: OutcomeDecided) -> list[Message]:
    """The files show what a jury decided, from the results of its round on."""
    return [SiteChanged(outcomes.keep(edition().name, decided.outcome, decided.at), edition().name)]


def build(changed: SiteChanged) -> list[Message]:
    """Bring the public files up to date, unless a build that began after the change has done so.

    They show the year that is on. The pages of one that is over are apart: what has changed in it changes those alone.
    """
    is_kept = changed.year in editions.past()
    last = builds.newest()
    if (builds.finished(changed.year) if is_kept else last.finished) > changed.after:
        return []
    # The number is taken before anything is read, so that what changes from here on is left to the next build.
    number, until = builds.begin(), clock.seconds() + bucket.LONGEST_BUILD
    if is_kept:
        return [] if _keep(changed.year, number, until) else [SiteChanged(builds.newest().begun, changed.year)]
    year = editions.current()
    now = _at(year.edition)
    shows = _shown(year, now) + _WON + shelves.honoured(year.edition, now)
    # Before those of the next year take their place.
    if not all(_keep(name, number, until) for name in editions.past() if name not in _kept(last.shows)):
        return [SiteChanged(builds.newest().begun)]
    # Whoever began and did not finish may have left anything behind.
    is_known = last.shows == shows and last.begun == last.finished == number - 1 and not changed.whole
    changes = shelves.bring_changes(year.edition, now, last.finished) if is_known else None
    changes = changes or bucket.bring_up_to_date(shelves.everything(year.edition, now), until)
    log.happened("built", files=changes.written, count=changes.removed)
    if not changes.is_all:
        # Goes on as another build, which draws just what this one did not.
        return [SiteChanged(number, whole=changed.whole)]
    if builds.finish(number, shows):
        return []
    # Two builds wrote at the same time, so either may have undone what the other did.
    return [SiteChanged(builds.newest().begun, whole=True)]


def _keep(name: str, number: int, until: Seconds) -> bool:
    """Make the pages of a year that is over, but for those that are there as they should be; says whether all are."""
    from chalicelib.site import archive

    year = editions.newest(name).edition
    its = shelves.site(year, _at(year))
    changes = bucket.bring_up_to_date(archive.sketches(its), until, bucket.kept(name))
    log.happened("kept", files=changes.written, count=changes.removed)
    return changes.is_all and builds.finish_kept(name, number)


def turn_phase() -> list[Message]:
    """Asks for a build when a phase or a day begins, after a change of the year or a deploy; else it costs a read."""
    if not editions.years():
        return []
    year, last = editions.current(), builds.newest()
    if last.shows.partition(_WON)[0] == _shown(year, _at(year.edition)):
        return []
    return [SiteChanged(last.begun)]


def _at(year: Edition) -> calendar.Calendar:
    """Where a year stands, by its rules and by what organisers said of its results."""
    now = clock.now()
    return calendar.at(year, now, closings.embargo(year, now))


TURNING = 5 * MINUTE
"""Seconds after which every process knows that a year is over, and what they still made of it is done."""
_KEPT, _WON = " keeps ", " won "


def _shown(year: Version, now: calendar.Calendar) -> str:
    """What a build shows: with the years of which the pages are made for good."""
    *earlier, newest = editions.past() or ("",)
    is_made = clock.seconds() >= editions.over_since() + TURNING
    for_good = [*earlier, newest if is_made else f"{newest}?"]
    drawn = f"{year.stamp} {now} {version()}"
    return f"{drawn}{_KEPT}{' '.join(for_good)}" if newest else drawn


def _kept(shows: str) -> list[str]:
    """Of which years a build that showed this had made the pages for good."""
    return shows.partition(_WON)[0].partition(_KEPT)[2].split()


STEPS: Steps = {
    InitiativeApproved: show,
    InitiativeTakenDown: take_down,
    ResultsCounted: keep_results,
    VoterKeyDestroyed: keep_destruction,
    OutcomeDecided: keep_outcome,
    PeopleForgotten: keep_forgotten,
    SiteChanged: build,
}
