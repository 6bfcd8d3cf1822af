"""How many AWS calls does each action of the campaign make? Counted where they leave, secrets fetched before."""

from collections.abc import Iterator

from tests.benchmarks import scenarios, seeds
from tests.benchmarks.deployment import Invocation
from tests.benchmarks.figures import Figure, at_most
from tests.benchmarks.naive.journey import naive_app

INITIATIVES = 500
"""What the naive app reads for a list. Ours reads none of them, so a few are enough there."""
FEW = 20
MOST_PER_VOTE = 5


def made(taken: list[Invocation]) -> int:
    """All calls of some invocations."""
    return sum(len(ran.calls) for ran in taken)


def ours() -> dict[str, list[Invocation]]:
    """What each action takes."""
    with scenarios.campaign() as its:
        seeds.initiatives(its.deployment, FEW)
        its.publish()
        taken = {name: act(its) for name, act in scenarios.ACTIONS.items()}
    return {**taken, "counted vote": taken["vote request"] + taken["confirm"]}


def naive() -> dict[str, list[Invocation]]:
    """What the naive app takes for the same, where it has the same."""
    with naive_app(INITIATIVES) as its:
        taken = {
            "form": its.form(),
            "confirmation": its.confirmation(),
            "decision": its.decision(),
            "vote request": its.vote_request("somebody@example.org"),
            "confirm": its.confirm(),
            "list page": its.list_page(),
            "initiative page": its.initiative_page(),
        }
    return {**taken, "counted vote": taken["vote request"] + taken["confirm"]}


def measured(full: bool) -> Iterator[Figure]:
    """Calls per action, the counted vote first."""
    first, second = ours(), naive()
    for name in sorted(first, key=lambda name: name != "counted vote"):
        calls = made(first[name])
        beside = {"naive": float(made(second[name]))} if name in second else {}
        if name == "counted vote":
            verdict = at_most(calls, MOST_PER_VOTE)
            yield Figure(name, calls, "calls", beside, f"at most {MOST_PER_VOTE}", verdict, exact=True)
        elif name.endswith("page") and name.split()[0] in ("list", "initiative"):
            yield Figure(name, calls, "calls", beside, "0", at_most(calls, 0), exact=True)
        else:
            yield Figure(name, calls, "calls", beside, exact=True)
