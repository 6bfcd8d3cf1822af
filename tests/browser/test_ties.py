"""I3: what a jury chose of those who are tied, as both recounts take it, and what neither does."""

from collections.abc import Mapping, Sequence

import pytest
from msgspec.structs import replace

from chalicelib.tie import Choice, Tie, broken
from chalicelib.voting.sealing import entries
from infra.make import recount
from infra.make.log import Differs
from tests.browser.conftest import Open
from tests.browser.server import Site
from tests.browser.test_recount import counts
from tests.sealed import Files, made

pytestmark = pytest.mark.stack

RULES = "9f3c1a7be02d4c58"
TWO = {"buddies-aalst": 2, "koor-brussel": 2}
ONE = {"buddies-aalst": 2, "koor-brussel": 1}
CHOSE = broken(tuple(TWO), [Choice("koor-brussel"), Choice("koor-brussel"), Choice("buddies-aalst")], 3)
BY_CHAIR = broken(tuple(TWO), [Choice("koor-brussel", "chair"), Choice("buddies-aalst")], 1)
NONE = broken(tuple(TWO), [], 3)


def _log(votes: Mapping[str, int], tie: Tie | None) -> Files:
    candidates: Sequence[str] = [slug for slug, number in votes.items() for _ in range(number)]
    said, opened = [b'{"kind":"opened","round":"public-2027"}', entries.decided_by(RULES)], []
    for number, candidate in enumerate(candidates, 2):
        secret = number.to_bytes(16, "big")
        said.append(entries.vote(f"id-{number}", entries.committed(secret, candidate, RULES, None)))
        opened.append(entries.opening(number, candidate, RULES, None, secret, "yes"))
    return made(said, opened, votes, tie)


@pytest.mark.parametrize(
    ("votes", "tie", "ours", "theirs"),
    [
        (TWO, CHOSE, "the jury chose koor-brussel.", "De jury koos koor-brussel, en dat volgt uit haar keuzes."),
        (TWO, BY_CHAIR, "the jury chose koor-brussel.", "De jury koos koor-brussel, en dat volgt uit haar keuzes."),
        (TWO, NONE, "nobody decided.", "De jury koos er geen."),
        (TWO, None, "nobody decided.", "De jury koos er geen."),
    ],
)
def test_both_say_whom_the_jury_chose(
    site: Site, open_page: Open, votes: Mapping[str, int], tie: Tie | None, ours: str, theirs: str
) -> None:
    files = _log(votes, tie)
    assert recount.recount(files.fetch)[1][-1] == f"Tied: buddies-aalst and koor-brussel; {ours}"
    said = counts(open_page("vote-recount"), site, files)
    assert said.startswith("Alles klopt.")
    assert f"Gelijk staan: buddies-aalst en koor-brussel. {theirs}" in said


@pytest.mark.parametrize(
    ("votes", "tie"),
    [
        (TWO, replace(CHOSE, chosen="buddies-aalst")),
        (TWO, replace(CHOSE, chosen="")),
        (TWO, replace(CHOSE, least=4)),
        (TWO, replace(CHOSE, least=0)),
        (TWO, replace(CHOSE, choices={"koor-brussel": 2, "buddies-aalst": 2})),
        (TWO, replace(CHOSE, choices={"koor-brussel": 2, "taalcafe-gent": 1})),
        (TWO, replace(CHOSE, choices={"koor-brussel": 5, "buddies-aalst": -1})),
        (TWO, replace(CHOSE, chairs={"koor-brussel": 1})),
        (TWO, replace(CHOSE, tied=("koor-brussel", "taalcafe-gent"))),
        (TWO, replace(BY_CHAIR, chairs={})),
        (TWO, replace(BY_CHAIR, chairs={"koor-brussel": 2})),
        (TWO, replace(BY_CHAIR, deputies={"koor-brussel": 1})),
        (ONE, CHOSE),
        (ONE, broken(("buddies-aalst",), [], 1)),
    ],
)
def test_neither_takes_what_does_not_follow(site: Site, open_page: Open, votes: Mapping[str, int], tie: Tie) -> None:
    files = _log(votes, tie)
    with pytest.raises(Differs, match="whom the jury chose does not follow from its choices"):
        files.recounted()
    assert "whom the jury chose does not follow" in counts(open_page("vote-recount"), site, files)


def test_a_vote_without_a_tie_says_nothing_of_one(site: Site, open_page: Open) -> None:
    files = _log(ONE, None)
    assert "Tied" not in "".join(recount.recount(files.fetch)[1])
    assert "Gelijk staan" not in counts(open_page("vote-recount"), site, files)
