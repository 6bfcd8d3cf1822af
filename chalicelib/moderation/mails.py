"""What moderation mails: to the moderators what waits for them, to initiators what was decided."""

from collections.abc import Sequence

from msgspec.structs import replace

from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.editions import edition
from chalicelib.initiative import Initiative
from chalicelib.kinds import DAY, Language, Seconds
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Link, Message
from chalicelib.moderation import rules, warnings
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.person import Person
from chalicelib.places import municipalities
from chalicelib.web.words import moment_in_words


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


def received(dossier: Dossier, initiative: Initiative) -> list[MailRequested]:
    """That what they confirmed is here, with the link to where it stands until their address is forgotten."""
    event = Event("proven", 1, "", "", dossier.opened_at, "")
    days = str(edition().moderation.promised_days)
    mails = to_initiator("registration-received", "received", dossier, event, initiative, days=days)
    return [replace(mail, link=status_link(dossier)) for mail in mails]


def status_link(dossier: Dossier) -> Link:
    """The link of its initiator to where it stands, until the year forgets them."""
    return Link("status", (dossier.id, dossier.edition), recipient(dossier), rules.forgotten_from(edition()))


def recipient(dossier: Dossier) -> str:
    """Stands for its initiator's mailbox, whom their links are for."""
    return keys.address_hash(addresses.canonical(dossier.contact.email))


ANEW = 14 * DAY
"""How long after a mail there is another, of what waits still: less than it is known who got the one before."""
FIRST_TIME = "as it came in"
"""By what run of the schedule moderators are asked about what comes in: by none."""


def reviews(
    dossier: Dossier,
    version: int,
    initiative: Initiative,
    readers: Sequence[Person],
    run: str = FIRST_TIME,
    now: Seconds = 0,
) -> list[Message]:
    """A mail to each of its readers, with a link of their own. Asked by another run, it is the same mail.

    None to who wants one mail a day: see reminders/digests.py. So nobody gets it twice; but by `now` each two weeks
    there is another, with a link that lasts longer. All get it at once: what waits for one person alone waits as long
    as that one is ill. Whose turn it is, which may move before a mail is asked for again, its page says.
    """
    at = asked_at(dossier, version, now)
    mails = (_review(dossier, version, initiative, one, at) for one in readers if not one.digest)
    return [replace(mail, press_id=run) for mail in mails]


def asked_at(dossier: Dossier, version: int, now: Seconds) -> Seconds:
    """When moderators were last asked about a version: as it came in, and anew before their links are over."""
    came, lasts = dossier.sent_in_at(version), min(ANEW, edition().moderation.link_days * DAY)
    return came + max(now - came, 0) // lasts * lasts


def called(initiative: Initiative, language: Language) -> dict[str, str]:
    """What a mail to the team says of an initiative."""
    return {
        "title": initiative.title,
        "title_language": initiative.language,
        "category": edition().category(initiative.category).name[language],
        "places": ", ".join(municipalities()[nis].name(language) for nis in initiative.places),
    }


def _review(dossier: Dossier, version: int, initiative: Initiative, moderator: Person, at: Seconds) -> MailRequested:
    language, came = moderator.language, dossier.sent_in_at(version)
    noticed = warnings.of(initiative, edition().moderation.watch_words, dossier.noticed)
    about = {
        **called(initiative, language),
        "came": moment_in_words(language, clock.local(came)),
        **_words(initiative),
        **({"warnings": "\n".join(warnings.sentences(noticed, language))} if noticed else {}),
        **({"again": "yes"} if version > 1 else {}),
        **({"since": str(dossier.past.since)} if dossier.past else {}),
    }
    return MailRequested(
        f"{dossier.id}-review-{version}-{moderator.id}" + (f"-{at}" if at > came else ""),
        "review-request",
        moderator.email,
        language,
        about,
        link_to("review", dossier, version, moderator.id, at),
        at,
        thread=dossier.id,
    )


LONGEST_MAILED = 12_000
"""Bytes of a description in a mail: ten mails are sent on in one message to the queue, of 256 KB. 5,000 characters of
our scripts are less; of others each may be four bytes."""


def _words(initiative: Initiative) -> dict[str, str]:
    """What was sent in, as a mail says it, where no address is a link; without what was left empty."""
    typed = ("summary", "description", "join", "organisation", "website")
    said = {name: warnings.unlinked(getattr(initiative, name)) for name in typed}
    short = _shortened(said["description"])
    more = {"more": "yes"} if short != said["description"] else {}
    photos = {"photos": str(len(initiative.photos))} if initiative.photos else {}
    return {name: text for name, text in {**said, "description": short, **more, **photos}.items() if text}


def _shortened(text: str) -> str:
    """A text as far as it fits in a mail, up to a word's end."""
    if len(text.encode()) <= LONGEST_MAILED:
        return text
    begins = text.encode()[:LONGEST_MAILED].decode(errors="ignore")
    return begins[: max(begins.rfind(" "), begins.rfind("\n"))].rstrip() or begins


def passed(dossier: Dossier, event: Event, words: str, initiative: Initiative, to: Person, by: str) -> MailRequested:
    """A colleague passed this version of it on to somebody, and may say why."""
    about = {**called(initiative, to.language), "by": by, "words": words}
    link = link_to("review", dossier, event.version, to.id, event.at)
    mail_id = f"{dossier.id}-passed-{event.press_id}"
    return MailRequested(mail_id, "review-passed", to.email, to.language, about, link, event.at, thread=dossier.id)


def by_link(
    dossier: Dossier, event: Event, typed: bool, initiative: Initiative, team: Sequence[Person]
) -> list[MailRequested]:
    """To whose link it was by which something was decided: it may have been forwarded. None to who is signed in."""
    about = {"decision": event.what}
    return [
        MailRequested(
            f"{dossier.id}-by-link-{event.press_id}",
            "decided-by-link",
            one.email,
            one.language,
            {**called(initiative, one.language), **about},
            link_to("review", dossier, event.version, one.id, event.at),
            event.at,
            thread=dossier.id,
        )
        for one in team
        # Who was forgotten meanwhile has no mailbox any more.
        if one.id == event.who and one.email and not typed
    ]


def link_to(purpose: str, dossier: Dossier, version: int, recipient: str, at: Seconds) -> Link:
    """The link behind a button, on one version of a dossier."""
    expires = at + edition().moderation.link_days * DAY
    return Link(purpose, (dossier.id, str(version), dossier.edition), recipient, expires)
