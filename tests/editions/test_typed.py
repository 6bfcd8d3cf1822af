"""A year as people type it: what they meant is read, what is wrong is said at its field, and nothing else moves."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.edition import LANGUAGES, Edition, Passage
from chalicelib.editions import groups, moments, told, typed
from chalicelib.editions.groups import ADDED
from chalicelib.errors import Refused
from tests.depth import cases
from tests.hostile.strings import texts
from tests.years import JUDGED, YEAR

EVERY = groups.known()
NAMES = {group: [field.name for field in groups.form(YEAR, group)] for group in EVERY}


@pytest.mark.parametrize("group", EVERY)
@pytest.mark.parametrize("year", [YEAR, JUDGED], ids=["without", "with a jury"])
def test_what_is_shown_and_comes_back_is_the_same_year(year: Edition, group: str) -> None:
    assert typed.read(year, group, groups.as_typed(year, group)) == (year, {})


@pytest.mark.parametrize(
    ("group", "changed", "said"),
    [
        ("dates", {"rounds-2-opens-day": "2027-04-10"}, {"rounds-2-opens-day": ["nominates_late"]}),
        ("rules", {"rounds-2-revise_days": "9"}, {"": ["show_early"], "rounds-2-revise_days": ["revises_late"]}),
        ("rules", {"rounds-1-nominees": "11"}, {"rounds-1-nominees": ["number_wrong"]}),
    ],
)
def test_what_is_wrong_with_a_jury_is_said_at_its_field(
    group: str, changed: dict[str, str], said: dict[str, list[str]]
) -> None:
    year, faults = typed.read(JUDGED, group, groups.as_typed(JUDGED, group) | changed)
    faults = faults or typed.faults_of(year, groups.items(year, group))
    assert {name: [fault.sentence for fault in its] for name, its in faults.items()} == said
    for language in LANGUAGES:
        assert all(told.faults(faults, groups.items(JUDGED, group), language).values())
        assert all(told.label_of(item, language) for item in groups.items(JUDGED, group))


def test_whether_a_jury_reads_names_is_a_box_to_tick() -> None:
    typed_then = groups.as_typed(JUDGED, "rules")
    assert (typed_then["rounds-1-blind"], typed_then["rounds-2-blind"]) == ("", "")
    blind, faults = typed.read(JUDGED, "rules", typed_then | {"rounds-2-blind": "yes"})
    assert not faults
    assert blind == replace(JUDGED, rounds=(*JUDGED.rounds[:2], replace(JUDGED.rounds[2], blind=True)))
    assert typed.read(blind, "rules", groups.as_typed(blind, "rules") | {"rounds-2-blind": ""}) == (JUDGED, {})
    for language, (no, yes) in {"nl": ("nee", "ja"), "fr": ("non", "oui"), "en": ("no", "yes")}.items():
        [line] = told.lines(JUDGED, blind, language)
        assert (line.term, line.old, line.new) == (told.label_in(language, "final_blind"), no, yes)


@pytest.mark.parametrize(
    ("group", "changed", "said"),
    [
        ("dates", {"show-day": ""}, {"show-day": ["day_empty"]}),
        ("dates", {"show-day": "2027-02-30"}, {"show-day": ["day_wrong"]}),
        ("dates", {"show-day": "2072-04-24"}, {"show-day": ["day_far"]}),
        ("dates", {"show-hour": "24:00"}, {"show-hour": ["hour_wrong"]}),
        ("dates", {"show-hour": ""}, {"show-hour": ["hour_empty"]}),
        ("dates", {"registration-opens-day": "2027-04-01"}, {"registration-closes-day": ["closes_first"]}),
        ("dates", {"rounds-0-results-day": "2027-04-20"}, {"rounds-0-results-day": ["results_early"]}),
        ("dates", {"show-day": "2027-04-20"}, {"show-day": ["show_early"]}),
        ("dates", {"forget_addresses_on": "2027-05-04"}, {"forget_addresses_on": ["forgets_early"]}),
        ("texts", {"title-fr": ""}, {"title-fr": ["text_empty"]}),
        ("texts", {"title-fr": "x" * 301}, {"title-fr": ["text_long"]}),
        ("texts", {"contact-email": "info"}, {"contact-email": ["email_wrong"]}),
        ("rules", {"moderation-link_days": "91"}, {"moderation-link_days": ["number_wrong"]}),
        ("rules", {"moderation-promised_days": "61"}, {"moderation-promised_days": ["number_wrong"]}),
        (
            "rules",
            {"moderation-remind_all_after_days": "2"},
            {"moderation-remind_all_after_days": ["tells_early"]},
        ),
        ("rules", {"registration-remind_after_days": "14"}, {"registration-remind_after_days": ["reminds_late"]}),
        ("rules", {"rounds-0-link_hours": "٤٨"}, {"rounds-0-link_hours": ["number_wrong"]}),
        ("sites", {"sites": "gewoon een woord"}, {"sites": ["site_wrong"]}),
        ("texts", {"data_licence": "CC-BY-NC-4.0"}, {"data_licence": ["licence_wrong"]}),
        ("partners", {"partners": "Cera"}, {"partners": ["partner_wrong"]}),
        ("partners", {"partners": "Cera javascript://cera.example"}, {"partners": ["partner_wrong"]}),
        ("partners", {"partners": "Cera cera.example\nCera cera.example"}, {"partners": ["partner_twice"]}),
        ("page-about", {"texts-about.contact-fr": "x" * 2001}, {"texts-about.contact-fr": ["text_long"]}),
        ("watch_words", {"watch_words": "x"}, {"watch_words": ["watch_word_wrong"]}),
        ("watch_words", {"watch_words": "\n".join(f"w{n}" for n in range(201))}, {"watch_words": ["watch_words_many"]}),
        ("reasons", {"moderation-reasons-0-sentence-fr": ""}, {"moderation-reasons-0-sentence-fr": ["text_empty"]}),
        (
            "reasons",
            {"added-sentence-nl": "Nee.", "added-sentence-fr": "Non."},
            {"added-sentence-en": ["text_empty"]},
        ),
        ("categories", {groups.gone(n): "yes" for n in range(8)}, {"": ["no_category"]}),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_at_its_field(group: str, changed: dict[str, str], said: dict[str, list[str]]) -> None:
    assert changed.keys() <= set(NAMES[group])
    year, faults = typed.read(YEAR, group, groups.as_typed(YEAR, group) | changed)
    faults = faults or typed.faults_of(year, groups.items(year, group))
    assert {name: [fault.sentence for fault in its] for name, its in faults.items()} == said
    for language in LANGUAGES:
        assert all(told.faults(faults, (*groups.items(YEAR, group), *ADDED.get(group, ())), language).values())


@pytest.mark.parametrize("day", ["2027-04-25", "25-4-2027", "25/04/2027", "25.04.2027", "25 4 2027"])
@pytest.mark.parametrize("hour", ["20:30", "20.30", "20u30", "20h30", "20:30:00", "20.30 uur"])
def test_a_day_and_an_hour_may_be_typed_the_way_people_do(day: str, hour: str) -> None:
    filled = groups.as_typed(YEAR, "dates") | {"show-day": day, "show-hour": hour}
    assert typed.read(YEAR, "dates", filled)[0].show == datetime.fromisoformat("2027-04-25T20:30:00+02:00")


@pytest.mark.parametrize(("hour", "read"), [("8", time(8)), ("8u", time(8)), ("8 uur", time(8)), ("0:05", time(0, 5))])
def test_an_hour_may_be_short(hour: str, read: time) -> None:
    assert moments.hour(hour) == read


@pytest.mark.parametrize(
    ("day", "hour", "why"),
    [(date(2027, 3, 28), time(2, 30), "hour_skipped"), (date(2027, 10, 31), time(2, 30), "hour_twice")],
)
def test_where_the_clocks_change_an_hour_is_asked_that_is_there_once(day: date, hour: time, why: str) -> None:
    with pytest.raises(Refused, match=why):
        moments.moment(day, hour)
    for minutes in (-31, 31):
        near = datetime.combine(day, hour) + timedelta(minutes=minutes)
        assert moments.moment(near.date(), near.time()).replace(tzinfo=None) == near


@pytest.mark.parametrize("name", ["2027-03-28", "2027-10-31"])
def test_a_moment_is_the_same_after_it_was_shown(name: str) -> None:
    for hour in range(24):
        if hour != 2:
            its = moments.moment(date.fromisoformat(name), time(hour))
            assert (moments.day_typed(its), moments.hour_typed(its)) == (name, f"{hour:02}:00")


def test_a_site_is_read_of_any_page_of_it() -> None:
    pasted = "www.voorbeeld.be\n\nhttps://WWW.voorbeeld.be/formulier?x=1\nhttp://localhost:8080/"
    year, faults = typed.read(YEAR, "sites", {"sites": pasted})
    assert not faults
    assert [site.origin for site in year.sites] == ["https://www.voorbeeld.be", "http://localhost:8080"]


def test_a_partner_is_a_name_and_behind_it_their_site() -> None:
    lines = "Buren van Gent, www.buren.example/over\n\n Cera https://www.cera.coop \n"
    year, faults = typed.read(YEAR, "partners", {"partners": lines})
    assert not faults
    assert [(its.name, its.url) for its in year.partners] == [
        ("Buren van Gent", "https://www.buren.example/over"),
        ("Cera", "https://www.cera.coop"),
    ]


def test_only_what_is_another_text_than_ours_is_kept_and_an_empty_one_is_ours() -> None:
    form = groups.as_typed(YEAR, "page-privacy")
    year, _ = typed.read(YEAR, "page-privacy", form | {"texts-privacy.rights-nl": "Alles mag.\n\nVraag het."})
    assert year.texts == (Passage(key="privacy.rights", nl="Alles mag.\n\nVraag het."),)
    form = groups.as_typed(year, "page-privacy")
    assert form["texts-privacy.rights-nl"] == "Alles mag.\n\nVraag het."
    assert typed.read(year, "page-privacy", form | {"texts-privacy.rights-nl": ""}) == (YEAR, {})


def test_a_text_of_another_release_stays() -> None:
    year = replace(YEAR, texts=(Passage(key="privacy.of_another_release", nl="Blijft"),))
    changed, _ = typed.read(year, "texts", groups.as_typed(year, "texts") | {"contact-name": "Sofie"})
    assert changed.texts == year.texts


def test_a_new_category_gets_a_key_that_no_other_has() -> None:
    names = {item.name: "Gemeenten!" for item in ADDED["categories"]}
    year, faults = typed.read(YEAR, "categories", groups.as_typed(YEAR, "categories") | names)
    assert not faults
    assert [year.categories[-1].key, year.categories[-1].name.fr] == ["gemeenten-2", "Gemeenten!"]


def test_a_reason_is_added_with_a_key_and_another_left_out() -> None:
    form = groups.as_typed(YEAR, "reasons") | {item.name: "Te kort" for item in ADDED["reasons"]}
    year, faults = typed.read(YEAR, "reasons", form | {groups.gone(0, "reasons"): "yes"})
    assert not faults
    before, after = YEAR.moderation.reasons, year.moderation.reasons
    assert after[:-1] == before[1:]
    assert [after[-1].key, after[-1].sentence.fr] == ["te-kort", "Te kort"]


def test_words_to_notice_are_a_line_each_once() -> None:
    year, faults = typed.read(YEAR, "watch_words", {"watch_words": "Omvolking\n\n  sale   race \nOmvolking\ncasino"})
    assert not faults
    assert year.moderation.watch_words == ("casino", "Omvolking", "sale race")


@given(st.data())
@settings(max_examples=cases(60, 2_000), deadline=None)
def test_whatever_is_typed_is_a_year_or_told_what_is_wrong_with_it(data: st.DataObject) -> None:
    group = data.draw(st.sampled_from(EVERY))
    changed = data.draw(st.dictionaries(st.sampled_from(NAMES[group]), texts() | st.just(""), max_size=3))
    year, faults = typed.read(YEAR, group, groups.as_typed(YEAR, group) | changed)
    assert told.faults(faults, groups.items(YEAR, group), "fr").keys() == faults.keys()
    if faults:
        assert year == YEAR
    else:
        # Of what it does not hold, nothing moved.
        assert replace(year, **{name: getattr(YEAR, name) for name in HOLDS.get(group, ("texts",))}) == YEAR


HOLDS = {
    "dates": ("registration", "rounds", "show", "forget_addresses_on"),
    "texts": ("title", "contact", "data_licence"),
    "categories": ("categories",),
    "partners": ("partners",),
    "sites": ("sites",),
    "reasons": ("moderation",),
    "watch_words": ("moderation",),
    "rules": ("registration", "moderation", "rounds"),
    "witnesses": ("witnesses",),
    "copies": ("copies",),
}
