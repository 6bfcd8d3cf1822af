"""What a recount finds beside the votes: what many of them have in common, and what leaving some out would change."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from itertools import islice
from typing import Literal

from msgspec import Struct

from chalicelib.disqualification import Disqualified, Fact
from chalicelib.kinds import Microseconds, Slug
from chalicelib.voting.disqualifying import rules
from chalicelib.voting.disqualifying.rules import Case

SPAN = 600
"""Seconds that are counted together: ten minutes."""
MANY = 50
"""So many ballots from one domain or network, or for one candidate in one span, are shown to organisers."""
SOME = 20
"""And so many that have both in common, where that is far more than chance would have it."""
FAR_MORE = 3
MOST_CLUSTERS = 10
"""Of each kind, the largest: a row holds them all."""
MOST_LINES = 30
"""Candidates that a preview names."""

Kind = Literal["domain", "network", "span", "domain_candidate", "network_candidate"]


class Cluster(Struct, frozen=True, omit_defaults=True):
    """Ballots that have something in common, none of them left out yet."""

    kind: Kind
    ballots: int
    expected: int = 0
    """How many it would be, were their candidates those of everybody, or their moments those of all who chose alike."""
    domain: str = ""
    network: str = ""
    candidate: Slug = ""
    since: int = 0
    """When the ten minutes begin, in seconds since 1970."""
    is_disposable: bool = False
    """Whether the domain is on the list of those that lend mailboxes for one mail."""


class Line(Struct, frozen=True, array_like=True):
    """What leaving votes out, or in again, does to one candidate."""

    candidate: Slug
    met: int
    """Votes for it that are meant."""
    before: int
    after: int
    rank_before: int
    rank_after: int


class Effect(Struct, frozen=True):
    """What the next step of a case would change."""

    number: int
    """Of the case, as it was counted."""
    ballots: int
    """That meet its condition, for whomever."""
    lines: tuple[Line, ...]
    """The candidates whose votes or places change, the first places first."""


class Report(Struct, frozen=True):
    """What organisers are shown of a recount. `titles`: of the candidates that it names."""

    as_of: Microseconds = Microseconds(0)
    people: int = 0
    clusters: tuple[Cluster, ...] = ()
    effects: Mapping[str, Effect] = {}
    titles: Mapping[Slug, str] = {}


class Count:
    """All ballots, each once, as a recount reads them partition by partition."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = [case for case in cases if not case.is_over]
        self.standing = rules.standing(cases)
        self.people = 0
        self.counted: Counter[Slug] = Counter()
        """Ballots that are left out by nothing."""
        self.met: Counter[tuple[Slug, tuple[str, ...]]] = Counter()
        """Those that meet cases, by candidate and which these are; the ones that count too."""
        self.domains: Counter[tuple[str, Slug]] = Counter()
        self.networks: Counter[tuple[str, Slug]] = Counter()
        self.spans: Counter[tuple[int, Slug]] = Counter()

    def add(self, facts: Sequence[Fact]) -> None:
        """Count the ballots of a partition."""
        self.people += len(facts)
        if self.cases:
            facts = self._in(facts)
        self.counted.update([candidate for candidate, _, _, _ in facts])
        self.domains.update([(domain, candidate) for candidate, domain, _, _ in facts if domain])
        self.networks.update([(network, candidate) for candidate, _, network, _ in facts if network])
        self.spans.update([(at // (SPAN * 1_000_000), candidate) for candidate, _, _, at in facts])

    def _in(self, facts: Sequence[Fact]) -> list[Fact]:
        """Those of these ballots that count."""
        kept, stands = [], {case.id for case in self.standing}
        for fact in facts:
            ids = tuple(case.id for case in self.cases if case.condition.is_met(*fact))
            if ids:
                self.met[fact[0], ids] += 1
            if stands.isdisjoint(ids):
                kept.append(fact)
        return kept

    def votes(self, running: Iterable[Slug], standing: Set[str]) -> dict[Slug, int]:
        """The votes of each candidate in the running, were these the cases that stand."""
        now = {case.id for case in self.standing}
        votes = {slug: self.counted[slug] for slug in sorted(running)}
        for (slug, ids), number in self.met.items():
            if slug in votes:
                votes[slug] += number * (standing.isdisjoint(ids) - now.isdisjoint(ids))
        return votes

    def left_out(self, running: Set[Slug]) -> list[Disqualified]:
        """How many ballots for candidates in the running each case that stands leaves out, each ballot by one."""
        found: Counter[str] = Counter()
        for (slug, ids), number in self.met.items():
            by = next((case.id for case in self.standing if case.id in ids), "")
            found[by] += number if slug in running else 0
        return [Disqualified(case.id, case.reason, found[case.id]) for case in self.standing]

    def effect(self, case: Case, running: Set[Slug]) -> Effect:
        """What leaving out what this case is about changes; of one that stands, what undoing it would."""
        now = {its.id for its in self.standing}
        before, after = self.votes(running, now), self.votes(running, now ^ {case.id})
        ranks_before, ranks_after = ranks(before), ranks(after)
        met: Counter[Slug] = Counter()
        for (slug, ids), number in self.met.items():
            met[slug] += number if case.id in ids else 0
        lines = [
            Line(slug, met[slug], before[slug], after[slug], ranks_before[slug], ranks_after[slug])
            for slug in sorted(before, key=lambda slug: (ranks_before[slug], slug))
            if met[slug] or ranks_before[slug] != ranks_after[slug]
        ]
        return Effect(case.number, met.total(), tuple(lines[:MOST_LINES]))


def ranks(votes: Mapping[Slug, int]) -> dict[Slug, int]:
    """The place of each candidate; equal votes, equal places."""
    places: dict[int, int] = {}
    for place, number in enumerate(sorted(votes.values(), reverse=True), 1):
        places.setdefault(number, place)
    return {slug: places[number] for slug, number in votes.items()}


def report(count: Count, found: Sequence[Cluster], titles: Mapping[Slug, str], as_of: Microseconds) -> Report:
    """What organisers are shown, given the titles of all candidates in the running."""
    effects = {case.id: count.effect(case, titles.keys()) for case in count.cases}
    about = [case.condition.candidate for case in count.cases]
    named = {
        *about,
        *(its.candidate for its in found),
        *(line.candidate for its in effects.values() for line in its.lines),
    }
    return Report(
        as_of, count.people, tuple(found), effects, {slug: titles[slug] for slug in sorted(named) if slug in titles}
    )


def clusters(count: Count, providers: Set[str] | None, disposable: Callable[[], Set[str]]) -> list[Cluster]:
    """What many ballots have in common, of each kind the largest.

    Many people have their mail at a large provider, which is no sign by itself; none is one where nobody knows which
    these are. `disposable`, asked only where a domain stands out, tells which lend mailboxes.
    """
    domains, networks = _sums(count.domains), _sums(count.networks)
    known = {} if providers is None else {name: number for name, number in domains.items() if name not in providers}
    outstanding = _largest(known)
    lent = disposable() if outstanding else frozenset()
    found = [Cluster("domain", number, domain=name, is_disposable=name in lent) for name, number in outstanding]
    found += [Cluster("network", number, network=name) for name, number in _largest(networks)]
    total = max(count.counted.total(), 1)
    share = {slug: number / total for slug, number in count.counted.items()}
    for (name, slug), number, chance in _beyond(count.domains, domains, share):
        found.append(Cluster("domain_candidate", number, chance, domain=name, candidate=slug))
    for (name, slug), number, chance in _beyond(count.networks, networks, share):
        found.append(Cluster("network_candidate", number, chance, network=name, candidate=slug))
    return found + _spans(count)


def _sums(pairs: Counter[tuple[str, Slug]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for (name, _), number in pairs.items():
        sums[name] += number
    return sums


def _largest(sums: Mapping[str, int]) -> list[tuple[str, int]]:
    many = sorted((-number, name) for name, number in sums.items() if number >= MANY)
    return [(name, -number) for number, name in many[:MOST_CLUSTERS]]


def _beyond(
    pairs: Counter[tuple[str, Slug]], sums: Counter[str], share: Mapping[Slug, float]
) -> Iterable[tuple[tuple[str, Slug], int, int]]:
    """Those that chose one candidate far more often than everybody does: what they are, how many, and by chance."""
    of_chance = (
        (pair, number, round(sums[pair[0]] * share[pair[1]])) for pair, number in pairs.most_common() if number >= SOME
    )
    return islice((one for one in of_chance if one[1] >= FAR_MORE * one[2]), MOST_CLUSTERS)


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
