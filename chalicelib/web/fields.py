"""What people fill in about an initiative, and what each field may hold: values in, values out.

All faults are found at once, and what was typed stays, so that nobody fills in a form twice.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct, field

from chalicelib import addresses, domains
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.initiative import Initiative
from chalicelib.places import OF_ONE_RECEIVER, Municipality, by_postal_code
from chalicelib.texts import has_wrong_characters as has_wrong_characters
from chalicelib.texts import is_beyond, shows_something, without_wrong_characters
from chalicelib.texts import tidied as tidied
from chalicelib.web.words import say


class Span(Struct, frozen=True):
    """How many characters a text may have, and whether it may have lines and web addresses."""

    least: int
    most: int
    lines: bool = False
    web: bool = True


TEXTS = {
    # Titles and names go into mails: a web address in them would make our mail carry somebody's link.
    "title": Span(4, 100, web=False),
    "summary": Span(10, 200),
    "description": Span(30, 5000, lines=True),
    "organisation": Span(0, 100),
    "contact_name": Span(1, 60, web=False),
    "website": Span(0, 300),
    "email": Span(0, addresses.LONGEST),
    "reason": Span(0, 2000, lines=True),
    "code": Span(0, 40),
}
OTHERS = 1000
"""How many characters there are in what nobody types: choices, marks, sums, addresses to be sent back to."""

INITIATIVE = ("title", "summary", "description", "category", "organisation", "website", "language", "competes")
"""The fields that make an initiative, besides the repeatable ones."""

PLACES = ("postal_code", "municipality")
TICKS = ("competes", "consent", "people_agree", "newsletter")
ORDER = (
    *("title", "summary", "description", "category", "language", "postal_code", "municipality", "organisation"),
    *("website", "contact_name", "email", "competes", "consent", "people_agree", "newsletter", "decision", "reason"),
)
"""The fields from top to bottom of a page, which is how their faults are said."""
MOST_POSTAL_CODES = 20
LIMITS = {name: span.most for name, span in TEXTS.items()}

_FOUR_DIGITS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")
_HOST = re.compile(r"(?=.{4,253}\Z)([\w]([\w-]{0,61}[\w])?\.)+[\w-]{2,63}")


class Fault(Struct, frozen=True):
    """What to say about a field: a key under [form.errors], and what its sentence needs."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


class Filled(Struct, frozen=True):
    """What was filled in, tidied and safe to show again, with the faults by field; "" is about the form as a whole."""

    texts: Mapping[str, str]
    lists: Mapping[str, list[str]]
    faults: dict[str, list[Fault]]

    def with_faults(self, more: Mapping[str, Sequence[Fault]]) -> "Filled":
        """The same with more faults; a field keeps those it has."""
        faults = {**{name: list(these) for name, these in more.items() if these}, **self.faults}
        return Filled(self.texts, self.lists, faults)


SAID = {
    **dict.fromkeys(("yes", "on", "true", "1", "ja", "oui"), "yes"),
    **dict.fromkeys(("no", "off", "false", "0", "nee", "non"), "no"),
    "": "",
}
"""What a ticked box sends where its form gives it no value of its own, and what people write for it in a program."""


def fill(texts: Mapping[str, str], lists: Mapping[str, list[str]], wrong_shape: Mapping[str, str]) -> Filled:
    """What came in, tidied. Faults are characters that nobody sees and fields of a shape that we do not take."""
    tidy = {name: _tidied(name, text) for name, text in texts.items()}
    tidy_lists = {name: [_tidied(name, text) for text in its] for name, its in lists.items()}
    faults = {
        name: [Fault("characters")] for name in tidy if name in _SAYS_CHARACTERS and has_wrong_characters(texts[name])
    }
    # A name that somebody made up may be as long as the whole body.
    faults |= {name[:60]: [Fault(sentence, {"name": name[:60]})] for name, sentence in wrong_shape.items()}
    return Filled(tidy, tidy_lists, faults)


_SAYS_CHARACTERS = TEXTS.keys() - {"email", "code"}
"""Where somebody may have meant the characters: with an address or code they come along from another program."""


def _tidied(name: str, text: str) -> str:
    if name in TICKS and len(text) <= len("false"):
        return SAID.get(text.strip().casefold(), text)
    span = TEXTS.get(name)
    if not is_beyond(text, span.most if span else OTHERS):
        return tidied(text, lines=span is not None and span.lines)
    # What is far too long is refused for that alone. What somebody typed is shown again all the same.
    return without_wrong_characters(text) if span else text[:OTHERS]


def check_initiative(filled: Filled, edition: Edition) -> Filled:
    """What was filled in, with the faults of every field that makes an initiative."""
    texts = filled.texts
    found = {
        **check_texts(texts, ("title", "summary", "description", "organisation", "website")),
        "category": _one_of("category", texts["category"], [category.key for category in edition.categories]),
        "language": _one_of("language", texts["language"], LANGUAGES),
        "competes": check_tick(texts["competes"]),
        **_check_places(codes_of(filled), filled.lists["municipality"]),
    }
    if not found["website"] and texts["website"] and not web_address(texts["website"]):
        found["website"] = [Fault("website.wrong")]
    return filled.with_faults(found)


def check_texts(texts: Mapping[str, str], names: Iterable[str]) -> dict[str, list[Fault]]:
    """The faults of these text fields."""
    return {name: _check_text(name, texts[name], TEXTS[name]) for name in names}


def _check_text(name: str, text: str, span: Span) -> list[Fault]:
    if len(text) < span.least:
        return [Fault(f"{name}.short", {"least": span.least, "typed": len(text)})]
    if len(text) > span.most:
        return [Fault("long", {"most": span.most, "typed": len(text)})]
    if span.web:
        return []
    if not shows_something(text):
        return [Fault(f"{name}.invisible")]
    found = domains.found(text)
    return [Fault(f"{name}.web", {"found": ", ".join(found)})] if found else []


def check_tick(text: str) -> list[Fault]:
    """The faults of a box that may be ticked."""
    return [] if text in ("yes", "no", "") else [Fault("tick")]


def _one_of(name: str, text: str, known: Iterable[str]) -> list[Fault]:
    return [] if text in known else [Fault(f"{name}.choose")]


def web_address(text: str) -> str | None:
    """The whole address of a website, https unless http was typed; None where it is no website's address."""
    address = text if "://" in text else f"https://{text}"
    if any(character.isspace() or character in '<>"\\^`{|}' for character in address):
        return None
    try:
        parts = urlsplit(address)
        port_is_right = parts.port is None or parts.port > 0
    except ValueError:
        return None
    is_site = parts.scheme in ("http", "https") and "@" not in parts.netloc and port_is_right
    return address if is_site and _HOST.fullmatch(parts.hostname or "") else None


# Places


def codes_of(filled: Filled) -> list[str]:
    """The postal codes that were filled in, each once, as on an envelope or alone; several in one box count apart."""
    return list(dict.fromkeys(code for typed in filled.lists["postal_code"] for code in _codes(typed)))


def _codes(typed: str) -> list[str]:
    """The codes in one box: "B-9000 Gent" and "9000, 9050" too; where there are none, what stands there instead."""
    plain = unicodedata.normalize("NFKC", typed)
    if plain.isdigit():
        return [plain]
    return _FOUR_DIGITS.findall(plain) or [part for part in re.split(r"[\s,;/]+", plain) if part]


def ambiguous(codes: Iterable[str]) -> dict[str, tuple[Municipality, ...]]:
    """Those of the postal codes that belong to more than one municipality, with these."""
    places = by_postal_code()
    return {code: places[code] for code in codes if len(places.get(code, ())) > 1}


def _check_places(codes: Sequence[str], chosen: Sequence[str]) -> dict[str, list[Fault]]:
    if not codes:
        return {"postal_code": [Fault("postal_code.empty")]}
    if len(codes) > MOST_POSTAL_CODES:
        return {"postal_code": [Fault("postal_code.many", {"most": MOST_POSTAL_CODES})]}
    unknown = [code for code in codes if code not in by_postal_code()]
    return {
        "postal_code": [
            Fault(f"postal_code.{'own' if code in OF_ONE_RECEIVER else 'unknown'}", {"code": code[:20]})
            for code in unknown
        ],
        "municipality": _check_chosen(codes, chosen),
    }


def _check_chosen(codes: Sequence[str], chosen: Sequence[str]) -> list[Fault]:
    asked = ambiguous(codes)
    offered = {place.nis for places in asked.values() for place in places}
    if not offered.issuperset(chosen):
        return [Fault("municipality.wrong")]
    return [
        Fault("municipality.choose", {"code": code})
        for code, places in asked.items()
        if not any(place.nis in chosen for place in places)
    ]


def _places(codes: Iterable[str], chosen: Sequence[str]) -> tuple[str, ...]:
    found = [
        place.nis
        for code in codes
        for place in by_postal_code()[code]
        if len(by_postal_code()[code]) == 1 or place.nis in chosen
    ]
    return tuple(dict.fromkeys(found))


def as_typed(places: Iterable[Municipality]) -> dict[str, list[str]]:
    """The postal codes, and the choices where one is not enough, that lead to these municipalities."""
    codes: list[str] = []
    chosen: list[str] = []
    for place in places:
        alone = [code for code in place.postal_codes if len(by_postal_code()[code]) == 1]
        codes.append((alone or place.postal_codes)[0])
        chosen += [] if alone else [place.nis]
    return {"postal_code": codes, "municipality": chosen}


# Results


def initiative(filled: Filled) -> Initiative:
    """The initiative that was filled in; only where check_initiative found no fault."""
    texts = filled.texts
    return Initiative(
        title=texts["title"],
        summary=texts["summary"],
        description=texts["description"],
        category=texts["category"],
        places=_places(codes_of(filled), filled.lists["municipality"]),
        organisation=texts["organisation"],
        website=web_address(texts["website"]) or "" if texts["website"] else "",
        language=texts["language"],
        competes=texts["competes"] == "yes",
    )


def shown(filled: Filled, edition: Edition, language: str) -> dict[str, Any]:
    """What the fields of a form show, in a language: what was typed, and what there is to choose from."""
    ticks = {name: "yes" if filled.texts.get(name) == "yes" else "" for name in TICKS}
    codes = codes_of(filled)
    return {
        "values": {**filled.texts, **ticks, **filled.lists, "postal_code": codes},
        "categories": [(category.key, category.name[language]) for category in edition.categories],
        "ambiguous": [
            (code, [(place.nis, place.name(language)) for place in places])
            for code, places in ambiguous(codes[:MOST_POSTAL_CODES]).items()
        ],
        "limits": LIMITS,
    }


def said(faults: Mapping[str, Sequence[Fault]], language: str) -> dict[str, list[str]]:
    """The faults as sentences in a language, by field, in the order of the page."""
    in_order = sorted(faults, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    return {name: [_sentence(name, fault, language) for fault in faults[name]] for name in in_order}


def _sentence(name: str, fault: Fault, language: str) -> str:
    values = dict(fault.values)
    if fault.sentence in _NAMING:
        values["field"] = say(language, f"fields.{name}")
    return say(language, f"form.errors.{fault.sentence}", **values)


_NAMING = frozenset({"characters", "long", "tick"})
"""Sentences for any field, which name it."""
