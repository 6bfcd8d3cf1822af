"""Who has a dossier open now: a row that their pages write while they are in sight, and that expires within a day."""

from collections.abc import Sequence

from chalicelib import clock
from chalicelib.cloud import limits
from chalicelib.kinds import DAY, MINUTE

LASTS = 2 * MINUTE
"""Seconds after which somebody of whom nothing more was heard has it open no longer."""

_WHO = "open "
"""How the names of its attributes begin, of which each moderator has one: of two who come at once, neither is lost."""


def open_here(dossier_id: str, person_id: str) -> Sequence[str]:
    """Say that somebody has it open: the ids of the others who do. One call. Raises TryAgain."""
    now = clock.seconds()
    answer = limits.change(
        f"open#{dossier_id}",
        "SET #who = :now, expires_at = :until",
        {":now": now, ":until": now + DAY},
        ExpressionAttributeNames={"#who": _WHO + person_id},
        ReturnValues="ALL_NEW",
    )
    seen = {name: value for name, value in answer["Attributes"].items() if name.startswith(_WHO)}
    there = [name.removeprefix(_WHO) for name, value in seen.items() if int(value["N"]) > now - LASTS]
    return sorted(one for one in there if one != person_id)
