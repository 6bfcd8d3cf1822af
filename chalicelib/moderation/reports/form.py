"""The form with which a visitor reports a page: its fields, what is wrong with one, and what is sent on of it."""

from msgspec.structs import replace

from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.editions import edition
from chalicelib.kinds import Slug
from chalicelib.messages.reports import InitiativeReported
from chalicelib.moderation.reports.rules import IN_WORDS, LONGEST, WRONG
from chalicelib.web import fields, proof
from chalicelib.web.fields import EMAIL, PROOF, TRAP, Fault, Field, Filled, Form
from chalicelib.web.proof import Proof
from chalicelib.web.request import TONGUE
from chalicelib.web.stamp import Stamp

WHAT = "report"
"""What its sum is for, which is bound to the page that is reported: a mailbox may stay unsaid."""

FORM: Form = (
    Field("wrong", "choice", needed=True, choices=WRONG),
    Field("words", "text", most=LONGEST, lines=True),
    replace(EMAIL, needed=False),
    PROOF,
    Field(TRAP, "own"),
    Field("stamp", "own"),
    Field(TONGUE, "own"),
)

EXAMPLE = {"wrong": WRONG[1], "words": "Dit taalcafé bestaat niet meer."}


def checked(filled: Filled, slug: Slug, opened: Stamp | None, by_program: bool) -> tuple[Filled, Proof | None]:
    """What was filled in with all its faults, and its proof; that and its time are checked where there are none."""
    filled = fields.checked(filled, edition()).with_faults(_faults(filled))
    if filled.faults or filled.texts[TONGUE]:
        return filled, None
    return proof.of_filled(filled, opened, WHAT, slug, by_program)


def _faults(filled: Filled) -> dict[str, list[Fault]]:
    is_unsaid = filled.texts["wrong"] == IN_WORDS and not filled.texts["words"]
    return {
        "": [Fault("trap")] if filled.texts[TRAP] else [],
        "words": [Fault("words.short")] if is_unsaid else [],
    }


def reported(filled: Filled, slug: Slug, opened: Stamp | None, proved: Proof | None) -> InitiativeReported:
    """What was reported: one of each proof, and without one the same whenever the same page of the form sends it."""
    texts, now = filled.texts, clock.now()
    email = addresses.checked(texts["email"]) if texts["email"] else ""
    form_page = opened.name if opened else now.date().isoformat()
    name = proved.name if proved else keys.derived(WHAT, slug, form_page, texts["wrong"], texts["words"])[:16].hex()
    return InitiativeReported(name, slug, texts["wrong"], texts["words"], email, int(now.timestamp()))
