"""Which photos a draft has: a part of its row."""

import msgspec
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud.rows import Name, Row, held
from chalicelib.messages.registration import PhotosMade


class _Row(Row):
    class Meta:
        table_name = Name("registrations")

    id = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute()
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
