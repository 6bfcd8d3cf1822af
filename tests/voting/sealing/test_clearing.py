"""What a log was made of goes once it is open for good; what everyone reads, and every receipt's proof, stays."""

from datetime import timedelta

import pytest

from chalicelib.cloud import published
from chalicelib.cloud.settings import settings
from chalicelib.site import public_log
from chalicelib.voting import steps as voting_steps
from chalicelib.voting.sealing import clearing, steps, store
from tests.account import client, counted
from tests.campaign import Clock
from tests.sealed import published as served
from tests.voting.sealing.goes import VOTE, results, seal
from tests.voting.voters import AALST, GENT, Voting
from tests.years import YEAR

HOURS = timedelta(hours=1)
OVER = VOTE.settled + clearing.AFTER


def kept() -> set[str]:
    """What is in the folder of the log."""
    found = client("s3").list_objects_v2(Bucket=settings().uploads_bucket, Prefix="sealed/")
    return {its["Key"] for its in found.get("Contents", [])}


@pytest.fixture
def receipt(voting: Voting, clock: Clock) -> str:
    """One voted twice, an hour apart, and the log was opened: the path of the second receipt."""
    voting.vote("a@example.org", AALST)
    seal(clock)
    clock.shift(HOURS)
    path = voting.vote("a@example.org", GENT)
    seal(clock)
    results(clock)
    clock.move_to(VOTE.settled + timedelta(minutes=5))
    list(voting_steps.recount())
    steps.seal_all()
    assert store.find(VOTE.key).is_opened
    return path


def test_only_the_newest_chains_are_kept_and_receipts_are_proven_still(
    voting: Voting, clock: Clock, receipt: str
) -> None:
    before, files, its = kept(), served(), store.find(VOTE.key)
    proven = voting.receipt(receipt)
    assert len(before) > len(its.chains)
    clock.move_to(OVER - timedelta(seconds=1))
    clearing.clear_all()
    assert kept() == before, "somebody may seal still"
    clock.move_to(OVER)
    clearing.clear_all()
    assert kept() == {f"sealed/{name}" for name in its.chains.values()}
    assert served() == files
    assert voting.receipt(receipt) == proven
    with counted() as again:
        clearing.clear_all()
    assert again.made == ["dynamodb.GetItem", "s3.ListObjectsV2"]


def test_a_log_that_never_opened_keeps_all_for_who_looks_into_it(voting: Voting, clock: Clock) -> None:
    voting.vote("a@example.org", GENT)
    seal(clock)
    before = kept()
    clock.move_to(OVER)
    clearing.clear_all()
    assert kept() == before
    assert published.content(public_log.results(YEAR)) is None


def test_a_log_of_another_round_keeps_its_files(voting: Voting, clock: Clock, receipt: str) -> None:
    other = f"sealed/{VOTE.key}-spring/batch/0-x"
    client("s3").put_object(Bucket=settings().uploads_bucket, Key=other, Body=b"[]")
    clock.move_to(OVER)
    clearing.clear_all()
    assert other in kept()


def test_a_run_that_dies_is_made_good_by_the_next(voting: Voting, clock: Clock, receipt: str) -> None:
    before = kept() - {f"sealed/{name}" for name in store.find(VOTE.key).chains.values()}
    client("s3").delete_object(Bucket=settings().uploads_bucket, Key=min(before))
    clock.move_to(OVER)
    for _ in range(2):
        clearing.clear_all()
    assert not before & kept()
