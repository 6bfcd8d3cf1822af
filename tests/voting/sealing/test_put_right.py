"""What goes wrong with a log and is put right, or left to a person: rows put back, ballots, writes that come late."""

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.cloud import editions, keys
from chalicelib.cloud.settings import settings
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.voting import rules, store
from chalicelib.voting import steps as voting_steps
from chalicelib.voting.sealing import files as files_of_logs
from chalicelib.voting.sealing import steps
from infra.make import recount
from tests.account import client, counted
from tests.campaign import Clock
from tests.sealed import PLACE, published
from tests.voting.sealing.goes import VOTE, results, seal
from tests.voting.voters import AALST, GENT, OPENS, Voting, a_press
from tests.years import YEAR


def test_a_log_that_was_put_back_as_it_once_was_is_not_gone_on_with(
    voting: Voting, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """I6: it would be another log under the same name; a person looks, and what everyone reads stays."""
    seal(clock)
    (before,) = voting.campaign.rows()["logs"]
    voting.deliver(a_press("a"))
    files = seal(clock)
    client("dynamodb").put_item(TableName=settings().table("logs"), Item=before)
    voting.deliver(a_press("b", voter="B"))
    assert seal(clock) == files
    assert "the log is longer than we know" in capsys.readouterr().out


def test_a_checkpoint_that_somebody_took_back_is_written_again(voting: Voting, clock: Clock) -> None:
    """I6: whoever wrote an older one late, and died."""
    early = seal(clock)["checkpoint"]
    voting.deliver(a_press("a"))
    files = seal(clock)
    client("s3").put_object(Bucket=settings().public_bucket, Key=f"{PLACE}checkpoint", Body=early)
    assert seal(clock) == files


def test_a_log_keeps_its_name_though_the_site_gets_another(
    voting: Voting, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal(clock)
    monkeypatch.setattr(files_of_logs, "origin", lambda year: "www.another.example/publieksprijs/2027")
    voting.deliver(a_press("a"))
    assert results(clock).recounted() == {GENT: 1}


def test_what_could_not_be_opened_in_time_is_opened_later(voting: Voting, clock: Clock) -> None:
    """I3: nobody counted it again that day."""
    voting.deliver(a_press("a"))
    clock.move_to(VOTE.settled + timedelta(hours=2))
    steps.seal_all()
    assert "openings.csv" not in published()
    clock.move_to(VOTE.results)
    list(voting_steps.recount())
    clock.move_to(VOTE.settled + timedelta(hours=3))
    steps.seal_all()
    assert published().recounted() == {GENT: 1}
    with counted() as calls:
        steps.seal_all()
    assert len(calls) == 1, "nothing more is to be done"


def test_a_ballot_of_the_last_hour_is_in_the_log_too(voting: Voting, clock: Clock) -> None:
    """I1: from among the dead letters, say."""
    voting.deliver(a_press("a", voter="A"))
    results(clock)
    clock.move_to(VOTE.settled - timedelta(minutes=15))
    voting.deliver(a_press("b", voter="B"))
    list(voting_steps.recount())
    clock.move_to(VOTE.settled + timedelta(minutes=1))
    steps.seal_all()
    assert published().recounted() == {GENT: 2}


def test_a_row_that_was_put_back_from_between_two_writes_is_not_gone_on_with(voting: Voting, clock: Clock) -> None:
    """I6: it says that something is still to be drawn, and everyone has read more."""
    seal(clock)
    voting.deliver(a_press("a"))
    seal(clock)
    (before,) = voting.campaign.rows()["logs"]
    voting.deliver(a_press("b", voter="B"))
    files = seal(clock)
    undrawn = {**before, "drawn": {"N": str(int(before["size"]["N"]) - 1)}}
    client("dynamodb").put_item(TableName=settings().table("logs"), Item=undrawn)
    voting.deliver(a_press("c", voter="C"))
    assert seal(clock) == files


def test_the_log_of_a_year_that_is_not_the_one_on_is_in_order_too(voting: Voting, clock: Clock) -> None:
    """I10: those who read the ballots at the same time know of no year in hand."""
    other = replace(YEAR, name="2027-b", rounds=(replace(VOTE, key="public-2027-b"),))
    for number in range(30):
        press = rules.Press(Microseconds(OPENS + number), f"r{number}", "link", GENT, "rules")
        store.cast(other.vote.key, VoterKey(f"V{number}"), press, "")
    with editions.in_hand(editions.Version(1, other)):
        steps._seal()
    bundle = (
        client("s3")
        .get_object(Bucket=settings().public_bucket, Key="publieksprijs/2027-b/tile/entries/000.p/32")["Body"]
        .read()
    )
    found = [json.loads(entry) for entry in recount.entries_of(bundle, 0)][2:]
    assert [entry["id"] for entry in found] == sorted(keys.log_id(other.vote.key, f"r{number}") for number in range(30))


@pytest.mark.parametrize("schedules", [("recount", "seal"), ("seal", "recount")], ids=["in order", "the seal first"])
def test_what_opens_a_log_is_what_was_counted_last_whichever_comes_first(
    voting: Voting, clock: Clock, schedules: tuple[str, str]
) -> None:
    """I3: a candidate leaves in the last hour before the numbers settle, and no vote came that would tell of it."""
    voting.deliver(a_press("a", voter="A"), a_press("b", voter="B", candidate=AALST))
    assert results(clock).recounted() == {GENT: 1, AALST: 1}
    clock.move_to(VOTE.settled - timedelta(minutes=30))
    for schedule in ("recount", "seal"):
        voting.campaign.tick(schedule)
    clock.move_to(VOTE.settled - timedelta(minutes=1))
    voting.withdraw(GENT)
    for minute in range(3):
        clock.move_to(rules.last_count(VOTE) + timedelta(minutes=minute))
        for schedule in schedules:
            voting.campaign.tick(schedule)
    (tally,) = voting.campaign.rows()["tallies"]
    assert published().recounted() == json.loads(tally["votes"]["S"]) == {AALST: 1}
