"""What a jury's ballots come to: figures by hand, and what holds for any ballots."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.jury import rules
from chalicelib.jury.rules import Verdict
from chalicelib.outcome import NO_AWARD, JurorBallot
from tests.depth import cases


def one(order: str, back: str = "", reserve: bool = False) -> JurorBallot:
    """A ballot over entries of one letter, in which "-" is no award."""
    return JurorBallot(tuple(NO_AWARD if its == "-" else its for its in order), tuple(back), reserve)


def each(*orders: str) -> list[JurorBallot]:
    """A ballot for each order."""
    return [one(order) for order in orders]


# The shortlist


def test_a_jurors_first_five_get_five_to_one_and_the_highest_means_go_on() -> None:
    verdict = rules.shortlist("abcdef", each("abcde", "abcde", "fabcd"), 3, 3)
    assert verdict.state == "decided"
    assert verdict.chosen == ("a", "b", "c")
    assert verdict.scores == {
        "a": Fraction(14, 3), "b": Fraction(11, 3), "c": Fraction(8, 3),
        "d": Fraction(5, 3), "e": Fraction(2, 3), "f": Fraction(5, 3),
    }  # fmt: skip


def test_equal_means_are_told_apart_by_more_first_places() -> None:
    """Six points each: c as 5 + 1, b as 3 + 3."""
    verdict = rules.shortlist("abcwxy", each("cwbxy", "awbxc", "aw"), 3, 3)
    assert verdict.scores["c"] == verdict.scores["b"] == 2
    assert verdict.chosen == ("a", "c", "w")
    assert verdict.broken_by == "places"


def test_who_is_equal_to_the_last_in_all_goes_on_too() -> None:
    verdict = rules.shortlist("abcd", each("abc", "bac", "abd", "bad"), 3, 3)
    assert verdict.chosen == ("a", "b", "c", "d")
    assert not verdict.broken_by


def test_nobody_goes_on_whom_no_juror_named() -> None:
    assert rules.shortlist("abcd", each("a", "a", "b"), 3, 3).chosen == ("a", "b")
    assert rules.shortlist("ab", each("", "", ""), 3, 3).state == "no_award"


# The final


def test_whoever_wins_each_duel_wins_though_another_has_more_first_places() -> None:
    verdict = rules.final("abc", each("abc-", "abc-", "cba-", "bca-", "bca-"), 3)
    assert (verdict.chosen, verdict.broken_by) == (("b",), "")


def test_in_a_circle_the_highest_share_of_the_duels_wins() -> None:
    """a beats b by 3 of 5, b beats c by 4 of 5, c beats a by 3 of 5."""
    verdict = rules.final("abc", each("abc-", "abc-", "bca-", "bca-", "cab-"), 3)
    assert verdict.scores["b"] == (Fraction(2, 5) + Fraction(4, 5) + 1) / 3
    assert (verdict.chosen, verdict.broken_by) == (("b",), "shares")


def test_what_is_still_equal_the_chair_decides_and_the_deputy_for_a_chair_who_stood_back() -> None:
    even = each("ab-", "ab-", "ba-", "ba-")
    assert rules.final("ab", even, 3) == Verdict("tie", ("a", "b"), "", rules.final("ab", even, 3).scores)
    chaired = rules.final("ab", even, 3, one("ba-"), one("ab-"))
    assert (chaired.chosen, chaired.broken_by) == (("b",), "chair")
    recused = [*even, one("a-", back="b"), one("b-", back="a")]
    deputised = rules.final("ab", recused, 3, one("a-", back="b"), one("ab-"))
    assert (deputised.chosen, deputised.broken_by) == (("a",), "deputy")


def test_no_award_wins_where_most_would_rather_see_none() -> None:
    verdict = rules.final("ab", each("-ab", "-ba", "ab-"), 3)
    assert (verdict.state, verdict.chosen) == ("no_award", ())


def test_the_reserve_counts_only_where_others_are_too_few() -> None:
    reserve = one("ba-", reserve=True)
    three = each("ab-", "ab-", "ba-")
    assert rules.final("ab", [*three, reserve, reserve], 3).chosen == ("a",)
    two = [*each("ba-", "ba-"), one("b-", back="a")]
    assert rules.final("ab", two, 3).state == "too_few"
    assert rules.final("ab", [*two, reserve], 3).chosen == ("b",)


def test_without_entries_or_ballots_nothing_is_decided() -> None:
    assert rules.shortlist("", each("", "", ""), 3, 1).state == rules.final("", [], 1).state == "too_few"
    assert rules.final("a", [], 1).state == rules.shortlist("a", [], 3, 1).state == "too_few"


# What holds for any


@st.composite
def finals(draw: st.DrawFn) -> tuple[str, list[JurorBallot]]:
    """Entries, and ballots that rank all that their juror judges and no award."""
    entries = "abcd"[: draw(st.integers(1, 4))]
    found = []
    for _ in range(draw(st.integers(1, 7))):
        back = draw(st.sets(st.sampled_from(entries), max_size=len(entries) - 1))
        order = draw(st.permutations([its for its in (*entries, NO_AWARD) if its not in back]))
        found.append(JurorBallot(tuple(order), tuple(sorted(back))))
    return entries, found


@st.composite
def shortlists(draw: st.DrawFn) -> tuple[str, list[JurorBallot]]:
    """Entries, and private top fives."""
    entries = "abcdefgh"[: draw(st.integers(1, 8))]
    found = []
    for _ in range(draw(st.integers(1, 7))):
        back = draw(st.sets(st.sampled_from(entries), max_size=len(entries) - 1))
        order = draw(st.permutations([its for its in entries if its not in back]))
        found.append(JurorBallot(tuple(order[: draw(st.integers(0, 5))]), tuple(sorted(back))))
    return entries, found


@given(finals())
@settings(max_examples=cases(100, 5_000), deadline=None)
def test_nothing_hangs_on_names_or_on_the_order_in_which_ballots_came(
    given_: tuple[str, list[JurorBallot]],
) -> None:
    entries, found = given_
    verdict = rules.final(entries, found, 1)
    turned = list(reversed(found))
    assert rules.final(entries, turned, 1) == verdict
    renamed = str.maketrans("abcd", "zyxw")

    def other(names: Sequence[str]) -> tuple[str, ...]:
        return tuple(name.translate(renamed) for name in names)

    as_others = [replace(its, order=other(its.order), stood_back=other(its.stood_back)) for its in found]
    assert rules.final(entries.translate(renamed), as_others, 1).chosen == tuple(sorted(other(verdict.chosen)))


@given(shortlists())
@settings(max_examples=cases(100, 5_000), deadline=None)
def test_who_stood_back_from_an_entry_gives_it_no_point_and_takes_none(
    given_: tuple[str, list[JurorBallot]],
) -> None:
    """Its mean is that of the other jurors alone: no advantage, no penalty."""
    entries, found = given_
    verdict = rules.shortlist(entries, found, 3, 1)
    for entry in verdict.scores:
        others = [its.order for its in found if entry not in its.stood_back]
        points = [5 - order.index(entry) for order in others if entry in order]
        assert verdict.scores[entry] == Fraction(sum(points), len(others))


@given(finals())
@settings(max_examples=cases(100, 5_000), deadline=None)
def test_a_duel_is_fought_before_those_who_judge_both(given_: tuple[str, list[JurorBallot]]) -> None:
    entries, found = given_
    verdict = rules.final(entries, found, 1)
    if verdict.state == "decided" and not verdict.broken_by:
        (winner,) = verdict.chosen
        for other in {*entries, NO_AWARD} - {winner}:
            both = [its for its in found if not {winner, other} & {*its.stood_back}]
            wins = [its.order.index(winner) < its.order.index(other) for its in both]
            assert sum(wins) * 2 > len(wins)


@pytest.mark.parametrize("order", list(permutations("ab-")))
def test_a_juror_alone_decides_as_they_rank(order: tuple[str, ...]) -> None:
    verdict = rules.final("ab", each("".join(order)), 1)
    assert verdict.chosen == (() if order[0] == "-" else (order[0],))
