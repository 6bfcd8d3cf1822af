"""A year that its organisers change, two at once, while others vote."""

from collections.abc import Iterator

import msgspec

from tests.cloud.calls import HOUR, SECOND
from tests.simulation.draws import Draws
from tests.simulation.invariants.votes import check_votes
from tests.simulation.people.acts import come
from tests.simulation.people.memory import history
from tests.simulation.people.organisers import BART, an_amender, an_organiser, refused, versions, writers
from tests.simulation.people.voters import a_voter
from tests.simulation.schedule import Stage
from tests.simulation.themes.theme import SLUGS, Theme, moment
from tests.simulation.themes.votes import candidates, count
from tests.staff import SOFIE, row

# isort: split
from chalicelib.cloud.editions import HEAD, Head
from chalicelib.edition import Edition
from tests.years import YEAR


def _starts(draws: Draws) -> int:
    return (moment(YEAR.vote.opens) + HOUR, moment(YEAR.vote.opens) - 30 * SECOND)[draws.pick(2, 0.5)]


def changing(stage: Stage) -> None:
    people, bart = stage.world.table("people"), row(BART)
    people.put(people.key(bart), bart, stage.world.now)
    for name in ("sofie", "bart"):
        stage.invite(f"the amender {name}", an_amender(name))
    for name in ("an", "els"):
        stage.invite(f"the organiser {name}", an_organiser(name))
    come(stage, "voter0", ("voter0@gmail.com",), a_voter(SLUGS))


def check_editions(stage: Stage) -> Iterator[str]:
    """I15: versions follow each other, each change is one or told why not, and what decides an open round stays."""
    there, told = versions(stage), refused(stage)
    if sorted(there) != list(range(1, len(there) + 1)):
        yield f"I15: the versions of the year are {sorted(there)}"
    changes = {change_id: number for number, (change_id, _) in there.items()}
    if len(changes) != len(there):
        yield "I15: one change wrote two versions"
    for put in history(stage).put:
        number = changes.get(put.id)
        if (number is None) == (put.id not in told):
            yield f"I15: the change {put.id} is {'lost' if number is None else 'taken and refused'}"
        if number is not None and (number != put.base + 1 or there[number][1] != put.edition):
            yield f"I15: the change {put.id} on version {put.base} is version {number}"
    for asked in history(stage).amended:
        number = changes.get(asked.id)
        if (number is None) == (asked.id not in told) or number not in (None, asked.base + 1):
            yield f"I15: the amendment {asked.id} on version {asked.base} is version {number} and {told.get(asked.id)}"
    yield from _frozen(stage)
    yield from _found_by_all(stage)


def _frozen(stage: Stage) -> Iterator[str]:
    there, by = versions(stage), writers(stage)
    # By the clock of whoever wrote it, as a press is.
    at = {asked.id: asked.at for asked in (*history(stage).put, *history(stage).amended)}
    for number, (change_id, edition) in there.items():
        if at.get(change_id, 0) < YEAR.vote.opens.timestamp():
            continue
        before = there[number - 1][1]
        if edition.rules != before.rules and not _by_two(edition, before, number, by):
            yield f"I15: version {number} changes what decides a vote that has opened, and not by two organisers"
        if edition.amendments[: len(before.amendments)] != before.amendments:
            yield f"I15: version {number} tells no more what two organisers changed"


def _by_two(edition: Edition, before: Edition, number: int, by: dict[int, str]) -> bool:
    """Whether this version is what one of them proposed, another agreed to and everybody is told."""
    if not before.waits or edition.waits or len(edition.amendments) != len(before.amendments) + 1:
        return False
    its, waited = edition.amendments[-1], before.waits[0]
    is_told = (its.id, its.before, its.after) == (waited.id, before.rules, edition.rules)
    is_it = [getattr(edition.vote, one.field) for one in its.changed] == [one.new for one in waited.changed]
    return is_told and is_it and {by[waited.number], by[number]} == {SOFIE.id, BART.id}


def _found_by_all(stage: Stage) -> Iterator[str]:
    row = stage.world.table("editions").rows[HEAD]
    head = msgspec.json.decode(row["said"]["S"], type=Head)
    newest = max(versions(stage))
    if head.versions[YEAR.name].number != newest:
        yield f"I15: version {newest} is there, and everybody reads {head.versions[YEAR.name].number}"


def _check(stage: Stage) -> Iterator[str]:
    yield from check_editions(stage)
    yield from check_votes(stage)


EDITIONS = Theme("editions", 10, _starts, candidates, changing, count, _check)
