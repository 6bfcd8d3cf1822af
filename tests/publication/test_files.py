"""The public bucket: only what changed is written, what is gone is removed, what is not ours is left alone."""

import itertools
import json
from collections.abc import Sequence

import pytest

from chalicelib import clock
from chalicelib.cloud import published
from chalicelib.cloud.settings import settings
from chalicelib.publication import bucket
from chalicelib.publication.bucket import LONGEST_BUILD, Changes
from chalicelib.site.file import File, Sketch
from infra.make import cdn
from tests.account import client, counted
from tests.campaign import Campaign


def page(key: str, content: str = "hello") -> File:
    return File(key, "text/html; charset=utf-8", content.encode())


def brought(files: Sequence[File | Sketch]) -> Changes:
    """What it takes to bring the bucket up to date, by a build that begins now."""
    return bucket.bring_up_to_date(files, clock.seconds() + LONGEST_BUILD)


def test_only_what_changed_is_written(campaign: Campaign) -> None:
    brought([page("nl/index"), page("nl/results"), page("fr/index")])
    with counted() as calls:
        changes = brought([page("nl/index"), page("nl/results", "other"), page("fr/index")])
    assert changes == Changes(written=1, removed=0)
    assert calls.made == ["s3.ListObjectsV2", "s3.PutObject"]
    assert campaign.file("nl/results") == "other"


def test_nothing_new_costs_one_call(campaign: Campaign) -> None:
    brought([page("nl/index")])
    with counted() as calls:
        assert brought([page("nl/index")]) == Changes(0, 0)
    assert calls.made == ["s3.ListObjectsV2"]


def test_what_should_not_be_there_is_removed(campaign: Campaign) -> None:
    brought([page("nl/index"), page("nl/initiatives/page/2"), page("initiatives.json")])
    assert brought([page("nl/index")]) == Changes(written=0, removed=2)
    assert campaign.files() == ["nl/index"]


def test_what_came_with_the_code_is_left_alone(campaign: Campaign) -> None:
    client("s3").put_object(Bucket=settings().public_bucket, Key="static/site.abc.css", Body=b"x")
    assert brought([]) == Changes(0, 0)
    assert campaign.files() == ["static/site.abc.css"]


def test_a_large_site_is_swept_whole(campaign: Campaign) -> None:
    """More files than S3 lists or removes in one call."""
    many = [page(f"nl/initiatives/slug-{number}") for number in range(1100)]
    assert brought(many).written == 1100
    assert brought(many) == Changes(0, 0)
    assert brought([]).removed == 1100


def test_a_file_says_what_it_is_and_how_long_it_keeps(campaign: Campaign) -> None:
    brought([page("nl/index")])
    got = client("s3").get_object(Bucket=settings().public_bucket, Key="nl/index")
    assert got["ContentType"] == "text/html; charset=utf-8"
    assert got["CacheControl"] == "public, max-age=0, s-maxage=30, must-revalidate"
    assert got["ETag"]


def test_a_file_that_is_not_there_has_no_content(campaign: Campaign) -> None:
    assert published.content("nl/nothing") is None
    published.remove(["nl/nothing"])


# Sketches


@pytest.fixture(autouse=True)
def each_is_drawn(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests drew counts for nothing here."""
    monkeypatch.setattr(bucket, "draw", lambda its: its.draw())


def sketch(key: str, of: str, drawings: list[str]) -> Sketch:
    """A page that says what it is of; `drawings` hears of each time it is drawn."""

    def draw() -> File:
        drawings.append(key)
        return page(key, of)

    return Sketch(key, of, draw)


def test_what_was_drawn_before_is_not_drawn_again(campaign: Campaign) -> None:
    drawings: list[str] = []
    brought([sketch("nl/a", "one", drawings), sketch("nl/b", "one b", drawings)])
    with counted() as calls:
        changes = brought([sketch("nl/a", "one", drawings), sketch("nl/b", "two b", drawings)])
    assert changes == Changes(written=1, removed=0)
    assert drawings == ["nl/a", "nl/b", "nl/b"]
    assert calls.made == ["s3.ListObjectsV2", "s3.GetObject", "s3.PutObject", "s3.PutObject"]
    assert campaign.file("nl/b") == "two b"


def test_what_is_drawn_to_another_content_than_is_there_is_drawn_again(campaign: Campaign) -> None:
    drawings: list[str] = []
    brought([sketch("nl/a", "one", drawings)])
    client("s3").put_object(Bucket=settings().public_bucket, Key="nl/a", Body=b"what an older build wrote late")
    brought([sketch("nl/a", "one", drawings)])
    assert campaign.file("nl/a") == "one"


def test_what_was_drawn_is_forgotten_with_what_it_was_drawn_from(campaign: Campaign) -> None:
    brought([sketch("nl/a", "one", [])])
    brought([sketch("nl/b", "two", [])])
    assert set(json.loads(campaign.file(bucket.SITE.drawn))) == {"two"}


def test_notes_that_are_lost_cost_a_drawing_only(campaign: Campaign) -> None:
    drawings: list[str] = []
    brought([sketch("nl/a", "one", drawings)])
    client("s3").delete_object(Bucket=settings().public_bucket, Key=bucket.SITE.drawn)
    assert brought([sketch("nl/a", "one", drawings)]) == Changes(0, 0)
    assert drawings == ["nl/a", "nl/a"]


def test_a_build_whose_time_is_up_leaves_the_rest_to_the_next(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is gone is removed by the one that has the time for all."""
    brought([page("nl/gone")])
    drawings: list[str] = []
    wanted = [sketch(f"nl/{number}", f"of {number}", drawings) for number in range(4)]
    with monkeypatch.context() as patch:
        moments = itertools.count(step=LONGEST_BUILD // 2 - 1)
        patch.setattr(clock, "seconds", lambda: next(moments))
        assert brought(wanted) == Changes(2, 0, is_all=False)
    assert "nl/gone" in campaign.files()
    assert brought(wanted) == Changes(2, 1)
    assert drawings == ["nl/0", "nl/1", "nl/2", "nl/3"]


def test_nobody_is_served_the_notes() -> None:
    assert cdn.kind_of(f"/{bucket.SITE.drawn}") is None
