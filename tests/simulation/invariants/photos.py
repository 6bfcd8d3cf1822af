"""I20: what is public of photos belongs to what is approved, and we made it ourselves."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tests.cloud.expressions import Row
from tests.photos.corpus import MARKUP, SECRET
from tests.simulation.invariants.dossiers import public, subject, versions
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage

# isort: split
from chalicelib import photo

PHOTOS = "photos/"


def files_of(its: Iterable[dict[str, Any]]) -> set[str]:
    """The public files of these photos, each in the sizes that it has."""
    every = msgspec.convert([*its], tuple[photo.Photo, ...])
    return {PHOTOS + photo.name(one.id, width, kind) for one in every for width, _ in one.sizes for kind in photo.KINDS}


def only_these_are_public(stage: Stage, its: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Each of these photos is there in each of its sizes, and no other."""
    wanted, there = files_of(its), {key for key in stage.world.cloud.s3.files if key.startswith(PHOTOS)}
    if there - wanted:
        yield f"I20: a photo of what is not approved is public: {min(there - wanted)[:60]}"
    if wanted - there:
        yield f"I20: a photo of what is approved is not there: {min(wanted - there)[:60]}"


def check_photos(stage: Stage, approved: list[Row]) -> Iterator[str]:
    """I20: the photos of what is approved are public, as its initiator said them, and no others."""
    every = {dossier["id"]["S"]: versions(stage, dossier) for dossier in approved}
    shown = {dossier["id"]["S"]: public(stage, dossier) or {} for dossier in approved}
    said = {name: its.get("photos", []) for name, its in shown.items()}
    yield from only_these_are_public(stage, (one for its in said.values() for one in its))
    for name, its in said.items():
        if its != every[name][0].get("photos", []):
            yield "I20: other words, and other photos with them"
        brought = {
            one for each in history(stage).brought if each.dossier == name and each.told != "no" for one in each.ids
        }
        if not {one["id"] for one in its} <= brought:
            yield "I20: a photo that nobody brought"


def is_allowed(stage: Stage, key: str, content: bytes) -> bool:
    """Whether this may become public now: it was approved, and holds nothing that was sent."""
    owners = {photo.owner(subject(letter)[0]) for letter in history(stage).approving}
    its = key.removeprefix(PHOTOS).partition("-")[0]
    return its in owners and not any(sent in content for sent in (MARKUP, SECRET))
