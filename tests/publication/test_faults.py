"""Processes die and answers are lost: what was approved is not missing, what was taken back does not remain."""

import pytest
from botocore.exceptions import ReadTimeoutError

from chalicelib.errors import TryAgain
from chalicelib.messages.message import Message
from chalicelib.messages.publication import SiteChanged
from chalicelib.publication import builds, steps
from tests.campaign import Campaign
from tests.publication.initiatives import approval, takedown
from tests.publication.test_steps import is_anywhere, run
from tests.voting.faults import lost, meanwhile


def is_right(town: Campaign) -> bool:
    pages = {f"{language}/initiatives/taalcafe-de-brug" for language in ("nl", "fr", "en")}
    lists = ("nl/index", "fr/initiatives", "initiatives.index.json", "initiatives.json", "initiatives.atom")
    return (
        pages <= set(town.files())
        and all("De Brug" in town.file(key) for key in lists)
        and not is_anywhere(town, "Zangkoor")
        and not is_anywhere(town, "initiatives/koor")
    )


def test_a_bucket_that_does_not_answer_leaves_the_build_to_do(town: Campaign) -> None:
    (changed,) = steps.show(approval())
    with pytest.raises(ReadTimeoutError), lost("PutObject", times=999, worked=False):
        steps.STEPS[SiteChanged](changed)
    assert builds.newest().finished == 0
    run(changed)
    assert "De Brug" in town.file("nl/initiatives")


def test_a_table_that_does_not_answer_is_asked_later(town: Campaign) -> None:
    with pytest.raises(TryAgain), lost("PutItem", times=999, worked=False):
        steps.show(approval())


# Two workers at once, as when a message came back while it was still worked on


def build_while(operation: str, *messages: Message, whole: bool = False) -> list[Message]:
    """A build, with other messages done just after its first call of an operation. Returns what follows from all."""
    following: list[Message] = []

    def happens() -> None:
        for message in messages:
            following.extend(steps.STEPS[type(message)](message))

    with meanwhile(operation, happens):
        following += steps.build(SiteChanged(10**15, whole=whole))
    return following


CALLS = ["GetItem", "PutItem", "Query", "BatchGetItem", "GetObject", "PutObject"]
OF_ALL = ["GetItem", "PutItem", "Query", "ListObjectsV2", "PutObject"]


@pytest.mark.parametrize(("operation", "whole"), [*((one, False) for one in CALLS), *((one, True) for one in OF_ALL)])
def test_of_two_builds_at_once_the_older_has_not_the_last_word(town: Campaign, operation: str, whole: bool) -> None:
    """The older one read rows that are old by now, and writes its files after the newer one has finished."""
    run(approval("koor", title="Zangkoor"))
    steps.show(approval("kaai", title="De Kaai"))
    run(*build_while(operation, takedown("koor"), approval(), SiteChanged(10**15), whole=whole))
    assert is_right(town)
    assert "De Kaai" in town.file("nl/initiatives")


def test_a_build_between_a_row_and_its_number_is_not_trusted(town: Campaign) -> None:
    def build() -> None:
        run(SiteChanged(10**15))

    with meanwhile("UpdateItem", build):
        (changed,) = steps.show(approval())
    assert changed == SiteChanged(1, "2027")
    run(changed)
    assert builds.newest().finished == 2
