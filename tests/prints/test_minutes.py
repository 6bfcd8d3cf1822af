"""The minutes of the jury come of the file that everyone recounts, can be read aloud, and name nobody who left."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from msgspec.structs import replace
from page import validate_pdf_bytes

from chalicelib.cloud import published
from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Language
from chalicelib.prints import minutes, steps
from chalicelib.site import printed
from tests.account import counted
from tests.campaign import Campaign, Clock
from tests.jury.palmares import ballot, outcome, palmares, scores, written
from tests.prints.test_drawing import TITLES, wanted
from tests.prints.test_steps import run
from tests.publication.initiatives import approval, takedown
from tests.years import FINAL, JUDGED

SHORTLISTED = outcome(
    "shortlist", "abc", [ballot("ab"), ballot("ba", away="c")], "decided", "ab", scores=scores(a="9/2")
)
CHOSEN = outcome(
    "final", "ab", [ballot("ab-"), ballot("ba-")], "decided", "a", broken_by="chair", broken_with=["a", "b", ""],
    scores=scores(a="1/2", b="1/2", no_award="0"),
)  # fmt: skip
FILE = written(palmares(SHORTLISTED, CHOSEN))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_minutes_can_be_read_aloud(language: Language) -> None:
    public = [replace(wanted(title), slug=slug) for title, slug in zip((TITLES[0], TITLES[5]), "ab", strict=True)]
    drawn = minutes.draw(minutes.of(FILE, public), language, JUDGED, "https://gastvrijegemeente.example")
    assert [fault.message for fault in validate_pdf_bytes(drawn, profile="ua1").failures] == []
    with pikepdf.open(BytesIO(drawn)) as pdf:
        assert str(pdf.Root.Lang) == language


def test_a_long_jury_has_as_many_pages_as_it_needs() -> None:
    many = [
        outcome("final", "ab", [ballot("ab-")] * 9, "decided", "a") | {"category": one.key} for one in JUDGED.categories
    ]
    drawn = minutes.draw(minutes.of(written(palmares(*many)), []), "nl", JUDGED, "https://gastvrijegemeente.example")
    with pikepdf.open(BytesIO(drawn)) as pdf:
        assert len(pdf.pages) > 1


def test_they_follow_what_everyone_may_read(campaign: Campaign, clock: Clock) -> None:
    """Drawn once it is public, drawn anew when it changes, gone with it."""
    campaign.in_year(JUDGED)
    run(approval("a", title="Koor Zestien"))
    keys = {*map(printed.minutes, LANGUAGES)}
    published.write(minutes.FROM, FILE, "application/json")
    steps.draw_prints()
    assert not keys & {*campaign.files()}, "before the results nobody asks for them"
    clock.move_to(FINAL.results)
    steps.draw_prints()
    assert keys <= {*campaign.files()}
    with counted() as again:
        steps.draw_prints()
    assert again.made == ["s3.GetObject", "s3.ListObjectsV2", "s3.GetObject"]
    named = published.content(printed.minutes("nl"))
    run(takedown("a"))
    steps.draw_prints()
    assert published.content(printed.minutes("nl")) != named
    published.remove([minutes.FROM])
    steps.draw_prints()
    assert not keys & {*campaign.files()}


def test_what_was_opened_before_its_hour_has_its_minutes(campaign: Campaign, clock: Clock) -> None:
    """Also where nothing of a jury was public before: the page of the results leads to them."""
    campaign.in_year(replace(JUDGED, rounds=(JUDGED.vote, FINAL)))
    run(approval("a", title="Koor Zestien"))
    published.write(minutes.FROM, FILE, "application/json")
    clock.move_to(FINAL.results - timedelta(hours=1))
    steps.draw_prints()
    assert printed.minutes("nl") in campaign.files()
