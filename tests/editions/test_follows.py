"""What else follows of a change is told before it is saved: each where it does, and only there."""

from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.edition import Edition, Site
from chalicelib.editions import rules, told
from tests.years import YEAR

OPENS, CLOSES = YEAR.registration.opens, YEAR.registration.closes
DURING, BEFORE = OPENS + timedelta(days=1), OPENS - timedelta(days=9)
HOUR = timedelta(hours=1)
LINKED = replace(YEAR, sites=(Site("https://www.example.org"),))


def registration(**changed: datetime) -> Edition:
    return replace(YEAR, registration=replace(YEAR.registration, **changed))


def vote(**changed: object) -> Edition:
    return replace(YEAR, rounds=(replace(YEAR.vote, **changed),))


@pytest.mark.parametrize(
    ("now", "before", "after", "follows"),
    [
        (DURING, YEAR, vote(closes=YEAR.vote.closes - HOUR), ["mailed_vote"]),
        (BEFORE, YEAR, vote(closes=YEAR.vote.closes - HOUR), []),
        (DURING, YEAR, registration(closes=DURING - HOUR), ["closes_at_once"]),
        (DURING, YEAR, registration(closes=DURING + HOUR), []),
        (BEFORE, YEAR, registration(opens=BEFORE - HOUR), ["opens_at_once"]),
        (DURING, YEAR, replace(YEAR, moderation=replace(YEAR.moderation, link_days=7)), ["links_stay"]),
        (DURING, YEAR, vote(link_hours=24), ["links_stay"]),
        (DURING, YEAR, replace(YEAR, contact=replace(YEAR.contact, email="nieuw@example.org")), ["replies_stay"]),
        (DURING, YEAR, replace(YEAR, contact=replace(YEAR.contact, name="De ploeg")), []),
        (DURING, LINKED, YEAR, ["form_stops"]),
        (DURING, YEAR, LINKED, []),
    ],
)
def test_what_follows_is_told(now: datetime, before: Edition, after: Edition, follows: list[str]) -> None:
    moment = int(now.timestamp())
    assert rules.consequences(before, after, moment) == follows
    assert len(told.consequences(before, after, moment, "fr")) == len(follows)


def test_dates_are_told_as_they_follow_each_other() -> None:
    rounds = vote(closes=YEAR.vote.closes + HOUR).rounds
    later = replace(registration(closes=CLOSES + HOUR), show=YEAR.show + HOUR, rounds=rounds)
    renamed = replace(later, title=replace(later.title, nl="Een jaar vol licht"))
    assert [line.term for line in told.lines(YEAR, renamed, "nl")] == [
        "Inschrijven sluit",
        "Stemmen sluit",
        "We reiken de awards uit",
        "Naam van het jaar (Nederlands)",
    ]
