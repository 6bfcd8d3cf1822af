"""Palmares files for those who recount them: ballots by letters, and a file that says of each what follows."""

import copy
import json
from collections.abc import Sequence
from typing import Any

RULES = {"shortlist": "9f3c1a7be02d4c58", "final": "0123456789abcdef"}


def ballot(order: str, away: str = "", reserve: bool = False) -> dict[str, Any]:
    """A juror's: a letter is an entry, and - is no award."""
    return {"order": slugs(order), "stood_back": slugs(away), "reserve": reserve}


def slugs(letters: str) -> list[str]:
    """What these letters stand for."""
    return ["" if letter == "-" else letter for letter in letters]


def scores(**fractions: str) -> dict[str, str]:
    """The scores of entries, and of no award under `no_award`."""
    return {"" if name == "no_award" else name: fraction for name, fraction in fractions.items()}


def outcome(kind: str, entries: str, ballots: Sequence[dict[str, Any]], state: str, chosen: str, **said: Any) -> Any:
    """A category and what is said of it: two go on from a shortlist, and one juror is enough."""
    its = {"round": f"{kind}-2027", "category": "scholen", "kind": kind, "rules": RULES[kind], "nominees": 2}
    its |= {"least": 1, "entries": slugs(entries), "ballots": ballots, "state": state, "chosen": slugs(chosen)}
    return its | {"broken_by": "", "broken_with": [], "scores": {}} | said


def palmares(*outcomes: Any) -> dict[str, Any]:
    """A file of copies of these, each in the round of its kind."""
    rounds = {its["kind"]: {"round": its["round"], "kind": its["kind"], "rules": its["rules"]} for its in outcomes}
    for kind, its in rounds.items():
        its["categories"] = [one for one in outcomes if one["kind"] == kind]
    return copy.deepcopy({"edition": "2027", "rounds": list(rounds.values())})


def written(file: object) -> bytes:
    """As it is published."""
    return json.dumps(file, ensure_ascii=False).encode()
