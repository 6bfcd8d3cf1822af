"""Last year's initiators, who are asked whether they do it again."""

from datetime import datetime
from typing import Any

from chalicelib.cloud import editions
from chalicelib.cloud.settings import settings
from chalicelib.edition import Edition
from chalicelib.moderation import store
from chalicelib.moderation.dossier import Dossier
from tests.account import client
from tests.campaign import Answer, Campaign, Clock, text_of
from tests.people import INITIATOR, a_form, code_in, press
from tests.years import SOON, YEAR, turned

REGISTERING_AGAIN = datetime.fromisoformat("2027-06-02T10:00:00+02:00")
"""While one may register for the year after."""


def approved(campaign: Campaign, **other: Any) -> None:
    """Bring an initiative on the site."""
    campaign.decide(campaign.submitted(**other)["an"], "approve")


def turn(
    campaign: Campaign,
    clock: Clock,
    moment: datetime = REGISTERING_AGAIN,
    this: Edition = SOON,
    before: Edition = YEAR,
) -> None:
    """Let the first year be over, and it be this moment in the next."""
    clock.move_to(moment)
    for row in turned(before, this):
        client("dynamodb").put_item(TableName=settings().table("editions"), Item=row)
    editions.begin()


def invited(campaign: Campaign) -> str:
    """Let the schedule ask: the path behind the button of the mail."""
    campaign.tick("forget")
    campaign.drain()
    return campaign.newest_link(INITIATOR)


def asked_again(campaign: Campaign, clock: Clock, **other: Any) -> str:
    """An initiative of the first year of which the initiator is asked whether they do it again: that mail's link."""
    approved(campaign, **other)
    turn(campaign, clock)
    return invited(campaign)


def agreed(**other: Any) -> dict[str, Any]:
    """What is sent in once more, with all agreed to; `other` is what is typed otherwise."""
    return {name: value for name, value in a_form(**other).items() if name != "email"}


def renews(campaign: Campaign, link: str, **other: Any) -> Answer:
    """Press the button, and let the step run."""
    answer = press(campaign, link, **agreed(**other))
    campaign.drain()
    return answer


def typed(campaign: Campaign) -> str:
    """Type the code of the mail: the path that it leads to."""
    code = code_in(text_of(campaign.newest(INITIATOR, "weer mee")))
    return campaign.post("/nl/code", {"email": INITIATOR, "code": code}).location


def dossiers(campaign: Campaign, year: str = "2028") -> list[Dossier]:
    """Those of a year."""
    rows = [row for row in campaign.rows()["dossiers"] if row.get("edition") == {"S": year}]
    return [its for row in rows if (its := store.kept(row["id"]["S"]))]
