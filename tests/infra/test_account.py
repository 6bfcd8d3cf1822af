"""A tool works on the campaign that it was told, whatever it imports before it is told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import infra.operate
from infra.operate import account

TOOLS = sorted(file.stem for file in Path(infra.operate.__path__[0]).glob("[a-z]*.py"))

WORKS_ON = """
import os
from importlib import import_module

os.environ.pop("GASTVRIJ_STAGE", None)
for tool in {tools}:
    import_module(f"infra.operate.{{tool}}")
os.environ["GASTVRIJ_STAGE"] = "production"
from chalicelib.cloud.rows import Row

print({{row.Meta.table_name for row in Row.__subclasses__() if "table_name" in vars(row.Meta)}})
"""


def test_each_tool_finds_the_tables_of_the_stage_that_it_is_told() -> None:
    asked = [sys.executable, "-c", WORKS_ON.format(tools=TOOLS)]
    told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert "gastvrij-production-ballots" in told
    assert "-local-" not in told


def test_a_region_is_asked_for_and_any_of_its_two_names_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "GASTVRIJ_STAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(account, "_queues", lambda stage: {})
    with pytest.raises(account.NotDone, match="in which region"):
        account.enter("production")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "")
    account.enter("production")
    assert os.environ["AWS_DEFAULT_REGION"] == "eu-central-1"


def test_what_is_wrong_is_said_to_the_letter(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words in brackets are no mark-up of the terminal's."""

    def fails() -> None:
        raise account.NotDone("name: no such [a-z] thing [/x]")

    monkeypatch.setattr(account, "enter", lambda stage: None)
    assert account.work("production", fails) == 1
    assert "no such [a-z] thing [/x]" in capsys.readouterr().out
