"""How many votes were asked for: about, as each process that mails says of itself, once, whatever comes late."""

from typing import Any

import pytest

from chalicelib import clock as clocks
from chalicelib.cloud import mailed
from chalicelib.kinds import HOUR
from chalicelib.messages.publication import ResultsCounted
from chalicelib.notifications import budget
from chalicelib.voting import steps, tallies
from tests.campaign import Clock
from tests.events import new_process
from tests.voting import brigade
from tests.voting.sealing.goes import VOTE
from tests.voting.voters import ROUND, Voting


def asks(voting: Voting, number: int, first: int = 0) -> None:
    """As many ask for a mail, which goes out."""
    for each in range(first, first + number):
        assert voting.ask(f"voter{each}@gmail.com").status == 303
    voting.campaign.drain()


def requested() -> int:
    """What a recount says."""
    list(steps.recount())
    found = tallies.kept(ROUND)
    assert found
    return found.requested


def next_hour(voting: Voting, clock: Clock) -> None:
    """Who mails says what went out in the hour before, once there is something to mail again."""
    clock.shift(HOUR)
    budget._ask(budget._process[0])


def test_all_that_went_out_are_counted_once_however_often_that_is_done(voting: Voting, clock: Clock) -> None:
    asks(voting, 5)
    next_hour(voting, clock)
    for _ in range(3):
        assert requested() == 5
        clock.shift(HOUR)
    asks(voting, 3, first=5)
    next_hour(voting, clock)
    assert requested() == 8


def test_it_stays_once_the_rows_that_said_it_are_gone(voting: Voting, clock: Clock) -> None:
    asks(voting, 5)
    next_hour(voting, clock)
    for _ in range(mailed.KEPT // 12 + 1):
        assert requested() == 5
        clock.shift(12 * HOUR)
    voting.campaign.rows()["limits"].clear()
    assert requested() == 5
    asks(voting, 2, first=5)
    next_hour(voting, clock)
    assert requested() == 7


def test_no_fewer_were_asked_for_than_confirmed(voting: Voting, clock: Clock) -> None:
    """Who dies has not said what went out in its last minute."""
    asks(voting, 3)
    new_process()
    brigade.cast(voting, brigade.votes(2))
    clock.shift(HOUR)
    assert requested() == 2


def test_what_did_not_go_out_and_who_registers_are_not_among_them(
    voting: Voting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.notifications import mailer

    def refused(*given: Any) -> None:
        raise mailer.NotSent("busy")

    asks(voting, 1)
    budget.count_sent("registration-confirm")
    with monkeypatch.context() as patched:
        patched.setattr(mailer, "send", refused)
        assert voting.ask("other@gmail.com").status == 303
        voting.campaign.drain_once("confirmation-mail")
    next_hour(voting, clock)
    assert requested() == 1


def test_it_is_published_with_the_results(voting: Voting, clock: Clock) -> None:
    asks(voting, 4)
    next_hour(voting, clock)
    assert requested() == 4
    clock.move_to(VOTE.results)
    (shown,) = list(steps.recount())
    assert isinstance(shown, ResultsCounted)
    assert shown.requested == 4


def test_a_count_that_does_not_come_for_days_loses_nothing_that_was_counted(voting: Voting, clock: Clock) -> None:
    asks(voting, 4)
    next_hour(voting, clock)
    assert requested() == 4
    clock.shift(10 * 24 * HOUR)
    asks(voting, 1, first=4)
    next_hour(voting, clock)
    assert requested() == 5


@pytest.mark.parametrize("hours", [0, 1, 30, 100, 1_000])
def test_it_reads_no_more_rows_than_are_kept(voting: Voting, clock: Clock, hours: int) -> None:
    now, opens = clocks.seconds() + hours * HOUR, int(VOTE.opens.timestamp())
    number, told = mailed.counted(mailed.NONE, opens, int(VOTE.closes.timestamp()), now)
    again = mailed.counted(told, opens, int(VOTE.closes.timestamp()), now)
    assert (number, again) == (0, (0, told))
