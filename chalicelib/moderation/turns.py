"""Whose turn it is to read what waits: somebody's who is there, and nobody's absence moves more than was theirs."""

import hashlib
from collections.abc import Sequence

from chalicelib.cloud import people
from chalicelib.cloud.editions import edition
from chalicelib.errors import Refused
from chalicelib.initiative import Initiative
from chalicelib.moderation import rules
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.queues import About
from chalicelib.person import Person
from chalicelib.places import municipalities


def readers(initiative: Initiative, dossier: Dossier | None = None) -> list[Person]:
    """Who is asked to read an initiative of the year in hand, in one call. Raises TryAgain."""
    return readers_among(people.everyone(), initiative, dossier)


def readers_among(team: Sequence[Person], initiative: Initiative, dossier: Dossier | None = None) -> list[Person]:
    """The same, of people who were read already; its dossier says who is recused, and to whom it was passed."""
    areas = {municipalities()[nis].area for nis in initiative.places}
    recused, passed_to = (dossier.recused, dossier.passed_to) if dossier else ((), "")
    return rules.readers(team, edition().name, initiative.category, areas, recused, passed_to)


def readers_of(its: About, team: Sequence[Person]) -> list[Person]:
    """The same, of what a list says."""
    passed_to = its.assigned if its.is_passed else ""
    return rules.readers(team, edition().name, its.category, its.areas, its.recused_of(team), passed_to)


def check_task(person_id: str, dossier: Dossier, team: Sequence[Person]) -> None:
    """Raises Refused for what somebody did who may not decide on it: their task was taken away, or they are recused."""
    year = edition().name
    if not any(one.id == person_id and rules.may_decide(one, year, team, dossier.recused) for one in team):
        raise Refused("not_a_moderator")


def whose(dossier_id: str, readers: Sequence[Person], had: str = "") -> str:
    """The id of whose turn it is: who `had` it, while they are asked; else whom a hash of both puts first.

    So (rendezvous hashing) only what was theirs moves when somebody goes, and it goes to all of the others alike.
    """
    ids = [person.id for person in readers]
    return had if had in ids else max(ids, key=lambda one: _drawn(dossier_id, one), default="")


def _drawn(dossier_id: str, person_id: str) -> bytes:
    return hashlib.sha256(f"{dossier_id} {person_id}".encode()).digest()
