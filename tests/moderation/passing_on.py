"""Somebody else is to answer for an initiative."""

from chalicelib.moderation import store
from chalicelib.moderation.dossier import Dossier
from tests.campaign import Answer, Campaign
from tests.people import INITIATOR, press

ELS = "els.nieuw@example.org"
TYPED = {"word": "doorgeven"}


def the_dossier(campaign: Campaign) -> Dossier:
    """The only one that there is."""
    [found] = [row["id"]["S"] for row in campaign.rows()["dossiers"] if "state" in row]
    return store.known(found)


def status(campaign: Campaign) -> str:
    """The page of the initiator."""
    return campaign.newest_link(INITIATOR, "We hebben je initiatief")


def asks(campaign: Campaign, **filled: str) -> Answer:
    """The initiator fills in who it is to be."""
    answer = press(campaign, f"{status(campaign)}/contact", **{"contact_name": "Els Nieuw", "email": ELS, **filled})
    campaign.drain()
    return answer


def asked(campaign: Campaign, **filled: str) -> dict[str, str]:
    """The links in both mailboxes, by whose they are."""
    assert asks(campaign, **filled).status == 303
    to = filled.get("email", ELS)
    return {INITIATOR: campaign.newest_link(INITIATOR, "Geef je dit door?"), to: campaign.newest_link(to)}


def confirms(campaign: Campaign, link: str) -> Answer:
    """Press the button, with the word that the old mailbox types."""
    answer = press(campaign, link, **TYPED)
    campaign.drain()
    return answer
