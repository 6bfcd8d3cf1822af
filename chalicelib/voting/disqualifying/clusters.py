"""What many ballots have in common, by domain, network, candidate, minute and pace, and how many it is by chance."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from hashlib import sha256
from itertools import islice
from types import MappingProxyType
from typing import Literal, TypeVar

from msgspec import Struct

from chalicelib.kinds import DAY, Microseconds, Seconds, Slug
from chalicelib.voting.disqualifying.counting import SPAN, Count, Effect

Name = TypeVar("Name", bound=Hashable)
Common = TypeVar("Common", bound=Hashable)

MANY = 50
"""So many ballots from one domain or network, or for one candidate in one span, are shown to organisers."""
SOME = 20
"""And so many that have two things in common, where that is far more than chance would have it."""
FAR_MORE = 3
MOST_CLUSTERS = 10
"""Of each kind, the largest: a row holds them all."""
MOST_KNOWN = 500
"""Clusters of which it is known when they were first found, so that nobody hears of one twice."""

Kind = Literal[
    "domain",
    "network",
    "span",
    "domain_candidate",
    "network_candidate",
    "domain_pace",
    "day_pace",
]


class Cluster(Struct, frozen=True, omit_defaults=True):
    """Ballots that have something in common, none of them left out yet."""

    kind: Kind
    ballots: int
    expected: int = 0
    """How many it would be, were their candidates, moments or paces those of everybody."""
    domain: str = ""
    network: str = ""
    candidate: Slug = ""
    since: Seconds = 0
    """When the ten minutes begin, or the day, in seconds since 1970."""
    is_disposable: bool = False
    """Whether the domain is on the list of those that lend mailboxes for one mail."""
    pace: int = 0
    """Of the sum; see voting/pace.py."""
    begins: Seconds = 0
    """Of a fresh domain, the beginning of the day before which nobody voted from it."""
    at_once: int = 0
    """And how many of its ballots came in that day and the next."""

    @property
    def until(self) -> Seconds:
        """When its ten minutes end, or its day; 0 where it is about none."""
        return self.since and self.since + (DAY if self.kind == "day_pace" else SPAN)

    @property
    def name(self) -> str:
        """The same each time it is found. 8 characters."""
        said = f"{self.kind} {self.domain} {self.network} {self.candidate} {self.since} {self.pace}"
        return sha256(said.encode()).hexdigest()[:8]

    @property
    def stands_out(self) -> bool:
        """Whether organisers are mailed of it: not of a network alone, since schools and operators look just so."""
        return self.kind != "network"


class Report(Struct, frozen=True):
    """What organisers are shown of a recount. `titles`: of the candidates that it names."""

    as_of: Microseconds = Microseconds(0)
    people: int = 0
    clusters: tuple[Cluster, ...] = ()
    effects: Mapping[str, Effect] = {}
    titles: Mapping[Slug, str] = {}
    known: Mapping[str, Seconds] = {}
    """When each cluster was first found, by its name, also those that stand out no more; the newest of them."""


def report(
    count: Count,
    found: Sequence[Cluster],
    titles: Mapping[Slug, str],
    as_of: Microseconds,
    before: Mapping[str, Seconds] = MappingProxyType({}),
) -> Report:
    """What organisers are shown, given the titles of all candidates in the running, and what was known before."""
    effects = {case.id: count.effect(case, titles.keys()) for case in count.cases}
    about = [case.condition.candidate for case in count.cases]
    named = {
        *about,
        *(its.candidate for its in found),
        *(line.candidate for its in effects.values() for line in its.lines),
    }
    shown = {slug: titles[slug] for slug in sorted(named) if slug in titles}
    known = {**{its.name: as_of // 1_000_000 for its in found if its.stands_out}, **before}
    newest = dict(sorted(known.items(), key=lambda its: (-its[1], its[0]))[:MOST_KNOWN])
    return Report(as_of, count.people, tuple(found), effects, shown, newest)


def clusters(count: Count, disposable: Callable[[], Set[str]]) -> list[Cluster]:
    """What many ballots have in common, of each kind the largest.

    Many people have their mail at a large provider, which is no sign by itself; none is one where nobody knows which
    these are. `disposable`, asked only where a domain stands out, tells which lend mailboxes.
    """
    domains, networks = _sums(count.domains), _sums(count.networks)
    large = domains.keys() if count.providers is None else count.providers
    known = {name: number for name, number in domains.items() if name not in large}
    outstanding = _largest(known)
    lent = disposable() if outstanding else frozenset()
    days = _days(count, {name for name, _ in outstanding})
    found = [
        Cluster("domain", number, domain=name, is_disposable=name in lent, begins=begins, at_once=at_once)
        for name, number in outstanding
        for begins, at_once in [_fresh(days[name], number, count.opens)]
    ]
    found += [Cluster("network", number, network=name) for name, number in _largest(networks)]
    chosen, paces = count.counted, _paces(count)
    for (name, slug), number, chance in _beyond(count.domains, domains, chosen):
        found.append(Cluster("domain_candidate", number, chance, domain=name, candidate=slug))
    for (name, slug), number, chance in _beyond(count.networks, networks, chosen):
        found.append(Cluster("network_candidate", number, chance, network=name, candidate=slug))
    for (name, pace), number, chance in _beyond(count.domain_paces, _sums(count.domain_paces), paces):
        found.append(Cluster("domain_pace", number, chance, domain=name, pace=pace))
    by_day = Counter({((slug, day), pace): number for (slug, day, pace), number in count.day_paces.items()})
    for ((slug, day), pace), number, chance in _beyond(by_day, _sums(by_day), paces):
        since = count.opens + day * DAY
        found.append(Cluster("day_pace", number, chance, candidate=slug, since=since, pace=pace))
    return found + _spans(count)


def _days(count: Count, domains: Set[str]) -> dict[str, dict[int, int]]:
    """How many ballots of each of these domains came on which day of the vote."""
    found: dict[str, dict[int, int]] = {name: {} for name in domains}
    for (name, day), number in count.days.items():
        if name in found:
            found[name][day] = number
    return found


def _fresh(days: Mapping[int, int], number: int, opens: Seconds) -> tuple[Seconds, int]:
    """When a fresh domain began and how many came at once: of any other two zeros.

    It is fresh where nobody voted from it on the first day of the vote, and most came on its own first two: many, so
    that no club's is.
    """
    first = min(days)
    at_once = days[first] + days.get(first + 1, 0)
    is_fresh = first >= 1 and at_once >= max(MANY, number / 2)
    return (opens + first * DAY, at_once) if is_fresh else (0, 0)


def _paces(count: Count) -> Counter[int]:
    found: Counter[int] = Counter()
    for (_, _, pace), number in count.day_paces.items():
        found[pace] += number
    return found


def _sums(pairs: Counter[tuple[Name, Common]]) -> Counter[Name]:
    sums: Counter[Name] = Counter()
    for (name, _), number in pairs.items():
        sums[name] += number
    return sums


def _largest(sums: Mapping[str, int]) -> list[tuple[str, int]]:
    many = sorted((-number, name) for name, number in sums.items() if number >= MANY)
    return [(name, -number) for number, name in many[:MOST_CLUSTERS]]


def _beyond(
    pairs: Counter[tuple[Name, Common]], sums: Counter[Name], of_all: Counter[Common]
) -> Iterable[tuple[tuple[Name, Common], int, int]]:
    """Those of a name that have something in common far more often than all others: what, how many, by chance."""
    of_chance = (
        (pair, number, _chance(number, sums[pair[0]], of_all[pair[1]], of_all.total()))
        for pair, number in pairs.most_common()
        if number >= SOME
    )
    return islice((one for one in of_chance if one[1] >= FAR_MORE * one[2]), MOST_CLUSTERS)


def _chance(number: int, of_name: int, in_common: int, total: int) -> int:
    """How many it would be, were it as among all others, who may be few beside a brigade; as it is among too few."""
    others = total - of_name
    return round(of_name * (in_common - number) / others) if others >= MANY else number


def _spans(count: Count) -> list[Cluster]:
    """The ten minutes in which a candidate got far more than in the others in which it got any."""
    of_each = Counter(slug for _, slug in count.spans)
    found: list[Cluster] = []
    for (span, slug), number in count.spans.most_common():
        chance = round(count.counted[slug] / of_each[slug])
        if number < MANY or len(found) == MOST_CLUSTERS:
            break
        if number >= FAR_MORE * chance:
            found.append(Cluster("span", number, chance, candidate=slug, since=span * SPAN))
    return found
