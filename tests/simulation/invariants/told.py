"""Who is told of what happens to a dossier: each once, and nobody of what did not happen."""

from collections.abc import Iterator
from itertools import pairwise

from tests.cloud.expressions import Row
from tests.simulation.invariants.colleagues import ever_recused
from tests.simulation.invariants.dossiers import MOVES, events_of, versions, walked
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage
from tests.staff import READERS, SOFIE


def check_told(stage: Stage, dossier: Row) -> Iterator[str]:
    """The initiator is told what was decided, and nothing else; the moderators of each version."""
    names = {
        "approve": "approved",
        "reject": "rejected",
        "changes": "changes",
        "takedown": "taken-down",
        "undone": "undone",
    }
    name = dossier["id"]["S"]
    right = {
        f"{name}-{names[event['what']]}-{event['version']}"
        for event in events_of(stage, dossier)
        if event["what"] in names
    }
    right |= {
        f"{name}-review-{version}-{moderator.id}"
        for version in range(1, len(versions(stage, dossier)) + 1)
        if version not in _back(stage, dossier)
        for moderator in READERS.values()
    }
    if versions(stage, dossier):
        right.add(f"{name}-received-1")
    recused, presses = ever_recused(stage, dossier), {one.press_id for one in history(stage).handled}
    # Whether these are is a matter of moments: of who is asked, of what waits long, of what was decided meanwhile.
    may_be = {mail for mail in right if mail.endswith(tuple(recused))} if recused else set()
    may_be |= {f"{name}-passed-{press}" for press in presses}
    may_be |= {f"{name}-by-link-{event['press']}" for event in events_of(stage, dossier) if event["what"] in names}
    if len(recused) == len(READERS):
        may_be |= {f"{name}-review-{version}-{SOFIE.id}" for version in range(1, len(versions(stage, dossier)) + 1)}
    # What was disowned before it was told need not be told any more; its initiator was nobody from then on.
    gone = max((event["version"] for event in events_of(stage, dossier) if event["what"] == "disowned"), default=0)
    gone_since = {f"-{its}-{version}" for its in names.values() for version in range(1, gone + 1)}
    untold = {
        mail
        for mail in right
        if mail.endswith(tuple(gone_since)) or (gone and any(its in mail for its in ("-review-1-", "-received-1")))
    }
    # Undone before it was told, a decision is told by that alone.
    moved = [event for event in events_of(stage, dossier) if event["what"] in MOVES]
    undone = [first for first, last in pairwise(moved) if last["what"] == "undone" and first["what"] in names]
    untold |= {f"{name}-{names[event['what']]}-{event['version']}" for event in undone}
    asked = {fields["id"] for _, kind, fields in stage.sent if kind == "MailRequested"}
    of_others = ("-confirm", "-again", "-remind")
    mine = {its for its in asked if its.startswith(name) and not its.endswith(of_others) and "-late-" not in its}
    if wrong := mine - right - may_be:
        yield f"I7: a mail about what did not happen: {min(wrong)[37:]}"
    if missing := right - mine - untold - may_be:
        yield f"I8: nobody is told: {min(missing)[37:]}"


def _back(stage: Stage, dossier: Row) -> set[int]:
    """The versions that came of a takedown that was undone, or of who approved: nobody reads them anew."""
    return {
        step.version
        for step in walked(stage, dossier)
        if step.event["what"] == "edited" or (step.event["what"], step.state) == ("undone", "approved")
    }
