"""What a decision makes happen: the same messages each time it is asked."""

from msgspec.structs import replace

from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.cloud.editions import edition
from chalicelib.initiative import Initiative
from chalicelib.kinds import Language
from chalicelib.messages.message import Message
from chalicelib.messages.photos import PhotosForgotten
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown
from chalicelib.messages.voting import CandidateAdmitted, CandidateWithdrawn
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.moderation.mails import link_to, to_initiator
from chalicelib.web.words import date_in_words


def of(dossier: Dossier, event: Event, initiative: Initiative) -> list[Message]:
    """What follows from a decision on this version of what was sent in."""
    return _OF[event.what](dossier, event, initiative)


def _approved(dossier: Dossier, event: Event, initiative: Initiative) -> list[Message]:
    since = dossier.past.since if dossier.past else 0
    messages: list[Message] = [InitiativeApproved(dossier.slug, event.version, initiative, event.at, since)]
    about = {"slug": dossier.slug}
    if initiative.competes:
        messages.append(CandidateAdmitted(dossier.slug, event.version, initiative.title, event.at))
        about |= _voting_days(dossier.contact.language)
    return [*messages, *to_initiator("decision-approved", "approved", dossier, event, initiative, **about)]


def _voting_days(language: Language) -> dict[str, str]:
    vote = edition().vote
    return {
        "vote_opens": date_in_words(language, vote.opens),
        "vote_closes": date_in_words(language, vote.closes),
    }


def _rejected(dossier: Dossier, event: Event, initiative: Initiative) -> list[Message]:
    mails = to_initiator("decision-rejected", "rejected", dossier, event, initiative, reason=event.reason)
    return [*_without_photos(dossier, event, initiative), *mails]


def _asked_for_changes(dossier: Dossier, event: Event, initiative: Initiative) -> list[Message]:
    recipient = keys.address_hash(addresses.canonical(dossier.contact.email))
    link = link_to("edit", dossier, event.version, recipient, event.at)
    mails = to_initiator("changes-requested", "changes", dossier, event, initiative, question=event.reason)
    return [replace(mail, link=link) for mail in mails]


def _taken_down(dossier: Dossier, event: Event, initiative: Initiative) -> list[Message]:
    mails = to_initiator("taken-down", "taken-down", dossier, event, initiative, reason=event.reason)
    gone = _without_photos(dossier, event, initiative)
    return [*off_the_site(dossier, event, initiative), *gone, *mails]


def off_the_site(dossier: Dossier, event: Event, initiative: Initiative) -> list[Message]:
    photos = tuple(photo.id for photo in initiative.photos)
    messages: list[Message] = [InitiativeTakenDown(dossier.slug, event.version, event.at, photos)]
    if initiative.competes:
        messages.append(CandidateWithdrawn(dossier.slug, event.version, event.at))
    return messages


def _without_photos(dossier: Dossier, event: Event, initiative: Initiative) -> list[Message]:
    """Nothing leads from this state to one that would show them."""
    return [PhotosForgotten(dossier.id, event.at)] if initiative.photos else []


_OF = {
    "approve": _approved,
    "reject": _rejected,
    "changes": _asked_for_changes,
    "takedown": _taken_down,
}
