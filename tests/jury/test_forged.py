"""I3: what an organiser might change in what a jury chose, or put in its place, and what our program says to it."""

import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from random import Random
from typing import Any

import pytest

from infra.make import recount_jury
from infra.make.recount_jury import LARGEST, Unreadable, recount
from tests.depth import TRIED, cases
from tests.jury.palmares import ballot, outcome, palmares, scores, slugs, written

SHORTLIST = outcome(
    "shortlist",
    "abcd",
    [ballot("abc"), ballot("ba", away="c"), ballot("bc", reserve=True), ballot("a")],
    "decided",
    "ab",
    least=3,
    scores=scores(a="7/2", b="7/2", c="7/3", d="0"),
)
FINAL = outcome(
    "final",
    "ab",
    [ballot("ab-"), ballot("ba-"), ballot("b", away="a")],
    "decided",
    "a",
    least=2,
    broken_by="deputy",
    broken_with=slugs("ab-"),
    scores=scores(a="3/4", b="3/4", no_award="0"),
)
RESERVES = outcome(
    "shortlist", "ab", [ballot("ab"), ballot("ba", reserve=True)], "decided", "ab", scores=scores(a="5", b="4")
)
OTHERS = {"shortlist": "final", "final": "shortlist", "decided": "tie", "deputy": "shares", "": "places"}
"""What else the file may say there."""
ORDERED = ("order", "chosen", "broken_with")
TRUSTED = ("edition", "rounds", "categories", "category", "nominees", "least", "stood_back", "reserve")
"""What is the organiser's word, or matters in some places only."""


def test_what_is_right_is_taken() -> None:
    found, wrong = recount(written(palmares(SHORTLIST, FINAL)))
    assert wrong == []
    assert found == [
        'round "shortlist-2027", category "scholen": decided ["a", "b"]',
        'round "final-2027", category "scholen": decided ["a"]',
    ]


def changes(field: str, value: Any) -> Iterator[Any]:
    """What might stand there instead."""
    match value:
        case str():
            yield OTHERS.get(value, f"{value}0")
        case list():
            yield from (value[1:], [*value, *value[:1]], [*value, "d"], [])
            if field in ORDERED:
                yield from (value[::-1], [*value[1:], *value[:1]])
        case dict():
            yield from ({name: value[name] for name in value if name != left} for left in value)
            if field == "scores":
                yield value | {"z": "1"}


def places(value: Any, field: str = "") -> Iterator[tuple[Any, Any, str]]:
    """Each thing in a file: what it is in, where in that, and the field that this belongs to."""
    for place, its in list(value.items() if isinstance(value, dict) else enumerate(value)):
        its_field = place if isinstance(place, str) and field != "scores" else field
        yield value, place, its_field
        if isinstance(its, dict | list):
            yield from places(its, its_field)


def tampered() -> Iterator[tuple[str, Any]]:
    """Files with one thing changed, and the field in which it is."""
    right = palmares(SHORTLIST, FINAL)
    for number, (within, place, field) in enumerate(places(right)):
        if field in TRUSTED:
            continue
        for changed in changes(field, within[place]):
            if changed != within[place]:
                file = json.loads(json.dumps(right))
                there, where, _ = list(places(file))[number]
                there[where] = changed
                yield field, file


def said_of(content: bytes) -> list[str]:
    """What our program says of a file, or of what is none."""
    try:
        return recount(content)[1]
    except Unreadable as problem:
        return [str(problem)]


def test_whatever_is_changed_is_noticed_and_its_place_is_named() -> None:
    """I3: each ballot, what was chosen, how, and each score."""
    tried = list(tampered())
    for field, file in tried:
        said = said_of(written(file))
        assert said, (field, file)
        assert all(re.match(r'round ("|\d).*, category ("|\d)', one) for one in said), said
    assert {field for field, _ in tried} >= {
        "order",
        "ballots",
        "chosen",
        "scores",
        "state",
        "broken_by",
        "broken_with",
    }


@pytest.mark.parametrize(
    ("its", "change", "said"),
    [
        (SHORTLIST, {"nominees": 3}, 'chosen is ["a", "b"], and by the ballots ["a", "b", "c"]'),
        (SHORTLIST, {"least": 5}, 'state is "decided", and by the ballots "too_few"'),
        (
            SHORTLIST,
            {"scores": SHORTLIST["scores"] | {"c": "14/6"}},
            'the score of "c" is "14/6", and by the ballots "7/3"',
        ),
        (SHORTLIST, {"scores": {}}, 'the score of "a" is "none", and by the ballots "7/2"'),
        (RESERVES, {"ballots": [ballot("ab"), ballot("ba")]}, 'the score of "a" is "5", and by the ballots "9/2"'),
        (FINAL, {"ballots": [*FINAL["ballots"][:2], ballot("b")]}, 'chosen is ["a"], and by the ballots ["b"]'),
    ],
)
def test_it_says_what_the_file_has_and_what_it_should(its: Any, change: Any, said: str) -> None:
    assert f'round "{its["round"]}", category "scholen": {said}' in said_of(written(palmares(its | change)))


BALLOT = 'round "shortlist-2027", category "scholen", ballot 1: '
LAST = 'round "final-2027", category "scholen", ballot 1: '
SCHOOLS = 'round "shortlist-2027", category "scholen": '


@pytest.mark.parametrize(
    ("its", "cast", "said"),
    [
        (SHORTLIST, ballot("aba"), BALLOT + 'in its order "a": it is there twice'),
        (SHORTLIST, ballot("az"), BALLOT + 'in its order "z": it is no entry'),
        (SHORTLIST, ballot("a-"), BALLOT + 'in its order "": it is no entry'),
        (SHORTLIST, ballot("ab", away="b"), BALLOT + 'in its order "b": its juror stood back'),
        (SHORTLIST | {"entries": slugs("abcdef")}, ballot("abcdef"), BALLOT + "its order has more than 5 entries"),
        (FINAL, ballot("--"), LAST + 'in its order "": it is there twice'),
        (FINAL, ballot("a", away="-"), LAST + "its juror stood back from what is no entry, or twice"),
        (FINAL, ballot("a", away="z"), LAST + "its juror stood back from what is no entry, or twice"),
        (FINAL, ballot("a", away="bb"), LAST + "its juror stood back from what is no entry, or twice"),
        (FINAL, ballot("a") | {"reserve": 0}, LAST + "reserve is too long, or not true or false"),
        (FINAL, ballot("a") | {"order": "a"}, LAST + "order is too long, or not a list of its kind"),
        (FINAL, ballot("a") | {"order": ["a", 1]}, LAST + "order is too long, or not a list of its kind"),
        (FINAL, {"order": []}, LAST + "stood_back is missing"),
        (FINAL, ["a"], LAST + "it does not have fields"),
    ],
)
def test_a_ballot_that_nobody_may_cast_is_refused_by_its_number(its: Any, cast: Any, said: str) -> None:
    with pytest.raises(Unreadable, match=f"^{re.escape(said)}$"):
        recount(written(palmares(its | {"ballots": [cast, *its["ballots"]]})))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "public"}, "kind is not that of its round"),
        ({"rules": "0" * 16}, "rules is not that of its round"),
        ({"state": "won"}, 'state "won" is unknown'),
        ({"broken_by": "lot"}, 'broken_by "lot" is unknown'),
        ({"least": 0}, "nominees or least is below 1"),
        ({"nominees": -(10**4000)}, "nominees or least is below 1"),
        ({"least": True}, "least is too long, or not a whole number"),
        ({"least": 2.0}, "least is too long, or not a whole number"),
        ({"nominees": float("nan")}, "nominees is too long, or not a whole number"),
        ({"entries": slugs("abca")}, "of the entries one has no name, or stands there twice"),
        ({"entries": slugs("abc-")}, "of the entries one has no name, or stands there twice"),
        (
            {"entries": [f"e{number}" for number in range(100_000)]},
            "entries is too long, or not a list of its kind",
        ),
        ({"entries": ["a" * 201]}, "entries is too long, or not a list of its kind"),
        ({"chosen": None}, "chosen is too long, or not a list of its kind"),
        ({"scores": []}, "scores is too long, or not texts by name"),
        ({"scores": {"a": 7}}, "scores is too long, or not texts by name"),
        ({"ballots": {}}, "ballots is too long, or not a list of its kind"),
    ],
)
def test_a_category_that_cannot_be_is_refused_by_its_name(changed: Any, said: str) -> None:
    file = palmares(SHORTLIST, FINAL)
    file["rounds"][0]["categories"][0] |= changed
    with pytest.raises(Unreadable, match=f"^{re.escape(SCHOOLS + said)}$"):
        recount(written(file))


A_ROUND = palmares(SHORTLIST)["rounds"][0]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "the file: it is not JSON"),
        (written(palmares(FINAL)).replace(b"scholen", b"sch\xf6len"), "the file: it is not JSON"),
        (b"{" * 100_000, "the file: it is not JSON"),
        (b"[" * 100_000, "the file: it is not JSON"),
        (b"9" * 100_000, "the file: it is not JSON"),
        (b"[]", "the file: it does not have fields"),
        (b"{}", "the file: edition is missing"),
        (b'{"edition": "2027", "edition": "2028", "rounds": []}', "a name stands twice in one place"),
        (b" " * (LARGEST + 1), "the file: it is larger than"),
        (written({"edition": "2027", "rounds": {}}), "the file: rounds is too long, or not a list"),
        (written({"edition": "2027", "rounds": [7]}), "round 1: it does not have fields"),
        (written({"edition": "2027", "rounds": [{"round": 7}]}), "round 1: round is too long"),
        (written({"edition": "2027", "rounds": [A_ROUND, A_ROUND]}), f"{SCHOOLS}it is there twice"),
        (written({"edition": "2027", "rounds": [A_ROUND | {"categories": [7]}]}), '2027", category 1: it does not'),
        (written(palmares(SHORTLIST | {"rules": "0" * 15})), f"{SCHOOLS}rules are not 16 hexadecimal"),
        (written(palmares(FINAL | {"entries": [f"e{nth}" for nth in range(101)]})), "a final of more than 100 entries"),
        (
            written(palmares(SHORTLIST | {"category": "\x1b[2J\u202e"})).replace(b'"least"', b'"most"'),
            r'"\u001b[2J\u202e"',
        ),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(content: bytes, said: str) -> None:
    """And nothing in it moves a cursor or turns a line around."""
    with pytest.raises(Unreadable, match=re.escape(said)) as refused:
        recount(content)
    assert str(refused.value).isprintable()


def test_no_byte_makes_it_fail() -> None:
    right, draws, many = written(palmares(SHORTLIST, FINAL)), Random(7), cases(1_000, 20_000)
    for _ in range(many):
        at, length = draws.randrange(len(right)), draws.choice((1, 1, 2, 20))
        said_of(right[:at] + draws.randbytes(draws.choice((0, 1, 3))) + right[at + length :])
    TRIED["broken files of a jury"] += many


def run(folder: Path, *place: str) -> tuple[int, str, str]:
    """What our program ends with and says, alone in a folder."""
    alone = shutil.copy(recount_jury.__file__, folder)
    done = subprocess.run([sys.executable, "-I", alone, *place], cwd=folder, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_it_ends_with_0_1_or_2(tmp_path: Path) -> None:
    copy = tmp_path / "palmares.json"
    assert (run(tmp_path)[0], run(tmp_path, "elsewhere.json")[0], run(tmp_path, str(tmp_path))[0]) == (2, 2, 2)
    copy.write_bytes(written(palmares(FINAL)))
    right = 'round "final-2027", category "scholen": decided ["a"]\n'
    assert run(tmp_path) == run(tmp_path, str(copy)) == (0, f"{right}All is right.\n", "")
    copy.write_bytes(written(palmares(FINAL | {"chosen": ["b"]})))
    wrong = 'NOT RIGHT. round "final-2027", category "scholen": chosen is ["b"], and by the ballots ["a"]\n'
    assert run(tmp_path) == (1, right + wrong, "")
    copy.write_bytes(written(palmares(FINAL))[:-1])
    assert run(tmp_path)[::2] == (
        2,
        "CANNOT BE READ. the file: it is not JSON: Expecting ',' delimiter: line 1 column 594 (char 593)\n",
    )


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


def test_it_reads_the_file_at_an_address(tmp_path: Path) -> None:
    (tmp_path / "palmares.json").write_bytes(written(palmares(FINAL)))

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path)) as server:
        threading.Thread(target=server.serve_forever).start()
        there = f"http://127.0.0.1:{server.server_address[1]}"
        ended = [run(tmp_path, f"{there}/{path}")[0] for path in ("palmares.json", "nothing.json", "a b\n")]
        ended.append(run(tmp_path, "http://[")[0])
        server.shutdown()
    assert ended == [0, 2, 2, 2]
