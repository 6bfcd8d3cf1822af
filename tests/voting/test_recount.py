"""I3: what is published is a recount of the ballots, and only when the edition says so."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.embargo import ASKED_FOR, MOST_HELD, Embargo
from chalicelib.errors import TryAgain
from chalicelib.messages.publication import ResultsCounted
from chalicelib.voting import rules, steps, tallies, voters
from chalicelib.voting.disqualifying import clusters
from tests.account import counted
from tests.campaign import Clock
from tests.voting.voters import AALST, GENT, ROUND, Voting, a_press
from tests.years import YEAR

VOTE = YEAR.vote


def cast(voting: Voting, number: int, candidate: str, domain: str = "") -> None:
    voter = f"{'ABCDEFGH'[number % 8]}{number}"
    voting.deliver(a_press(f"r{number}", voter=voter, candidate=candidate, domain=domain))


def tally(voting: Voting) -> tuple[str, int]:
    (row,) = voting.campaign.rows()["tallies"]
    return row["votes"]["S"], int(row["people"]["N"])


def test_the_tally_is_a_recount_of_all_buckets(voting: Voting) -> None:
    for number in range(40):
        cast(voting, number, GENT if number % 4 else AALST)
    list(steps.recount())
    assert tally(voting) == ('{"buddies-aalst": 10, "taalcafe-gent": 30}', 40)


def test_a_candidate_without_votes_is_counted_too(voting: Voting) -> None:
    cast(voting, 1, GENT)
    list(steps.recount())
    assert tally(voting) == ('{"buddies-aalst": 0, "taalcafe-gent": 1}', 1)


def test_what_was_refused_is_not_counted(voting: Voting) -> None:
    voting.deliver(a_press("r", -1))
    list(steps.recount())
    assert tally(voting) == ('{"buddies-aalst": 0, "taalcafe-gent": 0}', 0)


def test_the_numbers_stay_hidden_until_the_results(voting: Voting, clock: Clock) -> None:
    cast(voting, 1, GENT)
    for moment in (VOTE.closes - timedelta(minutes=1), VOTE.closes, VOTE.results - timedelta(seconds=1)):
        clock.move_to(moment)
        assert list(steps.recount()) == []
        assert tally(voting)[1] == 1
        clock.shift(1)
    clock.move_to(VOTE.results)
    (shown,) = list(steps.recount())
    assert isinstance(shown, ResultsCounted)
    assert (shown.round, shown.votes, shown.people) == (ROUND, {AALST: 0, GENT: 1}, 1)


def test_who_asks_for_a_recount_every_minute_gets_two(
    voting: Voting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A schedule comes once a minute at most, and a tally is to be no older than that."""
    every_minute = replace(YEAR, rounds=(replace(VOTE, recount_every_minutes=1),))
    monkeypatch.setattr(steps, "edition", lambda: every_minute)
    waits: list[float] = []

    def pause(seconds: float) -> None:
        waits.append(seconds)
        clock.shift(seconds)
        cast(voting, len(waits) + 1, GENT)

    monkeypatch.setattr("chalicelib.clock.pause", pause)
    monkeypatch.setattr("chalicelib.clock.ticks", lambda: 0.0)
    cast(voting, 1, GENT)
    list(steps.recount())
    assert (waits, tally(voting)[1]) == ([30.0], 2)
    clock.shift(29)
    list(steps.recount())
    assert (waits, tally(voting)[1]) == ([30.0, 30.0], 3)


def has_counted(voting: Voting) -> bool:
    """Whether the schedule, at this moment, leads to another tally."""
    before = voting.campaign.rows()["tallies"]
    list(steps.recount())
    return voting.campaign.rows()["tallies"] != before


def test_it_recounts_as_often_as_the_edition_says(voting: Voting, clock: Clock) -> None:
    started = []
    for minute in range(0, 241, 20):
        started += [minute] if has_counted(voting) else []
        # The schedule is never quite on time.
        clock.shift(1200 + (1 if minute % 40 else -1))
    assert started == [0, 60, 120, 180, 240]


def test_it_is_counted_when_the_vote_ends_and_when_the_numbers_are_shown(voting: Voting, clock: Clock) -> None:
    """However short before that it was counted; and each once."""
    for moment in (VOTE.closes, VOTE.results):
        clock.move_to(moment - timedelta(minutes=2), tick=False)
        list(steps.recount())
        started = []
        for minute in range(-1, 5):
            clock.move_to(moment + timedelta(minutes=minute), tick=False)
            started += [minute] if has_counted(voting) else []
        assert started == [0]


def test_outside_the_vote_nothing_is_read(voting: Voting, clock: Clock) -> None:
    for moment in (VOTE.opens - timedelta(seconds=1), VOTE.results + ASKED_FOR):
        clock.move_to(moment)
        with counted() as calls:
            assert list(steps.recount()) == []
        assert calls.made == []


def test_a_count_that_was_sent_and_not_kept_is_made_again(
    voting: Voting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is sent first: else whoever died in between left all without it for an hour, the last time for ever."""

    def dies(*_: object) -> None:
        raise TryAgain("nobody answers")

    for moment in (VOTE.results, rules.last_count(VOTE)):
        cast(voting, moment.day, GENT)
        clock.move_to(moment)
        with monkeypatch.context() as patched:
            patched.setattr(tallies, "keep", dies)
            with pytest.raises(TryAgain):
                list(steps.recount())
        clock.shift(60)
        (shown,) = list(steps.recount())
        assert isinstance(shown, ResultsCounted)
        clock.shift(60)
        assert list(steps.recount()) == []


def test_what_was_held_in_full_leaves_the_same_patience() -> None:
    """A week after everyone may know: a log that did not open is tried for as long as one that nobody held back."""
    held = Embargo(held=int(VOTE.closes.timestamp()) + 60)
    assert held.lifts(VOTE.results) == VOTE.results + MOST_HELD
    for embargo, until in (
        (Embargo(), VOTE.settled + rules.PATIENCE),
        (Embargo(opened=int(VOTE.closes.timestamp()) + 3600), VOTE.settled + rules.PATIENCE),
        (held, VOTE.results + MOST_HELD + rules.PATIENCE),
    ):
        assert rules.counts_now(VOTE, until - timedelta(seconds=1), embargo)
        assert not rules.counts_now(VOTE, until, embargo)
        assert until <= VOTE.results + ASKED_FOR, "so long it is asked what was said"


def test_what_came_since_the_last_hour_is_counted_once_more_and_stands(voting: Voting, clock: Clock) -> None:
    """I3: what is shown and opened has each vote, also where nobody counted since, and the key is destroyed."""
    clock.move_to(VOTE.settled - timedelta(minutes=1))
    list(steps.recount())
    cast(voting, 1, GENT)
    clock.move_to(VOTE.settled)
    cast(voting, 2, GENT)
    list(steps.destroy_keys())
    assert list(steps.recount()) == [], "another clock may be behind"
    clock.move_to(rules.last_count(VOTE))
    (shown,) = list(steps.recount())
    assert isinstance(shown, ResultsCounted)
    assert (shown.votes[GENT], shown.people) == (1, 1), "what came after that moves no result"
    clock.shift(3_600)
    assert list(steps.recount()) == []


def test_a_ballot_that_was_held_up_past_the_close_still_counts(voting: Voting, clock: Clock) -> None:
    list(steps.recount())
    clock.move_to(VOTE.results + timedelta(hours=3))
    cast(voting, 1, GENT)
    (shown,) = list(steps.recount())
    assert isinstance(shown, ResultsCounted)
    assert shown.votes[GENT] == 1


def test_the_schedule_sends_what_may_be_shown(voting: Voting, clock: Clock) -> None:
    clock.move_to(VOTE.results)
    cast(voting, 1, GENT)
    voting.campaign.tick("recount")
    assert len(voting.campaign.taken("publication")) == 1


def test_many_ballots_from_one_domain_are_seen_and_counted(
    voting: Voting, logged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A catch-all is as many mailboxes as its owner likes: a person looks, nothing is thrown away."""
    monkeypatch.setattr(clusters, "MANY", 6)
    provider = voters.domain_hash(ROUND, "gmail.com")
    for number in range(7):
        cast(voting, number, GENT, "one-domain")
        cast(voting, 100 + number, AALST, provider)
        cast(voting, 200 + number, AALST, f"domain-{number}")
    list(steps.recount())
    (row,) = voting.campaign.rows()["tallies"]
    assert row["flagged"]["S"] == '{"one-domain": 7}'
    assert tally(voting) == ('{"buddies-aalst": 14, "taalcafe-gent": 7}', 21)
    assert any('"ERROR", "message": "domains with many ballots"' in line for line in logged)
