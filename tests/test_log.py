"""What a line of the log says."""

import json

import pytest

from chalicelib.cloud import log


def test_a_line_is_json_with_the_fields_that_filters_and_tools_read(capsys: pytest.CaptureFixture[str]) -> None:
    log.went_wrong("mail not sent", mail="vote-confirm", reason="two\nlines ☃")
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line) == {
        "level": "ERROR",
        "message": "mail not sent",
        "mail": "vote-confirm",
        "reason": "two\nlines ☃",
    }


def test_what_happened_is_no_error(logged: list[str]) -> None:
    log.happened("consumed", count=10, failed=0)
    assert [json.loads(line)["level"] for line in logged] == ["INFO"]


def test_a_field_that_is_not_on_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="email"):
        log.happened("answered", email="an@example.org")
