"""What a template does with what people typed."""

import pytest
from jinja2 import UndefinedError

from chalicelib.web import render
from chalicelib.web.render import environment


def page(source: str, language: str = "nl", **context: object) -> str:
    """A template of one line, filled in like a page."""
    return environment().from_string(source).render(language=language, **context)


def test_what_people_typed_is_text_on_a_page() -> None:
    assert page("{{ title }}", title="<b>&</b>") == "&lt;b&gt;&amp;&lt;/b&gt;"


def test_what_people_typed_is_text_within_a_sentence() -> None:
    said = page('{{ t("sent.text", email=email) }}', email="<script>")
    assert "&lt;script&gt;" in said
    assert "<script>" not in said


def test_braces_that_people_typed_fill_nothing_in() -> None:
    assert "{count}" in page('{{ t("sent.text", email=email) }}', email="{count}")


def test_a_plain_text_is_not_escaped() -> None:
    subject = render.render("mails/vote-confirm/subject.txt", "nl", title="Koffie & thee")
    assert "Koffie & thee" in subject


def test_what_nobody_gave_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        page("{{ nobody }}")


def test_an_open_line_begins_a_paragraph() -> None:
    assert page("{{ text | paragraphs | length }}", text="Een\r\nnog een\r\n\r\n\r\ntwee\n\n") == "2"


def test_a_number_is_written_in_the_language() -> None:
    assert page("{{ 10642 | in_words }}", "en") == "10,642"
