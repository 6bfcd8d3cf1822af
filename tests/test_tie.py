"""The rule by which a jury breaks a tie of the public vote: what holds for any jury, and cases by hand."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.person import SEATS
from chalicelib.tie import Choice, Tie, broken
from infra.make import recount
from infra.make.log import Differs

TIED = ("a", "b", "c")
CHOICES = st.lists(st.builds(Choice, st.sampled_from(TIED), st.sampled_from(SEATS)), max_size=9)
LEAST = st.integers(1, 4)


def _chose(said: str, least: int = 1) -> Tie:
    """Choices such as `a b! b? a-`: a juror's, a chair's, a deputy's, and one of the reserve."""
    seats = {"!": "chair", "?": "deputy", "-": "reserve"}
    return broken(TIED, [Choice(its[0], seats.get(its[1:], "")) for its in said.split()], least)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "least", "chosen", "by"),
    [
        ("a a b", 1, "a", "choices"),
        ("a a b b!", 1, "b", "chair"),
        ("a b! b a!", 1, "", ""),
        ("a? b", 1, "a", "deputy"),
        ("a! b! a? b", 1, "a", "deputy"),
        ("c! a a b b?", 1, "b", "deputy"),
        ("a b", 1, "", ""),
        ("a a", 3, "", ""),
        ("a a b-", 3, "a", "choices"),
        ("a a b b- b-", 3, "a", "choices"),
        ("a b b- b-", 3, "b", "choices"),
        ("", 1, "", ""),
    ],
)
def test_who_wins(said: str, least: int, chosen: str, by: str) -> None:
    found = _chose(said, least)
    assert (found.chosen, found.by) == (chosen, by)


def test_who_chose_another_counts_nowhere() -> None:
    assert broken(("a", "b"), [Choice("c"), Choice("c"), Choice("b")], 1).chosen == "b"


@given(CHOICES, LEAST, st.randoms())
def test_the_order_of_choices_says_nothing(choices: list[Choice], least: int, random: object) -> None:
    other = [*choices]
    random.shuffle(other)  # type: ignore[attr-defined]
    assert broken(TIED, choices, least) == broken(TIED[::-1], other, least)


@given(CHOICES, LEAST, st.permutations(TIED))
def test_no_name_is_favoured(choices: list[Choice], least: int, names: list[str]) -> None:
    """Whoever is called otherwise wins as before: no lot, and no alphabet."""
    called = dict(zip(TIED, names, strict=True))
    renamed = [Choice(called[its.slug], its.seat) for its in choices]
    assert broken(TIED, renamed, least).chosen == called.get(broken(TIED, choices, least).chosen, "")


@given(CHOICES, LEAST, st.sampled_from(TIED))
def test_another_choice_for_who_won_changes_nothing(choices: list[Choice], least: int, slug: str) -> None:
    before = broken(TIED, choices, least).chosen
    seated = sum(its.seat != "reserve" for its in choices)
    if before and seated >= least:
        assert broken(TIED, [*choices, Choice(before)], least).chosen == before


@given(CHOICES, LEAST)
def test_nobody_has_more_choices_than_who_won(choices: list[Choice], least: int) -> None:
    found = broken(TIED, choices, least)
    if found.chosen:
        assert found.choices[found.chosen] == max(found.choices.values())
        assert found.count >= least
    seated = [its for its in choices if its.seat != "reserve"]
    assert found.count in (len(seated), len(choices))


@given(CHOICES, LEAST)
def test_whoever_recounts_finds_the_same(choices: list[Choice], least: int) -> None:
    """I3: from what the public file says, and what that says never has a seat that decided nothing."""
    found = broken(TIED, choices, least)
    told = msgspec.json.decode(msgspec.json.encode(found))
    said = recount.broken(Counter(dict.fromkeys(TIED, 5)), told)
    assert said == [f"Tied: a and b and c; {f'the jury chose {found.chosen}' if found.chosen else 'nobody decided'}."]
    assert bool(found.chairs) <= (len({found.choices.get(slug, 0) for slug in found.chairs}) == 1)


@given(CHOICES, LEAST, st.sampled_from((*TIED, "d", "")))
def test_whoever_recounts_takes_no_other(choices: list[Choice], least: int, instead: str) -> None:
    told = msgspec.json.decode(msgspec.json.encode(broken(TIED, choices, least)))
    if instead != told["chosen"]:
        with pytest.raises(Differs, match="does not follow"):
            recount.broken(Counter(dict.fromkeys(TIED, 5)), {**told, "chosen": instead})
