"""What is mailed of what waits long: to who may decide, to who organises, and to its initiator."""

import hashlib
from collections.abc import Sequence

from chalicelib import clock
from chalicelib.initiative import Initiative
from chalicelib.kinds import Language, Seconds
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.moderation import ManyDue, WeekCounted
from chalicelib.moderation import rules, turns
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.mails import asked_at, called, link_to
from chalicelib.moderation.queues import Told
from chalicelib.person import Person
from chalicelib.web.words import date_in_words

FIRST = 10
"""How many a mail of many names; the desk has them all."""


def of(
    who: Told, dossier: Dossier, initiative: Initiative, team: Sequence[Person], now: Seconds, run: str
) -> list[MailRequested]:
    """The mails to those who hear of it now: the same whenever they are asked for, and none to who is away."""
    if who == "initiator":
        return _to_initiator(dossier, initiative, now, run)
    if who == "organisers":
        its = [one for one in team if one.is_organiser and one.id not in dossier.recused]
        return [_to_organiser(dossier, initiative, one, team, now, run) for one in its if not one.away]
    readers = turns.readers_among(team, initiative, dossier)
    turn = turns.whose(dossier.id, readers, dossier.turn)
    its = [person for person in readers if who == "part" or person.id == turn]
    return [_to_moderator(who, dossier, initiative, one, one.id == turn, now, run) for one in its if not one.away]


def _to_moderator(
    who: Told, dossier: Dossier, initiative: Initiative, person: Person, is_turn: bool, now: Seconds, run: str
) -> MailRequested:
    at = asked_at(dossier, dossier.version, now)
    about = {
        **called(initiative, person.language),
        "day": _day(dossier, person.language),
        **({"yours": "yes"} if is_turn else {}),
    }
    link = link_to("review", dossier, dossier.version, person.id, at)
    mail_id = _name(dossier, who, person.id)
    return MailRequested(
        mail_id, "review-reminder", person.email, person.language, about, link, now, run, thread=dossier.id
    )


def _to_organiser(
    dossier: Dossier,
    initiative: Initiative,
    person: Person,
    team: Sequence[Person],
    now: Seconds,
    run: str,
) -> MailRequested:
    about = {
        **called(initiative, person.language),
        "day": _day(dossier, person.language),
        "whose": next((one.name for one in team if one.id == dossier.turn), ""),
    }
    mail_id, language = _name(dossier, "organisers", person.id), person.language
    return MailRequested(mail_id, "review-late", person.email, language, about, at=now, press_id=run, thread=dossier.id)


def _to_initiator(dossier: Dossier, initiative: Initiative, now: Seconds, run: str) -> list[MailRequested]:
    contact = dossier.contact
    if not contact.email:
        return []
    about = {"title": initiative.title, "title_language": initiative.language}
    mail_id = _name(dossier, "initiator", "")
    return [MailRequested(mail_id, "decision-late", contact.email, contact.language, about, at=now, press_id=run)]


def of_many(many: ManyDue, its: Sequence[Dossier], team: Sequence[Person]) -> list[MailRequested]:
    """One mail to each who is there and has to hear of some of these: the same whenever this message comes."""
    theirs: dict[str, list[Dossier]] = {}
    for dossier in its:
        for person in _who_hears(many, dossier, team):
            theirs.setdefault(person.id, []).append(dossier)
    there = (one for one in team if one.id in theirs and not one.away)
    return [_listing(many, one, theirs[one.id]) for one in there]


def _who_hears(many: ManyDue, dossier: Dossier, team: Sequence[Person]) -> list[Person]:
    if many.who == "organisers":
        return [one for one in team if one.is_organiser and one.id not in dossier.recused]
    if dossier.about is None:
        return []
    known = many.edition_name, dossier.about.category, dossier.about.areas, dossier.recused, dossier.passed_to
    readers = rules.readers(team, *known)
    turn = turns.whose(dossier.id, readers, dossier.turn)
    return [one for one in readers if many.who == "part" or one.id == turn]


def _listing(many: ManyDue, person: Person, its: Sequence[Dossier]) -> MailRequested:
    first, language = its[:FIRST], person.language
    # Of more than a morning's mail takes note of, only who hears of all can be told how many there are.
    count = many.count - len(many.its) + len(its) if many.who == "organisers" else len(its)
    about = {
        "count": str(count),
        # Each on a line of its own: what a mail is about is text.
        "ids": "\n".join(one.id for one in first),
        "titles": "\n".join(one.about.title if one.about else "" for one in first),
        "days": "\n".join(_day(one, language) for one in first),
        **({"organises": "yes"} if many.who == "organisers" else {}),
    }
    # A day may have a second one, of others: those of who went away, or for which one message had no room.
    listed = hashlib.sha256(repr(many.its).encode()).hexdigest()[:16]
    mail_id = f"many-{many.edition_name}-{many.who}-{many.day}-{person.id}-{listed}"
    return MailRequested(mail_id, "many-late", person.email, language, about, at=many.at, press_id=many.run)


def of_week(counted: WeekCounted, person: Person) -> MailRequested:
    """The figures of a week, for one of the team: the same of a week whenever they are asked for."""
    figures = {"waiting": counted.waiting, **counted.decided}
    if person.is_organiser:
        figures["late"] = counted.late
    about = {name.replace(" ", "_"): str(count) for name, count in figures.items()}
    if counted.oldest:
        about["oldest"] = date_in_words(person.language, clock.local(counted.oldest))
    mail_id = f"week-{counted.edition_name}-{counted.week}-{person.id}"
    return MailRequested(
        mail_id, "moderation-week", person.email, person.language, about, at=counted.at, press_id=counted.run
    )


def _name(dossier: Dossier, who: Told, person_id: str) -> str:
    return f"{dossier.id}-late-{dossier.version}-{who}-{person_id}"


def _day(dossier: Dossier, language: Language) -> str:
    return date_in_words(language, clock.local(dossier.since))
