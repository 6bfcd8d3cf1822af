"""What a recount finds beside the votes: what many of them have in common, and what leaving some out would change."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set

from msgspec import Struct

from chalicelib.disqualification import Disqualified, Fact
from chalicelib.kinds import DAY, Seconds, Slug
from chalicelib.voting.disqualifying import rules
from chalicelib.voting.disqualifying.rules import Case

SPAN = 600
"""Seconds that are counted together: ten minutes."""
MOST_LINES = 30
"""Candidates that a preview names."""


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


class Count:
    """All ballots, each once, as a recount reads them partition by partition."""

    def __init__(self, cases: Sequence[Case], opens: Seconds = 0, providers: Set[str] | None = frozenset()) -> None:
        """`opens`: when the vote did; `providers`: what stands for the large ones, None where nobody knows any more."""
        self.opens, self.providers = opens, providers
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
        self.days: Counter[tuple[str, int]] = Counter()
        """By domain, but for the large providers', and by day, counted from the opening."""
        self.domain_paces: Counter[tuple[str, int]] = Counter()
        """Of the same domains."""
        self.day_paces: Counter[tuple[Slug, int, int]] = Counter()

    def add(self, facts: Sequence[Fact]) -> None:
        """Count the ballots of a partition."""
        self.people += len(facts)
        if self.cases:
            facts = self._in(facts)
        self.counted.update([candidate for candidate, _, _, _, _ in facts])
        self.domains.update([(domain, candidate) for candidate, domain, _, _, _ in facts if domain])
        self.networks.update([(network, candidate) for candidate, _, network, _, _ in facts if network])
        self.spans.update([(at // (SPAN * 1_000_000), candidate) for candidate, _, _, at, _ in facts])
        opens, day = self.opens * 1_000_000, DAY * 1_000_000
        self.day_paces.update([(candidate, (at - opens) // day, pace) for candidate, _, _, at, pace in facts if pace])
        if self.providers is None:
            return
        small = [(domain, at, pace) for _, domain, _, at, pace in facts if domain and domain not in self.providers]
        self.days.update([(domain, (at - opens) // day) for domain, at, _ in small])
        self.domain_paces.update([(domain, pace) for domain, _, pace in small if pace])

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
