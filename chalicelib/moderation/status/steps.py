"""What an initiator does with their dossier from the page that says where it stands."""

from msgspec.structs import replace

from chalicelib.cloud import editions
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Refused
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import InitiativeWithdrawn
from chalicelib.messages.photos import PhotosForgotten
from chalicelib.moderation import rules, store
from chalicelib.moderation.consequences import leaves
from chalicelib.moderation.dossier import Event


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
        dossier = store.note(dossier, event, replace(dossier, state=state, public=0, pending=None))
    return [*leaves(dossier, event), PhotosForgotten(dossier.id, withdrawn.at)]


STEPS: Steps = {InitiativeWithdrawn: withdraw}
