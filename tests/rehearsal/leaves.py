"""What a rehearsal leaves on disk: each page as it was, marked as practice, and an index that leads through them."""

import re
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from chalicelib.web.words import in_words
from infra import ROOT
from tests.rehearsal.album import Shown
from tests.rehearsal.checks import Finding
from tests.rehearsal.play import Play

HERE = Path(__file__).parent
STATIC = ROOT / ".build" / "static"
WORDS: Mapping[str, Any] = tomllib.loads((HERE / "stations.toml").read_text("utf-8"))
BAND = (
    '<div role="note" style="position:relative;z-index:9;background:#7a1f12;color:#fff;font:700 16px/1.4 sans-serif;'
    'padding:8px 16px;text-align:center">OEFENING: verzonnen mensen, verzonnen stemmen, geen echte uitslag</div>'
)
"""On top of each page, since a file goes from hand to hand."""
_BODY = re.compile(r"<body[^>]*>")
_LINK = re.compile(r'<a\b([^>]*?)\shref="(?!#|https?://www)([^"]*)"')


def marked(html: str) -> str:
    """A page on which nobody can read a result without reading that it is practice."""
    return _BODY.sub(lambda its: its[0] + BAND, html, count=1).replace(
        "<head>", '<head><meta name="robots" content="noindex">', 1
    )


def on_disk(its: Shown, kept: Mapping[str, str]) -> str:
    """The same, to be opened from a folder: what was kept is linked, all else leads nowhere and sends nothing."""

    def linked(link: re.Match[str]) -> str:
        path = link[2].removeprefix("http://localhost:8000").partition("?")[0]
        return f'<a{link[1]} href="{kept[path]}.html"' if path in kept else f"<a{link[1]}"

    html = _LINK.sub(linked, marked(its.html)).replace('method="post"', 'method="dialog"')
    return re.sub(r'((?:href|src|srcset)=")/static/', r"\1static/", html)


def leave(play: Play, findings: Sequence[Finding], folder: Path, pictures: bool) -> Path:
    """Write all of it; returns the index."""
    shutil.copytree(STATIC, folder / "static", dirs_exist_ok=True)
    stations = [one for one in play.album.stations if one.shown]
    for number, station in enumerate(stations):
        # A link leads to that page as it was then, else as it was before, else as it is shown later.
        order = [*reversed(stations[number:]), *stations[: number + 1]]
        kept = {its.path: its.name for one in order for its in one.shown if its.path}
        for its in station.shown:
            (folder / f"{its.name}.html").write_text(on_disk(its, kept), "utf-8")
    index = folder / "index.html"
    text = (HERE / "index.html").read_text("utf-8")
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(text)
    told = template.render(
        year=play.stage.year.name,
        initiatives=len(play.slugs),
        voters=play.cast.voters,
        stations=[(one, WORDS[one.name], in_words("nl", one.moment)) for one in stations],
        findings=[(WORDS["checks"][its.name], its) for its in findings],
        jury=bool(play.stage.year.jury),
        pictures=pictures,
    )
    index.write_text(told, "utf-8")
    return index
