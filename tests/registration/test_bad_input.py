"""Whatever is filled in, the answer says what to do, in the right language and form, and nothing is kept."""

import json
import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

import pytest

from chalicelib.web import domains
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Campaign, Clock
from tests.registration.conftest import drafts, nothing_happened, sent

Form = dict[str, Any]
TEXTS = ("title", "summary", "description", "organisation", "contact_name", "email", "website")
CHOICES = ("category", "language", "competes", "consent", "people_agree", "newsletter")
FIELDS = (*TEXTS, *CHOICES, "postal_code", "municipality", "thanks")


NEEDED = (
    *("title", "summary", "description", "category", "contact_name"),
    *("email", "language", "consent", "people_agree", "postal_code"),
)


def _bad() -> Iterator[tuple[str, Any]]:
    """Each field with each thing that it cannot hold."""
    yield from ((field, "") for field in NEEDED)
    yield from ((field, "x" * 6000) for field in FIELDS)
    yield from ((field, "a\0b\x07c") for field in FIELDS)
    yield from ((field, "abc\u202edef\u2066ghi") for field in FIELDS)
    yield from ((field, "🙂" * 5001) for field in FIELDS)


BAD = list(_bad())
NAMES = [f"{field} {text[:3]!a}" for field, text in BAD]


@pytest.mark.parametrize(("field", "text"), BAD, ids=NAMES)
def test_a_field_that_is_wrong_is_said_beside_it_with_all_that_was_typed(
    campaign: Campaign, form: Form, field: str, text: str
) -> None:
    typed = {**form, field: text}
    with counted() as calls:
        answer = campaign.post("/initiatives", typed, accept_language="fr")
        to_a_program = campaign.post_json("/initiatives", typed, accept_language="fr")
    assert calls.made == []
    assert (answer.status, to_a_program.status) == (422, 422)
    assert list(to_a_program.json["errors"]) == [field]
    assert all(sentence in unescape(answer.body) for sentence in to_a_program.json["errors"][field])
    assert '<html lang="nl"' in answer.body if field != "language" else '<html lang="fr"' in answer.body
    assert f'<a href="#{field}">' in answer.body
    for kept in ("title", "organisation", "email", "website"):
        if kept != field:
            assert unescape(answer.field(kept)) == form[kept]
    if field != "description":
        assert escape(form["description"]) in answer.body
    assert nothing_happened(campaign)


WRONG_TYPES: tuple[Any, ...] = (1, 1.5, None, {"a": "b"}, {}, [1], [None], [["x"]])


@pytest.mark.parametrize("field", FIELDS)
def test_json_of_a_wrong_type_is_said_as_json(campaign: Campaign, form: Form, field: str) -> None:
    for wrong in WRONG_TYPES:
        # A postal code may come as a number, alone or in a list.
        if field in ("postal_code", "municipality") and wrong in (1, [1]):
            continue
        answer = campaign.post_json("/initiatives", {**form, field: wrong}, accept_language="en")
        assert answer.status == 422, wrong
        assert answer.headers["content-type"].startswith("application/json")
        language = "en" if field == "language" else "nl"
        assert answer.json["errors"][field] == [say(language, "form.errors.not_text", name=field)]
    assert nothing_happened(campaign)


@pytest.mark.parametrize("field", [*TEXTS, "category", "language", "thanks"])
@pytest.mark.parametrize("wrong", [True, False, [], ["text"]], ids=repr)
def test_only_a_box_is_ticked_and_only_a_list_is_a_list(campaign: Campaign, form: Form, field: str, wrong: Any) -> None:
    answer = campaign.post_json("/initiatives", {**form, field: wrong})
    assert (answer.status, list(answer.json["errors"])) == (422, [field])


@pytest.mark.parametrize("field", [*TEXTS, *CHOICES])
def test_a_field_that_came_twice_is_said(campaign: Campaign, form: Form, field: str) -> None:
    answer = campaign.post("/initiatives", {**form, field: [form[field], "other"]})
    assert answer.status == 422
    assert f'<a href="#{field}">' in answer.body
    assert campaign.post_json("/initiatives", {**form, field: [form[field], "other"]}).status == 422
    body = json.dumps(form)[:-1] + f', "{field}": "other"}}'
    headers = {"content_type": "application/json"}
    assert campaign.ask("POST", "/initiatives", body.encode(), headers).status == 422
    assert nothing_happened(campaign)


@pytest.mark.parametrize(
    "field", ["status", "state", "slug", "id", "places", "version", "__proto__", "<b>", "x" * 9000]
)
def test_a_field_that_nobody_asked_for_is_refused(campaign: Campaign, form: Form, field: str) -> None:
    assert campaign.post("/initiatives", {**form, field: "approved"}).status == 422
    answer = campaign.post_json("/initiatives", {**form, field: "approved"})
    assert answer.status == 422
    assert list(answer.json["errors"]) == [field[:60]]
    assert nothing_happened(campaign)


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_an_empty_form_says_all_that_is_needed_in_the_language_of_the_browser(
    campaign: Campaign, language: str
) -> None:
    answer = campaign.post("/initiatives", {}, accept_language=f"{language}-BE,de;q=0.5")
    assert answer.status == 422
    assert f'<html lang="{language}"' in answer.body
    for field in NEEDED:
        assert f'<a href="#{field}">' in answer.body
    program = campaign.post_json("/initiatives", {}, accept_language=language)
    assert set(program.json["errors"]) == set(NEEDED)
    assert program.json["errors"]["email"] == [say(language, "form.errors.email.empty")]


@pytest.mark.parametrize("name", ["Koop op https://x.be", "www.x.be", "x.be/gratis", "Gratis casino.com"])
def test_a_name_carries_no_web_address(campaign: Campaign, form: Form, name: str) -> None:
    answer = campaign.post_json("/initiatives", {**form, "contact_name": name})
    found = ", ".join(domains.found(name))
    assert answer.json["errors"]["contact_name"] == [say("nl", "form.errors.contact_name.web", found=found)]


@pytest.mark.parametrize(
    "name", ["O", "Dr.Peeters", "J.P. Dubois", "O'Neill-Ström, Zoë", "يوسف", "李 小龙", "d'Hondt (Lien)"]
)
def test_names_of_people_pass(campaign: Campaign, form: Form, name: str) -> None:
    assert campaign.post_json("/initiatives", {**form, "contact_name": name}).status == 202


def test_the_longest_form_of_all_fits(campaign: Campaign, form: Form, clock: Clock) -> None:
    longest = {
        **form,
        "title": "🙂" * 99 + "a",
        "summary": "🙂" * 200,
        "description": "🙂" * 5000,
        "organisation": "🙂" * 100,
        "contact_name": "🙂" * 59 + "a",
        "website": "https://example.org/" + "é" * 280,
        "postal_code": ["9000", *("2000",) * 19],
    }
    assert campaign.post("/initiatives", longest).status == 303
    assert campaign.post_json("/initiatives", longest).status == 202
    assert len(max(campaign.waiting("registration"), key=len).encode()) < 256 * 1024
    clock.shift(1)
    campaign.drain()
    assert len(drafts(campaign)) == 1


@pytest.mark.parametrize("codes", [9000, [9000], ["9000", 2000]])
def test_a_program_may_send_postal_codes_as_numbers(campaign: Campaign, form: Form, codes: Any) -> None:
    assert campaign.post_json("/initiatives", {**form, "postal_code": codes}).status == 202


def test_a_code_of_two_municipalities_asks_which_and_keeps_the_answer(campaign: Campaign, form: Form) -> None:
    asked = campaign.post("/initiatives", {**form, "postal_code": ["1040"]})
    assert asked.status == 422
    assert 'name="municipality" value="21004"' in asked.body
    assert 'name="municipality" value="21005"' in asked.body
    again = campaign.post("/initiatives", {**form, "postal_code": ["1040"], "municipality": ["21005"], "title": ""})
    assert 'value="21005" checked' in again.body
    done = campaign.post("/initiatives", {**form, "postal_code": ["1040"], "municipality": ["21005"]})
    assert done.status == 303
    assert sent(campaign)[0]["fields"]["initiative"]["places"] == ["21005"]


# In another language, without scripts


def test_what_was_typed_stays_in_another_language(campaign: Campaign, form: Form) -> None:
    """The switch of a form that came back is a button of it: it shows the form, and sends nothing."""
    back = campaign.post("/initiatives", {**form, "email": "", "title": "Soep & brood"})
    assert back.status == 422
    assert re.search(r'<button form="typed" formaction="/initiatives" name="tongue" value="fr"', back.body)
    shown = campaign.post("/initiatives", {**form, "email": "", "title": "Soep & brood", "tongue": "fr"})
    assert '<html lang="fr"' in shown.body
    assert shown.field("title") == "Soep &amp; brood"
    right = campaign.post("/initiatives", {**form, "tongue": "en"})
    assert '<html lang="en"' in right.body
    assert campaign.waiting("registration") == []
