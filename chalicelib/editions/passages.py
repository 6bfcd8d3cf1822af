"""The pages to read as an organiser changes them: each section with what the site says, which is ours unless they wrote
their own. Values in, values out."""

from collections.abc import Iterator, Mapping
from typing import Any

from chalicelib.edition import LANGUAGES, Edition, Passage
from chalicelib.kinds import Language
from chalicelib.web import words

PAGE = "page-"
"""What the groups of these texts are called by: page-privacy."""

Texts = dict[str, dict[Language, str]]
"""What each section says, by its key."""


def topics() -> list[str]:
    """The pages that there are."""
    return words.parts("reading")


def sections(topic: str) -> list[str]:
    """The keys of a page's sections, in its order."""
    return [f"{topic}.{part}" for part in words.parts(f"reading.{topic}")]


def title(key: str, language: Language) -> str:
    """What a section is called; its key where another release had it."""
    return words.sentences(language).get(f"reading.{key}.title", key)


def said(edition: Edition, key: str, language: Language) -> str:
    """What a section says in a language: theirs, or else ours with its days left open; "" where it is none of ours."""
    return edition.passage(key, language) or _ours(key, language)


def all_said(edition: Edition) -> Texts:
    """What every section says."""
    return {key: {tongue: said(edition, key, tongue) for tongue in LANGUAGES} for key in _known()}


def to_keep(edition: Edition, wanted: Texts) -> list[Mapping[str, Any]]:
    """What of all this is theirs, and what the edition keeps of sections that we do not know (any more)."""
    known = set(_known())
    unknown = [{"key": its.key, **_by_language(its)} for its in edition.texts if its.key not in known]
    theirs = {
        key: {tongue: "" if text == _ours(key, tongue) else text for tongue, text in its.items()}
        for key, its in wanted.items()
    }
    return [*({"key": key, **its} for key, its in theirs.items() if any(its.values())), *unknown]


def _by_language(its: Passage) -> dict[Language, str]:
    return {tongue: its[tongue] for tongue in LANGUAGES}


def _known() -> Iterator[str]:
    return (key for topic in topics() for key in sections(topic))


def _ours(key: str, language: Language) -> str:
    return words.sentences(language).get(f"reading.{key}.text", "")
