"""People who register, vote and want to be forgotten, and what there is about them."""

import json
from dataclasses import dataclass
from typing import Any

from chalicelib import addresses
from chalicelib.cloud.settings import settings
from infra.wiring import wiring
from tests.account import client, make_table
from tests.campaign import Campaign
from tests.people import a_form, press
from tests.voting.voters import Voting


@dataclass(frozen=True)
class Person:
    """Somebody who registers something and votes."""

    name: str
    email: str
    title: str


AMINA = Person("Amina Zeldenrust", "amina.zeldenrust@example.org", "Soep op zondag")


BRAM = Person("Bram Wildiers", "Bram.Wildiers+award@gmail.com", "Buddy's in de buurt")


CHLOE = Person("Chloé Vanderstappen", "chloe@vanderstappen.example", "Fietsen leren")


DANA = Person("Dana Blijfthier", "dana@blijfthier.example", "Samen zingen")


LEAVING = (AMINA, BRAM, CHLOE)


def registers(campaign: Campaign, person: Person) -> None:
    """Send in the form."""
    form = a_form(title=person.title, contact_name=person.name, email=person.email)
    assert campaign.post("/initiatives", form).status == 303
    campaign.drain()


def confirms(campaign: Campaign, person: Person) -> None:
    """Press the button in the mail."""
    assert press(campaign, campaign.newest_link(person.email)).status == 303
    campaign.drain()


def is_approved(campaign: Campaign, person: Person) -> str:
    """Register and be approved: the id of the dossier."""
    registers(campaign, person)
    confirms(campaign, person)
    campaign.decide(campaign.review_links()["an"], "approve")
    return next(
        str(row["id"]["S"].partition("#")[0])
        for row in campaign.rows()["dossiers"]
        if person.title in row.get("initiative", {}).get("S", "")
    )


def votes(campaign: Campaign, person: Person, slug: str) -> str:
    """Vote the whole way: the path of the receipt."""
    assert Voting(campaign).ask(person.email, slug).status == 303
    campaign.drain()
    answer = press(campaign, campaign.newest_link(person.email))
    campaign.drain()
    return answer.location


def builds(campaign: Campaign) -> None:
    """Count, and let the files be as they are in the vote."""
    campaign.tick("turn_phase")
    campaign.tick("recount")
    campaign.drain()


def tables(campaign: Campaign) -> str:
    """Everything that is in a table, as text."""
    return json.dumps(campaign.rows(), ensure_ascii=False, default=str)


def told_about(text: str, *people: Person) -> list[str]:
    """Whose name or address a text holds."""
    lower = text.casefold()
    return [
        person.name
        for person in people
        if person.name.casefold() in lower
        or person.email.casefold() in lower
        or addresses.canonical(person.email) in lower
    ]


def files(campaign: Campaign) -> dict[str, str]:
    return {key: campaign.file(key) for key in campaign.files()}


def aws_restores(backup: dict[str, list[Any]], suffix: str = "old") -> None:
    """Make every table of a backup what it was under another name, as AWS does."""
    for table in backup:
        name = f"{settings().table(table)}-{suffix}"
        make_table(name, wiring().tables[table])
        for row in backup[table]:
            client("dynamodb").put_item(TableName=name, Item=row)
