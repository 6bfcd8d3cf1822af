"""Somebody wants to be forgotten."""

from collections.abc import Iterator
from datetime import UTC, datetime

from infra.operate import erase, restore
from tests.cloud.calls import HOUR, SECOND
from tests.people import MODERATORS
from tests.simulation.draws import Draws
from tests.simulation.invariants.erasures import check_erasures
from tests.simulation.invariants.votes import check_votes
from tests.simulation.people.acts import come
from tests.simulation.people.initiators import an_initiator
from tests.simulation.people.memory import history
from tests.simulation.people.moderators import a_moderator
from tests.simulation.people.others import an_operator
from tests.simulation.people.voters import a_voter
from tests.simulation.schedule import Stage
from tests.simulation.themes.initiatives import build_all, registering
from tests.simulation.themes.theme import SLUGS, Theme, all_schedules, moment
from tests.simulation.themes.votes import candidates

# isort: split
from tests.years import YEAR


def _erasing_starts(draws: Draws) -> int:
    return (registering(draws), moment(YEAR.vote.opens) + 30 * HOUR)[draws.pick(2, 0.3)]


def _leavers(stage: Stage) -> None:
    if YEAR.vote.is_open(datetime.fromtimestamp(stage.world.now / SECOND, UTC)):
        come(stage, "voter0", ("voter0@gmail.com", "vo.ter0@gmail.com"), a_voter(SLUGS))
    else:
        come(stage, "initiator0", ("initiator0@gmail.com", "initiator0+x@gmail.com"), an_initiator(SIGN))
        for address in MODERATORS:
            come(stage, address.partition(".")[0], (address,), a_moderator)
    stage.invite("an operator", an_operator)


def _prepared(stage: Stage) -> None:
    candidates(stage)
    build_all(stage)


def _forget_again(stage: Stage) -> None:
    """As the operators' tool says: until nothing is left."""
    for _ in range(5):
        worker = stage.world.errand("reapply", erase.forget_again)
        stage.begin(worker)
        stage.settle()
        if worker.result == 0:
            return
    stage.world.violated("I11: erasing again never comes to an end")


def _forgotten(stage: Stage) -> None:
    _forget_again(stage)
    all_schedules(stage)


def _stay_forgotten(stage: Stage) -> Iterator[str]:
    yield from check_votes(stage)
    yield from check_erasures(stage)
    if (backup := history(stage).backup) is not None:
        for name, rows in backup.items():
            stage.world.table(name).hold({key: restore.as_brought_back(name, row) for key, row in rows.items()})
        _forgotten(stage)
        yield from check_erasures(stage)


SIGN = "zzeikzz"


ERASURES = Theme("erasures", 2, _erasing_starts, _prepared, _leavers, _forgotten, _stay_forgotten)
