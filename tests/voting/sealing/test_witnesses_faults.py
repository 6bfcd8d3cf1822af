"""I6: whoever has a checkpoint witnessed may die or be overtaken at any call, and the next minute makes it good."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from botocore.client import BaseClient

from chalicelib.voting.sealing import steps, witnesses
from tests.campaign import Clock
from tests.sealed import published, said_in, verified
from tests.voting.sealing.goes import seal, votes
from tests.voting.sealing.test_witnesses import signers, troubles
from tests.voting.voters import Voting, a_press
from tests.witnessing import Partner

MOST_CALLS = 20


class Died(BaseException):
    """The process is no more."""


@contextmanager
def disturbed(place: int, is_after: bool, then: Callable[[], None]) -> Iterator[list[int]]:
    """While checkpoints are offered, do this before or after this call. Notes whether it came to that."""
    real = BaseClient._make_api_call  # type: ignore[attr-defined]
    offer, made, came = witnesses.offer_all, [-1], list[int]()

    def call(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        made[0] += made[0] >= 0
        is_here = made[0] == place + 1
        if is_here and not is_after:
            _do()
        answer = real(client, operation, parameters)
        if is_here and is_after:
            _do()
        return answer

    def _do() -> None:
        came.append(place)
        made[0] = -1
        then()

    def counting() -> None:
        if not came:
            made[0] = 0
        offer()
        made[0] = -1

    with patch.object(BaseClient, "_make_api_call", call), patch.object(witnesses, "offer_all", counting):
        yield came


def _dies() -> None:
    raise Died


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_who_dies_at_any_call_is_made_good(
    partners: list[Partner], voting: Voting, clock: Clock, is_after: bool
) -> None:
    seal(clock)
    deaths = 0
    for place in range(MOST_CALLS):
        voting.deliver(a_press(f"r{place}", voter=f"V{place}"))
        clock.shift(3600)
        with disturbed(place, is_after, _dies) as came:
            try:
                steps.seal_all()
            except Died:
                deaths += 1
        clock.shift(60)
        steps.seal_all()
        files = published()
        assert len(votes(files)) == place + 1
        assert (signers(files), troubles(files)) == ([its.name for its in partners], ["", ""])
        if not came:
            break
    assert deaths >= 8


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("hours", [0, 1], ids=["with the same", "with a newer one"])
def test_who_is_overtaken_at_any_call_takes_nothing_back(
    partners: list[Partner], voting: Voting, clock: Clock, logged: list[str], hours: int, is_after: bool
) -> None:
    """Two at once, one of whom stands still at a call while the other does all of it."""
    seal(clock)
    voters = 0

    def other() -> None:
        nonlocal voters
        if hours:
            voting.deliver(a_press(f"r{voters}", voter=f"V{voters}"))
            voters += 1
        clock.shift(hours * 3600)
        steps.seal_all()

    for place in range(MOST_CALLS):
        voting.deliver(a_press(f"r{voters}", voter=f"V{voters}"))
        voters += 1
        clock.shift(3600)
        with disturbed(place, is_after, other) as came:
            steps.seal_all()
        files = published()
        assert said_in(files["checkpoint"])[0] == len(verified(files)) == voters + 2
        clock.shift(60)
        steps.seal_all()
        files = published()
        assert (signers(files), troubles(files)) == ([its.name for its in partners], ["", ""])
        if not came:
            break
    assert voters >= 8
    assert not any("ERROR" in line for line in logged)
