"""The history of a year, in the words of who reads it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib import brussels
from chalicelib.amendment import Amendment
from chalicelib.cloud.people import DEPLOY, OPERATOR
from chalicelib.edition import Edition
from chalicelib.editions import told
from chalicelib.editions.asked import packed
from chalicelib.editions.store import Change
from chalicelib.editions.told import Line
from chalicelib.kinds import Language, Seconds
from chalicelib.web.words import say

NAMELESS = {OPERATOR: "operator", DEPLOY: "deploy"}
"""Who changes a year and is nobody that signs in."""

AT_ONCE = 30
"""Changes that one page tells."""


class Story(Struct, frozen=True):
    """A change: who made it, when and why, what it changed, and what became of it."""

    id: str
    number: int
    who: str
    at: datetime
    why: str
    lines: Sequence[Line]
    refused: str = ""
    """Why it was not taken."""
    meanwhile: Sequence[Line] = ()
    """What others changed instead, where that is why."""
    wanted: str = ""
    """The year as it was wanted then, to be asked for again."""
    undoes: bool = False
    """Whether it can be undone: the first version of a year cannot."""


class History(Struct, frozen=True):
    """All that was changed and was to be changed, the newest first."""

    changes: Sequence[Change]
    known: Mapping[int, Edition]
    """The versions."""
    names: Mapping[str, str]
    """Who is who."""

    def told(self, language: Language, page: int) -> list[Story]:
        """A page of it, the first of which is 1."""
        its = self.changes[(page - 1) * AT_ONCE : page * AT_ONCE]
        return [_story(change, self.known, language, self.names) for change in its]

    def one(self, language: Language, change: str) -> Story | None:
        """A change by its id; None where it is not there, or not yet."""
        found = next((its for its in self.changes if its.id == change), None)
        return _story(found, self.known, language, self.names) if found else None

    @property
    def pages(self) -> int:
        """How many pages it is."""
        return max(1, -(-len(self.changes) // AT_ONCE))


def of(changes: Iterable[Change], names: Mapping[str, str]) -> History:
    """The history of a year, made of its changes in any order."""
    in_order = sorted(changes, key=_when, reverse=True)
    return History(in_order, {its.number: its.edition for its in in_order if not its.refused}, names)


def _when(change: Change) -> tuple[Seconds, int]:
    return change.at, change.number


def _story(change: Change, known: Mapping[int, Edition], language: Language, names: Mapping[str, str]) -> Story:
    before = known.get(change.number - 1)
    # What two do, nobody asks for again or undoes alone.
    is_theirs = before is not None and _amending(before) != _amending(change.edition)
    is_late = change.refused == "changed_meanwhile" and before is not None and not is_theirs
    return Story(
        change.id,
        change.number,
        called(change.by, names, language),
        brussels.moment(change.at),
        say(language, "organise.by.file") if change.by == DEPLOY else change.why,
        told.lines(before, change.edition, language) if before else (),
        told.refusal(change.refused, language) if change.refused else "",
        told.lines(before, known[max(known)], language) if before and is_late else (),
        packed(change.edition) if is_late else "",
        before is not None and not change.refused and not is_theirs,
    )


def _amending(edition: Edition) -> tuple[Sequence[Amendment], Sequence[Amendment]]:
    return edition.amendments, edition.waits


def called(by: str, names: Mapping[str, str], language: Language) -> str:
    """Who made a change, by name while that is known."""
    if by in NAMELESS:
        return say(language, f"organise.by.{NAMELESS[by]}")
    return names.get(by) or say(language, "organise.by.somebody")
