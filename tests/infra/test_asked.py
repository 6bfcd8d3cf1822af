"""What the tools that deploy say of themselves."""

import re
import shlex

import pytest

from infra.put import asked


def _help(command: str, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit):
        asked.read(["--help"], command, "")
    return capsys.readouterr().out


@pytest.mark.parametrize("command", list(asked.EXAMPLES))
def test_each_example_is_understood_and_shown(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    told = _help(command, capsys)
    for words in asked.EXAMPLES[command]:
        assert asked.read(shlex.split(words), command, "").stage == "test"
        assert f"infra.put.{command} {words}\n" in told


def test_what_a_first_deploy_needs_comes_first_and_each_parameter_once(capsys: pytest.CaptureFixture[str]) -> None:
    told = re.findall(r"^  (\w+): ", _help("deploy", capsys), re.MULTILINE)
    assert told[: len(asked.FIRST)] == list(asked.FIRST)
    assert sorted(told) == sorted([*asked.OURS, *asked.parameters()])
    assert re.findall(r"^  (\w+): ", _help("destroy", capsys), re.MULTILINE) == []
