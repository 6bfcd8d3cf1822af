"""What comes between people who decide: each other, the initiator, a stranger with their mail, a flood in one night."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.depth import cases
from tests.journeys.rows import Rows, dossier, happened
from tests.journeys.site import Page, Site, a_title, eventually
from tests.people import MODERATORS, WORDS, a_change, hidden, means
from tests.years import unstamped

# isort: split
from chalicelib import clock
from chalicelib.initiative import Contact, Initiative
from chalicelib.kinds import DAY
from chalicelib.messages.moderation import ReviewRequested

NIGHT = cases(60, 500)
"""How many come in; the five hundred take the local stack two minutes."""
PAGE = 50
"""So many are decided on at once."""


@pytest.fixture
def moderator(stack: dict[str, str]) -> Iterator[Site]:
    """Somebody's own browser."""
    theirs = Site(stack["url"])
    yield theirs
    theirs.browser.close()


def at_once(*acts: Callable[[], Page]) -> None:
    """What people do in the same moment."""
    with ThreadPoolExecutor(len(acts)) as people:
        assert {page.status for page in people.map(lambda act: act(), acts)} == {200}


def ticked(page: Page) -> list[str]:
    """All that may be chosen on a page."""
    return [str(box["value"]) for box in page.soup.select("[name=chosen]")]


def test_of_two_in_the_same_second_one_decides_and_both_read_which(site: Site, rows: Rows) -> None:
    """I7, I14; whoever's link it was hears that something was decided with it, since it may have been forwarded."""
    title = a_title()
    initiator = site.registered(title=title)
    links = [site.link(site.mail(moderator, about=title)) for moderator in MODERATORS]
    first, second = [site.get(link) for link in links]
    assert "Je beslist als An Peeters" in first.text, "so whoever it was forwarded to reads whose it is"
    at_once(
        lambda: site.post(links[0], {**hidden(first), **means("approve")}),
        lambda: site.post(links[1], {**hidden(second), **means("reject", reason="Dit past hier niet.")}),
    )
    rows.settle()
    [decided] = [event["what"] for event in happened(dossier(rows, title)) if event["what"] in ("approve", "reject")]
    about = {"approve": "staat op de site", "reject": "Over je initiatief"}
    site.mail(initiator, about=about[decided])
    told = [mail["subject"] for mail in site.mails(initiator)]
    assert [what for what, said in about.items() if said in " ".join(told)] == [decided]
    for moderator, link in zip(MODERATORS, links, strict=True):
        assert site.get(link).soup.select_one("[name=decision][value=undo]"), "which also the other may undo"
        mails = [mail for mail in site.mails(moderator) if title in mail["subject"] and "jouw link" in mail["subject"]]
        assert len(mails) == ((moderator == MODERATORS[0]) == (decided == "approve"))


def test_what_changed_is_not_decided_as_it_was_and_what_is_withdrawn_is_gone(site: Site, rows: Rows) -> None:
    """I7, I14"""
    title = a_title()
    initiator = site.registered(title=title)
    link = site.link(site.mail(MODERATORS[0], about=title))
    status = site.link(site.mail(initiator, about="We hebben je initiatief"))
    read = hidden(site.get(link))
    edit = str(site.get(status).soup.select_one("main a[href*='/edit/']")["href"])  # type: ignore[index]
    site.post(edit, a_change(**{**hidden(site.get(edit)), "title": title, "summary": "Elke woensdag koken we samen."}))
    newer = site.link(site.mail(MODERATORS[0], about=f"{title} · aangepast"))
    late = site.post(link, {**read, **means("approve")})
    assert (late.status, "woensdag" in site.get(newer).text) == (409, True)
    again = site.get(newer)
    assert [" ".join(its.text.split()) for its in again.soup.select("ins")]

    leaves = {**hidden(site.get(status)), "word": "intrekken"}
    at_once(
        lambda: site.post(newer, {**hidden(again), **means("approve")}),
        lambda: site.post(status, leaves),
    )
    rows.settle()
    assert dossier(rows, title)["state"] == {"S": "withdrawn"}
    eventually(lambda: title not in site.get("/initiatives.json").body, "list without it")
    assert "trok dit in" in site.get(newer).text


def test_all_that_came_in_one_night_wait_in_their_order_and_are_decided_by_fifties(
    site: Site, moderator: Site, rows: Rows
) -> None:
    """I14"""
    evening, name = clock.seconds() - DAY, a_title()
    for number in range(NIGHT):
        initiative = Initiative(f"{name} {number}", "s" * 40, "d" * 40, "scholen", ("44021",), "o", "", "nl", True)
        contact = Contact("Lien", f"{uuid4().hex}@example.org", "nl", False)
        rows.put("moderation", unstamped(ReviewRequested(str(uuid4()), initiative, contact, evening + number, True)))
    rows.settle(within=300)
    moderator.signs_in(MODERATORS[0])
    desk = moderator.get(f"/nl/desk?all=yes&q={name}")
    assert len(desk.body) < 100_000
    assert [its.get_text() for its in desk.soup.select(".queue a")] == [f"{name} {number}" for number in range(PAGE)]
    here = {its: value for its, value in hidden(desk).items() if its != "state"}
    rejects = {"chosen": ticked(desk), "decision": "reject", "reason": "Dit stuurde een machine in."}
    asked = moderator.post("/nl/desk", {**here, **rejects})
    assert f"Wijs je deze {PAGE} af?" in asked.text
    sent = moderator.post("/nl/desk", {**hidden(asked), "chosen": ticked(asked), "word": WORDS["reject"]})
    assert sent.status == 200
    rows.settle(within=300)
    states = [its["state"]["S"] for its in rows.all()["dossiers"] if name in its.get("line", {}).get("S", "")]
    assert (states.count("rejected"), states.count("waiting")) == (PAGE, NIGHT - PAGE)
