"""Strangers who cause too much mail, or mail that comes back: what waits then, and until when."""

import json
from collections.abc import Iterator

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.draws import Draws
from tests.simulation.people.acts import come
from tests.simulation.people.memory import history
from tests.simulation.people.voters import ask_to_vote
from tests.simulation.person import Person
from tests.simulation.schedule import MOST_AT_ONCE, Stage
from tests.simulation.themes.theme import SLUGS, Theme, moment, nothing_more
from tests.simulation.themes.votes import candidates

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.cloud.settings import settings
from chalicelib.messages.mail import BreakerClosed
from chalicelib.notifications.rules import FEWEST_COMPLAINTS
from tests.years import YEAR

LEFT = 1
"""Of an hour's budget, after what another process said that it sent."""
OTHERS = "sent_others"
VICTIMS = tuple(f"floo{number}ded@gmail.com" for number in range(8))


def _starts(draws: Draws) -> int:
    return moment(YEAR.vote.opens) + 30 * HOUR


def _flooding(stage: Stage) -> None:
    """Strangers, whom they have us mail, and either a budget that is nearly used up or people who complain."""
    for victim in VICTIMS:
        come(stage, victim.partition("@")[0], (victim,), lambda me: None)
    stage.invite("a stranger", _floods)
    if stage.draws.maybe(0.5):
        _use_up(stage)
    else:
        stage.invite("the mail service", _complains)


def _use_up(stage: Stage) -> None:
    hour = stage.world.now // HOUR
    table = stage.world.table("limits")
    row = {"what": {"S": f"strangers#{hour}"}, OTHERS: {"N": str(settings().mails_per_hour - LEFT)}}
    table.put(table.key(row), row, stage.world.now)


def _floods(me: Person) -> None:
    for victim in VICTIMS:
        if victim == VICTIMS[-2]:
            me.wait(3 * HOUR)
        ask_to_vote(me, me.one_of(SLUGS), victim)
        me.wait((SECOND, MINUTE, 2 * MINUTE, 3 * HOUR)[me.pick(4, 0.4)])


def _complains(me: Person) -> None:
    """Of the same mail perhaps twice, since such things come twice."""
    me.wait((MINUTE, 3 * HOUR)[me.pick(2)])
    letters = [letter for letter in me.stage.letters if letter.is_confirmation]
    for letter in letters[: 1 + me.pick(3)]:
        tags = {"cause": ["stranger"]}
        mail = {"destination": [letter.to], "messageId": letter.id, "tags": tags}
        body = json.dumps({"eventType": "Complaint", "complaint": {"complaintFeedbackType": "abuse"}, "mail": mail})
        history(me.stage).failed.append((letter.to, "Complaint", body))
        for _ in range(1 + me.pick(2)):
            me.stage.world.put("feedback", body)
        me.wait(MINUTE)
    if me.maybe(0.8):
        me.wait(5 * HOUR)
        closed = BreakerClosed("looked at it", me.stage.world.now // SECOND)
        me.stage.world.put("mail", pack(closed))


def _check(stage: Stage) -> Iterator[str]:
    """I9: no more than the budget, and none while too much comes back; that nothing is lost is checked everywhere."""
    yield from _no_more_is_said_than_was_sent(stage)
    yield from _the_budget_holds(stage)
    yield from _none_after_complaints(stage)


def _no_more_is_said_than_was_sent(stage: Stage) -> Iterator[str]:
    # A process may die between the attempt that it spent and the mail.
    tried = sum(call.startswith("dynamodb.UpdateItem") and "deliveries" in call for _, _, call, _ in stage.world.trace)
    said = sum(
        int(value["N"])
        for row in stage.world.table("limits").rows.values()
        for name, value in row.items()
        if name.startswith("sent_") and name != OTHERS
    )
    if said > tried:
        yield f"I9: the rows tell of {said} mails of strangers', and {tried} were tried"


def _the_budget_holds(stage: Stage) -> Iterator[str]:
    # A process that dies, or whose clock is off, may not have said what it sent last.
    if stage.weather.fault or stage.weather.skew:
        return
    for (name,), row in stage.world.table("limits").rows.items():
        if OTHERS in row:
            hour = int(name.rpartition("#")[2])
            sent = [letter for letter in stage.letters if letter.is_confirmation and letter.at // HOUR == hour]
            if len(sent) > LEFT + MOST_AT_ONCE:
                yield f"I9: {len(sent)} mails of strangers' where the budget had {LEFT} left"


def _none_after_complaints(stage: Stage) -> Iterator[str]:
    told = {body for _, reason, body in history(stage).failed if reason == "Complaint"}
    heard = sorted(
        min(ended for queue, its, _, ended in stage.done if queue == "feedback" and its == body)
        for body in told
        if any(queue == "feedback" and its == body for queue, its, _, _ in stage.done)
    )
    if len(heard) < FEWEST_COMPLAINTS:
        return
    # What is noted at the very end of an hour, others read in the next.
    opened = heard[FEWEST_COMPLAINTS - 1] + HOUR + 2 * MINUTE + 2 * stage.weather.skew
    closed = [ended for queue, body, _, ended in stage.done if queue == "mail" and "BreakerClosed" in body]
    until = min([heard[0] + 22 * HOUR, *(began - HOUR for began in closed)])
    for letter in stage.letters:
        if letter.is_confirmation and opened < letter.began < until:
            yield "I9: a mail that a stranger caused goes out while too many complain"


FLOODS = Theme("floods", 1, _starts, candidates, _flooding, nothing_more, _check)
