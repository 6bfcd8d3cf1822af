"""Whose turn it is to read what waits: somebody's who is there, and nobody's absence moves more than was theirs."""

import hashlib
from collections.abc import Sequence

from chalicelib.cloud import people
from chalicelib.cloud.editions import edition
from chalicelib.initiative import Initiative
from chalicelib.moderation import rules
from chalicelib.person import Person
from chalicelib.places import municipalities


def readers(initiative: Initiative) -> list[Person]:
    """Who is asked to read an initiative of the year in hand, in one call. Raises TryAgain."""
    return readers_among(people.everyone(), initiative)


def readers_among(team: Sequence[Person], initiative: Initiative) -> list[Person]:
    """The same, of people who were read already."""
    areas = {municipalities()[nis].area for nis in initiative.places}
    return rules.readers(team, edition().name, initiative.category, areas)


def whose(dossier_id: str, readers: Sequence[Person], had: str = "") -> str:
    """The id of whose turn it is: who `had` it, while they are asked; else whom a hash of both puts first.

    So (rendezvous hashing) only what was theirs moves when somebody goes, and it goes to all of the others alike.
    """
    ids = [person.id for person in readers]
    return had if had in ids else max(ids, key=lambda one: _drawn(dossier_id, one), default="")


def _drawn(dossier_id: str, person_id: str) -> bytes:
    return hashlib.sha256(f"{dossier_id} {person_id}".encode()).digest()
