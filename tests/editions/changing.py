"""A year that changes, and a vote that two organisers change."""

from datetime import timedelta

from msgspec.structs import replace

from chalicelib import clock
from chalicelib.amendment import Changed, Note
from chalicelib.cloud.queues import send
from chalicelib.editions import store
from chalicelib.messages.editions import AmendmentProposed, AmendmentSettled, EditionPut
from tests.campaign import Campaign
from tests.staff import SOFIE
from tests.years import JUDGED

NOTE = Note("De site lag een uur plat.", "Le site est resté inaccessible une heure.", "The site was down for an hour.")
LATER = (Changed("closes", JUDGED.vote.closes, JUDGED.vote.closes + timedelta(hours=1)),)


def changes(campaign: Campaign) -> None:
    """The show begins an hour later."""
    later = replace(JUDGED, show=JUDGED.show + timedelta(hours=1))
    send([EditionPut("a-change", 1, later, "an operator", "later", 1)])
    campaign.drain()


def amends(campaign: Campaign) -> None:
    """Sofie proposes that the vote closes later, and takes that back."""
    base = store.head().versions["2027"].number
    send([AmendmentProposed("amends", base, "2027", "public-2027", LATER, NOTE, SOFIE.id, clock.seconds())])
    campaign.drain()
    for is_agreed in (True, False):
        send([AmendmentSettled(f"settles{is_agreed}", base + 1, "2027", is_agreed, SOFIE.id, clock.seconds())])
        campaign.drain()
