"""A link that was changed in any way is none: for no page, whatever it was changed into."""

from random import Random
from urllib.parse import quote

import pytest

from chalicelib.cloud.purposes import PURPOSES
from chalicelib.messages.message import Link
from chalicelib.web import links
from tests.account import counted
from tests.campaign import Campaign
from tests.depth import TRIED, cases

NOW = 1_800_000_000
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


def signed(purpose: str, name: str = "one") -> str:
    """A link that is right for a year."""
    subject = ("public-2027", name, "Taalcafé") if purpose == "vote" else (name, "1")
    return links.sign(Link(purpose, subject, f"recipient-{name}", NOW + 31_536_000))


def mutated(chance: Random, token: str, other: str) -> str:
    """A token that is not this one, made from it and another of the same purpose."""
    kind, at = chance.randrange(10), chance.randrange(len(token))
    signs = list(token)
    if kind == 0:
        signs[at] = chance.choice(SIGNS)
    elif kind == 1:
        del signs[at]
    elif kind == 2:
        signs.insert(at, chance.choice(SIGNS))
    elif kind == 3:
        signs = signs[: at or 1]
    elif kind == 4:
        signs[at] = signs[at].swapcase()
    elif kind == 5:
        first, second = sorted((at, chance.randrange(len(token))))
        signs[first], signs[second] = signs[second], signs[first]
    elif kind == 6:
        # What one link says under the signature of another.
        signs = list(token.rpartition(".")[0] + "." + other.rpartition(".")[2])
    elif kind == 7:
        signs = list(token[:at] + other[at:])
    elif kind == 8:
        signs[at] = chr(chance.randrange(1, 0xD800))
    else:
        signs = chance.choices(SIGNS, k=chance.randrange(1, 300))
    return "".join(signs)


def changed(chance: Random, purpose: str, number: int) -> list[str]:
    """So many changed tokens of a purpose."""
    token, other = signed(purpose), signed(purpose, "other")
    made = (mutated(chance, token, other) for _ in range(number))
    return [one for one in made if one not in (token, other)]


@pytest.mark.parametrize("purpose", PURPOSES)
def test_no_changed_token_is_accepted(campaign: Campaign, purpose: str) -> None:
    assert links.read(purpose, signed(purpose), NOW).purpose == purpose
    tried = changed(Random(purpose), purpose, cases(800, 20_000))
    assert len(tried) > cases(600, 15_000)
    taken = []
    for token in tried:
        try:
            taken.append(links.read(purpose, token, NOW))
        except links.LinkUnknown:
            continue
    assert taken == []
    TRIED["changed tokens, none accepted"] += len(tried)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_no_page_opens_or_acts_for_a_changed_token(campaign: Campaign, purpose: str) -> None:
    for token in changed(Random(f"page {purpose}"), purpose, cases(60, 1_000)):
        path = links.path("nl", purpose, quote(token, safe=""))
        with counted() as calls:
            shown = campaign.get(path)
            pressed = campaign.post(path, {"button": links.csrf_token(token)})
        TRIED["pages asked with changed tokens, none opened"] += 1
        assert calls.made == []
        assert shown.status == 404
        assert pressed.status in (404, 405)


def test_no_changed_button_is_taken(campaign: Campaign) -> None:
    token = signed("confirm")
    csrf = links.csrf_token(token)
    chance = Random("button")
    for _ in range(cases(100, 2_000)):
        wrong = mutated(chance, csrf, links.csrf_token(signed("confirm", "other")))
        if wrong == csrf:
            continue
        with counted() as calls:
            answer = campaign.post(links.path("nl", "confirm", token), {"button": wrong})
        assert (answer.status, calls.made) == (403, [])
