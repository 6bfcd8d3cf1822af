"""What an earlier release left in queues and tables, this one reads. Its files are added to and never changed."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.cloud import people
from chalicelib.cloud.queues import pack, unpack, version_of
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from chalicelib.messages.all import MESSAGES
from chalicelib.messages.publication import SiteChanged
from chalicelib.messages.registration import RegistrationForgotten
from chalicelib.people import store
from tests.account import Modelled
from tests.campaign import VOTING, Campaign
from tests.people import ask_to_vote, press

RELEASED = Path(__file__).parent / "released"
LINES = (RELEASED / "messages.jsonl").read_text("utf-8").splitlines()
"""A message of each kind and version that was ever sent."""


@pytest.mark.parametrize("line", LINES, ids=lambda line: json.loads(line)["kind"])
def test_a_message_of_any_release_is_read(campaign: Campaign, line: str) -> None:
    """S14: it may have waited for two weeks among the dead letters."""
    kind = json.loads(line)["kind"]
    message = unpack(line)
    assert type(message).__name__ == kind
    assert unpack(pack(message)) == message


def test_each_version_of_each_kind_is_among_them() -> None:
    kept = {(its["kind"], its["version"]) for its in map(json.loads, LINES)}
    assert kept == {(name, version + 1) for name, kind in MESSAGES.items() for version in range(version_of(kind))}


def test_an_older_message_is_what_it_would_be_now(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    old = json.dumps({"kind": "RegistrationForgotten", "version": 1, "fields": {"registration": "x", "at": 7}})
    renamed = (lambda fields: {"id": fields["registration"], "at": fields["at"]},)
    monkeypatch.setattr(RegistrationForgotten, "upgrades", renamed)
    assert unpack(old) == RegistrationForgotten("x", 7)
    assert json.loads(pack(RegistrationForgotten("x", 7)))["version"] == 2


def test_a_newer_message_waits_for_the_rest_of_the_deploy(campaign: Campaign) -> None:
    """Functions change one after the other: the newer one may already send what the next does not know yet."""
    newer = pack(SiteChanged(7)).replace('"version":1', '"version":2')
    with pytest.raises(TryAgain, match="next deploy"):
        unpack(newer)


@pytest.fixture
def begins() -> datetime:
    """When the rows were written."""
    return VOTING


@pytest.fixture
def rows(account: Any, campaign: Campaign) -> dict[str, list[Any]]:
    """The tables as an earlier release left them in the middle of a vote."""
    assert isinstance(account, Modelled)
    kept: dict[str, list[Any]] = json.loads((RELEASED / "rows.json").read_text("utf-8"))
    for row in kept["publications"]:
        # As after a restore: nobody knows what the files show.
        row |= {"shows": {"S": ""}} if "shows" in row else {}
    for name, its in kept.items():
        account.cloud.dynamodb.tables[settings().table(name)].seed_all(its)
    return kept


def test_people_and_where_they_are_signed_in_are_read(campaign: Campaign, rows: dict[str, list[Any]]) -> None:
    its = rows["people"][0]["person"]["S"]
    member, (session,) = store.find(its), store.sessions(its)
    assert member
    assert member.person in people.everyone()
    assert [change.what for change in member.changes] == ["invited", "accepted", "away"]
    assert (session.device, session.ended, session.signed_out) == ("Firefox, Android", 1803900000, 2)
    assert people.signed_in(its, session.id) == (member.person, session)


def test_a_campaign_goes_on_with_the_rows_of_any_release(campaign: Campaign, rows: dict[str, list[Any]]) -> None:
    campaign.tick("turn_phase")
    campaign.tick("recount")
    campaign.drain()
    shown = json.loads(campaign.file("initiatives.json"))["initiatives"]
    assert [one["title"] for one in shown] == ["Taalcafé De Brug"]
    # A ballot that was cast then is replaced, and one is added; a decision that was asked for is taken.
    for voter in ("voter0@example.org", "anybody@example.org"):
        assert ask_to_vote(campaign, shown[0]["slug"], voter).status == 303
        campaign.drain()
        press(campaign, campaign.newest_link(voter))
        campaign.drain()
    assert len(campaign.rows()["ballots"]) == len(rows["ballots"]) + 1
    campaign.tick("remind")
    campaign.drain()
    assert campaign.dead == {name: [] for name in campaign.dead}
