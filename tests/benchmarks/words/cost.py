"""What does a million confirmed votes cost, and a year of the campaign? By prices.toml, before what is free each month
unless said; mail apart.

A voter's visit is the same for ours and the naive app: the home page, the list, one initiative, then the vote until it
is counted and its receipt or thanks are read. Images, styles and fonts are the same files for both, and left out.
"""

import gzip
from collections.abc import Iterator
from functools import cache

from tests.benchmarks import bill, scenarios  # the environment comes first
from tests.benchmarks.bill import MILLION, Amounts
from tests.benchmarks.figures import Figure, at_least, at_most
from tests.benchmarks.naive.journey import naive_app
from tests.benchmarks.place import Invocation

# isort: split
from chalicelib.edition import edition
from chalicelib.voting import rules

INITIATIVES = 500
SIZES = (500, 5_000)
FULL_SIZES = (500, 5_000, 50_000)
BALLOTS = 10_000
"""How many are recounted here; more cost in proportion."""
TIMES = 3
"""Visits that are averaged, since processor time varies."""
CHEAPER = 3.0
NEAR = 1.3
MAILS = ("mails",)

VOTERS, ASKED = 15_000, 1.5
"""Votes that are asked for per vote that is confirmed: a third never press the button."""
READERS = 10
"""Visits without a vote, for each with one: three files each."""

# What design.md says of a counted vote (five calls, two write units) and of the pages around it (a request each; the
# ballot reads its candidate, the receipt its ballot and its candidate), with nothing of ours on top: no processor time
# and no log.
MODEL: Amounts = {
    "api_requests": 7,
    "cdn_requests": 7 + 3,
    "cdn_functions": 3,
    "lambda_requests": 7 + 2,
    "queue_requests": 2 + 2 * 2,
    "read_units": 0.5 + 1.0 + 0.5,
    "write_units": 2,
}


def measured(full: bool) -> Iterator[Figure]:
    """Dollars."""
    visit, vote, pages = _ours()
    tally = _tally()
    naive_visit, naive_vote = _naive(INITIATIVES)
    model = _dollars(_model(visit, pages))
    ours = _dollars(bill.total([bill.amounts(visit), bill.files(pages)]))
    counting = _dollars(tally)
    theirs = _dollars(bill.amounts(naive_visit))
    unit = "USD"
    beside = {"naive": theirs, "model of the design": model + counting}
    yield Figure("a million votes with their visits and the tally", ours + counting, unit, beside)
    ratio = theirs / (ours + counting)
    aim = f"at least {CHEAPER:.0f}"
    yield Figure("naive app's price of a vote, of ours", ratio, "times", {}, aim, at_least(ratio, CHEAPER))
    ratio = (ours + counting) / (model + counting)
    yield Figure("our price of a vote, of the model's", ratio, "times", {}, f"at most {NEAR}", at_most(ratio, NEAR))
    alone = {"naive": _dollars(bill.amounts(naive_vote))}
    yield Figure("a million votes from ballot to count, no other page", _dollars(bill.amounts(vote)), unit, alone)
    yield Figure("a million readers of the list", _dollars(bill.files(pages[1:2])), unit, {"naive": _list(INITIATIVES)})
    yield Figure("the tally of a million votes", counting, unit)
    yield from _parts(bill.total([bill.amounts(visit), bill.files(pages)]), bill.amounts(naive_visit))
    for size in FULL_SIZES if full else SIZES:
        same = theirs if size == INITIATIVES else _dollars(bill.amounts(_naive(size)[0]))
        what = "a million votes with their visits"
        # Ours reads files, which are as large whatever the number: growth measures that.
        yield Figure(what, ours, unit, {"naive": same}, at=size)
    yield from _year(visit, pages)


def _dollars(amount: Amounts) -> float:
    """Of a million."""
    return bill.dollars(amount, but=MAILS) * MILLION


def _ours() -> tuple[list[Invocation], list[Invocation], list[int]]:
    """An average visit and the vote in it, and the compressed bytes of the files it reads."""
    with scenarios.campaign() as its:
        its.seed_initiatives(INITIATIVES)
        drawn = its.drawn("nl/index", "nl/initiatives", "nl/initiatives/initiatief-0")
        pages = [len(gzip.compress(content)) for content in drawn]
        visits, votes = [], []
        for _ in range(TIMES + 1):
            vote = [*its.vote_request(), *its.confirm()]
            votes.append(vote)
            visits.append([*its.ballot_page(), *vote, *its.sent_page(), *its.confirm_page(), *its.receipt()])
    return _middle(visits), _middle(votes), pages


def _naive(initiatives: int) -> tuple[list[Invocation], list[Invocation]]:
    with naive_app(initiatives) as its:
        visits, votes = [], []
        for number in range(2 if initiatives > INITIATIVES else TIMES + 1):
            vote = [*its.vote_request(f"voter{number}@example.org"), *its.confirm()]
            votes.append(vote)
            visits.append([*its.home(), *its.list_page(), *its.initiative_page(), *vote])
    return _middle(visits), _middle(votes)


def _list(initiatives: int) -> float:
    with naive_app(initiatives) as its:
        its.list_page()
        return _dollars(bill.amounts(its.list_page()))


def _middle(taken: list[list[Invocation]]) -> list[Invocation]:
    """The one that took a middling time; the first warms up and is left out."""
    warm = sorted(taken[1:], key=lambda its: sum(ran.cpu for ran in its))
    return warm[len(warm) // 2]


def _model(visit: list[Invocation], pages: list[int]) -> Amounts:
    """The model, with the time that AWS takes to answer and the bytes of the pages."""
    waited = sum(bill.seconds(ran, cpu=False) * bill.memory(ran.function) / 1024 for ran in visit)
    sent = (sum(ran.answered for ran in visit) + sum(pages)) / bill.GIGABYTE
    return {**MODEL, "compute": waited, "cdn_gigabyte": sent}


@cache
def _tally() -> Amounts:
    """All recounts of a round, per vote: as often as the edition says, of a round that fills evenly."""
    vote = edition().vote
    open_for = (vote.results + rules.SETTLES - vote.opens).total_seconds()
    recounts = open_for / 60 / vote.recount_every_minutes
    with scenarios.campaign() as its:
        its.seed_ballots(BALLOTS)
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
        yield Figure(f"of a million visits: {part}", _dollars(first), "USD", {"naive": _dollars(second)})


# A year


def _year(visit: list[Invocation], pages: list[int]) -> Iterator[Figure]:
    """500 initiatives and 15,000 voters, with the rest of the year; what is free each month taken off, and not."""
    campaign = bill.total([*_registering(), *_voting(visit, pages)])
    month = _idle_month()
    busy = bill.total([campaign, month])
    free = bill.dollars_of_a_month(busy) + 11 * bill.dollars_of_a_month(month)
    idle = 12 * bill.dollars_of_a_month(month)
    what = f"a year with {INITIATIVES} initiatives and {VOTERS:,} voters"
    yield Figure(what, free, "USD", {"before what is free": bill.dollars(campaign) + 12 * bill.dollars(month)})
    mails = campaign["mails"] * bill.price("mails")
    yield Figure("… of which mail", mails, "USD")
    yield Figure("… of which a year without a campaign", idle, "USD", {"before what is free": 12 * bill.dollars(month)})


def _registering() -> Iterator[Amounts]:
    """Each initiative is sent in, confirmed, decided on and built, the builds at the size of half the campaign."""
    with scenarios.campaign() as its:
        its.seed_initiatives(INITIATIVES // 2)
        its.seed_site()
        taken = [*its.form(), *its.confirmation(), *its.decision()]
        one = bill.amounts([*taken, *its.publish()])
    yield bill.times(one, INITIATIVES)


def _voting(visit: list[Invocation], pages: list[int]) -> Iterator[Amounts]:
    yield bill.times(bill.total([bill.amounts(visit), bill.files(pages)]), VOTERS)
    with scenarios.campaign() as its:
        its.vote_request()
        yield bill.times(bill.amounts([*its.ballot_page(), *its.vote_request()]), VOTERS * (ASKED - 1))
    yield bill.times(bill.files(pages), VOTERS * READERS)
    yield bill.times(_tally(), VOTERS)


def _idle_month() -> Amounts:
    """What runs whether anybody comes or not: schedules, and pollers of queues in which there is nothing."""
    minutes = 30 * 24 * 60
    with scenarios.campaign() as its:
        its.publish()
        ticks: list[Amounts] = []
        for function, every in (("recount", 1), ("turn_phase", 1), ("remind", 60)):
            its.place.tick(function)
            with its.place.taking() as taken:
                its.place.tick(function)
            ticks.append(bill.times(bill.amounts(taken), minutes / every))
    polling = bill.prices()["polling"]
    asked = 7 * polling["pollers"] * minutes * 60 / polling["seconds"]
    kept = {"table_gigabyte": 0.1, "backup_gigabyte": 0.1, "bucket_gigabyte": 0.1, "alarm": 8}
    return bill.total([*ticks, kept, {"queue_requests": asked}])
