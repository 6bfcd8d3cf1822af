"""I3: what an organiser who signs might try with what opens a log, and what our program says to it."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from chalicelib.voting.sealing import entries
from infra.make.log import Differs
from tests.sealed import Files, made

OPENED = b'{"kind":"opened","round":"public-2027"}'
RULES = "9f3c1a7be02d4c58"


NOON = datetime(2027, 4, 20, 12, tzinfo=UTC)
LEFT_OUT = entries.disqualified("x", "paid", 1, NOON)
BACK_IN = entries.reinstated("x", NOON)


def forged(*votes: tuple[str, int | None, str], commitment: str = "", said_last: Sequence[bytes] = ()) -> Files:
    """A log of two entries and then these votes: for whom, which entry each replaces, and what is said of it."""
    said, opened = [OPENED, entries.decided_by(RULES)], []
    for number, (candidate, replaces, state) in enumerate(votes, 2):
        key = number.to_bytes(16, "big")
        said.append(entries.vote(f"id-{number}", entries.committed(key, candidate, RULES, replaces)))
        opened.append(entries.opening(number, candidate, RULES, replaces, key, state))
    if commitment:
        said.append(entries.vote("never opened", commitment))
    said += said_last
    counted = {slug: sum((slug, "yes") == (its, state) for its, _, state in votes) for slug, _, _ in votes}
    return made(said, opened, counted)


def twice() -> Files:
    """A log in which one vote stands in two entries, neither of which replaces the other."""
    commitments = [entries.committed(bytes(16), slug, RULES, None) for slug in "ab"]
    said = [OPENED, entries.decided_by(RULES), *(entries.vote("id-2", one) for one in commitments)]
    opened = [entries.opening(number, slug, RULES, None, bytes(16), "yes") for number, slug in enumerate("ab", 2)]
    return made(said, opened, {"a": 1, "b": 1})


def test_what_a_decision_left_out_is_taken() -> None:
    files = forged(("a", None, "disqualified:x"), ("b", None, "yes"), said_last=[LEFT_OUT])
    assert files.recounted() == {"b": 1}


def test_what_is_right_is_taken() -> None:
    assert forged(("a", None, "replaced"), ("b", 2, "yes"), ("a", None, "disowned")).recounted() == {"b": 1}


@pytest.mark.parametrize(
    ("files", "why"),
    [
        (forged(("a", 3, "replaced"), ("a", 2, "replaced")), "in a circle"),
        (forged(("a", 3, "replaced"), ("a", 2, "replaced"), ("b", 0, "yes"), ("b", 1, "yes")), "no other vote"),
        (forged(("a", 2, "replaced"), ("b", 0, "yes")), "no other vote"),
        (forged(("a", None, "replaced"), ("b", 2, "yes"), ("b", 2, "yes")), "two entries replace entry 2"),
        (forged(("a", None, "replaced"), ("b", None, "yes")), "said to be replaced and is not"),
        (forged(("a", None, "yes"), ("b", 2, "yes")), "said to be replaced and is not"),
        (forged(("a", None, "yes"), commitment="1" * 64), "entry 3 is not opened"),
        (forged(("a", None, "yes"), commitment="0" * 64), "entry 3: nobody can read it"),
        (forged(("a", 999, "yes")), "no other vote"),
        (forged(("a", None, "disqualified:x")), "entry 2 is left out by a decision that does not stand"),
        (forged(("a", None, "disqualified:y"), said_last=[LEFT_OUT]), "entry 2 is left out by a decision"),
        (forged(("a", None, "disqualified"), said_last=[LEFT_OUT]), "entry 2 is left out by a decision"),
        (forged(("a", None, "yes:x"), said_last=[LEFT_OUT]), "entry 2 is left out by a decision"),
        (forged(("a", None, "disqualified:x"), said_last=[LEFT_OUT, BACK_IN]), "entry 2 is left out by a decision"),
        (forged(("a", None, "yes"), said_last=[BACK_IN]), "entry 3: it decides what was decided, or undoes"),
        (forged(("a", None, "yes"), said_last=[LEFT_OUT, LEFT_OUT]), "entry 4: it decides what was decided"),
        (forged(("a", None, "yes"), said_last=[LEFT_OUT, BACK_IN, LEFT_OUT]), "entry 5: it decides what was"),
        (twice(), "entry 3: its vote counts twice"),
    ],
)
def test_what_is_not_is_refused_by_name(files: Files, why: str) -> None:
    with pytest.raises(Differs, match=re.escape(why)):
        files.recounted()


def test_whatever_nobody_can_read_is_said_in_a_sentence() -> None:
    right = forged(("a", None, "yes"))
    deep = made([OPENED, b"[" * 30_000], [], {})
    for files in (deep, Files(right | {"checkpoint": right["checkpoint"].replace(b"/2027", b"/2027\r", 1)})):
        with pytest.raises(Differs):
            files.recounted()
