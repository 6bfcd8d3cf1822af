"""Red where a library has a known hole, and never green because nobody was asked."""

import io
from types import SimpleNamespace
from typing import Any
from urllib.error import URLError

import pytest

from infra.make import audit


def _service(monkeypatch: pytest.MonkeyPatch, answer: str) -> list[list[str]]:
    ran: list[list[str]] = []

    def opened(url: str, timeout: int) -> Any:
        if not answer:
            raise URLError("no such host")
        return io.BytesIO(answer.encode())

    def run(command: list[str]) -> Any:
        ran.append(command)
        return SimpleNamespace(returncode=1)

    monkeypatch.setattr(audit, "urlopen", opened)
    monkeypatch.setattr("infra.make.audit.subprocess.run", run)
    return ran


@pytest.mark.parametrize("answer", ["", "<html>", "{}", '{"vulnerabilities": []}'])
def test_a_service_that_knows_no_holes_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    ran = _service(monkeypatch, answer)
    assert (audit.main(), ran) == (0, [])
    assert "skipped" in capsys.readouterr().out


def test_a_hole_is_red_and_so_is_what_was_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    ran = _service(monkeypatch, '{"vulnerabilities": [{"id": "PYSEC-2019-217"}]}')
    assert audit.main() == 1
    assert {"--strict", "--require-hashes"} <= set(ran[0])
