"""A form on a site of the edition's list may post here, and no other."""

from typing import Any

import pytest

from tests.campaign import Campaign
from tests.registration.conftest import nothing_happened, sent

Form = dict[str, Any]


def test_a_form_on_a_site_of_the_list_is_sent_back_to_its_own_page(campaign: Campaign, form: Form, site: str) -> None:
    answer = campaign.post("/initiatives", {**form, "thanks": f"{site}/bedankt?a=b"}, origin=site)
    assert (answer.status, answer.location) == (303, f"{site}/bedankt?a=b")
    assert len(sent(campaign)) == 1


def test_a_site_without_a_page_of_its_own_leads_to_ours(campaign: Campaign, form: Form, site: str) -> None:
    assert campaign.post("/initiatives", form, origin=site).location == "/nl/register/sent"


def test_what_is_corrected_on_our_page_still_ends_on_theirs(campaign: Campaign, form: Form, site: str) -> None:
    thanks = f"{site}/bedankt"
    back = campaign.post("/initiatives", {**form, "thanks": thanks, "title": ""}, origin=site)
    assert (back.status, back.field("thanks")) == (422, thanks)
    assert f"form-action 'self' {site};" in back.headers["content-security-policy"]
    assert campaign.post("/initiatives", {**form, "thanks": thanks}).location == thanks


@pytest.mark.parametrize(
    "thanks",
    [
        *("https://evil.example/bedankt", "https://www.partner.example.evil.example/"),
        *("https://www.partner.example@evil.example/", "https://www.partner.example:8443/"),
        *("http://www.partner.example/", "//www.partner.example/", "/nl/", "javascript:alert(1)"),
        *("https://www.partner.example\\@evil.example/", "https://www.partner.example/ x"),
        *("https://evil.example/https://www.partner.example/", "https://www.partner.example:x/", "https://[::1"),
    ],
)
def test_nobody_is_sent_anywhere_else(campaign: Campaign, form: Form, site: str, thanks: str) -> None:
    answer = campaign.post("/initiatives", {**form, "thanks": thanks}, origin=site)
    assert answer.status == 422
    assert 'name="thanks"' not in answer.body
    assert "evil" not in answer.headers["content-security-policy"]
    assert nothing_happened(campaign)


def test_our_own_form_sends_nobody_away_when_no_site_is_on_the_list(campaign: Campaign, form: Form) -> None:
    assert campaign.post("/initiatives", {**form, "thanks": "https://www.partner.example/"}).status == 422


@pytest.mark.parametrize(
    "origin",
    [
        *("null", "https://evil.example", "https://partner.example", "https://www.partner.example.evil.example"),
        *("https://evil-www.partner.example", "https://wwww.partner.example", "https://www.partner.examples"),
        *("https://www.partner.exampl", "https://www-partner.example", "https://www.partner.example:443"),
        *("https://www.partner.example:8443", "http://www.partner.example", "https://www.partner.example/"),
        *("https://www.partner.example.", "HTTPS://WWW.PARTNER.EXAMPLE"),
        *("https://www.partner.example, https://evil.example", "https://www.partner.example https://evil.example"),
        *("https://www.partner.example@evil.example", "https://www.pаrtner.example"),
        *("https://xn--www-partner.example", "www.partner.example", "//www.partner.example", "http://localhost"),
        *("http://localhost:8001", "https://localhost:8000", "http://localhost:8000.evil.example"),
        *("http://localhost:80000", "http://127.0.0.1:8000", "file://", "chrome-extension://abc"),
    ],
)
def test_a_site_that_only_looks_like_one_is_refused(campaign: Campaign, form: Form, site: str, origin: str) -> None:
    from_a_form = campaign.post("/initiatives", form, origin=origin)
    assert from_a_form.status == 403
    assert '<html lang="nl"' in from_a_form.body
    from_a_script = campaign.post_json("/initiatives", form, origin=origin)
    assert from_a_script.status == 403
    assert from_a_script.json["errors"][""]
    assert nothing_happened(campaign)


def test_an_old_browser_says_nothing_about_where_it_comes_from(campaign: Campaign, form: Form) -> None:
    assert campaign.post("/initiatives", form, origin="").status == 303
    assert campaign.post("/initiatives", form, origin="", sec_fetch_site="cross-site").status == 403
    assert campaign.post("/initiatives", form, origin="null", sec_fetch_site="same-origin").status == 303
