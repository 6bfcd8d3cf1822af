"""Draws prints with typst: values in, files out. The same values give the same bytes."""

import json
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import segno
import typst
from PIL import Image

from chalicelib.kinds import Language
from chalicelib.places import municipalities
from chalicelib.prints.letters import FONTS, is_right_to_left, settable
from chalicelib.prints.wanted import Wanted
from chalicelib.site import skyline
from chalicelib.web import render, words
from chalicelib.web.render import house_of

TYPESET = Path(__file__).parent / "typeset"
LIGHTS = 150
"""Lit windows in the town of a print, which is no count: it hangs there for months."""
QUALITY = 85
"""Of the picture that stands for a page: half of the 300 KB from which on WhatsApp shows none."""
DOTS = 72.0
"""An inch, of a picture: a dot a point."""


class Unfit(Exception):
    """It cannot be drawn: nothing of it is in letters that we have, or does not fit even small."""


def code(url: str) -> bytes:
    """The code that leads to an address, as SVG: a fifth of it may be dirty, and the white around it is part of it."""
    drawn = BytesIO()
    segno.make(url, error="m", micro=False, boost_error=False).save(
        drawn, kind="svg", border=4, scale=4, light="#fff", dark="#0b2a35", xmldecl=False, svgclass=None, lineclass=None
    )
    return drawn.getvalue()


def poster(its: Wanted, language: Language, paper: str, url: str) -> bytes:
    """A poster in a language, on "a4" or "a3", as a PDF that can be read aloud."""
    return pdf("poster", {**_told(its, language, url), "paper": paper})


def sticker(its: Wanted, url: str) -> bytes:
    """A sticker for the window, in the language of the initiative, as a PDF."""
    return pdf("sticker", {**_told(its, its.language, url), "pane": _picture("pane")})


def share(its: Wanted, url: str) -> bytes:
    """What stands for its page where somebody shares it: a JPEG of 1200 by 630."""
    told = {**_told(its, its.language, url), "house": _picture("house", gable=house_of(its.slug))}
    drawn = BytesIO()
    with Image.open(BytesIO(_compiled("share", told, "png"))) as picture:
        picture.convert("RGB").save(drawn, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return drawn.getvalue()


def badge(what: str, title: str, language: Language) -> bytes:
    """What somebody won, in a year of this title: a PNG, for where no vector picture can be put."""
    told = {"language": language, "what": what, "title": settable(title), "window": _picture("window")}
    return _compiled("badge", told, "png")


def _told(its: Wanted, language: Language, url: str) -> dict[str, object]:
    title = settable(its.title)
    if not title:
        raise Unfit("no letter of its title is in our typefaces")
    names = (municipalities()[place].name(language) for place in its.places)
    return {
        **common(language, url, title),
        "title": title,
        "rtl": is_right_to_left(title),
        "summary": settable(its.summary),
        "place": " · ".join(names),
        "call": words.say(language, "prints.call_vote" if its.competes else "prints.call"),
        **{key: words.say(language, f"prints.{key}") for key in ("scan", "light")},
    }


def common(language: Language, url: str, name: str) -> dict[str, object]:
    """What every document is told: `url`, the page of this name that its code leads to."""
    return {
        "language": language,
        "url": url,
        "address": _breaking(url.partition("//")[2]),
        "code": code(url).decode(),
        "code_says": words.say(language, "prints.code_says", title=name),
        "about": words.say(language, "prints.about"),
        "window": _picture("window"),
        "town": _town(),
    }


def _breaking(address: str) -> str:
    # An address may break where it has a slash or a dash, and nothing is added to it there.
    return address.replace("/", "/\u200b").replace("-", "-\u200b")


@cache
def _town() -> str:
    return _picture("town", streets=skyline.draw(LIGHTS).streets)


@cache
def _picture(name: str, **given: object) -> str:
    return render.environment().get_template(f"prints/{name}.svg").render(**given, language="nl")


def pdf(name: str, told: Mapping[str, object]) -> bytes:
    """A document that is told these values, as a PDF that follows PDF/UA-1. Raises Unfit."""
    return _compiled(name, told, "pdf")


def _compiled(name: str, told: Mapping[str, object], kind: Literal["pdf", "png"]) -> bytes:
    try:
        made = _compiler().compile(
            TYPESET / f"{name}.typ",
            format=kind,
            ppi=DOTS,
            sys_inputs={"told": json.dumps(told)},
            pdf_standards=["ua-1"] if kind == "pdf" else [],
            # No moment, so that the same is the same file.
            timestamp=0,
        )
    except typst.TypstError as problem:
        raise Unfit(f"{name}: {problem.message}") from problem
    if not isinstance(made, bytes):
        raise Unfit(f"{name}: more than a page")
    return made


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.Compiler(root=TYPESET, font_paths=fonts)
