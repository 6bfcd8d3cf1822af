"""I5: a ballot comes from a press on a mailed link; opening a link, however often, changes nothing."""

from datetime import timedelta

import pytest

from chalicelib.cloud import keys
from chalicelib.edition import edition
from chalicelib.messages import Link
from chalicelib.web import links
from tests.account import counted
from tests.campaign import Clock
from tests.voting.voters import GENT, ROUND, Voting

ADDRESS = "an@example.org"
FAR = 4_102_444_800


def test_opening_a_link_again_and_again_changes_nothing(voting: Voting) -> None:
    token = voting.link(ADDRESS)
    receipt = voting.press(token).location
    voting.count()
    before = voting.campaign.rows()
    button = f"/nl/vote/confirm/{token}"
    paths = [f"/nl/vote/{GENT}", button, f"{button}?choose=yes", receipt, "/nl/votes/sent"]
    for path in paths:
        for method in ("GET", "HEAD", "OPTIONS"):
            for _ in range(20 if "confirm" in path else 3):
                assert voting.campaign.ask(method, path, headers={"accept": "text/html"}).status < 500
    assert voting.campaign.rows() == before
    assert voting.taken("voting") == voting.taken("confirmation-mail") == []


def test_looking_at_the_button_reads_nothing(voting: Voting) -> None:
    token = voting.link(ADDRESS)
    with counted() as calls:
        page = voting.campaign.get(f"/nl/vote/confirm/{token}")
    assert page.status == 200
    assert "Taalcafé Gent" in page.body
    assert calls.made == []


def test_one_call_per_press(voting: Voting) -> None:
    token = voting.link(ADDRESS)
    with counted() as calls:
        assert voting.press(token).status == 303
    assert calls.made == ["sqs.SendMessage"]


def test_a_receipt_takes_two_reads(voting: Voting) -> None:
    receipt = voting.vote(ADDRESS)
    with counted() as calls:
        voting.campaign.get(receipt)
    assert calls.made == ["dynamodb.GetItem", "dynamodb.GetItem"]


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({}, {}),
        ({"button": ""}, {}),
        ({"button": "guess"}, {}),
        (None, {"origin": "https://evil.example"}),
        (None, {"origin": "null"}),
        (None, {"origin": "null", "sec_fetch_site": "cross-site"}),
    ],
    ids=str,
)
def test_only_the_button_on_our_page_votes(
    voting: Voting, fields: dict[str, str] | None, headers: dict[str, str]
) -> None:
    token = voting.link(ADDRESS)
    stamp = voting.campaign.get(f"/nl/vote/confirm/{token}").field("button")
    sent = {"button": stamp} if fields is None else fields
    answer = voting.campaign.post(f"/nl/vote/confirm/{token}", sent, **headers)
    assert answer.status == 403
    assert voting.taken("voting") == []


def test_the_button_of_one_link_does_not_press_another(voting: Voting) -> None:
    mine, other = voting.link(ADDRESS), voting.link("piet@example.org")
    stamp = voting.campaign.get(f"/nl/vote/confirm/{mine}").field("button")
    assert voting.campaign.post(f"/nl/vote/confirm/{other}", {"button": stamp}).status == 403


def test_a_link_works_until_the_very_second_it_expires(voting: Voting, clock: Clock) -> None:
    voting.ask(ADDRESS)
    link = voting.mailed().link
    assert link is not None
    token = links.sign(link)
    for moment, status in ((link.expires - 1, 200), (link.expires, 410), (link.expires + 1, 410)):
        clock.move_to(moment, tick=False)
        assert voting.campaign.get(f"/nl/vote/confirm/{token}").status == status
        stamp = {"button": links.csrf_token(token)}
        pressed = voting.campaign.post(f"/nl/vote/confirm/{token}", stamp)
        assert pressed.status == (303 if status == 200 else 410)
    assert len(voting.taken("voting")) == 1


def _opens(voting: Voting, token: str) -> bool:
    """Whether any page of voting takes this token."""
    statuses = {
        voting.campaign.get(f"/nl/vote/confirm/{token}").status,
        voting.campaign.post(f"/nl/vote/confirm/{token}", {"button": links.csrf_token(token)}).status,
        voting.campaign.get(f"/nl/receipts/{token}").status,
        voting.campaign.get(f"/receipts/{token}.json").status,
    }
    assert statuses <= {200, 303, 404, 410}
    return bool(statuses & {200, 303})


def test_every_flipped_bit_of_a_link_is_refused(voting: Voting) -> None:
    token = voting.link(ADDRESS).encode()
    keys.link_keys("vote")
    for place in range(len(token)):
        for bit in range(7):
            flipped = bytearray(token)
            flipped[place] ^= 1 << bit
            text = flipped.decode()
            if text.isprintable() and not set(text) & set("/?#%"):
                assert voting.campaign.get(f"/nl/vote/confirm/{text}").status == 404, (place, bit)
    assert voting.taken("voting") == []


def test_a_longer_or_shorter_link_is_refused(voting: Voting) -> None:
    token = voting.link(ADDRESS)
    for wrong in (token[:-1], token[1:], token + "A", token + "=", "." + token, token.rpartition(".")[0], f"{token}.x"):
        assert not _opens(voting, wrong)


@pytest.mark.parametrize("purpose", ["confirm", "edit", "review"])
def test_a_link_for_something_else_opens_nothing_here(voting: Voting, purpose: str) -> None:
    assert not _opens(voting, links.sign(Link(purpose, (ROUND, GENT, "Title"), "v" * 43, FAR)))


def test_a_vote_link_is_no_receipt_and_a_receipt_no_vote_link(voting: Voting) -> None:
    vote, receipt = voting.link(ADDRESS), voting.vote("piet@example.org").rpartition("/")[2]
    assert voting.campaign.get(f"/nl/receipts/{vote}").status == 404
    assert voting.campaign.get(f"/receipts/{vote}.json").status == 404
    assert voting.campaign.get(f"/nl/vote/confirm/{receipt}").status == 404


def test_a_link_of_another_round_is_over(voting: Voting) -> None:
    old = links.sign(Link("vote", ("public-2026", GENT, "Title"), "v" * 43, FAR))
    assert voting.campaign.get(f"/nl/vote/confirm/{old}").status == 410
    assert voting.campaign.post(f"/nl/vote/confirm/{old}", {"button": links.csrf_token(old)}).status == 410
    assert edition().vote.round == ROUND


def test_a_receipt_can_be_looked_at_until_a_month_after_the_results(voting: Voting, clock: Clock) -> None:
    receipt = voting.vote(ADDRESS)
    over = edition().vote.results + timedelta(days=31)
    for moment, status in ((over - timedelta(seconds=1), 200), (over, 410)):
        clock.move_to(moment, tick=False)
        for language in ("nl", "fr", "en"):
            assert voting.campaign.get(receipt.replace("/nl/", f"/{language}/")).status == status


def test_nothing_personal_is_logged(voting: Voting, logged: list[str]) -> None:
    """I12: no address and no token, also not where something goes wrong."""
    token = voting.link(ADDRESS)
    receipt = voting.press(token).location.rpartition("/")[2]
    voting.count()
    voting.campaign.get(f"/nl/receipts/{receipt}")
    voting.campaign.get(f"/nl/vote/confirm/{token}x")
    voting.ask(ADDRESS, altcha="x")
    voting.campaign.deliver("voting", token, "{")
    text = "".join(logged)
    assert text
    for secret in (ADDRESS, "an@", token, receipt):
        assert secret not in text


@pytest.mark.parametrize("headers", [{"origin": ""}, {"origin": "", "sec_fetch_site": "none"}])
def test_a_text_browser_that_says_nothing_of_itself_may_vote(voting: Voting, headers: dict[str, str]) -> None:
    """Lynx and w3m send neither Origin nor Sec-Fetch-Site; that the button is ours, its stamp proves."""
    link = f"/nl/vote/confirm/{voting.link(ADDRESS)}"
    stamp = voting.campaign.get(link).field("button")
    assert voting.campaign.post(link, {"button": stamp}, **headers).status == 303
    assert voting.campaign.post(link, {"button": "x"}, **headers).status == 403
