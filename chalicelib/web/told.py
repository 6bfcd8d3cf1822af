"""What a page tells programs of itself, beside what answers it: /openapi.json is made of this."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from chalicelib.web.fields import Form

Schema = dict[str, Any]

REF = "#/components/schemas/{name}"
TEXT: Schema = {"type": "string"}


PAGE = "page"
"""What is given to people alone."""


class Told(Struct, frozen=True):
    """What a program may ask of a page, and what it gets; a page that gives nothing leads people elsewhere."""

    name: str
    """Of what is asked, or what is read; its schema's name too."""
    summary: str
    form: Form = ()
    gives: str = ""
    schema: Schema = {}
    """Of what it gives."""
    takes: bool = False
    """Whether it gives that for a form that was taken."""
    refuses: tuple[int, ...] = ()
    example: Mapping[str, object] = {}


def ref(name: str) -> Schema:
    """Another schema, by its name."""
    return {"$ref": REF.format(name=name)}


def a_struct(properties: Schema, needed: tuple[str, ...] | None = None) -> Schema:
    """An object of these fields and no other, all of them needed where it is not said which."""
    required = [*(properties if needed is None else needed)]
    return {"type": "object", "additionalProperties": False, "required": required, "properties": properties}


def challenge(what: str, form: Form, *more: int) -> Told:
    """What a page that gives the sum of a form tells."""
    return Told(
        f"{what}_sum",
        f"The altcha challenge of a {what} for one address, given as the SHA-256 of its lower case. Changes nothing.",
        form=form,
        gives="challenge",
        schema={"type": "object", "required": ["parameters", "signature"]},
        refuses=(400, 403, 404, 413, 415, 429, 503, *more),
    )
