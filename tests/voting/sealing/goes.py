"""An hour of a vote, and what everyone can read then."""

import json
from datetime import timedelta

from msgspec.structs import replace

from chalicelib.voting import steps as voting_steps
from chalicelib.voting.sealing import steps
from tests.campaign import Campaign, Clock
from tests.sealed import Files, published, verified
from tests.years import YEAR

VOTE = YEAR.vote


def seal(clock: Clock, hours: float = 1) -> Files:
    """The log an hour later."""
    clock.shift(hours * 3600)
    steps.seal_all()
    return published()


def results(clock: Clock) -> Files:
    """The log once the numbers are public."""
    clock.move_to(VOTE.closes)
    steps.seal_all()
    clock.move_to(VOTE.results + timedelta(seconds=5))
    list(voting_steps.recount())
    steps.seal_all()
    return published()


def sealed_and_mailed(campaign: Campaign) -> None:
    """The log is sealed, and somebody keeps a copy."""
    campaign.in_year(replace(YEAR, copies=("archief@example.org",)))
    campaign.tick("seal")
    campaign.tick("remind")
    campaign.in_year(YEAR)
    campaign.drain()


def votes(files: Files) -> list[dict[str, str]]:
    """The entries of votes, in their order."""
    said = [json.loads(entry) for entry in verified(files)]
    return [entry for entry in said if entry["kind"] == "vote"]
