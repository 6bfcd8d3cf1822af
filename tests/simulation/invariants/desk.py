"""What was decided on several at once at the desk."""

import json
from collections.abc import Iterator

from tests.simulation.people.memory import history
from tests.simulation.people.moderators import DECISIONS
from tests.simulation.schedule import Stage

# isort: split
from tests.staff import hashed


def check_several(stage: Stage) -> Iterator[str]:
    """I5, I8: whoever decides on several decides on each as it was shown, and on nothing else; but where another was
    first, or their task was taken away.
    """
    rows = stage.world.table("dossiers").rows
    shown = {(hashed(one.who), key, one.decision, one.reason) for one in history(stage).several for key in one.shown}
    refused = any(event == "refused" and extra["kind"] == "DecisionTaken" for event, extra in stage.world.lines)
    asked = [fields for _, kind, fields in stage.sent if kind == "DecisionTaken" and fields["typed"]]
    for its in asked:
        if (its["moderator"], f"{its['id']}.{its['dossier_version']}", its["decision"], its["reason"]) not in shown:
            yield f"I5: {its['decision']} was sent of {its['id']}, which nobody was shown as that"
    for one in history(stage).several:
        for key in one.shown if one.told == "ok" else ():
            name, _, version = key.partition(".")
            events = json.loads(rows[name,]["events"]["S"])
            is_decided = any(event["what"] in DECISIONS and event["version"] >= int(version) for event in events)
            if not is_decided and not refused:
                yield f"I8: {one.who} decided on {key} among others, and it is lost"
