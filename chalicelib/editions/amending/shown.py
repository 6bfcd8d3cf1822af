"""An amendment as organisers read it, in a language."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from msgspec import Struct

from chalicelib import brussels
from chalicelib.amendment import Amendment, Note
from chalicelib.edition import Edition, Round
from chalicelib.editions import groups, stories, told
from chalicelib.editions.amending import rules
from chalicelib.editions.groups import Item
from chalicelib.editions.stories import History
from chalicelib.editions.told import Line
from chalicelib.kinds import Language, Seconds

State = Literal["sent", "waiting", "answered", "lapsed", "agreed", "dropped", "refused"]
"""It is on its way; somebody else may agree; somebody answered just now; nobody can agree any more; and what became of
it: "dropped" by whoever proposed it, too."""


class Shown(Struct, frozen=True):
    """An amendment with what became of it."""

    state: State
    lines: Sequence[Line] = ()
    note: Note | None = None
    who: str = ""
    at: datetime | None = None
    until: datetime | None = None
    """The moment before which somebody has to agree."""
    is_mine: bool = False
    refused: str = ""
    """Why it was not taken, or why an answer was not."""


def items(edition: Edition, its: Round, names: Collection[str]) -> list[Item]:
    """These fields of a round as a form has them."""
    number = edition.rounds.index(its)
    found = (*groups.items(edition, "dates"), *groups.items(edition, "rules"))
    return [item for item in found if item.path[:2] == ("rounds", number) and item.path[2] in names]


def of(
    newest: Edition, history: History, asked: str, answer: str, reader: str, language: Language, now: Seconds
) -> Shown:
    """An amendment by its id, for somebody who reads it; `answer` is the id of what they pressed just now, or ""."""
    known = {its.id: its for its in history.changes}
    proposed = known.get(asked)
    if proposed is None:
        return Shown("sent")
    if proposed.refused:
        return Shown("refused", refused=told.refusal(proposed.refused, language))
    its = next((one for one in (*newest.waits, *newest.amendments) if one.id == asked), None)
    its = its or next(one for one in proposed.edition.waits if one.id == asked)
    reply = known.get(answer)
    state = _state(newest, its, now, is_answered=bool(answer) and reply is None)
    before = rules.round_of(newest, its.round)
    return Shown(
        state,
        told.amendment(its, newest, language),
        its.note,
        stories.called(proposed.by, history.names, language),
        brussels.moment(proposed.at),
        rules.until(before, its.changed) if before and state == "waiting" else None,
        proposed.by == reader,
        told.refusal(reply.refused, language) if reply and reply.refused else "",
    )


def _state(newest: Edition, its: Amendment, now: Seconds, is_answered: bool) -> State:
    if its in newest.amendments:
        return "agreed"
    if its not in newest.waits:
        return "dropped"
    if is_answered:
        return "answered"
    return "lapsed" if rules.is_lapsed(newest, now) else "waiting"
