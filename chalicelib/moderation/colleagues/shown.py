"""What a moderator's page shows of their colleagues, and the form with which they say something to them."""

from collections.abc import Sequence
from uuid import uuid4

from msgspec import Struct

from chalicelib.cloud.editions import edition
from chalicelib.kinds import Seconds
from chalicelib.messages.moderation import DossierHandled
from chalicelib.moderation.colleagues.rules import LONGEST
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.rules import AMONG
from chalicelib.moderation.shown import Team
from chalicelib.web import fields
from chalicelib.web.fields import BUTTON, Fault, Field, Filled, Form

NOBODY = "nobody"
"""Chosen where a note is passed on to nobody."""

HANDLING: Form = (
    Field("what", "choice", needed=True, choices=("told", "recused", "returned")),
    Field("note", "text", most=LONGEST, lines=True),
    Field("to", "own"),
    Field("whose", "own"),
    *BUTTON,
)


class Colleagues(Struct, frozen=True):
    """To whom it may be passed on, who is recused, and what the form sent just now."""

    choices: Sequence[tuple[str, str]]
    recused: Sequence[tuple[str, str]]
    sent: str
    organises: bool


def shown(dossier: Dossier, team: Team, sent: str) -> Colleagues:
    """The colleagues of who acts at the desk and `sent` something."""
    return Colleagues(
        choices=sorted(((one, team.names[one]) for one in team.colleagues), key=lambda named: named[1].casefold()),
        recused=[(one, team.names.get(one, "")) for one in dossier.recused],
        sent=sent if sent in AMONG else "",
        organises=team.acting.is_organiser,
    )


def checked(filled: Filled, team: Team) -> Filled:
    """What was filled in with all its faults: a note of nothing, or a colleague who is none."""
    filled = fields.checked(filled, edition())
    note, to, is_told = filled.texts["note"], filled.texts["to"], filled.texts["what"] == "told"
    return filled.with_faults(
        {
            "note": [Fault("note.short")] if is_told and not note and to in ("", NOBODY) else [],
            "to": [Fault("to.gone")] if is_told and to not in ("", NOBODY, *team.colleagues) else [],
        }
    )


def handled(filled: Filled, dossier: Dossier, who: str, now: Seconds) -> DossierHandled:
    """What somebody does with it."""
    texts = filled.texts
    to = "" if texts["to"] == NOBODY else texts["to"]
    what = texts["what"] if texts["what"] != "told" else "passed" if to else "noted"
    whom = {"passed": to, "returned": texts["whose"]}.get(what, "")
    return DossierHandled(dossier.id, dossier.version, who, what, whom, texts["note"], now, uuid4().hex)
