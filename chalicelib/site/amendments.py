"""What two organisers changed of rounds that had opened: beside the results and the rules, and for programs."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib import brussels
from chalicelib.amendment import Amendment
from chalicelib.edition import Edition
from chalicelib.kinds import Language


class Field(Struct, frozen=True):
    """A field of a round, how it was and how it is since: `label` is a key under [organise.fields]."""

    label: str
    old: datetime | int
    new: datetime | int


class Amended(Struct, frozen=True):
    """One change of a round, when it was agreed, and what the organisers tell of it."""

    at: datetime
    fields: Sequence[Field]
    note: str
    before: str
    after: str


def shown(year: Edition, language: Language) -> list[Amended]:
    """All of a year, the newest first."""
    kinds = {its.key: its.kind for its in year.rounds}
    return [
        Amended(
            brussels.moment(its.at),
            [Field(f"{kinds[its.round]}_{one.field}", _here(one.old), _here(one.new)) for one in its.changed],
            its.note[language],
            its.before,
            its.after,
        )
        for its in reversed(year.amendments)
    ]


def _here(value: datetime | int) -> datetime | int:
    return value.astimezone(brussels.CLOCKS) if isinstance(value, datetime) else value


def told(its: Amendment) -> dict[str, object]:
    """One of them for programs: of nobody more than that there were two."""
    return {
        "round": its.round,
        "at": brussels.moment(its.at),
        "changed": its.changed,
        "rules": {"before": its.before, "after": its.after},
        "note": its.note,
        "organisers": 2,
    }
