"""Do a million votes' mails use what the mail service lets us send, are none lost, and do moderators wait for them?

On a virtual clock. Real: the measures of the queues and of the functions, from the template; and, for some hundreds of
mails, the project's own functions, call by call. Modelled: AWS (see clockwork), how long its calls take, and for many
mails what a step does with one: the same calls in the same order. The first figure holds the model against the steps.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any
from unittest.mock import patch

from greenlet import getcurrent, greenlet

from tests.benchmarks import bill, scenarios, seeds  # the environment comes first
from tests.benchmarks.clockwork import Clock, Queue, Quota, Takes, Working, percentile
from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.scenarios import Campaign
from tests.cloud.calls import refused

# isort: split
from msgspec.structs import replace

from chalicelib import clock as project_clock
from chalicelib.cloud.queues import pack, unpack
from chalicelib.cloud.settings import settings
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Link
from chalicelib.notifications import pace
from infra.make.package import single
from infra.wiring import wiring
from tests.campaign import VOTING
from tests.staff import AN
from tests.years import YEAR

FIRST_QUOTA, LARGE_QUOTA = 14, 200
"""Mails a second: what SES gives an account out of its sandbox, and what one may ask for a million votes."""
PER_MAILER = 7
VOTES, FULL_VOTES = 5_000, 1_000_000
REAL = 100
EVERY = 60.0
"""Seconds between two decisions, each of which asks for two mails at once."""
PER_DAY, TOO_MANY = 1_000, 1_500
USED, SOON = 0.9, 10.0
CPU = 0.006
"""Seconds of a whole processor that a mail takes here; the rest of what Lambda says is waiting."""


@dataclass
class Mail:
    """One that was asked for. Moments in virtual seconds; `body` as it travels, where the step is real."""

    asked: float
    is_vote: bool
    sent: float = -1.0
    tries: int = 0
    body: str = ""


@dataclass
class Office:
    """Both mail queues, with their functions and the mail service."""

    clock: Clock
    quota: Quota
    takes: Takes
    mailers: int
    votes: Queue[Mail] = field(init=False)
    others: Queue[Mail] = field(init=False)
    mails: list[Mail] = field(default_factory=list)
    turns: dict[int, float] = field(default_factory=dict)
    as_it_was: bool = False
    """Without a pace, and handing back what the mail service does not take: before this was measured."""

    def __post_init__(self) -> None:
        for name, attribute, workers in (("confirmation-mail", "votes", self.mailers), ("mail", "others", 2)):
            waits = wiring().visibility(name), wiring().queues[name].receives
            batch = wiring().functions[wiring().reader(name)].batch
            queue = Queue[Mail](self.clock, workers, *waits, self.step, batch)
            setattr(self, attribute, queue)

    def ask(self, mail: Mail) -> None:
        """One more mail."""
        self.mails.append(mail)
        (self.votes if mail.is_vote else self.others).put(mail)

    def step(self, worker: int, mail: Mail) -> Working:
        """What notifications.steps.send_mail does, in calls."""
        yield self.takes("cpu")
        if not mail.is_vote:
            yield self.takes("dynamodb")
        yield self.takes("dynamodb")
        if mail.is_vote and not self.as_it_was:
            now = self.clock.now
            turn = max(self.turns.get(worker, 0.0), now - pace._CATCH_UP)
            self.turns[worker] = turn + 1 / pace.PER_SECOND
            if turn > now:
                yield turn - now
        yield self.takes("sesv2")
        if self.quota.takes():
            mail.sent = self.clock.now
            return True
        yield self.takes("dynamodb")
        if self.as_it_was:
            return False
        yield self.takes("sqs")
        mail.tries += 1
        return float(_waiting(mail.tries))

    @property
    def used(self) -> float:
        """The share of the quota that was used, from the first mail to the last vote's."""
        lasted = self.lasted
        return sum(0 <= mail.sent <= lasted for mail in self.mails) / (lasted * self.quota.per_second)

    @property
    def lasted(self) -> float:
        """Seconds until the last vote's mail went out."""
        return max(mail.sent for mail in self.mails if mail.is_vote)


def _waiting(tries: int) -> int:
    return MailRequested("", "", "", "", tries=tries).delay


def mailers() -> int:
    """How many of them the template lets run unless told otherwise."""
    return int(single()["Parameters"]["ConfirmationMailers"]["Default"])


def office(per_second: float, workers: int, per_day: float = float("inf"), as_it_was: bool = False) -> Office:
    """An office whose mails are modelled."""
    clock = Clock()
    means = {name: milliseconds / 1000 for name, milliseconds in bill.prices()["milliseconds"].items()}
    share = bill.memory("send_confirmation_mail") / bill.prices()["processor"]["megabytes"]
    takes = Takes(Random(2018), {**means, "cpu": CPU / share})
    return Office(clock, Quota(clock, per_second, per_day), takes, workers, as_it_was=as_it_was)


def fill(its: Office, votes: int) -> None:
    """All votes are asked for at once, and a decision is taken each minute."""
    for _ in range(votes):
        its.ask(Mail(0.0, is_vote=True))
    lasts = votes / its.quota.per_second

    def decide() -> None:
        its.ask(Mail(its.clock.now, is_vote=False))
        its.ask(Mail(its.clock.now, is_vote=False))
        if its.clock.now + EVERY < lasts:
            its.clock.at(its.clock.now + EVERY, decide)

    its.clock.at(EVERY / 2, decide)
    its.clock.run()


def measured(full: bool) -> Iterator[Figure]:
    """Share of the quota, what was lost, and how long moderators' mails took."""
    real, modelled = really(REAL), office(FIRST_QUOTA, mailers())
    fill(modelled, REAL)
    yield Figure(f"{REAL} votes' mails by the real steps took", real.lasted, "s", {"the model": modelled.lasted})
    for quota in (FIRST_QUOTA, LARGE_QUOTA):
        votes = VOTES if not full else FULL_VOTES if quota == FIRST_QUOTA else FULL_VOTES // 4
        its = office(quota, max(mailers(), quota // PER_MAILER))
        fill(its, votes)
        before = office(quota, 2, as_it_was=True)
        fill(before, min(votes, VOTES))
        yield from _figures(f"{votes:,} votes at {quota} a second", its, before)
    yield from _a_day()


def _figures(what: str, its: Office, before: Office) -> Iterator[Figure]:
    first = {"before": before.used}
    yield Figure(f"{what}: of the quota used", its.used, "", first, f"at least {USED}", at_least(its.used, USED))
    lost, dead = _lost(its), len(its.votes.dead) + len(its.others.dead)
    yield Figure(f"{what}: lost", lost, "mails", {"before": float(_lost(before))}, "0", at_most(lost, 0))
    was_dead = float(len(before.votes.dead) + len(before.others.dead))
    yield Figure(f"{what}: dead letters", dead, "mails", {"before": was_dead}, "0", at_most(dead, 0))
    slowest = max(_waits(its))
    yield Figure(
        f"{what}: slowest moderator's mail",
        slowest,
        "s",
        {"before": max(_waits(before))},
        f"at most {SOON:.0f}",
        at_most(slowest, SOON),
    )
    yield Figure(f"{what}: half of {len(_waits(its)):,} moderators' mails within", percentile(_waits(its), 0.5), "s")
    yield Figure(f"{what}: sent away by the mail service", its.quota.refused, "mails", {"before": before.quota.refused})
    yield Figure(f"{what}: all sent after", max(mail.sent for mail in its.mails) / 3600, "hours")


def _lost(its: Office) -> int:
    """Mails that neither went out in time for their link nor are dead letters."""
    until = YEAR.vote.link_hours * 3600
    dead = {id(mail) for queue in (its.votes, its.others) for mail in queue.dead}
    return sum((mail.sent < 0 and id(mail) not in dead) or mail.sent - mail.asked > until for mail in its.mails)


def _waits(its: Office) -> list[float]:
    return [mail.sent - mail.asked if mail.sent >= 0 else float("inf") for mail in its.mails if not mail.is_vote]


def _a_day() -> Iterator[Figure]:
    """The mail service stops for the day before all mails are sent."""
    its = office(FIRST_QUOTA, mailers(), per_day=PER_DAY)
    fill(its, TOO_MANY)
    dead = len(its.votes.dead) + len(its.others.dead)
    what = f"{TOO_MANY:,} votes when a day's quota of {PER_DAY:,} runs out"
    yield Figure(f"{what}: lost", _lost(its), "mails", {}, "0", at_most(_lost(its), 0))
    yield Figure(f"{what}: dead letters", dead, "mails", {}, "0", at_most(dead, 0))


# The steps themselves


class _Really(Office):
    """Mails by the project's functions: each call of theirs lets virtual time go by."""

    campaign: Campaign

    def step(self, worker: int, mail: Mail) -> Working:
        queue = "confirmation-mail" if mail.is_vote else "mail"
        function = "send_confirmation_mail" if mail.is_vote else "send_mail"
        told = replace(settings(), function=function)
        turns = [self.turns.get(worker, 0.0)]
        sends = len(self.campaign.deployment.cloud.sesv2.sent)
        yield self.takes("cpu")
        run = greenlet(lambda: self.campaign.deployment.people.deliver(queue, mail.body))
        while True:
            with patch.object(pace, "settings", lambda: told), patch.object(pace, "_next", turns):
                waited: Any = run.switch()
            if run.dead:
                break
            yield waited
        self.turns[worker] = turns[0]
        assert waited == {"batchItemFailures": []}, waited
        again = self.campaign.deployment.take(queue)
        if not again:
            assert len(self.campaign.deployment.cloud.sesv2.sent) > sends
            mail.sent = self.clock.now
            return True
        mail.body = again[0]
        return float(unpack(mail.body).delay)


def really(votes: int) -> Office:
    """The same, with the real functions."""
    modelled = office(FIRST_QUOTA, mailers())
    with scenarios.campaign() as its, _clocked(modelled.clock):
        real = _Really(modelled.clock, modelled.quota, modelled.takes, mailers())
        real.campaign = its

        def called(service: str) -> None:
            if getcurrent().parent is not None:
                getcurrent().parent.switch(real.takes(service))

        def sent(raw: bytes) -> None:
            if not real.quota.takes():
                raise refused("TooManyRequestsException", "SendEmail", 429)

        its.deployment.wire.on_call, its.deployment.cloud.sesv2.on_sent = called, sent
        for _ in range(votes):
            real.ask(Mail(0.0, is_vote=True, body=pack(its.mail_message())))
        for number in range(2):
            real.ask(Mail(0.0, is_vote=False, body=pack(_review(number))))
        real.clock.run()
    return real


def _review(number: int) -> MailRequested:
    called = {"title": seeds.TITLE, "title_language": "nl", "category": "Scholen", "places": "Gent"}
    about = {**called, "came": "vandaag", "summary": seeds.TITLE, "description": seeds.TITLE}
    moderator = AN
    link = Link("review", (f"dossier-{number}", "1"), moderator.id, 4_000_000_000)
    return MailRequested(f"review-{number}", "review-request", moderator.email, "nl", about, link, 1)


@contextmanager
def _clocked(clock: Clock) -> Iterator[None]:
    """The project tells virtual time."""
    began = int(VOTING.timestamp())

    def pause(seconds: float) -> None:
        getcurrent().parent.switch(seconds)

    with (
        patch.object(project_clock, "seconds", lambda: began + int(clock.now)),
        patch.object(project_clock, "microseconds", lambda: int((began + clock.now) * 1_000_000)),
        patch.object(project_clock, "ticks", lambda: clock.now),
        patch.object(project_clock, "pause", pause),
    ):
        yield
