"""Limits: never more than there is, nothing to pay while nobody floods us, and no network address kept anywhere."""

import ipaddress
import json
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import Any

import pytest
from botocore.client import BaseClient
from botocore.exceptions import ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.cloud import aws, keys, limits
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from chalicelib.kinds import DAY
from tests import gateway
from tests.account import counted
from tests.campaign import REGISTERING, VOTING, Campaign, Clock
from tests.depth import cases
from tests.events import context, web_event
from tests.people import a_form

THREADS, TAKES = 8, cases(100, 1_000)


@pytest.fixture(autouse=True)
def flood(campaign: Campaign) -> None:
    """All requests come from one network, and one process sees them."""
    campaign.is_flooded = True


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is much, said with less, so that no test waits for hundreds of requests."""
    monkeypatch.setattr(limits, "MOST", 40)
    monkeypatch.setattr(limits, "MOST_NETWORKS", 500)


# Takes


def test_never_more_is_given_out_than_there_is_whoever_asks_at_once(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two calls anything may happen. One call is whole: DynamoDB keeps that promise, and moto does not."""
    most = THREADS * TAKES // 16
    real, whole = BaseClient._make_api_call, Lock()  # type: ignore[attr-defined]

    def call(*arguments: Any) -> Any:
        with whole:
            return real(*arguments)

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    with ThreadPoolExecutor(THREADS) as pool:
        granted = sum(pool.map(lambda _: limits.take("one", most, 3600), range(THREADS * TAKES)))
    assert granted == most


def test_each_name_and_window_has_its_own(campaign: Campaign, clock: Clock) -> None:
    assert [limits.take("a", 1, 60), limits.take("a", 1, 60), limits.take("b", 1, 60)] == [True, False, True]
    clock.shift(60)
    assert limits.take("a", 1, 60)


def test_a_take_whose_answer_was_lost_counts_at_least_once(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    real = aws.dynamodb().update_item

    def lost(**asked: object) -> None:
        real(**asked)
        raise ReadTimeoutError(endpoint_url="https://aws.example")

    with monkeypatch.context() as patched:
        patched.setattr(aws.dynamodb(), "update_item", lost)
        for _ in range(3):
            with pytest.raises(TryAgain):
                limits.take("a", 3, 60)
    assert not limits.take("a", 3, 60)


def test_a_count_is_forgotten_by_itself(campaign: Campaign) -> None:
    limits.take("a", 3, 60)
    [row] = campaign.rows()["limits"]
    assert 0 < int(row["expires_at"]["N"]) - REGISTERING.timestamp() <= 2 * DAY


# Networks


@given(st.ip_addresses(v=6), st.binary(min_size=8, max_size=8))
def test_a_line_with_ipv6_is_one_network_however_its_host_part_changes(
    address: ipaddress.IPv6Address, host: bytes
) -> None:
    other = ipaddress.IPv6Address(address.packed[:8] + host)
    if address.ipv4_mapped is None and other.ipv4_mapped is None:
        assert limits.network_of(str(address)) == limits.network_of(str(other))


@given(st.ip_addresses(v=4), st.ip_addresses(v=4))
def test_ipv4_addresses_are_networks_of_their_own_however_they_are_written(
    one: ipaddress.IPv4Address, other: ipaddress.IPv4Address
) -> None:
    assert (limits.network_of(str(one)) == limits.network_of(str(other))) == (one == other)
    assert limits.network_of(f"::ffff:{one}") == limits.network_of(str(one))


def test_what_is_no_address_is_one_network_too() -> None:
    assert {limits.network_of(text) for text in ("", "x", "1.2.3", "999.1.1.1")} == {""}


def test_who_asks_seldom_costs_no_call(campaign: Campaign) -> None:
    with counted() as calls:
        for host in range(250):
            assert all(limits.allow_network(f"198.51.100.{host}", "form") for _ in range(limits.UNNOTICED))
    assert calls.made == []


def test_a_flood_from_one_network_is_stopped_and_no_other(campaign: Campaign, clock: Clock) -> None:
    flood = [limits.allow_network("203.0.113.7", "form") for _ in range(200)]
    assert sum(flood) == limits.UNNOTICED + limits.MOST
    assert limits.allow_network("203.0.113.8", "form")
    assert limits.allow_network("203.0.113.7", "code")
    clock.shift(limits.WINDOW)
    assert limits.allow_network("203.0.113.7", "form")


def test_many_processes_share_what_a_network_may_ask(campaign: Campaign) -> None:
    granted = 0
    for _ in range(10):
        limits.begin()
        granted += sum(limits.allow_network("203.0.113.7", "form") for _ in range(100))
    assert granted == 10 * limits.UNNOTICED + limits.MOST


def test_a_network_that_changes_its_address_for_each_request_is_not_remembered_without_end(campaign: Campaign) -> None:
    for number in range(limits.MOST_NETWORKS + 50):
        limits.allow_network(str(ipaddress.IPv4Address(number)), "form")
    assert len(limits._seen.counts) == limits.MOST_NETWORKS + 1


def test_where_the_limits_do_not_answer_a_flood_is_refused(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """I13, and whoever asks seldom does not notice."""

    def silent(**asked: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://aws.example")

    monkeypatch.setattr(aws.dynamodb(), "update_item", silent)
    answers = [campaign.post("/nl/code", {"email": "x", "code": "y"}).status for _ in range(limits.UNNOTICED + 2)]
    assert answers == [422] * limits.UNNOTICED + [503, 503]


# Pages


def _ask(headers: dict[str, str], source: str = "192.0.2.1") -> str:
    event = web_event("POST", "/nl/code", b"", {"content_type": "application/x-www-form-urlencoded", **headers})
    event["requestContext"]["identity"]["sourceIp"] = source
    return str(gateway.asked(event, context())["statusCode"])


def test_too_much_of_a_form_is_said_with_what_was_typed_and_sends_it_again(campaign: Campaign, clock: Clock) -> None:
    form = a_form(title='Soep & "brood" <3', description="Regel een.\n\nRegel twee.", category="x")
    answers = [campaign.post("/initiatives", form) for _ in range(limits.UNNOTICED + limits.MOST + 1)]
    assert {answer.status for answer in answers[:-1]} == {422}
    last = answers[-1]
    assert (last.status, last.headers["retry-after"]) == (429, "60")
    assert last.field("title") == "Soep &amp; &#34;brood&#34; &lt;3"
    assert 'value="Regel een.\n\nRegel twee."' in last.body
    assert campaign.get("/nl/register").status == 200
    clock.shift(60)
    assert campaign.post("/initiatives", form).status == 422


def test_a_program_is_told_when_to_ask_again(campaign: Campaign) -> None:
    for _ in range(limits.UNNOTICED + limits.MOST):
        campaign.post_json("/initiatives", {})
    answer = campaign.post_json("/initiatives", {})
    assert (answer.status, answer.headers["retry-after"], list(answer.json)) == (429, "60", ["errors"])


@pytest.mark.parametrize("path", ["/nl/search?q=soep", "/fr/search?q=soupe"])
def test_what_costs_us_a_read_has_a_limit_too(campaign: Campaign, clock: Clock, path: str) -> None:
    clock.move_to(VOTING)
    with counted() as calls:
        for _ in range(limits.MOST):
            campaign.get(path)
        answer = campaign.get(path, accept="text/html")
    assert "dynamodb.UpdateItem" not in calls.made, "I5: a GET changes no byte"
    assert answer.status == 429
    assert "<form" not in answer.body.partition("<main")[2]


def test_only_our_cdn_is_believed_about_where_a_request_comes_from(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def allow(network: str, what: str) -> bool:
        asked.append(network)
        return True

    monkeypatch.setattr(limits, "allow_network", allow)
    monkeypatch.setenv("GASTVRIJ_CDN", "the-stack")
    settings.cache_clear()
    way = "6.6.6.6, 203.0.113.7, 130.176.1.1"
    try:
        _ask({"x_forwarded_for": way, "x_gastvrij_cdn": "the-stack"})
        _ask({"x_forwarded_for": way, "x_gastvrij_cdn": "a-guess"})
        _ask({"x_forwarded_for": way})
        _ask({"x_forwarded_for": "6.6.6.6", "x_gastvrij_cdn": "the-stack"})
        monkeypatch.delenv("GASTVRIJ_CDN")
        settings.cache_clear()
        _ask({"x_forwarded_for": way, "x_gastvrij_cdn": ""})
    finally:
        settings.cache_clear()
    assert asked == ["203.0.113.7", "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.1"]


# What is kept of it


def test_no_network_address_can_be_found_back_from_tables_and_logs(campaign: Campaign, logged: list[str]) -> None:
    """I12. Without the key of the day not even by trying out all that there are."""
    networks = [f"203.0.113.{host}" for host in range(3)]
    for source in networks:
        for _ in range(limits.UNNOTICED + 3):
            _ask({}, source)
    rows = campaign.rows()["limits"]
    assert len(rows) == 1 + len(networks)
    [key] = [row for row in rows if "secret" in row]
    counts = {row["what"]["S"] for row in rows if "secret" not in row}
    kept = json.dumps([*campaign.rows().values(), logged], default=str)
    assert not [source for source in networks if source in kept]
    window = int(REGISTERING.timestamp()) // limits.WINDOW * limits.WINDOW

    def tried(secret: bytes) -> set[str]:
        what = "/{lang}/code"
        return {f"network-{keys.keyed_hash(secret, what, source)}#{window}" for source in networks}

    assert counts == tried(key["secret"]["B"])
    assert not counts & (tried(b"") | tried(b"address") | tried(b"proof"))


def test_each_day_has_a_key_of_its_own_that_all_processes_share(campaign: Campaign, clock: Clock) -> None:
    first = limits._key_of_today()
    limits.begin()
    assert limits._key_of_today() == first
    clock.shift(DAY)
    assert limits._key_of_today() != first
    expires = [int(row["expires_at"]["N"]) for row in campaign.rows()["limits"]]
    assert max(expires) <= REGISTERING.timestamp() + 3 * DAY


# Typed codes


@pytest.mark.parametrize("email", ["nobody@example.org", "an@example.org"])
def test_codes_are_typed_ten_times_an_hour_for_a_mailbox_whether_it_has_mail_or_not(
    campaign: Campaign, clock: Clock, email: str
) -> None:
    """I10: the same answer and the same work."""
    campaign.post_json("/initiatives", a_form())
    campaign.drain()
    work = []
    for _ in range(limits.CODES_AN_HOUR + 2):
        with counted() as calls:
            answer = campaign.post("/nl/code", {"email": email, "code": "ABCD1234"})
        work.append((answer.status, tuple(calls.made)))
    looked = (422, ("dynamodb.UpdateItem", "dynamodb.BatchGetItem"))
    assert work == [looked] * limits.CODES_AN_HOUR + [(429, ("dynamodb.UpdateItem",))] * 2
    assert answer.field("email") == email
    clock.shift(3600)
    assert campaign.post("/nl/code", {"email": email, "code": "ABCD1234"}).status == 422
