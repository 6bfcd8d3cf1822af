"""One mailbox is one voter; two mailboxes never meet (I4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.addresses import canonical, checked
from chalicelib.errors import Refused


@pytest.mark.parametrize(
    "alias",
    ["An.Peeters@gmail.com", "anpeeters+vote@gmail.com", "ANPEETERS@GoogleMail.com", " a.n.peeters@gmail.com "],
)
def test_every_alias_of_a_gmail_box_is_one_mailbox(alias: str) -> None:
    assert canonical(checked(alias)) == "anpeeters@gmail.com"


def test_dots_tell_mailboxes_apart_where_the_provider_says_so() -> None:
    assert canonical(checked("an.peeters@telenet.be")) != canonical(checked("anpeeters@telenet.be"))


@pytest.mark.parametrize("domain", ["bücher.example", "xn--bcher-kva.example", "BÜCHER.example"])
def test_a_domain_is_the_same_however_it_is_spelled(domain: str) -> None:
    assert canonical(checked(f"an@{domain}")) == "an@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "typed",
    ["", "an", "an@", "@example.org", "a@b@example.org", "an@example.org\nBcc: x@example.org", "án@example.org"],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        checked(typed)


_LOCAL = some.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=12)


@given(_LOCAL, _LOCAL)
def test_distinct_mailboxes_stay_distinct(one: str, other: str) -> None:
    same = canonical(checked(f"{one}@example.org")) == canonical(checked(f"{other}@example.org"))
    assert same == (one == other)


@given(_LOCAL, _LOCAL, some.booleans())
def test_tags_and_capitals_never_make_another_voter(local: str, tag: str, shout: bool) -> None:
    typed = f"{local}+{tag}@example.org"
    assert canonical(checked(typed.upper() if shout else typed)) == f"{local}@example.org"


@pytest.mark.parametrize(
    "sign", ["\u00a0", "\u3000", "\u2009", "\ufeff", "\u00ad", "\u200b", "\u200e", "\u202c", "\t", "\r\n", "\0"]
)
def test_what_comes_along_with_pasting_is_no_part_of_an_address(sign: str) -> None:
    assert checked(f"{sign}an@example.org{sign}") == "an@example.org"
