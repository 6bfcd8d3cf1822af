"""What voting does with what happened: candidates come and go, ballots are cast, rounds are recounted."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from chalicelib import clock, providers
from chalicelib.cloud import closings, editions, keys, log
from chalicelib.cloud.closings import Counted
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Broken
from chalicelib.kinds import Microseconds, Slug
from chalicelib.messages.message import Message
from chalicelib.messages.publication import ResultsCounted
from chalicelib.messages.voting import (
    CandidateAdmitted,
    CandidateWithdrawn,
    VoteConfirmed,
    VoteDisowned,
    VoterKeyDestroyed,
)
from chalicelib.voting import rules, signing, store, tallies, voters
from chalicelib.voting.disqualifying import counting
from chalicelib.voting.disqualifying import rules as deciding
from chalicelib.voting.disqualifying import store as cases
from chalicelib.voting.disqualifying.rules import Case


def admit(admitted: CandidateAdmitted) -> list[Message]:
    """People may vote for it from now on, and what they voted counts; what has settled stays."""
    if _stands():
        return []
    store.admit(edition().vote.key, admitted.slug, admitted.title, admitted.number, admitted.at)
    return []


def withdraw(withdrawn: CandidateWithdrawn) -> list[Message]:
    """Votes for it count no longer, and their receipts say why; what has settled stays."""
    if _stands():
        return []
    store.withdraw(edition().vote.key, withdrawn.slug, withdrawn.number, withdrawn.at)
    return []


def count_ballot(confirmed: VoteConfirmed) -> list[Message]:
    """The ballot in the table is the vote: there is no other place where it counts."""
    signing.check(confirmed)
    vote = edition().vote
    if confirmed.round != vote.key:
        raise Broken("a vote in a round that this edition does not know")
    reason = rules.refusal(vote, _moment(confirmed.at))
    if not reason and _stands():
        # From among the dead letters: nobody moves the result then.
        reason = "year_over"
    if reason:
        store.refuse(vote.key, confirmed.voter, confirmed.receipt, reason)
        return []
    press = rules.Press(
        confirmed.at, confirmed.receipt, confirmed.link, confirmed.candidate, confirmed.rules, confirmed.network
    )
    store.cast(vote.key, confirmed.voter, press, confirmed.domain)
    return []


def disown_ballot(disowned: VoteDisowned) -> list[Message]:
    """What was pressed behind this mail counts no more, and what is still to come neither."""
    signing.check(disowned)
    vote = edition().vote
    if disowned.round != vote.key:
        raise Broken("a vote in a round that this edition does not know")
    # What is counted after the close stays: nobody moves the result then.
    if not rules.refusal(vote, _moment(disowned.at)) and not _stands():
        store.disown(vote.key, disowned.voter, disowned.link)
    return []


def _stands() -> bool:
    """Whether the numbers have settled."""
    return rules.is_settled(edition().vote, clock.now()) or editions.is_over(edition().name)


def recount() -> Iterator[Message]:
    """Count all ballots of every year again when it is time; what it returns may be shown."""
    for year in editions.years():
        with editions.in_hand(year):
            yield from _recount()


def _recount() -> list[Message]:
    vote, now = edition().vote, clock.now()
    embargo = closings.embargo(edition(), now)
    if not rules.counts_now(vote, now, embargo):
        return []
    last = tallies.last_counted(vote.key)
    is_due = rules.is_due(vote, now, _moment(last[0]) if last else None, embargo) or _is_untold(last)
    # Whatever was proposed or decided since is counted at once: by what was known, and not by anybody's clock.
    if last and not is_due and last[1] == deciding.numbers(cases.cases(vote.key)):
        return []
    began = clock.ticks()
    following = _counted(clock.microseconds())
    if not rules.counts_twice(vote):
        return following
    clock.pause(max(0.0, began + rules.HALF_A_MINUTE.total_seconds() - clock.ticks()))
    return [*following, *_counted(clock.microseconds())]


def _is_untold(last: tuple[Microseconds, Mapping[str, int]] | None) -> bool:
    """Whether whoever made the newest count after the close died before they said so: nobody may know of it then."""
    if last is None or _moment(last[0]) < edition().vote.closes:
        return False
    told = closings.told(edition().name, Counted)
    return told is None or told.at < last[0] // 1_000_000


def destroy_keys() -> Iterator[Message]:
    """Once a year's ballots have settled, make sure that nobody can tell any more whose they are; say since when."""
    for year in editions.years():
        vote = year.edition.vote
        if rules.is_settled(vote, clock.now()):
            since = [keys.destroy(name, str(clock.seconds())) for name in keys.of_round(vote.key)]
            with editions.in_hand(year):
                yield VoterKeyDestroyed(vote.key, max(map(int, since)))


def _counted(as_of: Microseconds) -> list[Message]:
    vote = edition().vote
    known = cases.cases(vote.key)
    titles = {candidate.slug: candidate.title for candidate in store.running(vote.key)}
    count = counting.Count(known)
    for partition in store.choices(vote.key):
        count.add(partition)
    clusters = _clusters(count)
    # First what organisers see: who dies here is followed by one who counts anew.
    cases.keep_report(vote.key, counting.report(count, clusters, titles, as_of))
    tally = _tally(count, clusters, titles, known)
    is_closed = _moment(as_of) >= vote.closes
    name = tallies.named(vote.key, tally) if is_closed else ""
    newest = tallies.keep(vote.key, tally, as_of, name)
    log.happened("recounted", round=vote.key, ballots=tally.people, as_of=as_of)
    _tell_flagged(tally)
    # Asked last: what is held back meanwhile stays so.
    is_public = newest and rules.is_public(vote, _moment(as_of), closings.embargo(edition(), _moment(as_of)))
    if newest and is_closed:
        its = Counted(as_of // 1_000_000, name, tally.people, rules.first_places(tally.votes), tally.cases)
        closings.tell(edition().name, its)
    if not is_public:
        return []
    return [ResultsCounted(vote.key, dict(tally.votes), tally.people, as_of, tally.disqualified)]


def _tally(
    count: counting.Count, clusters: Sequence[counting.Cluster], titles: Mapping[Slug, str], known: Sequence[Case]
) -> rules.Tally:
    return rules.Tally(
        count.votes(titles, {case.id for case in count.standing}),
        count.people,
        {its.domain: its.ballots for its in clusters if its.kind == "domain"},
        tuple(count.left_out(titles.keys())),
        deciding.numbers(known),
    )


def _clusters(count: counting.Count) -> list[counting.Cluster]:
    """What many ballots have in common; by domain only while the key is there that can tell which are large."""
    round_name = edition().vote.key
    known = (domain for domain, its in providers.by_domain().items() if its.public)
    try:
        large = frozenset(voters.domain_hash(round_name, domain) for domain in known)
        return counting.clusters(count, large, partial(voters.disposable, round_name))
    except keys.SecretGone:
        return counting.clusters(count, None, lambda: frozenset())


def _tell_flagged(tally: rules.Tally) -> None:
    """An alarm goes off on this line: a person looks, the ballots count all the same."""
    if tally.flagged:
        log.went_wrong("domains with many ballots", round=edition().vote.key, count=len(tally.flagged))


def _moment(microseconds: Microseconds) -> datetime:
    return datetime.fromtimestamp(microseconds / 1_000_000, UTC)


STEPS: Steps = {
    CandidateAdmitted: admit,
    CandidateWithdrawn: withdraw,
    VoteConfirmed: count_ballot,
    VoteDisowned: disown_ballot,
}
