"""Mails as the steps ask for them, and the post office that sends them."""

import json
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from msgspec.structs import replace

from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.queues import pack, send, unpack
from chalicelib.messages.mail import ConfirmationMailRequested, MailRequested
from chalicelib.messages.message import Link
from chalicelib.notifications.rules import CAPS
from tests.campaign import Campaign, Clock
from tests.staff import AN

VOTER = "voter@example.org"
MODERATOR = "an.peeters@example.org"
MONDAY = datetime(2027, 4, 5, 10, tzinfo=UTC)
EXPIRES = 1_807_185_600
"""8 April 2027, two in the afternoon in Brussels."""

_REASON = "Bedankt om dit in te sturen.\nHet vindt niet in Vlaanderen of Brussel plaats.\n\nGroeten <3"

ABOUT: dict[str, dict[str, str]] = {
    "registration-confirm": {},
    "registration-reminder": {},
    "links-lost": {},
    "contact-old": {"title": "Taalcafé “De Brug” & Co", "title_language": "nl"},
    "contact-new": {},
    "contact-changed": {"title": "Taalcafé “De Brug” & Co", "title_language": "nl"},
    "registration-received": {"title": "Taalcafé “De Brug” & Co", "title_language": "nl", "days": "7"},
    "review-request": {
        "title": "Taalcafé “De Brug” & Co",
        "category": "Verenigingen",
        "places": "Gent, Sint-Niklaas",
        "title_language": "nl",
        "organisation": "De Brug vzw",
        "came": "1 april 2027 om 9.30 uur",
        "summary": "Elke week aan tafel met wie de taal leert.",
        "description": "We koken, eten en praten.\nIedereen is welkom <3\n\nMeer op debrug[.]be.",
        "join": "Kom langs.",
        "website": "www[.]debrug[.]be",
        "photos": "2",
        "warnings": "In de tekst staat een adres: debrug[.]be.\nDezelfde tekst kwam al eerder binnen.",
    },
    "review-reminder": {
        "title": "Taalcafé “De Brug” & Co",
        "category": "Verenigingen",
        "places": "Gent, Sint-Niklaas",
        "title_language": "nl",
        "day": "3 april 2027",
        "yours": "yes",
    },
    "approved-edited": {
        "title": "Taalcafé “De Brug” & Co",
        "title_language": "nl",
        "slug": "taalcafe-de-brug-co",
        "edits": "Beschrijving: “bibliotek” werd “bibliotheek”\nBeschrijving: “Bel 0470.” is weg",
    },
    "decided-by-link": {
        "title": "Taalcafé “De Brug” & Co",
        "category": "Verenigingen",
        "places": "Gent, Sint-Niklaas",
        "title_language": "nl",
        "decision": "approve",
    },
    "review-passed": {
        "title": "Taalcafé “De Brug” & Co",
        "category": "Verenigingen",
        "places": "Gent, Sint-Niklaas",
        "title_language": "nl",
        "by": "Karim Haddad",
        "words": "Ik ken de zaal niet. Jij komt daar wel?",
    },
    "review-late": {
        "title": "Taalcafé “De Brug” & Co",
        "category": "Verenigingen",
        "places": "Gent, Sint-Niklaas",
        "title_language": "nl",
        "day": "3 april 2027",
        "whose": "An Peeters",
    },
    "many-late": {
        "count": "480",
        "ids": "0198-a\n0198-b",
        "titles": "Taalcafé “De Brug” & Co\nمقهى اللغات",
        "days": "3 april 2027\n4 april 2027",
    },
    "decision-late": {"title": "Taalcafé “De Brug” & Co", "title_language": "nl"},
    "moderation-digest": {
        "waiting": "22",
        "lines": "Taalcafé “De Brug” & Co (Verenigingen), sinds 1 april 2027\nFietsen (Jeugdwerk), sinds 3 april 2027",
        "more": "20",
    },
    "moderation-week": {
        "waiting": "7",
        "oldest": "3 april 2027",
        "late": "1",
        "approved": "12",
        "changes": "3",
        "rejected": "1",
        "taken_down": "0",
    },
    "decision-approved": {
        "title": "Taalcafé “De Brug” & Co",
        "slug": "taalcafe-de-brug-co",
        "title_language": "nl",
        "vote_opens": "5 april 2027",
        "vote_closes": "23 april 2027",
    },
    "decision-rejected": {"title": "Taalcafé “De Brug” & Co", "reason": _REASON},
    "changes-requested": {"title": "Taalcafé “De Brug” & Co", "question": "Op welke dag is het?"},
    "taken-down": {"title": "Taalcafé “De Brug” & Co", "reason": "Je vroeg het ons zelf."},
    "decision-undone": {"title": "Taalcafé “De Brug” & Co", "decided": "approve"},
    "renewal": {
        "title": "Taalcafé “De Brug” & Co",
        "title_language": "nl",
        "year": "2028",
        "before": "2027",
        "closes": "20 juli 2027",
    },
    "award": {
        "title": "Taalcafé “De Brug” & Co",
        "title_language": "nl",
        "slug": "taalcafe-de-brug-co",
        "under": "",
        "what": "both",
        "category": "Kunst & erfgoed",
        "badges": "http://localhost:8000/prints/badge-2027-won-nl.png\nhttp://localhost:8000/prints/badge-2027-public-nl.png",
        "day": "31 juli 2027",
    },
    "figures": {
        "title": "Taalcafé “De Brug” & Co",
        "title_language": "nl",
        "slug": "taalcafe-de-brug-co",
        "under": "",
        "what": "won",
        "year": "Gastvrije Gemeente 2027",
        "category": "Kunst & erfgoed",
        "votes": "1403",
        "total": "10642",
        "picture": "http://localhost:8000/prints/taalcafe-de-brug-co/share.jpg",
        "day": "31 juli 2027",
    },
    "vote-confirm": {"title": "Taalcafé “De Brug” & Co"},
    "invitation": {"name": "Sofie <Maes>", "role": "moderator"},
    "sign-in": {},
    "jury": {
        "what": "ranks",
        "round": "final",
        "name": "Emma <Maes>",
        "categories": "Verenigingen\nKunst & erfgoed",
        "day": "20 april 2027 om 23.59 uur",
    },
    "tie": {"name": "Emma <Maes>", "count": "2", "day": "24 april 2027 om 21.58 uur"},
    "amendment": {
        "name": "Bart <Claes>",
        "who": "Sofie <Maes>",
        "round": "public",
        "until": "23 april 2027 om 23.59 uur",
        "year": "2027",
        "amendment": "a" * 32,
    },
    "standing-out": {"name": "Bart <Claes>", "new": "3"},
    "log-copy": {
        "occasion": "day",
        "size": "10642",
        "fingerprint": "01ba 4719 c80b 6fe9 11b0 91a7 c051 24b6\n4eee ce96 4e09 c058 ef8f 9805 daca 546b",
        "checkpoint": "localhost:8000/publieksprijs/2027\n10642\nAbpHGcgLb+kRsJGnwFEktk7uzpZOCcBY74+YBdrKVGs=\n\n"
        "— localhost:8000/publieksprijs/2027 iUYUSGEgc2lnbmF0dXJlIG9mIG91cnM=\n— cera.example SGVyZSBpcyBhbm90aGVy",
    },
}
"""What each mail is about."""

LINKS = {
    "registration-confirm": Link("confirm", ("0198-initiative",), "address-hash", EXPIRES),
    "registration-reminder": Link("confirm", ("0198-initiative",), "address-hash", EXPIRES),
    "decided-by-link": Link("review", ("0198-initiative", "1"), AN.id, EXPIRES),
    "review-passed": Link("review", ("0198-initiative", "1"), AN.id, EXPIRES),
    "review-reminder": Link("review", ("0198-initiative", "1"), AN.id, EXPIRES),
    "review-request": Link("review", ("0198-initiative", "1"), AN.id, EXPIRES),
    "approved-edited": Link("status", ("0198-initiative", ""), "address-hash", EXPIRES),
    "registration-received": Link("status", ("0198-initiative", ""), "address-hash", EXPIRES),
    "contact-old": Link("contact", ("0198-initiative", "a" * 32, "old", "2027"), "address-hash", EXPIRES),
    "contact-new": Link("contact", ("0198-initiative", "a" * 32, "new", "2027"), "address-hash", EXPIRES),
    "contact-changed": Link("status", ("0198-initiative", ""), "address-hash", EXPIRES),
    "links-lost": Link("links", ("A" * 43, "2027"), "address-hash", EXPIRES),
    "changes-requested": Link("edit", ("0198-initiative", "1"), "address-hash", EXPIRES),
    "renewal": Link("renew", ("0198-initiative", "1", "2028"), "address-hash", EXPIRES),
    "invitation": Link("invitation", ("1",), "address-hash", EXPIRES),
    "sign-in": Link("sign-in", ("0198-asked", "/nl/account"), "address-hash", EXPIRES),
    "vote-confirm": Link("vote", ("public-2027", "taalcafe-de-brug-co"), "A" * 43, EXPIRES),
}
"""Where the button of a mail leads, for the mails that have one."""


def a_mail(name: str, to: str = VOTER, language: str = "nl", mail_id: str = "", **about: str) -> MailRequested:
    """One of our mails as its step asks for it; a new one each time, unless an id is given."""
    kind = ConfirmationMailRequested if name in CAPS else MailRequested
    about = {**ABOUT[name], **about}
    return kind(mail_id or str(uuid.uuid4()), name, to, language, about, a_link(name, to), clock.seconds())


def told(kind: str, to: str, message: str = "0102018f", cause: str = "") -> str:
    """What the mail service says of a mail of ours: Bounce or Complaint."""
    part = {"Bounce": {"bounceType": "Permanent"}, "Complaint": {"complaintFeedbackType": "abuse"}}[kind]
    mail = {"destination": [to], "messageId": message, "tags": {"cause": [cause]} if cause else {}}
    return json.dumps({"source": "aws.ses", "detail": {"eventType": kind, kind.lower(): part, "mail": mail}})


def a_link(name: str, to: str) -> Link | None:
    """The link of a mail, for whom it is mailed to."""
    link = LINKS.get(name)
    if link is None or link.purpose == "vote":
        return link
    try:
        return replace(link, recipient=keys.address_hash(addresses.canonical(to)))
    except ValueError:
        return link


@dataclass(frozen=True)
class Post:
    """Hands mails to the project's functions and reads what arrived."""

    campaign: Campaign
    clock: Clock

    def ask(self, *mails: MailRequested) -> None:
        """Put mails in their queue and let the project work until all is quiet."""
        send(mails)
        self.campaign.drain()

    def deliver(self, mail: MailRequested) -> bool:
        """Hand over one copy of a message; whether it was done with, or will come back."""
        return bool(self.campaign.deliver(mail.queue, pack(mail)) == {"batchItemFailures": []})

    def put_off(self, mail: MailRequested) -> list[MailRequested]:
        """Hand over a mail, and what follows it once its time has come, until nothing follows: all that followed."""
        followed = []
        while self.deliver(mail):
            self.later(1)
            waiting = self.campaign.taken(mail.queue)
            if not waiting:
                break
            again = unpack(waiting[0])
            assert isinstance(again, MailRequested)
            followed.append(mail := again)
        return followed

    def tell(self, *events: str) -> None:
        """Hand over what the mail service says."""
        assert self.campaign.deliver("feedback", *events) == {"batchItemFailures": []}

    def arrived(self) -> list[EmailMessage]:
        """Every mail that went out, oldest first."""
        return self.campaign.mails()

    def rows(self) -> list[Any]:
        """The deliveries, as they are kept."""
        return list(self.campaign.rows()["deliveries"])

    def later(self, hours: float) -> None:
        """Let time pass."""
        self.clock.shift(hours * 3600)
