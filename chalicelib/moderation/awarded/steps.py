"""Who took part in the awards hears it: who won as soon as everyone may read it, and each their own figures later on.

A mail cannot be taken back, and for a day a number may still move. So figures wait until they have settled; but who won
hears it with the hall, and is written to again should somebody else have more votes by then. A dossier says what its
initiator was told, whichever mailbox that was. A year whose pages are no longer the site still tells all of its own.
"""

from collections.abc import Set

from chalicelib import clock
from chalicelib.cloud import editions
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.cloud.settings import settings
from chalicelib.kinds import HOUR, Slug
from chalicelib.messages.awards import AwardsWon, FiguresSettled
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.moderation import pages_of, store, texts
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.web.words import date_in_words

AWARDS = ("won", "public")


def congratulate(won: AwardsWon) -> list[Message]:
    """Mail what it won to who answers for it, each award once; what waited for long, another run has said since."""
    dossier = _of(won.slug, won.edition_name)
    if dossier is None or dossier.last("figures") or won.at < clock.seconds() - HOUR:
        return []
    here = dossier.of_press("awarded", won.run)
    before = {one for event in dossier.events if event.what == "awarded" and event != here for one in _said(event)}
    honours = tuple(one for one in AWARDS if one in won.honours and one not in before)
    if not honours:
        return []
    if here is None:
        event = Event("awarded", dossier.version, "", " ".join(honours), won.at, won.run)
        dossier = store.note(dossier, event, dossier)
    year, language = edition(), dossier.contact.language
    badges = [f"{settings().public_url}/prints/badge-{year.name}-{one}-{language}.png" for one in honours]
    about = {**_about(dossier, won.slug, won.category), "what": _what(honours), "badges": "\n".join(badges)}
    mail_id = f"{dossier.id}-award-{'-'.join(honours)}-{year.name}"
    return [MailRequested(mail_id, "award", dossier.contact.email, language, about, at=won.at, press_id=won.run)]


def tell(settled: FiguresSettled) -> list[Message]:
    """Mail them to who answers for it, unless another run of the schedule did, or it is not there any more."""
    dossier = _of(settled.slug, settled.edition_name)
    told = dossier.last("figures") if dossier else None
    if dossier is None or (told and told.press_id != settled.run):
        return []
    if told is None:
        event = Event("figures", dossier.version, "", "", settled.at, settled.run)
        dossier = store.note(dossier, event, dossier)
    year, language = edition(), dossier.contact.language
    heard = {one for event in dossier.events if event.what == "awarded" for one in _said(event)}
    shared = _about(dossier, settled.slug, settled.category)
    about = {
        **shared,
        "what": _what(settled.honours, heard),
        "year": year.title[language],
        "votes": str(settled.votes),
        "total": str(settled.total),
        **_by_jury(settled),
        # Of a year that is over nothing is printed any more.
        "picture": "" if shared["under"] else f"{settings().public_url}/prints/{settled.slug}/share.jpg",
    }
    mail_id = f"{dossier.id}-figures-{year.name}"
    to = dossier.contact.email
    return [MailRequested(mail_id, "figures", to, language, about, at=settled.at, press_id=settled.run)]


def _of(slug: Slug, name: str) -> Dossier | None:
    """Its dossier of this year, in which all goes on from here; None where nobody is there to be told."""
    editions.take_up(name)
    public = filter(pages_of.is_public, pages_of.dossiers_of(slug))
    return next((its for its in public if _year(its) == name and its.contact.email), None)


def _year(dossier: Dossier) -> str:
    return editions.newest(dossier.edition).edition.name


def _said(event: Event) -> list[str]:
    return event.reason.split()


def _about(dossier: Dossier, slug: Slug, category: str) -> dict[str, str]:
    """What both mails say of it."""
    year, language = edition(), dossier.contact.language
    initiative = texts.initiative(dossier, dossier.public)
    return {
        "title": initiative.title,
        "title_language": initiative.language,
        "slug": slug,
        "under": f"editions/{year.name}/" if editions.is_over(year.name) else "",
        "category": year.category(category).name[language] if category else "",
        "day": date_in_words(language, year.forget_addresses_on),
    }


def _by_jury(settled: FiguresSettled) -> dict[str, str]:
    """How the jury broke a tie that this was in."""
    its = settled.tie
    if its is None:
        return {}
    return {"by": its.by, "choices": str(its.choices.get(settled.slug, 0)), "of": str(its.count)}


def _what(honours: tuple[str, ...], heard: Set[str] = frozenset()) -> str:
    """Which words it is told in: both, won, public, nominated or took_part; to who `heard` of all awards, told; to who
    heard of one that another has now, changed.
    """
    won = {*honours} & {*AWARDS}
    if heard - won:
        return "changed"
    if heard and won == heard:
        return "told"
    return "both" if len(won) > 1 else next((one for one in (*AWARDS, "nominated") if one in honours), "took_part")


STEPS: Steps = {AwardsWon: congratulate, FiguresSettled: tell}
