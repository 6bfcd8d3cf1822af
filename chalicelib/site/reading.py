"""Pages that only say something: they are made of the edition and the translations."""

from chalicelib.edition import Edition
from chalicelib.kinds import Language
from chalicelib.web import words

TOPICS = ("privacy", "rules", "questions", "about")


def shown(year: Edition, language: Language, topic: str) -> dict[str, object]:
    """What a page of words alone is made from: its every day and number is the edition's."""
    values = {
        "year": str(year.year),
        "registration_opens": year.registration.opens,
        "registration_closes": year.registration.closes,
        "forget_days": year.registration.forget_after_days,
        "forget_on": year.forget_addresses_on,
        "vote_opens": year.vote.opens,
        "vote_closes": year.vote.closes,
        "link_hours": year.vote.link_hours,
        "results": year.vote.results,
        "show": year.show.date(),
    }
    return {
        "topic": topic,
        "parts": words.parts(f"reading.{topic}"),
        "contact": year.contact,
        "values": values,
        "prizes": [(category.name[language], category.prize[language]) for category in year.categories],
        "rules": year.rules,
    }
