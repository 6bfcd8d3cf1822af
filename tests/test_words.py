"""Every word a person reads is there, in every language, and none is there for nothing."""

import re
import string
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chalicelib.edition import LANGUAGES
from chalicelib.errors import Broken
from chalicelib.kinds import Language
from chalicelib.web import words
from chalicelib.web.words import WordsMissing, say
from tests.years import YEAR

CODE = words.HERE
SOURCES = [
    file
    for kind in ("*.py", "*.html", "*.txt", "*.mjml")
    for file in sorted(CODE.rglob(kind))
    if "built" not in file.parts and file.name != "words.py"
]
SAID = re.compile(r"""\b(?:t|_say)\(\s*["']([\w.-]+)["']|\b(?:say|pattern)\([\w.]+,\s*["']([\w.-]+)["']""")
"""A key in full, where it is said."""

NAMED = re.compile(r"""(?<![\w.])f?["']([a-z0-9_-]+(?:\.[\w-]+)+\.?)["']""")
"""A key in full, wherever it is named."""

BUILT_UP = re.compile(r"""["']([a-z0-9_-]+(?:\.[\w-]+)*)\.["']\s*~|f["']([a-z0-9_-]+(?:\.[\w-]+)*)\.\{""")
"""The beginning of a key that is put together, such as errors. and a status."""


def placeholders(sentence: str) -> set[str]:
    """The names between braces."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def without_number(key: str) -> str:
    """The key that is said, for one of its two forms."""
    return re.sub(r"\.(one|other)$", "", key)


def in_sources(expression: re.Pattern[str]) -> dict[str, str]:
    """What an expression finds in our code and templates, and in which file."""
    return {
        next(filter(None, match.groups())): file.name
        for file in SOURCES
        for match in expression.finditer(file.read_text("utf-8"))
    }


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_languages_have_the_same_keys_in_the_same_order(language: str) -> None:
    assert words.keys(language) == words.keys("nl")


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_sentences_have_the_same_places_to_fill_in(language: str) -> None:
    differing = [
        key
        for key in words.keys("nl")
        if placeholders(words.pattern(language, key)) != placeholders(words.pattern("nl", key))
    ]
    assert not differing


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_nothing_is_left_in_dutch(language: str) -> None:
    same = [
        key
        for key in words.keys("nl")
        if " " in words.pattern("nl", key)
        and words.pattern("nl", key) == words.pattern(language, key)
        and not re.fullmatch(r"(\W|{\w+})*", words.pattern("nl", key))
        and not key.startswith(
            ("dates.", "site.name", "site.language.", "site.open_data", "register.postal_code_field.nth")
        )
    ]
    assert not same


def test_every_key_that_is_said_exists() -> None:
    known = set(words.keys("nl")) | {without_number(key) for key in words.keys("nl")}
    missing = {key: file for key, file in in_sources(SAID).items() if key not in known and not key.endswith(".")}
    assert not missing


def test_no_sentence_is_there_for_nothing() -> None:
    whole, parts = set(in_sources(NAMED)), set(in_sources(BUILT_UP))
    unsaid = [
        key
        for key in words.keys("nl")
        if whole.isdisjoint({key, without_number(key)})
        and not any(key.startswith(f"{part}.") for part in parts)
        and not key.startswith("dates.")
    ]
    assert not unsaid


def test_no_sentence_says_oops_or_successfully() -> None:
    banned = re.compile(r"\b(oops|oeps|succesvol|avec succès|successful)", re.IGNORECASE)
    assert not [
        (language, key)
        for language in LANGUAGES
        for key in words.keys(language)
        if banned.search(words.pattern(language, key))
    ]


OTHERS = ("Commune hospitalière", "Hospitable Municipality")
"""Names that are not ours: the first is the campaign of another organisation."""

ARSON = re.compile(
    r"aangestoken|aan(?:ge)?steken|\bsteekt?\b[^.]*\baan\b|in brand|(?:venster|huis|huizen)\w*[^.]*\bbrand"
    r"|\bbrand\w*[^.]*\b(?:venster|huis|huizen)|incendi|brûl|enflamm|alight|\bburn|on fire|\bfire\b",
    re.IGNORECASE,
)
"""Light burns; windows and houses never do: about homes for refugees, these words are those of the headlines."""


def test_no_window_burns_in_what_people_read() -> None:
    root = CODE.parent
    shown = [root / "README.md", *root.glob("*/README.md"), *sorted((root / "infra" / "put" / "demo").glob("*.toml"))]
    read = {(language, key): words.pattern(language, key) for language in LANGUAGES for key in words.keys(language)}
    burning = [where for where, sentence in read.items() if ARSON.search(sentence)]
    assert not burning
    assert not [file.name for file in shown if ARSON.search(file.read_text("utf-8"))]


@pytest.mark.parametrize("sentence", ["Net aangestoken", "Je venster brandt", "Steek jij het eerste venster aan?"])
def test_the_words_of_a_fire_are_known(sentence: str) -> None:
    assert ARSON.search(sentence)
    assert not ARSON.search("Er brandt meer licht dan je denkt.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_campaign_has_one_name_in_every_language(language: str) -> None:
    assert say(language, "site.name") == "Gastvrije Gemeente"
    every = " ".join(words.pattern(language, key) for key in words.keys(language)) + YEAR.title[language]
    assert not [name for name in OTHERS if name in every]


def test_no_line_ends_before_french_punctuation() -> None:
    """Whatever space the translator typed, or none: a "?" never stands alone on its line."""
    apart = re.compile(r"[ \w}][?!;»]| :|«[ \w{]")
    broken = [key for key in words.keys("fr") if apart.search(words.pattern("fr", key))]
    assert not broken
    assert words.pattern("fr", "sent.nothing").endswith("\u202f?")
    assert words.pattern("fr", "form.wrong") == "Erreur\u00a0:"
    assert "\u202f" not in words.pattern("nl", "sent.nothing")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Vous ? Oui! Non ;", "Vous\u202f? Oui\u202f! Non\u202f;"),
        ("« {title} » : lu", "«\u00a0{title}\u00a0»\u00a0: lu"),
        ("«{title}»", "«\u00a0{title}\u00a0»"),
        ("{code} ?", "{code}\u202f?"),
        ("{hour:02}:{minute} sur https://exemple.be", "{hour:02}:{minute} sur https://exemple.be"),
        ("Quoi ?!", "Quoi\u202f?!"),
    ],
)
def test_french_punctuation_keeps_its_space(typed: str, kept: str) -> None:
    assert words.spaced(typed) == kept
    assert words.spaced(kept) == kept


@pytest.mark.parametrize(
    ("language", "written", "read"),
    [("nl", "17/5", "3,4"), ("en", "1/2", "0.5"), ("fr", "13/6", "2,17 (13/6)"), ("nl", "5", "5"), ("nl", "0", "0")],
)
def test_a_fraction_is_read_as_a_decimal_number(language: Language, written: str, read: str) -> None:
    assert words.fraction_in_words(language, written) == read


def test_a_missing_key_is_an_error() -> None:
    with pytest.raises(WordsMissing):
        say("nl", "nothing.of.the.kind")


def test_no_two_rooms_say_the_same_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "HERE", tmp_path / "chalicelib")
    for room in ("voting", "web"):
        folder = tmp_path / "chalicelib" / "translations" / room
        folder.mkdir(parents=True)
        (folder / "nl.toml").write_text('[vote]\ntitle = "Stem"\n', encoding="utf-8")
    with pytest.raises(Broken, match=r"^chalicelib/translations/web/nl\.toml: another room says vote\.title already$"):
        words.sentences.__wrapped__("nl")


def test_words_and_templates_are_in_the_folder_of_a_room() -> None:
    rooms = {room.parent.name for room in CODE.glob("*/__init__.py")}
    folders = [*(CODE / "translations").iterdir(), *(CODE / "templates").glob("*/")]
    assert {folder.name for folder in folders} - {"mails"} <= rooms


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("nl", "list.page", page=1)


@pytest.mark.parametrize(
    ("language", "count", "sentence"),
    [
        ("nl", 0, "0 initiatieven"),
        ("nl", 1, "1 initiatief"),
        ("nl", 1234, "1.234 initiatieven"),
        ("fr", 0, "0 initiative"),
        ("fr", 2, "2 initiatives"),
        ("fr", 10642, "10\u202f642 initiatives"),
        ("en", 1, "1 initiative"),
        ("en", 10642, "10,642 initiatives"),
    ],
)
def test_numbers_take_the_form_of_the_language(language: str, count: int, sentence: str) -> None:
    assert say(language, "list.found", count=count) == sentence


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("nl", date(2027, 4, 5), "5 april 2027"),
        ("fr", date(2027, 4, 1), "1er avril 2027"),
        ("fr", date(2027, 8, 2), "2 août 2027"),
        ("en", date(2027, 4, 1), "1 April 2027"),
    ],
)
def test_days_are_written_the_way_the_language_does(language: str, day: date, written: str) -> None:
    assert words.date_in_words(language, day) == written


def test_a_moment_has_a_day_and_a_time() -> None:
    assert words.moment_in_words("nl", datetime(2027, 4, 23, 9, 5, tzinfo=UTC)) == "23 april 2027 om 9.05\u00a0uur"
