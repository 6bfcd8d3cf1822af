"""How many read and write units of DynamoDB, and how many bytes to and from AWS, does each action take?"""

from collections.abc import Iterator

from tests.benchmarks import floor
from tests.benchmarks.deployment import Invocation
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.topics.calls import naive, ours
from tests.cloud.meter import reads, writes

MOST_PER_VOTE = 2.0


def measured(full: bool) -> Iterator[Figure]:
    """Units per action, the counted vote first; then its bytes beside the least that could be sent."""
    first, second = ours(), naive()
    for name in sorted(first, key=lambda name: name != "counted vote"):
        written, read = (units(first[name], of) for of in (writes, reads))
        theirs = second.get(name)
        beside = {"naive": units(theirs, writes)} if theirs else {}
        if name == "counted vote":
            verdict = at_most(written, MOST_PER_VOTE)
            yield Figure(f"{name}, written", written, "units", beside, f"at most {MOST_PER_VOTE}", verdict, exact=True)
        elif written or beside.get("naive"):
            yield Figure(f"{name}, written", written, "units", beside, exact=True)
        beside = {"naive": units(theirs, reads)} if theirs else {}
        if read or beside.get("naive"):
            aim = {"aim": "0", "verdict": at_most(read, 0)} if name == "list page" else {}
            yield Figure(f"{name}, read", read, "units", beside, exact=True, **aim)  # type: ignore[arg-type]
    yield _bytes(first["counted vote"], second["counted vote"])


def units(taken: list[Invocation], of: object) -> float:
    """The reads or writes of some invocations."""
    assert of in (reads, writes)
    return sum((reads if of is reads else writes)(ran.calls) for ran in taken)


def _bytes(vote: list[Invocation], theirs: list[Invocation]) -> Figure:
    beside = {"bare boto3": float(floor.bare_bytes()), "signed by hand": float(floor.signed_bytes())}
    beside["naive"] = float(_sent(theirs))
    return Figure("counted vote, sent to AWS", _sent(vote), "bytes", beside)


def _sent(taken: list[Invocation]) -> int:
    # The mail itself is as long as its words, whoever sends it.
    return sum(call.sent for ran in taken for call in ran.calls if call.service != "sesv2")
