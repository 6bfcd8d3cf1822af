"""Whatever an organiser's browser sends: an answer in words, nothing saved that is no year, and nothing of it runs."""

import json
from typing import Any

import msgspec
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.cloud.queues import unpack
from chalicelib.editions import groups
from chalicelib.editions.asked import packed
from chalicelib.editions.faults import faults
from chalicelib.editions.groups import GROUPS
from chalicelib.messages.editions import EditionPut
from tests.campaign import Answer, Campaign
from tests.depth import cases
from tests.editions.office import YEAR, Office, fields_of
from tests.hostile.strings import texts
from tests.years import YEAR as FIRST

MANY = settings(max_examples=cases(40, 1_000), deadline=None, suppress_health_check=list(HealthCheck))
PROPOSED = ["why", "confirmed", "base", "change", "undo", "group", "typed", "status"]
NAMES = {group: [field.name for field in groups.form(FIRST, group)] for group in GROUPS}


@pytest.fixture
def office(campaign: Campaign) -> Office:
    return Office.of(campaign)


def check(answer: Answer, campaign: Campaign) -> None:
    """Only what is taken is sent on, and it is a year in order; all else is said on a page, in which nothing runs."""
    sent = [unpack(body) for body in campaign.taken("organising")]
    assert len(sent) == (answer.status == 303)
    for message in sent:
        assert isinstance(message, EditionPut)
        assert faults(message.edition) == []
        assert 0 < len(message.why) <= 300
    if answer.status != 303:
        page = BeautifulSoup(answer.body, "html.parser")
        assert page.html
        assert page.html["lang"] == "nl"
        assert not page.select("main :is(script, iframe, svg[onload], img)")


@given(data=st.data())
@MANY
def test_any_text_in_a_form_of_the_year(office: Office, data: st.DataObject) -> None:
    group = data.draw(st.sampled_from(GROUPS))
    typed = data.draw(st.dictionaries(st.sampled_from([*NAMES[group], "base", "again", "status"]), texts(), max_size=3))
    answer = office.look(group, office.form(group) | typed)
    assert answer.status in (200, 422)
    check(answer, office.campaign)
    if answer.status == 422:
        shown = fields_of(answer)
        assert shown.keys() >= {"base", "button"}


@given(
    typed=st.dictionaries(
        st.sampled_from(["why", "confirmed", "base", "change", "undo", "group", "typed", "status"]), texts(), max_size=3
    )
)
@MANY
def test_any_text_where_a_change_is_saved(office: Office, typed: dict[str, str]) -> None:
    shown = office.look("texts", contact_name="De ploeg")
    answer = office.save(shown, **typed)
    assert answer.status in (200, 303, 404, 422)
    check(answer, office.campaign)


@given(typed=st.dictionaries(st.sampled_from(["why", "base", "change", "status"]), texts(), max_size=3))
@MANY
def test_any_text_where_the_next_year_is_begun(office: Office, typed: dict[str, str]) -> None:
    shown = fields_of(office.campaign.get("/nl/organise/next"))
    answer = office.campaign.post("/nl/organise/next", {**shown, "why": "Het gaat door.", **typed})
    assert answer.status in (200, 303, 422)
    check(answer, office.campaign)


WHOLE = msgspec.json.decode(msgspec.json.encode(FIRST))


def spoiled(**changed: Any) -> str:
    """A year that no page of ours sends."""
    return packed(WHOLE | changed)


def raw(text: str) -> str:
    """Any text as it would be carried, whether it is JSON or not."""
    return packed(msgspec.Raw(text.encode()))


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "{}",
        raw("{}"),
        raw("[" * 50_000),
        raw('{"name":' + '{"a":' * 20_000),
        raw(" " * 50_000_000 + json.dumps(WHOLE)),
        packed(WHOLE)[:-8],
        "é" + packed(WHOLE),
        spoiled(name="2028"),
        spoiled(show="2027-04-24T20:00:00"),
        spoiled(show="2027-04-01T20:00:00+02:00"),
        spoiled(show="0001-01-01T00:00:00+14:00"),
        spoiled(forget_addresses_on="9999-12-31"),
        spoiled(categories=[]),
        spoiled(rounds=[]),
        raw(json.dumps(WHOLE | {"title": {"nl": "\ud800", "fr": "x", "en": "x"}})),
        spoiled(title={"nl": "A\r\nBcc: x@evil.example", "fr": "x", "en": "x"}),
        spoiled(contact={"name": "De ploeg", "email": "a@b.be\r\nBcc: x@evil.example"}),
        spoiled(year=2028),
        spoiled(show="2027-04-25T20:00:00+14:00"),
        raw(json.dumps(WHOLE | {"more": {"a": 1}}).replace('"a": 1', '"a": ' + "[" * 20_000 + "]" * 20_000)),
    ],
    ids=range(21),
)
def test_a_year_that_no_page_sent_is_not_taken(office: Office, wanted: str) -> None:
    shown = office.look("texts", contact_name="De ploeg")
    answer = office.campaign.post(YEAR, {**fields_of(shown), "wanted": wanted, "why": "-"})
    assert answer.status in (400, 413, 422)
    check(answer, office.campaign)
