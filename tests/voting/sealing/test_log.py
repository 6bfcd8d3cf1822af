"""The public log of a vote: what it says while nobody may know who leads, and what it proves once everybody may."""

import json
from collections import Counter
from functools import partial

import pytest
from msgspec.structs import replace

from chalicelib.cloud import keys
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.voting import VoteDisowned
from chalicelib.voting import steps as voting_steps
from chalicelib.voting.sealing import entries, steps
from chalicelib.voting.signing import signed
from infra.make import recount
from infra.make.log import Differs
from tests.account import counted
from tests.campaign import Clock
from tests.sealed import Files, grew, published, verified
from tests.voting.sealing.goes import VOTE, results, seal, votes
from tests.voting.voters import AALST, GENT, OPENS, ROUND, Voting, a_press
from tests.years import YEAR

log_id = partial(keys.log_id, ROUND)


def ids(files: Files) -> list[str]:
    return [entry["id"] for entry in votes(files)]


def disown(voting: Voting, link: str, voter: str = "Voter", at: int = 99) -> None:
    voting.deliver(signed(VoteDisowned(ROUND, VoterKey(voter), link, Microseconds(OPENS + at))))


def test_each_confirmed_vote_is_in_the_log_once_and_says_nothing(voting: Voting, clock: Clock) -> None:
    """I1, I10: its entries come in the order of their receipts, whoever was first."""
    for number in (7, 3, 5, 1):
        voting.deliver(a_press(f"r{number}", voter=f"V{number}", candidate=GENT if number > 2 else AALST))
    files = seal(clock)
    assert ids(files) == sorted(map(log_id, ("r1", "r3", "r5", "r7")))
    assert len({entry["commitment"] for entry in votes(files)}) == 4
    everything = b"".join(files.values())
    assert GENT.encode() not in everything
    assert AALST.encode() not in everything
    assert "openings.csv" not in files
    again = seal(clock)
    assert again == files, "what did not change is not written anew"


def test_the_log_only_grows(voting: Voting, clock: Clock) -> None:
    """I6: whatever comes, what was there stays, as a verifier finds that others wrote."""
    before = seal(clock)
    for number in range(12):
        for one in range(number * 40):
            voting.deliver(a_press(f"r{number:02}{one:04}", voter=f"{'ABCDE'[number % 5]}{number}-{one}"))
        files = seal(clock)
        grew(before, files)
        assert all(files[path] == content for path, content in before.items() if path != "checkpoint")
        before = files
    assert len(votes(before)) == sum(number * 40 for number in range(12))


def test_once_the_numbers_are_public_anybody_counts_them_again(voting: Voting, clock: Clock) -> None:
    """I3: replaced, disowned, pressed again and left, each as it is."""
    voting.deliver(a_press("a1", 1, voter="A"), a_press("b1", 1, "b", voter="B"), a_press("c1", 1, voter="C"))
    seal(clock)
    voting.deliver(a_press("a2", 2, voter="A", candidate=AALST), a_press("b2", 2, "b", voter="B", candidate=AALST))
    voting.deliver(a_press("c2", 2, "other", voter="C", candidate=AALST))
    seal(clock)
    # Back to the first choice, by the same receipt; and somebody who says that it was not they.
    voting.deliver(a_press("a1", 3, voter="A"))
    disown(voting, "b", "B")
    disown(voting, "other", "C")
    files = results(clock)
    assert files.recounted() == {GENT: 2}
    states = [line.rpartition(",")[2] for line in files["openings.csv"].decode().splitlines()[1:]]
    assert Counter(states) == {"yes": 2, "replaced": 5, "disowned": 1}
    assert len(votes(files)) == 8
    assert json.loads(files["results.json"]) == {
        "round": ROUND,
        "counted": 2,
        "votes": {GENT: 2},
        "not_counted": {"disowned": 1, "replaced": 5},
    }


def test_votes_for_who_left_are_opened_and_do_not_count(voting: Voting, clock: Clock) -> None:
    voting.deliver(a_press("a", voter="A"), a_press("b", voter="B", candidate=AALST))
    voting.withdraw(GENT)
    files = results(clock)
    assert files.recounted() == {AALST: 1}
    assert b",withdrawn\n" in files["openings.csv"]


def test_a_late_press_and_one_that_was_pressed_twice_between_two_seals(voting: Voting, clock: Clock) -> None:
    """I14: what was pressed first comes last; the newest counts, and each receipt has its entry."""
    voting.deliver(a_press("late", 5, voter="A", candidate=AALST))
    seal(clock)
    voting.deliver(a_press("early", 1, voter="A"), a_press("mid", 3, voter="A"))
    files = results(clock)
    assert sorted(ids(files)) == sorted(map(log_id, ("late", "early", "late", "mid")))
    assert files.recounted() == {AALST: 1}


def test_the_log_says_when_the_vote_opened_by_which_rules_and_that_it_closed(voting: Voting, clock: Clock) -> None:
    files = results(clock)
    said = [json.loads(entry) for entry in verified(files)]
    assert [entry["kind"] for entry in said] == ["opened", "rules", "closed", "openings"]
    assert said[0]["round"] == ROUND
    assert said[1]["rules"] == YEAR.rules
    assert files.recounted() == {}


def test_any_byte_that_is_changed_is_noticed(voting: Voting, clock: Clock) -> None:
    """I3, I6: and the place is named; a verifier that others wrote refuses what is of the log."""
    for number in range(5):
        voting.deliver(a_press(f"r{number}", 1, voter=f"V{number}"))
    seal(clock)
    voting.deliver(a_press("again", 2, voter="V1", candidate=AALST))
    files = results(clock)
    files.recounted()
    current = {path: content for path, content in files.items() if is_read(files, path)}
    for path, content in current.items():
        for place in range(len(content)):
            changed = Files({**files, path: content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]})
            with pytest.raises(Differs, match=r"checkpoint|key|bundle|entry|tile|openings|results"):
                changed.recounted()


def is_read(files: Files, path: str) -> bool:
    """Whether a file belongs to the log as it is, and not to one that was smaller."""
    asked: set[str] = set()

    def fetch(wanted: str) -> bytes:
        asked.add(wanted)
        return files.fetch(wanted)

    recount.recount(fetch)
    return path in asked


def test_twenty_who_wait_are_sealed_before_the_hour_where_votes_are_counted_often(
    voting: Voting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    often = replace(YEAR, rounds=(replace(VOTE, recount_every_minutes=5),))
    monkeypatch.setattr(steps, "edition", lambda: often)
    monkeypatch.setattr(voting_steps, "edition", lambda: often)
    seal(clock)
    for number in range(20):
        voting.deliver(a_press(f"r{number:02}", voter=f"V{number}"))
        if number in (18, 19):
            clock.shift(300)
            list(voting_steps.recount())
            steps.seal_all()
            assert len(votes(published())) == (20 if number == 19 else 0)


def test_what_sealing_costs(voting: Voting, clock: Clock) -> None:
    """A read a minute; an hour, a look at each partition, and a few files of which none is written twice."""
    seal(clock)
    clock.shift(60)
    with counted() as minute:
        steps.seal_all()
    assert minute.made == ["dynamodb.GetItem"]
    voting.deliver(*(a_press(f"r{number}", voter=f"V{number}") for number in range(10)))
    clock.shift(3600)
    with counted() as hour:
        steps.seal_all()
    # What was decided; of one partition, since all keys begin alike here: its chains; the batch, a bundle, a tile and
    # the checkpoint.
    assert Counter(hour.made) == {
        "dynamodb.GetItem": 1,
        "dynamodb.Query": 65,
        "dynamodb.PutItem": 1,
        "dynamodb.UpdateItem": 1,
        "s3.GetObject": 4,
        "s3.PutObject": 5,
    }


def test_what_opens_the_log_is_in_it_so_that_nobody_puts_other_files_there(voting: Voting, clock: Clock) -> None:
    """I3: who may write where the files are, but not sign, changes no result."""
    voting.deliver(a_press("a", voter="A"), a_press("b", voter="B", candidate=AALST))
    files = results(clock)
    files["openings.csv"] = files["openings.csv"].replace(b",yes", b",disowned", 1)
    for counts in ({GENT: 1}, {AALST: 1}):
        files["results.json"] = entries.results(ROUND, counts, {"disowned": 1})
        with pytest.raises(Differs, match="another file"):
            files.recounted()
