"""I1, I4, I14: a confirmed vote counts exactly once, whatever the network and the queues do to it."""

import random
from itertools import count

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
    """The result is that of the distinct presses in the order of their stamps, where the last of a receipt counts."""
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
    newest = max(distinct, key=lambda one: (one.at, one.receipt))
    assert row_of(mixed)["candidate"] == newest.candidate
    assert row_of(mixed)["receipts"] == sorted({one.receipt for one in distinct})


def test_a_late_delivery_of_an_older_vote_is_told_that_it_was_replaced(voting: Voting) -> None:
    older, newer = voting.link("an@example.org", GENT), voting.link("an@example.org", AALST)
    receipt = voting.press(older).location
    held_up = voting.campaign.taken("voting")
    voting.press(newer)
    voting.count()
    assert voting.receipt(receipt)["state"] == "counting"
    voting.campaign.deliver("voting", *held_up)
    assert voting.receipt(receipt)["state"] == "replaced"
    assert voting.votes() == {AALST: 1}


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
