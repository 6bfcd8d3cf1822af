"""The same kinds of faults below the real SDK, whose own retries then happen for real: over moto, which answers as the
emulator does (tests/cloud).

botocore's Endpoint._do_get_response is private: botocore is pinned, and the first tests here say when it moves.
"""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import botocore.endpoint
import pytest
import time_machine
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError

from chalicelib.cloud.settings import settings
from chalicelib.web import proof
from tests.account import client
from tests.campaign import REGISTERING, VOTING, Answer, Campaign
from tests.depth import cases
from tests.moto_account import Moto
from tests.people import MODERATORS, a_form, hidden, means
from tests.voting.voters import GENT, Voting

SEEDS = range(cases(10, 40))
KINDS = ("lost before", "lost after", "throttled", "conflict")
CODES = {
    "dynamodb": {"throttled": "ProvisionedThroughputExceededException", "conflict": "TransactionConflictException"},
    "sqs": {"throttled": "ThrottlingException", "conflict": "ServiceUnavailable"},
    "sesv2": {"throttled": "TooManyRequestsException", "conflict": "AccountSendingPausedException"},
    "s3": {"throttled": "SlowDown", "conflict": "OperationAborted"},
}


@contextmanager
def faulty(seed: int, chance: float) -> Iterator[Counter[str]]:
    """With this chance a call of the SDK meets a fault, each of its own tries anew. Yields how often which did."""
    chosen, met = random.Random(seed), Counter[str]()
    real = botocore.endpoint.Endpoint._do_get_response  # type: ignore[attr-defined]

    def failing(endpoint: Any, request: Any, model: Any, context: Any) -> Any:
        service = model.service_model.service_name
        if service not in CODES or model.name in ("ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility"):
            return real(endpoint, request, model, context)
        if chosen.random() >= chance:
            return real(endpoint, request, model, context)
        kind = chosen.choice(KINDS)
        met[kind] += 1
        if kind in ("throttled", "conflict"):
            return _error(request, CODES[service][kind]), None
        if kind == "lost after":
            real(endpoint, request, model, context)
        return None, ReadTimeoutError(endpoint_url=request.url)

    with (
        patch.object(botocore.endpoint.Endpoint, "_do_get_response", failing),
        patch.object(time, "sleep", lambda seconds: None),
    ):
        yield met


def _error(request: Any, code: str) -> Any:
    parsed = {"Error": {"Code": code, "Message": code}, "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {}}}
    nothing: Any = SimpleNamespace(stream=lambda *size, **how: iter(()))
    return AWSResponse(request.url, 400, HTTPHeaders(), nothing), parsed


@pytest.fixture
def campaign() -> Iterator[Campaign]:
    """A campaign of which nothing has happened yet."""
    moto = Moto()
    with moto.answering():
        yield Campaign(moto)


@pytest.fixture(autouse=True)
def _easy_sums() -> Iterator[None]:
    with patch.object(proof, "COST", 1), patch.object(proof, "TRIES", range(1, 2)):
        yield


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(VOTING) as traveller:
        yield traveller


@pytest.mark.parametrize("kind", KINDS)
def test_the_seam_fires(campaign: Campaign, clock: time_machine.Traveller, kind: str) -> None:
    with patch(f"{__name__}.KINDS", (kind,)), faulty(0, 1.0) as met, pytest.raises(Exception, match=_words(kind)):
        client("dynamodb").get_item(TableName=settings().table("tallies"), Key={"round": {"S": "x"}})
    assert met[kind] > (0 if kind == "conflict" else 1), "the SDK tries again by itself"


def _words(kind: str) -> str:
    return {"throttled": "Throughput", "conflict": "Conflict"}.get(kind, "[Tt]imeout")


def test_what_is_lost_after_it_was_done_is_done(campaign: Campaign, clock: time_machine.Traveller) -> None:
    with patch(f"{__name__}.KINDS", ("lost after",)), faulty(0, 1.0), pytest.raises(ReadTimeoutError):
        client("dynamodb").put_item(TableName=settings().table("tallies"), Item={"round": {"S": "x"}})
    assert len(campaign.rows()["tallies"]) == 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_vote_counts_once(campaign: Campaign, clock: time_machine.Traveller, seed: int) -> None:
    voting = Voting(campaign)
    voting.admit(GENT)
    asked = False
    with faulty(seed, 0.25):
        for _ in range(3):
            asked |= _until_told(lambda: voting.ask("voter@example.org")) is not None
            _shaken(campaign)
    _settled(campaign)
    mails = campaign.mails("voter@example.org")
    assert len(mails) <= 3
    assert mails or not asked or campaign.dead["confirmation-mail"]
    receipt = ""
    with faulty(seed + 1000, 0.25):
        for mail in mails[:2]:
            answer = _until_told(lambda mail=mail: voting.press(campaign.link(mail).rpartition("/")[2]))
            receipt = answer.location if answer else receipt
            _shaken(campaign)
    _settled(campaign)
    if receipt:
        assert voting.receipt(receipt)["state"] in ("counted", "replaced")
        assert voting.votes() == {GENT: 1}
    assert len(voting.ballots()) <= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_a_decision_is_taken_once(campaign: Campaign, seed: int) -> None:
    with time_machine.travel(REGISTERING) as clock:
        fields = a_form(email="an@example.org", title=f"Taalcafé {seed}")
        with faulty(seed, 0.15):
            unseen = hidden(campaign.get("/nl/register"))
            clock.shift(60)
            _until_told(lambda: campaign.post("/initiatives", {**fields, **unseen}))
            _shaken(campaign)
        _settled(campaign)
        for address, filled in (("an@example.org", {}), *((one, means("approve")) for one in MODERATORS)):
            for mail in campaign.mails(address)[:1]:
                with faulty(seed + 1, 0.15):
                    _until_told(lambda mail=mail, filled=filled: _presses(campaign, campaign.link(mail), filled))
                    _shaken(campaign)
                _settled(campaign)
        rows = [row for row in campaign.rows()["dossiers"] if "state" in row]
        assert len(rows) <= 1
        for row in rows:
            # Where nothing was decided, nothing was built.
            listed = campaign.file("nl/initiatives") if "nl/initiatives" in campaign.files() else ""
            public = f"Taalcafé {seed}" in listed
            assert public == (row["state"]["S"] == "approved")


def _presses(campaign: Campaign, link: str, filled: dict[str, str]) -> Answer:
    page = campaign.get(link)
    if page.status != 200 or 'name="button"' not in page.body:
        return page
    return campaign.post(link, {"button": page.field("button"), **filled})


def _until_told(attempt: Any) -> Answer | None:
    """People try again while nobody says yes or no; None where they lose patience."""
    for _ in range(4):
        try:
            answer: Answer = attempt()
        except (AssertionError, KeyError, ValueError):
            # The ballot page itself did not come.
            continue
        assert answer.status in (200, 202, 303, 409, 410, 503), answer.status
        if answer.status != 503:
            return answer
    return None


def _shaken(campaign: Campaign) -> None:
    """A few rounds of the queues while things fail; their own calls never do."""
    for _ in range(2):
        for name in campaign.dead:
            campaign.drain_once(name)


def _settled(campaign: Campaign) -> None:
    """Nothing fails any more: the queues run dry, and dead letters are sent again."""
    campaign.drain()
    for name, dead in campaign.dead.items():
        for body in dead[:]:
            dead.remove(body)
            url = settings().queue_urls[name]
            group: Any = {"MessageGroupId": "site", "MessageDeduplicationId": str(random.random())}
            client("sqs").send_message(QueueUrl=url, MessageBody=body, **(group if url.endswith(".fifo") else {}))
    campaign.drain()
