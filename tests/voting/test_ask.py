"""Asking for the mail: what may be sent in, and what is said when it may not."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from chalicelib.cloud.queues import unpack
from chalicelib.edition import edition
from chalicelib.web import links
from tests.account import counted
from tests.campaign import Clock
from tests.people import hashed
from tests.voting.voters import AALST, GENT, TITLES, Voting

ADDRESS = "an@example.org"


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_ballot_names_the_candidate_in_each_language(voting: Voting, language: str) -> None:
    page = voting.campaign.get(f"/{language}/vote/{AALST}")
    assert page.status == 200
    assert "Buddy&#39;s van Aalst ☕" in page.body
    assert page.field("candidate") == AALST
    assert page.field("language") == language


def test_the_mail_has_a_button_for_this_voter_and_candidate_only(voting: Voting) -> None:
    voting.ask(ADDRESS, GENT, language="fr")
    mail = voting.mailed()
    assert (mail.mail, mail.to, mail.language, mail.about) == ("vote-confirm", ADDRESS, "fr", {"title": TITLES[GENT]})
    assert mail.link is not None
    assert (mail.link.purpose, mail.link.subject[:2]) == ("vote", (edition().vote.round, GENT))
    assert mail.id == mail.link.subject[-1]
    assert mail.link.expires == mail.at + edition().vote.link_hours * 3600
    assert ADDRESS not in links.sign(mail.link)


def test_the_answer_leads_to_a_page_that_tells_what_happens_now(voting: Voting) -> None:
    answer = voting.ask(ADDRESS, GENT, language="fr")
    assert (answer.status, answer.location) == (303, "/fr/votes/sent")


def test_what_was_typed_stays_when_something_is_wrong(voting: Voting) -> None:
    answer = voting.ask("an@@example", GENT, altcha="", language="en")
    assert answer.status == 422
    assert answer.field("email") == "an@@example"
    assert "Check your email address" in answer.body
    assert 'lang="en"' in answer.body


def test_every_fault_gets_its_sentence(voting: Voting) -> None:
    content = {"candidate": "", "email": "", "language": "de", "altcha": "", "admin": "yes", "email2": 5}
    answer = voting.campaign.post_json("/votes", content)
    assert answer.status == 422
    assert set(answer.json["errors"]) == {"candidate", "email", "language", "admin", "email2"}
    assert all(isinstance(its, list) and its[0] for its in answer.json["errors"].values())


def test_the_browsers_language_is_taken_where_none_is_sent(voting: Voting) -> None:
    content = {"candidate": GENT, "email": ADDRESS, "altcha": voting.proof(ADDRESS)}
    assert voting.campaign.post_json("/votes", content, accept_language="fr-BE,fr;q=0.8").status == 202
    assert voting.mailed().language == "fr"


BAD_ADDRESSES = [
    "",
    " ",
    "an",
    "an@",
    "@example.org",
    "an@example",
    "an@@example.org",
    "an example.org",
    "an@example.org, piet@example.org",
    "an@example.org\r\nBcc: piet@example.org",
    "\u00e9\u00e9n@example.org",
    "an@\u4f60.\U0001f600",
    "<an@example.org>",
    "An <an@example.org>",
    "an@" + "a" * 250 + ".org",
    "x" * 20_000,
]


@pytest.mark.parametrize("address", BAD_ADDRESSES, ids=range(len(BAD_ADDRESSES)))
def test_what_is_no_address_is_refused(voting: Voting, address: str) -> None:
    content = {"candidate": GENT, "email": address, "language": "nl", "altcha": "x"}
    answer = voting.campaign.post_json("/votes", content)
    assert answer.status == 422
    assert set(answer.json["errors"]) == {"email"}
    page = voting.campaign.post("/votes", content)
    assert page.status == 422
    assert voting.campaign.taken("confirmation-mail") == []


UNSEEN = ["\u00a0", "\u3000", "\u2009", "\ufeff", "\u00ad", "\u200b", "\u200e", "\u202c", "\x00", "\t"]


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_what_nobody_sees_in_a_pasted_address_shuts_no_voter_out(voting: Voting, sign: str) -> None:
    """The page's script tidies in the same way: the sum is for the address as it was meant."""
    content = {"candidate": GENT, "language": "nl", "altcha": voting.proof(ADDRESS)}
    assert voting.campaign.post("/votes", {**content, "email": f"{sign}{ADDRESS}{sign}"}).status == 303
    assert voting.mailed().to == ADDRESS


@pytest.mark.parametrize("slug", ["", "nope", "../x", "a b", "x" * 101, "x" * 3000, "\U0001f600", "a%00"])
def test_nobody_votes_for_what_is_no_candidate(voting: Voting, slug: str) -> None:
    assert voting.campaign.get(f"/nl/vote/{quote(slug, safe='')}").status == 404
    answer = voting.ask(ADDRESS, slug, altcha="x")
    assert answer.status in (404, 422)
    assert voting.campaign.taken("confirmation-mail") == []


BODIES: list[tuple[int, bytes, str]] = [
    (415, b"email=a", "text/plain"),
    (415, b"email=a", ""),
    (415, b"--x\r\n", "multipart/form-data; boundary=x"),
    (400, b"email=%zz", "application/x-www-form-urlencoded"),
    (400, b"email=%ff", "application/x-www-form-urlencoded"),
    (400, b"\xff\xfe", "application/x-www-form-urlencoded"),
    (400, b"{", "application/json"),
    (400, b"[]", "application/json"),
    (400, b"null", "application/json"),
    (400, b'{"email": "\\ud800"}', "application/json"),
    (400, b"[" * 60_000, "application/json"),
    (413, b"email=" + b"a" * 1_000_000, "application/x-www-form-urlencoded"),
    (422, b"email=a&email=b", "application/x-www-form-urlencoded"),
    (422, b'{"email": {"a": 1}}', "application/json"),
    (422, b'{"email": null}', "application/json"),
    (422, b"", "application/x-www-form-urlencoded"),
    (422, b"{}", "application/json"),
]


@pytest.mark.parametrize(("status", "body", "kind"), BODIES, ids=range(len(BODIES)))
def test_a_body_that_cannot_be_read_is_told_so(voting: Voting, status: int, body: bytes, kind: str) -> None:
    answer = voting.campaign.ask("POST", "/votes", body, {"content_type": kind, "accept": "application/json"})
    assert answer.status == status
    assert answer.json["errors"]
    assert voting.campaign.taken("confirmation-mail") == []


names = some.sampled_from(["candidate", "email", "language", "altcha"]) | some.text(max_size=10)
texts = some.text(some.characters(), max_size=40) | some.sampled_from([GENT, ADDRESS, "nl"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.dictionaries(names, texts | some.integers() | some.none(), max_size=6))
def test_nothing_that_is_sent_breaks_the_page(voting: Voting, content: Any) -> None:
    assert voting.campaign.post_json("/votes", content).status in (400, 422)
    assert voting.campaign.taken("confirmation-mail") == []


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:8000.evil.example"},
        {"origin": "http://localhost:80000"},
        {"origin": "https://localhost:8000"},
        {"origin": "", "sec_fetch_site": "cross-site"},
        {"origin": "null", "sec_fetch_site": "same-site"},
    ],
    ids=str,
)
def test_a_form_on_another_site_is_refused(voting: Voting, headers: dict[str, str]) -> None:
    fields = {"candidate": GENT, "email": ADDRESS, "language": "nl", "altcha": voting.proof(ADDRESS)}
    assert voting.campaign.post("/votes", fields, **headers).status == 403
    assert voting.campaign.taken("confirmation-mail") == []


def test_a_browser_that_hides_its_origin_is_let_through(voting: Voting) -> None:
    fields = {"candidate": GENT, "email": ADDRESS, "language": "nl", "altcha": voting.proof(ADDRESS)}
    assert voting.campaign.post("/votes", fields, origin="null", sec_fetch_site="same-origin").status == 303


# When


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_outside_the_vote_everyone_is_told_when_it_is(voting: Voting, clock: Clock, language: str) -> None:
    vote = edition().vote
    for moment in (vote.opens.timestamp() - 1, vote.closes.timestamp()):
        clock.move_to(moment, tick=False)
        for answer in (
            voting.campaign.get(f"/{language}/vote/{GENT}"),
            voting.campaign.post("/votes", {"candidate": GENT, "email": ADDRESS, "language": language}),
        ):
            assert answer.status == 409
            assert "2027" in answer.body
            assert f'lang="{language}"' in answer.body
        answer = voting.challenge(hashed(ADDRESS))
        assert answer.status == 409
        assert answer.json["errors"][""]
    clock.move_to(vote.closes.timestamp() - 1, tick=False)
    late = voting.link(ADDRESS)
    assert voting.campaign.get(f"/{language}/vote/confirm/{late}").status == 200
    clock.move_to(vote.closes.timestamp())
    path = f"/{language}/vote/confirm/{late}"
    assert voting.campaign.get(path).status == 409
    assert voting.campaign.post(path, {"button": links.csrf_token(late)}).status == 409
    assert voting.campaign.taken("voting") == []


@pytest.mark.parametrize("seconds", [0, -1])
def test_the_first_and_the_last_second_count(voting: Voting, clock: Clock, seconds: int) -> None:
    vote = edition().vote
    clock.move_to((vote.opens if seconds == 0 else vote.closes).timestamp() + seconds, tick=False)
    voting.vote(ADDRESS)
    assert voting.votes() == {GENT: 1}


def test_one_call_per_form(voting: Voting) -> None:
    done = voting.proof(ADDRESS)
    with counted() as calls:
        assert voting.ask(ADDRESS, altcha=done).status == 303
    assert calls.made == ["sqs.SendMessage"]
    (body,) = voting.campaign.taken("confirmation-mail")
    assert unpack(body).queue == "confirmation-mail"
