"""I1, I4, I14: a confirmed vote counts exactly once, whatever the network and the queues do to it."""

import random
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from chalicelib.cloud.queues import pack
from chalicelib.edition import edition
from chalicelib.messages import VoteConfirmed
from chalicelib.voting.rules import bucket
from chalicelib.voting.signing import signed
from tests.account import client
from tests.depth import cases
from tests.voting.faults import died, lost, meanwhile
from tests.voting.voters import AALST, GENT, ROUND, Voting

_NUMBERS = count()
_AT = int(edition().vote.opens.timestamp()) * 1_000_000


def press(receipt: str, at: int, candidate: str = GENT, voter: str = "Voter") -> VoteConfirmed:
    made = VoteConfirmed(ROUND, voter, candidate, receipt, "rules", _AT + at, link=f"link-{receipt}", domain="domain")
    return signed(made)


def row_of(voter: str) -> dict[str, object]:
    key = {"bucket": {"S": bucket(ROUND, voter)}, "voter": {"S": voter}}
    row = client("dynamodb").get_item(TableName="gastvrij-test-ballots", Key=key)["Item"]
    return {
        name: sorted(value["SS"]) if "SS" in value else next(iter(value.values()))
        for name, value in row.items()
        if name not in ("bucket", "voter")
    }


# Receipts belong to one link and so to one candidate; stamps are few, so that some are equal.
presses = some.lists(some.tuples(some.sampled_from("abcd"), some.integers(0, 5)), min_size=1, max_size=7)


@settings(max_examples=cases(20, 200), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(presses, some.randoms(use_true_random=False))
def test_any_order_and_number_of_deliveries_leaves_the_same_ballot(
    voting: Voting, pressed: list[tuple[str, int]], chance: random.Random
) -> None:
    """The result is that of the distinct presses in the order of their stamps, where a receipt counts once."""
    in_order, mixed = f"A{next(_NUMBERS)}", f"A{next(_NUMBERS)}"
    by_stamp = sorted(set(pressed), key=lambda its: its[::-1])
    distinct = [press(receipt, at, f"candidate-{receipt}") for receipt, at in by_stamp]
    for one in distinct:
        voting.deliver(signed(replace(one, voter=in_order)))
    deliveries = [signed(replace(one, voter=mixed)) for one in distinct] * 2
    chance.shuffle(deliveries)
    for one in deliveries:
        voting.deliver(one)
    assert row_of(mixed) == row_of(in_order)
    first: dict[str, VoteConfirmed] = {}
    for one in distinct:
        first.setdefault(one.receipt, one)
    newest = max(first.values(), key=lambda one: (one.at, one.receipt))
    assert row_of(mixed)["candidate"] == newest.candidate
    assert row_of(mixed)["receipts"] == sorted(first)


def test_a_late_delivery_of_an_older_vote_is_told_that_it_was_replaced(voting: Voting) -> None:
    older, newer = voting.link("an@example.org", GENT), voting.link("an@example.org", AALST)
    receipt = voting.press(older).location
    held_up = voting.taken("voting")
    voting.press(newer)
    voting.count()
    assert voting.receipt(receipt)["state"] == "counting"
    voting.campaign.deliver("voting", *held_up)
    assert voting.receipt(receipt)["state"] == "replaced"
    assert voting.votes() == {AALST: 1}


@pytest.mark.parametrize("worked", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("times", [1, 3])
def test_a_lost_answer_counts_the_vote_once(voting: Voting, worked: bool, times: int) -> None:
    with lost("UpdateItem", times, worked) as losses:
        voting.deliver(press("a", 1))
    assert len(losses) == times
    assert voting.votes() == {GENT: 1}


@pytest.mark.parametrize("worked", [True, False], ids=["after", "before"])
def test_a_lost_answer_while_replacing_leaves_the_newest(voting: Voting, worked: bool) -> None:
    voting.deliver(press("a", 1))
    with lost("UpdateItem", 1, worked):
        voting.deliver(press("b", 2, AALST))
    assert voting.votes() == {AALST: 1}
    assert row_of("Voter")["receipts"] == ["a", "b"]


@pytest.mark.parametrize("worked", [True, False], ids=["after", "before"])
def test_a_table_that_never_answers_leaves_the_vote_in_the_queue(voting: Voting, worked: bool) -> None:
    """I13: when in doubt the message stays, and counts when the table answers again."""
    voting.press(voting.link("an@example.org"))
    with lost("UpdateItem", 1000, worked):
        voting.campaign.drain_once("voting")
    voting.count()
    assert voting.votes() == {GENT: 1}
    assert voting.campaign.dead["voting"] == []


@pytest.mark.parametrize("at", range(3))
def test_a_process_that_dies_anywhere_counts_the_vote_when_it_comes_again(voting: Voting, at: int) -> None:
    """Late and older: the longest way through, with three calls."""
    voting.deliver(press("b", 2, AALST))
    with died(at), pytest.raises(KeyboardInterrupt):
        voting.deliver(press("a", 1, GENT))
    voting.deliver(press("a", 1, GENT))
    assert voting.votes() == {AALST: 1}
    assert row_of("Voter")["receipts"] == ["a", "b"]


def test_two_late_votes_of_one_voter_at_once_are_both_settled(voting: Voting) -> None:
    """One of two workers finds the row changed under it: its message comes again, nothing is lost."""
    voting.deliver(press("c", 3))
    with meanwhile("GetItem", lambda: voting.deliver(press("b", 2))):
        answer = voting.campaign.deliver("voting", pack(press("a", 1)))
    assert len(answer["batchItemFailures"]) == 1
    voting.deliver(press("a", 1))
    assert row_of("Voter")["receipts"] == ["a", "b", "c"]
    assert row_of("Voter")["receipt"] == "c"


def test_a_message_that_nobody_can_read_does_not_hold_up_its_neighbours(voting: Voting) -> None:
    good = [pack(press(receipt, 1, voter=f"Voter{receipt}")) for receipt in "abc"]
    other_round = pack(signed(replace(press("d", 1), round="public-1999")))
    answer = voting.campaign.deliver("voting", good[0], "{", good[1], other_round, good[2])
    assert len(answer["batchItemFailures"]) == 2
    assert voting.votes() == {GENT: 3}


def test_what_was_refused_is_still_refused_when_it_comes_twice(voting: Voting) -> None:
    early = press("a", -1)
    voting.deliver(early, early)
    assert row_of("Voter") == {"refused": ["a too_early"]}


def test_a_refused_press_and_a_good_one_may_come_in_any_order(voting: Voting) -> None:
    early, good = press("a", -1), press("b", 1)
    voting.deliver(early, good)
    voting.deliver(signed(replace(good, voter="Other")), signed(replace(early, voter="Other")))
    assert row_of("Voter") == row_of("Other")
    assert row_of("Voter")["candidate"] == GENT
