"""What people get when API Gateway answers before any function of ours runs."""

import json

import pytest

from chalicelib.edition import LANGUAGES
from chalicelib.web.words import say
from infra.make.gateway import ANSWERS, add_answers


@pytest.fixture(scope="module")
def answers() -> dict[str, dict[str, dict[str, str]]]:
    template: dict[str, dict[str, dict[str, dict[str, dict[str, str]]]]] = {"Resources": {}}
    add_answers(template)
    return {name: resource["Properties"] for name, resource in template["Resources"].items()}


@pytest.mark.parametrize(("name", "status"), [(f"{name}Answer", status) for name, (_, status) in ANSWERS.items()])
def test_a_person_reads_it_in_the_three_languages_and_a_program_as_json(
    answers: dict[str, dict[str, dict[str, str]]], name: str, status: int
) -> None:
    templates = answers[name]["ResponseTemplates"]
    sentences = [say(language, f"errors.{status}.text") for language in LANGUAGES]
    assert json.loads(templates["application/json"])["errors"][""] == sentences
    for language in LANGUAGES:
        assert f'<section lang="{language}">' in templates["text/html"]
    # The gateway fills in what begins with a dollar sign.
    assert "$" not in templates["text/html"]
