"""The texts of dossiers: each version of what was sent in, and each long reason, in rows of their own."""

from collections.abc import Collection, Iterable, Sequence

import msgspec
from msgspec.structs import replace
from pynamodb.attributes import UnicodeAttribute

from chalicelib.cloud.rows import Name, Row, answering, held
from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Initiative
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.moderation.rules import What

NOBODY = "forgotten"
"""The press id of a row whose text was forgotten: nobody's, so that no late write takes the row for its own."""


class Text(Row):
    """What one event brought: the text of a version, or a long reason. `id` is <dossier>#<number of the row>.

    Written before the dossier that names it, under the number that its next write will have: of two that happen at
    once one gets the row, and what nobody names was never said.
    """

    class Meta:
        table_name = Name("dossiers")

    id = UnicodeAttribute(hash_key=True)
    press_id = UnicodeAttribute(attr_name="press")
    initiative = UnicodeAttribute(null=True)
    reason = UnicodeAttribute(null=True)


_SAID = ("title", "summary", "description", "organisation", "website", "join")
"""What people wrote of an initiative themselves."""


def keep(text: Text) -> bool:
    """Put a text in its row; False where another stands there. Raises Refused where it is to be forgotten."""
    if held(lambda: text.save(condition=Text.id.does_not_exist())):
        return True
    with answering():
        press_id = Text.get(text.id, consistent_read=True).press_id
    if press_id == NOBODY:
        raise Refused("already_decided")
    return press_id == text.press_id


def initiative(dossier: Dossier, version: int) -> Initiative:
    """What was sent in as this version."""
    return initiatives(dossier, version)[0]


def initiatives(dossier: Dossier, *versions: int) -> list[Initiative]:
    """What was sent in as each of these versions."""
    rows = _texts(dossier, [dossier.versions[version - 1] for version in versions])
    return [
        msgspec.json.decode(rows[dossier.versions[version - 1]].initiative, type=Initiative) for version in versions
    ]


def newest(dossiers: Sequence[Dossier]) -> list[Initiative]:
    """What was sent in as the newest version of each of these, a hundred at most, in one call. Raises TryAgain."""
    names = [name(its.id, its.versions[-1]) for its in dossiers]
    rows = _rows(names)
    return [msgspec.json.decode(rows[one].initiative, type=Initiative) for one in names]


def with_reasons(dossier: Dossier) -> Dossier:
    """The dossier with each reason where it belongs, long ones too."""
    rows = _texts(dossier, [event.row for event in dossier.events if event.row is not None])
    told = [
        event if event.row is None else replace(event, reason=rows[event.row].reason or "") for event in dossier.events
    ]
    return replace(dossier, events=tuple(told))


def _texts(dossier: Dossier, numbers: Sequence[int]) -> dict[int, Text]:
    """The rows of texts with these numbers. Raises TryAgain where not all are read."""
    names = {name(dossier.id, number): number for number in numbers}
    return {names[one]: row for one, row in _rows(list(names)).items()}


def _rows(names: Sequence[str]) -> dict[str, Text]:
    with answering():
        found = {row.id: row for row in Text.batch_get(list(names), consistent_read=True)}
    if len(found) < len(names):
        raise TryAgain("not all words of a dossier were read")
    return found


def name(dossier_id: str, number: int) -> str:
    """The id of a row beside a dossier's."""
    return f"{dossier_id}#{number}"


def forget(dossier: Dossier) -> None:
    """Empty the rows in which texts of a forgotten dossier stand, or may still come to stand."""
    # Up to `writes`: whoever still writes a text read the dossier before it was forgotten, so its number is no higher.
    for number in range(dossier.writes + 1):
        text = Text(name(dossier.id, number), press_id=NOBODY)
        if number in dossier.versions:
            version = initiative(dossier, dossier.versions.index(number) + 1)
            photos = tuple(replace(photo, alt="") for photo in version.photos)
            text.initiative = packed(replace(version, photos=photos, **dict.fromkeys(_SAID, "")))
        with answering():
            text.save()


def empty(dossier_id: str, events: Iterable[Event], what: Collection[What]) -> None:
    """Empty the rows in which long reasons of these events stand, as far as they are of this kind."""
    for event in events:
        if event.what in what and event.row is not None:
            with answering():
                Text(name(dossier_id, event.row), press_id=NOBODY).save()


def packed(value: object) -> str:
    """What a row says it in: JSON."""
    return msgspec.json.encode(value).decode()
