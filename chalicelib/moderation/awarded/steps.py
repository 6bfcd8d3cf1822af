"""Who took part in the awards hears their own figures: once, in the morning after the numbers have settled.

Nobody is told earlier, winners neither: a mail cannot be taken back, and for a day a number may still move. Who won
stood on the stage. A dossier says that its initiator was told, whichever mailbox that was.
"""

from chalicelib.cloud import editions
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.cloud.settings import settings
from chalicelib.messages.awards import FiguresSettled
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.moderation import pages_of, store, texts
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.web.words import date_in_words


def tell(settled: FiguresSettled) -> list[Message]:
    """Mail them to who answers for it, unless another run of the schedule did, or it is not there any more."""
    editions.take_up(settled.edition_name)
    editions.check(settled.edition_name)
    dossier = pages_of.shown_at(settled.slug)
    if dossier is None or editions.newest(dossier.edition).edition.name != settled.edition_name:
        return []
    told = dossier.last("figures")
    if not dossier.contact.email or (told and told.press_id != settled.run):
        return []
    if told is None:
        event = Event("figures", dossier.version, "", "", settled.at, settled.run)
        dossier = store.note(dossier, event, dossier)
    return [_mail(dossier, settled)]


def _mail(dossier: Dossier, settled: FiguresSettled) -> MailRequested:
    year, contact, site = edition(), dossier.contact, settings().public_url
    initiative, language = texts.initiative(dossier, dossier.public), contact.language
    about = {
        "title": initiative.title,
        "title_language": initiative.language,
        "slug": settled.slug,
        "what": _what(settled.honours),
        "year": year.title[language],
        "category": year.category(settled.category).name[language] if settled.category else "",
        "votes": str(settled.votes),
        "total": str(settled.total),
        **_by_jury(settled),
        "picture": f"{site}/prints/{settled.slug}/share.jpg",
        "day": date_in_words(language, year.forget_addresses_on),
    }
    mail_id = f"{dossier.id}-figures-{settled.edition_name}"
    return MailRequested(mail_id, "figures", contact.email, language, about, at=settled.at, press_id=settled.run)


def _by_jury(settled: FiguresSettled) -> dict[str, str]:
    """How the jury broke a tie that this was in."""
    its = settled.tie
    if its is None:
        return {}
    return {"by": its.by, "choices": str(its.choices.get(settled.slug, 0)), "of": str(its.count)}


def _what(honours: tuple[str, ...]) -> str:
    """Which words it is told in: both, won, public, nominated or took_part."""
    if {"won", "public"} <= {*honours}:
        return "both"
    return next((one for one in ("won", "public", "nominated") if one in honours), "took_part")


STEPS: Steps = {FiguresSettled: tell}
