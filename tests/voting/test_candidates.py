"""Candidates come and go, in whatever order that is heard of."""

from itertools import permutations

import pytest

from chalicelib.messages.message import Message
from chalicelib.messages.voting import CandidateAdmitted, CandidateWithdrawn
from tests.account import client
from tests.campaign import Clock
from tests.depth import cases
from tests.voting.voters import AALST, GENT, ROUND, Voting
from tests.years import YEAR

OLD, NEW = CandidateAdmitted(GENT, 1, "Old title", 1), CandidateAdmitted(GENT, 3, "New title", 3)

STORIES: list[list[Message]] = [
    [OLD, CandidateWithdrawn(GENT, 2, 2), NEW],
    [OLD, NEW, CandidateWithdrawn(GENT, 4, 4)],
    [CandidateAdmitted(GENT, 1, "Title", 5), CandidateWithdrawn(GENT, 1, 3)],
]


@pytest.mark.parametrize("story", STORIES, ids=range(len(STORIES)))
def test_any_order_and_number_of_news_leaves_the_same_candidate(voting: Voting, story: list[Message]) -> None:
    voting.deliver(*story)
    expected = voting.campaign.rows()["candidates"]
    orders = sorted(set(permutations(story * 2)), key=str)
    for order in orders[:: cases(6, 1)]:
        _forget(voting)
        voting.deliver(*order)
        assert voting.campaign.rows()["candidates"] == expected


@pytest.mark.parametrize(
    "word", [CandidateWithdrawn(AALST, 9, 9), CandidateAdmitted(AALST, 9, "Again", 9)], ids=["out", "in"]
)
def test_who_comes_or_goes_after_the_numbers_settled_moves_no_result(
    voting: Voting, clock: Clock, word: Message
) -> None:
    """I3: the log is opened with what was counted last."""
    before = voting.campaign.rows()["candidates"]
    clock.move_to(YEAR.vote.settled)
    voting.deliver(word)
    assert voting.campaign.rows()["candidates"] == before


def _forget(voting: Voting) -> None:
    key = {"round": {"S": ROUND}, "slug": {"S": GENT}}
    client("dynamodb").delete_item(TableName="gastvrij-test-candidates", Key=key)


def test_who_left_is_gone_from_the_ballot_and_its_title_with_it(voting: Voting) -> None:
    voting.withdraw(AALST)
    for language in ("nl", "fr", "en"):
        page = voting.campaign.get(f"/{language}/vote/{AALST}")
        assert page.status == 410
        assert "Aalst" not in page.body.replace(AALST, "")
    assert not any("Buddy" in str(row) for row in voting.campaign.rows()["candidates"])
