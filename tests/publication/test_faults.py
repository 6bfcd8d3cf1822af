"""Processes die and answers are lost: what was approved is not missing, what was taken back does not remain."""

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.errors import TryAgain
from chalicelib.messages import SiteChanged
from chalicelib.publication import steps, store
from tests.campaign import Campaign, counted
from tests.publication.initiatives import approval, takedown
from tests.publication.test_steps import is_anywhere, run
from tests.voting.faults import died, lost

DEATHS = 30
"""A little more than the calls that it takes."""


def happen() -> None:
    """One initiative comes, another goes."""
    run(approval(), takedown("koor"))


def is_right(town: Campaign) -> bool:
    pages = {f"{language}/initiatives/taalcafe-de-brug" for language in ("nl", "fr", "en")}
    lists = ("nl/index", "fr/initiatives", "en/initiatives/index.json", "initiatives.json", "initiatives.atom")
    return (
        pages <= set(town.files())
        and all("De Brug" in town.file(key) for key in lists)
        and not is_anywhere(town, "Zangkoor")
        and not is_anywhere(town, "initiatives/koor")
    )


def test_it_is_right_when_nothing_fails(town: Campaign) -> None:
    run(approval("koor", title="Zangkoor"))
    assert is_anywhere(town, "Zangkoor")
    with counted() as calls:
        happen()
    assert is_right(town)
    assert len(calls) < DEATHS, "some calls would never be died at"


@pytest.mark.parametrize("at", range(DEATHS))
def test_dying_at_any_call_loses_nothing(town: Campaign, at: int) -> None:
    """What was not done comes again: the queue has it still."""
    run(approval("koor", title="Zangkoor"))
    try:
        with died(at):
            happen()
    except KeyboardInterrupt:
        pass
    happen()
    assert is_right(town)


@pytest.mark.parametrize("worked", [True, False], ids=["after the work", "before the work"])
@pytest.mark.parametrize("operation", ["GetItem", "PutItem", "Query", "ListObjectsV2", "PutObject", "DeleteObjects"])
def test_an_answer_that_is_lost_once_is_asked_again(town: Campaign, operation: str, worked: bool) -> None:
    run(approval("koor", title="Zangkoor"))
    with lost(operation, worked=worked) as losses:
        happen()
    assert losses
    assert is_right(town)


def test_a_row_whose_answer_was_lost_keeps_its_stamp(town: Campaign) -> None:
    """The second try fails on its own condition: the row that is there is ours."""
    with lost("PutItem"):
        (changed,) = steps.show(approval())
    assert steps.show(approval()) == [changed]
    assert store.published("2027")


def test_a_bucket_that_does_not_answer_leaves_the_build_to_do(town: Campaign) -> None:
    (changed,) = steps.show(approval())
    with pytest.raises(ReadTimeoutError), lost("PutObject", times=999, worked=False):
        steps.STEPS[SiteChanged](changed)
    assert store.last_build("2027").began == 0
    run(changed)
    assert "De Brug" in town.file("nl/initiatives")


def test_a_table_that_does_not_answer_is_asked_later(town: Campaign) -> None:
    with pytest.raises(TryAgain), lost("PutItem", times=999, worked=False):
        steps.show(approval())
