"""Packs the zip that all functions run from: our part, Chalice's and the libraries, compiled."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

from infra import ROOT
from infra.make import policies, sdk

BAKING = ROOT / "infra" / "make" / "bake"
ZIP = "deployment.zip"
NEVER_RUN = frozenset(
    {
        "altcha/altcha.py",
        "altcha/v1.py",
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
        *(f"PIL/{name}.py" for name in ("ImageGrab", "ImageQt", "ImageShow", "ImageTk", "__main__", "report")),
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


class PackageFailed(Exception):
    """What a person has to mend before the app can be packaged, in one sentence."""


def pack(stage: Path, fetched: Path, target: Path) -> None:
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


def pack_libraries(fetched: Path, target: Path) -> None:
    """A zip of some libraries alone, with bytecode; made in a folder of its own, so that two may make it at once."""
    with TemporaryDirectory(dir=target.parent) as folder:
        content = Path(folder) / "zip"
        content.mkdir()
        for place in sorted(fetched.iterdir()):
            if place.is_dir() and place.name not in NEVER_RUN and place.suffix != ".dist-info":
                shutil.copytree(place, content / place.name, ignore=_never_run)
            elif place.suffix == ".so":
                shutil.copy(place, content)
        _only_bytecode(content)
        _zip(content, Path(folder) / target.name)
        (Path(folder) / target.name).replace(target)


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
    bake("silence", "not all of it compiles", str(content))


def _compile(content: Path) -> None:
    # In a process of its own, with hashes that are the same each time: they decide the order of constants.
    command = [sys.executable, "-m", "compileall", "-q", "-s", str(content), "--invalidation-mode", "unchecked-hash"]
    run([*command, str(content)], "not all of it compiles")


def _zip(content: Path, target: Path) -> None:
    half = target.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(file for file in content.rglob("*") if file.is_file()):
            put(archive, file, file.relative_to(content))
    half.replace(target)


def put(archive: zipfile.ZipFile, file: Path, name: Path) -> None:
    """Put a file into a zip, without the moment of it."""
    entry = zipfile.ZipInfo(str(name), (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    archive.writestr(entry, file.read_bytes())


def bake(program: str, otherwise: str, *told: str, python: tuple[str, ...] = ()) -> None:
    run([sys.executable, *python, str(BAKING / f"{program}.py"), *told], otherwise)


def run(command: list[str], otherwise: str) -> None:
    env = os.environ | {"AWS_DEFAULT_REGION": "eu-west-1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, capture_output=True, text=True, env=env)
    if done.returncode:
        raise PackageFailed(f"{otherwise}.\n{(done.stderr or done.stdout).strip()[-2000:]}")
