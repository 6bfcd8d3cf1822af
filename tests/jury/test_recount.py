"""I3: whoever works out again what the jury chose, with a program that was written apart, finds the same."""

import ast
import sys
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest

from chalicelib.jury import rules
from chalicelib.outcome import JurorBallot
from chalicelib.site import calendar, files
from chalicelib.site.drawing import of_all
from infra.make import recount_jury
from infra.make.recount_jury import recount
from tests.depth import TRIED, cases
from tests.jury.palmares import ballot, outcome, palmares, scores, slugs, written
from tests.publication.initiatives import VOTING
from tests.years import JUDGED, YEAR

PROGRAM = Path(recount_jury.__file__)
CASES = cases(1_000, 10_000)

TWO_ALIKE = [ballot("ab-"), ballot("ba-")]
TIED = scores(a="3/4", b="3/4", no_award="0")
CIRCLE = [ballot("abc-"), ballot("bca-"), ballot("cab-")]
IN_A_CIRCLE = scores(a="2/3", b="2/3", c="2/3", no_award="0")
LAST_OF_TWO = [ballot("axyb"), ballot("bxa"), ballot("bxa"), ballot("a", away="b")]

RIGHT = {
    # Each stands before no award with all three, and before one of the others with two of the three.
    "a circle": outcome("final", "abc", CIRCLE, "tie", "abc", scores=IN_A_CIRCLE),
    "a circle that the chair breaks": outcome(
        "final", "abc", CIRCLE, "decided", "b", broken_by="chair", broken_with=slugs("bca-"), scores=IN_A_CIRCLE
    ),
    # a 3/5 + 2/5 + 1, b 2/5 + 4/5 + 1, c 1/5 + 3/5 + 1, each over three duels.
    "a circle of which one is stronger": outcome(
        "final",
        "abc",
        [ballot("abc-"), ballot("abc-"), ballot("bca-"), ballot("bca-"), ballot("cab-")],
        "decided",
        "b",
        broken_by="shares",
        scores=scores(a="2/3", b="11/15", c="3/5", no_award="0"),
    ),
    "every duel, though another has as high a mean": outcome(
        "final",
        "ab",
        [ballot("-ab"), ballot("-ab"), ballot("ab-")],
        "no_award",
        "",
        scores=scores(a="2/3", b="1/6", no_award="2/3"),
    ),
    "two that are equal": outcome("final", "ab", TWO_ALIKE, "tie", "ab", scores=TIED),
    "the chair": outcome(
        "final", "ab", TWO_ALIKE, "decided", "b", broken_by="chair", broken_with=slugs("ba-"), scores=TIED
    ),
    # Whoever is in the chair judges no a: the deputy does. Between a and b two count, for b before no award three.
    "the deputy, where the chair stood back": outcome(
        "final",
        "ab",
        [*TWO_ALIKE, ballot("b-", away="a")],
        "decided",
        "a",
        broken_by="deputy",
        broken_with=slugs("ab-"),
        scores=TIED,
    ),
    "the chair, who would rather award nothing": outcome(
        "final",
        "a",
        [ballot("a-"), ballot("-a")],
        "no_award",
        "",
        broken_by="chair",
        broken_with=slugs("-a"),
        scores=scores(a="1/2", no_award="1/2"),
    ),
    # Nobody judges both: half for each of them. a wins from no award with 1, b with 1/2, and c was ranked by nobody.
    "a duel that nobody judges": outcome(
        "final",
        "abc",
        [ballot("a-", away="b"), ballot("", away="a")],
        "decided",
        "a",
        broken_by="shares",
        scores=scores(a="5/6", b="1/2", c="1/4", no_award="5/12"),
    ),
    "too few": outcome("final", "ab", [ballot("ab-"), ballot("a-", away="b")], "too_few", "", least=2),
    "too few with the reserves": outcome(
        "shortlist", "ab", [ballot("ab"), ballot("ab", reserve=True)], "too_few", "", least=3
    ),
    "no entries": outcome("shortlist", "", [ballot("")], "too_few", ""),
    "enough with the reserves": outcome(
        "shortlist",
        "ab",
        [ballot("ab"), ballot("a", away="b"), ballot("ba", reserve=True)],
        "decided",
        "ab",
        least=2,
        scores=scores(a="14/3", b="9/2"),
    ),
    "reserves that are not needed": outcome(
        "shortlist",
        "ab",
        [ballot("ab"), ballot("ab"), ballot("ba", reserve=True)],
        "decided",
        "a",
        nominees=1,
        least=2,
        scores=scores(a="5", b="4"),
    ),
    "equal in everything at the border": outcome(
        "shortlist",
        "abc",
        [ballot("cab"), ballot("cba")],
        "decided",
        "abc",
        scores=scores(a="7/2", b="7/2", c="5"),
    ),
    # a and b have 4: a was first with one of two jurors.
    "the first places at the border": outcome(
        "shortlist",
        "abx",
        [ballot("ab"), ballot("xba")],
        "decided",
        "a",
        nominees=1,
        broken_by="places",
        scores=scores(a="4", b="4", x="5/2"),
    ),
    # a and b have 4, and both two first places: of the four that judge a, and of the three that judge b.
    "first places by those who judge": outcome(
        "shortlist",
        "abxy",
        LAST_OF_TWO,
        "decided",
        "b",
        nominees=1,
        broken_by="places",
        scores=scores(a="4", b="4", x="3", y="3/4"),
    ),
    "whoever nobody ranked does not go on": outcome(
        "shortlist", "abc", [ballot("c")], "decided", "c", scores=scores(a="0", b="0", c="5")
    ),
    "nobody ranked any": outcome("shortlist", "ab", [ballot("")], "no_award", "", scores=scores(a="0", b="0")),
}
"""Worked out by hand."""


@pytest.mark.parametrize("named", RIGHT)
def test_it_finds_what_a_person_works_out(named: str) -> None:
    assert recount(written(palmares(RIGHT[named])))[1] == []


def test_who_breaks_a_tie_judges_all_that_are_equal_and_ranks_one_of_them() -> None:
    its = RIGHT["the deputy, where the chair stood back"]
    recused = its | {"broken_by": "chair", "broken_with": slugs("b-"), "chosen": ["b"]}
    made_up = its | {"broken_with": slugs("a-b"), "chosen": ["a"]}
    other = its | {"broken_with": slugs("ab-"), "chosen": ["b"]}
    silent = outcome(
        "final", "a", [ballot("")], "decided", "a", broken_by="chair", scores=scores(a="1/2", no_award="1/2")
    )
    for wrong in (recused, made_up, silent):
        assert "broken_with is not the order of a juror who judges all that" in recount(written(palmares(wrong)))[1][0]
    assert recount(written(palmares(other)))[1] == [
        'round "final-2027", category "scholen": chosen is ["b"], and by the ballots ["a"]'
    ]


def drawn(draws: Random) -> Any:
    """A category of any kind with any ballots, and what the program of the site says of it."""
    kind = draws.choice(["shortlist", "final"])
    entries = [f"e{number}" for number in range(draws.choice((0, 1, 2, 2, 3, 3, 4, 6)))]
    least, nominees = draws.choice((1, 1, 2, 3)), draws.randint(1, 4)
    draws.shuffle(entries)
    ballots = [a_ballot(draws, entries, kind) for _ in range(draws.randint(0, 7))]
    last = {by: draws.choice([None, *ballots]) for by in ("chair", "deputy")}
    its = (
        rules.final(entries, ballots, least, last["chair"], last["deputy"])
        if kind == "final"
        else rules.shortlist(entries, ballots, nominees, least)
    )
    said = {"entries": entries, "chosen": list(its.chosen), "nominees": nominees, "least": least}
    said |= {"broken_by": its.broken_by, "broken_with": list(getattr(last.get(its.broken_by), "order", ()))}
    said |= {"scores": {slug: str(score) for slug, score in its.scores.items()}}
    return outcome(kind, "", msgspec.to_builtins(ballots), its.state, "") | said


def a_ballot(draws: Random, entries: list[str], kind: str) -> JurorBallot:
    """Of one who stands back from some, or none, and ranks some of the others, or all."""
    often = draws.choice((0, 0, 0, 0.3))
    away = [slug for slug in entries if draws.random() < often]
    order = [slug for slug in [*entries, *([""] if kind == "final" else [])] if slug not in away]
    draws.shuffle(order)
    most = draws.choice((len(order), draws.randint(0, len(order))))
    some = order[: min(most, 5) if kind == "shortlist" else most]
    return JurorBallot(tuple(some), tuple(away), draws.random() < 0.2)


def test_it_finds_what_the_program_of_the_site_does() -> None:
    """Whatever jurors rank, leave out or stand back from."""
    differing, met = {}, set[tuple[str, str, str]]()
    for seed in range(CASES):
        its = drawn(Random(seed))
        met.add((its["kind"], its["state"], its["broken_by"]))
        if wrong := recount(written(palmares(its)))[1]:
            differing[seed] = wrong
    TRIED["juries worked out twice"] += CASES
    assert differing == {}
    assert len(met) == 14, "each way in which a category ends"


def test_no_order_breaks_a_tie_that_has_none_in_it_of_those_that_are_equal() -> None:
    """Else the place in a list decides, which is a lot."""
    silent = JurorBallot(())
    assert rules.final(["a"], [silent], 1, silent).state == "tie"


def test_it_needs_nothing_but_python() -> None:
    asked = {name for node in ast.walk(ast.parse(PROGRAM.read_text("utf-8"))) for name in imported(node)}
    assert asked <= sys.stdlib_module_names


def imported(node: ast.AST) -> list[str]:
    """The packages that a line imports."""
    names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
    names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
    return [name.partition(".")[0] for name in names]


def test_a_year_with_a_jury_says_where_the_program_is() -> None:
    moment = calendar.at(YEAR, VOTING)
    for year, is_there in ((YEAR, False), (JUDGED, True)):
        site = of_all(year, (), moment, None, "https://example.org")
        for file in files.files(site):
            if file.key.endswith("/vote-recount"):
                page = file.content.decode()
                assert ("python3 recount_jury.py https://example.org/palmares.json" in page) is is_there
                assert ("/static/recount_jury." in page) is is_there
