"""Counts a public vote again, from its public files alone, and checks that nothing in them was changed.

What it takes the organiser's word for: that who is "disowned" said so, who is "withdrawn" left, what is "disqualified"
is what that decision was about, that each vote is somebody's and each choice in a tie a juror's. How many, it says.

    python3 recount.py https://example.org/publieksprijs/2027
    python3 recount.py a-folder-with-a-copy
    python3 recount.py --kept what-i-kept.txt https://example.org/publieksprijs/2027

With --kept it says whether the log still has all that you kept of it: a mailed copy, or the proof of your receipt.

This file needs Python 3.11 or newer and nothing else; with the library `cryptography` it checks signatures too, that of
the log and those of its witnesses. Give the keys that you got on paper with --key and --witness, else those beside the
log are believed. It ends with 0 when all is right, and else with 1 and the place where something differs.
"""

import argparse
import hmac
import json
import sys
from array import array
from base64 import b64decode
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from infra.make.log import (
    WIDTH,
    Differs,
    Fetch,
    ahead,
    check_signature,
    check_witnesses,
    from_place,
    paths,
    read_checkpoint,
    tree,
)
from infra.make.unchanged import compare

NOT_A_VOTE = bytes(32)
COLUMNS = "entry,candidate,rules,replaces,key,counts"
STATES = ("yes", "replaced", "disowned", "withdrawn", "disqualified")
DECISIONS = {"disqualified": None, "reinstated": True}

Said = dict[str, dict[str, str]]
Stands = dict[str, bool]


def recount(fetch: Fetch, key: str = "", witnesses: Iterable[str] = ()) -> tuple[Counter[str], list[str]]:
    """The votes of each candidate that has any, and what else there is to say of them. Raises Differs."""
    body, notes = read_checkpoint(fetch("checkpoint"))
    origin, size, root, _ = body.split("\n")
    unchecked = check_signature(body, notes, key or fetch("key").decode(errors="replace"))
    signed = check_witnesses(body, notes, [*witnesses] or told_witnesses(fetch))
    commitments, ids, said, stands = read_log(fetch, int(size), b64decode(root))
    if "openings" not in said:
        raise Differs(f"openings.csv: nothing opens the log yet; its {size} entries are right so far")
    opening, results = fetch("openings.csv"), fetch("results.json")
    for path, content in (("openings", opening), ("results", results)):
        if said.get("openings", {}).get(path) != sha256(content).hexdigest():
            raise Differs(f"{path}: the log says that it is another file, or not yet any")
    counted, others = open_log(opening.decode().removesuffix("\n"), commitments, ids, stands)
    votes, its = {"votes": dict(counted), "not_counted": dict(others)}, said.get("opened", {}).get("round")
    tie = (told := dict(json.loads(results))).pop("tie", None)
    if told != {"round": its, "counted": counted.total(), **votes}:
        raise Differs(f"results.json: by the log it is {votes}")
    why = [f"{state} {number}" for state, number in sorted(others.items())]
    figures = f"{origin}: {size} entries. {', '.join([f'yes {counted.total()}', *why])}."
    return counted, [figures, f"Root {root}", *unchecked, *signed, *broken(counted, tie)]


def told_witnesses(fetch: Fetch) -> list[str]:
    """The keys of the witnesses that the file beside the log names; none where there is none."""
    try:
        return [str(one["key"]) for one in json.loads(fetch("witnesses.json"))]
    except (Differs, KeyError, TypeError):
        return []


# The log


def read_log(fetch: Fetch, size: int, root: bytes) -> tuple[bytes, bytes, Said, Stands]:
    """Of each entry the commitment, zeros for no vote, and 16 bytes for its id; the last of a kind; what stands."""
    found, ids, hashes, last, stands = bytearray(), bytearray(), list[bytes](), Said(), Stands()
    for number, bundle in enumerate(ahead(fetch, paths("entries", size))):
        first = number * WIDTH
        entries = list(entries_of(bundle, number))
        if len(entries) != min(WIDTH, size - first):
            raise Differs(f"bundle {number}: it has {len(entries)} entries")
        for place, entry in enumerate(entries, first):
            hashes.append(sha256(b"\0" + entry).digest())
            said = read_entry(entry, place)
            kind, its = said["kind"], str(said.get("id"))
            found += bytes.fromhex(said["commitment"]) if kind == "vote" else NOT_A_VOTE
            ids += sha256(its.encode()).digest()[:16]
            if kind in DECISIONS and stands.get(its) != DECISIONS[kind]:
                raise Differs(f"entry {place}: it decides what was decided, or undoes what does not stand")
            stands |= {its: kind == "disqualified"} if kind in DECISIONS else {}
            last[kind] = said
    if top_of(fetch, hashes) != root:
        raise Differs("checkpoint: its hash is not that of the entries")
    return bytes(found), bytes(ids), last, stands


def entries_of(bundle: bytes, number: int) -> Iterator[bytes]:
    """The entries of a bundle, each after its length."""
    at = 0
    while at < len(bundle):
        end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
        if end > len(bundle):
            raise Differs(f"bundle {number}: it is cut off")
        yield bundle[at + 2 : end]
        at = end


def read_entry(entry: bytes, number: int) -> dict[str, str]:
    """What an entry says."""
    try:
        said = dict(json.loads(entry))
        its = bytes.fromhex(said["commitment"]) if said["kind"] == "vote" else b""
        if type(said["kind"]) is not str or (said["kind"] == "vote" and (len(its) != 32 or its == NOT_A_VOTE)):
            raise ValueError
        return said
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Differs(f"entry {number}: nobody can read it") from None


def top_of(fetch: Fetch, hashes: list[bytes]) -> bytes:
    """The hash of the whole tree, made anew; each tile has to say the same on the way."""
    level, tail, size = 0, list[bytes](), len(hashes)
    while hashes:
        up, full = [], len(hashes) // WIDTH
        for number, tile in enumerate(ahead(fetch, paths(str(level), len(hashes)))):
            its = hashes[number * WIDTH : (number + 1) * WIDTH]
            if tile != b"".join(its):
                raise Differs(f"tile {number} of level {level}: it is not made of what is below it")
            if number < full:
                up.append(tree(its))
        rest = hashes[full * WIDTH :] + tail
        tail = [tree(rest)] if rest else []
        hashes, level = up, level + 1
    return tail[0] if size else sha256().digest()


# What opens it


def open_log(openings: str, commitments: bytes, ids: bytes, stands: Stands) -> tuple[Counter[str], Counter[str]]:
    """How many votes count for each candidate, and how many do not and why. Raises Differs."""
    size = len(commitments) // 32
    before, counts = array("q", [-1]) * size, bytearray(size)
    is_head = bytearray(b"\1") * size
    counted, others = Counter[str](), Counter[str]()
    lines = iter(openings.split("\n"))
    if next(lines) != COLUMNS:
        raise Differs("openings.csv: its first line is not the names of its columns")
    for place, line in enumerate(lines, 2):
        number, candidate, replaces, state = read_line(line, place, commitments)
        kind, _, by = state.partition(":")
        if (kind == "disqualified") != bool(by) or (by and not stands.get(by)):
            raise Differs(f"openings.csv: entry {number} is left out by a decision that does not stand in the log")
        if counts[number]:
            raise Differs(f"openings.csv: entry {number} is opened twice")
        if replaces >= 0 and not is_head[replaces]:
            raise Differs(f"openings.csv: two entries replace entry {replaces}")
        if replaces >= 0:
            before[number], is_head[replaces] = replaces, 0
        counts[number] = 1 + STATES.index(kind)
        (counted if state == "yes" else others)[candidate if state == "yes" else state] += 1
    check_chains(commitments, ids, before, is_head, counts)
    return counted, others


def read_line(line: str, place: int, commitments: bytes) -> tuple[int, str, int, str]:
    """The entry that a line opens, its candidate, the entry that it replaces or -1, and whether it counts."""
    try:
        entry, candidate, rules, replaces, key, state = line.split(",")
        number, earlier = int(entry), -1 if replaces == "-" else int(replaces)
        written = [str(number), "-" if replaces == "-" else str(earlier), bytes.fromhex(key).hex()]
        if written != [entry, replaces, key] or len(key) != 32 or state.partition(":")[0] not in STATES:
            raise ValueError
    except ValueError:
        raise Differs(f"openings.csv: line {place}") from None
    said = f"{candidate} {rules} {replaces}".encode()
    if hmac.new(bytes.fromhex(key), said, sha256).digest() != of_entry(commitments, number):
        raise Differs(f"openings.csv: entry {number} did not commit to this")
    if replaces != "-" and (earlier == number or of_entry(commitments, earlier) in (b"", NOT_A_VOTE)):
        raise Differs(f"openings.csv: entry {number} replaces what is no other vote")
    return number, candidate, earlier, state


def of_entry(commitments: bytes, number: int) -> bytes:
    """The commitment of an entry; nothing where there is none."""
    return commitments[number * 32 : number * 32 + 32] if number >= 0 else b""


def check_chains(commitments: bytes, ids: bytes, before: "array[int]", is_head: bytearray, counts: bytearray) -> None:
    """Raises Differs where a vote is not opened or counts twice, or is said to be replaced and is not, or is."""
    followed, votes, seen = 0, 0, set[bytes]()
    for number, state in enumerate(counts):
        is_vote = of_entry(commitments, number) != NOT_A_VOTE
        if is_vote != bool(state):
            raise Differs(f"openings.csv: entry {number} is not opened")
        if is_vote and bool(is_head[number]) == (state == 1 + STATES.index("replaced")):
            raise Differs(f"openings.csv: entry {number} is said to be replaced and is not, or the other way round")
        if state == 1 and ids[number * 16 : number * 16 + 16] in seen:
            raise Differs(f"entry {number}: its vote counts twice")
        seen |= {ids[number * 16 : number * 16 + 16]} if state == 1 else set()
        votes += is_vote
        at = number if is_vote and is_head[number] else -1
        while at >= 0:
            followed, at = followed + 1, before[at]
    if followed != votes:
        raise Differs("openings.csv: entries replace each other in a circle")


def broken(votes: Counter[str], tie: Any) -> list[str]:
    """Whom the jury chose of those with the most votes. Raises Differs where that does not follow from its choices."""
    best = first = sorted(slug for slug, number in votes.items() if number == max(votes.values()))
    said = f"Tied: {' and '.join(first)};"
    if tie is None:
        return [f"{said} nobody decided."] if len(first) > 1 else []
    try:
        choices, chairs, deputies = levels = [Counter(dict(tie[name])) for name in ("choices", "chairs", "deputies")]
        wrong = tie["tied"] != first or len(first) < 2 or not chairs + deputies <= choices
        for level in levels:
            wrong |= not level.keys() <= {*(best if len(best) > 1 else [])} or min(level.values(), default=1) < 1
            most, enough = max((level[slug] for slug in best), default=0), choices.total() >= tie["least"] > 0
            best = [slug for slug in best if level[slug] == most and enough]
        if wrong or tie["chosen"] != (best[0] if len(best) == 1 else ""):
            raise ValueError
    except (KeyError, TypeError, ValueError):
        raise Differs("results.json: whom the jury chose does not follow from its choices") from None
    return [f"{said} the jury chose {best[0]}." if tie["chosen"] else f"{said} nobody decided."]


def main() -> None:
    asked = argparse.ArgumentParser(description="Counts a public vote again from its public files.")
    asked.add_argument("place", help="the address of the log, or a folder with a copy")
    asked.add_argument("--key", default="", help="the key of the log, as you got it on paper")
    asked.add_argument("--witness", action="append", default=[], help="the key of a witness, as they gave it to you")
    asked.add_argument("--kept", type=Path, help="a file with what you kept: a mailed copy, or the proof of a receipt")
    given = asked.parse_args()
    fetch = from_place(given.place)
    try:
        if given.kept:
            print("\n".join(compare(fetch, given.kept.read_text("utf-8", "replace"), given.key)))
            return
        counted, said = recount(fetch, given.key, given.witness)
    except (Differs, ValueError, OSError) as difference:
        sys.exit(f"NOT RIGHT. {difference}")
    print("\n".join(said), file=sys.stderr)
    for candidate, votes in counted.most_common():
        print(f"{votes:>9}  {candidate}")


if __name__ == "__main__":
    main()
