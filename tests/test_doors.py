"""The doors lead somewhere: each link, command and file that a README names is there."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from infra import ROOT

DOORS = [ROOT / "README.md", *sorted(ROOT.glob("*/README.md")), *sorted(ROOT.glob(".github/*.md"))]
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


@pytest.fixture(params=DOORS, ids=lambda door: str(door.relative_to(ROOT)))
def door(request: pytest.FixtureRequest) -> Path:
    """Each in turn."""
    return Path(request.param)


def test_links_lead_to_a_file(door: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", door.read_text("utf-8"))
    assert not [link for link in links if not (door.parent / link).exists()]


def test_commands_are_there(door: Path) -> None:
    text = door.read_text("utf-8")
    assert set(re.findall(r"(?:`|^ {4})make ([a-z-]+)", text, re.MULTILINE)) <= TARGETS
    assert not [module for module in re.findall(r"python -m ([\w.]+)", text) if find_spec(module) is None]


def test_files_that_are_named_exist(door: Path) -> None:
    named = re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", door.read_text("utf-8"))
    named = [name for name in named if not name.startswith(".build/")]
    assert not [name for name in named if not any((root / name).exists() for root in (ROOT, door.parent))]
