"""Makes what is deployed: the zip that all functions run from, and the template around it.

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
from infra.make import cdn, gateway, policies, sbom, works
from infra.make.bake import imports
from infra.make.packing import ZIP, PackageFailed, bake, pack, run

BUILD = ROOT / ".build"
TEMPLATE = "sam.json"
SDK = frozenset({"botocore", "dateutil", "jmespath", "six.pyc", "urllib3"})
"""Of the zip: botocore, and what is only there for it."""

AWS_PLATFORM = "x86_64-manylinux2014"
HERE = ""
"""The platform of this machine, for the local stack."""

LEFT_OUT = ("__pycache__", "*.mjml", "*.md", "20[0-9][0-9].toml", "personal", "personal.py")
"""What is in chalicelib and no function imports: some of it only the operators' tools do."""

BAKED = ("templates", "translations", "built/mails", "providers.toml")
"""What is in chalicelib of which the zip has only what is made of it."""


@dataclass(frozen=True)
class Package:
    """A zip and its template, ready to be deployed."""

    folder: Path

    @property
    def zip(self) -> Path:
        return self.folder / ZIP

    @property
    def materials(self) -> Path:
        """What the zip is made of: see sbom.py."""
        return self.folder / sbom.FILE

    @property
    def template(self) -> dict[str, Any]:
        """The template, whose CodeUri still names the file on this machine."""
        return dict(json.loads((self.folder / TEMPLATE).read_text("utf-8")))

    @property
    def without_sdk(self) -> int:
        """Bytes of the zip that are ours and our libraries', without botocore and what is only there for it."""
        with zipfile.ZipFile(self.zip) as archive:
            files = [file for file in archive.infolist() if file.filename.partition("/")[0] in SDK]
        # A file's name stands in the zip twice, with 76 bytes about it.
        return self.zip.stat().st_size - sum(file.compress_size + 2 * len(file.filename) + 76 for file in files)

    @property
    def digest(self) -> str:
        """Stands for the zip's bytes."""
        return hashlib.sha256(self.zip.read_bytes()).hexdigest()[:20]


def main() -> int:
    """Make the package for AWS."""
    try:
        made = package(BUILD, AWS_PLATFORM)
    except PackageFailed as problem:
        print(f"Cannot package the app: {problem}", file=sys.stderr)
        return 1
    print(f"{made.zip.relative_to(ROOT)}: {made.zip.stat().st_size / 1e6:.2f} MB")
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
        if not (stamp.exists() and stamp.read_text() == fingerprint and made.zip.exists()):
            _make(made, target)
            stamp.write_text(fingerprint)
    return made


def _make(made: Package, target: str) -> None:
    stage = made.folder / "package"
    shutil.rmtree(stage, ignore_errors=True)
    _stage(stage / "app")
    template = _chalice(stage)
    cdn.add_paths(template)
    gateway.add_paths(template)
    gateway.add_answers(template)
    fetched = libraries(target)
    pack(stage, fetched, made.zip)
    made.materials.write_text(sbom.description(made.zip, made.digest, fetched), encoding="utf-8")
    (made.folder / TEMPLATE).write_text(json.dumps(template, indent=1, sort_keys=True) + "\n", encoding="utf-8")


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


def _chalice(stage: Path) -> dict[str, Any]:
    """Let Chalice make its zip and its template, with ours merged over it."""
    command = [str(Path(sys.executable).parent / "chalice"), "--project-dir", str(stage / "app"), "package"]
    ours = stage / "resources.json"
    ours.write_text(json.dumps(TemplateDeepMerger().merge(single(), works.template())), encoding="utf-8")
    merged = ["--stage", "api", "--merge-template", str(ours)]
    run([*command, *merged, str(stage / "out")], "Chalice cannot package it")
    made = dict(json.loads((stage / "out" / "sam.json").read_text("utf-8")))
    for resource in made["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["Handler"] = resource["Properties"]["Handler"].replace("app.", "start.", 1)
    return made


def single() -> dict[str, Any]:
    """What stands in resources.yaml, as CloudFormation's JSON would say it."""
    text = (ROOT / "infra" / "make" / "resources.yaml").read_text("utf-8")
    return dict(YAMLTemplateSerializer().load_template(text))


def libraries(target: str) -> Path:
    """A folder with the libraries of requirements.txt for a platform; made once per lock file."""
    lock = ROOT / "requirements.txt"
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
