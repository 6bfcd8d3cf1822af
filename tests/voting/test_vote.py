"""I1, I4, I14: a vote from the ballot to the receipt, and voting again."""

from datetime import timedelta

from msgspec.structs import replace

from chalicelib.cloud.queues import pack, unpack
from chalicelib.messages.message import Link
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.voting.signing import signed
from chalicelib.web import links
from tests.campaign import Clock
from tests.voting.voters import AALST, GENT, ROUND, Voting, a_press
from tests.years import YEAR


def test_a_vote_counts_once_its_button_is_pressed(voting: Voting) -> None:
    token = voting.link("an@example.org")
    voting.count()
    assert voting.votes() == {}
    answer = voting.press(token)
    assert answer.status == 303
    assert voting.receipt(answer.location)["state"] == "counting"
    voting.count()
    assert voting.votes() == {GENT: 1}
    told = voting.receipt(answer.location)
    assert (told["state"], told["candidate"]) == ("counted", None)
    page = voting.campaign.get(answer.location)
    assert page.status == 200
    assert told["receipt"] in page.body
    assert "example.org" not in page.body


def test_a_later_vote_replaces_the_first(voting: Voting) -> None:
    first, second = voting.vote("an@example.org", GENT), voting.vote("an@example.org", AALST)
    assert voting.votes() == {AALST: 1}
    assert voting.receipt(first)["state"] == "replaced"
    assert voting.receipt(second)["state"] == "counted"
    assert voting.campaign.get(first).status == 200


def test_every_alias_of_a_mailbox_is_one_voter(voting: Voting) -> None:
    """I4: 1 vote of Gmail, 1 of Proton, 1 of iCloud and 1 of where dots count."""
    for address in ("An.Peeters@gmail.com", "anpeeters+vote@googlemail.com", " anpeeters@GMAIL.com "):
        voting.vote(address, GENT)
    for address in ("j.peeters@protonmail.com", "j_peeters@proton.me", "j-peeters+x@pm.me", "jpeeters@proton.me"):
        voting.vote(address, GENT)
    for domain in ("icloud.com", "me.com", "mac.com"):
        voting.vote(f"jan.peeters@{domain}", GENT)
    voting.vote("an.peeters@example.org", GENT)
    assert voting.votes() == {GENT: 4}


def test_the_button_pressed_last_counts_though_its_mail_was_asked_for_first(voting: Voting) -> None:
    asked_first, asked_last = voting.link("an@example.org", GENT), voting.link("an@example.org", AALST)
    voting.press(asked_last)
    voting.press(asked_first)
    voting.count()
    assert voting.votes() == {GENT: 1}


def test_an_old_button_pressed_again_is_the_vote_again(voting: Voting) -> None:
    old, new = voting.link("an@example.org", GENT), voting.link("an@example.org", AALST)
    receipts = []
    for token in (old, new, old):
        receipts.append(voting.press(token).location)
        (pressed,) = voting.campaign.taken("voting")
        # A message that comes twice is one press.
        for _ in range(2):
            voting.campaign.deliver("voting", pressed)
    assert receipts[2] == receipts[0]
    assert voting.votes() == {GENT: 1}
    assert [voting.receipt(receipt)["state"] for receipt in receipts] == ["counted", "replaced", "counted"]


def test_a_vote_for_a_candidate_that_left_does_not_count_and_says_why(voting: Voting) -> None:
    receipt = voting.vote("an@example.org", GENT)
    voting.withdraw(GENT)
    assert (voting.receipt(receipt)["state"], voting.reason(receipt)) == ("not_counted", "candidate_withdrawn")
    assert voting.campaign.get(receipt).status == 200
    assert voting.campaign.get(f"/nl/vote/{GENT}").status == 410


def test_a_vote_stamped_after_the_close_is_refused_and_says_why(voting: Voting) -> None:
    answer = voting.press(voting.link("an@example.org"))
    (body,) = voting.campaign.taken("voting")
    pressed = unpack(body)
    assert isinstance(pressed, VoteConfirmed)
    late = int(YEAR.vote.closes.timestamp() * 1_000_000)
    voting.deliver(signed(replace(pressed, at=late)))
    told = voting.receipt(answer.location)["state"], voting.reason(answer.location)
    assert told == ("not_counted", "too_late")
    assert voting.votes() == {}
    voting.campaign.deliver("voting", pack(pressed))
    assert voting.receipt(answer.location)["state"] == "counted"


def test_a_vote_of_another_round_is_handed_back_and_holds_up_none(voting: Voting) -> None:
    votes = [pack(signed(replace(a_press("a"), round=its))) for its in ("public-1999", ROUND)]
    assert len(voting.campaign.deliver("voting", *votes)["batchItemFailures"]) == 1
    assert voting.votes() == {GENT: 1}


def test_a_refused_press_and_a_good_one_may_come_in_any_order_and_twice(voting: Voting) -> None:
    early, good = a_press("a", -1), a_press("b", 1)
    voting.deliver(early, early, good)
    voting.deliver(*(signed(replace(its, voter="Other")) for its in (good, early)))
    kept = [{name: row[name] for name in ("candidate", "receipt", "refused")} for row in voting.ballots()]
    assert kept == [{"candidate": {"S": GENT}, "receipt": {"S": "b"}, "refused": {"SS": ["a too_early"]}}] * 2


# What is over


def test_a_link_of_another_round_is_over(voting: Voting) -> None:
    old = links.sign(Link("vote", ("public-2026", GENT, "Title"), "v" * 43, 4_102_444_800))
    assert voting.campaign.get(f"/nl/vote/confirm/{old}").status == 410
    assert voting.campaign.post(f"/nl/vote/confirm/{old}", {"button": links.csrf_token(old)}).status == 410
    assert YEAR.vote.key == ROUND


def test_a_receipt_can_be_looked_at_until_a_month_after_the_results(voting: Voting, clock: Clock) -> None:
    receipt = voting.vote("an@example.org")
    over = YEAR.vote.results + timedelta(days=31)
    for moment, status in ((over - timedelta(seconds=1), 200), (over, 410)):
        clock.move_to(moment, tick=False)
        for language in ("nl", "fr", "en"):
            assert voting.campaign.get(receipt.replace("/nl/", f"/{language}/")).status == status
