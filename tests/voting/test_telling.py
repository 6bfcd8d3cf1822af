"""Who voted can tell others, and says for whom only where they ask for that."""

from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag

from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES
from chalicelib.messages.message import Link
from chalicelib.voting import tokens
from chalicelib.web import links
from chalicelib.web.words import say
from tests.campaign import Clock
from tests.voting.voters import AALST, GENT, TITLES, Voting

AFTER = datetime.fromisoformat("2027-04-24T12:00:00+02:00")


def said(page: Tag) -> set[str]:
    """What each way to tell others would send."""
    queries = [parse_qs(urlsplit(str(link["href"])).query) for link in page.select(".ask li a")]
    sheets = {f"{one['data-said']} {one['data-url']}" for one in page.select("button[data-url]")}
    copied = {str(one["data-copy"]) for one in page.select("button[data-copy]")}
    return {text for its in queries for name in ("text", "body") for text in its.get(name, [])} | sheets | copied


def told(body: str) -> Tag:
    main = BeautifulSoup(body, "html.parser").main
    assert main
    return main


def with_code(voting: Voting, path: str) -> Tag:
    code = links.code_for(tokens.read_receipt(path.rpartition("/")[2]).mail, Link("vote", (), "", 0))
    return told(voting.campaign.post(path, {"code": code}).body)


def test_what_is_told_is_that_one_voted_and_where_one_can_and_not_for_whom(voting: Voting) -> None:
    """As soon as the button is pressed, and once the vote is counted; by every way in the same words."""
    path = voting.press(voting.link("lien@example.org")).location
    for _ in ("counting", "counted"):
        for language in LANGUAGES:
            body = voting.campaign.get(path.replace("/nl/", f"/{language}/")).body
            message = f"{say(language, 'receipt.tell.voted')} {settings().public_url}/{language}/vote"
            assert said(told(body)) == {message}
            assert message in told(body).text
            assert GENT not in body
            assert TITLES[GENT] not in body
        voting.count()


def test_for_whom_is_told_only_by_who_typed_the_code_and_asks_for_it(voting: Voting) -> None:
    path = voting.vote("lien@example.org", AALST)
    assert say("nl", "receipt.tell.code") in told(voting.campaign.get(path).body).text
    page = with_code(voting, path)
    (asked,) = [one for one in page("details") if one.summary and one.summary.text == say("nl", "receipt.tell.which")]
    assert not asked.has_attr("open")
    assert say("nl", "receipt.tell.shows") in asked.text
    message = (
        f"{say('nl', 'receipt.tell.voted_for', title=TITLES[AALST])} {settings().public_url}/nl/initiatives/{AALST}"
    )
    assert message in asked.text
    asked.decompose()
    assert said(with_code(voting, path)) - said(page) == {message}
    assert AALST not in str(page.select(".ask"))


def test_ways_to_tell_need_no_script_and_follow_nobody(voting: Voting) -> None:
    """Plain links, which are told nothing but the message; what is pressed shows where a browser can."""
    page = told(voting.campaign.get(voting.vote("lien@example.org")).body)
    ways = page.select(".ask li a")
    assert [urlsplit(str(link["href"]))[:2] for link in ways] == [("https", "wa.me"), ("mailto", "")]
    assert ways[0]["rel"] == ["noopener", "noreferrer"]
    assert all(button.has_attr("hidden") for button in page.select(".ask button"))


def test_a_vote_that_does_not_count_is_not_told_of(voting: Voting) -> None:
    replaced = voting.vote("lien@example.org", AALST)
    voting.vote("lien@example.org")
    page = told(voting.campaign.get(replaced).body)
    assert not page.select(".ask")
    assert page.select_one("a[href='/nl/vote']")


def test_once_nobody_can_vote_nobody_is_asked_to(voting: Voting, clock: Clock) -> None:
    path = voting.vote("lien@example.org")
    clock.move_to(AFTER)
    page = told(voting.campaign.get(path).body)
    assert not page.select(".ask")
    assert "/nl/vote" not in {link["href"] for link in page("a")}
