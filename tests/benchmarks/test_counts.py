"""What each action asks of AWS, exactly. One call more, and a test here fails: is it worth its price for every vote?"""

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.benchmarks import scenarios, seeds
from tests.benchmarks.deployment import Invocation
from tests.benchmarks.scenarios import ACTIONS, Campaign
from tests.cloud.meter import reads, writes
from tests.events import new_process

FEW = 5
"""Initiatives that are public."""


@pytest.fixture(scope="module")
def taken() -> dict[str, list[Invocation]]:
    """What each action takes, in a campaign that has been going on for a while."""
    with scenarios.campaign() as its:
        seeds.initiatives(its.deployment, FEW)
        its.publish()
        return {name: act(its) for name, act in ACTIONS.items()}


@pytest.fixture
def voting() -> Iterator[Campaign]:
    with scenarios.campaign() as its:
        yield its


def calls(taken: list[Invocation]) -> list[str]:
    return [call.name for ran in taken for call in ran.calls]


def units(taken: list[Invocation]) -> tuple[float, float]:
    """Read, written."""
    return sum(reads(ran.calls) for ran in taken), sum(writes(ran.calls) for ran in taken)


@pytest.mark.parametrize("ballots", [0, 1_000, 20_000])
def test_it_is_the_same_among_any_number_of_ballots(voting: Campaign, ballots: int) -> None:
    seeds.ballots(voting.deployment, ballots)
    vote = [*voting.vote_request(), *voting.confirm()]
    assert (len(calls(vote)), units(vote)) == (5, (0.0, 2.0))


MOST = {
    "form": (7, 0, 6),
    # Four of them, three units, ask whether the same words or mailbox came before; here both did.
    "confirmation": (22, 9.5, 10),
    # One of the units written is for the jury, which finds by it what competes in a category.
    "decision": (28, 13, 11),
    "report page": (3, 3, 0),
    "report": (10, 7, 3),
    "second report": (10, 7, 2),
    "challenge": (1, 0.5, 0),
    "vote request": (3, 0, 1),
    "confirm page": (0, 0, 0),
    "confirm": (2, 0, 1),
    "duplicate confirm": (4, 1, 2),
    # One of them asks whether the vote is left out.
    "receipt": (4, 3.0, 0),
    "mail batch": (20, 0, 10),
    # Its candidates and partitions; what is left out; and what stands out, which is written beside the tally. What both
    # said before is read too, and, counted apart, the rows of the hours that say how many votes were asked for.
    "recount": (71, 68.0, 2),
    "list page": (0, 0, 0),
    "initiative page": (0, 0, 0),
    "ballot page": (0, 0, 0),
    "sent page": (0, 0, 0),
}
"""Of each action the calls, the units read and those written, with all that follows from it."""


@pytest.mark.parametrize("action", MOST)
def test_an_action_asks_aws_for_no_more_than_this(taken: dict[str, list[Invocation]], action: str) -> None:
    its = taken[action]
    assert (len(calls(its)), *units(its)) == MOST[action]


def test_a_decision_writes_four_units_more_than_its_mails(taken: dict[str, list[Invocation]]) -> None:
    """Its row; its line of the desk, which leaves one queue and comes to another, two; the name of its page. What the
    site and the vote write of it is theirs.
    """
    written = Counter[str]()
    for ran in taken["decision"]:
        written[ran.function] += int(writes(ran.calls))
    assert (written["moderate"], written["send_mail"]) == (1 + 2 + 1, 2)
    assert sum(written[function] for function in ("team_web", "vote_web")) == 0


def test_a_build_reads_what_changed_and_writes_only_what_shows_it(taken: dict[str, list[Invocation]]) -> None:
    """One more is public: in each language its page, its ballot and its municipality, both maps, the list and the page
    of it that is the newest, the page of all candidates, the home page and the list for other sites; feeds, open data,
    a sitemap and the shelf. The second batch is of the rows of the other candidates, whose photos the shelf has not.
    """
    asked = Counter(calls(taken["publish"]))
    assert asked == {
        "dynamodb.GetItem": 2,
        "dynamodb.PutItem": 2,
        "dynamodb.Query": 1,
        "dynamodb.BatchGetItem": 2,
        "s3.GetObject": 2,
        "s3.PutObject": 3 * 10 + 3 + 1 + 3 + 1 + 1,
    }


def test_secrets_and_clients_are_made_once(voting: Campaign) -> None:
    voting.confirm()
    with voting.deployment.taking() as its:
        voting.confirm()
    assert not [name for name in calls(its) if name.startswith("ssm")]


def test_what_strangers_had_us_mail_is_reported_once_a_minute_whatever_is_mailed(voting: Campaign) -> None:
    """Apart from the vote's five calls: a read when a process begins, then a call and a unit a minute."""
    new_process()
    voting.deployment.reports.clear()
    voting.mail_batch()
    assert [call.name for call in voting.deployment.reports] == ["dynamodb.BatchGetItem"]
    for _ in range(3):
        voting.deployment.reports.clear()
        voting.clock.shift(60)
        for _ in range(3):
            voting.mail_batch()
        assert [(call.name, call.writes) for call in voting.deployment.reports] == [("dynamodb.UpdateItem", 1.0)]


def test_bytes_to_aws_stay_near_what_boto3_would_send(taken: dict[str, list[Invocation]]) -> None:
    sent = sum(call.sent for ran in taken["confirm"] for call in ran.calls)
    assert 1_000 < sent < 4_000
