"""What goes into the log of a vote each hour, and what opens it once its numbers are public.

What follows is written down where nobody sees it, then the row says that the log goes so far, then it is drawn: so
whoever dies anywhere is followed by one who does just the same (write-ahead log).
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent import futures
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import TypeVar

from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud import closings, editions, keys, log
from chalicelib.cloud.closings import Sealed
from chalicelib.cloud.editions import edition
from chalicelib.edition import Round
from chalicelib.kinds import Microseconds, Slug
from chalicelib.voting import rules as voting
from chalicelib.voting import store as ballots
from chalicelib.voting import tallies
from chalicelib.voting.disqualifying import rules as deciding
from chalicelib.voting.disqualifying import store as cases
from chalicelib.voting.disqualifying.rules import Case
from chalicelib.voting.rules import Pressed
from chalicelib.voting.sealing import entries, files, notes, rules, store, tiles, witnesses
from chalicelib.voting.sealing.rules import Chain, Chains, Placed, Wanted
from chalicelib.voting.sealing.store import Log

Found = TypeVar("Found")

_AT_ONCE = 8
"""Partitions of the ballots that are read at the same time."""


def seal_all() -> None:
    """Append what was confirmed to the log of each vote, when it is time; then have that witnessed."""
    for work in (_seal, witnesses.offer_all):
        for year in editions.years():
            with editions.in_hand(year):
                work()


def _seal() -> None:
    vote, now = edition().vote, clock.now()
    embargo = closings.embargo(edition(), now)
    if not voting.counts_now(vote, now, embargo):
        return
    its = store.find(vote.key)
    last = datetime.fromtimestamp(its.at, UTC) if its.at else None
    if its.is_opened and last and last >= voting.last_count(vote):
        return
    people = _counted(vote)
    is_wanted = voting.is_public(vote, now, embargo) and not its.is_opened
    is_due = rules.is_due(vote, now, last, people - its.people, embargo) or _is_uncompared(vote, now)
    if not (its.next or its.drawn < its.size or is_wanted or is_due):
        return
    shown = files.shown(edition())
    if shown > its.size:
        # The row was put back as it once was: whoever went on from it would make another log under the same name.
        log.went_wrong("the log is longer than we know", round=vote.key)
        return
    found = _append(_draw(its) if shown < its.size or its.drawn < its.size else its, people)
    if found and found.next == 0 and now >= vote.closes:
        _compare(found)


def _counted(vote: Round) -> int:
    """How many voted by the newest recount; 0 where that comes no more often than what is sealed anyway."""
    is_often = timedelta(minutes=vote.recount_every_minutes) < rules.EVERY
    told = tallies.kept(vote.key) if is_often else None
    return told.people if told else 0


def _is_uncompared(vote: Round, now: datetime) -> bool:
    """Whether the numbers after the close are others than the log was held against last."""
    if now < vote.closes:
        return False
    told, sealed = tallies.kept(vote.key), closings.told(edition().name, Sealed)
    return told is not None and told.name != (sealed.numbers if sealed else "")


def _append(its: Log, people: int) -> Log | None:
    """The log with what is to follow, as far as one go looks, for everyone to read; None where another was first."""
    year = edition()
    chains, wanted, following = _looked_through(its)
    begins, said = _beginning(its)
    decided, said = _decided(said)
    begins += decided
    ends = []
    if following == 0 and clock.now() >= year.vote.closes and "closed" not in said:
        ends, said = [entries.closed(year)], {**said, "closed": "yes"}
    new = rules.placed(wanted, chains, its.size + len(begins))
    began = (its.at, its.people) if its.next else (clock.seconds(), people)
    # What opens it does so anew once this look agrees with the tally: a candidate that left changes no entry.
    after = replace(its, at=began[0], people=began[1], next=following, opened="")
    if new or decided:
        # What opens it opens these too, or leaves them out.
        said = {what: how for what, how in said.items() if what != "openings"}
    if new:
        size = its.size + len(begins) + len(new)
        kept = {name: files.keep_chains(name, size, one) for name, one in rules.followed(chains, new).items()}
        after = replace(after, chains={**its.chains, **kept})
    return _go_on(its, replace(after, said=said), [*begins, *_votes(new), *ends])


def _go_on(its: Log, after: Log, added: Sequence[bytes]) -> Log | None:
    """The log with these entries behind it, for everyone to read; None where somebody else was first."""
    round_name = edition().vote.key
    if added:
        batch = files.keep_batch(round_name, its.size, added)
        after = replace(after, size=its.size + len(added), batch=batch)
    if not store.grow(round_name, its, after):
        return None
    log.happened("sealed", round=round_name, count=len(added))
    return _draw(after) if added else after


def _looked_through(its: Log) -> tuple[dict[str, Chains], list[Wanted], int]:
    """What is to follow in the chains of some partitions, and the number of the next one; 0 where that was the last."""
    round_name = edition().vote.key
    buckets = voting.buckets(round_name)
    chains: dict[str, Chains] = {}
    wanted: list[Wanted] = []
    place = its.next
    for group in _in_groups(partial(_looked_into, round_name, its), buckets[place:]):
        for name, known, new in group:
            chains[name] = known
            wanted += new
        place += len(group)
        if len(wanted) >= rules.MOST:
            break
    return chains, wanted, place % len(buckets)


def _looked_into(round_name: str, log: Log, bucket: str) -> tuple[str, Chains, list[Wanted]]:
    known = files.chains(log.chains.get(bucket, ""))
    wanted = [
        Wanted(bucket, its.voter, press, keys.log_id(round_name, press.receipt))
        for its in ballots.pressed_in(bucket)
        for press in rules.missing(known.get(its.voter, ()), its.presses, its.counts)
    ]
    return bucket, known, wanted


def _in_groups(work: Callable[[str], Found], buckets: Sequence[str]) -> Iterator[list[Found]]:
    """What the work finds in each partition, some at the same time and no more of them in memory than that.

    Other threads do it, which know of no year in hand.
    """
    with futures.ThreadPoolExecutor(_AT_ONCE) as readers:
        for start in range(0, len(buckets), _AT_ONCE):
            yield list(readers.map(work, buckets[start : start + _AT_ONCE]))


def _beginning(its: Log) -> tuple[list[bytes], dict[str, str]]:
    """What the log says of the round before the votes that follow."""
    year = edition()
    said, added = its.said, []
    if "origin" not in said:
        added, said = [entries.opened(year)], {**said, "origin": files.origin(year)}
    if said.get("rules") != year.rules:
        # Two organisers may have changed them more than once since: votes were pressed under each.
        known = [*(its.before for its in year.amendments if its.round == year.vote.key), year.rules]
        new = known[known.index(said["rules"]) + 1 :] if said.get("rules") in known else known[-1:]
        added, said = [*added, *map(entries.decided_by, new)], {**said, "rules": year.rules}
    return added, said


def _decided(said: Mapping[str, str]) -> tuple[list[bytes], dict[str, str]]:
    """What the log says of votes that were left out since, or are in again; by the decision, how it stands there."""
    added, said = list[bytes](), dict(said)
    for case, turn in rules.decisions(cases.cases(edition().vote.key), said):
        at = clock.local(turn.at)
        if turn.state == "reinstated":
            added.append(entries.reinstated(case.id, at))
        else:
            added.append(entries.disqualified(case.id, case.reason, turn.ballots, at))
        said[case.id] = turn.state
    return added, said


def _votes(new: Sequence[Placed]) -> Iterator[bytes]:
    round_name = edition().vote.key
    for one in sorted(new, key=lambda one: one.its.entry):
        its = one.its
        key = keys.commitment_key(round_name, its.receipt)
        yield entries.vote(one.log_id, entries.committed(key, its.candidate, its.rules, one.replaces))


# For everyone


def _draw(its: Log) -> Log:
    """Make the public files of what came last, and the checkpoint that says how far the log goes."""
    year = edition()
    seed = keys.log_seed()
    while True:
        origin = its.said["origin"]
        added = files.batch(its.batch)
        if its.size == len(added):
            files.write_one(year, files.KEY, notes.verifier(origin, seed).encode(), files.TEXT)
        new, edge = tiles.grow(files.edge(year, its.size - len(added)), added)
        files.write(year, new)
        text = notes.checkpoint(origin, its.size, tiles.root_of(edge))
        files.write_one(year, files.CHECKPOINT, notes.signed(text, origin, seed).encode(), files.TEXT)
        if store.drawn(year.vote.key, its.size):
            return replace(its, drawn=its.size)
        # Whoever went on meanwhile may have written the checkpoint before us: then ours is older.
        its = store.find(year.vote.key)


def _compare(its: Log) -> None:
    """Say whether log and tally come to the same, without a number; once everyone may know, open the log where so."""
    year, now = edition(), clock.now()
    known = deciding.in_order(cases.cases(year.vote.key))
    standing = [case for case in known if its.said.get(case.id) == "disqualified"]
    lines, votes, others = _opened(its, standing)
    told = tallies.kept(year.vote.key)
    # What was decided between two looks is in both with the next.
    is_behind = told is not None and {one.id for one in told.disqualified} != {case.id for case in standing}
    agrees = told is not None and not is_behind and told.votes == votes
    _say(its, agrees, told.name if told else "")
    shown = closings.embargo(year, now).lifts(year.vote.results)
    if agrees and now >= shown:
        _open(its, lines, votes, others)


def _say(its: Log, agrees: bool, numbers: str) -> None:
    """Say whether the log comes to these numbers. Where it does not for hours, a person is woken."""
    name, now = edition().name, its.at
    before = closings.told(name, Sealed)
    since = 0 if agrees else (before.since if before else 0) or now
    closings.tell(name, Sealed(now, its.size, agrees, numbers, since), Microseconds(now * 1_000_000))
    if since and now - since > rules.EVERY.total_seconds() * 2:
        log.went_wrong("the log and the tally differ", round=edition().vote.key)


def _open(its: Log, lines: Mapping[int, str], votes: Mapping[Slug, int], others: Mapping[str, int]) -> None:
    """Let everyone read what each entry committed to and whether it counts.

    The log says what those files are, so that no others can take their place.
    """
    year = edition()
    openings = entries.openings([lines[number] for number in sorted(lines)])
    tie = closings.broken(year.name, voting.tied(votes))
    results = entries.results(year.vote.key, votes, others, tie)
    entry = entries.opened_by(openings, results)
    by = sha256(entry).hexdigest()
    if its.said.get("openings") != by:
        found = _go_on(its, replace(its, said={**its.said, "openings": by}), [entry])
        if found is None:
            return
        its = found
    files.have(year, files.OPENINGS, openings, files.TABLE)
    files.have(year, files.RESULTS, results, files.JSON)
    if its.opened != by:
        store.opened(year.vote.key, its.size, by)


def _opened(its: Log, standing: Sequence[Case]) -> tuple[dict[int, str], dict[Slug, int], Counter[str]]:
    """The lines that open the log, by entry, the votes that count for each candidate, and what does not, by why."""
    round_name = edition().vote.key
    votes = {candidate.slug: 0 for candidate in ballots.running(round_name)}
    lines, others = dict[int, str](), Counter[str]()
    for group in _in_groups(partial(_sealed_in, its), voting.buckets(round_name)):
        for chain, pressed in itertools.chain.from_iterable(group):
            fact, before = pressed.fact if pressed else None, None
            by = deciding.left_out_by(standing, fact) if fact else None
            told = pressed.counts if pressed else ""
            for one in chain:
                state = rules.state(one, chain[-1], told, one.candidate in votes, by is not None)
                counts = entries.counts(state, by.id if by and state == "disqualified" else "")
                if state == "yes":
                    votes[one.candidate] += 1
                else:
                    others[counts] += 1
                key = keys.commitment_key(round_name, one.receipt)
                lines[one.entry] = entries.opening(one.entry, one.candidate, one.rules, before, key, counts)
                before = one.entry
    return lines, votes, others


def _sealed_in(its: Log, bucket: str) -> list[tuple[Chain, Pressed | None]]:
    """The chains of a partition, each with what its voter pressed."""
    pressed = {one.voter: one for one in ballots.pressed_in(bucket)}
    return [(chain, pressed.get(voter)) for voter, chain in files.chains(its.chains.get(bucket, "")).items()]
