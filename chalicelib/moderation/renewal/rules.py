"""What may come back in the next year, and until when: values in, values out."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from chalicelib.edition import Phase
from chalicelib.kinds import HOUR, Seconds
from chalicelib.moderation.dossier import Dossier, Event, Past
from chalicelib.moderation.rules import after

UNDONE_WITHIN = HOUR
"""Seconds after a button was pressed in which "this was not me" still undoes it: machines press both at once."""

GRACE = timedelta(hours=1)
"""How long after the end a page that was opened in time is taken: nobody should lose what they were typing."""


def renewed_id(dossier_id: str, edition: str) -> str:
    """The dossier that comes of another in a year: always the same, so that there is one however often it is asked."""
    return str(uuid5(NAMESPACE_URL, f"gastvrij/{edition}/renewed/{dossier_id}"))


def past_of(dossier: Dossier, year: int) -> Past:
    """What the dossier of the next year knows of this one, which was of this year."""
    if dossier.past is None:
        return Past(dossier.id, dossier.id, year)
    return Past(dossier.id, dossier.past.first, dossier.past.since)


def may_renew(dossier: Dossier) -> bool:
    """Whether an initiative may come back: what was public, of somebody whose address is known."""
    return dossier.public > 0 and bool(dossier.contact.email)


def may_send(phase: Phase, now: datetime) -> bool:
    """Whether a page may be sent in. It cannot be opened after the end, so what comes within the hour was in time."""
    return phase.opens <= now < phase.closes + GRACE


def may_be_undone(renewed: Event, now: Seconds) -> bool:
    """Whether "this was not me", pressed now, undoes what the button did."""
    return now - renewed.at <= UNDONE_WITHIN


def is_undone(before: Dossier) -> bool:
    """Whether what came of it is no more: "this was not me" was said within the hour."""
    renewed = before.last("renewed")
    return renewed is not None and any(renewed.at <= at for at in _undoing(before, renewed))


def is_undoing(before: Dossier) -> bool:
    """Whether "this was not me" undoes what came of it: said within the hour, or before it, where that came later."""
    renewed = before.last("renewed")
    return renewed is not None and bool(_undoing(before, renewed))


def _undoing(before: Dossier, renewed: Event) -> list[Seconds]:
    """When its initiator said "this was not me", but for what was said too late to undo it."""
    voids = (event.at for event in before.events if (event.what, event.who) == ("void", ""))
    return [at for at in voids if may_be_undone(renewed, at)]


def may_be_withdrawn(its: Dossier) -> bool:
    """Whether what is disowned of it is undone: it is still to be decided or public, and nobody typed the code."""
    return not its.is_proven and after(its.state, "disowned") is not None
