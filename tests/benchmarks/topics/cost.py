"""What does a million confirmed votes cost, and a year of the campaign? By prices.toml, before what is free each month
unless said; mail apart.

A confirmed vote comes with all that leads to it, the same for ours and the naive app: a visit that ends in it (the home
page, the list, one initiative, then the vote until it is counted and its receipt or thanks are read), half a vote that
somebody asked for and never confirmed, and ten visits of three pages by people who only look. Images, styles and fonts
are the same files for both, and left out.
"""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil

from infra.wiring import ALWAYS, wiring
from tests.benchmarks import bill, scenarios, seeds  # the environment comes first
from tests.benchmarks.bill import MILLION, Amounts
from tests.benchmarks.deployment import Invocation
from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.naive.journey import Naive, naive_app
from tests.benchmarks.page import MAIL
from tests.benchmarks.scenarios import Campaign

# isort: split
from tests.years import YEAR

INITIATIVES = 500
SIZES = (500, 5_000)
FULL_SIZES = (500, 5_000, 50_000)
BALLOTS = 10_000
"""How many are recounted here; more cost in proportion."""
TIMES = 3
"""Goes of which the middling one is taken, since processor time varies."""
CHEAPER = 3.0
NEAR = 1.3
MAILS = ("mails",)

IDLE_YEAR = 1.0
MONTH = 31
"""Days; the longest, since so much of a month is free."""
A_DAY = {"minute": 24 * 60, "hour": 24, "day": 1}
"""How often in a day."""

VOTERS, ASKED = 15_000, 1.5
"""Votes that are asked for per vote that is confirmed: a third never press the button."""
READERS = 10
"""Visits without a vote, for each with one."""


@dataclass(frozen=True)
class Taken:
    """What each kind of visit is billed for."""

    voting: Amounts
    """It ends in a vote that counts."""
    asking: Amounts
    """Somebody asks for the mail of a vote, which nobody confirms."""
    reading: Amounts
    """Somebody looks at the home page, the list and an initiative."""

    @property
    def per_vote(self) -> Amounts:
        """All of what comes with one confirmed vote, but its share of the tally."""
        return bill.total([self.voting, bill.times(self.asking, ASKED - 1), bill.times(self.reading, READERS)])


# What design.md says of a counted vote (five calls, two write units) and of the pages around it (a request each; the
# challenge reads its candidate, the receipt its ballot and its candidate), with nothing of ours on top: no processor
# time and no log.
MODEL_VOTING: Amounts = {
    "api_requests": 5,
    "cdn_requests": 5,
    "lambda_requests": 5 + 2,
    "queue_requests": 2 + 2 * 2,
    "read_units": 0.5 + 1.0 + 0.5,
    "write_units": 2,
}
MODEL_ASKING: Amounts = {
    "api_requests": 2,
    "cdn_requests": 2,
    "lambda_requests": 2 + 1,
    "queue_requests": 1 + 2,
    "read_units": 0.5,
    "write_units": 1,
}


def measured(full: bool) -> Iterator[Figure]:
    """Dollars."""
    ours, model, vote, pages = _ours()
    theirs, naive_vote = _naive(INITIATIVES)
    counting = _dollars(_tally())
    whole, least, naive = _dollars(ours.per_vote), _dollars(model.per_vote), _dollars(theirs.per_vote)
    unit = "USD"
    beside = {"naive": naive, "model of the design": least + counting}
    yield Figure("a million votes with all visits and the tally", whole + counting, unit, beside)
    ratio = naive / (whole + counting)
    aim = f"at least {CHEAPER:.0f}"
    yield Figure("naive app's price of a vote, of ours", ratio, "times", {}, aim, at_least(ratio, CHEAPER))
    ratio = (whole + counting) / (least + counting)
    yield Figure("our price of a vote, of the model's", ratio, "times", {}, f"at most {NEAR}", at_most(ratio, NEAR))
    yield Figure("a million visits that vote", _dollars(ours.voting), unit, {"naive": _dollars(theirs.voting)})
    alone = {"naive": _dollars(naive_vote)}
    yield Figure("a million votes from ballot to count, no other page", _dollars(vote), unit, alone)
    yield Figure("a million visits that look", _dollars(ours.reading), unit, {"naive": _dollars(theirs.reading)})
    yield Figure("a million readers of the list", _dollars(bill.files(pages[1:2])), unit, {"naive": _list(INITIATIVES)})
    yield Figure("the tally of a million votes", counting, unit)
    yield Figure(MAIL, ASKED * MILLION * bill.price("mails"), unit)
    yield from _parts(ours.per_vote, theirs.per_vote)
    for size in FULL_SIZES if full else SIZES:
        same = naive if size == INITIATIVES else _dollars(_naive(size)[0].per_vote)
        what = "a million votes with all visits"
        # Ours reads files, which are as large whatever the number: growth measures that.
        yield Figure(what, whole, unit, {"naive": same}, at=size)
    yield from _year(ours)


def _dollars(amount: Amounts) -> float:
    """Of a million."""
    return bill.dollars(amount, but=MAILS) * MILLION


READ = ("nl/index", "nl/initiatives", "nl/initiatives/initiatief-0")
FILLED_IN = ("nl/vote/initiatief-0", "nl/votes/sent")


@cache
def _ours() -> tuple[Taken, Taken, Amounts, list[int]]:
    """What ours takes and what the model says, a vote from ballot to count, and the compressed bytes that are read."""
    with scenarios.campaign() as its:
        seeds.initiatives(its.deployment, INITIATIVES)
        read, filled_in = (
            [len(gzip.compress(content)) for content in seeds.drawn(*keys)] for keys in (READ, FILLED_IN)
        )
        asking = _middling(lambda: _asks(its))
        counted = _middling(its.confirm)
        around = _middling(lambda: [*its.confirm_page(), *its.receipt()])
    voting = [*asking, *counted, *around]
    ours = Taken(
        bill.total([bill.amounts(voting), bill.files([*read, *filled_in])]),
        bill.total([bill.amounts(asking), bill.files(filled_in)]),
        bill.files(read),
    )
    model = Taken(
        _modelled(MODEL_VOTING, voting, [*read, *filled_in]),
        _modelled(MODEL_ASKING, asking, filled_in),
        bill.files(read),
    )
    return ours, model, bill.amounts([*asking, *counted]), read


def _asks(its: Campaign) -> list[Invocation]:
    return [*its.challenge(), *its.vote_request()]


def _middling(act: Callable[[], list[Invocation]]) -> list[Invocation]:
    """One go that took a middling time; the first warms up and is left out."""
    warm = sorted([act() for _ in range(TIMES + 1)][1:], key=lambda its: sum(ran.cpu for ran in its))
    return warm[len(warm) // 2]


def _modelled(model: Amounts, taken: list[Invocation], sizes: list[int]) -> Amounts:
    """The model, with the time that AWS takes to answer and the bytes of the pages."""
    waited = sum(bill.seconds(ran, cpu=False) * bill.memory(ran.function) / 1024 for ran in taken)
    sent = sum(ran.answered for ran in taken) / bill.GIGABYTE
    return bill.total([{**model, "compute": waited, "cdn_gigabyte": sent}, bill.files(sizes)])


def _naive(initiatives: int) -> tuple[Taken, Amounts]:
    """What the naive app takes, and a vote from ballot to count."""
    with naive_app(initiatives) as its:
        reading = bill.amounts(_middling(lambda: _looks(its)))
        asking = _middling(lambda: its.vote_request(f"voter{its.mails()}@gmail.com"))
        counted = its.confirm()
    vote = bill.amounts([*asking, *counted])
    return Taken(bill.total([reading, vote]), bill.amounts(asking), reading), vote


def _looks(its: Naive) -> list[Invocation]:
    return [*its.home(), *its.list_page(), *its.initiative_page()]


def _list(initiatives: int) -> float:
    with naive_app(initiatives) as its:
        its.list_page()
        return _dollars(bill.amounts(its.list_page()))


@cache
def _tally() -> Amounts:
    """All recounts of a round, per vote: as often as the edition says, of a round that fills evenly."""
    vote = YEAR.vote
    open_for = (vote.settled - vote.opens).total_seconds()
    recounts = open_for / 60 / vote.recount_every_minutes
    with scenarios.campaign() as its:
        seeds.ballots(its.deployment, BALLOTS)
        its.recount()
        once = bill.amounts(its.recount())
    return bill.times(once, recounts / 2 / BALLOTS)


PARTS = {
    "requests to the gateway": ("api_requests",),
    "the CDN": ("cdn_requests", "cdn_functions", "cdn_gigabyte"),
    "functions": ("lambda_requests", "compute"),
    "tables": ("read_units", "write_units"),
    "queues": ("queue_requests", "fifo_requests"),
    "logs": ("log_gigabyte",),
}


def _parts(ours: Amounts, theirs: Amounts) -> Iterator[Figure]:
    for part, names in PARTS.items():
        first, second = ({name: its[name] for name in names if name in its} for its in (ours, theirs))
        yield Figure(f"of a million votes: {part}", _dollars(first), "USD", {"naive": _dollars(second)})


# A year


def _year(ours: Taken) -> Iterator[Figure]:
    """500 initiatives and 15,000 voters, with the rest of the year; what is free each month taken off, and not."""
    voting = bill.times(bill.total([ours.per_vote, _tally()]), VOTERS)
    campaign = bill.total([*_registering(), voting])
    month, closed = _idle_month(False), _idle_month(True)
    busy = bill.total([campaign, month])
    months = _months_open()
    open_ = (months - 1) * bill.dollars_of_a_month(month)
    year = bill.dollars_of_a_month(busy) + open_ + (12 - months) * bill.dollars_of_a_month(closed)
    before = bill.dollars(campaign) + months * bill.dollars(month) + (12 - months) * bill.dollars(closed)
    what = f"a year with {INITIATIVES} initiatives and {VOTERS:,} voters"
    yield Figure(what, year, "USD", {"before what is free": before})
    mails = campaign["mails"] * bill.price("mails")
    yield Figure("… of which mail", mails, "USD")
    idle = months * bill.dollars_of_a_month(month)
    yield Figure(f"… of which the season that is open for {months} months, without anybody", idle, "USD")
    idle, before = 12 * bill.dollars_of_a_month(closed), 12 * bill.dollars(closed)
    aim = f"at most {IDLE_YEAR:.0f}"
    what = "a year without a campaign, the season closed"
    yield Figure(what, idle, "USD", {"before what is free": before}, aim, at_most(idle, IDLE_YEAR))
    idle, before = 12 * bill.dollars_of_a_month(month), 12 * bill.dollars(month)
    yield Figure("… and left open", idle, "USD", {"before what is free": before})


def _months_open() -> int:
    """From the first form until everybody is forgotten."""
    days = (YEAR.forget_addresses_on - YEAR.registration.opens.date()).days
    return ceil(days / 30)


def _registering() -> Iterator[Amounts]:
    """Each initiative is sent in, confirmed, decided on and built, the builds at the size of half the campaign."""
    with scenarios.campaign() as its:
        seeds.initiatives(its.deployment, INITIATIVES // 2)
        seeds.site(its.deployment)
        taken = [*its.form(), *its.confirmation(), *its.decision()]
        one = bill.amounts([*taken, *its.publish()])
    yield bill.times(one, INITIATIVES)


def _idle_month(closed: bool) -> Amounts:
    """What runs whether anybody comes or not: schedules, and pollers of queues in which there is nothing."""
    with scenarios.campaign() as its:
        its.publish()
        ticks: list[Amounts] = []
        for function, times in _runs(closed).items():
            its.deployment.tick(function)
            with its.deployment.taking() as taken:
                its.deployment.tick(function)
            ticks.append(bill.times(bill.amounts(taken), times))
    kept = {"table_gigabyte": 0.1, "backup_gigabyte": 0.1, "bucket_gigabyte": 0.1, "alarm": 10}
    return bill.total([*ticks, kept, bill.polling(closed, MONTH)])


def _runs(closed: bool) -> dict[str, float]:
    """How often each schedule runs in a month."""
    found: dict[str, float] = {}
    for name, function in wiring().functions.items():
        every = function.out_of_season if closed and function.out_of_season != ALWAYS else function.every
        if function.every:
            number, _, unit = every.partition(" ")
            found[name] = MONTH * A_DAY[unit] / int(number)
    return found
