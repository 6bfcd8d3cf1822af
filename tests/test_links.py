"""A mailed link allows what its signature says, and nothing else (I5)."""

import pytest

from chalicelib.cloud import keys
from chalicelib.messages.message import Link
from chalicelib.web import links
from tests.campaign import Campaign

NOW = 1_800_000_000


def a_link(purpose: str = "vote", subject: tuple[str, ...] = ("round", "taalcafe"), recipient: str = "voter") -> Link:
    return Link(purpose, subject, recipient, NOW + 60)


def test_a_token_says_exactly_the_link_that_was_signed(campaign: Campaign) -> None:
    assert links.read("vote", links.sign(a_link()), NOW) == a_link()


def test_the_same_link_gives_the_same_token_so_a_repeated_mail_is_equal(campaign: Campaign) -> None:
    assert links.sign(a_link()) == links.sign(a_link())


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
