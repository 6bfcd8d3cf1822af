"""The proposal to leave votes out as a form: its fields, what is wrong with one, and the condition that it says."""

import re
from collections.abc import Mapping
from datetime import datetime

from chalicelib import clock
from chalicelib.disqualification import REASONS, Condition
from chalicelib.initiative import SLUG
from chalicelib.kinds import Microseconds, Seconds
from chalicelib.voting.disqualifying import rules
from chalicelib.web.fields import BUTTON, Field, Filled, Form

ABOUT = ("domain", "network", "candidate", "pace", "since", "until")
"""What a condition may say; the last two are typed, as the clocks in Brussels show them."""
PROPOSAL: Form = (
    *BUTTON,
    *(Field(name, "own") for name in ("id", "domain", "network", "candidate", "pace")),
    Field("since", "text", most=16),
    Field("until", "text", most=16),
    Field("reason", "own"),
    Field("note", "text", most=rules.LONGEST_NOTE, lines=True),
)
ANSWER: Form = (*BUTTON, Field("number", "own"), Field("answer", "own"))

_ID = re.compile("[0-9a-f]{12}")
_HASH = re.compile("[A-Za-z0-9_-]{0,43}")
_PACE = re.compile("([1-9][0-9]?)?")


def is_id(text: str) -> bool:
    """Whether a case may be called so."""
    return bool(_ID.fullmatch(text))


def about(said: Mapping[str, str]) -> dict[str, str] | None:
    """What a condition is about, of what stood in a form or an address; None where no page of ours wrote that."""
    its = {name: said.get(name, "") for name in ABOUT}
    is_ours = _HASH.fullmatch(its["domain"]) and _HASH.fullmatch(its["network"]) and _PACE.fullmatch(its["pace"])
    return its if is_ours and (not its["candidate"] or re.fullmatch(SLUG, its["candidate"])) else None


def condition(said: Mapping[str, str], now: Seconds) -> Condition | None:
    """The condition that it says, for votes until now at most; None where a moment cannot be read."""
    try:
        since = _moment(said["since"]) if said["since"] else 0
        until = min(_moment(said["until"]), now) if said["until"] else now
    except ValueError:
        return None
    begins, ends = Microseconds(since * 1_000_000), Microseconds(until * 1_000_000)
    return Condition(ends, begins, said["domain"], said["network"], said["candidate"], int(said["pace"] or 0))


def faults(filled: Filled, found: Condition | None, now: Seconds) -> dict[str, str]:
    """What is wrong, by field: the end of a key under [disqualifying.faults]."""
    wrong = {}
    if found is None:
        wrong["since"] = "moment"
    elif not rules.says_enough(found, now):
        wrong["since"] = "too_wide"
    if filled.texts["reason"] not in REASONS:
        wrong["reason"] = "reason"
    if not 0 < len(filled.texts["note"]) <= rules.LONGEST_NOTE:
        wrong["note"] = "note"
    return wrong


def typed(seconds: Seconds) -> str:
    """A moment as it is typed in such a form."""
    return clock.local(seconds).strftime("%Y-%m-%dT%H:%M")


def _moment(text: str) -> Seconds:
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=clock.local(0).tzinfo).timestamp())
