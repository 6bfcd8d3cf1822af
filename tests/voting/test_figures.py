"""The price of a vote, exactly: five AWS calls and two write units from the request to the counted ballot."""

from chalicelib.cloud import lateness
from chalicelib.messages.voting import CandidateAdmitted
from chalicelib.moderation.rules import LONGEST_SLUG
from chalicelib.notifications import budget
from tests.account import counted
from tests.cloud.capacity import WRITE_UNIT, size
from tests.notifications.post import a_mail
from tests.people import press
from tests.voting.voters import AALST, GENT, LONGEST_TITLE, Voting

ADDRESS = "an.peeters-van-den-broeck@subdomain.example.org"


def test_a_vote_costs_five_calls_and_two_write_units(voting: Voting) -> None:
    longest = "k" * LONGEST_SLUG
    voting.deliver(CandidateAdmitted(longest, 1, LONGEST_TITLE, 1))
    # A process that mails reads once what the others sent, and tells a minute later at most what it did: counted apart.
    budget.has_to_wait(a_mail("vote-confirm", to=ADDRESS))
    # And one that asks for mails reads once a minute how late they go out.
    lateness.heard()
    done = voting.proof(ADDRESS, longest)
    with counted() as calls:
        assert voting.ask(ADDRESS, longest, altcha=done).status == 303
        voting.campaign.drain_once("confirmation-mail")
        link = voting.campaign.link(voting.campaign.mails()[-1])
        assert press(voting.campaign, link).status == 303
        voting.count()
    # What Lambda does for a queue is no call of ours.
    made = [call for call in calls.made if call not in ("sqs.ReceiveMessage", "sqs.DeleteMessage")]
    vote = ["sqs.SendMessage", "dynamodb.UpdateItem"]
    assert made == [*vote, "sesv2.SendEmail", *vote]
    rows = voting.campaign.rows()
    assert [size(row) <= WRITE_UNIT for row in (*rows["deliveries"], *rows["ballots"])] == [True, True]
    assert voting.votes() == {longest: 1}


def test_a_second_vote_of_a_voter_costs_as_much(voting: Voting) -> None:
    voting.vote(ADDRESS, GENT)
    voting.press(voting.link(ADDRESS, AALST))
    (pressed,) = voting.campaign.taken("voting")
    with counted() as calls:
        voting.campaign.deliver("voting", pressed)
    assert calls.made == ["dynamodb.UpdateItem"]
    (row,) = voting.ballots()
    assert size(row) <= WRITE_UNIT


def test_a_failed_condition_is_one_write_and_one_read(voting: Voting) -> None:
    token = voting.link(ADDRESS)
    voting.press(token)
    (pressed,) = voting.campaign.taken("voting")
    voting.campaign.deliver("voting", pressed)
    with counted() as calls:
        voting.campaign.deliver("voting", pressed)
    assert calls.made == ["dynamodb.UpdateItem", "dynamodb.GetItem"]
