"""A mailed link allows what its signature says, and nothing else (I5)."""

import itertools
from collections.abc import Callable

import pytest

from chalicelib.cloud import keys
from chalicelib.cloud.purposes import PURPOSES
from chalicelib.messages import Link
from chalicelib.web import links
from tests.campaign import Campaign

NOW = 1_800_000_000


def a_link(purpose: str = "vote", subject: tuple[str, ...] = ("round", "taalcafe"), recipient: str = "voter") -> Link:
    return Link(purpose, subject, recipient, NOW + 60)


def test_a_token_says_exactly_the_link_that_was_signed(campaign: Campaign) -> None:
    assert links.read("vote", links.sign(a_link()), NOW) == a_link()


def test_the_same_link_gives_the_same_token_so_a_repeated_mail_is_equal(campaign: Campaign) -> None:
    assert links.sign(a_link()) == links.sign(a_link())


@pytest.mark.parametrize(("made_for", "shown_to"), list(itertools.product(PURPOSES, PURPOSES)))
def test_only_the_page_of_its_purpose_takes_a_token(campaign: Campaign, made_for: str, shown_to: str) -> None:
    token = links.sign(a_link(made_for))
    if made_for == shown_to:
        assert links.read(shown_to, token, NOW).purpose == made_for
    else:
        with pytest.raises(links.LinkUnknown):
            links.read(shown_to, token, NOW)


def test_a_link_works_until_the_second_before_it_expires(campaign: Campaign) -> None:
    token = links.sign(a_link())
    links.read("vote", token, NOW + 59)
    for late in (NOW + 60, NOW + 61):
        with pytest.raises(links.LinkExpired):
            links.read("vote", token, late)


def test_no_changed_bit_is_accepted(campaign: Campaign) -> None:
    token = links.sign(a_link()).encode()
    for place in range(len(token)):
        for bit in range(8):
            changed = bytearray(token)
            changed[place] ^= 1 << bit
            with pytest.raises(links.LinkUnknown):
                links.read("vote", changed.decode("latin-1"), NOW)


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "A", lambda t: t + "=", lambda t: "", lambda t: "."]
)
def test_no_shortened_or_lengthened_token_is_accepted(campaign: Campaign, change: Callable[[str], str]) -> None:
    with pytest.raises(links.LinkUnknown):
        links.read("vote", change(links.sign(a_link())), NOW)


def test_an_older_key_stays_valid_until_it_is_taken_off_the_list(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = links.sign(a_link())
    monkeypatch.setattr(keys, "link_keys", lambda purpose: ["new-vote-key", "newest"])
    assert links.read("vote", token, NOW) == a_link()
    monkeypatch.setattr(keys, "link_keys", lambda purpose: ["newest"])
    with pytest.raises(links.LinkUnknown):
        links.read("vote", token, NOW)


def test_a_code_is_forgiven_its_case_spaces_and_lookalikes(campaign: Campaign) -> None:
    code = links.code_for("a mail", a_link())
    assert len(code) == 8
    assert links.read_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert links.read_code("oil") == "011"
