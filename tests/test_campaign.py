"""The whole campaign in one process, from form to counted vote, in exact numbers."""

import re

from chalicelib.notifications import budget
from tests.account import counted
from tests.campaign import VOTING, Answer, Campaign, Clock
from tests.people import MODERATORS, a_ballot, a_form, ask_to_vote, hidden, press, sum_of

VOTER = "voter@example.org"
ONE_MESSAGE = ["sqs.SendMessage"]


def _fills_in(campaign: Campaign, clock: Clock, **filled: str) -> Answer:
    unseen = hidden(campaign.get("/nl/register"))
    clock.shift(60)
    return campaign.post("/initiatives", a_form(**unseen, **filled))


def _publishes(campaign: Campaign, clock: Clock, title: str) -> str:
    """Bring an initiative all the way to the list; each form and button is one AWS call."""
    with counted() as calls:
        assert _fills_in(campaign, clock, email="an@example.org", title=title).status == 303
    assert calls.made == ONE_MESSAGE
    campaign.drain()
    link = campaign.newest_link("an@example.org")
    with counted() as calls:
        assert press(campaign, link).status in (200, 303)
    assert calls.made[-1:] == ONE_MESSAGE
    campaign.drain()
    link = campaign.newest_link(MODERATORS[0])
    with counted() as calls:
        assert press(campaign, link, decision="approve").status in (200, 303)
    reading = ("dynamodb.GetItem", "dynamodb.BatchGetItem")
    assert [call for call in calls.made if call not in reading] == ONE_MESSAGE
    campaign.drain()
    found = re.search(r'"slug": ?"([a-z0-9-]+)"', campaign.file("initiatives.json"))
    assert found
    return found.group(1)


def test_a_counted_vote_is_five_calls_and_two_writes(campaign: Campaign, clock: Clock) -> None:
    slug = _publishes(campaign, clock, "Taalcafé De Brug")
    clock.move_to(VOTING)
    proof = sum_of(campaign, "/votes/challenge", VOTER, candidate=slug)
    # Once a minute a process asks how much strangers had us mail, whatever it mails.
    budget.has_to_wait(VOTER)

    with counted() as calls:
        assert campaign.post("/votes", a_ballot(slug, VOTER, altcha=proof)).status == 303
        campaign.drain_once("confirmation-mail")
    work = [call for call in calls.made if call not in ("sqs.ReceiveMessage", "sqs.DeleteMessage")]
    link = campaign.newest_link(VOTER)
    page = campaign.get(link)
    with counted() as calls:
        receipt = campaign.post(link, {"button": page.field("button")})
        campaign.drain_once("voting")
    work += [call for call in calls.made if call not in ("sqs.ReceiveMessage", "sqs.DeleteMessage")]
    assert work == [
        "sqs.SendMessage",
        "dynamodb.UpdateItem",
        "sesv2.SendEmail",
        "sqs.SendMessage",
        "dynamodb.UpdateItem",
    ]
    told = campaign.get(f"/receipts/{receipt.location.rpartition('/')[2]}.json").json
    assert (told["state"], told["candidate"]) == ("counted", None)


def test_looking_changes_nothing(campaign: Campaign, clock: Clock) -> None:
    """I5: GET, HEAD and OPTIONS on every page, mailed links among them, change no stored byte."""
    slug = _publishes(campaign, clock, "Taalcafé De Brug")
    clock.move_to(VOTING)
    ask_to_vote(campaign, slug, VOTER)
    campaign.drain()
    links = [campaign.link(mail) for mail in campaign.mails() if re.search(r"/\S{60,}", str(mail.get_content))] or [
        campaign.newest_link(VOTER)
    ]
    before = campaign.rows()
    for path in ["/", "/nl/register", f"/nl/vote/{slug}", "/nl/code", "/nl/search?q=taal", *links]:
        for method in ("GET", "HEAD", "OPTIONS"):
            assert campaign.ask(method, path).status < 400
    campaign.drain()
    assert campaign.rows() == before
