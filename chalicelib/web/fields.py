"""The fields of a form and what each may hold, said once: for the checks, the page, the JSON and the description.

All faults are found at once, and what was typed stays, so that nobody fills in a form twice.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from chalicelib import addresses
from chalicelib.edition import Edition
from chalicelib.errors import Refused
from chalicelib.initiative import SLUG
from chalicelib.kinds import Language
from chalicelib.places import OF_ONE_RECEIVER, Municipality, by_postal_code
from chalicelib.texts import exact, has_wrong_characters, is_beyond, shows_something, tidied, without_wrong_characters
from chalicelib.web import domains
from chalicelib.web.typed import MOST, number, web_address
from chalicelib.web.words import say

OTHERS = 1000
"""How many characters there are in what nobody types: choices, marks, sums, addresses to be sent back to."""

MOST_POSTAL_CODES = 20

Kind = Literal[
    "text", "website", "email", "code", "number",
    "category", "choice", "tick", "postal_code", "municipality",
    "slug", "hash", "proof",
    "own", "boxes", "as_it_came",
]  # fmt: skip
"""Typed by people; chosen, the last two of which may come more than once; told by programs and scripts; and our page's
own, boxes of one name among them, of which programs are told nothing."""


class Field(Struct, frozen=True):
    """One field of a form. `least` and `most` are characters; `lines` and `web`: whether it may have lines and web
    addresses; `says`: the key of the sentence for a wrong choice, where it is not the field's own.
    """

    name: str
    kind: Kind
    least: int = 0
    most: int = OTHERS
    needed: bool = False
    lines: bool = False
    web: bool = True
    choices: tuple[str, ...] = ()
    says: str = ""

    @property
    def is_typed(self) -> bool:
        """Whether people type it themselves."""
        return self.kind in ("text", "website", "email", "code", "number")

    @property
    def is_list(self) -> bool:
        """Whether it may come more than once."""
        return self.kind in ("postal_code", "municipality", "boxes")

    @property
    def is_told(self) -> bool:
        """Whether the description for programs tells of it."""
        return self.kind not in ("own", "boxes", "as_it_came")


Form = tuple[Field, ...]
"""The fields of a form, from top to bottom of its page, which is how their faults are said."""


def limits(form: Form) -> dict[str, int]:
    """How many characters people may type in each field."""
    return {its.name: its.most for its in form if its.is_typed}


EMAIL = Field("email", "email", most=addresses.LONGEST, needed=True)
PROOF = Field("altcha", "proof")
TRAP = "leave_empty"
"""A honeypot: people do not see this field, and no browser fills in one of this name, so what does is a machine."""
BUTTON: Form = (Field("button", "as_it_came"), Field("not_me", "as_it_came"))
"""What the buttons on a page behind a mailed link send."""
SUM: Form = (Field("address", "hash", needed=True),)
"""What a page's script tells to get the sum of its form."""


class Fault(Struct, frozen=True):
    """What to say about a field: a key under [form.errors], and what its sentence needs."""

    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


class Filled(Struct, frozen=True):
    """What was filled in, tidied and safe to show again, with the faults by field; "" is about the form as a whole."""

    form: Form
    texts: Mapping[str, str]
    lists: Mapping[str, list[str]]
    faults: Mapping[str, list[Fault]] = {}

    @property
    def typed(self) -> list[tuple[str, str]]:
        """What people typed themselves, by field."""
        return [(its.name, self.texts[its.name]) for its in self.form if its.is_typed and self.texts[its.name]]

    def with_faults(self, more: Mapping[str, Sequence[Fault]]) -> "Filled":
        """The same with more faults; a field keeps those it has."""
        return replace(self, faults={**{name: list(these) for name, these in more.items() if these}, **self.faults})

    def said(self, language: Language) -> dict[str, list[str]]:
        """The faults as sentences in a language, by field, in the order of the page."""
        order = {its.name: number for number, its in enumerate(self.form)}
        in_order = sorted(self.faults, key=lambda name: order.get(name, len(order)))
        return {name: [_sentence(name, fault, language) for fault in self.faults[name]] for name in in_order}


SAID = {
    **dict.fromkeys(("yes", "on", "true", "1", "ja", "oui"), "yes"),
    **dict.fromkeys(("no", "off", "false", "0", "nee", "non"), "no"),
    "": "",
}
"""What a ticked box sends where its form gives it no value of its own, and what people write for it in a program."""


def _sentence(name: str, fault: Fault, language: Language) -> str:
    # Sentences for any field name it.
    naming = {"field": say(language, f"fields.{name}")} if fault.sentence in ("characters", "long", "tick") else {}
    return say(language, f"form.errors.{fault.sentence}", **fault.values, **naming)


def fill(
    form: Form,
    texts: Mapping[str, str],
    lists: Mapping[str, list[str]] | None = None,
    wrong_shape: Mapping[str, str] | None = None,
) -> Filled:
    """What came in, tidied. Faults are invisible signs that were taken out, and fields of a shape we do not take."""
    came, tidy, faults = lists or {}, {}, {}
    for its in form:
        if not its.is_list:
            text = texts.get(its.name, "")
            tidy[its.name] = _tidied(its, text)
            # In a text they may be meant, so they are a fault; those that come with an address or code are taken out.
            if its.kind in ("text", "website") and has_wrong_characters(text):
                faults[its.name] = [Fault("characters")]
    tidy_lists = {its.name: [_tidied(its, text) for text in came.get(its.name, ())] for its in form if its.is_list}
    # A name that somebody made up may be as long as the whole body.
    shapes = {name[:60]: [Fault(said, {"name": name[:60]})] for name, said in (wrong_shape or {}).items()}
    return Filled(form, tidy, tidy_lists, {**faults, **shapes})


def _tidied(its: Field, text: str) -> str:
    if its.kind == "as_it_came":
        return text
    if its.kind == "tick" and len(text) <= len("false"):
        return SAID.get(text.strip().casefold(), text)
    if not is_beyond(text, its.most):
        return exact(text) if its.kind in ("email", "code") else tidied(text, lines=its.lines)
    # What is far too long is refused for that alone. What somebody typed is shown again all the same.
    return without_wrong_characters(text) if its.is_typed else text[:OTHERS]


def checked(filled: Filled, edition: Edition) -> Filled:
    """What was filled in, with the faults of every field of its form."""
    found = {its.name: _CHECKS[its.kind](its, filled, edition) for its in filled.form if its.kind in _CHECKS}
    return filled.with_faults(found)


def _check_text(its: Field, filled: Filled, edition: Edition) -> list[Fault]:
    text = filled.texts[its.name]
    if len(text) < its.least:
        return [Fault(f"{its.name}.short", {"least": its.least, "typed": len(text)})]
    if len(text) > its.most:
        return [Fault("long", {"most": its.most, "typed": len(text)})]
    if its.web:
        return []
    if not shows_something(text):
        return [Fault(f"{its.name}.invisible")]
    found = domains.found(text)
    return [Fault(f"{its.name}.web", {"found": ", ".join(found)})] if found else []


def _check_website(its: Field, filled: Filled, edition: Edition) -> list[Fault]:
    typed = filled.texts[its.name]
    wrong = [Fault("website.wrong")] if typed and not web_address(typed) else []
    return _check_text(its, filled, edition) or wrong


def _check_number(its: Field, filled: Filled, edition: Edition) -> list[Fault]:
    typed = filled.texts[its.name]
    wrong = [Fault(f"{its.name}.wrong", {"most": MOST})] if typed and not number(typed) else []
    return _check_text(its, filled, edition) or wrong


def _check_email(its: Field, filled: Filled, edition: Edition) -> list[Fault]:
    typed = filled.texts[its.name]
    if too_long := _check_text(its, filled, edition):
        return too_long
    if not typed and not its.needed:
        return []
    try:
        addresses.checked(typed)
    except Refused:
        return [Fault("email.wrong" if typed else "email.empty")]
    return []


def _check_tick(its: Field, filled: Filled, edition: Edition) -> list[Fault]:
    text = filled.texts[its.name]
    if its.needed:
        return [] if text == "yes" else [Fault(f"{its.name}.needed")]
    return [] if text in ("yes", "no", "") else [Fault("tick")]


def _check_choice(its: Field, filled: Filled, edition: Edition) -> list[Fault]:
    known = its.choices or [category.key for category in edition.categories]
    return [] if filled.texts[its.name] in known else [Fault(its.says or f"{its.name}.choose")]


def _check_slug(its: Field, filled: Filled, edition: Edition) -> list[Fault]:
    return [] if re.fullmatch(SLUG, filled.texts[its.name]) else [Fault(its.says)]


# Places

_FOUR_DIGITS = re.compile(r"(?<![0-9])[0-9]{4}(?![0-9])")


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


def _check_codes(its: Field, filled: Filled, edition: Edition) -> list[Fault]:
    codes = codes_of(filled)
    if not codes:
        return [Fault("postal_code.empty")]
    if len(codes) > MOST_POSTAL_CODES:
        return [Fault("postal_code.many", {"most": MOST_POSTAL_CODES})]
    return [
        Fault(f"postal_code.{'own' if code in OF_ONE_RECEIVER else 'unknown'}", {"code": code[:20]})
        for code in codes
        if code not in by_postal_code()
    ]


def _check_chosen(its: Field, filled: Filled, edition: Edition) -> list[Fault]:
    codes, chosen = codes_of(filled), filled.lists[its.name]
    if not 0 < len(codes) <= MOST_POSTAL_CODES:
        return []
    asked = ambiguous(codes)
    offered = {place.nis for places in asked.values() for place in places}
    if not offered.issuperset(chosen):
        return [Fault("municipality.wrong")]
    return [
        Fault("municipality.choose", {"code": code})
        for code, places in asked.items()
        if not any(place.nis in chosen for place in places)
    ]


_CHECKS: Mapping[Kind, Callable[[Field, Filled, Edition], list[Fault]]] = {
    "text": _check_text,
    "website": _check_website,
    "email": _check_email,
    "number": _check_number,
    "tick": _check_tick,
    "category": _check_choice,
    "choice": _check_choice,
    "slug": _check_slug,
    "postal_code": _check_codes,
    "municipality": _check_chosen,
}
"""How each kind of field is checked; of the others, whoever reads the form knows what they should be."""
