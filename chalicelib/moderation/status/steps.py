"""What an initiator does with their dossier from the page that says where it stands."""

from msgspec.structs import replace

from chalicelib.cloud import editions
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Refused
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import InitiativeWithdrawn
from chalicelib.messages.photos import PhotosForgotten
from chalicelib.moderation import rules, store, texts
from chalicelib.moderation.consequences import off_the_site
from chalicelib.moderation.dossier import Event
from chalicelib.moderation.reports import store as reports


def withdraw(withdrawn: InitiativeWithdrawn) -> list[Message]:
    """Let nobody decide on it or see it any more, whichever version is the newest; nothing opens it again."""
    dossier = store.known(withdrawn.id)
    editions.take_up(dossier.edition)
    event = dossier.last("withdrew")
    if event is None:
        state = rules.after(dossier.state, "withdrew")
        if state is None:
            raise Refused("already_decided")
        event = Event("withdrew", dossier.version, "", "", withdrawn.at, withdrawn.press_id, None, dossier.public)
        dossier = store.note(dossier, event, replace(dossier, state=state, public=0))
    if dossier.slug:
        reports.end(dossier.id)
    gone = PhotosForgotten(dossier.id, withdrawn.at)
    return [*(off_the_site(dossier, event, texts.initiative(dossier, event.version)) if dossier.slug else []), gone]


STEPS: Steps = {InitiativeWithdrawn: withdraw}
