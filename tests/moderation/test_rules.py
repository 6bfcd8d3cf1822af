"""The states of a dossier, the names of public pages, and what differs between two texts."""

from itertools import islice, product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.moderation import rules

STATES = tuple(state for state in get_args(rules.State) if state != rules.FORGOTTEN)
EVENTS: tuple[rules.What, ...] = get_args(rules.What)


def test_every_pair_of_state_and_event_is_decided_on() -> None:
    legal = {(state, event) for state, event in product(STATES, EVENTS) if rules.after(state, event)}
    assert legal == {
        ("waiting", "approve"),
        ("waiting", "reject"),
        ("waiting", "changes"),
        ("changes", "changed"),
        ("waiting", "changed"),
        ("waiting", "edited"),
        ("approved", "changed"),
        ("waiting", "withdrew"),
        ("changes", "withdrew"),
        ("approved", "withdrew"),
        ("rejected", "withdrew"),
        ("taken down", "withdrew"),
        ("approved", "takedown"),
        ("waiting", "disowned"),
        ("changes", "disowned"),
        ("approved", "disowned"),
        ("rejected", "disowned"),
        ("taken down", "disowned"),
        ("withdrawn", "reopened"),
        ("approved", "undone"),
        ("changes", "undone"),
        ("rejected", "undone"),
        ("taken down", "undone"),
    }


def test_beside_what_is_public_a_later_version_is_rejected_alone_or_all_is_taken_down() -> None:
    assert rules.after("waiting", "reject", is_public=True) == "approved"
    assert {rules.after(state, "takedown", is_public=True) for state in ("waiting", "changes")} == {"taken down"}
    assert {rules.after(state, "takedown") for state in ("waiting", "changes")} == {None}


def test_every_state_is_known_and_reached() -> None:
    assert {state for state, _ in rules.NEXT} | set(rules.NEXT.values()) == set(STATES)


def test_only_an_approval_leads_to_what_is_public_and_that_a_takedown_is_undone() -> None:
    public = {pair for pair, state in rules.NEXT.items() if state == "approved"}
    assert public == {("waiting", "approve"), ("taken down", "undone")}


def test_what_is_rejected_or_taken_down_stays_off_the_site_but_where_that_is_undone() -> None:
    after = {event: state for (before, event), state in rules.NEXT.items() if before in rules.OFF_THE_SITE}
    assert {event for event, state in after.items() if state != "withdrawn"} == {"undone"}


# Names of public pages


@pytest.mark.parametrize(
    ("title", "place", "slug"),
    [
        ("Taalcafé De Brug", "Gent", "taalcafe-de-brug-gent"),
        ("Taalcafé Gent", "Gent", "taalcafe-gent"),
        ("Gentenaars helpen", "Gent", "gentenaars-helpen-gent"),
        ("Ça va? Ça va!", "Sint-Jans-Molenbeek", "ca-va-ca-va-sint-jans-molenbeek"),
        ("مقهى", "Elsene", "mqh-elsene"),
        ("🙂🙂🙂🙂", "Gent", "gent"),
        ("../../etc/passwd", "Gent", "etc-passwd-gent"),
    ],
)
def test_the_nicest_name_is_title_and_municipality(title: str, place: str, slug: str) -> None:
    assert next(rules.slugs(title, place)) == slug


@given(some.text(min_size=1, max_size=100), some.sampled_from(["Gent", "Sint-Pieters-Leeuw", "’s-Gravenvoeren"]))
def test_every_name_fits_an_address_and_none_comes_twice(title: str, place: str) -> None:
    names = list(islice(rules.slugs(title, place), 30))
    assert len(set(names)) == 30
    for name in names:
        assert 0 < len(name) <= rules.LONGEST_SLUG
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
        assert not name.startswith("-")
        assert not name.endswith("-")


# Differences


def test_what_changed_is_marked_word_by_word() -> None:
    assert rules.differences("Elke dinsdag om acht uur", "Elke woensdag om acht uur precies") == [
        ("same", "Elke "),
        ("out", "dinsdag "),
        ("in", "woensdag "),
        ("same", "om acht "),
        ("out", "uur"),
        ("in", "uur precies"),
    ]


@given(some.text(max_size=60), some.text(max_size=60))
def test_the_pieces_are_the_two_texts(before: str, now: str) -> None:
    pieces = rules.differences(before, now)
    assert "".join(text for kind, text in pieces if kind != "in") == before or before != now
    assert "".join(text for kind, text in pieces if kind != "out") == now


@given(some.text(max_size=60))
def test_what_stayed_is_not_marked(text: str) -> None:
    assert rules.differences(text, text) == ([("same", text)] if text else [])
