"""A year is changed one version after the other; whatever comes twice, late or at once, none is lost or doubled."""

import json
from datetime import UTC, timedelta

import pytest
from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud import editions
from chalicelib.cloud.queues import pack
from chalicelib.edition import Edition
from chalicelib.editions import store
from chalicelib.errors import TryAgain
from chalicelib.messages.editions import EditionPut, EditionTurned
from tests.account import counted
from tests.campaign import VOTING, Campaign, Clock
from tests.people import a_form
from tests.staff import SOFIE
from tests.years import YEAR

LATER = replace(YEAR, show=YEAR.show + timedelta(hours=1))
LATEST = replace(YEAR, show=YEAR.show + timedelta(hours=2))
NEXT_YEAR = replace(YEAR, name="2028", year=2028, rounds=(replace(YEAR.vote, key="public-2028"),))
YEAR_AFTER = replace(YEAR, name="2029", year=2029, rounds=(replace(YEAR.vote, key="public-2029"),))
OVER = YEAR.vote.settled


def put(campaign: Campaign, wanted: Edition, base: int = 1, its_id: str = "a change") -> str:
    """Have a version written; the message, as it may come again."""
    body = pack(EditionPut(its_id, base, wanted, SOFIE.id, "because", clock.seconds()))
    assert campaign.deliver("organising", body) == {"batchItemFailures": []}
    return body


def history(name: str = "2027") -> list[tuple[int, str, str]]:
    return [(change.number, change.id, change.refused) for change in store.history(name)]


def clock_now() -> int:
    return clock.seconds()


def seen() -> Edition:
    """What a new process finds."""
    editions.begin()
    return editions.edition()


def test_a_change_is_a_new_version_with_who_when_and_why(campaign: Campaign) -> None:
    put(campaign, LATER)
    assert seen() == LATER
    [newest, first] = store.history("2027")
    assert (newest.number, newest.by, newest.why) == (2, SOFIE.id, "because")
    assert first.edition == YEAR


def test_the_history_keeps_nobodys_address(campaign: Campaign) -> None:
    body = pack(EditionPut("a change", 1, LATER, "an@example.org", "asked by els@example.org, twice", 1))
    campaign.deliver("organising", body)
    [_, refused] = store.history("2027")
    assert (refused.by, refused.why) == ("…", "asked by … twice")


def test_the_same_change_twice_is_one_version(campaign: Campaign) -> None:
    """I14"""
    body = put(campaign, LATER)
    put(campaign, LATEST, base=2, its_id="another")
    campaign.deliver("organising", body, body)
    assert history() == [(3, "another", ""), (2, "a change", ""), (1, "first-1", "")]
    assert seen() == LATEST


def test_of_two_on_the_same_version_the_second_is_told_and_both_are_kept(campaign: Campaign) -> None:
    put(campaign, LATER)
    put(campaign, LATEST, its_id="too late")
    assert history() == [(2, "a change", ""), (1, "first-1", ""), (2, "too late", "changed_meanwhile")]
    assert seen() == LATER


def test_a_version_on_one_that_never_was_is_refused(campaign: Campaign) -> None:
    put(campaign, LATER, base=7)
    assert history() == [(1, "first-1", ""), (8, "a change", "changed_meanwhile")]


def test_from_the_moment_a_round_opens_nothing_that_decides_it_changes(campaign: Campaign, clock: Clock) -> None:
    """The condition refuses: whoever writes the message."""
    longer = replace(YEAR, rounds=(replace(YEAR.vote, closes=YEAR.vote.closes + timedelta(minutes=30)),))
    clock.move_to(YEAR.vote.opens)
    put(campaign, longer)
    assert history()[-1] == (2, "a change", "round_has_opened")
    put(campaign, LATER, its_id="of the show alone")
    assert seen() == LATER
    clock.move_to(YEAR.vote.opens - timedelta(minutes=3))
    put(campaign, replace(longer, show=LATER.show), base=2, its_id="in time")
    assert seen().rules == longer.rules != YEAR.rules


def turned(campaign: Campaign, name: str) -> list[object]:
    """What comes back of asking for it."""
    answer = campaign.deliver("organising", pack(EditionTurned(name, SOFIE.id, clock_now())))
    return list(answer["batchItemFailures"])


def test_another_year_is_there_beside_the_first_until_it_is_turned_to(campaign: Campaign, clock: Clock) -> None:
    put(campaign, NEXT_YEAR, base=0)
    assert seen() == YEAR
    assert set(store.head().versions) == {"2027", "2028"}
    assert turned(campaign, "2028") == []
    clock.move_to(OVER - timedelta(seconds=1))
    assert turned(campaign, "2028") == []
    assert seen() == YEAR, "votes may still come in"
    clock.move_to(OVER)
    assert turned(campaign, "2028") == []
    assert seen() == NEXT_YEAR
    assert len(turned(campaign, "2099")) == 1


# What a process knows


def test_a_process_reads_once_a_minute(campaign: Campaign, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    reads, real = [], editions._get

    def noted(*key: str) -> object:
        reads.append(key[0])
        return real(*key)

    monkeypatch.setattr(editions, "_get", noted)
    editions.begin()
    for minute in range(3):
        for _ in range(20):
            editions.edition()
        assert reads == ["now"] * (minute + 1)
        clock.shift(60)


def test_a_process_that_cannot_read_goes_on_with_what_it_knew(
    campaign: Campaign, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seen() == YEAR

    def silent(known: object) -> None:
        raise TryAgain("silent")

    monkeypatch.setattr(editions, "_read_head", silent)
    clock.shift(120)
    assert editions.edition() == YEAR
    editions.begin()
    assert campaign.get("/nl/register").status == 503


def test_before_there_is_any_year_people_are_asked_to_come_back(campaign: Campaign) -> None:
    campaign.account.cloud.dynamodb.tables["gastvrij-test-editions"].hold({})  # type: ignore[attr-defined]
    editions.begin()
    assert campaign.get("/nl/register").status == 503
    for schedule in ("recount", "remind", "turn_phase", "forget"):
        campaign.tick(schedule)
    put(campaign, YEAR, base=0)
    assert campaign.get("/nl/register").status == 200, "at once, in a process that knew none"


# What a message was accepted under


def test_a_step_works_with_the_version_that_its_message_was_accepted_under(campaign: Campaign, clock: Clock) -> None:
    """A vote that was accepted in its last second is counted, though the edition changed meanwhile."""
    under: list[str] = []
    with editions.accepted_under("2027@1"):
        body = pack(EditionTurned("2027", SOFIE.id, 1))
    put(campaign, LATER)
    editions.begin()
    with editions.accepted_under(json.loads(body)["edition"]):
        assert editions.edition() == YEAR
        under.append(editions.stamp())
    assert editions.edition() == LATER
    assert [*under, editions.stamp()] == ["2027@1", "2027@2"]


def test_what_a_step_sends_goes_on_under_the_same_version(campaign: Campaign) -> None:
    campaign.post("/initiatives", a_form())
    put(campaign, LATER)
    editions.begin()
    campaign.drain_once("registration")
    assert ['"edition":"2027@1"' in body for body in campaign.waiting("confirmation-mail")] == [True]


def test_an_older_version_is_read_once_a_process(campaign: Campaign, clock: Clock) -> None:
    put(campaign, LATER)
    editions.begin()
    with counted() as calls:
        for _ in range(3):
            with editions.accepted_under("2027@1"):
                assert editions.edition() == YEAR
    assert calls.made == []


@pytest.mark.parametrize("stamp", ["2027@9", "2099@1", "2027@", "x", "@", "2027@x"])
def test_a_message_under_an_edition_that_never_was_is_a_dead_letter(campaign: Campaign, stamp: str) -> None:
    body = pack(EditionTurned("2027", SOFIE.id, 1)).replace("2027@1", stamp)
    answer = campaign.deliver("organising", body)
    assert len(answer["batchItemFailures"]) == 1


# What would ruin a year


def test_a_message_that_waited_is_judged_by_now(campaign: Campaign, clock: Clock) -> None:
    """Sent before the vote opened, and sent again from among the dead letters when it has."""
    longer = replace(YEAR, rounds=(replace(YEAR.vote, closes=YEAR.vote.closes + timedelta(minutes=30)),))
    body = pack(EditionPut("late", 1, longer, SOFIE.id, "-", int(YEAR.vote.opens.timestamp()) - 3600))
    clock.move_to(YEAR.vote.opens + timedelta(days=1))
    campaign.deliver("organising", body)
    assert history()[-1] == (2, "late", "round_has_opened")


def test_no_other_year_takes_over_a_round(campaign: Campaign) -> None:
    put(campaign, replace(NEXT_YEAR, rounds=YEAR.rounds), base=0)
    assert history("2028") == [(1, "a change", "round_is_another_years")]


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (replace(YEAR, forget_addresses_on=YEAR.registration.opens.date() - timedelta(days=200)), "not_in_order"),
        (replace(YEAR, rounds=(replace(YEAR.vote, opens=YEAR.vote.opens.replace(year=2026)),)), "already_past"),
        (replace(YEAR, show=YEAR.show.astimezone(UTC)), "not_in_order"),
    ],
    ids=["forgets", "opens", "by other clocks"],
)
def test_nothing_is_over_all_at_once(campaign: Campaign, wanted: Edition, why: str) -> None:
    put(campaign, wanted)
    assert history()[-1] == (2, "a change", why)


def test_the_site_shows_no_other_year_while_people_vote(campaign: Campaign, clock: Clock) -> None:
    put(campaign, NEXT_YEAR, base=0)
    clock.move_to(VOTING)
    campaign.deliver("organising", pack(EditionTurned("2028", SOFIE.id, clock_now())))
    assert seen() == YEAR


def test_a_year_that_is_over_stays_so(campaign: Campaign, clock: Clock, logged: list[str]) -> None:
    """Its pages are made for good; what is asked again, and what comes again, changes nothing and wakes nobody."""
    put(campaign, NEXT_YEAR, base=0)
    clock.move_to(OVER)
    body = pack(EditionTurned("2028", SOFIE.id, clock_now()))
    campaign.deliver("organising", body)
    before = store.head()
    assert before.past == ("2027",)
    clock.shift(60)
    campaign.deliver("organising", body, pack(EditionTurned("2027", SOFIE.id, clock_now())))
    assert store.head() == before
    assert "edition not turned" not in "".join(logged)


def test_an_older_turn_that_comes_late_changes_nothing(campaign: Campaign, clock: Clock) -> None:
    put(campaign, NEXT_YEAR, base=0)
    put(campaign, YEAR_AFTER, base=0)
    clock.move_to(OVER)
    older, newer = (pack(EditionTurned(name, SOFIE.id, at)) for name, at in (("2029", 10), ("2028", 20)))
    campaign.deliver("organising", newer, older)
    assert seen() == NEXT_YEAR


def test_the_site_follows_the_year_in_a_minute(campaign: Campaign, clock: Clock) -> None:
    """There is one bucket, whichever year its files show."""
    put(campaign, LATER)
    clock.shift(60)
    assert _builds(campaign, clock) == [1, 0]
    put(campaign, NEXT_YEAR, base=0)
    clock.move_to(OVER)
    turned(campaign, "2028")
    clock.shift(60)
    assert _builds(campaign, clock) == [1, 0]


def _builds(campaign: Campaign, clock: Clock) -> list[int]:
    """How many builds the schedule asks for, minute after minute."""
    asked = []
    for _ in range(2):
        campaign.tick("turn_phase")
        clock.shift(60)
        asked.append(len(campaign.waiting("publication")))
        campaign.drain()
    return asked


def test_a_change_of_an_older_version_draws_no_older_site(campaign: Campaign, clock: Clock) -> None:
    campaign.tick("turn_phase")
    clock.shift(5)
    (old,) = campaign.waiting("publication")
    assert '"edition":"2027@1"' in old
    contact = replace(YEAR, contact=replace(YEAR.contact, name="Een andere naam"))
    put(campaign, contact)
    clock.shift(60)
    campaign.drain()
    assert any("Een andere naam" in campaign.file(key) for key in campaign.files() if key.startswith("nl/"))
