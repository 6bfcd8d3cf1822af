"""The description at /openapi.json says what is done, and what is done is what it says."""

import copy
from typing import Any

import pytest
import schemathesis
import time_machine
from hypothesis import HealthCheck, assume, settings
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from chalicelib import addresses
from chalicelib.cloud.queues import pack
from chalicelib.edition import LANGUAGES
from chalicelib.registration.form import FORM
from chalicelib.site import described as files
from chalicelib.web import links, openapi
from chalicelib.web.fields import TRAP
from chalicelib.web.request import TONGUE
from tests.campaign import REGISTERING, VOTING, Campaign, Clock
from tests.depth import TRIED, cases
from tests.hostile.gateway import Gateway
from tests.people import SLUG, hashed, solved
from tests.publication.initiatives import approval
from tests.voting.voters import GENT, Voting
from tests.years import YEAR

GATEWAY = Gateway()
DESCRIBED = openapi.description(YEAR, "http://localhost:8000", "1", files.paths(), files.schemas())


def _knowing(description: dict[str, Any]) -> dict[str, Any]:
    """The description for a program that knows a candidate, so that it gets past the first question."""
    known = copy.deepcopy(description)
    known["components"]["schemas"]["ballot"]["properties"]["candidate"] = {"enum": [GENT, "nobody"]}
    known["components"]["schemas"]["vote_sum"]["properties"]["candidate"] = {"enum": [GENT, "nobody"]}
    return known


SCHEMA = schemathesis.openapi.from_dict(_knowing(DESCRIBED))
SCHEMA.app = GATEWAY
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
    allow_header_conformance,
]


@pytest.fixture
def described(campaign: Campaign, clock: Clock) -> Campaign:
    """A campaign with an initiative that everyone may see and vote for."""
    clock.move_to(VOTING)
    Voting(campaign).admit(GENT)
    campaign.deliver("publication", pack(approval(slug=GENT)))
    campaign.drain()
    clock.move_to(REGISTERING)
    GATEWAY.campaign = campaign
    return campaign


def _is_sent_whole(case: Case[Any]) -> bool:
    """Whether the tool's client sends all of a body: no nameless field, nor an object in a form."""
    if not isinstance(case.body, dict):
        return True
    is_form = case.media_type == "application/x-www-form-urlencoded"
    return "" not in case.body and not (is_form and any(isinstance(value, dict) for value in case.body.values()))


@SCHEMA.parametrize()
@settings(
    max_examples=cases(60, 2_600),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_whatever_a_program_sends_is_answered_as_described(described: Campaign, case: Case[Any]) -> None:
    """No answer is a 5xx, none is undescribed, and what the description forbids is refused."""
    assume(_is_sent_whole(case))
    # What is no language may be the path of a file, for which the CDN answers in its own way.
    assume((case.path_parameters or {}).get("lang", LANGUAGES[0]) in LANGUAGES)
    moment = REGISTERING if case.operation.path == "/initiatives" else VOTING
    with time_machine.travel(moment, tick=False):
        case.call_and_validate(checks=CHECKS)
    TRIED["requests to the described endpoints, none answered otherwise than described"] += 1


def test_the_description_is_served_and_valid(described: Campaign) -> None:
    served = described.get("/openapi.json", accept="*/*")
    assert served.status == 200
    assert served.json["paths"] == DESCRIBED["paths"]
    assert served.json["components"] == DESCRIBED["components"]
    schemathesis.openapi.from_dict(served.json).validate()


def _told(name: str) -> dict[str, Any]:
    return dict(DESCRIBED["components"]["schemas"][name])


def test_its_limits_are_those_of_the_forms() -> None:
    properties = _told("initiative")["properties"]
    for its in FORM:
        if its.kind in ("text", "website"):
            assert (properties[its.name]["minLength"], properties[its.name]["maxLength"]) == (its.least, its.most)
    assert properties["email"]["maxLength"] == addresses.LONGEST
    assert properties["category"]["enum"] == [category.key for category in YEAR.categories]
    assert properties["language"]["enum"] == list(LANGUAGES)


def test_its_fields_are_those_of_the_forms(described: Campaign) -> None:
    """Nothing is said of the trap, of form pages of ours and of other sites' thank-you pages."""
    assert {*_told("initiative")["properties"], TRAP, "stamp", "thanks", TONGUE} == {its.name for its in FORM}
    empty = described.post_json("/initiatives", {})
    assert set(empty.json["errors"]) == set(_told("initiative")["required"])


def test_its_example_is_accepted(described: Campaign) -> None:
    (example,) = _told("initiative")["examples"]
    answer = described.post_json("/initiatives", example)
    assert answer.status == 202
    assert set(answer.json) == set(_told("submitted")["properties"])


def test_a_program_can_report_by_it(described: Campaign) -> None:
    described.decide(described.submitted()["an"], "approve")
    path = {"lang": "fr", "slug": SLUG}
    body = _asked("/reports/challenge", "POST", body={"address": hashed(SLUG)}, media_type="application/json")
    (example,) = _told("report")["examples"]
    report = {**example, "altcha": solved(body)}
    how: dict[str, Any] = {"path_parameters": path, "media_type": "application/json"}
    assert _asked("/{lang}/report/{slug}", "POST", body=report, **how) == {"status": "reported"}


def _asked(path: str, method: str, **how: Any) -> Any:
    """What is answered, as it is described."""
    case = SCHEMA[path][method].Case(**how)
    return case.call_and_validate(headers={"Accept": "application/json"}, checks=CHECKS).json()


def test_a_program_can_vote_by_it(described: Campaign, clock: Clock) -> None:
    """Challenge, ballot sent in, button and receipt."""
    clock.move_to(VOTING)
    about = {"candidate": GENT, "address": hashed("an@example.org")}
    challenge = _asked("/votes/challenge", "POST", body=about, media_type="application/json")
    sent_in = {"candidate": GENT, "email": "an@example.org", "language": "nl", "altcha": solved(challenge)}
    assert _asked("/votes", "POST", body=sent_in, media_type="application/json") == {"status": "mail_requested"}
    voting = Voting(described)
    link = voting.mailed().link
    assert link
    receipt = voting.press(links.sign(link)).location.rpartition("/")[2]
    for state in ("counting", "counted"):
        told = _asked("/receipts/{token}.json", "GET", path_parameters={"token": receipt})
        assert told["state"] == state
        voting.count()
