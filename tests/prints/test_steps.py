"""What is printed follows what everyone may see, whatever happened in between."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from chalicelib.cloud import published
from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES
from chalicelib.messages.message import Message
from chalicelib.prints import bucket, drawing, steps, wanted
from chalicelib.publication import steps as publication
from chalicelib.site import printed, shelf
from infra.operate.prints import forget
from tests.account import client, counted
from tests.campaign import Campaign, Clock
from tests.moderation.renewing import turn
from tests.publication.initiatives import BRUSSEL, approval, takedown
from tests.publication.initiatives import published as published_at
from tests.years import YEAR

SLUG = "taalcafe-de-brug"
OF_GENT = {printed.brief("gent", language) for language in ("nl", "fr", "en")}


def run(*messages: Message) -> None:
    """Let the site change."""
    waiting = list(messages)
    while waiting:
        message = waiting.pop(0)
        waiting += publication.STEPS[type(message)](message)


def prints(campaign: Campaign) -> set[str]:
    """The keys of all that is printed."""
    return {key for key in campaign.files() if key.startswith((printed.PRINTS, printed.BRIEFS))}


def test_what_everyone_may_see_is_drawn_once(campaign: Campaign) -> None:
    run(approval())
    with counted() as first:
        steps.draw_prints()
    assert prints(campaign) == {*printed.of(SLUG), *OF_GENT}
    assert Counter(first.made) == {"s3.GetObject": 2, "s3.PutObject": 10 + 3 + 1, "s3.ListObjectsV2": 3}
    with counted() as again:
        steps.draw_prints()
    assert again.made == ["s3.GetObject", "s3.ListObjectsV2"]


def test_what_may_be_won_is_there_as_a_picture_before_anybody_knows_who_did(campaign: Campaign, clock: Clock) -> None:
    run(approval())
    clock.move_to(YEAR.vote.closes - timedelta(seconds=1))
    steps.draw_prints()
    badges = {
        printed.badge("2027", kind, language) for kind in ("won", "public", "nominated") for language in LANGUAGES
    }
    assert not badges & prints(campaign)
    clock.move_to(YEAR.vote.closes)
    steps.draw_prints()
    assert prints(campaign) == {*printed.of(SLUG), *OF_GENT, *badges}
    for key in badges:
        with Image.open(BytesIO(published.content(key) or b"")) as picture:
            assert (picture.format, picture.size) == ("PNG", (1020, 336))
    with counted() as again:
        steps.draw_prints()
    assert again.made == ["s3.GetObject", "s3.ListObjectsV2"]


def test_those_of_a_year_that_is_over_stay(campaign: Campaign, clock: Clock) -> None:
    run(approval())
    clock.move_to(YEAR.vote.closes)
    steps.draw_prints()
    turn(campaign, clock)
    steps.draw_prints()
    assert printed.badge("2027", "won", "nl") in prints(campaign)
    assert printed.badge("2028", "won", "nl") not in prints(campaign)


def test_each_has_a_code_that_leads_to_its_ballot(campaign: Campaign) -> None:
    run(approval(language="fr"))
    steps.draw_prints()
    ballot = f"{settings().public_url}/fr/vote/{SLUG}"
    assert published.content(printed.ballot(SLUG)) == drawing.code(ballot)


def test_what_is_told_of_a_municipality_are_its_newest_however_many_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also from the tenth file of the index on."""
    monkeypatch.setattr(shelf, "BLOCK", 1)
    places = [shelf.line(published_at(f"koor-{number}", title=f"Koor {number}")) for number in range(14)]
    served = {file.key: file.content for file in shelf.files(places, "")}
    (brief,) = wanted.briefs(wanted.wanted(map(served.__getitem__, wanted.in_order(sorted(served)))))
    assert [title for title, _ in brief.titles] == [f"Koor {number}" for number in range(2, 14)]


def test_only_what_changed_is_drawn_anew(campaign: Campaign) -> None:
    run(approval(), approval("koor-zonder-grenzen", title="Koor", places=(BRUSSEL,)))
    steps.draw_prints()
    run(approval("koor-zonder-grenzen", 2, title="Koor Zonder Grenzen", places=(BRUSSEL,)))
    with counted() as calls:
        steps.draw_prints()
    assert Counter(calls.made) == {"s3.GetObject": 2, "s3.PutObject": 10 + 3 + 1, "s3.ListObjectsV2": 1}


def test_what_is_taken_down_is_gone_at_once_and_named_nowhere(campaign: Campaign) -> None:
    run(approval(), approval("koor"))
    steps.draw_prints()
    publication.take_down(takedown())
    assert not prints(campaign) & set(printed.of(SLUG))
    # The index still has it, but what was drawn of it is known, so it does not come back meanwhile.
    steps.draw_prints()
    assert not prints(campaign) & set(printed.of(SLUG))
    run(takedown())
    steps.draw_prints()
    assert prints(campaign) == {*printed.of("koor"), *OF_GENT}
    assert not [key for key in campaign.files() if key.endswith(".json") and SLUG in campaign.file(key)]


def test_what_a_race_left_behind_is_removed(campaign: Campaign, clock: Clock) -> None:
    run(approval(), approval("koor"))
    steps.draw_prints()
    run(takedown())
    steps.draw_prints()
    # A run that read the index before the takedown goes on after all of that.
    bucket.put({printed.share(SLUG): b"late"})
    clock.shift(timedelta(days=1))
    steps.draw_prints()
    assert prints(campaign) == {*printed.of("koor"), *OF_GENT}


def test_an_older_version_that_a_slower_run_put_back_is_drawn_over(campaign: Campaign, clock: Clock) -> None:
    run(approval(title="Koor"))
    steps.draw_prints()
    older = published.content(printed.share(SLUG))
    run(approval(version=2, title="Koor Zonder Grenzen"))
    steps.draw_prints()
    newer = published.content(printed.share(SLUG))
    assert older
    assert older != newer
    bucket.put({printed.share(SLUG): older})
    clock.shift(timedelta(days=1))
    with counted() as calls:
        steps.draw_prints()
    assert published.content(printed.share(SLUG)) == newer
    assert Counter(calls.made)["s3.PutObject"] == 10 + 1


def test_a_run_draws_so_many_and_the_next_goes_on(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MOST_A_RUN", 2)
    run(*(approval(f"koor-{number}") for number in range(2)))
    for expected in (20, 23, 23):
        steps.draw_prints()
        assert len(prints(campaign)) == expected


def test_a_run_that_dies_is_made_good_by_the_next(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    run(approval())
    put = bucket.put

    def dies(files: Mapping[str, bytes]) -> None:
        put(dict(list(files.items())[:3]))
        raise ZeroDivisionError

    monkeypatch.setattr(bucket, "put", dies)
    with pytest.raises(ZeroDivisionError):
        steps.draw_prints()
    monkeypatch.setattr(bucket, "put", put)
    steps.draw_prints()
    assert prints(campaign) == {*printed.of(SLUG), *OF_GENT}


def test_what_cannot_be_drawn_keeps_no_other_from_it(campaign: Campaign, logged: list[str]) -> None:
    run(approval("onleesbaar", title="𝕎👋🏽"), approval())
    steps.draw_prints()
    assert prints(campaign) == {*printed.of(SLUG), *OF_GENT}
    assert any('"unfit"' in line for line in logged)
    with counted() as again:
        steps.draw_prints()
    assert again.made == ["s3.GetObject", "s3.ListObjectsV2"]


def test_an_operator_can_have_all_drawn_anew(campaign: Campaign) -> None:
    run(approval())
    steps.draw_prints()
    forget()
    with counted() as calls:
        steps.draw_prints()
    assert Counter(calls.made)["s3.PutObject"] == 10 + 3 + 1


def test_a_picture_says_what_it_is(campaign: Campaign) -> None:
    bucket.put({printed.code(SLUG): drawing.code("https://example.org/nl/initiatives/a")})
    found = client("s3").get_object(Bucket=settings().public_bucket, Key=printed.code(SLUG))
    assert (found["ContentType"], found["CacheControl"]) == ("image/svg+xml", published.CACHE_CONTROL)
