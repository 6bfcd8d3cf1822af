"""An approval with a few words changed: the next version is the moderator's, and that is what everyone sees."""

from msgspec.structs import asdict, replace

from chalicelib.cloud import people
from chalicelib.cloud.queues import Steps
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import EditsApproved
from chalicelib.moderation import consequences, store, texts, turns
from chalicelib.moderation.approving import in_its_year, slug_of
from chalicelib.moderation.dossier import Event, check_link, next_state
from chalicelib.moderation.edits.rules import edited
from chalicelib.moderation.mails import by_link


def approve_edited(approved: EditsApproved) -> list[Message]:
    """Let the edited text be a version of its own, and that one approved, in one write; where this is the first."""
    version = approved.dossier_version
    edit = Event("edited", version, approved.moderator, "", approved.at, approved.press_id)
    event = replace(edit, what="approve", version=version + 1)
    dossier = in_its_year(approved.id, event)
    happened = dossier.happened(event)
    state = dossier.state if happened else next_state(dossier, replace(event, version=version))
    own = texts.initiative(dossier, version)
    initiative = edited(own, asdict(approved))
    team = people.everyone()
    whose = by_link(dossier, event, approved.typed, initiative, team)
    if dossier.is_undone(event):
        return [*whose]
    event = replace(event, public_before=happened.public_before if happened else dossier.public)
    if not happened:
        check_link(dossier, edit, approved.typed)
        turns.check_task(approved.moderator, dossier, team)
        events = (*dossier.events, edit)
        its = replace(dossier, state=state, slug=slug_of(dossier, initiative), public=event.version, events=events)
        dossier = store.record(dossier, event, its, initiative, dossier.turn)
    return [*consequences.of(dossier, event, initiative, own), *whose]


STEPS: Steps = {EditsApproved: approve_edited}
