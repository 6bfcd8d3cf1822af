"""A process imports what its function needs, and nothing for the others."""

import subprocess
import sys

import pytest

from chalicelib.later import Later, prepare
from infra.package import ROOT

LOADED = "import app, sys; print(*sorted(name for name in sys.modules if name.startswith('chalicelib.')))"


def _loaded(function: str) -> set[str]:
    """Our modules in a new process of a function."""
    env = {"AWS_DEFAULT_REGION": "eu-west-1", "GASTVRIJ_STAGE": "test", "AWS_LAMBDA_FUNCTION_NAME": function}
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_web_function_has_all_pages_and_no_step() -> None:
    loaded = _loaded("gastvrij-test-web")
    steps = ("registration", "moderation", "publication", "notifications")
    assert {f"chalicelib.{step}.pages" for step in steps} <= loaded
    assert "chalicelib.voting.pages" not in loaded
    assert not {name for name in loaded if name.endswith(".steps")}


@pytest.mark.parametrize(
    ("function", "step"),
    [
        ("count-votes", "voting"),
        ("recount", "voting"),
        ("send-confirmation-mail", "notifications"),
        ("remind", "registration"),
    ],
)
def test_any_other_function_has_its_own_step_and_no_page(function: str, step: str) -> None:
    loaded = _loaded(f"gastvrij-test-{function}")
    assert {name for name in loaded if name.endswith(".steps")} == {f"chalicelib.{step}.steps"}
    assert not {name for name in loaded if name.endswith(".pages")}


def test_what_runs_no_function_of_ours_imports_what_it_uses() -> None:
    assert not {name for name in _loaded("somebody-elses") if name.endswith((".steps", ".pages"))}


def test_a_module_is_there_once_something_of_it_is_asked_for() -> None:
    assert Later("chalicelib.voting.rules").BUCKETS
    with pytest.raises(ModuleNotFoundError):
        prepare("run", {"run": lambda: missing, "missing": Later("chalicelib.nowhere")})  # type: ignore[name-defined]  # noqa: F821
