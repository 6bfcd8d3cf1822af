"""The sum: good for one address and one candidate, for ten minutes, and no easier than we made it."""

import base64
import json
import random
import time
from typing import Any

import pytest
from altcha import Payload, create_challenge

from chalicelib.cloud import keys
from chalicelib.web import proof
from tests.campaign import Answer, Clock
from tests.people import hashed, solved
from tests.voting.voters import AALST, GENT, Voting, encoded

ADDRESS = "an@example.org"


def refused(answer: Answer, sentence: str) -> None:
    assert answer.status == 422
    assert answer.json["errors"] == {"altcha": [sentence]}


def post(voting: Voting, altcha: Any, email: str = ADDRESS, candidate: str = GENT) -> Answer:
    content = {"candidate": candidate, "email": email, "language": "en", "altcha": altcha}
    return voting.campaign.post_json("/votes", content)


WRONG = "The sum from your device does not belong to this address or this initiative. Press the button again."
LATE = "The sum from your device is too old. Press the button again."
MISSING = "The sum from your device is missing. Turn on JavaScript and press the button again."


def test_a_sum_is_good_for_its_address_however_it_is_typed(voting: Voting) -> None:
    """The page's script tidies in the same way: what nobody sees in a pasted address shuts no voter out."""
    for typed in (ADDRESS, f"  {ADDRESS.upper()} ", f"\u00a0{ADDRESS}\u200b"):
        answer = post(voting, voting.proof(ADDRESS), typed)
        assert (answer.status, answer.json) == (202, {"status": "mail_requested"})
    assert voting.mailed().to == ADDRESS


@pytest.mark.parametrize(
    ("address", "slug"), [("piet@example.org", GENT), ("an+1@example.org", GENT), (ADDRESS, AALST)]
)
def test_a_sum_for_another_address_or_candidate_is_refused(voting: Voting, address: str, slug: str) -> None:
    """Bound to what was typed, also of one mailbox: each mail that is asked for costs its own sum."""
    refused(post(voting, voting.proof(address, slug)), WRONG)


def test_no_sum_is_told_apart(voting: Voting) -> None:
    refused(post(voting, ""), MISSING)


def test_a_sum_lasts_ten_minutes(voting: Voting, clock: Clock) -> None:
    done = voting.proof(ADDRESS)
    clock.shift(proof.LASTS - 30)
    assert post(voting, done).status == 202
    clock.shift(31)
    refused(post(voting, done), LATE)


def test_one_sum_buys_one_mail_however_often_it_is_sent(voting: Voting) -> None:
    """All the same mail, which goes out for who asked first; no repeat ends among the dead letters."""
    done = voting.proof(ADDRESS)
    for _ in range(50):
        assert post(voting, done).status == 202
    voting.campaign.drain()
    assert len(voting.campaign.mails(ADDRESS)) == 1
    assert voting.campaign.dead["confirmation-mail"] == []
    assert post(voting, voting.proof(ADDRESS)).status == 202
    voting.campaign.drain()
    assert len(voting.campaign.mails(ADDRESS)) == 2


def test_a_sum_for_something_else_is_no_sum_for_a_vote(voting: Voting) -> None:
    other = solved(proof.challenge({"for": "registration"}, hashed(ADDRESS), int(time.time())))
    refused(post(voting, other), WRONG)


@pytest.mark.parametrize("address", ["", "an@example.org", "A" * 64, "a" * 63, "a" * 65, "\u0660" * 64])
def test_a_challenge_is_for_the_hash_of_an_address(voting: Voting, address: str) -> None:
    """So that no address ever stands in the URL of a request."""
    assert voting.challenge(address).status == 400


def test_a_challenge_holds_only_what_a_browser_can_send_back(voting: Voting) -> None:
    """The widget encodes its answer with btoa, which knows Latin letters only; this title has others."""
    got = voting.challenge(hashed(ADDRESS), AALST)
    assert got.body.isascii()
    assert post(voting, voting.proof(ADDRESS, AALST), candidate=AALST).status == 202
    assert voting.mailed().about == {"title": "Buddy's van Aalst ☕"}


def test_only_for_who_is_in_the_running_there_is_a_challenge(voting: Voting) -> None:
    voting.withdraw(AALST)
    for slug, status in (("", 404), ("nobody", 404), ("../x", 404), (GENT + "x", 404), (AALST, 410), (GENT, 200)):
        assert voting.challenge(hashed(ADDRESS), slug).status == status
    assert voting.campaign.get("/votes/challenge").status == 405


# Cheating


def _challenge(voting: Voting) -> Any:
    return voting.challenge(hashed(ADDRESS)).json


@pytest.mark.parametrize(
    "easier",
    [
        {"cost": 0},
        {"keyPrefix": ""},
        {"keyPrefix": "0"},
        {"keyLength": 0},
        {"algorithm": "SHA-256"},
        {"expiresAt": 9999999999},
        {"expiresAt": None},
        {"keySignature": None},
        {"data": {}},
        {"data": None},
    ],
    ids=str,
)
def test_a_challenge_made_easier_is_refused(voting: Voting, easier: dict[str, Any]) -> None:
    challenge = _challenge(voting)
    answer = json.loads(base64.b64decode(solved(challenge)))
    answer["challenge"]["parameters"] |= easier
    refused(post(voting, encoded(answer)), WRONG)


def test_a_challenge_that_we_did_not_make_is_refused(voting: Voting) -> None:
    data = _challenge(voting)["parameters"]["data"]
    for secret in ("guess", keys.voter_key("public-2027").decode(), "", None):
        own = create_challenge("PBKDF2/SHA-256", 1, counter=1, expires_at=9999999999, data=data, hmac_secret=secret)
        refused(post(voting, solved(own.to_dict())), WRONG)


def test_a_guessed_answer_is_refused(voting: Voting) -> None:
    answer = json.loads(base64.b64decode(solved(_challenge(voting))))
    right = answer["solution"]["derivedKey"]
    for wrong in ("", "00" * 32, right[:-2], right[:32] + "0" * 32, None, 5, [right]):
        answer["solution"]["derivedKey"] = wrong
        refused(post(voting, encoded(answer)), WRONG)


NOT_ANSWERS: list[Any] = [[], "x", None, {"challenge": 1}, {"challenge": {}}]


@pytest.mark.parametrize("garbage", ["x", "é", "{}", "A" * 5000, *map(encoded, NOT_ANSWERS)])
def test_an_answer_that_is_none_is_refused(voting: Voting, garbage: str) -> None:
    refused(post(voting, garbage), WRONG)


def test_no_try_can_be_skipped() -> None:
    """Whoever knows where answers lie begins there: so they begin at the first, and a phone's mean stays at 300."""
    assert proof.TRIES.start == 1
    assert sum(proof.TRIES) / len(proof.TRIES) == 300


@pytest.mark.usefixtures("campaign")
def test_the_real_sum_is_found_in_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    random.seed(1)
    challenge = proof.challenge({"for": "vote"}, hashed(ADDRESS), 1_001)
    assert challenge["parameters"]["cost"] == proof.COST
    assert Payload.from_base64(solved(challenge)).solution.counter in proof.TRIES
