"""What a decision, or its undoing, makes happen: the same messages each time it is asked."""

from msgspec.structs import replace

from chalicelib.cloud.editions import edition
from chalicelib.initiative import Initiative
from chalicelib.kinds import Language
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown
from chalicelib.messages.voting import CandidateAdmitted, CandidateWithdrawn
from chalicelib.moderation import texts, turns
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.moderation.edits.told import told
from chalicelib.moderation.mails import link_to, recipient, reviews, status_link, to_initiator
from chalicelib.moderation.reports import store as reports
from chalicelib.web.words import date_in_words


def of(dossier: Dossier, event: Event, initiative: Initiative, own: Initiative | None = None) -> list[Message]:
    """What follows from a decision on this version of what was sent in, or from its undoing, which brought it anew.

    `own` is what its initiator wrote, where a moderator changed a few words.
    """
    mails = to_tell(dossier, event, initiative, own)
    match event.what:
        case "approve":
            return [*_on_the_site(dossier, event, initiative, is_other=bool(event.public_before)), *mails]
        case "takedown":
            return [*_off_the_site(dossier, event, initiative), *mails]
        case "undone" if undone := dossier.undone(event):
            as_before = _as_before(dossier, event, undone, initiative)
            return [*as_before, *mails, *_asked_again(dossier, event, undone, initiative)]
        case _:
            return [*mails]


# On the site and off


def leaves(dossier: Dossier, event: Event) -> list[Message]:
    """That what was ever public is so no more, whoever waits for an answer about it; nothing of what never was."""
    if not dossier.slug:
        return []
    if not dossier.public:
        reports.end(dossier.id)
    return _off_the_site(dossier, event, texts.initiative(dossier, event.version))


def _on_the_site(dossier: Dossier, event: Event, initiative: Initiative, is_other: bool) -> list[Message]:
    """That everyone sees it; where it is other words than were public, those may have been in the running."""
    number, since = dossier.number(event), dossier.past.since if dossier.past else 0
    shown = InitiativeApproved(dossier.slug, number, initiative, event.at, since)
    if initiative.competes:
        return [shown, CandidateAdmitted(dossier.slug, number, initiative.title, event.at)]
    return [shown, *([CandidateWithdrawn(dossier.slug, number, event.at)] if is_other else [])]


def _off_the_site(dossier: Dossier, event: Event, initiative: Initiative) -> list[Message]:
    """That nobody sees it any more; what was said of its page before counts no longer."""
    number, photos = dossier.number(event), tuple(photo.id for photo in initiative.photos)
    taken = InitiativeTakenDown(dossier.slug, number, event.at, photos)
    left = initiative.competes or event.public_before not in (0, event.version)
    return [taken, *([CandidateWithdrawn(dossier.slug, number, event.at)] if left else [])]


def _as_before(dossier: Dossier, event: Event, undone: Event, initiative: Initiative) -> list[Message]:
    """The site as it was before the decision that is undone."""
    if undone.what not in ("approve", "takedown"):
        return []
    if not undone.public_before:
        return _off_the_site(dossier, event, initiative)
    before = texts.initiative(dossier, undone.public_before)
    return _on_the_site(dossier, event, before, is_other=undone.what == "approve")


def _asked_again(dossier: Dossier, event: Event, undone: Event, initiative: Initiative) -> list[Message]:
    """Who may decide is asked to read what waits again; what is public again waits for nobody."""
    if undone.what == "takedown" and not dossier.waited_beside(undone):
        return []
    return reviews(dossier, event.version + 1, initiative, turns.readers(initiative, dossier))


# Its initiator is told


def to_tell(
    dossier: Dossier, event: Event, initiative: Initiative, own: Initiative | None = None
) -> list[MailRequested]:
    """The mail to whoever sent it in; none where they asked to be forgotten."""
    about: dict[str, str] = {}
    match event.what:
        case "approve":
            about = {"slug": dossier.slug} | (_voting_days(dossier.contact.language) if initiative.competes else {})
            about |= {"edits": told(own, initiative, dossier.contact.language)} if own else {}
        case "reject" | "takedown":
            about = {"reason": event.reason}
        case "changes":
            about = {"question": event.reason}
        case "undone" if undone := dossier.undone(event):
            about = {"decided": _undid(dossier, undone)}
    mail, name = _EDITED if own else _MAILS[event.what]
    mails = to_initiator(mail, name, dossier, event, initiative, **about)
    if own:
        return [replace(each, link=status_link(dossier)) for each in mails]
    if event.what != "changes":
        return mails
    link = link_to("edit", dossier, event.version, recipient(dossier), event.at)
    return [replace(each, link=link) for each in mails]


def _undid(dossier: Dossier, undone: Event) -> str:
    """What was undone, as a key of its mail."""
    if dossier.waited_beside(undone):
        return "takedown_asked" if dossier.was_asked(undone) else "takedown_edit"
    return "approve_edit" if undone.what == "approve" and undone.public_before else undone.what


def _voting_days(language: Language) -> dict[str, str]:
    vote = edition().vote
    return {
        "vote_opens": date_in_words(language, vote.opens),
        "vote_closes": date_in_words(language, vote.closes),
    }


_EDITED = "approved-edited", "approved"
_MAILS = {
    "approve": ("decision-approved", "approved"),
    "reject": ("decision-rejected", "rejected"),
    "changes": ("changes-requested", "changes"),
    "takedown": ("taken-down", "taken-down"),
    "undone": ("decision-undone", "undone"),
}
"""The template of each mail, and what its id says."""
