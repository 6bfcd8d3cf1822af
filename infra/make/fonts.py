"""Makes the typefaces of the prints: those of the site, and what has the letters that these lack.

What draws prints reads neither compressed fonts nor those with an axis, so each weight becomes a file. Which letters
there are is told beside them: what none of them has is left out of a print, since no print may show a box for it.
"""

from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

_FROM = "@fontsource-variable"
_DISPLAY = f"{_FROM}/bricolage-grotesque/files/bricolage-grotesque-{{part}}-wght-normal.woff2"
_TEXT = f"{_FROM}/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-{{part}}-wght-normal.woff2"
_NOTO = f"{_FROM}/noto-sans{{part}}-wght-normal.woff2"
FACES = {
    "Display": (_DISPLAY.format(part="latin"), (800,)),
    "Display More": (_DISPLAY.format(part="latin-ext"), (800,)),
    "Text": (_TEXT.format(part="latin"), (400, 700)),
    "Text More": (_TEXT.format(part="latin-ext"), (400, 700)),
    "Cyrillic": (_NOTO.format(part="/files/noto-sans-cyrillic"), (400, 700)),
    "Greek": (_NOTO.format(part="/files/noto-sans-greek"), (400, 700)),
    "Arabic": (_NOTO.format(part="-arabic/files/noto-sans-arabic-arabic"), (400, 700)),
}
"""By the name that the prints call it by: the file of a package, and its weights."""

LETTERS = "letters.txt"


def make(modules: Path, folder: Path) -> None:
    """Write all of them into a folder, from the packages that npm put in place."""
    folder.mkdir(parents=True, exist_ok=True)
    letters: set[int] = set()
    for name, (source, weights) in FACES.items():
        for weight in weights:
            font = _of_weight(modules / source, name, weight)
            letters |= font.getBestCmap().keys()
            font.save(folder / f"{name.lower().replace(' ', '-')}-{weight}.ttf")
    shown = "".join(filter(str.isprintable, map(chr, sorted(letters))))
    (folder / LETTERS).write_text(shown, encoding="utf-8")


def _of_weight(source: Path, name: str, weight: int) -> TTFont:
    # Without the moment at which it was made, so that it is the same each time.
    font = TTFont(source, recalcTimestamp=False)
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.flavor = None
    for record in (1, 16):
        font["name"].setName(name, record, 3, 1, 0x409)
    return font
