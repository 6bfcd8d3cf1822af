"""Samples of the pages where organisers bring partners' logos, and of those that show them."""

import base64
import io
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

from chalicelib.kinds import Language
from chalicelib.site.partners import AREA, Shown
from chalicelib.web.render import render
from tests.years import YEAR

SHAPES = ((480, 120), (320, 320), (240, 320), (480, 240), (400, 100))


def _drawn(shape: tuple[int, int], colour: str = "#14503c") -> str:
    """A logo of this shape as it stands in a page itself."""
    picture = Image.new("RGB", shape, "white")
    pen = ImageDraw.Draw(picture)
    pen.ellipse((8, 8, shape[1] - 8, shape[1] - 8), fill=colour)
    pen.rectangle((shape[1] // 2, shape[1] // 3, shape[0] - 8, shape[1] * 2 // 3), fill=colour)
    file = io.BytesIO()
    picture.save(file, "WEBP")
    return f"data:image/webp;base64,{base64.b64encode(file.getvalue()).decode()}"


def partners() -> Sequence[Shown]:
    """Some with a logo of whatever shape, and some in words."""
    words = [Shown(its.name, its.url) for its in YEAR.partners]
    drawn = []
    for number, (width, height) in enumerate(SHAPES):
        scale = min((AREA / (width * height)) ** 0.5, 176 / width, 72 / height)
        its = words[number % len(words)]
        picture = _drawn((width, height))
        drawn.append(Shown(its.name, its.url, picture, round(width * scale), round(height * scale)))
    return [*drawn, *words[:2]]


def _logos(language: Language) -> str:
    rows = [
        {"name": "Cera", "path": "x", "has_logo": True, "picture": _drawn((480, 120))},
        {"name": "Vluchtelingenwerk Vlaanderen", "path": "x", "has_logo": False, "picture": ""},
        {"name": "VVSG", "path": "x", "has_logo": True, "picture": ""},
    ]
    about = {"path": f"/{language}/organise/edition/2027/logos", "year": "2027", "title": YEAR.title[language]}
    return render("editions/logos.html", language, rows=rows, **about)


def _logo(language: Language, **differently: object) -> str:
    context: dict[str, object] = {
        "path": f"/{language}/organise/edition/2027/logos/x",
        "year": "2027",
        "title": YEAR.title[language],
        "partner": "Cera",
        "picture": "",
        "made": "",
        "came": "",
        "again": "",
        "wrong": "",
        "invitation": {"url": "/x", "fields": {}},
        "most_bytes": 8_000_000,
        "to_show": "x",
        "to_remove": "x",
        "base": "1",
        "hidden_fields": {"button": "x"},
    }
    return render("editions/logo.html", language, **context | differently)


LOGOS: dict[str, Callable[[Language], str]] = {
    "organise-logos": _logos,
    "organise-logo": _logo,
    "organise-logo-made": lambda language: _logo(language, made=_drawn((480, 120)), invitation=None),
    "organise-logo-refused": lambda language: _logo(language, picture=_drawn((320, 320)), wrong="svg"),
}
