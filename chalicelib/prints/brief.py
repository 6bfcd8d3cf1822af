"""The page for a mayor and a council: what there is in their municipality and around it, and what they can do.

Each fact stands on the municipality's page of the site too, which is what people with a screen reader like better.
"""

from collections.abc import Mapping

from chalicelib.edition import Edition
from chalicelib.kinds import Language
from chalicelib.prints import drawing
from chalicelib.prints.letters import is_right_to_left, settable
from chalicelib.prints.wanted import WantedBrief
from chalicelib.site import public
from chalicelib.web import words

THINGS = ("show", "ask", "join")
"""What a council can do, in the order in which it is told."""


def categories(language: Language, year: Edition) -> Mapping[str, str]:
    """The names of the categories, by their keys."""
    return public.categories(year, language)


def draw(its: WantedBrief, language: Language, year: Edition, site: str) -> bytes:
    """The page as a PDF that can be read aloud."""
    name = its.place.name(language)
    url = f"{site}/{language}/municipalities/{its.place.slug}"
    told = {**drawing.common(language, url, name), **_said(language, year, name), **_counted(its, language, year)}
    return drawing.pdf("brief", told)


def _said(language: Language, year: Edition, name: str) -> dict[str, object]:
    """What is the same whatever there is."""
    contact = {"name": settable(year.contact.name), "email": year.contact.email}
    return {
        "title": _say(language, "title", place=name),
        "things": [_say(language, f"things.{thing}") for thing in THINGS],
        "contact": _say(language, "contact", **contact),
        **{key: _say(language, key) for key in ("categories", "list", "do", "made")},
    }


def _counted(its: WantedBrief, language: Language, year: Edition) -> dict[str, object]:
    names, more = categories(language, year), its.initiatives - len(its.titles)
    area, around = words.say(language, f"areas.{its.place.area}"), _say(language, "count", count=its.around)
    return {
        "count": _say(language, "count", count=its.initiatives),
        "around": _say(language, "around", area=area, around=around, reached=its.reached, of=its.of),
        "counted": [(settable(names[key]), words.in_words(language, number)) for key, number in its.categories.items()],
        "titles": [
            {"title": settable(title), "language": tongue, "rtl": is_right_to_left(title)}
            for title, tongue in its.titles
            if settable(title)
        ],
        "more": _say(language, "more", count=more) if more else "",
    }


def _say(language: Language, key: str, **values: object) -> str:
    return words.say(language, f"prints.brief.{key}", **values)
