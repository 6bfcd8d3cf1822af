"""Dossiers: each version of what was sent in, what happened to it, and the name of its public page.

A dossier is one small row, which decides; the text of each version and each long reason stand in rows beside it: see
texts.py.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, cast

import msgspec
from msgspec.structs import replace
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib import addresses
from chalicelib.cloud import aws, keys
from chalicelib.cloud.rows import Item, Name, Row, answering, every, held
from chalicelib.cloud.settings import settings
from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Contact, Initiative
from chalicelib.kinds import Seconds
from chalicelib.moderation import claims, queues, texts
from chalicelib.moderation.dossier import Dossier, Event, Past, Pending
from chalicelib.moderation.rules import FORGOTTEN, WITHDRAWN, State
from chalicelib.moderation.texts import packed
from chalicelib.moderation.warnings import Noticed

AT_ONCE = 100
"""Rows that DynamoDB reads in one call."""
LONG = 280
"""Bytes; a reason of more stands in a row of its own, so that a dossier is small however often it came back."""

MAILBOXES = "mailboxes"
"""The index that finds the dossiers of a mailbox."""

_OPENED = 0
"""The number of the row in which the first version stands."""


class _Row(Row):
    """A dossier without its texts."""

    class Meta:
        table_name = Name("dossiers")

    id = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute()
    versions = UnicodeAttribute()
    contact = UnicodeAttribute()
    opened_at = NumberAttribute()
    events = UnicodeAttribute()
    slug = UnicodeAttribute(null=True)
    writes = NumberAttribute()
    edition = UnicodeAttribute(null=True)
    past = UnicodeAttribute(null=True)
    public = NumberAttribute(null=True)
    queue = UnicodeAttribute(null=True)
    line = UnicodeAttribute(null=True)
    mailbox = UnicodeAttribute(null=True)
    noticed = UnicodeAttribute(null=True)
    pending = UnicodeAttribute(null=True)


def open_dossier(new: Dossier, initiative: Initiative, turn: str = "") -> Dossier:
    """Open a dossier, unless it is open already: the dossier as it is. `turn` says whose it is to read it.

    Words that came in before are noticed, but for those of who takes part again.
    """
    texts.keep(texts.Text(texts.name(new.id, _OPENED), press_id="", initiative=packed(initiative)))
    if not new.past and not claims.claim_words(initiative, new.id):
        new = replace(new, noticed=(*new.noticed, "same_text"))
    new = replace(new, about=new.told_as(initiative, turn))
    if held(lambda: _row(new).save(condition=_Row.id.does_not_exist())):
        return new
    try:
        return known(new.id)
    except Refused:
        # Forgotten between its words and itself.
        claims.forget_words(initiative, new.id)
        raise


def first(dossier_id: str, contact: Contact, at: Seconds, edition: str) -> Dossier:
    """A dossier of a year, of which nothing happened yet but that its first version came in."""
    return Dossier(dossier_id, "waiting", (_OPENED,), contact, at, edition=edition)


def record(
    dossier: Dossier, event: Event, changed: Dossier, initiative: Initiative | None = None, turn: str = ""
) -> Dossier:
    """Let an event make one dossier into the other, unless something else happened first. It may bring a next version,
    which is somebody's `turn` to read.

    Our own earlier write counts as this one. Raises Refused where another event was first.
    """
    number, asked = dossier.writes + 1, (event, changed, initiative, turn)
    text = texts.Text(texts.name(dossier.id, number), press_id=event.press_id)
    if initiative is not None:
        text.initiative = packed(initiative)
        changed = replace(changed, versions=(*dossier.versions, number), about=dossier.told_as(initiative, turn))
    elif len(event.reason.encode()) > LONG:
        text.reason = event.reason
        event = replace(event, reason="", row=number)
    if (text.initiative or text.reason) and not texts.keep(text):
        # Whoever wrote that text may never come back for it, so its number is passed over; if they do, they come anew.
        return record(put(dossier, dossier), *asked)
    after = replace(changed, events=(*changed.events, event), writes=number)
    if held(lambda: _row(after).save(condition=_Row.writes == dossier.writes)):
        return after
    found = known(dossier.id)
    if not found.has(event):
        if (found.version, found.state) == (dossier.version, dossier.state):
            raise TryAgain("something else was noted on it in between")
        raise Refused("already_decided")
    return found


def note(dossier: Dossier, event: Event, changed: Dossier) -> Dossier:
    """Add an event to a dossier, which makes it this one. Raises TryAgain where something else happened in between."""
    return put(dossier, replace(changed, events=(*changed.events, event)))


def withdraw_unopened(dossier_id: str) -> None:
    """Let nothing but a typed code open a dossier. Raises TryAgain where it was opened in between."""
    nothing = Dossier(dossier_id, WITHDRAWN, (), Contact("", "", "", False), 0)
    if not held(lambda: _row(nothing).save(condition=_Row.id.does_not_exist())):
        raise TryAgain("a dossier that was opened meanwhile")


def put(dossier: Dossier, changed: Dossier) -> Dossier:
    """Let a dossier be this one from now on. Raises TryAgain where something else happened to it in between."""
    after = replace(changed, writes=dossier.writes + 1)
    if not held(lambda: _row(after).save(condition=_Row.writes == dossier.writes)):
        raise TryAgain("a dossier that changed meanwhile")
    return after


def forget_unopened(dossier_id: str) -> None:
    """Keep nothing of a dossier that is not open (yet), and let nothing that comes late open it.

    Raises TryAgain where it was opened in between.
    """
    nothing = Dossier(dossier_id, FORGOTTEN, (), Contact("", "", "", False), 0)
    # First the dossier's own row: a step that wrote the text before us, and opens the dossier after us, then cannot.
    if not held(lambda: _row(nothing).save(condition=_Row.id.does_not_exist())):
        raise TryAgain("a dossier that was opened meanwhile")
    with answering():
        texts.Text(texts.name(dossier_id, _OPENED), press_id=texts.NOBODY).save()


def known(dossier_id: str) -> Dossier:
    """The dossier with this id. Raises TryAgain while there is none, Refused where it was forgotten."""
    return there(kept(dossier_id))


def there(found: Dossier | None) -> Dossier:
    """The same, of a dossier that was looked for."""
    if found is None:
        raise TryAgain("the dossier is not here yet")
    if found.state == FORGOTTEN:
        raise Refused("already_decided")
    return found


def find(dossier_id: str) -> Dossier | None:
    """The dossier with this id, or None where there is none or nothing is left of it. Raises TryAgain as `kept`."""
    found = kept(dossier_id)
    return None if found is None or found.state == FORGOTTEN else found


def several(ids: Sequence[str]) -> list[Dossier]:
    """Those of these dossiers, a hundred at most, of which something is left. Raises TryAgain."""
    with answering():
        return [_dossier(row) for row in _Row.batch_get(ids, consistent_read=True) if row.state != FORGOTTEN]


def several_of(ids: Sequence[str]) -> Iterator[Dossier]:
    """Of any number of these, a hundred a call. Raises TryAgain."""
    for start in range(0, len(ids), AT_ONCE):
        yield from several(ids[start : start + AT_ONCE])


def kept(dossier_id: str) -> Dossier | None:
    """The dossier with this id, also one of which nothing is left. Raises TryAgain when the table is silent."""
    row = _Row.find(dossier_id)
    return _dossier(row) if row else None


def remembered() -> Iterator[Dossier]:
    """The dossiers of which somebody's address or name is kept. Raises TryAgain when the table is silent."""
    is_nobodys = _Row.contact.contains('"name":"","email":""')
    for row in every(partial(_Row.table().scan, _Row.contact.exists() & ~is_nobodys, consistent_read=True)):
        yield _dossier(_Row.from_raw_data(row))


def changing() -> Iterator[Dossier]:
    """The dossiers of which a change of contact is asked for. Raises TryAgain when the table is silent."""
    for row in every(partial(_Row.table().scan, _Row.pending.exists())):
        yield _dossier(_Row.from_raw_data(row))


def of_mailbox(mailbox: str) -> list[str]:
    """The ids of the dossiers of whoever reads this mailbox (see `mailbox_of`), as they were a moment ago.

    Of any year that remembers its people. One call for thousands. Raises TryAgain.
    """
    asked: dict[str, Any] = {
        "TableName": settings().table("dossiers"),
        "IndexName": MAILBOXES,
        "KeyConditionExpression": "mailbox = :mailbox",
        "ExpressionAttributeValues": {":mailbox": {"S": mailbox}},
    }
    with answering():
        return [row["id"]["S"] for row in aws.dynamodb().query(**asked)["Items"]]


def mailbox_of(address: str) -> str:
    """Stands for whoever reads mail to this address, however it is written; "" where there is none."""
    # A hash of its own: that of mailed links, beside an address, would say whose are the mails that we keep count of.
    return keys.keyed_hash(keys.derived("dossiers of"), addresses.canonical(address)) if address else ""


def earlier(dossier: Dossier) -> Iterator[Dossier]:
    """What it was in the years before, the latest first, as far as that is there."""
    while dossier.past and (before := find(dossier.past.follows)):
        yield before
        dossier = before


def rows() -> Iterator[tuple[str, Item]]:
    """All rows, also of texts that no dossier names, each with its dossier. Raises TryAgain where it is silent."""
    return ((row["id"]["S"].partition("#")[0], row) for row in every(partial(_Row.table().scan, consistent_read=True)))


def _row(dossier: Dossier) -> _Row:
    return _Row(
        id=dossier.id,
        state=dossier.state,
        versions=packed(dossier.versions),
        contact=packed(dossier.contact),
        opened_at=dossier.opened_at,
        events=packed(dossier.events),
        slug=dossier.slug or None,
        writes=dossier.writes,
        edition=dossier.edition or None,
        past=packed(dossier.past) if dossier.past else None,
        noticed=packed(dossier.noticed) if dossier.noticed else None,
        public=dossier.public,
        queue=queues.name(dossier.edition, dossier.state) if dossier.about else None,
        line=queues.line(dossier.about, dossier.since) if dossier.about else None,
        mailbox=mailbox_of(dossier.contact.email) or None,
        pending=packed(dossier.pending) if dossier.pending else None,
    )


def _dossier(row: _Row) -> Dossier:
    versions = msgspec.json.decode(row.versions, type=tuple[int, ...])
    # One that was written before a dossier knew: its newest version.
    public = row.attribute_values.get("public", len(versions) * (row.state == "approved"))
    return Dossier(
        id=row.id,
        state=cast("State", row.state),
        versions=versions,
        contact=msgspec.json.decode(row.contact, type=Contact),
        opened_at=int(row.opened_at),
        events=msgspec.json.decode(row.events, type=tuple[Event, ...]),
        slug=row.slug or "",
        writes=int(row.writes),
        edition=row.edition or "",
        past=msgspec.json.decode(row.past, type=Past) if row.past else None,
        public=int(public),
        pending=msgspec.json.decode(row.pending, type=Pending) if row.pending else None,
        about=queues.about_of(row.line) if row.line else None,
        noticed=msgspec.json.decode(row.noticed, type=tuple[Noticed, ...]) if row.noticed else (),
    )
