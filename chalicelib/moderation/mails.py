"""What moderation mails: to the moderators what waits for them, to initiators what was decided."""

from chalicelib.cloud import people
from chalicelib.cloud.editions import edition
from chalicelib.initiative import Initiative
from chalicelib.kinds import DAY, Seconds
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Link, Message
from chalicelib.moderation import rules
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.person import Person
from chalicelib.places import municipalities


def to_initiator(
    mail: str, name: str, dossier: Dossier, event: Event, initiative: Initiative, **about: str
) -> list[MailRequested]:
    """The mail, unless its initiator asked to be forgotten."""
    about |= {"title": initiative.title, "title_language": initiative.language}
    contact = dossier.contact
    if not contact.email:
        return []
    mail_id = f"{dossier.id}-{name}-{event.version}"
    return [MailRequested(mail_id, mail, contact.email, contact.language, about, at=event.at)]


def reviews(dossier: Dossier, version: int, initiative: Initiative) -> list[Message]:
    """A mail to each moderator whose part it is, with a link of their own."""
    areas = {municipalities()[nis].area for nis in initiative.places}
    readers = rules.readers(people.everyone(), edition().name, initiative.category, areas)
    return [_review(dossier, version, initiative, moderator) for moderator in readers]


def _review(dossier: Dossier, version: int, initiative: Initiative, moderator: Person) -> MailRequested:
    language = moderator.language
    at = dossier.sent_in_at(version)
    about = {
        "title": initiative.title,
        "title_language": initiative.language,
        "category": edition().category(initiative.category).name[language],
        "places": ", ".join(municipalities()[nis].name(language) for nis in initiative.places),
        **({"again": "yes"} if version > 1 else {}),
        **({"since": str(dossier.past.since)} if dossier.past else {}),
    }
    return MailRequested(
        f"{dossier.id}-review-{version}-{moderator.id}",
        "review-request",
        moderator.email,
        language,
        about,
        link_to("review", dossier, version, moderator.id, at),
        at,
    )


def link_to(purpose: str, dossier: Dossier, version: int, recipient: str, at: Seconds) -> Link:
    """The link behind a button, on one version of a dossier."""
    expires = at + edition().moderation.link_days * DAY
    return Link(purpose, (dossier.id, str(version), dossier.edition), recipient, expires)
