"""Pages and mails from their templates, each in one language."""

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

from markupsafe import Markup, escape

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Language
from chalicelib.web import words

if TYPE_CHECKING:
    from jinja2 import BaseLoader, Environment
    from jinja2.runtime import Context

HERE = Path(__file__).parent.parent
COMPILED = HERE / "built" / "templates"
"""Where the package keeps the templates as Python; absent while developing."""


def render(template: str, language: Language, **context: object) -> str:
    """A template filled in. Inside it `t(key, …)` says words in the language and `static(name)` is a file's address.

    Pages are below `root`; `archive` is {name, title} of a year that is over, where they are of one; with `practice`
    they say that all on them is invented; `offers` is what the year offers now, "" for nothing. A name that the
    template uses and nobody gave is an error, never an empty place.
    """
    known = {"language": language, "root": f"/{language}", "has_years": False, "archive": None, "practice": False}
    known |= {"offers": "register"}
    return environment().get_template(template).render(**known | context)


@cache
def environment() -> "Environment":
    """The environment of all templates; those ending in .txt are plain text, in all others each value is escaped."""
    # On first use: the post of a button, a queue and a schedule render nothing, and would import it for nothing.
    from jinja2 import Environment, StrictUndefined, pass_context, select_autoescape

    templates = Environment(
        loader=_loader(),
        autoescape=select_autoescape(enabled_extensions=(), disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    templates.globals |= {"t": pass_context(_say), "say": words.say, "static": static, "languages": LANGUAGES}
    templates.filters |= {
        "in_words": pass_context(_in_words),
        "day": pass_context(_day),
        "paragraphs": _paragraphs,
        "filled": pass_context(_filled),
        "house_of": house_of,
    }
    return templates


def static(name: str) -> str:
    """The address of a file of ours, with the hash of its content in it, so that it may be kept for ever."""
    return f"/static/{_manifest().get(name, name)}"


def _loader() -> "BaseLoader":
    from jinja2 import ChoiceLoader, FileSystemLoader, ModuleLoader

    files = FileSystemLoader([HERE / "templates", HERE / "built" / "mails"])
    if COMPILED.is_dir():
        return ChoiceLoader([ModuleLoader(COMPILED), files])
    return files


@cache
def _manifest() -> dict[str, str]:
    built = HERE / "built" / "static.json"
    # Tests of one step render pages without building the front first: then names stay as they are.
    return dict(json.loads(built.read_text("utf-8"))) if built.exists() else {}


def _say(context: "Context", key: str, **values: object) -> str:
    language = context["language"]
    if not context.eval_ctx.autoescape:
        return words.say(language, key, **values)
    sentence = Markup(escape(words.pattern(language, key, values.get("count"))))  # noqa: S704 - escaped just before
    return sentence.format(**{name: words.in_words(language, value) for name, value in values.items()})


def _in_words(context: "Context", value: object) -> object:
    return words.in_words(context["language"], value)


def _day(context: "Context", moment: date) -> str:
    return words.date_in_words(context["language"], moment)


def _filled(context: "Context", text: str, values: Mapping[str, object]) -> Markup:
    """What an organiser wrote, with those names between braces filled in that there are values of."""

    def value(name: re.Match[str]) -> str:
        return str(escape(words.in_words(context["language"], values[name[1]]))) if name[1] in values else name[0]

    return Markup(re.sub("{([a-z_]+)}", value, str(escape(text))))  # noqa: S704 - escaped just before


def house_of(slug: str) -> int:
    """Which of the four houses is an initiative's: always the same one."""
    return crc32(slug.encode()) % 4


def _paragraphs(text: str) -> list[str]:
    """What somebody typed, cut where they left a line open."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
