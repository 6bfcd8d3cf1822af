"""What becomes of a dossier whose last decision is undone."""

from msgspec.structs import replace

from chalicelib.errors import Refused
from chalicelib.moderation.dossier import Dossier, Event, next_state


def before(dossier: Dossier, event: Event, decision: str) -> Dossier:
    """The dossier once this decision, its last, is undone: its initiator's own text as a next version, and public what
    was before.

    What waits is read anew, by a decision on that version: one that was taken on the version before is void. What was
    taken down is public again, and what waited beside it waits. Raises TryAgain and Refused as `next_state`, Refused
    where it is too late.
    """
    state, decided = next_state(dossier, event), dossier.undoable(event.at)
    if decided is None or decided.what != decision:
        raise Refused("already_decided")
    state = "waiting" if dossier.waited_beside(decided) else state
    back = decided.public_before or event.version
    text = dossier.versions[(back if state == "approved" else dossier.own(event.version)) - 1]
    versions = (*dossier.versions, text)
    public = len(versions) if state == "approved" else decided.public_before
    return replace(dossier, state=state, versions=versions, public=public)
