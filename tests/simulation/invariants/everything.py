"""What must hold after a schedule, whatever happened in it, seen from outside: answers, mails, files and rows.

I1 each accepted press is counted or replaced, nothing else is · I2 whoever was told yes has a receipt that answers ·
I3 the tally is what people did · I4 one mailbox, one vote · I5 no GET changes a byte (checked at each call, in
edges.py), nothing is there that nobody asked for · I7 one legal state, nothing unapproved is public · I8 what was
accepted is done or among the dead letters · I9 at most three sends of a mail, at most three confirmations a day, none
to who wants none · I10 the same answer and work whoever asks · I12 no address or token in the log · I13 when in doubt,
refuse (checked at each answer, in person.py) · I14 order and number of deliveries do not matter: all of this is
checked after any ·
I11 whoever was forgotten stays so, also after a backup is back · I16 what comes back from last year does so once (in
renewals.py) · I17 each year keeps what is its own, and one that is over is over (in years.py) · I18 whoever lost a task
does nothing more, and somebody organises (in team.py) · I19 a link signs in one browser, until it is signed out (in
sessions.py) · I20 a photo is public with what was approved, and made by us (in photos.py); what is printed is of that
too (in prints.py) · I6 the public log only grows, holds each vote once, and is counted again by anybody (in logs.py) ·
I26 no vote is left out but by two organisers, for all to read (in disqualifying.py).
"""

import json
import re
from collections import Counter
from collections.abc import Iterator

from tests.simulation.healing import may_stay_dead
from tests.simulation.invariants.mails import every_mail_comes, mails_stay_few, nobody_is_bothered, rows_join_nobody
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage


def check_everywhere(stage: Stage) -> Iterator[str]:
    """What holds in every schedule."""
    yield from _nothing_is_lost(stage)
    yield from mails_stay_few(stage)
    yield from every_mail_comes(stage)
    yield from nobody_is_bothered(stage)
    yield from rows_join_nobody(stage)
    yield from _strangers_learn_nothing(stage)
    yield from _logs_know_nobody(stage)


def _strangers_learn_nothing(stage: Stage) -> Iterator[str]:
    """I10: whoever asks for a vote's mail gets the same answer, for the same work, whatever we know of the address."""
    answers = {asked.answer for asked in history(stage).asked if asked.told == "ok"}
    if len(answers) > 1:
        yield f"I10: not everybody who asks for a mail is answered alike: {sorted(map(str, answers))}"


def _nothing_is_lost(stage: Stage) -> Iterator[str]:
    """I8: what was accepted is done; what is left is among the dead letters, and rightly."""
    for queue in stage.world.cloud.sqs.queues.values():
        if queue.messages:
            yield f"I8: {len(queue.messages)} messages stay in {queue.name}"
        for message in queue.dead:
            if not may_stay_dead(stage, queue, message):
                kind = json.loads(message.body)["kind"]
                yield f"I8: {kind} stays among the dead letters: {stage.world.errors[-1:]}"
    dead = [message.body for queue in stage.world.cloud.sqs.queues.values() for message in queue.dead]
    if not Counter(history(stage).poison) <= Counter(dead):
        yield "I8: a message that nobody can read was lost"


_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")


_TOKEN = re.compile(r"[\w-]{40,}")


def _logs_know_nobody(stage: Stage) -> Iterator[str]:
    """I12: no address, network address or token in any line."""
    lines = {str(line) for line in stage.world.lines}
    log = "\n".join(lines)
    if _ADDRESS.search(log) or _TOKEN.search(log) or "192.0.2.1" in log:
        found = [line for line in lines if _ADDRESS.search(line) or _TOKEN.search(line) or "192.0.2.1" in line]
        yield f"I12: the log says {min(found)}"
