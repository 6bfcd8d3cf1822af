"""Pages that only say something: they are made of the edition and the translations."""

from datetime import datetime

from msgspec import Struct

from chalicelib.edition import Edition, Licence
from chalicelib.kinds import Language
from chalicelib.site import amendments, partners
from chalicelib.site.calendar import Calendar
from chalicelib.web import words

TOPICS = ("privacy", "rules", "questions", "about", "accessibility", "press", "colophon")

TELL_THE_HOUR = {"rules": "winning", "questions": "results", "press": "dates"}
"""Which pages tell the hour of the results, and in which section."""
KEPT = ("registrations", "dossiers", "ballots", "deliveries", "people", "panels", "erasures")
"""What is kept about people, by its table, in the order in which most people meet it. The step that keeps it says what,
why and for how long, under [kept] of its translations."""


class Terms(Struct, frozen=True):
    """A licence as a page names it: `says` is a key under [reading.colophon.data]."""

    name: str
    url: str
    says: str


LICENCES: dict[Licence, Terms] = {
    "CC0-1.0": Terms("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", "free"),
    "CC-BY-4.0": Terms("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", "named"),
}


class Section(Struct, frozen=True):
    """A heading and its text: `own` is what an organiser wrote instead of ours."""

    name: str
    own: str


def shown(year: Edition, language: Language, topic: str, now: Calendar | None = None) -> dict[str, object]:
    """What a page of words alone is made from: its every day and number is the edition's."""
    values = {
        "year": str(year.year),
        "registration_opens": year.registration.opens,
        "registration_closes": year.registration.closes,
        "forget_days": year.registration.forget_after_days,
        "forget_on": year.forget_addresses_on,
        "promised_days": year.moderation.promised_days,
        "vote_opens": year.vote.opens,
        "vote_closes": year.vote.closes,
        "link_hours": year.vote.link_hours,
        "results": year.vote.results,
        "nominees": max((its.nominees for its in year.jury), default=0),
        "show": year.show.date(),
    }
    return {
        "topic": topic,
        "parts": _parts(year, language, topic),
        "told_in": TELL_THE_HOUR.get(topic, ""),
        "contact": year.contact,
        "values": values,
        "prizes": [(category.name[language], category.prize[language]) for category in year.categories],
        "questions": _questions(year, language),
        "rules": year.rules,
        "kept": KEPT,
        "amendments": amendments.shown(year, language) if topic == "rules" else (),
        "partners": partners.shown(year),
        "licence": LICENCES[year.data_licence],
        "otherwise": otherwise(topic, now),
    }


def _questions(year: Edition, language: Language) -> list[tuple[str, str]]:
    """What the jury looks at, in each category that says so."""
    asked = [(its.name[language], its.questions[language] or its.questions.nl) for its in year.categories]
    return [(name, text) for name, text in asked if text and year.jury]


def otherwise(topic: str, now: Calendar | None) -> tuple[str, datetime | None] | None:
    """What is not as planned of the hour of the results, for a page that tells that hour: a key under
    [results.otherwise], and since when everyone knows them; None where all is as planned.
    """
    if now is None or topic not in TELL_THE_HOUR:
        return None
    if now.held is not None:
        return "held", None
    return ("known", now.known_at) if now.known_at else None


def _parts(year: Edition, language: Language, topic: str) -> list[Section]:
    there = {
        "about.partners": bool(year.partners),
        "rules.jury": bool(year.jury),
        "rules.amended": bool(year.amendments),
    }
    names = [name for name in words.parts(f"reading.{topic}") if there.get(f"{topic}.{name}", True)]
    return [Section(name, year.passage(f"{topic}.{name}", language)) for name in names]
