"""How much mail strangers may cause: so much an hour, not all of our mail's day, and none while too much of it comes
back (a circuit breaker).

A row an hour says what each process sent in it, as its own count so far: saying it twice adds nothing. In the same row
stands what came back in that hour, each mail once. A process asks when it begins and then once a minute at most; what
the others sent since, it takes to be as much as it did itself. When it dies, it may not have said what it sent in its
last minute.
"""

from secrets import token_hex
from typing import Any

from msgspec import Struct, field

from chalicelib import addresses, clock
from chalicelib.cloud import aws, keys, lateness, limits, log, mailed
from chalicelib.cloud.rows import answering
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from chalicelib.kinds import HOUR, MINUTE, Seconds
from chalicelib.messages.mail import MailRequested
from chalicelib.notifications.mailer import NotSent
from chalicelib.notifications.rules import DAY_IN_HOURS, Caused, came_back, why_to_wait

KEEP = mailed.KEPT * HOUR
"""Seconds that an hour's row is kept: longer than anybody looks back."""
MOST_NOTED = 10_000
"""Mails that came back, of each kind, that are told apart in an hour: enough for half a million mails in it."""
TO_ONE_DOMAIN = 200
"""Mails an hour to one domain that is no provider's where everybody may have a mailbox."""
UNNOTICED = 20
"""Of those, mails of one process that are not counted together with the others'."""

_VOTE = "vote-confirm"

Answer = dict[str, Any]


class _Process(Struct):
    """What this process sent in the present hour, and what it heard of all of them."""

    name: str = field(default_factory=lambda: token_hex(4))
    hour: int = 0
    minute: int = 0
    """When it last asked."""
    sent: int = 0
    said: int = 0
    """How many of them it has told the others."""
    votes: int = 0
    """How many of them were a vote's."""
    rows: dict[int, Answer] = field(default_factory=dict)
    """By their hours, those of the last day."""
    domains: dict[str, int] = field(default_factory=dict)
    full: set[str] = field(default_factory=set)
    """Those that got enough in this hour."""
    complained_at: int = 0
    """The minute in which it last logged that mail waits."""


_process = [_Process()]


def begin() -> None:
    """Know nothing, as a new process does."""
    _process[0] = _Process()


def has_to_wait(requested: MailRequested) -> bool:
    """Whether a mail that a stranger causes waits now, as the others of its domain or as all. Raises TryAgain when the
    table is silent.
    """
    its = _process[0]
    _ask(its)
    if addresses.registrable(requested.to) in its.full:
        _say(its, "one domain")
        return True
    reason = why_to_wait(_caused(its), settings().mails_per_hour, settings().mails_per_day)
    if reason:
        _say(its, reason)
    if requested.mail == _VOTE and (reason or not requested.tries):
        # One that waited for reasons of its own says nothing about how late the others are.
        lateness.say(clock.seconds() - requested.at)
    return bool(reason)


def take_of_domain(address: str) -> None:
    """Count a mail with those to its domain. Raises NotSent where that got enough of them this hour."""
    domain = addresses.registrable(address)
    if addresses.is_public_provider(address.rpartition("@")[2]):
        return
    its = _process[0]
    so_far = its.domains.get(domain, 0)
    its.domains[domain] = so_far + 1
    if so_far < UNNOTICED:
        return
    try:
        # Only from here on is it counted in a row that all processes share: an ordinary mail costs no write.
        is_left = limits.take(f"domain-{keys.keyed_hash(keys.derived('domain'), domain)}", TO_ONE_DOMAIN, HOUR)
    except TryAgain as problem:
        raise NotSent("the limits do not answer") from problem
    if not is_left:
        its.full.add(domain)
        _say(its, "one domain")
        raise NotSent("a domain got enough mail this hour")


def count_sent(mail: str) -> None:
    """One more mail of a stranger's goes to the mail service."""
    _process[0].sent += 1
    _process[0].votes += mail == _VOTE


def uncount(mail: str) -> None:
    """It certainly did not."""
    _process[0].sent = max(0, _process[0].sent - 1)
    _process[0].votes = max(0, _process[0].votes - (mail == _VOTE))


def note(kind: str, mail: str) -> None:
    """One of these mails came back: "bounce" or "complaint". Heard twice it counts once. Raises TryAgain."""
    name = keys.keyed_hash(keys.derived("feedback"), mail)[:8]
    _change(
        _this_hour(),
        "ADD #kind :mail SET expires_at = :until",
        {":mail": [name], ":most": MOST_NOTED},
        ExpressionAttributeNames={"#kind": kind},
        ConditionExpression="attribute_not_exists(#kind) OR size(#kind) < :most",
    )


def holds_back() -> str:
    """What came back so often that strangers' mail waits until somebody closes the breaker; "" where it is closed.

    Raises TryAgain.
    """
    hour = _this_hour()
    return came_back(_caused(_Process(hour=hour, rows=_read(hour)))) or ""


def close(at: Seconds) -> None:
    """Forget what came back until this moment, so that mail goes out again. Raises TryAgain."""
    _change(
        at // HOUR,
        "SET closed = :at, expires_at = :until REMOVE bounce, complaint",
        {":at": at},
        ConditionExpression="attribute_not_exists(closed) OR closed < :at",
    )


def _this_hour() -> int:
    return clock.seconds() // HOUR


def _ask(its: _Process) -> None:
    """Tell the others what this process sent and hear what they did, once a minute."""
    hour, minute = _this_hour(), clock.seconds() // MINUTE
    if its.minute == minute:
        return
    if its.hour == hour:
        its.rows[hour] = _report(its)
    else:
        if its.sent > its.said:
            _report(its)
        its.rows = _read(hour)
        its.hour, its.sent, its.said, its.votes = hour, 0, 0, 0
        its.domains, its.full = {}, set()
    its.minute = minute


def _report(its: _Process) -> Answer:
    sent = its.sent
    own = {"#own": f"sent_{its.name}", "#votes": f"{mailed.VOTES}{its.name}"}
    how = "SET #own = :sent, #votes = :votes, expires_at = :until"
    said = {":sent": sent, ":votes": its.votes}
    row = _change(its.hour, how, said, ExpressionAttributeNames=own, ReturnValues="ALL_NEW")
    its.said = sent
    return dict(row["Attributes"])


def _caused(its: _Process) -> Caused:
    sent = {hour: _sent(row) for hour, row in its.rows.items()}
    now = its.rows.get(its.hour, {})
    others = max(1, sum(name.startswith("sent_") for name in now))
    since = (its.sent - its.said) * others
    closed = max((hour for hour, row in its.rows.items() if "closed" in row), default=0)
    judged = [hour for hour in its.rows if hour >= closed]
    return Caused(
        hour=sent.get(its.hour, 0) + since,
        day=sum(sent.values()) + since,
        judged=sum(sent[hour] for hour in judged) + since,
        bounces=_told_apart(its, judged, "bounce"),
        complaints=_told_apart(its, judged, "complaint"),
    )


def _sent(row: Answer) -> int:
    return sum(int(value["N"]) for name, value in row.items() if name.startswith("sent_"))


def _told_apart(its: _Process, hours: list[int], kind: str) -> int:
    return len({mail for hour in hours for mail in its.rows[hour].get(kind, {}).get("SS", ())})


def _say(its: _Process, reason: str) -> None:
    minute = clock.seconds() // MINUTE
    if its.complained_at != minute:
        its.complained_at = minute
        log.went_wrong("strangers' mail waits", reason=reason)


# The rows


def _read(hour: int) -> dict[int, Answer]:
    """The rows of the last day's hours, with the present one."""
    table = settings().table("limits")
    names = {mailed.name(one): one for one in range(hour - DAY_IN_HOURS + 1, hour + 1)}
    asked: Any = {"Keys": [limits.row_key(name) for name in names], "ConsistentRead": True}
    with answering():
        answer = aws.dynamodb().batch_get_item(RequestItems={table: asked})
    if any(answer.get("UnprocessedKeys", {}).values()):
        raise TryAgain("limits: not all were read")
    return {names[str(row["what"]["S"])]: dict(row) for row in answer["Responses"][table]}


def _change(hour: int, how: str, values: Answer, **more: Any) -> Any:
    return limits.change(mailed.name(hour), how, {**values, ":until": hour * HOUR + KEEP}, **more)
