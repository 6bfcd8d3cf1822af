"""Makes what is deployed: the zip that functions run from, those with libraries of their own, and the template around.

`python -m infra.make.package` puts both in .build. Chalice makes the template from app.py, with wiring.toml's part and
resources.yaml merged over it; its zip is packed anew here: compiled, with the botocore that we tested, of which only
what we call, and the same bytes for the same sources.
"""

import fcntl
import hashlib
import json
import os
import platform
import shutil
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

from infra import ROOT, wiring
from infra.make import added, cdn, gateway, policies, sbom, works
from infra.make.bake import imports
from infra.make.packing import ZIP, PackageFailed, bake, pack, run

BUILD = ROOT / ".build"
TEMPLATE = "sam.json"
SDK = frozenset({"botocore", "dateutil", "jmespath", "six.pyc", "urllib3"})
"""Of the zip: botocore, and what is only there for it."""

AWS_PLATFORM = "x86_64-manylinux_2_28"
"""Older than the glibc 2.34 of Lambda's Amazon Linux 2023, and the oldest that Pillow has wheels for."""
HERE = ""
"""The platform of this machine, for the local stack."""

LEFT_OUT = ("__pycache__", "*.mjml", "*.md", "20[0-9][0-9].toml", "personal", "personal.py", "fonts")
"""What is in chalicelib and no function imports, but for one with libraries of its own: some of it only the operators'
tools do."""

BAKED = ("templates", "translations", "built/mails", "providers.toml")
"""What is in chalicelib of which the zip has only what is made of it."""


@dataclass(frozen=True)
class Code:
    """A zip that functions run from."""

    zip: Path

    @property
    def materials(self) -> Path:
        """What the zip is made of: see sbom.py."""
        return self.zip.with_suffix(".cdx.json")

    @property
    def digest(self) -> str:
        """Stands for the zip's bytes."""
        return hashlib.sha256(self.zip.read_bytes()).hexdigest()[:20]


@dataclass(frozen=True)
class Package:
    """Zips and their template, ready to be deployed."""

    folder: Path

    @property
    def code(self) -> Code:
        """What all functions run from that have no libraries of their own."""
        return self.code_with("")

    def code_with(self, libraries: str) -> Code:
        """What functions run from that have these libraries."""
        return Code(self.folder / (f"{libraries}-{ZIP}" if libraries else ZIP))

    @property
    def codes(self) -> tuple[Code, ...]:
        return tuple(self.code_with(libraries) for libraries in ("", *added.names()))

    @property
    def zip(self) -> Path:
        return self.code.zip

    @property
    def template(self) -> dict[str, Any]:
        """The template, whose CodeUri still names the zip on this machine."""
        return dict(json.loads((self.folder / TEMPLATE).read_text("utf-8")))

    @property
    def without_sdk(self) -> int:
        """Bytes of the zip that are ours and our libraries', without botocore and what is only there for it."""
        with zipfile.ZipFile(self.zip) as archive:
            files = [file for file in archive.infolist() if file.filename.partition("/")[0] in SDK]
        # A file's name stands in the zip twice, with 76 bytes about it.
        return self.zip.stat().st_size - sum(file.compress_size + 2 * len(file.filename) + 76 for file in files)


def main() -> int:
    """Make the package for AWS."""
    try:
        made = package(BUILD, AWS_PLATFORM)
    except PackageFailed as problem:
        print(f"Cannot package the app: {problem}", file=sys.stderr)
        return 1
    for code in made.codes:
        print(f"{code.zip.relative_to(ROOT)}: {code.zip.stat().st_size / 1e6:.2f} MB")
    return 0


def package(folder: Path, target: str) -> Package:
    """The package for one platform, in this folder; does nothing when nothing changed. Raises PackageFailed."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Package(folder)
    stamp = folder / "package.stamp"
    with (folder / "package.lock").open("w") as lock:
        # Two at once, such as two halves of the tests, would pack each other's halves.
        fcntl.flock(lock, fcntl.LOCK_EX)
        fingerprint = _fingerprint(target)
        if not (stamp.exists() and stamp.read_text() == fingerprint and all(code.zip.exists() for code in made.codes)):
            _make(made, target)
            stamp.write_text(fingerprint)
    return made


def _make(made: Package, target: str) -> None:
    stage = made.folder / "package"
    shutil.rmtree(stage, ignore_errors=True)
    _stage(stage / "app")
    template = _chalice(stage, made)
    cdn.add_paths(template)
    gateway.add_paths(template)
    gateway.add_answers(template)
    fetched = libraries(target)
    pack(stage, fetched, made.zip)
    _tell_materials(made.code, fetched)
    for name in added.names():
        beside, code = libraries(target, added.lock(name)), made.code_with(name)
        added.add(name, made.zip, beside, code.zip)
        _tell_materials(code, fetched, beside)
    (made.folder / TEMPLATE).write_text(json.dumps(template, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _tell_materials(code: Code, *fetched: Path) -> None:
    code.materials.write_text(sbom.description(code.zip, code.digest, fetched), encoding="utf-8")


def _sources() -> Iterator[Path]:
    """Every file that the package is made from."""
    for name in (
        "app.py",
        "requirements.txt",
        "infra/wiring.toml",
        "infra/make/resources.yaml",
        "infra/make/paths.toml",
    ):
        yield ROOT / name
    yield from (added.lock(name) for name in added.names())
    yield from sorted(
        file for file in (ROOT / "chalicelib").rglob("*") if file.is_file() and file.suffix not in (".pyc", ".md")
    )
    yield Path(str(wiring.__file__))
    yield from sorted((ROOT / "infra" / "make").rglob("*.py"))


def _fingerprint(target: str) -> str:
    digest = hashlib.sha256(f"{target} {sys.version} {platform.machine()}".encode())
    for source in _sources():
        digest.update(f"\0{source.relative_to(ROOT)}\0".encode() + source.read_bytes())
    return digest.hexdigest()


def _stage(app: Path) -> None:
    """Put our own part where Chalice finds it: no libraries, since those are packed without its help."""
    app.mkdir(parents=True)
    shutil.copy(ROOT / "app.py", app)
    shutil.copytree(ROOT / "chalicelib", app / "chalicelib", ignore=shutil.ignore_patterns(*LEFT_OUT))
    told = app / ".chalice"
    (told / "policies").mkdir(parents=True)
    (told / "config.json").write_text(json.dumps(works.config()), encoding="utf-8")
    for function, policy in policies.of_each().items():
        (told / "policies" / f"{function}.json").write_text(json.dumps(policy), encoding="utf-8")
    (app / "requirements.txt").touch()
    bake("texts", "its templates, words and providers cannot be baked", str(app))
    wanted = imports.of_each((ROOT / "app.py").read_text("utf-8"), tuple(wiring.wiring().functions))
    (app / "chalicelib" / "built" / "imports.py").write_text(f"OF = {wanted!r}\n", encoding="utf-8")
    # Without the site of this machine, which may compile some of its own.
    bake(
        "expressions",
        "its regular expressions cannot be baked",
        str(app),
        sysconfig.get_path("purelib"),
        python=("-S",),
    )
    for place in (app / "chalicelib" / name for name in BAKED):
        if place.is_dir():
            shutil.rmtree(place)
        else:
            place.unlink()


def _chalice(stage: Path, package: Package) -> dict[str, Any]:
    """Let Chalice make its zip and its template, with ours merged over it."""
    command = [str(Path(sys.executable).parent / "chalice"), "--project-dir", str(stage / "app"), "package"]
    ours = stage / "resources.json"
    ours.write_text(json.dumps(TemplateDeepMerger().merge(single(), works.template())), encoding="utf-8")
    merged = ["--stage", "api", "--merge-template", str(ours)]
    run([*command, *merged, str(stage / "out")], "Chalice cannot package it")
    made = dict(json.loads((stage / "out" / "sam.json").read_text("utf-8")))
    for name, function in wiring.wiring().functions.items():
        properties = made["Resources"][wiring.logical(name)]["Properties"]
        properties["Handler"] = properties["Handler"].replace("app.", "start.", 1)
        properties["CodeUri"] = package.code_with(function.libraries).zip.name
    return made


def single() -> dict[str, Any]:
    """What stands in resources.yaml, as CloudFormation's JSON would say it."""
    text = (ROOT / "infra" / "make" / "resources.yaml").read_text("utf-8")
    return dict(YAMLTemplateSerializer().load_template(text))


def libraries(target: str, lock: Path = ROOT / "requirements.txt") -> Path:
    """A folder with the libraries of a lock file for a platform; made once for each."""
    name = hashlib.sha256(f"{target} {sys.version}".encode() + lock.read_bytes()).hexdigest()[:12]
    folder = BUILD / f"libraries-{name}"
    if folder.exists():
        return folder
    half = folder.with_suffix(f".{os.getpid()}")
    command = [str(Path(sys.executable).parent / "uv"), "pip", "install", "--quiet", "--require-hashes"]
    command += ["--python", sys.executable, "--only-binary", ":all:", "--target", str(half), "-r", str(lock)]
    if target:
        command += ["--python-platform", target]
    run(command, "its libraries could not be fetched")
    half.replace(folder)
    return folder


if __name__ == "__main__":
    sys.exit(main())
