"""I3: what an organiser who signs might try with what opens a log, and what our program says to it."""

import re

import pytest

from chalicelib.voting.sealing import entries
from infra.make import recount
from tests.sealed import Files, made

OPENED = b'{"kind":"opened","round":"public-2027"}'
RULES = "9f3c1a7be02d4c58"


def forged(*votes: tuple[str, int | None, entries.State], commitment: str = "") -> Files:
    """A log of two entries and then these votes: for whom, which entry each replaces, and what is said of it."""
    said, opened = [OPENED, entries.decided_by(RULES)], []
    for number, (candidate, replaces, state) in enumerate(votes, 2):
        key = number.to_bytes(16, "big")
        said.append(entries.vote(f"id-{number}", entries.committed(key, candidate, RULES, replaces)))
        opened.append(entries.opening(number, candidate, RULES, replaces, key, state))
    if commitment:
        said.append(entries.vote("never opened", commitment))
    counted = {slug: sum((slug, "yes") == (its, state) for its, _, state in votes) for slug, _, _ in votes}
    return made(said, opened, counted)


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
    ],
)
def test_what_is_not_is_refused_by_name(files: Files, why: str) -> None:
    with pytest.raises(recount.Differs, match=re.escape(why)):
        files.recounted()


def test_whatever_nobody_can_read_is_said_in_a_sentence() -> None:
    right = forged(("a", None, "yes"))
    deep = made([OPENED, b"[" * 30_000], [], {})
    for files in (deep, Files(right | {"checkpoint": right["checkpoint"].replace(b"/2027", b"/2027\r", 1)})):
        with pytest.raises(recount.Differs):
            files.recounted()
