"""The typed code of a mail leads where its button leads; whoever has not got the mail learns nothing."""

import pytest

from chalicelib.web import links
from tests.account import counted
from tests.campaign import Answer, text_of
from tests.notifications.post import EXPIRES, LINKS, MODERATOR, MONDAY, VOTER, Post, a_mail
from tests.people import code_in
from tests.voting.faults import lost

pytestmark = pytest.mark.filterwarnings("default")


def _typed(post: Post, email: str, code: str, **headers: str) -> Answer:
    return post.campaign.post("/nl/code", {"email": email, "code": code}, **headers)


@pytest.mark.parametrize("name", sorted(LINKS))
def test_the_code_leads_to_the_same_page_as_the_button(post: Post, name: str) -> None:
    to = MODERATOR if name == "review-request" else VOTER
    post.ask(a_mail(name, to, language="fr"))
    answer = _typed(post, to, code_in(text_of(post.arrived()[-1])))
    assert answer.status == 303
    button = post.campaign.link(post.arrived()[-1])
    purpose = LINKS[name].purpose
    path, _, token = answer.location.rpartition("/")
    assert path == button.rpartition("/")[0]
    pressed = links.read(purpose, button.rpartition("/")[2], int(MONDAY.timestamp()))
    assert links.read(purpose, token, int(MONDAY.timestamp())) == links.typed(pressed)
    assert answer.location.startswith("/fr/"), "in the language of the mail"


def test_a_code_is_taken_however_it_is_typed(post: Post) -> None:
    mail = next(
        mail
        for mail in (a_mail("vote-confirm", mail_id=str(number)) for number in range(1000))
        if {"0", "1"} <= set(links.code_for(mail.id, mail.link or LINKS["vote-confirm"]))
    )
    post.ask(mail)
    code = code_in(text_of(post.arrived()[-1]))
    sloppy = code.lower().replace("0", "o").replace("1", "l")
    for typed in (
        code,
        code.lower(),
        f" {code[:4]} {code[4:]} ",
        "-".join(code),
        sloppy,
        f"{code[:4]}\u00a0{code[4:]}",
    ):
        assert _typed(post, f" {VOTER.upper().replace('EXAMPLE', 'Example')} ", typed).status == 303, typed


def test_the_codes_of_one_mailbox_lead_each_to_their_own_page(post: Post) -> None:
    post.ask(a_mail("vote-confirm"))
    vote = code_in(text_of(post.arrived()[-1]))
    post.ask(a_mail("registration-confirm"))
    confirm = code_in(text_of(post.arrived()[-1]))
    assert "/vote/confirm/" in _typed(post, VOTER, vote).location
    assert "/nl/confirm/" in _typed(post, VOTER, confirm).location


def test_a_code_works_with_every_spelling_of_the_mailbox(post: Post) -> None:
    post.ask(a_mail("vote-confirm", to="v.o.ter@gmail.com"))
    assert _typed(post, "voter+x@gmail.com", code_in(text_of(post.arrived()[-1]))).status == 303


def test_a_stranger_gets_one_answer_whatever_the_reason(post: Post) -> None:
    """I10: an unknown address, a known one with a wrong code, one that wants no mail: the same page."""
    post.ask(a_mail("vote-confirm"))
    code = code_in(text_of(post.arrived()[-1]))
    other = "stranger@example.org"
    pages = [
        (_typed(post, email, typed), email, typed)
        for email, typed in ((VOTER, "ZZZZZZZZ"), (other, code), (other, "1"), ("no address", code), (VOTER, "é" * 20))
    ]
    same = {
        answer.body.replace(f'value="{email}"', "").replace(f'value="{typed}"', "") for answer, email, typed in pages
    }
    assert len(same) == 1
    assert {answer.status for answer, _, _ in pages} == {422}


def test_what_was_typed_is_kept(post: Post) -> None:
    answer = _typed(post, 'a"b@example.org', "<code>")
    assert answer.field("email") == "a&#34;b@example.org"
    assert answer.field("code") == "&lt;code&gt;"
    assert "horen niet bij elkaar" in answer.body


def test_an_empty_field_is_named(post: Post) -> None:
    with counted() as calls:
        answer = _typed(post, "", " ")
    assert answer.status == 422
    assert calls.made == []
    assert "Vul je e-mailadres in." in answer.body
    assert "Vul de code uit de mail in." in answer.body


def test_a_program_gets_json(post: Post) -> None:
    answer = post.campaign.post_json("/en/code", {"email": VOTER, "code": "ZZZZ ZZZZ"})
    assert answer.status == 422
    assert list(answer.json["errors"]) == ["code"]


def test_asking_for_a_code_shows_a_form_and_calls_nothing(post: Post) -> None:
    with counted() as calls:
        answer = post.campaign.get("/en/code")
    assert answer.status == 200
    assert calls.made == []
    assert answer.field("email") == ""
    assert answer.field("code") == ""


def test_a_code_whose_time_is_over_leads_to_the_page_that_says_so(post: Post) -> None:
    post.ask(a_mail("registration-confirm"))
    post.clock.move_to(EXPIRES)
    answer = _typed(post, VOTER, code_in(text_of(post.arrived()[-1])))
    assert answer.status == 303
    assert post.campaign.get(answer.location).status == 410


def test_no_table_no_answer(post: Post) -> None:
    """I13."""
    with lost("BatchGetItem", times=99):
        assert _typed(post, VOTER, "ZZZZZZZZ").status == 503
