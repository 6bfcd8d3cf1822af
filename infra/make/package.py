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
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chalice.package import TemplateDeepMerger, YAMLTemplateSerializer

from infra import ROOT, wiring
from infra.make import cdn, gateway, policies, sbom, sdk, works
from infra.make.bake import imports

BUILD = ROOT / ".build"
BAKING = ROOT / "infra" / "make" / "bake"
ZIP = "deployment.zip"
TEMPLATE = "sam.json"
NEVER_RUN = frozenset(
    {
        "altcha/altcha.py",
        "bin",
        "boto3",  # Asked for in requirements.txt for the tools and tests; what runs takes botocore as it is.
        "botocore/data",  # Cut down: see sdk.py.
        *(f"botocore/docs/{name}.py" for name in ("client", "method", "paginator", "service", "waiter")),
        *(f"botocore/docs/{name}.py" for name in ("example", "params", "shape", "sharedexample", "translator")),
        "botocore/docs/bcdoc",
        "botocore/stub.py",
        "dateutil/rrule.py",
        "dateutil/zoneinfo",
        "email_validator/__main__.py",
        "email_validator/deliverability.py",
        "dns",  # Serves email-validator where it asks the DNS, which we never let it.
        *(f"idna/{name}.py" for name in ("__main__", "cli", "codec", "compat")),
        "jinja2/constants.py",
        "jinja2/ext.py",
        "jinja2/meta.py",
        "jinja2/nativetypes.py",
        "jinja2/sandbox.py",
        "pynamodb/transactions.py",
        "s3transfer",
        "segno/cli.py",
        "segno/helpers.py",
        "share",  # A page of help for the terminal.
        "slugify/__main__.py",
        "urllib3/contrib/emscripten",
        "urllib3/contrib/pyopenssl.py",
        "urllib3/contrib/socks.py",
    }
)
SDK = frozenset({"botocore", "dateutil", "jmespath", "six.pyc", "urllib3"})
"""Of the zip: botocore, and what is only there for it."""

AWS_PLATFORM = "x86_64-manylinux2014"
HERE = ""
"""The platform of this machine, for the local stack."""

LEFT_OUT = ("__pycache__", "*.mjml", "*.md", "personal", "personal.py")
"""What is in chalicelib and no function imports: some of it only the operators' tools do."""

BAKED = ("editions", "templates", "translations", "built/mails", "providers.toml")
"""What is in chalicelib of which the zip has only what is made of it."""


class PackageFailed(Exception):
    """What a person has to mend before the app can be packaged, in one sentence."""


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


def package(folder: Path, target: str, extra: Mapping[str, bytes] | None = None) -> Package:
    """The package for one platform, in this folder; `extra` are files that only this zip has.

    Does nothing when nothing changed. Raises PackageFailed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made = Package(folder)
    stamp = folder / "package.stamp"
    with (folder / "package.lock").open("w") as lock:
        # Two at once, such as two halves of the tests, would pack each other's halves.
        fcntl.flock(lock, fcntl.LOCK_EX)
        fingerprint = _fingerprint(target, extra or {})
        if not (stamp.exists() and stamp.read_text() == fingerprint and made.zip.exists()):
            _make(made, target, extra or {})
            stamp.write_text(fingerprint)
    return made


def _make(made: Package, target: str, extra: Mapping[str, bytes]) -> None:
    stage = made.folder / "package"
    shutil.rmtree(stage, ignore_errors=True)
    _stage(stage / "app", extra)
    template = _chalice(stage)
    cdn.add_paths(template)
    gateway.add_vote_paths(template)
    gateway.add_answers(template)
    fetched = libraries(target)
    _pack(stage, fetched, made.zip)
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
    yield Path(__file__)
    yield from sorted(BAKING.glob("*.py"))
    yield from (Path(str(module.__file__)) for module in (cdn, gateway, policies, sbom, sdk, wiring, works))


def _fingerprint(target: str, extra: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(f"{target} {sys.version} {platform.machine()}".encode())
    for source in _sources():
        digest.update(f"\0{source.relative_to(ROOT)}\0".encode() + source.read_bytes())
    for name, content in sorted(extra.items()):
        digest.update(f"\0{name}\0".encode() + content)
    return digest.hexdigest()


def _stage(app: Path, extra: Mapping[str, bytes]) -> None:
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
    for name, content in extra.items():
        (app / name).write_bytes(content)
    _bake("texts", "its templates, words, editions and providers cannot be baked", str(app))
    wanted = imports.of_each((ROOT / "app.py").read_text("utf-8"), tuple(wiring.wiring().functions))
    (app / "chalicelib" / "built" / "imports.py").write_text(f"OF = {wanted!r}\n", encoding="utf-8")
    # Without the site of this machine, which may compile some of its own.
    _bake(
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
    _run([*command, *merged, str(stage / "out")], "Chalice cannot package it")
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
    _run(command, "its libraries could not be fetched")
    half.replace(folder)
    return folder


def _pack(stage: Path, fetched: Path, target: Path) -> None:
    """One zip of our part, Chalice's part and the libraries, with bytecode, since Lambda cannot keep any."""
    content = stage / "zip"
    content.mkdir()
    for place in sorted(fetched.iterdir()):
        if place.name in NEVER_RUN | {"chalice"} or place.suffix == ".dist-info":
            continue
        if place.is_dir():
            shutil.copytree(place, content / place.name, ignore=_never_run)
        elif place.suffix == ".py":
            shutil.copy(place, content)
    _cut_zones(content / "tzdata")
    for name, text in sdk.INSTEAD.items():
        (content / name).write_text(text, encoding="utf-8")
    # Only the bytecode, also of ours: what our log says of an error is its file and line.
    _only_bytecode(content)
    sdk.cut(fetched / "botocore" / "data", sdk.granted(policies.of_each().values()), content / "botocore" / "data")
    with zipfile.ZipFile(stage / "out" / ZIP) as chalices:
        chalices.extractall(content)
    shutil.copy(BAKING / "start.py", content)
    for folder in ("chalice", "chalicelib"):
        _only_bytecode(content / folder)
    _compile(content)
    _zip(content, target)


def _cut_zones(zones: Path) -> None:
    """Leave of all the world's clocks those that people read here."""
    for file in zones.rglob("*"):
        is_on_the_way = file.name == "__init__.py" and file.parent.name in ("tzdata", "zoneinfo", "Europe")
        if file.is_file() and not is_on_the_way and (file.parent.name, file.name) != ("Europe", "Brussels"):
            file.unlink()


def _never_run(folder: str, names: list[str]) -> set[str]:
    within = folder.partition("/libraries-")[2].partition("/")[2]
    return {name for name in names if name == "__pycache__" or f"{within}/{name}" in NEVER_RUN or _is_no_code(name)}


def _is_no_code(name: str) -> bool:
    return name.endswith((".pyi", ".c", ".h", "py.typed"))


def _only_bytecode(content: Path) -> None:
    """Leave the bytecode of what is in a folder, without its docstrings: a third of the size of the text with it."""
    _bake("silence", "not all of it compiles", str(content))


def _compile(content: Path) -> None:
    # In a process of its own, with hashes that are the same each time: they decide the order of constants.
    command = [sys.executable, "-m", "compileall", "-q", "-s", str(content), "--invalidation-mode", "unchecked-hash"]
    _run([*command, str(content)], "not all of it compiles")


def _zip(content: Path, target: Path) -> None:
    half = target.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(file for file in content.rglob("*") if file.is_file()):
            entry = zipfile.ZipInfo(str(file.relative_to(content)), (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())
    half.replace(target)


def _bake(program: str, otherwise: str, *told: str, python: tuple[str, ...] = ()) -> None:
    _run([sys.executable, *python, str(BAKING / f"{program}.py"), *told], otherwise)


def _run(command: list[str], otherwise: str) -> None:
    env = os.environ | {"AWS_DEFAULT_REGION": "eu-west-1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode:
        raise PackageFailed(f"{otherwise}.\n{(done.stderr or done.stdout).strip()[-2000:]}")


if __name__ == "__main__":
    sys.exit(main())
