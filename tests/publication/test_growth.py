"""The home page says what has grown since the year before, where that is known."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib import brussels
from chalicelib.site import growth
from chalicelib.site.public import Published
from tests.publication.initiatives import published
from tests.publication.test_site import Structure, a_site, pages
from tests.years import NEXT, YEAR

OPENS = brussels.day(YEAR.registration.opens)
DAYS = (-1, 0, 2, 2, 5)
"""After how many days each was public; one was so before anybody could register."""


def _on_day(number: int, days: int) -> Published:
    first = brussels.morning(OPENS + timedelta(days=days)) + 3600
    return replace(published(f"cafe-{number}"), first=first)


KEPT = growth.file(a_site(*(_on_day(number, days) for number, days in enumerate(DAYS))))


@pytest.mark.parametrize(("days", "count"), [(-1, 0), (0, 2), (1, 2), (2, 4), (4, 4), (5, 5), (300, 5)])
def test_days_are_counted_from_when_one_could_register(days: int, count: int) -> None:
    assert KEPT.key == "editions/2027/growth.json"
    today = brussels.day(NEXT.registration.opens) + timedelta(days=days)
    assert growth.then(KEPT.content, NEXT, today) == count


def test_nothing_is_known_of_a_year_without_such_a_file_or_without_initiatives() -> None:
    today = brussels.day(NEXT.registration.closes)
    assert growth.then(None, NEXT, today) == growth.then(growth.file(a_site()).content, NEXT, today) == 0


@pytest.mark.parametrize(
    ("then", "said"),
    [
        (0, "3 initiatieven 3"),
        (1, "3 initiatieven 2 meer dan in 2027, evenveel dagen na de start"),
        (3, "3 initiatieven in 2027, evenveel dagen na de start: 3"),
        (1200, "3 initiatieven in 2027, evenveel dagen na de start: 1.200"),
    ],
)
def test_more_is_said_to_be_more_and_less_is_said_plainly(then: int, said: str) -> None:
    site = a_site(
        *(published(f"cafe-{number}", places=(nis,)) for number, nis in enumerate(("44021", "21004", "45041")))
    )
    served = pages(replace(site, edition=NEXT, past=[YEAR], then=then))
    assert said in " ".join(Structure(served["nl/index"]).words.split())
    assert f'"then":{then},' in served["initiatives.index.json"]
