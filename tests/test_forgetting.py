"""I11: on the edition's day, nobody is remembered any more; and no key leads to a ballot after the results."""

import re
from datetime import datetime, timedelta

import boto3
import pytest

from chalicelib.cloud import keys, limits
from chalicelib.cloud.queues import send
from chalicelib.cloud.settings import settings
from chalicelib.edition import SETTLES
from chalicelib.kinds import Microseconds
from chalicelib.messages.publication import ResultsCounted
from infra.put.stack import Stack
from infra.wiring import wiring
from tests.account import client, counted
from tests.campaign import REGISTERING, Campaign, Clock
from tests.people import MODERATORS, a_form, press
from tests.years import YEAR

DAY = datetime.fromisoformat("2027-07-31T00:00:00+02:00")


@pytest.fixture
def remembering(campaign: Campaign, clock: Clock) -> Campaign:
    """A campaign with an initiative that is public, one that waits, and a form that was never confirmed."""
    for title, email in (
        ("Taalcafe De Brug", "an@example.org"),
        ("Koor Zestien", "mia@example.org"),
        ("Soep", "s@example.org"),
    ):
        content = a_form(title=title, email=email)
        assert campaign.post_json("/initiatives", content).status == 202
        campaign.drain()
        if title != "Soep":
            _press(campaign, email)
    _press(campaign, MODERATORS[0], "Taalcafe", decision="approve", reason="")
    return campaign


def _press(campaign: Campaign, to: str, about: str = "", **filled: str) -> None:
    assert press(campaign, campaign.newest_link(to, about), **filled).status == 303
    campaign.drain()


def _tick(campaign: Campaign) -> None:
    campaign.tick("forget")
    campaign.drain()


def _known(campaign: Campaign) -> set[str]:
    """The addresses that the tables of people hold."""
    rows = campaign.rows()
    return set(re.findall(r"[\w.]+@example\.org", str([rows["registrations"], rows["dossiers"]])))


def _parameters() -> dict[str, str]:
    found = client("ssm").describe_parameters()["Parameters"]
    return {one["Name"].rpartition("/")[2]: one["Name"] for one in found}


def _deploys() -> None:
    Stack(boto3.Session(region_name="eu-west-1"), {"Stage": settings().stage}).make_secrets(YEAR.vote.key)


# People


def test_until_the_day_before_everybody_is_remembered_and_on_it_nobody(remembering: Campaign, clock: Clock) -> None:
    before = remembering.file("nl/initiatives")
    clock.move_to(DAY - timedelta(minutes=1))
    _tick(remembering)
    assert _known(remembering) == {"an@example.org", "mia@example.org", "s@example.org"}
    clock.move_to(DAY)
    _tick(remembering)
    assert _known(remembering) == set()
    assert a_form()["contact_name"] not in str(remembering.rows())
    assert "Taalcafe De Brug" in remembering.file("nl/initiatives")
    assert "Taalcafe De Brug" in before
    assert [row["slug"]["S"] for row in remembering.rows()["dossiers"] if "slug" in row]


def test_whoever_is_forgotten_already_costs_nothing_more(remembering: Campaign, clock: Clock) -> None:
    clock.move_to(DAY)
    _tick(remembering)
    with counted() as calls:
        remembering.tick("forget")
    assert remembering.waiting("registration") == remembering.waiting("moderation") == []
    # It looks whether the log of the vote has grown for good.
    assert calls.made.count("dynamodb.GetItem") == 1
    looks = {"dynamodb.GetItem", "dynamodb.DeleteItem", "dynamodb.Query", "dynamodb.Scan"}
    assert {*calls.made} == {*looks, "sqs.SendMessage"}


# The keys of the vote


def test_the_key_of_the_vote_is_there_until_the_ballots_have_settled(campaign: Campaign, clock: Clock) -> None:
    clock.move_to(YEAR.vote.results + SETTLES - timedelta(seconds=1))
    _tick(campaign)
    assert set(keys.of_round(YEAR.vote.key)) <= set(_parameters())
    clock.shift(1)
    _tick(campaign)
    left = set(_parameters())
    assert not left & set(keys.of_round(YEAR.vote.key))
    assert {f"{name}{keys.DESTROYED}" for name in keys.of_round(YEAR.vote.key)} <= left


def test_a_deploy_makes_each_secret_once(campaign: Campaign) -> None:
    secrets = wiring().secrets_in(YEAR.vote.key)
    for name in secrets:
        client("ssm").delete_parameter(Name=settings().secret(name))
    _deploys()
    made = {name: client("ssm").get_parameter(Name=path)["Parameter"]["Value"] for name, path in _parameters().items()}
    assert set(made) == set(secrets)
    _deploys()
    assert {
        name: client("ssm").get_parameter(Name=path)["Parameter"]["Value"] for name, path in _parameters().items()
    } == made


def test_the_results_say_since_when_nobody_can_tell_who_voted_for_whom(campaign: Campaign, clock: Clock) -> None:
    vote = YEAR.vote
    clock.move_to(vote.results)
    send([ResultsCounted(vote.key, {}, 0, Microseconds(int(vote.results.timestamp()) * 1_000_000))])
    campaign.drain()
    assert "vernietigden" not in campaign.file("nl/results")
    clock.move_to(vote.results + SETTLES)
    _tick(campaign)
    for _ in range(2):
        for language, said in (("nl", "25 april"), ("fr", "25 avril"), ("en", "25 April")):
            assert re.search(rf"{said}[^<]*", campaign.file(f"{language}/results")), language
        clock.shift(24 * 3600)
        # It stays the day on which it happened.
        _tick(campaign)


# The keys under which networks are counted


def test_the_key_of_a_day_is_gone_two_days_later(campaign: Campaign, clock: Clock) -> None:
    limits._key_of_today()
    clock.shift(24 * 3600)
    limits._key_of_today()
    _tick(campaign)
    assert len(campaign.rows()["limits"]) == 2
    clock.shift(24 * 3600)
    _tick(campaign)
    [left] = campaign.rows()["limits"]
    assert left["what"]["S"] == limits.key_name((REGISTERING + timedelta(days=1)).date().isoformat())
