"""What an initiator is told of their dossier: where it stands, what happened and what comes next; never by whom."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib import clock
from chalicelib.kinds import Language
from chalicelib.moderation import texts
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.rules import DECISIONS, WITHDRAWN, after

CONTACT = ("contact-asked", "contact-changed", "contact-kept")
_TOLD = frozenset((*DECISIONS, "undone", "edited", "changed", "withdrew", "disowned", "reopened", "renewed", *CONTACT))
"""What of its history its initiator reads."""


class Status(Struct, frozen=True):
    """A dossier in a language, for whoever sent it in."""

    called: str
    text_language: Language
    state: str
    """That of the dossier, as a key under [status.state]; what is beside a public version ends in "-beside"."""
    since: datetime
    reason: str
    """The words of the moderator whose decision this is; "" where there are none."""
    its_page: str
    """Where it is public; else nothing."""
    edit: str
    """Where the newest version is changed; else nothing."""
    may_withdraw: bool
    history: Sequence[tuple[str, datetime]]


def status(dossier: Dossier, edit: str, language: Language) -> Status:
    """What is told of a dossier with its reasons, that may be changed at this address."""
    newest = texts.initiative(dossier, dossier.version)
    decided = dossier.decision(dossier.version)
    told = [(event.what, clock.local(event.at)) for event in dossier.events if event.what in _TOLD]
    return Status(
        called=newest.title,
        text_language=newest.language,
        state=state_of(dossier),
        since=clock.local(dossier.since),
        reason=decided.reason if decided and dossier.state != WITHDRAWN else "",
        its_page=f"/{language}/initiatives/{dossier.slug}" if dossier.public else "",
        edit=edit,
        may_withdraw=after(dossier.state, "withdrew") is not None,
        history=[("sent", clock.local(dossier.opened_at)), *told],
    )


def state_of(dossier: Dossier) -> str:
    """That of the dossier, as a key under [status.state]; what is beside a public version ends in "-beside"."""
    decided = dossier.decision(dossier.version)
    if dossier.state == "approved" and decided and decided.what == "reject":
        return "rejected-beside"
    name = dossier.state.replace(" ", "-")
    return f"{name}-beside" if dossier.public and dossier.state in ("waiting", "changes") else name
