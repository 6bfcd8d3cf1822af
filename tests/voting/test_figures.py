"""The price of a vote, exactly: five AWS calls and two write units from the request to the counted ballot."""

from typing import Any

from chalicelib.messages import CandidateAdmitted
from chalicelib.moderation.rules import LONGEST_SLUG
from chalicelib.notifications import budget
from tests.account import counted
from tests.voting.voters import AALST, GENT, LONGEST_TITLE, Voting

ADDRESS = "an.peeters-van-den-broeck@subdomain.example.org"
UNIT = 1024


def size(row: dict[str, dict[str, Any]]) -> int:
    """Bytes of a row by DynamoDB's rules: names and values in UTF-8; a number takes half a byte per digit, and one."""
    found = 0
    for name, typed in row.items():
        (kind, value), *_ = typed.items()
        found += len(name.encode())
        found += sum(_size_of(kind[0], one) for one in (value if kind in ("SS", "NS") else [value]))
    return found


def _size_of(kind: str, value: str) -> int:
    return len(value.encode()) if kind == "S" else (len(value) + 1) // 2 + 1


def test_a_vote_costs_five_calls_and_two_write_units(voting: Voting) -> None:
    longest = "k" * LONGEST_SLUG
    voting.deliver(CandidateAdmitted(longest, 1, LONGEST_TITLE, 1))
    # A process that mails reads once what the others sent, and tells a minute later at most what it did: counted apart.
    budget.has_to_wait(ADDRESS)
    done = voting.proof(ADDRESS, longest)
    with counted() as calls:
        assert voting.ask(ADDRESS, longest, altcha=done).status == 303
    made = list(calls.made)
    (asked,) = voting.campaign.taken("confirmation-mail")
    with counted() as calls:
        voting.campaign.deliver("confirmation-mail", asked)
    made += calls.made
    link = voting.campaign.link(voting.campaign.mails()[-1])
    with counted() as calls:
        stamp = voting.campaign.get(link).field("button")
        assert voting.campaign.post(link, {"button": stamp}).status == 303
    made += calls.made
    (pressed,) = voting.campaign.taken("voting")
    with counted() as calls:
        voting.campaign.deliver("voting", pressed)
    made += calls.made
    assert made == [
        "sqs.SendMessage",
        "dynamodb.UpdateItem",
        "sesv2.SendEmail",
        "sqs.SendMessage",
        "dynamodb.UpdateItem",
    ]
    rows = voting.campaign.rows()
    assert [size(row) <= UNIT for row in (*rows["deliveries"], *rows["ballots"])] == [True, True]
    assert voting.votes() == {longest: 1}


def test_a_second_vote_of_a_voter_costs_as_much(voting: Voting) -> None:
    voting.vote(ADDRESS, GENT)
    voting.press(voting.link(ADDRESS, AALST))
    (pressed,) = voting.campaign.taken("voting")
    with counted() as calls:
        voting.campaign.deliver("voting", pressed)
    assert calls.made == ["dynamodb.UpdateItem"]
    (row,) = voting.ballots()
    assert size(row) <= UNIT


def test_a_failed_condition_is_one_write_and_one_read(voting: Voting) -> None:
    token = voting.link(ADDRESS)
    voting.press(token)
    (pressed,) = voting.campaign.taken("voting")
    voting.campaign.deliver("voting", pressed)
    with counted() as calls:
        voting.campaign.deliver("voting", pressed)
    assert calls.made == ["dynamodb.UpdateItem", "dynamodb.GetItem"]
