"""Which photos a draft has: a part of its row."""

from collections.abc import Iterator
from functools import partial

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.cloud.rows import Name, Row, every, held
from chalicelib.kinds import Seconds
from chalicelib.messages.registration import PhotosMade
from chalicelib.registration.rules import DISOWNED_FOR


class _Row(Row):
    class Meta:
        table_name = Name("registrations")

    id = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute()
    forgotten_from = NumberAttribute()
    confirmed_at = NumberAttribute(null=True)
    disowned_at = NumberAttribute(null=True)
    photos = UnicodeAttribute(null=True)
    refused = UnicodeAttribute(null=True)
    photos_at = NumberAttribute(null=True)
    photos_by = UnicodeAttribute(null=True)


def keep(made: PhotosMade) -> None:
    """Let these be the photos of a draft, unless others were said later, or it was confirmed with those it had."""
    row = _Row(made.id)
    photos = [
        _Row.photos.set(msgspec.json.encode(made.photos).decode()),
        _Row.refused.set(msgspec.json.encode(made.refused).decode()),
        _Row.photos_at.set(made.at),
        _Row.photos_by.set(made.press_id),
    ]
    is_newest = _Row.photos_at.does_not_exist() | (_Row.photos_at <= made.at)
    held(lambda: row.change(photos, (_Row.state == "draft") & is_newest))


def lapsed(now: Seconds) -> Iterator[str]:
    """The drafts with photos that nobody can confirm from now on. Raises TryAgain."""
    found = every(partial(_Row.table().scan, _has_lapsed(now) & _Row.photos_by.exists(), attributes_to_get=["id"]))
    return (row["id"]["S"] for row in found)


def let_go(initiative_id: str, at: Seconds) -> bool:
    """Let a draft have no photos, if nobody could confirm it at that moment; says whether it has none."""
    gone: list[Action] = [_Row.photos.remove(), _Row.refused.remove(), _Row.photos_by.remove()]
    return held(lambda: _Row(initiative_id).change(gone, _has_lapsed(at)))


def _has_lapsed(now: Seconds) -> Condition:
    # Of one that was confirmed before somebody disowned it, the dossier decides.
    is_open = ((_Row.state == "draft") | (_Row.state == "disowned")) & _Row.confirmed_at.does_not_exist()
    lapsed: Condition = is_open & ((_Row.forgotten_from <= now) | (_Row.disowned_at <= now - DISOWNED_FOR))
    return lapsed
