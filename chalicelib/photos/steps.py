"""From a file that somebody sent to a photo that may be shown: made anew, in our sizes."""

import msgspec
from msgspec import Struct

from chalicelib import logo, photo
from chalicelib.cloud import uploads
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Refused
from chalicelib.messages.message import Message
from chalicelib.messages.photos import Described, LogoBrought, PhotosDescribed, PhotosForgotten
from chalicelib.messages.registration import NotTaken, PhotosMade
from chalicelib.photo import Photo


class Note(Struct, frozen=True):
    """What became of a photo, kept once its files are: whoever comes again has nothing left to do."""

    width: int = 0
    height: int = 0
    refused: str = ""


def make(described: PhotosDescribed) -> list[Message]:
    """Make each photo anew that was not yet, and tell the registration what it has now."""
    owner = photo.owner(described.id)
    noted = [(each, _note(owner, each)) for each in described.photos[: photo.MOST] if each.id.startswith(f"{owner}-")]
    photos = tuple(Photo(its.id, its.alt, note.width, note.height) for its, note in noted if not note.refused)
    if described.came:
        # Once it is noted what became of it: a file as it came may say where it was taken.
        uploads.drop(owner, described.came)
    refused = tuple(NotTaken(its.id, its.alt, note.refused) for its, note in noted if note.refused)
    return [PhotosMade(described.id, photos, refused, described.at, described.press_id)]


def _note(owner: str, its: Described) -> Note:
    """What became of a photo."""
    if noted := uploads.ready(_name(its.id)):
        return msgspec.json.decode(noted, type=Note)
    upload = uploads.quarantined(owner)
    if upload is None or photo.photo_id(owner, upload.tag) != its.id:
        # Another file was sent in its place, or it waited for days.
        return Note(refused="gone")
    note = _made(its.id, upload.content)
    uploads.keep(_name(its.id), msgspec.json.encode(note), "application/json")
    return note


def _made(photo_id: str, content: bytes) -> Note:
    # Imported here: this step also forgets, and what decodes takes as long to import as to make a client.
    from chalicelib.photos import re_encoding

    try:
        made = re_encoding.re_encode(content)
    except Refused as refusal:
        return Note(refused=refusal.sentence)
    for (width, kind), file in made.files.items():
        uploads.keep(photo.name(photo_id, width, kind), file, photo.KINDS[kind])
    return Note(made.width, made.height)


def _name(photo_id: str) -> str:
    return f"{photo_id}.json"


def forget(forgotten: PhotosForgotten) -> list[Message]:
    """Keep none of them, in whatever state they are; what is public goes with its page."""
    uploads.forget(photo.owner(forgotten.id))
    return []


def make_logo(brought: LogoBrought) -> list[Message]:
    """Make a partner's logo anew, unless it was, and leave a note that says what became of it."""
    upload = uploads.quarantined(brought.owner)
    if upload is None or photo.photo_id(brought.owner, upload.tag) != brought.id:
        # It was made before, or another file was sent in its place.
        return []
    uploads.keep_logo(logo.note(brought.id), msgspec.json.encode(_made_logo(brought.id, upload.content)), logo.NOTE)
    uploads.drop(brought.owner, brought.id)
    return []


def _made_logo(logo_id: str, content: bytes) -> logo.Note:
    from chalicelib.photos import logos

    try:
        made = logos.re_encode(content)
    except Refused as refusal:
        return logo.Note(refused=refusal.sentence)
    name = logo.name(logo_id, made.width, made.height)
    uploads.keep_logo(logo.file(name), made.file, logo.KIND)
    return logo.Note(name)


STEPS: Steps = {PhotosDescribed: make, PhotosForgotten: forget, LogoBrought: make_logo}
