"""What each field may hold, and what is said when it holds something else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib import texts as plain_texts
from chalicelib.edition import LANGUAGES
from chalicelib.moderation.desk.deciding import DECISION as REVIEW
from chalicelib.places import OF_ONE_RECEIVER, by_postal_code, municipalities
from chalicelib.registration.form import FORM as REGISTRATION
from chalicelib.web import fields, initiatives
from chalicelib.web.initiatives import COMPETES, INITIATIVE
from chalicelib.web.typed import web_address
from chalicelib.web.words import keys
from tests.years import YEAR

FORM = (*INITIATIVE, COMPETES)
RIGHT = {
    "title": "Taalcafé De Brug",
    "summary": "Buren en nieuwkomers praten samen.",
    "description": "Elke dinsdag om acht uur in de bibliotheek van de wijk.",
    "category": "verenigingen",
    "organisation": "",
    "website": "",
    "reach": "",
    "language": "nl",
    "competes": "yes",
}


def _filled(postal_code: list[str] | None = None, municipality: list[str] | None = None, **texts: str) -> fields.Filled:
    lists = {"postal_code": postal_code or ["9000"], "municipality": municipality or []}
    return fields.checked(fields.fill(FORM, {**RIGHT, **texts}, lists), YEAR)


def _faults(*args: Any, **texts: Any) -> dict[str, list[str]]:
    return {name: [fault.sentence for fault in its] for name, its in _filled(*args, **texts).faults.items()}


def test_what_is_right_has_no_faults() -> None:
    assert _faults() == {}


@pytest.mark.parametrize(
    ("field", "least", "most"), [("title", 4, 100), ("summary", 10, 200), ("description", 30, 5000)]
)
@pytest.mark.parametrize("sign", ["a", "é", "م", "\U00020000"])
def test_lengths_are_counted_in_characters(field: str, least: int, most: int, sign: str) -> None:
    assert _faults(**{field: sign * least}) == {}
    assert _faults(**{field: sign * most}) == {}
    assert _faults(**{field: sign * (least - 1)}) == {field: [f"{field}.short"]}
    assert _faults(**{field: sign * (most + 1)}) == {field: ["long"]}


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = _faults(["1"], title="", summary="", description="", category="x", language="x", competes="x", website="x")
    assert set(found) == {
        *("title", "summary", "description", "category", "language", "competes", "website", "postal_code")
    }


@pytest.mark.parametrize(
    "sign", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\u200e", "\u200f", "\u202e", "\u2066", "\u2069", "\ue000", "\uffff"]
)
def test_invisible_signs_are_taken_out_and_said(sign: str) -> None:
    filled = _filled(title=f"Taal{sign}café")
    assert [fault.sentence for fault in filled.faults["title"]] == ["characters"]
    assert filled.texts["title"] == "Taalcafé"


@pytest.mark.parametrize("sign", ["\u00ad", "\u200b", "\ufeff"])
def test_what_comes_along_with_pasting_goes_silently(sign: str) -> None:
    filled = _filled(title=f"Taal{sign}café")
    assert not filled.faults
    assert filled.texts["title"] == "Taalcafé"


def test_only_a_description_has_lines() -> None:
    filled = _filled(
        title="Taal\r\ncafé\tDe  Brug", description="Eerste alinea hier.  \r\n\r\nTweede alinea daar.\u2028Slot."
    )
    assert filled.texts["title"] == "Taal café De Brug"
    assert filled.texts["description"] == "Eerste alinea hier.\n\nTweede alinea daar.\nSlot."


def test_letters_are_composed() -> None:
    assert _filled(title="Cafe\u0301 vier").texts["title"] == "Café vier"


def test_families_and_flags_of_signs_stay_whole() -> None:
    assert _filled(title="Familie 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 می‌خواهم").texts["title"] == "Familie 👨‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿 می‌خواهم"


@given(some.text(max_size=200))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    once = plain_texts.tidied(text, lines=True)
    assert plain_texts.tidied(once, lines=True) == once
    assert not plain_texts.has_wrong_characters(once)
    line = plain_texts.tidied(text)
    assert plain_texts.tidied(line) == line
    assert "\n" not in line


@pytest.mark.parametrize(
    "nothing", [*(sign * 6 for sign in "\u3164\u2800\u200d\u2062\U000e0041\ufe0f…"), " \u115f\u1160 "]
)
def test_a_title_of_which_nobody_sees_a_letter_is_none(nothing: str) -> None:
    assert _faults(title=nothing)["title"][0] in ("title.short", "title.invisible")
    assert _faults(title=f"Café{nothing}vier") == {}
    assert not _filled(organisation=nothing).texts["organisation"].replace("…", "")


def test_what_is_put_between_letters_to_be_unseen_goes() -> None:
    typed = "T\u2062aal\u3164c\ufe0fa\U000e0041f\u034fe\u0301 vier"
    assert _filled(title=typed).texts["title"] == "Taalcafé vier"


def test_a_letter_keeps_four_marks() -> None:
    heap = "e" + "\u0300\u0316\u0335\u0338\u0324\u0359" * 15
    kept = _filled(title=f"Caf{heap} vier").texts["title"]
    assert len(kept) <= len("Cafe vier") + 4
    assert kept.endswith(" vier")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("https://www.example.org", "https://www.example.org"),
        ("http://example.org/a?b=c#d", "http://example.org/a?b=c#d"),
        ("www.example.org", "https://www.example.org"),
        ("example.org:8080/pad", "https://example.org:8080/pad"),
        ("https://münchen.example/é", "https://münchen.example/é"),
        ("HTTPS://Example.org", "HTTPS://Example.org"),
    ],
)
def test_a_website_is_kept_as_typed(typed: str, kept: str) -> None:
    assert _faults(website=typed) == {}
    assert web_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *("javascript:alert(1)", "JaVaScRiPt://example.org/%0aalert(1)", "data:text/html,<script>alert(1)</script>"),
        *("vbscript:x", "file:///etc/passwd", "ftp://example.org", "mailto:an@example.org", "https://"),
        *("https://localhost", "https://user:pass@example.org", "https://example.org@evil.example"),
        *("https://exa mple.org", 'https://example.org/"onclick=x', "https://example.org\\@evil.example"),
        *("https://[::1", "https://example.org:99999", "https://example.org:x", "https://-example.org"),
        *("//example.org", "niets"),
    ],
)
def test_anything_else_is_no_website(typed: str) -> None:
    assert _faults(website=typed) == {"website": ["website.wrong"]}


# Places


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["9000"], ("44021",)),
        (["9000", "", " 9000 "], ("44021",)),
        (["9000, 2000;1000"], ("44021", "11002", "21004")),
        (["9000/9050"], ("44021",)),
    ],
)
def test_postal_codes_become_municipalities_each_once(typed: list[str], found: tuple[str, ...]) -> None:
    assert initiatives.initiative(_filled(typed)).places == found


@pytest.mark.parametrize("typed", ["B-9000", "B 9000", "BE-9000", "9000 Gent", "9000 - Gent", "B-9000 Gent (Rabot)",
                                   "９０００", "\u00a09000\ufeff", "9000\u200e"])  # fmt: skip
def test_a_postal_code_is_read_as_on_an_envelope(typed: str) -> None:
    assert fields.codes_of(_filled([typed])) == ["9000"]
    assert initiatives.initiative(_filled([typed])).places == ("44021",)


@pytest.mark.parametrize("code", ["9999", "900", "B-90", "90001", "4000", "Luik", "x" * 5000])
def test_a_postal_code_from_elsewhere_is_unknown(code: str) -> None:
    assert _faults([code]) == {"postal_code": ["postal_code.unknown"]}


@pytest.mark.parametrize("code", ["1049", "1043", "9099", "B-1047 Brussel"])
def test_a_code_that_an_institution_has_for_itself_is_called_so(code: str) -> None:
    assert _faults([code]) == {"postal_code": ["postal_code.own"]}
    assert not OF_ONE_RECEIVER.intersection(by_postal_code())


def test_twenty_postal_codes_and_no_more() -> None:
    codes = sorted({place.postal_codes[0] for place in municipalities().values()} - {"1040", "1050", "1804"})
    assert _faults(codes[:20]) == {}
    assert _faults(codes[:21]) == {"postal_code": ["postal_code.many"]}
    assert _faults([""]) == {"postal_code": ["postal_code.empty"]}


@pytest.mark.parametrize("code", ["1040", "1050", "1804"])
def test_a_code_of_two_municipalities_asks_which(code: str) -> None:
    assert _faults([code]) == {"municipality": ["municipality.choose"]}
    for place in fields.ambiguous([code])[code]:
        assert initiatives.initiative(_filled([code], [place.nis])).places == (place.nis,)
    both = [place.nis for place in fields.ambiguous([code])[code]]
    assert sorted(initiatives.initiative(_filled([code], both)).places) == sorted(both)


def test_only_municipalities_of_such_a_code_can_be_chosen() -> None:
    assert _faults(["9000"], ["44021"]) == {"municipality": ["municipality.wrong"]}
    assert _faults(["1040"], ["44021"]) == {"municipality": ["municipality.wrong"]}


@pytest.mark.parametrize("nis", sorted(municipalities()))
def test_what_is_shown_to_change_leads_to_the_same_municipality(nis: str) -> None:
    typed = initiatives.as_typed([municipalities()[nis]])
    assert initiatives.initiative(_filled(typed["postal_code"], typed["municipality"])).places == (nis,)


# Boxes


@pytest.mark.parametrize("typed", ["yes", "on", "true", "1", "ja", "Oui", " ON "])
def test_a_tick_is_one_in_any_form(typed: str) -> None:
    """A box without a value of its own sends "on": so do the forms of partners."""
    assert initiatives.initiative(_filled(competes=typed)).competes


@pytest.mark.parametrize("typed", ["", "no", "off", "false", "0", "nee", "non"])
def test_no_tick_is_none_in_any_form(typed: str) -> None:
    assert _faults(competes=typed) == {}
    assert not initiatives.initiative(_filled(competes=typed)).competes


# Words


def test_faults_are_said_from_top_to_bottom_of_the_page() -> None:
    faults = {name: [fields.Fault("title.short", {"least": 4})] for name in ("unknown", "language", "title", "summary")}
    faults["unknown"] = [fields.Fault("unknown", {"name": "unknown"})]
    filled = fields.Filled(FORM, {}, {}, faults)
    assert list(filled.said("nl")) == ["title", "summary", "language", "unknown"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fault_has_its_sentence(language: str) -> None:
    everything = [_filled(["1"] * 2, title="x", summary="x", description="x", category="", language="", website="x")]
    everything += [
        _filled(
            ["1040"], ["1"], competes="x", organisation="x" * 101, website="x" * 301, reach="x", title="x.be www.x.be"
        )
    ]
    everything += [
        _filled(["1040"]),
        _filled([""]),
        _filled(title="…" * 9),
        _filled(title="a\0bcd"),
        _filled([str(n) for n in range(21)]),
    ]
    shapes = fields.fill(FORM, {}, {}, {"x" * 5000: "unknown", "title": "twice", "summary": "not_text"})
    for filled in (*everything, shapes):
        for name, sentences in filled.said(language).items():
            assert len(name) <= 60
            assert all(sentence and "{" not in sentence for sentence in sentences)


def test_every_text_field_that_may_be_too_short_or_carry_an_address_has_a_sentence() -> None:
    known = set(keys("nl"))
    for its in (*REGISTRATION, *REVIEW):
        if its.is_typed:
            assert not its.least or f"form.errors.{its.name}.short" in known
            assert its.web or f"form.errors.{its.name}.web" in known
            assert f"fields.{its.name}" in known
