"""A new process imports what its function needs while it starts, and nothing for the others."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from infra import ROOT
from infra.make.bake import imports
from infra.make.package import BUILD, HERE, package
from infra.wiring import wiring

STARTED = """
import json, sys
sys.path.insert(0, "")
import {module}
print(json.dumps(sorted(name for name in sys.modules if name.startswith("chalicelib."))))
"""


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Lambda unpacks."""
    folder = tmp_path_factory.mktemp("package")
    with zipfile.ZipFile(package(BUILD / "here", HERE).zip) as archive:
        archive.extractall(folder)
    return folder


def _loaded(folder: Path, function: str, module: str = "start") -> set[str]:
    """Our modules in a new process of a function."""
    environment = {
        "AWS_DEFAULT_REGION": "eu-west-1",
        "GASTVRIJ_STAGE": "test",
        "AWS_LAMBDA_FUNCTION_NAME": f"gastvrij-test-{function.replace('_', '-')}",
    }
    command = [sys.executable, "-I", "-S", "-c", STARTED.format(module=module)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


PAGES = {
    "vote_web": {"voting", "voting.receipts"},
    "team_web": {
        "closing",
        "editions",
        "editions.amending",
        "editions.logos",
        "editions.practice",
        "editions.years",
        "jury",
        "jury.tie",
        "moderation.desk",
        "people",
        "people.signing_in",
        "voting.disqualifying",
    },
}
"""The rooms whose pages are asked of another function than web."""


@pytest.mark.parametrize("function", ["web", *PAGES])
def test_each_web_function_has_its_own_pages_and_no_step(unpacked: Path, function: str) -> None:
    code = ROOT / "chalicelib"
    rooms = {".".join(pages.parent.relative_to(code).parts) for pages in code.rglob("pages.py")}
    its = PAGES.get(function, rooms - set().union(*PAGES.values()))
    loaded = {name for name in _loaded(unpacked, function) if name.endswith((".pages", ".steps"))}
    assert loaded == {f"chalicelib.{room}.pages" for room in its}


@pytest.mark.parametrize(
    ("function", "steps"),
    [
        ("count_votes", {"voting"}),
        ("recount", {"voting"}),
        ("send_confirmation_mail", {"notifications"}),
        ("remind", {"jury", "jury.tie", "registration", "moderation.reminders", "voting.settled"}),
    ],
)
def test_any_other_function_has_its_own_steps_and_no_page(unpacked: Path, function: str, steps: set[str]) -> None:
    loaded = _loaded(unpacked, function)
    assert {name for name in loaded if name.endswith((".steps", ".pages"))} == {
        f"chalicelib.{step}.steps" for step in steps
    }


def test_without_a_function_nothing_is_imported_before_it_is_used(unpacked: Path) -> None:
    assert not {name for name in _loaded(unpacked, "", "app") if name.endswith((".steps", ".pages"))}


def test_every_function_imports_something_while_it_starts() -> None:
    """Whoever moves a handler's imports elsewhere hears of it."""
    found = imports.of_each((ROOT / "app.py").read_text("utf-8"), tuple(wiring().functions))
    assert all(found.values())
