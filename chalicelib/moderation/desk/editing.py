"""Where a moderator who approves changes a few words first."""

from collections.abc import Mapping
from typing import Any

from chalicelib.cloud.editions import edition
from chalicelib.initiative import Initiative
from chalicelib.moderation.edits.rules import MOST, NAMES, changed, size
from chalicelib.moderation.shown import Team
from chalicelib.web import fields
from chalicelib.web.fields import Fault, Field, Filled, Form
from chalicelib.web.initiatives import INITIATIVE

TYPED: Form = (
    Field("edits", "own"),
    *(Field(its.name, "text", most=its.most, lines=its.lines) for its in INITIATIVE if its.name in NAMES),
)
"""What its page sends beside a decision; held to what its initiator was by `checked`, once that is "edit"."""

_FIELDS: Form = tuple(its for its in INITIATIVE if its.name in NAMES)


def checked(filled: Filled, own: Initiative) -> Filled:
    """The texts as they are to be, and what is wrong: what its initiator's form would say, or that too much changed."""
    typed = {name: filled.texts[name] for name in NAMES}
    came = {name: these for name, these in filled.faults.items() if name in NAMES}
    its = fields.checked(Filled(_FIELDS, typed, {}, came), edition())
    if its.faults:
        return its
    much = size(changed(own, typed))
    wrong = Fault("edits_none") if not much else Fault("edits_many", {"most": MOST, "typed": much})
    return its.with_faults({"": [wrong] if not 0 < much <= MOST else []})


def shown(own: Initiative, team: Team, hidden_fields: Mapping[str, str], filled: Filled) -> dict[str, Any]:
    """What the page shows on which the words are changed: those of the initiator, or what was typed there before."""
    is_typed = bool(filled.texts["edits"])
    return {
        "called": own.title,
        "text_language": own.language,
        "moderator": team.acting.name,
        "most": MOST,
        "limits": fields.limits(_FIELDS),
        "values": {name: filled.texts[name] if is_typed else getattr(own, name) for name in NAMES},
        "hidden_fields": {**hidden_fields, "decision": "edit", "edits": "yes"},
    }
