"""I5: a ballot comes from a press on a mailed link; opening a link, however often, changes nothing."""

from datetime import timedelta

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
    assert voting.campaign.taken("voting") == voting.campaign.taken("confirmation-mail") == []


def test_looking_at_the_button_reads_nothing(voting: Voting) -> None:
    token = voting.link(ADDRESS)
    with counted() as calls:
        page = voting.campaign.get(f"/nl/vote/confirm/{token}")
    assert page.status == 200
    assert "Taalcafé Gent" in page.body
    assert calls.made == []


def test_a_receipt_takes_two_reads(voting: Voting) -> None:
    receipt = voting.vote(ADDRESS)
    with counted() as calls:
        voting.campaign.get(receipt)
    assert calls.made == ["dynamodb.GetItem", "dynamodb.GetItem"]


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
