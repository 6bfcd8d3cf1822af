"""Who lost the link to their initiative is mailed a new one; nobody learns what is registered with whose address."""

import pytest

from chalicelib.cloud.queues import pack
from chalicelib.kinds import DAY
from chalicelib.messages.moderation import DossierForgotten, LinkLost
from chalicelib.moderation.status.lost import steps
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Answer, Campaign, Clock
from tests.people import INITIATOR, a_form, hidden, press

MAIL = "Je link naar je initiatief"


def _asks(campaign: Campaign, email: str) -> Answer:
    answer = campaign.post("/nl/lost-link", {"email": email})
    campaign.drain()
    return answer


def _mails(campaign: Campaign) -> list[str]:
    return [mail["To"] for mail in campaign.mails() if mail["Subject"] == MAIL]


def _registers(campaign: Campaign, clock: Clock, title: str) -> None:
    unseen = hidden(campaign.get("/nl/register"))
    clock.shift(60)
    campaign.post("/initiatives", a_form(**unseen, title=title))
    campaign.drain()
    press(campaign, campaign.newest_link(INITIATOR))
    campaign.drain()


def test_the_mail_leads_to_each_of_their_initiatives_however_they_type_the_address(
    campaign: Campaign, clock: Clock
) -> None:
    for title in ("Taalcafé De Brug", "Buddies van Aalst"):
        _registers(campaign, clock, title)
    name, _, domain = INITIATOR.partition("@")
    _asks(campaign, f"{name.upper()}+nogeens@{domain}")
    assert _mails(campaign) == [INITIATOR], "the address that we know, not what somebody typed"
    with counted() as calls:
        page = campaign.get(campaign.newest_link(INITIATOR, MAIL))
    assert calls.made == ["dynamodb.Query", "dynamodb.BatchGetItem"]
    for title in ("Taalcafé De Brug", "Buddies van Aalst"):
        assert title in page.body
    where = [part.partition('"')[0] for part in page.body.split('href="') if part.startswith("/nl/status/")]
    assert [campaign.get(path).status for path in where] == [200, 200]


def test_nobody_learns_whether_anything_is_registered_with_an_address(campaign: Campaign) -> None:
    campaign.submitted()
    with counted() as known:
        hers = _asks(campaign, INITIATOR)
    with counted() as unknown:
        other = _asks(campaign, "niemand@example.org")
    assert (hers.status, hers.location, hers.body) == (other.status, other.location, other.body)
    assert unknown.made[0] == known.made[0] == "sqs.SendMessage", "all that the page itself does"
    assert _mails(campaign) == [INITIATOR]


@pytest.mark.parametrize("email", ["", "geen adres"])
def test_what_is_no_address_is_told(campaign: Campaign, email: str) -> None:
    answer = campaign.post("/nl/lost-link", {"email": email})
    assert answer.status == 422
    campaign.drain()
    assert not campaign.mails()


def test_without_its_sum_a_program_asks_for_nothing(campaign: Campaign) -> None:
    given = {"content_type": "application/json", "accept": "application/json"}
    answer = campaign.ask("POST", "/nl/lost-link", b'{"email": "lien@example.org"}', given)
    assert (answer.status, answer.json) == (422, {"errors": {"": [say("nl", "form.errors.proof_missing")]}})


def test_nobody_is_mailed_over_and_over(campaign: Campaign, clock: Clock) -> None:
    """I9: two a day, which use up nothing of the mails to confirm with."""
    campaign.submitted()
    for _ in range(5):
        _asks(campaign, INITIATOR)
    assert len(_mails(campaign)) == 2
    _registers(campaign, clock, "Nog een")
    assert len([its for its in campaign.mails() if its["Subject"].startswith("Bevestig")]) == 2


def test_the_same_message_twice_asks_for_one_mail(campaign: Campaign) -> None:
    """I14"""
    campaign.submitted()
    lost = LinkLost("one", INITIATOR, 1_803_891_600)
    [mail] = steps.find_links(lost)
    assert steps.find_links(lost) == [mail]


def test_its_link_is_over_after_a_day_and_where_all_is_forgotten(campaign: Campaign, clock: Clock) -> None:
    campaign.submitted()
    _asks(campaign, INITIATOR)
    link = campaign.newest_link(INITIATOR, MAIL)
    [name] = [row["id"]["S"] for row in campaign.rows()["dossiers"] if "state" in row]
    assert campaign.get(link).status == 200
    clock.shift(DAY)
    late = campaign.get(link)
    assert late.status == 410
    assert say("nl", "errors.link_expired.lost") in late.body
    clock.shift(-DAY)
    campaign.deliver("moderation", pack(DossierForgotten(name, False, 1_803_890_000)))
    assert campaign.get(link).status == 410
    _asks(campaign, INITIATOR)
    assert len(_mails(campaign)) == 1
