"""Whatever a request is made of, its answer is ours: no 5xx, no stack trace, and nothing of it among the headers."""

import base64
import copy
import json
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.web.headers import METHODS, SECURITY
from tests.account import counted
from tests.campaign import VOTING, Campaign, Clock
from tests.depth import TRIED, cases
from tests.hostile.strings import texts
from tests.voting.voters import GENT, Voting

MANY = settings(max_examples=cases(80, 2_000), deadline=None, suppress_health_check=list(HealthCheck))
PAGES = (
    *("", "nl", "fr/register", "nl/search", "nl/code", "en/confirm", "nl/review", "nl/edit", "nl/vote", "nl/receipts"),
    *("nl/vote/confirm", "receipts", "votes", "votes/challenge", "initiatives", "health", "openapi.json"),
)
NAMES = ("accept", "accept-language", "content-type", "origin", "sec-fetch-site", "host", "cookie", "x-forwarded-for")


@pytest.fixture
def voting(campaign: Campaign, clock: Clock) -> Voting:
    """A vote that is open."""
    clock.move_to(VOTING)
    found = Voting(campaign)
    found.admit(GENT)
    return found


@given(
    method=st.sampled_from(METHODS),
    page=st.sampled_from(PAGES),
    below=st.none() | texts(),
    query=st.dictionaries(
        st.sampled_from(["q", "page", "category", "municipality", "sent", "candidate", "address"]), texts()
    ),
    headers=st.dictionaries(st.sampled_from(NAMES), texts(), max_size=4),
    body=st.binary(max_size=200),
)
@MANY
def test_any_request_gets_an_answer_of_ours(
    voting: Voting,
    method: str,
    page: str,
    below: str | None,
    query: dict[str, str],
    headers: dict[str, str],
    body: bytes,
) -> None:
    path = f"/{page}" + ("" if below is None else f"/{quote(below, safe='')}")
    asked = "&".join(f"{name}={quote(value)}" for name, value in query.items())
    with counted() as calls:
        answer = voting.campaign.ask(method, f"{path}?{asked}", body, headers)
    TRIED["requests of any kind, none a 5xx"] += 1
    assert answer.status < 500, path
    assert "sqs.SendMessage" not in calls.made
    assert {name: answer.headers.get(name.lower()) for name in SECURITY} == SECURITY
    for value in answer.headers.values():
        assert value.isprintable()
    assert "Traceback" not in answer.body


PARTS = (
    *("algorithm", "cost", "data", "expiresAt", "keyLength", "keyPrefix", "keySignature", "memoryCost", "parallelism"),
    *("nonce", "salt", "signature", "derivedKey"),
)
"""What a sum's answer is made of. The counter is not: the key that it led to is the proof."""
WRONG: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**12, -1, 2**63, 1e308, "9" * 400, [], {}, "\ud800", "PBKDF2/SHA-512", "ARGON2ID", "SCRYPT"]),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
)


@given(changes=st.dictionaries(st.sampled_from(PARTS), WRONG, min_size=1, max_size=3))
@MANY
def test_any_answer_to_a_sum_but_the_right_one_is_refused_at_once(voting: Voting, changes: dict[str, Any]) -> None:
    """Nor can it make us do the sum: what it says it costs counts only under our signature."""
    good = json.loads(base64.b64decode(_answer(voting)))
    before = copy.deepcopy(good)
    for name, value in changes.items():
        for part in (good["challenge"]["parameters"], good["challenge"], good["solution"]):
            if name in part:
                part[name] = value
    good["challenge"]["parameters"].update({n: v for n, v in changes.items() if n in ("memoryCost", "parallelism")})
    # A cost of 1.0 is one of 1: JSON has but one kind of number.
    if good == before:
        return
    sent = base64.b64encode(json.dumps(good).encode()).decode()
    answer = voting.ask("an@example.org", altcha=sent)
    TRIED["changed answers to a sum, none taken"] += 1
    assert answer.status == 422
    assert voting.campaign.taken("confirmation-mail") == []


_ANSWERS: dict[int, str] = {}


def _answer(voting: Voting) -> str:
    """A right answer, made once for each campaign."""
    return _ANSWERS.setdefault(id(voting), voting.proof("an@example.org"))
