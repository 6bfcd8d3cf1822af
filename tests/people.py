"""The people of all tests: what they fill in, and what they do with what we show and mail them.

They act on a `Site`, whichever way it is reached: in process (tests/campaign.py), over HTTP (tests/journeys/site.py) or
in a simulated schedule (tests/simulation).
"""

import hashlib
import html
import re
from typing import Any, Protocol, TypeVar

from altcha import Challenge, Payload, solve_challenge

from tests.environment import PUBLIC_URL

INITIATOR = "lien@example.org"
SLUG = "taalcafe-de-brug-gent"
"""Of what the form says, once it is approved."""
MODERATORS = ("an.peeters@example.org", "karim.haddad@example.org")
"""Those of the edition of 2027."""

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
_CODE = re.compile(r"^[0-9A-Z]{4}(?: [0-9A-Z]{4}){1,2}\s*$", re.MULTILINE)


class Shown(Protocol):
    """What somebody gets to see."""

    @property
    def status(self) -> int: ...
    @property
    def body(self) -> str: ...
    @property
    def json(self) -> Any: ...


Seen = TypeVar("Seen", bound=Shown, covariant=True)
Page = TypeVar("Page", bound=Shown)


class Site(Protocol[Seen]):
    """The campaign, as one gets to its pages."""

    def get(self, path: str, /) -> Seen:
        """Open a page."""

    def post(self, path: str, fields: Any, /) -> Seen:
        """Send a form of our own pages."""


# What they fill in


def a_form(**other: Any) -> dict[str, Any]:
    """The form of an initiative, in which all is right."""
    return {
        "title": "Taalcafé De Brug",
        "summary": "Elke dinsdag praten buren en nieuwkomers samen Nederlands.",
        "description": "Elke dinsdag om acht uur in de bibliotheek.\n\nWie wil, komt binnen. Er is koffie en soep.",
        "category": "verenigingen",
        "postal_code": ["9000"],
        "organisation": "De Brug vzw",
        "contact_name": "Lien De Smet",
        "email": INITIATOR,
        "website": "https://www.example.org/taalcafe",
        "language": "nl",
        "competes": "yes",
        "consent": "yes",
        "people_agree": "yes",
        "newsletter": "",
        **other,
    }


def a_change(**other: Any) -> dict[str, Any]:
    """The same when it answers a moderator's question: who sent it in is known."""
    known = ("email", "consent", "people_agree", "newsletter")
    return {name: value for name, value in a_form().items() if name not in known} | other


def a_ballot(slug: str, email: str, **other: Any) -> dict[str, Any]:
    """A ballot, but for its sum."""
    return {"candidate": slug, "email": email, "language": "nl", **other}


# What the script of a page does for them


def hashed(address: str) -> str:
    """An address as it is told before its form is sent."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()


def solved(challenge: Any) -> str:
    """The answer to a challenge, as altcha's widget posts it."""
    posed = Challenge.from_dict(challenge)
    found = solve_challenge(posed)
    assert found is not None
    return str(Payload(posed, found).to_base64())


def sum_of(site: Site[Shown], path: str, address: str, **about: str) -> str:
    """The sum that a form asks for at this path, done."""
    return solved(site.post(path, {**about, "address": hashed(address)}).json)


# What they do


def hidden(page: Shown) -> dict[str, str]:
    """The fields that people do not see."""
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page.body)}


def press(site: Site[Seen], link: str, **filled: Any) -> Seen:
    """Open the page behind a mailed link, fill it in and press its button; what is asked once more then, is meant."""
    return confirmed(site, link, site.post(link, {**hidden(site.get(link)), **filled}))


def confirmed(site: Site[Page], link: str, asked: Page) -> Page:
    """What comes of a page that asks once more whether a decision is meant, and what of any other is there already."""
    again = hidden(asked)
    if "sure" not in again:
        return asked
    return site.post(link, {**again, "word": WORDS[again["decision"]]})


def means(decision: str, **filled: Any) -> dict[str, Any]:
    """What the form says of a decision that was chosen and meant."""
    return {"decision": decision, "sure": decision, "word": WORDS[decision], **filled}


WORDS = {
    "approve": "goedkeuren",
    "changes": "vragen",
    "reject": "afwijzen",
    "takedown": "weghalen",
    "edit": "aanpassen",
    "undo": "terugdraaien",
}
"""What a moderator types for each decision."""
TO_SIGN_IN = "aanmelden"
"""What who signs in by the link of their mail types."""


def ask_to_vote(site: Site[Seen], slug: str, email: str, **other: Any) -> Seen:
    """Send in a ballot, with the sum that it asks for."""
    proof = sum_of(site, "/votes/challenge", email, candidate=slug)
    return site.post("/votes", a_ballot(slug, email, altcha=proof, **other))


# What they read


def link_in(text: str, url: str = PUBLIC_URL) -> str:
    """The path behind the button of a mail."""
    paths: list[str] = re.findall(rf"{re.escape(url)}(/\S{{60,}})", text)
    assert paths, "no link in this mail"
    return paths[0]


def code_in(text: str) -> str:
    """What one may type instead; empty where a mail has none."""
    found = _CODE.search(text)
    return found.group().strip().replace(" ", "") if found else ""
