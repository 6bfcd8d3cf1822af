"""Organisers leave votes out: one proposes it, another confirms, and undoing it takes two again.

The next recount counts what it would change; only what it counted can be confirmed.
"""

from chalicelib import addresses, clock
from chalicelib.cloud import editions, log, people
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Broken, Refused
from chalicelib.messages.message import Message
from chalicelib.messages.voting import DisqualificationAnswered, DisqualificationProposed
from chalicelib.voting import rules as voting
from chalicelib.voting.disqualifying import rules, store
from chalicelib.voting.disqualifying.rules import Case, Turn


def propose(proposed: DisqualificationProposed) -> list[Message]:
    """Keep the proposal, once, whatever comes twice; no ballot is left out by it."""
    _check(proposed.round, proposed.by)
    if not rules.says_enough(proposed.condition, proposed.at):
        raise Refused("condition_too_wide")
    there = store.cases(proposed.round)
    if sum(not case.is_over for case in there) >= rules.MOST and proposed.id not in {case.id for case in there}:
        raise Refused("too_many_cases")
    note, first = addresses.nameless(proposed.note), Turn("proposed", proposed.by, proposed.at)
    store.put(proposed.round, Case(proposed.id, proposed.condition, proposed.reason, note, (first,)))
    return []


def answer(answered: DisqualificationAnswered) -> list[Message]:
    """Bring a case one step on from where its page showed it; from any other it stays as it is."""
    _check(answered.round, answered.by)
    case = store.case(answered.round, answered.id)
    if case is None:
        raise Broken("a case that is not there")
    if case.number != answered.number:
        raise Refused("changed_meanwhile")
    if not rules.may(case, answered.answer, answered.by):
        raise Refused("needs_another_organiser")
    ballots = _counted(answered.round, case) if answered.answer == "confirm" else 0
    after = rules.answered(case, answered.answer, answered.by, answered.at, ballots)
    if not store.put(answered.round, after):
        raise Refused("changed_meanwhile")
    log.happened("disqualification", id=case.id, reason=after.state)
    return []


def _check(round_name: str, by: str) -> None:
    """Raises Refused for who organises no more, and once the numbers have settled."""
    vote = edition().vote
    if round_name != vote.key:
        raise Broken("a case of a round that this edition does not know")
    if voting.is_settled(vote, clock.now()) or editions.is_over(edition().name):
        raise Refused("numbers_settled")
    person = people.find(by)
    if person is None or not person.is_organiser:
        raise Refused("not_organiser")


def _counted(round_name: str, case: Case) -> int:
    """How many votes a case is about. Raises Refused where no recount told yet what this step of it would change."""
    effect = store.report(round_name).effects.get(case.id)
    if effect is None or effect.number != case.number:
        raise Refused("not_counted_yet")
    return effect.ballots


STEPS: Steps = {DisqualificationProposed: propose, DisqualificationAnswered: answer}
