"""The end of a schedule: no more faults, all waits are waited out, dead letters are sent again."""

from typing import Any

import msgspec

from tests.cloud.calls import HOUR
from tests.cloud.queues import Queue, Waiting
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.messages.mail import MailRequested
from chalicelib.notifications import steps
from chalicelib.notifications.rules import MOST_ATTEMPTS

SENT_AGAIN = "the dead letters are sent again"


def heal(stage: Stage) -> None:
    """Run until all is quiet, and once more after the dead letters were sent again."""
    stage.draws.calm, stage.plan = True, None
    stage.settle()
    _good_messages_live(stage)
    for again in range(8):
        if not _redrive(stage):
            return
        stage.world.note(SENT_AGAIN)
        if again:
            # What waits for a mailbox's day to be over goes out then.
            stage.pass_time(25 * HOUR)
        stage.settle()


def _good_messages_live(stage: Stage) -> None:
    """I8: where nothing failed, nothing but what nobody can read is a dead letter."""
    if not stage.faults.keys() <= {"copy", "stale read"}:
        return
    for queue in stage.world.queues.values():
        # A copy of a mail, or of what asks for one, spends an attempt of it.
        may_lose = "mail" in queue.name and stage.faults
        if not may_lose and any(one.body not in stage.history.poison for one in queue.dead):
            stage.world.violated(f"I8: a good message became a dead letter of {queue.name} with a bad one")


def _redrive(stage: Stage) -> bool:
    """Send dead letters again, as a person would who looked at them; says whether there were any."""
    queues = stage.world.queues.values()
    again = [(queue, [one for one in queue.dead if not may_stay_dead(stage, queue, one)]) for queue in queues]
    for queue, dead in again:
        queue.redrive(dead, stage.world.now)
    return any(dead for _, dead in again)


def may_stay_dead(stage: Stage, queue: Queue, message: Waiting) -> bool:
    """Whether a person would have to look at this one."""
    if message.body in stage.history.poison:
        return True
    return "mail" in queue.name and _ran_out(stage, message.body)


def _ran_out(stage: Stage, body: str) -> bool:
    fields = msgspec.json.decode(body)["fields"]
    return "mail" in fields and any(number >= MOST_ATTEMPTS for number in attempts(stage, fields))


def attempts(stage: Stage, fields: Any) -> list[int]:
    """How often a mail was tried, as far as a row says."""
    name = f"attempts_{name_of(fields)}"
    return [int(row[name]["N"]) for row in stage.world.table("deliveries").rows.values() if name in row]


def name_of(fields: Any) -> str:
    """The name of a mail in the rows, by what asked for it."""
    requested = msgspec.convert(fields, MailRequested)
    return steps._kept(requested, steps._mailbox(requested.to))[0]
