"""The form that says what is to be seen on each photo, in which order they come, and which go."""

import re
from collections.abc import Sequence

from msgspec.structs import replace

from chalicelib import photo
from chalicelib.messages.photos import Described
from chalicelib.web.fields import BUTTON, Fault, Field, Filled, Form

NUMBERS = range(1, photo.MOST + 1)

FORM: Form = (
    *(
        field
        for n in NUMBERS
        for field in (
            Field(f"id_{n}", "own"),
            Field(f"alt_{n}", "text", 0, photo.MOST_ALT),
            Field(f"order_{n}", "text", 0, 3),
            Field(f"remove_{n}", "tick"),
        )
    ),
    Field("new", "own"),
    Field("shown_agree", "tick"),
    Field("rights", "tick"),
    *BUTTON,
)

_FILE = re.compile(
    r"\.(jpe?g|png|webp|heic|heif|gif|tiff?)$|^(img|dsc[nf]?|pxl|image|photo|foto)[-_ ]?\d+\S*$", re.IGNORECASE
)


_UNSEEN = Fault("characters")


def described(filled: Filled) -> tuple[Described, ...]:
    """The photos that stay, in the order that was filled in; of two with one number the upper is first."""
    texts = filled.texts
    stay = [n for n in NUMBERS if texts[f"id_{n}"] and not texts[f"remove_{n}"]]
    in_order = sorted(stay, key=lambda n: _place(texts[f"order_{n}"], n))
    return tuple({texts[f"id_{n}"]: Described(texts[f"id_{n}"], texts[f"alt_{n}"]) for n in in_order}.values())


def _place(typed: str, n: int) -> int:
    return int(typed) if typed.isascii() and typed.isdecimal() else n


def with_faults(filled: Filled) -> Filled:
    """What was filled in, with what is wrong with what is said of each photo that stays."""
    texts, faults = filled.texts, {}
    # What nobody sees was taken out, and here nobody can have meant it.
    filled = replace(filled, faults={name: its for name, its in filled.faults.items() if _UNSEEN not in its})
    for n in NUMBERS:
        if texts[f"id_{n}"] and not texts[f"remove_{n}"]:
            faults[f"alt_{n}"] = _of_alt(texts[f"alt_{n}"])
    comes = texts["new"] in [its.id for its in described(filled)] if texts["new"] else False
    for name in ("shown_agree", "rights"):
        faults[name] = [Fault(f"{name}.needed")] if comes and texts[name] != "yes" else []
    return filled.with_faults(faults)


def _of_alt(alt: str) -> Sequence[Fault]:
    if _FILE.search(alt):
        return [Fault("alt.file")]
    if len(alt) > photo.MOST_ALT:
        return [Fault("alt.long", {"most": photo.MOST_ALT, "typed": len(alt)})]
    if len(alt) < photo.LEAST_ALT:
        return [Fault("alt.short", {"least": photo.LEAST_ALT})]
    return []
