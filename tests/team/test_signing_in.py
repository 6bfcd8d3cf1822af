"""Whoever has a task signs in by mail: with one browser, for some hours, until they or an organiser end it."""

import re
from uuid import uuid4

import pytest

from chalicelib import clock as ours
from chalicelib.cloud.queues import pack
from chalicelib.kinds import HOUR, MINUTE
from chalicelib.messages.people import PersonRemoved, SignInAsked
from chalicelib.people import store
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Campaign, Clock, text_of
from tests.gateway import Browser
from tests.people import TO_SIGN_IN, code_in, hidden, press
from tests.team.team import BART, SOFIE, asks, is_in, put, signs_in


@pytest.fixture(autouse=True)
def people(campaign: Campaign) -> None:
    put(campaign, SOFIE, "organiser")
    put(campaign, BART, "moderator")


def test_a_machine_that_presses_the_button_is_let_in_nowhere(campaign: Campaign) -> None:
    """It types whatever stands there; who typed the code of the mail types nothing more."""
    asks(campaign, SOFIE)
    answer = press(campaign, campaign.newest_link(SOFIE), word="Typ het woord “aanmelden”")
    assert (answer.status, is_in(campaign)) == (422, False)
    assert say("nl", "form.errors.word.other") in answer.body
    assert press(campaign, campaign.newest_link(SOFIE), word="Aanmelden!").status == 303
    assert is_in(campaign)


def test_somebody_signs_in_by_mail_and_comes_back_to_where_they_were_going(campaign: Campaign) -> None:
    there = campaign.get("/fr/account?sent=away")
    assert (there.status, there.location) == (303, "/fr/sign-in?to=%2Ffr%2Faccount%3Fsent%3Daway")
    form = campaign.get(there.location)
    asked = asks(campaign, SOFIE, **hidden(form))
    assert say("nl", "notices.sign_in_sent.title") in campaign.get(asked.location).body
    entered = press(campaign, campaign.newest_link(SOFIE), word=TO_SIGN_IN)
    assert (entered.status, entered.location) == (303, "/fr/account?sent=away")
    with counted() as calls:
        page = campaign.get("/nl/account")
    assert "Sofie" in page.body
    # Whose page it is, and the list of where they are signed in.
    assert calls.made == ["dynamodb.BatchGetItem", "dynamodb.Query"]


def test_the_cookie_is_for_this_host_only_and_no_script_reads_it(campaign: Campaign) -> None:
    asks(campaign, SOFIE)
    link = campaign.newest_link(SOFIE)
    fields = {**hidden(campaign.get(link)), "word": TO_SIGN_IN}
    said = campaign.post(link, fields).headers["set-cookie"]
    assert re.fullmatch(r"__Host-\w+=[\w.-]+; Path=/; Max-Age=\d+; Secure; HttpOnly; SameSite=Lax", said)
    assert campaign.browser.cookies.keys() == {"__Host-session", "__Host-known"}


def test_the_answer_and_the_work_are_the_same_for_an_address_without_a_task(campaign: Campaign) -> None:
    seen = []
    for email in (SOFIE, "niemand.hier@example.org"):
        with counted() as calls:
            answer = campaign.post("/nl/sign-in", {"email": email})
        seen.append((answer.status, answer.headers, answer.body, calls.made))
        campaign.drain()
    assert seen[0] == seen[1]
    assert campaign.mails("niemand.hier@example.org") == []


def test_a_link_signs_in_one_browser_once(campaign: Campaign, clock: Clock) -> None:
    asks(campaign, SOFIE)
    link = campaign.newest_link(SOFIE)
    first = {**hidden(campaign.get(link)), "word": TO_SIGN_IN}
    assert campaign.post(link, first).status == 303
    # The button pressed twice.
    assert campaign.post(link, first).status == 303
    assert is_in(campaign)
    campaign.browser = Browser()
    forwarded = press(campaign, link, word=TO_SIGN_IN)
    assert (forwarded.status, campaign.browser.cookies) == (410, {})
    # What a machine pressed leaves the code to its reader.
    code = code_in(text_of(campaign.newest(SOFIE)))
    typed = campaign.post("/nl/code", {"email": SOFIE, "code": code}).location
    assert press(campaign, typed).status == 303
    assert is_in(campaign)
    clock.shift(15 * MINUTE)
    assert campaign.get(link).status == 410


def test_strangers_have_two_mails_a_quarter_sent_and_a_known_browser_has_its_own(
    campaign: Campaign, clock: Clock
) -> None:
    signs_in(campaign, SOFIE)
    clock.shift(15 * MINUTE)
    known, campaign.browser = campaign.browser, Browser()
    before = len(campaign.mails(SOFIE))
    for _ in range(20):
        asks(campaign, SOFIE)
    assert len(campaign.mails(SOFIE)) == before + 2
    # What the stranger caused signs its owner in too, and their own browser still gets a mail.
    assert press(campaign, campaign.newest_link(SOFIE), word=TO_SIGN_IN).status == 303
    campaign.browser = known
    asks(campaign, SOFIE)
    assert len(campaign.mails(SOFIE)) == before + 3
    clock.shift(15 * MINUTE)
    campaign.browser = Browser()
    asks(campaign, SOFIE)
    assert len(campaign.mails(SOFIE)) == before + 4


def test_links_are_counted_by_when_they_were_asked_for(campaign: Campaign) -> None:
    """Whichever of them comes first."""
    now = ours.seconds()
    for at in (now + 500, now + 200, now + 100, now + 300):
        campaign.deliver("organising", pack(SignInAsked(f"ask {at}", SOFIE, "/nl/account", at)))
    campaign.drain()
    assert len(campaign.mails(SOFIE)) == 2


def test_a_link_that_was_not_pressed_yet_is_over_once_its_owner_is_signed_out(campaign: Campaign) -> None:
    signs_in(campaign, SOFIE)
    asks(campaign, SOFIE)
    unpressed, page = campaign.newest_link(SOFIE), campaign.get("/nl/account")
    campaign.post("/nl/account/sign-out-everywhere", hidden(page))
    campaign.drain()
    press(campaign, unpressed)
    assert not is_in(campaign)


def test_a_session_ends_two_idle_hours_after_its_last_page_and_after_twelve_hours(
    campaign: Campaign, clock: Clock
) -> None:
    signs_in(campaign, SOFIE)
    for _ in range(11):
        clock.shift(HOUR)
        assert is_in(campaign)
    clock.shift(HOUR)
    assert not is_in(campaign)
    signs_in(campaign, SOFIE)
    clock.shift(2 * HOUR)
    assert not is_in(campaign)


def test_what_was_signed_out_stays_so_also_for_who_copied_the_cookie(campaign: Campaign) -> None:
    signs_in(campaign, SOFIE)
    stolen = dict(campaign.browser.cookies)
    page = campaign.get("/nl/account")
    assert campaign.post("/nl/account/sign-out", hidden(page)).location == "/nl/sign-in/out"
    assert "__Host-session" not in campaign.browser.cookies
    campaign.browser = Browser(stolen)
    assert not is_in(campaign)


def test_its_owner_sees_every_device_and_signs_out_everywhere(campaign: Campaign, clock: Clock) -> None:
    browsers = []
    for agent in ("Mozilla/5.0 (Android 14) Firefox/140.0", "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Edg/140.0"):
        campaign.browser = Browser()
        asks(campaign, SOFIE)
        link = campaign.newest_link(SOFIE)
        campaign.post(link, {**hidden(campaign.get(link)), "word": TO_SIGN_IN}, user_agent=agent)
        browsers.append(campaign.browser)
        clock.shift(MINUTE)
    page = campaign.get("/nl/account")
    assert say("nl", "account.devices", count=2) in page.body
    assert "Firefox, Android" in page.body
    assert "Edge, Windows" in page.body
    campaign.post("/nl/account/sign-out-everywhere", hidden(page))
    campaign.drain()
    for campaign.browser in browsers:
        assert not is_in(campaign)


def test_nobody_signed_in_uses_a_session_after_their_task_was_taken(campaign: Campaign) -> None:
    """1,000 tries."""
    signs_in(campaign, BART)
    bart = next(its.person.id for its in store.everyone() if its.person.email == BART)
    assert is_in(campaign)
    form = hidden(campaign.get("/nl/account"))
    campaign.deliver("organising", pack(PersonRemoved(uuid4().hex, bart, "", "-", 1)))
    for _ in range(500):
        assert not is_in(campaign)
        assert campaign.post("/nl/account/away", {**form, "away": "yes"}).status == 401
    assert campaign.waiting("organising") == []


def test_a_form_of_elsewhere_or_of_nobody_is_not_taken(campaign: Campaign) -> None:
    signs_in(campaign, SOFIE)
    form = {**hidden(campaign.get("/nl/account")), "away": "yes"}
    assert campaign.post("/nl/account/away", form, origin="https://elsewhere.example").status == 403
    assert campaign.post("/nl/account/away", {**form, "button": "x"}).status == 403
    campaign.browser = Browser()
    lost = campaign.post("/nl/account/away", form)
    assert lost.status == 401
    # What was typed comes along, and is sent again once they signed in.
    signs_in(campaign, SOFIE)
    assert campaign.post("/nl/account/away", hidden(lost)).status == 303


def test_who_is_away_says_so(campaign: Campaign) -> None:
    signs_in(campaign, BART)
    campaign.post("/nl/account/away", {**hidden(campaign.get("/nl/account")), "away": "yes"})
    campaign.drain()
    assert say("nl", "account.is_away") in campaign.get("/nl/account").body


@pytest.mark.parametrize("to", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/nl/a b", "/nl"])
def test_nobody_is_sent_on_to_another_site(campaign: Campaign, to: str) -> None:
    asks(campaign, SOFIE, to=to)
    assert press(campaign, campaign.newest_link(SOFIE), word=TO_SIGN_IN).location == "/nl/account"
