"""The desk, where who is signed in sees what waits and decides; and what a machine does that presses every button."""

import csv
import io
import re

import pytest

from chalicelib.cloud.queues import pack
from chalicelib.messages.people import PersonPut
from chalicelib.moderation import queues
from chalicelib.person import Grant
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Answer, Campaign, Clock, text_of
from tests.people import INITIATOR, SLUG, WORDS, a_change, code_in, hidden, means
from tests.staff import AN, KARIM, SOFIE
from tests.team.team import put, signs_in
from tests.years import YEAR

DESK = "/nl/desk"
ONE = re.compile(r'href="(/nl/desk/[0-9a-f-]{30,})"')


@pytest.fixture
def at_desk(campaign: Campaign) -> Campaign:
    """Something waits, and An is signed in."""
    campaign.submitted()
    assert signs_in(campaign, AN.email).status == 303
    return campaign


def _chooses(campaign: Campaign, path: str, decision: str, reason: str = "") -> Answer:
    return campaign.post(path, {**hidden(campaign.get(path)), "decision": decision, "reason": reason})


def _decides(campaign: Campaign, path: str, decision: str, reason: str = "") -> Answer:
    """Choose, read it once more, and press."""
    sure = _chooses(campaign, path, decision, reason)
    assert (sure.status, 'name="word"' in sure.body) == (200, False)
    answer = campaign.post(path, hidden(sure))
    campaign.drain()
    return answer


def test_what_waits_is_said_first_and_read_in_two_calls(at_desk: Campaign, clock: Clock) -> None:
    clock.shift(3 * 24 * 3600)
    assert signs_in(at_desk, AN.email).status == 303
    with counted() as calls:
        page = at_desk.get(DESK)
    assert calls.made == ["dynamodb.BatchGetItem", "dynamodb.Query"]
    assert f"{say('nl', 'desk.waiting', count=1)} {say('nl', 'desk.oldest', age='3 dagen')}" in page.body
    assert "Taalcafé De Brug" in page.body


def test_who_is_signed_in_decides_without_a_word_to_type(at_desk: Campaign) -> None:
    [path] = ONE.findall(at_desk.get(DESK).body)
    assert _decides(at_desk, path, "approve").status == 303
    assert f"nl/initiatives/{SLUG}" in at_desk.files()
    assert AN.name in at_desk.get(path).body
    assert not ONE.findall(at_desk.get(DESK).body)
    assert say("nl", "desk.nothing_waits") in at_desk.get(DESK).body
    assert ONE.findall(at_desk.get(f"{DESK}?state=approved").body) == [path]
    assert _decides(at_desk, path, "takedown", "Op vraag van de buren.").status == 303
    assert f"nl/initiatives/{SLUG}" not in at_desk.files()
    assert ONE.findall(at_desk.get(f"{DESK}?state=taken-down").body) == [path]


@pytest.mark.parametrize(("decision", "reason"), [("approve", ""), ("reject", "Te kort."), ("changes", "Wanneer?")])
def test_what_its_initiator_will_read_is_shown_first(at_desk: Campaign, decision: str, reason: str) -> None:
    [path] = ONE.findall(at_desk.get(DESK).body)
    shown = re.sub(r"<[^>]+>|\s+", " ", _chooses(at_desk, path, decision, reason).body)
    assert _decides(at_desk, path, decision, reason).status == 303
    said = [line for line in text_of(at_desk.newest(INITIATOR)).splitlines() if line]
    for part in (said[0], said[1], reason):
        assert " ".join(part.split()) in " ".join(shown.split())


def test_a_decision_on_what_changed_meanwhile_shows_what_is_new(at_desk: Campaign) -> None:
    [path] = ONE.findall(at_desk.get(DESK).body)
    old = hidden(_chooses(at_desk, path, "reject", "Te kort."))
    assert _decides(at_desk, path, "changes", "Vertel meer.").status == 303
    edit = at_desk.newest_link(INITIATOR)
    form = {**hidden(at_desk.get(edit)), "title": "Taalcafé De Nieuwe Brug"}
    assert at_desk.post(edit, a_change(**form)).status == 303
    at_desk.drain()
    late = at_desk.post(path, old)
    assert late.status == 409
    assert say("nl", "form.errors.changed_meanwhile_dossier") in late.body
    assert "<ins>" in late.body
    assert "Te kort." in late.body
    at_desk.drain()
    assert ONE.findall(at_desk.get(DESK).body) == [path]


def test_an_organiser_sees_all_and_looks_for_what_they_want(campaign: Campaign) -> None:
    campaign.submitted(category="scholen")
    campaign.submitted(category="bedrijven", title="Samen naar het werk", email="an@example.org")
    put(campaign, "els@example.org", "organiser")
    assert signs_in(campaign, "els@example.org").status == 303
    assert len(ONE.findall(campaign.get(DESK).body)) == 2
    assert len(ONE.findall(campaign.get(f"{DESK}?category=bedrijven").body)) == 1
    assert len(ONE.findall(campaign.get(f"{DESK}?q=WERK+samen").body)) == 1
    assert len(ONE.findall(campaign.get(f"{DESK}?area=limburg").body)) == 0
    assert len(ONE.findall(campaign.get(f"{DESK}?page=2").body)) == 0


def test_a_moderator_sees_their_part_first_and_the_rest_when_they_ask(campaign: Campaign) -> None:
    campaign.submitted(category="scholen")
    campaign.submitted(category="bedrijven", title="Samen naar het werk", email="an@example.org")
    part = Grant("moderator", YEAR.name, ("oost-vlaanderen",), ("scholen",))
    change = PersonPut("els", 0, "Els", "els@example.org", "nl", (part,), "", "-", 0, accepted=True)
    campaign.deliver("organising", pack(change))
    assert signs_in(campaign, "els@example.org").status == 303
    page = campaign.get(DESK).body
    assert len(ONE.findall(page)) == 1
    assert say("nl", "desk.also_others", count=1) in page
    assert len(ONE.findall(campaign.get(f"{DESK}?all=yes").body)) == 2


def test_an_organiser_gets_all_decisions_and_who_took_them(campaign: Campaign, clock: Clock) -> None:
    long = "Omdat het niet klopt. " * 30
    campaign.decide(campaign.submitted()["karim"], "reject", f"=1+1 {long}")
    clock.shift(60)
    campaign.decide(campaign.submitted(email="an@example.org")["an"], "approve")
    assert signs_in(campaign, SOFIE.email).status == 303
    answer = campaign.get(f"{DESK}/decisions.csv")
    rows = list(csv.reader(io.StringIO(answer.body.removeprefix("\ufeff"))))
    assert [row[3:5] for row in rows[1:]] == [["reject", KARIM.name], ["approve", AN.name]]
    assert rows[1][5].startswith("'=1+1 Omdat")
    assert rows[1][5].endswith("klopt.")
    assert rows[1][0] == "2027-03-01 10:00:00"


def test_five_thousand_that_wait_are_one_call_and_a_light_page(at_desk: Campaign, clock: Clock) -> None:
    table = at_desk.account.cloud.dynamodb.tables["gastvrij-test-dossiers"]  # type: ignore[attr-defined]
    said = queues.About("Buurtmaaltijd in de straat voor wie pas aankwam", "scholen", ("oost-vlaanderen",), "nl")
    table.seed_all(
        {
            "id": {"S": f"{number:032x}"},
            "queue": {"S": queues.name(YEAR.name, "waiting")},
            "line": {"S": queues.line(said, 1_800_000_000 + number)},
        }
        for number in range(5_000)
    )
    with counted() as calls:
        page = at_desk.get(DESK)
    assert len(calls) == 2
    assert len(page.body.encode()) < 100_000
    assert "5.001" in page.body
    assert len(ONE.findall(page.body)) == 50


# Machines


def _forms(page: Answer) -> list[tuple[dict[str, str], list[str]]]:
    """Each form of a page as a machine would fill it in: hidden fields and what it types; and each way to choose."""
    filled = hidden(page)
    for name in re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"', page.body):
        filled.setdefault(name, "Welkom")
    return [(filled, re.findall(r'name="decision" value="(\w+)"', page.body) or [filled.get("decision", "")])]


def test_a_machine_that_sends_every_form_it_meets_decides_nothing(campaign: Campaign) -> None:
    for link in campaign.submitted().values():
        before = campaign.rows()
        for filled, choices in _forms(campaign.get(link)):
            for decision in choices:
                sure = campaign.post(link, {**filled, "decision": decision, "not_me": ""})
                for again, _ in _forms(sure):
                    assert campaign.post(link, {**again, "not_me": ""}).status == 422
                    assert campaign.post(link, {**again, "word": decision, "not_me": ""}).status == 422
        assert campaign.waiting("moderation") == []
        assert campaign.rows() == before


@pytest.mark.parametrize("typed", ["GOEDKEUREN", " goedkeuren. ", "approuver", "Publish", "„goedkeuren”"])
def test_the_word_is_taken_as_people_type_it(campaign: Campaign, typed: str) -> None:
    link = campaign.submitted()["an"]
    filled = {**hidden(campaign.get(link)), **means("approve"), "word": typed}
    assert campaign.post(link, filled).status == 303


@pytest.mark.parametrize("typed", ["", "ja", "afwijzen", "goedkeure"])
def test_another_word_decides_nothing_and_asks_again(campaign: Campaign, typed: str) -> None:
    link = campaign.submitted()["an"]
    answer = campaign.post(link, {**hidden(campaign.get(link)), **means("approve"), "word": typed})
    assert answer.status == 422
    assert WORDS["approve"] in answer.body
    assert campaign.waiting("moderation") == []


def test_who_typed_the_code_of_their_mail_types_no_word(campaign: Campaign) -> None:
    campaign.submitted()
    code = code_in(text_of(campaign.newest(KARIM.email)))
    link = campaign.post("/nl/code", {"email": KARIM.email, "code": code}).location
    sure = campaign.post(link, {**hidden(campaign.get(link)), "decision": "approve"})
    assert 'name="word"' not in sure.body
    assert campaign.post(link, hidden(sure)).status == 303


def test_from_the_address_of_a_public_page_it_is_taken_down(at_desk: Campaign) -> None:
    """By the link on its page to report it, or by its address pasted at the desk."""
    [path] = ONE.findall(at_desk.get(DESK).body)
    assert _decides(at_desk, path, "approve").status == 303
    pasted = at_desk.get(f"{DESK}?q=https%3A%2F%2Fwww.example.org%2Ffr%2Finitiatives%2F{SLUG}")
    by_link = f"/nl/desk/initiatives/{SLUG}"
    assert (pasted.status, pasted.location) == (303, by_link)
    assert f'href="{by_link}"' in at_desk.get(f"/nl/report/{SLUG}").body
    found = at_desk.get(by_link)
    assert (found.status, found.location) == (303, path)
    assert _decides(at_desk, found.location, "takedown", "Op vraag van de buren.").status == 303
    assert f"nl/initiatives/{SLUG}" not in at_desk.files()
    assert at_desk.get("/nl/desk/initiatives/nergens").status == 404
