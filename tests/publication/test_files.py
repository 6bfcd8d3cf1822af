"""The public bucket: only what changed is written, what is gone is removed, what is not ours is left alone."""

import pytest

from chalicelib.aws import s3
from chalicelib.errors import TryAgain
from chalicelib.publication import files
from chalicelib.publication.files import Changes, File
from chalicelib.settings import settings
from tests.campaign import Campaign, client, counted


def page(key: str, content: str = "hello") -> File:
    return File(key, "text/html; charset=utf-8", content.encode())


def test_only_what_changed_is_written(campaign: Campaign) -> None:
    files.bring_up_to_date([page("nl/index"), page("nl/results"), page("fr/index")])
    with counted() as calls:
        changes = files.bring_up_to_date([page("nl/index"), page("nl/results", "other"), page("fr/index")])
    assert changes == Changes(written=1, removed=0)
    assert calls.made == ["s3.ListObjectsV2", "s3.PutObject"]
    assert campaign.file("nl/results") == "other"


def test_nothing_new_costs_one_call(campaign: Campaign) -> None:
    files.bring_up_to_date([page("nl/index")])
    with counted() as calls:
        assert files.bring_up_to_date([page("nl/index")]) == Changes(0, 0)
    assert calls.made == ["s3.ListObjectsV2"]


def test_what_should_not_be_there_is_removed(campaign: Campaign) -> None:
    files.bring_up_to_date([page("nl/index"), page("nl/initiatives/page/2"), page("initiatives.json")])
    assert files.bring_up_to_date([page("nl/index")]) == Changes(written=0, removed=2)
    assert campaign.files() == ["nl/index"]


def test_what_came_with_the_code_is_left_alone(campaign: Campaign) -> None:
    client("s3").put_object(Bucket=settings().public_bucket, Key="static/site.abc.css", Body=b"x")
    assert files.bring_up_to_date([]) == Changes(0, 0)
    assert campaign.files() == ["static/site.abc.css"]


def test_a_large_site_is_swept_whole(campaign: Campaign) -> None:
    """More files than S3 lists or removes in one call."""
    many = [page(f"nl/initiatives/slug-{number}") for number in range(1100)]
    assert files.bring_up_to_date(many).written == 1100
    assert files.bring_up_to_date(many) == Changes(0, 0)
    assert files.bring_up_to_date([]).removed == 1100


def test_a_file_says_what_it_is_and_how_long_it_keeps(campaign: Campaign) -> None:
    files.bring_up_to_date([page("nl/index")])
    got = client("s3").get_object(Bucket=settings().public_bucket, Key="nl/index")
    assert got["ContentType"] == "text/html; charset=utf-8"
    assert got["CacheControl"] == "public, max-age=0, s-maxage=30, must-revalidate"
    assert got["ETag"]


def test_what_cannot_be_written_fails_the_build(campaign: Campaign) -> None:
    """And it is not taken for written the next time."""

    def failing(**_: object) -> None:
        raise TryAgain("the bucket does not answer")

    s3().meta.events.register("before-call.s3.PutObject", failing)
    try:
        with pytest.raises(TryAgain):
            files.bring_up_to_date([page("nl/index")])
    finally:
        s3().meta.events.unregister("before-call.s3.PutObject", failing)
    assert files.bring_up_to_date([page("nl/index")]).written == 1


def test_a_file_that_is_not_there_has_no_content(campaign: Campaign) -> None:
    assert files.content("nl/nothing") is None
    files.remove(["nl/nothing"])
