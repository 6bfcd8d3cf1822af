"""Nothing is kept of whoever was forgotten."""

import json
from collections.abc import Iterator
from typing import Any

from tests.cloud.queues import Queue
from tests.simulation.healing import name_of
from tests.simulation.invariants.files import SIGN
from tests.simulation.people.memory import Erased, history
from tests.simulation.schedule import Stage

# isort: split
from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.cloud.settings import settings
from tests.years import YEAR


def check_erasures(stage: Stage) -> Iterator[str]:
    """I11: nothing is kept of whoever was forgotten, but what they sent in afterwards."""
    told = history(stage)
    for erased in told.erased:
        theirs = {address for address, mailbox in told.mailboxes.items() if mailbox == erased.mailbox}
        hashes = {keys.address_hash(addresses.canonical(address)) for address in theirs}
        noted = [row for key, row in stage.world.table("erasures").rows.items() if key[0] in hashes]
        if not noted:
            yield "I11: nobody knows who was forgotten"
            continue
        until = max(int(row["at"]["N"]) for row in noted)
        yield from _nothing_is_known(stage, erased, theirs, until)
        # Who registers or votes again is mailed again.
        later = {name_of(fields) for at, fields in _asked_for(stage) if at > until and fields["to"] in theirs}
        for key, row in stage.world.table("deliveries").rows.items():
            left = {name.removeprefix("link_") for name in row if name.startswith("link_")}
            if key[0] in hashes and not left <= later:
                yield "I11: a mail to somebody who was forgotten still says where it led"


def _asked_for(stage: Stage) -> Iterator[tuple[int, Any]]:
    """Each mail that was asked for, with the moment of what it is about."""
    for _, kind, fields in stage.sent:
        if kind.endswith("MailRequested"):
            yield fields["at"], fields


def _nothing_is_known(stage: Stage, erased: Erased, theirs: set[str], until: int) -> Iterator[str]:
    came_later = False
    for name, moment in (("registrations", "at"), ("dossiers", "opened_at")):
        for row in stage.world.table(name).rows.values():
            if moment not in row:
                continue
            is_later = int(row[moment]["N"]) > until
            came_later |= is_later
            if json.loads(row["contact"]["S"]).get("email") in theirs and not is_later:
                yield f"I11: {name} knows {erased.mailbox}, who was forgotten"
    if erased.mailbox.startswith("initiator") and erased.with_initiatives and not came_later:
        tables = [stage.world.table(name).rows.values() for name in ("dossiers", "publications", "candidates")]
        # The name in its page's address stays, so that it never becomes another's.
        words = (value for rows in tables for row in rows for name, value in row.items() if name not in ("slug", "id"))
        if any(SIGN.search(str(value)) for value in words):
            yield "I11: what somebody wanted gone is still in a table"
        if any(SIGN.search(content.decode()) for content in stage.world.cloud.s3.files.values()):
            yield "I11: what somebody wanted gone is still public"


def watch_forgetting(stage: Stage, day: int, settled: int) -> None:
    """Nobody is forgotten and no key destroyed before it is time, by whatever clock."""
    world, queues = stage.world, stage.world.cloud.sqs
    before = queues.on_sent

    def sent(queue: Queue, body: str) -> None:
        kinds = ("RegistrationForgotten", "DossierForgotten")
        if any(f'"kind":"{kind}"' in body for kind in kinds) and world.now + stage.weather.skew < day:
            world.violated("I11: somebody is forgotten too early")
        before(queue, body)

    def destroyed(name: str) -> None:
        if world.now + stage.weather.skew < settled:
            world.violated(f"I2: {name} is destroyed while ballots are counted")

    queues.on_sent, world.cloud.ssm.on_delete = sent, destroyed


def check_all_forgotten(stage: Stage) -> Iterator[str]:
    """I11: after the day, no name or address of anybody is kept, no key leads to a ballot, and what is public stays."""
    for name in ("registrations", "dossiers"):
        rows = stage.world.table(name).rows.values()
        if any("gmail" in str(row) or "Lien" in str(row) for row in rows):
            yield f"I11: {name} still know somebody"
    secrets = stage.world.cloud.ssm.values
    for name in keys.of_round(YEAR.vote.key):
        if settings().secret(name) in secrets:
            yield f"I11: {name} is there after it was destroyed"
        if settings().secret(f"{name}{keys.DESTROYED}") not in secrets:
            yield f"I11: nobody knows that {name} was destroyed"
    files = {key: content.decode() for key, content in stage.world.cloud.s3.files.items()}
    if "zzeikzz" not in files["nl/initiatives"]:
        yield "I7: an initiative went with its initiator"
    if "sleutel van de stemming" not in files["nl/results"]:
        yield "I11: the results do not say that the key is destroyed"
