"""What people get when API Gateway answers before any function of ours runs."""

import json
from typing import Any

import pytest

from chalicelib.edition import LANGUAGES
from chalicelib.web.words import say
from infra.make.gateway import ANSWERS, add_answers


@pytest.fixture(scope="module")
def answers() -> dict[str, Any]:
    api: dict[str, Any] = {"Properties": {"DefinitionBody": {}}}
    add_answers({"Resources": {"RestAPI": api}})
    found: dict[str, Any] = api["Properties"]["DefinitionBody"]["x-amazon-apigateway-gateway-responses"]
    return found


@pytest.mark.parametrize(("kind", "status"), ANSWERS.items())
def test_a_person_reads_it_in_the_three_languages_and_a_program_as_json(
    answers: dict[str, Any], kind: str, status: int
) -> None:
    templates = answers[kind]["responseTemplates"]
    sentences = [say(language, f"errors.{status}.text") for language in LANGUAGES]
    assert answers[kind]["statusCode"] == str(status)
    assert json.loads(templates["application/json"])["errors"][""] == sentences
    for language in LANGUAGES:
        assert f'<section lang="{language}">' in templates["text/html"]
    # The gateway fills in what begins with a dollar sign.
    assert "$" not in templates["text/html"]


def test_its_headers_hold_what_the_gateway_takes_between_quotes(answers: dict[str, Any]) -> None:
    for answer in answers.values():
        for name, value in answer["responseParameters"].items():
            assert name.startswith("gatewayresponse.header.")
            assert value == f"'{value.strip(chr(39))}'"
