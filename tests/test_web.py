"""Whatever is sent, the web function answers in the person's language, never with a stack trace."""

from html import unescape
from typing import Any

import pytest

from chalicelib.cloud import keys
from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES
from chalicelib.web import routing
from chalicelib.web.headers import SECURITY
from chalicelib.web.request import Request
from chalicelib.web.senders import says_elsewhere
from chalicelib.web.words import say
from tests.account import client, counted
from tests.campaign import REGISTERING, VOTING, Campaign, Clock

FORM = "application/x-www-form-urlencoded"


def _post(campaign: Campaign, body: bytes, content_type: str | None = FORM, **headers: str) -> Any:
    given = {"content_type": content_type} if content_type is not None else {}
    return campaign.ask("POST", "/initiatives", body, {"accept": "text/html", **given, **headers})


@pytest.mark.parametrize(
    "path", ["/nl/nowhere", "/nowhere", "/nl/register/x/y", "/%00", "/nl/é", "/nl/initiatives/../x", "/{lang}/register"]
)
def test_an_unknown_path_is_our_own_404(campaign: Campaign, path: str) -> None:
    answer = campaign.get(path, accept="text/html")
    assert answer.status == 404
    assert '<html lang="nl"' in answer.body


def test_what_stands_for_a_part_of_a_path_is_no_part_of_one(campaign: Campaign) -> None:
    assert campaign.get("/nl/vote/{slug}", accept="text/html").status < 500
    assert campaign.get("/nl/receipts/{token}", accept="text/html").status == 404
    assert campaign.get("/receipts/.json").status == 404


def test_an_error_is_said_in_the_language_of_the_page_or_the_browser(campaign: Campaign) -> None:
    assert '<html lang="fr"' in campaign.get("/fr/nowhere").body
    assert '<html lang="en"' in campaign.get("/nowhere", accept_language="en-GB,nl;q=0.5").body


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/votes", b"language=fr&candidate=nobody&email=x", 404),
        ("/votes", b"candidate=nobody&email=x&language=fr", 404),
        ("/initiatives", b"title=x&language=fr&title=y", 422),
        ("/initiatives", b"language=fr&title=%00", 422),
        ("/nowhere", b"language=fr", 404),
    ],
)
def test_whatever_is_wrong_with_a_form_is_said_in_its_language(
    campaign: Campaign, clock: Clock, path: str, body: bytes, status: int
) -> None:
    clock.move_to(VOTING if path == "/votes" else REGISTERING)
    headers = {"accept": "text/html", "accept_language": "en", "content_type": FORM}
    answer = campaign.ask("POST", path, body, {**headers, "origin": settings().public_url})
    assert answer.status == status
    assert '<html lang="fr"' in answer.body


def test_json_that_is_wrong_is_told_in_its_language(campaign: Campaign) -> None:
    answer = campaign.post_json("/initiatives", {"language": "fr", "title": 5}, accept_language="en")
    assert "une phrase" in str(answer.json["errors"]["summary"])


def test_a_program_gets_its_error_as_json(campaign: Campaign) -> None:
    answer = campaign.get("/nowhere", accept="application/json")
    assert answer.status == 404
    assert answer.json["errors"][""]


def test_a_path_of_json_only_answers_errors_as_json_whatever_is_accepted(campaign: Campaign) -> None:
    answer = campaign.get("/receipts/none.json", accept="*/*")
    assert answer.status == 404
    assert answer.json["errors"][""]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "POST"])
def test_a_wrong_method_is_our_own_405_and_says_what_is_allowed(campaign: Campaign, method: str) -> None:
    answer = campaign.ask(method, "/nl/register")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


def test_options_says_what_is_allowed(campaign: Campaign) -> None:
    answer = campaign.ask("OPTIONS", "/initiatives")
    assert (answer.status, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")


@pytest.mark.parametrize("path", ["/nl/register", "/nowhere", "/health"])
def test_every_answer_carries_the_security_headers(campaign: Campaign, path: str) -> None:
    headers = campaign.get(path).headers
    assert {name: headers.get(name.lower()) for name in SECURITY} == SECURITY
    assert "unsafe-inline" not in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"title=x", "text/plain", 415),
        (b"title=x", None, 415),
        (b"title=x", "", 415),
        (b"title=x", "multipart/form-data; boundary=x", 415),
        (b"title=%zz", FORM, 400),
        (b"title=%ff", FORM, 400),
        (b"title=\xff", FORM, 400),
        (b"&".join(b"a%d=1" % number for number in range(300)), FORM, 400),
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b'{"title": NaN', "application/json", 400),
        (b"[1]", "application/json", 400),
        (b'"text"', "application/json", 400),
        (b"null", "application/json", 400),
        (b'{"title": "\\ud800"}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b"[" * 50_000, "application/json", 400),
        (b"title=" + b"x" * 1_000_000, FORM, 413),
        (b'{"title": "' + b"x" * 1_000_000 + b'"}', "application/json", 413),
        (b"", FORM, 422),
        (b"{}", "application/json", 422),
        (b'{"title": 1, "summary": null, "postal_code": {"a": 1}}', "application/json", 422),
        (b"title=a&title=b", FORM, 422),
        (b"status=approved", FORM, 422),
    ],
)
def test_a_body_that_cannot_be_used_is_refused_and_nothing_happens(
    campaign: Campaign, body: bytes, content_type: str | None, status: int
) -> None:
    with counted() as calls:
        answers = {language: _post(campaign, body, content_type, accept_language=language) for language in LANGUAGES}
    assert {answer.status for answer in answers.values()} == {status}
    assert len(calls) == 0
    for language, answer in answers.items():
        said = str(answer.json["errors"]) if content_type == "application/json" else unescape(answer.body)
        assert status == 422 or say(language, f"errors.{status}.text") in said


def test_when_aws_does_not_answer_the_person_is_asked_to_come_back(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """I13"""
    from botocore.exceptions import ReadTimeoutError

    def failing(*_: Any) -> None:
        raise ReadTimeoutError(endpoint_url="https://sqs.secret-place.example/")

    monkeypatch.setattr(routing, "_handled", failing)
    answer = campaign.get("/nl/register")
    assert answer.status == 503
    assert "secret-place" not in answer.body


def test_where_a_secret_is_gone_the_person_is_asked_to_come_back(campaign: Campaign) -> None:
    keys._secret.cache_clear()
    for its in client("ssm").describe_parameters()["Parameters"]:
        client("ssm").delete_parameter(Name=its["Name"])
    assert campaign.get("/nl/register").status == 503
    keys._secret.cache_clear()


def test_a_mistake_of_ours_shows_no_stack_trace(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> None:
        raise KeyError("gastvrij-table")

    monkeypatch.setattr(routing, "_handled", failing)
    answer = campaign.get("/nl/register")
    assert answer.status == 500
    assert "gastvrij-table" not in answer.body


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({"origin": "http://localhost:8000"}, True),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin"}, True),
        # Text browsers, and some who guard their privacy, say nothing at all.
        ({}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"origin": "null"}, False),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://localhost:8000", "sec-fetch-site": "cross-site"}, False),
        ({"origin": "http://localhost:8000.evil.example"}, False),
        ({"origin": "http://localhost"}, False),
        ({"origin": "https://localhost:8000"}, False),
        ({"origin": "http://LOCALHOST:8000"}, False),
        ({"origin": "http://localhost:8000/"}, False),
        ({"origin": "http://xlocalhost:8000", "sec-fetch-site": "same-origin"}, False),
    ],
)
def test_only_what_says_that_it_comes_from_elsewhere_is_refused(headers: dict[str, str], ours: bool) -> None:
    request = Request("POST", "/", {}, headers, b"", "nl")
    assert says_elsewhere(request) is not ours


@pytest.mark.parametrize("path", ["/initiatives", "/votes", "/nl/code"])
def test_a_form_of_another_site_is_refused(campaign: Campaign, path: str) -> None:
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}):
        answer = campaign.post(path, {"email": "an@example.org"}, **headers)
        assert answer.status == 403
        assert "een andere site" in answer.body


@pytest.mark.parametrize("path", ["/initiatives", "/votes", "/nl/code"])
def test_who_came_by_another_name_of_the_site_is_told_the_right_one(campaign: Campaign, path: str) -> None:
    headers = {"origin": "http://127.0.0.1:8000", "sec_fetch_site": "same-origin"}
    answer = campaign.post(path, {"email": "an@example.org"}, **headers)
    assert answer.status == 403
    assert f'href="http://localhost:8000{path}"' in answer.body


@pytest.mark.parametrize(("path", "leads_to"), [("/initiatives", "/fr/register"), ("/votes", "/fr/initiatives")])
def test_where_a_form_goes_leads_back_to_it(campaign: Campaign, path: str, leads_to: str) -> None:
    answer = campaign.get(path, accept_language="fr-BE")
    assert (answer.status, answer.location) == (303, leads_to)
