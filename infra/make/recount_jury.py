"""Works out again what a jury chose, from the public file of its ballots alone, and says where that says otherwise.

What it takes the organiser's word for: that each ballot is a juror's and none is missing, who is the chair and who the
deputy, or that neither breaks a tie, what the entries were, how many go on, and how many jurors must judge each.

    python3 recount_jury.py https://example.org/palmares.json
    python3 recount_jury.py a-copy.json

This file needs Python 3.11 or newer and nothing else. It ends with 0 when all is right; with 1 when something differs,
and names each place; with 2 when the file cannot be read, or holds a ballot that nobody may cast. It was written after
the rules in words, without the program of the site, and reckons in whole numbers of one denominator.
"""

import argparse
import json
import re
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from fractions import Fraction
from http.client import HTTPException
from itertools import permutations
from math import lcm
from typing import Any, get_args, get_origin, get_type_hints

NO_AWARD = ""
"""Competes in a final beside the entries: that nobody gets the prize."""
PLACES = 5
"""How many of a shortlist's ballot get points: five for the first, one for the fifth."""
BREAKERS = ("chair", "deputy")
KNOWN = {
    "kind": ("shortlist", "final"),
    "state": ("decided", "no_award", "too_few", "tie"),
    "broken_by": ("", "places", "shares", *BREAKERS),
}
LARGEST, MOST, FINALISTS, LONGEST = 20_000_000, 10_000, 100, 200
"""Bytes of the file, members of a list, entries of a final, characters of a text: more than any year has."""

quoted = json.dumps
"""As JSON writes it, so that no name can pass for something else on a screen."""


class Unreadable(Exception):
    """The file is not one that can be counted; says what is wrong, and where."""


def recount(content: bytes) -> tuple[list[str], list[str]]:
    """What each category came to by its ballots, and a sentence for each thing that differs. Raises Unreadable."""
    found, wrong = list[str](), list[str]()
    for where, its in outcomes(content):
        follows = verdict(its)
        found.append(f"{where}: {follows.state} {quoted(follows.chosen)}")
        wrong += [f"{where}: {sentence}" for sentence in differences(its, follows)]
    return found, wrong


# What the file says


@dataclass(frozen=True)
class Ballot:
    """A juror's order, the best first, and what they do not judge. A reserve counts where the others are too few."""

    order: list[str]
    stood_back: list[str]
    reserve: bool


@dataclass(frozen=True)
class Verdict:
    """What follows from the ballots of a category."""

    state: str
    chosen: list[str]
    broken_by: str
    broken_with: list[str]
    scores: dict[str, str]


@dataclass(frozen=True)
class Outcome(Verdict):
    """A category in the file: its ballots, and what is said to follow from them."""

    round: str
    category: str
    kind: str
    rules: str
    nominees: int
    least: int
    entries: list[str]
    ballots: list[Ballot]


FILE = {"edition": str, "rounds": list[Any]}
OUTCOME, BALLOT = get_type_hints(Outcome), get_type_hints(Ballot)
ROUND = {"round": str, "kind": str, "rules": str, "categories": list[Any]}
SAID = {str: "a text", int: "a whole number", bool: "true or false", list: "a list of its kind", dict: "texts by name"}


def outcomes(content: bytes) -> Iterator[tuple[str, Outcome]]:
    """Each category of each round, and what to call it. Raises Unreadable."""
    seen = set[str]()
    for number, value in enumerate(read(FILE, parsed(content), "the file")["rounds"], 1):
        its = read(ROUND, value, where := called("round", value, number))
        for place, said in enumerate(its["categories"], 1):
            here = f"{where}, {called('category', said, place)}"
            given = read(OUTCOME, said, here)
            cast = [Ballot(**read(BALLOT, one, f"{here}, ballot {at}")) for at, one in enumerate(given["ballots"], 1)]
            outcome = Outcome(**{**given, "ballots": cast})
            for name in ("round", "kind", "rules"):
                if given[name] != its[name]:
                    raise Unreadable(f"{here}: {name} is not that of its round")
            if here in seen:
                raise Unreadable(f"{here}: it is there twice")
            seen.add(here)
            check(outcome, here)
            yield here, outcome


def parsed(content: bytes) -> object:
    """What the JSON says. Raises Unreadable, also where a field stands twice: others might read the other one."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len(found := dict(pairs)) < len(pairs):
            raise ValueError("a name stands twice in one place")
        return found

    if len(content) > LARGEST:
        raise Unreadable(f"the file: it is larger than {LARGEST} bytes")
    try:
        return json.loads(content.decode(), object_pairs_hook=once)
    except (ValueError, RecursionError) as problem:
        raise Unreadable(f"the file: it is not JSON: {problem}") from None


def read(shape: Mapping[str, Any], value: object, where: str) -> dict[str, Any]:
    """The fields of this shape. Raises Unreadable."""
    if not isinstance(value, dict):
        raise Unreadable(f"{where}: it does not have fields")
    for name, kind in shape.items():
        if name not in value:
            raise Unreadable(f"{where}: {name} is missing")
        if not is_a(value[name], kind):
            raise Unreadable(f"{where}: {name} is too long, or not {SAID[get_origin(kind) or kind]}")
    return {name: value[name] for name in shape}


def is_a(value: object, kind: Any) -> bool:
    """Whether it is of this type through and through, and no longer than anything is."""
    if kind is Any or is_dataclass(kind):
        return True
    if type(value) is not (get_origin(kind) or kind):
        return False
    if isinstance(value, list | dict):
        members = [*value, *value.values()] if isinstance(value, dict) else value
        return len(value) <= MOST and all(is_a(each, get_args(kind)[-1]) for each in members)
    return not isinstance(value, str) or len(value) <= LONGEST


def called(kind: str, value: object, number: int) -> str:
    """What to call a round or category: by its name, or else by its number in the file."""
    name = value.get(kind) if isinstance(value, dict) else None
    return f"{kind} {quoted(name) if is_a(name, str) else number}"


def check(its: Outcome, where: str) -> None:
    """Raises Unreadable where an outcome says what none can."""
    for name, known in KNOWN.items():
        if getattr(its, name) not in known:
            raise Unreadable(f"{where}: {name} {quoted(getattr(its, name))} is unknown")
    if not re.fullmatch("[0-9a-f]{16}", its.rules):
        raise Unreadable(f"{where}: rules are not 16 hexadecimal characters")
    if its.nominees < 1 or its.least < 1:
        raise Unreadable(f"{where}: nominees or least is below 1")
    if NO_AWARD in its.entries or len(set(its.entries)) < len(its.entries):
        raise Unreadable(f"{where}: of the entries one has no name, or stands there twice")
    if its.kind == "final" and len(its.entries) > FINALISTS:
        raise Unreadable(f"{where}: a final of more than {FINALISTS} entries")
    for number, ballot in enumerate(its.ballots, 1):
        if wrong := fault(ballot, its):
            raise Unreadable(f"{where}, ballot {number}: {wrong}")


def fault(ballot: Ballot, its: Outcome) -> str:
    """What is wrong with a ballot; nothing where it may be cast."""
    known, away = {*its.entries, *([NO_AWARD] if its.kind == "final" else [])}, {*ballot.stood_back}
    if its.kind == "shortlist" and len(ballot.order) > PLACES:
        return f"its order has more than {PLACES} entries"
    for slug in ballot.order:
        if slug not in known or slug in away or ballot.order.count(slug) > 1:
            why = "its juror stood back" if slug in away else "it is there twice" if slug in known else "it is no entry"
            return f"in its order {quoted(slug)}: {why}"
    is_right = len(away) == len(ballot.stood_back) and away <= {*its.entries}
    return "" if is_right else "its juror stood back from what is no entry, or twice"


# What follows from it


def verdict(its: Outcome) -> Verdict:
    """What follows from the ballots of a category."""
    for ballots in ([one for one in its.ballots if not one.reserve], its.ballots):
        away = Counter(slug for one in ballots for slug in one.stood_back)
        judges = {slug: len(ballots) - away[slug] for slug in its.entries}
        if judges and min(judges.values()) >= its.least:
            return final(its, ballots) if its.kind == "final" else shortlist(its, ballots, judges)
    return Verdict("too_few", [], "", [], {})


def shortlist(its: Outcome, ballots: Sequence[Ballot], judges: Mapping[str, int]) -> Verdict:
    """The best go on, and whoever is equal in everything to the last of them."""
    places = {slug: [0] * PLACES for slug in its.entries}
    for one in ballots:
        for place, slug in enumerate(one.order):
            places[slug][place] += 1
    whole, heights = lcm(*judges.values()), dict[str, list[int]]()
    for slug, row in places.items():
        points = sum(times * (PLACES - place) for place, times in enumerate(row))
        heights[slug] = [times * (whole // judges[slug]) for times in (points, *row)]
    best = sorted((height for height in heights.values() if height[0]), reverse=True)[: its.nominees]
    chosen = sorted(slug for slug, height in heights.items() if best and height >= best[-1])
    outside = {height[0] for slug, height in heights.items() if slug not in chosen}
    by = "places" if any(heights[slug][0] in outside for slug in chosen) else ""
    scores = {slug: str(Fraction(height[0], whole)) for slug, height in heights.items()}
    return Verdict("decided" if chosen else "no_award", chosen, by, [], scores)


def final(its: Outcome, ballots: Sequence[Ballot]) -> Verdict:
    """Who wins each duel has it; else who has the highest mean share; else who is first of those by a given order."""
    table = duels([*its.entries, NO_AWARD], ballots)
    whole, heights = lcm(*(halves + table[pair[::-1]] for pair, halves in table.items())), Counter[str]()
    for pair, halves in table.items():
        heights[pair[0]] += halves * (whole // (halves + table[pair[::-1]]))
    scores = {slug: str(Fraction(height, whole * len(its.entries))) for slug, height in heights.items()}
    top = sorted(slug for slug, height in heights.items() if height == max(heights.values()))
    beaten = {pair[0] for pair, halves in table.items() if halves <= table[pair[::-1]]}
    unbeaten, first = [slug for slug in heights if slug not in beaten], first_of(top, its)
    for best, by, order in ((unbeaten, "", []), (top, "shares", []), (first, its.broken_by, its.broken_with)):
        if len(best) == 1:
            return Verdict("no_award" if best == [NO_AWARD] else "decided", [*filter(None, best)], by, order, scores)
    return Verdict("tie", top, "", [], scores)


def duels(candidates: Sequence[str], ballots: Sequence[Ballot]) -> Mapping[tuple[str, str], int]:
    """By pair, how many halves of a juror the first has against the other: both halves where it stands before it, one
    where neither is in the order. Where nobody judges both, each has one, which makes the same share.
    """
    table = Counter[tuple[str, str]]()
    for ballot in ballots:
        place, away = {slug: nth for nth, slug in enumerate(ballot.order)}, {*ballot.stood_back}
        judged = [(slug, place.get(slug, len(place))) for slug in candidates if slug not in away]
        for (one, mine), (other, yours) in permutations(judged, 2):
            table[one, other] += 1 + (mine < yours) - (mine > yours)
    return {pair: table[pair] if table[pair] or table[pair[::-1]] else 1 for pair in permutations(candidates, 2)}


def first_of(tied: Sequence[str], its: Outcome) -> list[str]:
    """Who is first in the order that is said to break a tie; nobody where none who judges all of them gave that."""
    gave = [one for one in its.ballots if one.order == its.broken_with and not {*tied} & {*one.stood_back}]
    return [slug for slug in its.broken_with if slug in tied][:1] if gave and its.broken_by in BREAKERS else []


def differences(its: Outcome, follows: Verdict) -> Iterator[str]:
    """A sentence for each thing that an outcome says and that does not follow from its ballots."""
    if follows.state == "tie" and its.broken_by in BREAKERS:
        yield "broken_with is not the order of a juror who judges all that are equal, with one of them in it"
    for name in ("state", "chosen", "broken_by", "broken_with"):
        if (said := getattr(its, name)) != (found := getattr(follows, name)):
            yield f"{name} is {quoted(said)}, and by the ballots {quoted(found)}"
    for slug in sorted({*its.scores, *follows.scores}):
        if (said := its.scores.get(slug, "none")) != (found := follows.scores.get(slug, "none")):
            yield f"the score of {quoted(slug)} is {quoted(said)}, and by the ballots {quoted(found)}"


def fetched(place: str) -> bytes:
    """What is at an address or in a file, and no more of it than can be read. Raises Unreadable."""
    try:
        is_address = place.startswith(("https://", "http://"))
        with urllib.request.urlopen(place, timeout=60) if is_address else open(place, "rb") as its:
            return bytes(its.read(LARGEST + 1))
    except (OSError, ValueError, HTTPException) as problem:
        raise Unreadable(f"{place}: it did not come: {problem}") from None


def main() -> None:
    asked = argparse.ArgumentParser(description="Works out again what the jury chose, from its public file.")
    asked.add_argument("place", nargs="?", default="palmares.json", help="its address or a copy; else palmares.json")
    try:
        found, wrong = recount(fetched(asked.parse_args().place))
    except Unreadable as problem:
        print(f"CANNOT BE READ. {problem}", file=sys.stderr)
        sys.exit(2)
    print(*found, *([f"NOT RIGHT. {sentence}" for sentence in wrong] or ["All is right."]), sep="\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
