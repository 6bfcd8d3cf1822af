"""What becomes public, what does not, and how often the files are built for it."""

import itertools
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.cloud import queues
from chalicelib.cloud.settings import settings
from chalicelib.kinds import Microseconds
from chalicelib.messages.message import Message
from chalicelib.messages.publication import ResultsCounted
from chalicelib.publication import builds, steps, store
from chalicelib.site import drawing
from chalicelib.web.render import render
from tests.account import client, counted
from tests.campaign import Campaign, Clock
from tests.publication.initiatives import VOTING, approval, takedown

SLUG = "taalcafe-de-brug"
PAGE = f"nl/initiatives/{SLUG}"
EVERYWHERE = ("nl/index", "nl/initiatives", "initiatives.index.json", "initiatives.json", "initiatives.geojson",
              "initiatives.csv", "initiatives.atom")  # fmt: skip


def run(*messages: Message) -> list[Message]:
    """Run messages through their steps, and what follows after them, as the queue does: in order, one by one."""
    waiting, done = list(messages), []
    while waiting:
        message = waiting.pop(0)
        done.append(message)
        waiting += steps.STEPS[type(message)](message)
    return done


def built(*messages: Message) -> int:
    """How many builds these messages cost."""
    before = builds.newest().begun
    run(*messages)
    return builds.newest().begun - before


def is_anywhere(town: Campaign, text: str) -> bool:
    return any(text in town.file(key) for key in town.files())


def test_an_approved_initiative_is_everywhere(town: Campaign) -> None:
    run(approval())
    assert {f"{language}/initiatives/{SLUG}" for language in ("nl", "fr", "en")} <= set(town.files())
    assert all("Taalcafé De Brug" in town.file(key) for key in (PAGE, *EVERYWHERE))


def test_what_comes_back_is_there_since_its_first_year(town: Campaign) -> None:
    run(replace(approval(), since=2024), approval("koor"))
    assert all(town.file(key).count(" · al sinds 2024</p>") == 1 for key in ("nl/index", "nl/initiatives", PAGE))
    assert town.get("/fr/search?q=brug").body.count(" · depuis 2024</p>") == 1
    assert [one["since"] for one in json.loads(town.file("initiatives.json"))["initiatives"]] == [2027, 2024]


def test_a_takedown_is_gone_before_any_build(town: Campaign) -> None:
    run(approval())
    steps.STEPS[type(takedown())](takedown())
    assert not [key for key in town.files() if SLUG in key]


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_the_page_of_what_was_taken_down_says_so(town: Campaign, language: str) -> None:
    """As its ballot does; what never was there is not found, and no file tells what it was called (I7)."""
    run(approval(), takedown())
    assert town.get(f"/{language}/initiatives/{SLUG}").status == 410
    assert town.get(f"/{language}/initiatives/never-there").status == 404
    assert not is_anywhere(town, SLUG)
    assert not is_anywhere(town, "De Brug")
    run(approval(version=3))
    assert SLUG in town.file("initiatives.json")
    assert town.file("nl/gone.json") == "[]"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_a_later_version_is_the_last_word(town: Campaign, order: Sequence[int]) -> None:
    words = [approval(version=1), takedown(version=1), approval(version=2, title="Taalcafé De Kaai")]
    run(*(words[place] for place in order))
    assert [one.initiative.title for one in store.published("2027")] == ["Taalcafé De Kaai"]
    assert "De Kaai" in town.file(PAGE)
    assert not is_anywhere(town, "De Brug")


@pytest.mark.parametrize(
    "message", [approval(), takedown(), ResultsCounted("public-2027", {SLUG: 3}, 3, Microseconds(5))]
)
def test_twice_is_once(town: Campaign, clock: Clock, message: Message) -> None:
    """Even when hours lie between, and builds."""
    step = steps.STEPS[type(message)]
    first = step(message)
    before = town.rows()
    clock.shift(3600)
    assert step(message) == first
    assert town.rows() == before
    run(*first, approval("koor"))
    assert step(message) == first


def test_many_changes_cost_one_build(town: Campaign) -> None:
    assert built(*(approval(f"slug-{number}", title=f"Nummer {number}") for number in range(10))) == 1
    assert town.file("initiatives.json").count("Nummer") == 10


def test_a_build_that_takes_too_long_goes_on_in_the_next(town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each draws on from where the one before stopped, so that a site of any size is built in the end."""
    now = itertools.accumulate(itertools.repeat(3), initial=int(VOTING.timestamp()))
    moments = [next(now)]

    def slowly(*given: Any, **more: Any) -> str:
        moments[0] = next(now)
        return render(*given, **more)

    monkeypatch.setattr(drawing, "render", slowly)
    monkeypatch.setattr("chalicelib.clock.seconds", lambda: moments[0])
    run(*(approval(f"slug-{number}", title=f"Nummer {number}") for number in range(5)))
    assert 1 < builds.newest().begun < 12
    assert all("Nummer 4" in town.file(key) for key in ("nl/index", "fr/initiatives", "initiatives.atom"))
    assert builds.newest().finished == builds.newest().begun


def test_a_change_after_a_build_began_costs_another(town: Campaign) -> None:
    run(approval())
    assert built(approval("koor", title="Koor")) == 1
    assert "Koor" in town.file("nl/initiatives")


def test_rows_hold_nothing_about_people(town: Campaign) -> None:
    run(approval())
    row = next(row for row in town.rows()["publications"] if row["slug"]["S"] == SLUG)
    assert set(row) == {"edition", "slug", "rank", "initiative", "at", "after", "first", "panel"}
    assert "@" not in str(row)


def test_a_takedown_leaves_no_words_behind(town: Campaign) -> None:
    run(approval(), takedown())
    row = next(row for row in town.rows()["publications"] if row["slug"]["S"] == SLUG)
    assert "initiative" not in row


# Through the queue


def test_a_message_that_cannot_be_read_ends_among_the_dead_letters(campaign: Campaign, clock: Clock) -> None:
    """What came after it in the queue does not."""
    # An ordered queue gives a message again only once time has passed.
    clock.move_to(VOTING, tick=True)
    queues.send([approval()])
    client("sqs").send_message(
        QueueUrl=settings().queue_urls["publication"], MessageBody='{"kind": "Nonsense"}', MessageGroupId="site"
    )
    queues.send([approval("koor", title="Koor")])
    campaign.drain()
    assert campaign.dead["publication"] == ['{"kind": "Nonsense"}']
    assert "Koor" in campaign.file("nl/initiatives")


# The schedule


def phase() -> list[Message]:
    return steps.turn_phase()


def test_the_schedule_gives_a_new_stage_its_first_files(town: Campaign) -> None:
    run(*phase())
    assert {"nl/index", "fr/initiatives", "en/results", "initiatives.csv"} <= set(town.files())


def test_the_schedule_costs_one_read_when_nothing_changed(town: Campaign, clock: Clock) -> None:
    run(*phase())
    clock.shift(3600)
    with counted() as calls:
        assert phase() == []
    assert calls.made == ["dynamodb.GetItem"]


@pytest.mark.parametrize(
    "moment", ["2027-04-24T00:00:00+02:00", "2027-04-24T22:00:00+02:00", "2027-04-11T00:00:00+02:00"]
)
def test_a_phase_or_day_that_begins_asks_for_a_build(town: Campaign, clock: Clock, moment: str) -> None:
    run(*phase())
    clock.move_to(datetime.fromisoformat(moment))
    asked = phase()
    assert len(asked) == 1
    assert phase() == asked
    assert built(*asked) == 1
    assert phase() == []


def test_a_deploy_asks_for_a_build(town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    run(*phase())
    monkeypatch.setattr(steps, "version", lambda: "other code")
    assert built(*phase()) == 1
    assert phase() == []


# Results

COUNT = ResultsCounted("public-2027", {SLUG: 1234, "gone": 2}, 1236, Microseconds(1_808_000_000_000_000))
AFTER = "2027-04-24T22:00:00+02:00"


def test_numbers_are_hidden_until_the_edition_says_so(town: Campaign, clock: Clock) -> None:
    run(approval(), COUNT)
    assert not is_anywhere(town, "1.234")
    clock.move_to(datetime.fromisoformat(AFTER))
    run(*phase())
    assert "1.234" in town.file("nl/results")
    assert "1,234" in town.file("en/results")


def test_there_are_no_results_before_the_first_count(town: Campaign, clock: Clock) -> None:
    clock.move_to(datetime.fromisoformat(AFTER))
    run(approval())
    assert "<table" not in town.file("nl/results")


def test_the_newest_count_is_shown_in_any_order(town: Campaign, clock: Clock) -> None:
    clock.move_to(datetime.fromisoformat(AFTER))
    newer = replace(COUNT, votes={SLUG: 5678}, as_of=COUNT.as_of + 1)
    run(approval(), newer, COUNT)
    assert "5.678" in town.file("nl/results")
