"""What voting does with what happened: candidates come and go, ballots are cast, rounds are recounted."""

from collections.abc import Generator, Iterator, Mapping, Sequence, Set
from datetime import UTC, datetime
from functools import partial

from chalicelib import clock, providers
from chalicelib.cloud import closings, editions, keys, log, mailed
from chalicelib.cloud.closings import Counted
from chalicelib.cloud.editions import edition
from chalicelib.cloud.mailed import Mailed
from chalicelib.cloud.queues import Steps
from chalicelib.edition import Round
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
from chalicelib.voting.disqualifying import clusters, counting
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
    its = confirmed
    press = rules.Press(its.at, its.receipt, its.link, its.candidate, its.rules, its.network, its.pace)
    store.cast(vote.key, its.voter, press, its.domain)
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


def recount() -> Generator[Message, None, None]:
    """Count all ballots of every year again when it is time; what may be shown has to be sent before it is kept."""
    for year in editions.years():
        with editions.in_hand(year):
            yield from _recount()


def _recount() -> Iterator[Message]:
    vote, now = edition().vote, clock.now()
    embargo = closings.embargo(edition(), now)
    if not rules.counts_now(vote, now, embargo):
        return
    last = tallies.last_counted(vote.key)
    is_due = rules.is_due(vote, now, _moment(last[0]) if last else None, embargo)
    # Whatever was proposed or decided since is counted at once: by what was known, and not by anybody's clock.
    if last and not is_due and last[1] == deciding.numbers(cases.cases(vote.key)):
        return
    began = clock.ticks()
    yield from _counted(clock.microseconds())
    if rules.counts_twice(vote):
        clock.pause(max(0.0, began + rules.HALF_A_MINUTE.total_seconds() - clock.ticks()))
        yield from _counted(clock.microseconds())


def destroy_keys() -> Iterator[Message]:
    """Once a year's ballots have settled, make sure that nobody can tell any more whose they are; say since when."""
    for year in editions.years():
        vote = year.edition.vote
        if rules.is_settled(vote, clock.now()):
            since = [keys.destroy(name, str(clock.seconds())) for name in keys.of_round(vote.key)]
            with editions.in_hand(year):
                yield VoterKeyDestroyed(vote.key, max(map(int, since)))


def _counted(as_of: Microseconds) -> Iterator[Message]:
    vote = edition().vote
    known = cases.cases(vote.key)
    titles = {candidate.slug: candidate.title for candidate in store.running(vote.key)}
    count = counting.Count(known, int(vote.opens.timestamp()), _providers())
    for partition in store.choices(vote.key):
        count.add(partition)
    found = clusters.clusters(count, partial(voters.disposable, vote.key))
    # First what organisers see: who dies here is followed by one who counts anew.
    before = cases.report(vote.key).known
    cases.keep_report(vote.key, clusters.report(count, found, titles, as_of, before))
    requested, remembered = _requested(vote, as_of)
    tally = _tally(count, found, titles, known, max(requested, count.people))
    is_closed = _moment(as_of) >= vote.closes
    name = tallies.named(vote.key, tally) if is_closed else ""
    if is_closed:
        _tell(vote, name, tally, as_of)
    # Asked last: what is held back meanwhile stays so. And sent before it is kept, since who dies then counts anew:
    # else everyone read it an hour late, and the last count never.
    if rules.is_public(vote, _moment(as_of), closings.embargo(edition(), _moment(as_of))):
        tie, its = closings.broken(edition().name, rules.tied(tally.votes)), tally
        yield ResultsCounted(vote.key, dict(its.votes), its.people, as_of, its.disqualified, its.requested, tie)
    tallies.keep(vote.key, tally, as_of, name, remembered)
    log.happened("recounted", round=vote.key, ballots=tally.people, as_of=as_of)
    _tell_flagged(tally)


def _tell(vote: Round, name: str, tally: rules.Tally, as_of: Microseconds) -> None:
    """What organisers sign stands for these: else they signed other numbers until the next count."""
    # Nobody is asked before what was confirmed in time has come.
    tied = rules.tied(tally.votes) if _moment(as_of) >= rules.quiet(vote) else ()
    its = Counted(as_of // 1_000_000, name, tally.people, rules.first_places(tally.votes), tally.cases, tied)
    closings.tell(edition().name, its, as_of)


def _requested(vote: Round, as_of: Microseconds) -> tuple[int, Mailed]:
    """About how many mails with a button went out."""
    opens, closes = (int(moment.timestamp()) for moment in (vote.opens, vote.closes))
    return mailed.counted(tallies.mailed_before(vote.key), opens, closes, as_of // 1_000_000)


def _tally(
    count: counting.Count,
    found: Sequence[clusters.Cluster],
    titles: Mapping[Slug, str],
    known: Sequence[Case],
    requested: int,
) -> rules.Tally:
    return rules.Tally(
        count.votes(titles, {case.id for case in count.standing}),
        count.people,
        {its.domain: its.ballots for its in found if its.kind == "domain"},
        tuple(count.left_out(titles.keys())),
        deciding.numbers(known),
        requested=requested,
    )


def _providers() -> Set[str] | None:
    """What stands for the domains of large providers; None once the key is gone that can tell which they are."""
    round_name = edition().vote.key
    known = (domain for domain, its in providers.by_domain().items() if its.public)
    try:
        return frozenset(voters.domain_hash(round_name, domain) for domain in known)
    except keys.SecretGone:
        return None


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
