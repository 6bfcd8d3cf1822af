"""The form that registers an initiative: its fields, what is wrong with one, and what is sent on of it."""

import uuid

import msgspec

from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.editions import edition
from chalicelib.edition import LANGUAGES
from chalicelib.initiative import Contact
from chalicelib.messages.registration import InitiativeSubmitted
from chalicelib.registration import rules
from chalicelib.web import fields, proof
from chalicelib.web.fields import EMAIL, PROOF, TRAP, Fault, Field, Filled, Form
from chalicelib.web.initiatives import AGREED, COMPETES, INITIATIVE, NAME, NEWSLETTER, initiative
from chalicelib.web.proof import Proof
from chalicelib.web.request import TONGUE
from chalicelib.web.stamp import Stamp

FORM: Form = (
    *INITIATIVE,
    NAME,
    EMAIL,
    COMPETES,
    *AGREED,
    NEWSLETTER,
    PROOF,
    Field(TRAP, "own"),
    Field("stamp", "own"),
    Field("thanks", "own"),
    Field(TONGUE, "own"),
)

EXAMPLE = {
    "title": "Taalcafé De Brug",
    "summary": "Elke dinsdag praten buren en nieuwkomers samen Nederlands.",
    "description": "Elke dinsdag om acht uur in de bibliotheek. Wie wil, komt binnen.",
    "language": LANGUAGES[0],
    "postal_code": ["9000"],
    "website": "https://www.example.org/taalcafe",
    "reach": 60,
    "contact_name": "Lien De Smet",
    "email": "lien@example.org",
    "competes": True,
    "consent": True,
    "people_agree": True,
}
"""What a program may send, but for the category, which is the edition's."""


def checked(filled: Filled, opened: Stamp | None, origin: str, by_program: bool) -> tuple[Filled, Proof | None]:
    """What was filled in with all its faults, and its proof: of a form without any that and its time are checked last.

    `origin` is the site on our list that sent it, or "".
    """
    filled = fields.checked(filled, edition()).with_faults(_faults(filled, origin))
    if filled.faults or filled.texts[TONGUE]:
        return filled, None
    return proof.of_filled(filled, opened, "registration", filled.texts[EMAIL.name], by_program)


def _faults(filled: Filled, origin: str) -> dict[str, list[Fault]]:
    thanks, sites = filled.texts["thanks"], [site.origin for site in edition().sites]
    leads_away = thanks and not rules.may_send_back_to(thanks, origin, sites)
    # A filled trap is said as a fault, never "we mailed you" without a mail: a browser may have filled it for a person.
    return {
        "": [Fault("trap")] if filled.texts[TRAP] else [],
        "thanks": [Fault("thanks.wrong")] if leads_away else [],
    }


def submitted(filled: Filled, opened: Stamp | None, proved: Proof | None) -> InitiativeSubmitted:
    """What was sent in, under an id that the same content from the same form page always gets."""
    texts, now = filled.texts, clock.now()
    what, email = initiative(filled), addresses.checked(filled.texts["email"])
    contact = Contact(texts["contact_name"], email, texts["language"], texts["newsletter"] == "yes")
    # A program has no form page: what it sends twice in a day is one registration, what it sends next week is another.
    form_page = opened.name if opened else now.date().isoformat()
    content = msgspec.json.encode((what, contact, addresses.canonical(email))).decode()
    digest = keys.derived("registration", edition().name, form_page, content)
    initiative_id = str(uuid.UUID(bytes=digest[:16]))
    its_proof = proved.name if proved else ""
    return InitiativeSubmitted(initiative_id, what, contact, int(now.timestamp()), uuid.uuid4().hex, its_proof)
