"""The whole campaign in one process, from form to counted vote, in exact numbers."""

import hashlib
import re
from collections.abc import Iterator

import altcha
import pytest
import time_machine

from chalicelib.notifications import budget
from tests.campaign import REGISTERING, VOTING, Answer, Campaign, counted
from tests.journeys.people import MODERATORS, an_initiative

ONE_MESSAGE = ["sqs.SendMessage"]


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """A clock that stands still until it is told otherwise."""
    with time_machine.travel(REGISTERING, tick=False) as traveller:
        yield traveller


def _fills_in(campaign: Campaign, clock: time_machine.Traveller, **filled: str) -> Answer:
    form = campaign.get("/nl/register")
    hidden = {name: form.field(name) for name in re.findall(r'<input type="hidden" name="(\w+)"', form.body)}
    clock.shift(60)
    return campaign.post("/initiatives", {**an_initiative(), **hidden, **filled})


def _presses(campaign: Campaign, link: str, **filled: str) -> Answer:
    return campaign.post(link, {"button": campaign.get(link).field("button"), **filled})


def _publishes(campaign: Campaign, clock: time_machine.Traveller, title: str) -> str:
    """Bring an initiative all the way to the list; each form and button is one AWS call."""
    with counted() as calls:
        assert _fills_in(campaign, clock, email="an@example.org", title=title).status == 303
    assert calls.made == ONE_MESSAGE
    campaign.drain()
    link = campaign.link(campaign.mails("an@example.org")[-1])
    with counted() as calls:
        assert _presses(campaign, link).status in (200, 303)
    assert calls.made[-1:] == ONE_MESSAGE
    campaign.drain()
    link = campaign.link(campaign.mails(MODERATORS[0])[-1])
    with counted() as calls:
        assert _presses(campaign, link, decision="approve").status in (200, 303)
    reading = ("dynamodb.GetItem", "dynamodb.BatchGetItem")
    assert [call for call in calls.made if call not in reading] == ONE_MESSAGE
    campaign.drain()
    found = re.search(r'"slug": ?"([a-z0-9-]+)"', campaign.file("initiatives.json"))
    assert found
    return found.group(1)


def _asks(campaign: Campaign, slug: str, email: str) -> dict[str, str]:
    """A ballot, filled in and with its proof of work done."""
    address = hashlib.sha256(email.encode()).hexdigest()
    given = campaign.post("/votes/challenge", {"candidate": slug, "address": address}).json
    challenge = altcha.Challenge.from_dict(given)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return {
        "candidate": slug,
        "email": email,
        "language": "nl",
        "altcha": altcha.Payload(challenge, solution).to_base64(),
    }


def test_a_counted_vote_is_five_calls_and_two_writes(campaign: Campaign, clock: time_machine.Traveller) -> None:
    slug = _publishes(campaign, clock, "Taalcafé De Brug")
    clock.move_to(VOTING)
    filled = _asks(campaign, slug, "voter@example.org")
    # Once a minute a process asks how much strangers had us mail, whatever it mails.
    budget.has_to_wait("voter@example.org")

    with counted() as calls:
        assert campaign.post("/votes", filled).status == 303
        campaign.drain_once("confirmation-mail")
    work = [call for call in calls.made if call not in ("sqs.ReceiveMessage", "sqs.DeleteMessage")]
    link = campaign.link(campaign.mails("voter@example.org")[-1])
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


def test_looking_changes_nothing(campaign: Campaign, clock: time_machine.Traveller) -> None:
    """I5: GET, HEAD and OPTIONS on every page, mailed links among them, change no stored byte."""
    slug = _publishes(campaign, clock, "Taalcafé De Brug")
    clock.move_to(VOTING)
    campaign.post("/votes", _asks(campaign, slug, "voter@example.org"))
    campaign.drain()
    links = [campaign.link(mail) for mail in campaign.mails() if re.search(r"/\S{60,}", str(mail.get_content))] or [
        campaign.link(campaign.mails("voter@example.org")[-1])
    ]
    before = campaign.rows()
    for path in ["/", "/nl/register", f"/nl/vote/{slug}", "/nl/code", "/nl/search?q=taal", *links]:
        for method in ("GET", "HEAD", "OPTIONS"):
            assert campaign.ask(method, path).status < 400
    campaign.drain()
    assert campaign.rows() == before
