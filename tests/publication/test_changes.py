"""A change is drawn by itself, and the site is then what it would be had all been drawn anew (I21)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from chalicelib.cloud.settings import settings
from chalicelib.kinds import Microseconds
from chalicelib.messages.message import Message
from chalicelib.messages.publication import ResultsCounted, SiteChanged
from chalicelib.photo import Photo
from chalicelib.publication import bucket, builds
from chalicelib.site import shelf
from chalicelib.site.file import File
from chalicelib.web.words import say
from tests.account import client, counted
from tests.campaign import Campaign, Clock
from tests.publication.initiatives import BRUSSEL, RONSE, approval, takedown
from tests.publication.test_steps import AFTER, COUNT, run

MANY = [
    approval(
        f"slug-{number}",
        title=f"Nummer {number}",
        photos=() if number % 10 else (Photo(f"{number}-1", "Een lange tafel", 1600, 1200),),
    )
    for number in range(60)
]


def files(town: Campaign) -> dict[str, str]:
    return {key: town.file(key) for key in town.files()}


@contextmanager
def written() -> Iterator[list[str]]:
    """The files that are written meanwhile, each as often as it is."""
    keys: list[str] = []
    put = bucket.write

    def write(file: File) -> None:
        keys.append(file.key)
        put(file)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bucket, "write", write)
        yield keys
    keys[:] = [key for key in keys if not key.startswith("build/")]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of ten places, so that a few initiatives fill some."""
    monkeypatch.setattr(shelf, "BLOCK", 10)


CHANGES: dict[str, list[Message]] = {
    "one more": [approval("koor")],
    "a takedown": [takedown("slug-7")],
    "a takedown of the newest": [takedown("slug-59")],
    "other words": [approval("slug-3", version=2, title="Anders", description="Iets anders.")],
    "another description": [approval("slug-33", version=2, title="Nummer 33", description="Niets dat telt.")],
    "another place and category": [approval("slug-4", version=2, places=(RONSE, BRUSSEL), category="scholen")],
    "no part in the vote any more": [approval("slug-5", version=2, title="Nummer 5", competes=False)],
    "gone and back": [takedown("slug-9"), approval("slug-9", version=3, title="Terug")],
    "never shown": [takedown("nooit")],
    "a full block and a new one": [approval(f"nog-{number}") for number in range(11)],
    "all at once": [approval("koor"), takedown("slug-0"), approval("slug-1", version=2), takedown("slug-59")],
}


@pytest.mark.parametrize("changes", CHANGES.values(), ids=CHANGES)
def test_what_a_change_leaves_is_what_a_whole_build_makes(
    town: Campaign, clock: Clock, small: None, changes: list[Message]
) -> None:
    run(*MANY)
    clock.shift(60)
    with counted() as calls:
        run(*changes)
    assert "s3.ListObjectsV2" not in calls.made
    after = files(town)
    with written() as anew:
        run(SiteChanged(10**15, whole=True))
    assert anew == []
    assert {key: text for key, text in files(town).items() if not key.startswith("build/")} == {
        key: text for key, text in after.items() if not key.startswith("build/")
    }


def test_a_change_writes_what_shows_it_and_no_more(town: Campaign) -> None:
    """In the vote, when each has a ballot too; some more where a page of the list or a block is full."""
    run(*MANY[:50])
    with written() as keys:
        run(approval("koor"))
    assert len(keys) == len(set(keys)) <= 42


def test_what_is_said_again_writes_nothing(town: Campaign) -> None:
    run(*MANY[:3])
    with written() as keys:
        run(MANY[2])
        run(approval("slug-2", title="Ouder", at=5))
    assert keys == []


def _a_count(votes: dict[str, int], later: int) -> ResultsCounted:
    return ResultsCounted(COUNT.round, votes, sum(votes.values()), Microseconds(COUNT.as_of + later))


def test_a_recount_writes_the_results_alone(town: Campaign, clock: Clock) -> None:
    clock.move_to(datetime.fromisoformat(AFTER))
    run(*MANY[:3], _a_count({"slug-1": 6}, 0))
    with written() as keys:
        run(_a_count({"slug-1": 7, "slug-2": 3}, 1))
    told = [f"{language}/{page}" for language in ("nl", "fr", "en") for page in ("results", "results/screen")]
    assert sorted(keys) == sorted([*told, "palmares.csv"])


def test_who_is_first_of_the_public_is_said_wherever_it_was_said_of_another(town: Campaign, clock: Clock) -> None:
    """Also where the counts come the wrong way round, or two are first, between whom the jury decides."""
    clock.move_to(datetime.fromisoformat(AFTER))
    run(*MANY[:3])
    first = say("nl", "honour.public", year="Gastvrije Gemeente 2027")

    def honoured() -> list[str]:
        its = [f"slug-{number}" for number in range(3) if f"nl/initiatives/slug-{number}" in town.files()]
        return [slug for slug in its if first in town.file(f"nl/initiatives/{slug}")]

    for counts, who in (
        ([_a_count({"slug-1": 6, "slug-2": 5}, 1)], ["slug-1"]),
        ([_a_count({"slug-1": 6, "slug-2": 7}, 3), _a_count({"slug-1": 6, "slug-2": 5}, 2)], ["slug-2"]),
        ([_a_count({"slug-1": 7, "slug-2": 7}, 4)], []),
        ([_a_count({"slug-1": 8, "slug-2": 7}, 5)], ["slug-1"]),
        ([takedown("slug-1")], ["slug-2"]),
    ):
        run(*counts)
        assert honoured() == who
        shown = files(town)
        run(SiteChanged(builds.newest().begun, whole=True))
        assert files(town) == shown


def test_whoever_died_while_drawing_leaves_it_all_to_look_through(town: Campaign) -> None:
    run(*MANY[:3])
    builds.begin()
    with counted() as calls:
        run(approval("koor"))
    assert "s3.ListObjectsV2" in calls.made


def test_a_shelf_that_is_not_there_is_made_anew(town: Campaign) -> None:
    run(*MANY[:3])
    client("s3").delete_object(Bucket=settings().public_bucket, Key="initiatives.index.json")
    run(approval("koor"))
    assert len(shelf.read(town.file("initiatives.index.json").encode()).initiatives) == 4


def test_many_changes_are_looked_through(town: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chalicelib.publication.shelves.MOST", 3)
    run(MANY[0])
    with counted() as calls:
        run(*MANY[1:6])
    assert calls.made.count("s3.ListObjectsV2") == 1
