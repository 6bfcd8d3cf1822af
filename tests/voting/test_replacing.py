"""A second vote of an address tells it so, in whatever order its mails are asked for and their buttons pressed."""

import re
from email.message import EmailMessage
from itertools import permutations

import pytest

from chalicelib.edition import LANGUAGES
from chalicelib.web.words import say
from tests.campaign import Clock
from tests.voting.voters import AALST, GENT, Voting

LIEN = "lien@example.org"


def mailed(voting: Voting, address: str, slug: str, language: str = "nl") -> EmailMessage:
    """Somebody fills in this address on the ballot of a candidate; the mail that comes."""
    assert voting.ask(address, slug, language=language).status == 303
    voting.campaign.drain()
    return [mail for mail in voting.campaign.mails() if mail["To"] == address][-1]


def said_in(mail: EmailMessage) -> list[str]:
    """Both parts of a mail, each as one line."""
    parts = [mail.get_body((kind,)) for kind in ("plain", "html")]
    return [" ".join(str(part.get_content()).split()) for part in parts if part]


def token(mail: EmailMessage) -> str:
    found = re.search(r"/vote/confirm/([^\s?#\"]+)", said_in(mail)[0])
    assert found
    return found[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_mail_and_each_page_of_a_button_says_that_it_replaces(voting: Voting, language: str) -> None:
    """I10: the first one too, or a stranger who reads over a shoulder would know that there was none before."""
    for slug in (GENT, AALST):
        mail = mailed(voting, LIEN, slug, language)
        words = " ".join(say(language, "mails.vote-confirm.replaces").split())
        assert [words in part for part in said_in(mail)] == [True, True]
        page = voting.campaign.get(f"/{language}/vote/confirm/{token(mail)}").body
        assert say(language, "vote_confirm.replaces") in page
        voting.press(token(mail))
        voting.count()
    assert voting.votes() == {AALST: 1}


@pytest.mark.parametrize("pressed", list(permutations((GENT, AALST))))
@pytest.mark.parametrize("arrived", [(0, 1), (1, 0)])
def test_what_was_pressed_last_counts_whichever_mail_was_first(
    voting: Voting, clock: Clock, pressed: tuple[str, str], arrived: tuple[int, int]
) -> None:
    """The second was asked for before the first was confirmed; both are counted late, and in any order (I4, I14)."""
    mails = {slug: token(mailed(voting, LIEN, slug)) for slug in (GENT, AALST)}
    receipts = {}
    for slug in pressed:
        clock.shift(60)
        receipts[slug] = voting.press(mails[slug]).location
    waiting = voting.campaign.taken("voting")
    clock.shift(3 * 3600)
    for place in arrived:
        voting.campaign.deliver("voting", waiting[place])
    first, last = pressed
    assert voting.votes() == {last: 1}
    assert [voting.receipt(receipts[slug])["state"] for slug in (first, last)] == ["replaced", "counted"]


def test_a_second_mail_that_nobody_confirms_replaces_nothing(voting: Voting) -> None:
    """Whoever typed somebody else's address only made us tell its reader."""
    receipt = voting.press(token(mailed(voting, LIEN, GENT))).location
    voting.count()
    mailed(voting, LIEN, AALST)
    assert voting.votes() == {GENT: 1}
    assert voting.receipt(receipt)["state"] == "counted"
