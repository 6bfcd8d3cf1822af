"""A team as its tests bring it about: somebody is put, asks for a link, signs in."""

from uuid import uuid4

from chalicelib.cloud.queues import pack
from chalicelib.messages.people import PersonPut
from chalicelib.people import store
from chalicelib.person import Grant, Role
from tests.campaign import Answer, Campaign
from tests.people import TO_SIGN_IN, press

SOFIE = "sofie.maes@example.org"
BART = "bart.claes@example.org"


def put(campaign: Campaign, email: str, *roles: Role, accepted: bool = True, base: int = 0) -> str:
    """Give somebody these tasks: the hash of their mailbox."""
    change = PersonPut(
        uuid4().hex, base, email.split(".")[0].title(), email, "nl", tuple(map(Grant, roles)), "", "-", 0, accepted
    )
    campaign.deliver("organising", pack(change))
    campaign.drain()
    return next(its.person.id for its in store.everyone() if its.person.email == email)


def asks(campaign: Campaign, email: str, **fields: str) -> Answer:
    answer = campaign.post("/nl/sign-in", {"email": email, **fields})
    campaign.drain()
    return answer


def signs_in(campaign: Campaign, email: str) -> Answer:
    asks(campaign, email)
    return press(campaign, campaign.newest_link(email), word=TO_SIGN_IN)


def is_in(campaign: Campaign) -> bool:
    return campaign.get("/nl/account").status == 200
