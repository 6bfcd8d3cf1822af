"""Whoever votes a thousand times keeps one vote, in a row that does not grow and at a price that has an end."""

from collections import Counter

from tests.benchmarks import scenarios  # the environment comes first
from tests.cloud.meter import metered, writes
from tests.people import SLUG

# isort: split
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.voting import rules, signing
from tests.campaign import VOTING
from tests.years import YEAR

VOTER = VoterKey("A" * 43)
ROW = rules.bucket(YEAR.vote.key, VOTER), VOTER


def a_press(number: int) -> VoteConfirmed:
    """The button of one mail, again and again, as our page tells of it."""
    at = Microseconds(int(VOTING.timestamp()) * 1_000_000 + number)
    told = VoteConfirmed(YEAR.vote.key, VOTER, SLUG, f"{number:026}", YEAR.rules, at, "l" * 11, "d" * 11, "n" * 8)
    return signing.signed(told)


def test_a_thousand_votes_by_one_mail() -> None:
    """I4. A write unit for each that is kept; of the others two, as what is too old to keep is looked up first."""
    times = 1_000
    with scenarios.campaign() as its:
        its.clock.move_to(VOTING)
        units = Counter[int]()
        for number in range(times):
            with metered() as meter:
                its.deployment.deliver("voting", a_press(number))
            units[int(writes(meter.calls))] += 1
        table = its.deployment.table("ballots")
        assert table.size(ROW) < 1_024
        assert f"{times - 1:026}" in str(table.rows[ROW])
    assert units == {1: rules.MOST_PRESSES, 2: times - rules.MOST_PRESSES}
