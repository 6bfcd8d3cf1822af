"""Drafts: what was sent in, until its address is confirmed or it is forgotten."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import msgspec
from pynamodb.attributes import BooleanAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.condition import size
from pynamodb.expressions.update import Action

from chalicelib.cloud.rows import Item, Name, Row, answering, every, held
from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Contact, Initiative
from chalicelib.kinds import DAY, Seconds
from chalicelib.messages.registration import NotTaken
from chalicelib.photo import Photo
from chalicelib.registration.draft import Draft
from chalicelib.registration.rules import DISOWNED_FOR, MOST_WAITING, UNDONE_WITHIN, is_forgotten

_NOTHING = Initiative("", "", "", "", (), "", "", "", False)
_NOBODY = Contact("", "", "", False)


class _Row(Row):
    class Meta:
        table_name = Name("registrations")

    id = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute()
    initiative = UnicodeAttribute()
    contact = UnicodeAttribute()
    at = NumberAttribute()
    forgotten_from = NumberAttribute()
    sent_by = UnicodeAttribute()
    confirmed_at = NumberAttribute(null=True)
    confirmed_by = UnicodeAttribute(null=True)
    reminded_by = UnicodeAttribute(null=True)
    disowned_at = NumberAttribute(null=True)
    is_proven = BooleanAttribute(null=True)
    edition = UnicodeAttribute(null=True)
    photos = UnicodeAttribute(null=True)
    refused = UnicodeAttribute(null=True)
    photos_by = UnicodeAttribute(null=True)
    expires_at = NumberAttribute()


class _Cursor(Row):
    """How far the reminders have come; a run may end before it has seen everything."""

    class Meta:
        table_name = Name("registrations")

    id = UnicodeAttribute(hash_key=True)
    next = UnicodeAttribute()


_CURSOR = "#reminders"


class _Proof(Row):
    """Which registration a sum was done for."""

    class Meta:
        table_name = Name("registrations")

    id = UnicodeAttribute(hash_key=True)
    draft = UnicodeAttribute()
    expires_at = NumberAttribute()


class _Waiting(Row):
    """Which registrations of a mailbox may wait for their button. Any mail in the box leads to all of them, so that a
    stranger whose forms use up its mails of a day keeps nothing of its owner's from being confirmed.
    """

    class Meta:
        table_name = Name("registrations")

    id = UnicodeAttribute(hash_key=True)
    drafts = UnicodeSetAttribute(null=True)
    expires_at = NumberAttribute()


def spend_proof(proof: str, initiative_id: str, at: Seconds) -> bool:
    """Whether a sum is this registration's, which it is from now on: nothing else is sent in with it."""
    row = _Proof(f"proof#{proof}", draft=initiative_id, expires_at=at + DAY)
    return held(lambda: row.save(condition=_Proof.id.does_not_exist() | (_Proof.draft == initiative_id)))


def keep_draft(draft: Draft) -> Draft:
    """Keep what was sent in, unless it is kept already: the draft as it was first kept."""
    row = _Row(
        id=draft.id,
        state="draft",
        initiative=_packed(draft.initiative),
        contact=_packed(draft.contact),
        at=draft.at,
        forgotten_from=draft.forgotten_from,
        sent_by=draft.sent_by,
        edition=draft.edition or None,
        # A button pressed in the last second may still be on its way.
        expires_at=draft.forgotten_from + DAY,
    )
    if held(lambda: row.save(condition=_Row.id.does_not_exist())):
        return draft
    kept = _kept(draft.id)
    if kept is None:
        raise TryAgain("a draft that is there and is not")
    return kept


def note_waiting(draft: Draft) -> None:
    """Let all mails to its mailbox lead to this draft too; where they lead to too many, the earlier ones go."""
    row = _Waiting(_waiting(draft.mailbox))
    kept = _Waiting.expires_at.set(draft.forgotten_from + DAY)
    is_new = _Waiting.drafts.does_not_exist() | ~_Waiting.drafts.contains(draft.id)
    count = size(_Waiting.drafts)  # type: ignore[no-untyped-call]
    has_room = _Waiting.drafts.does_not_exist() | (count < MOST_WAITING)
    added, alone = _Waiting.drafts.add({draft.id}), _Waiting.drafts.set({draft.id})
    if not held(lambda: row.change([added, kept], is_new & has_room)):
        held(lambda: row.change([alone, kept], is_new & (count >= MOST_WAITING)))


def confirm(initiative_id: str, at: Seconds, press_id: str, typed: bool) -> Draft:
    """Confirm a draft; one that is confirmed already stays as it was confirmed first.

    What was disowned only a typed code confirms, which also proves what the button confirmed. Raises TryAgain where
    there is none (yet), Refused where it was forgotten before this moment, or disowned.
    """
    row = _Row(id=initiative_id)
    confirmed = [_Row.state.set("confirmed"), _Row.confirmed_at.set(at), _Row.confirmed_by.set(press_id)]
    may = (_Row.state == "draft") & (_Row.forgotten_from > at)
    if typed:
        confirmed.append(_Row.is_proven.set(True))
        in_time = _Row.disowned_at.does_not_exist() | (_Row.disowned_at > at - DISOWNED_FOR)
        may = (_Row.forgotten_from > at) & in_time & _Row.is_proven.does_not_exist()
    if held(lambda: row.update([*confirmed], condition=may)):
        return _draft(row)
    kept = _kept(initiative_id)
    if kept is None:
        raise TryAgain("confirmed, and the draft is not here yet")
    if (kept.confirmed_at is None or kept.is_disowned) and is_forgotten(kept.gone_from, at):
        raise Refused("registration_forgotten")
    if kept.is_disowned and not typed:
        raise Refused("link_void")
    if kept.confirmed_at is None:
        raise TryAgain("a draft that changed meanwhile")
    return kept


def disown(initiative_id: str, at: Seconds) -> Draft | None:
    """Note that its reader says "this was not me"; the registration as it is then, or None where nothing is left of it.

    It counts for what nobody confirmed, and for what the button alone confirmed within the hour before.
    """
    row = _Row(id=initiative_id)
    alone = _Row.is_proven.does_not_exist() & _Row.disowned_at.does_not_exist() & (_Row.forgotten_from > at)
    just_now = (_Row.state == "draft") | ((_Row.state == "confirmed") & (_Row.confirmed_at >= at - UNDONE_WITHIN))
    until = at + DISOWNED_FOR + DAY
    disowned = [_Row.state.set("disowned"), _Row.disowned_at.set(at), _Row.expires_at.set(until)]
    if held(lambda: row.update([*disowned], condition=alone & just_now)):
        return _draft(row)
    return _kept(initiative_id)


def remind(initiative_id: str, run: str) -> Draft | None:
    """Note that a draft is reminded by this run; None where it is confirmed or gone, or another run was first."""
    row = _Row(id=initiative_id)
    is_first = _Row.reminded_by.does_not_exist() | (_Row.reminded_by == run)
    if held(lambda: row.update([_Row.reminded_by.set(run)], condition=(_Row.state == "draft") & is_first)):
        return _draft(row)
    return None


def forget(initiative_id: str) -> None:
    """Keep nothing of a registration but that it was there: so no copy of a message that comes late brings it back."""
    if (kept := _kept(initiative_id)) and kept.contact != _NOBODY:
        waits = _Waiting(_waiting(kept.mailbox))
        held(lambda: waits.change([_Waiting.drafts.delete({initiative_id})], _Waiting.id.exists()))
    row = _Row(id=initiative_id)
    emptied: list[Action] = [
        _Row.state.set("forgotten"),
        _Row.initiative.set(_packed(_NOTHING)),
        _Row.contact.set(_packed(_NOBODY)),
        # So whatever button is still pressed finds it expired, and no press counts as the first.
        _Row.forgotten_from.set(0),
        _Row.sent_by.set("forgotten"),
        _Row.confirmed_at.remove(),
        _Row.confirmed_by.remove(),
        _Row.disowned_at.remove(),
        _Row.is_proven.remove(),
        _Row.photos.remove(),
        _Row.refused.remove(),
    ]
    held(lambda: row.update(emptied, condition=_Row.id.exists()))


def find(initiative_id: str, mailbox: str, now: Seconds) -> tuple[Draft | None, list[Draft]]:
    """The registration with this id, confirmed or not, while it is kept; and what else waits for this mailbox, a hash.

    The latest first. Raises TryAgain when the table is silent.
    """
    rows = _read((initiative_id, _waiting(mailbox)))
    found = rows.get(initiative_id)
    draft = _draft(_Row.from_raw_data(found)) if found else None
    ids = {*rows.get(_waiting(mailbox), {}).get("drafts", {"SS": ()})["SS"]} - {initiative_id}
    others = [_draft(_Row.from_raw_data(row)) for row in _read(ids).values()]
    latest = sorted((other for other in others if other.waits(now)), key=lambda other: -other.at)
    return draft if draft and draft.forgotten_from else None, latest


def _read(ids: Iterable[str]) -> dict[str, Item]:
    wanted: list[Any] = [{"id": its} for its in ids]
    if not wanted:
        return {}
    with answering():
        answer = _Row.table().batch_get_item(wanted, consistent_read=True)
    if any(answer.get("UnprocessedKeys", {}).values()):
        raise TryAgain("registrations: not all were read")
    return {row["id"]["S"]: row for row in answer["Responses"][_Row.Meta.table_name]}


def _waiting(mailbox: str) -> str:
    return f"mailbox#{mailbox}"


def _kept(initiative_id: str) -> Draft | None:
    """The registration with this id, also one of which nothing is left."""
    row = _Row.find(initiative_id)
    return _draft(row) if row else None


def unanswered(since: Seconds, now: Seconds, cursor: str) -> tuple[list[tuple[str, int, str]], str]:
    """The drafts sent in at or before `since`, not confirmed, not reminded and not forgotten now: id, when, which year.

    One page of the table, from a cursor on, and the cursor of the next page: "" at the beginning and at the end.
    """
    waiting = (_Row.state == "draft") & (_Row.at <= since) & (_Row.forgotten_from > now)
    with answering():
        page = _Row.table().scan(
            filter_condition=waiting & _Row.reminded_by.does_not_exist(),
            attributes_to_get=["id", "at", "edition"],
            exclusive_start_key=cursor or None,
        )
    found = [(row["id"]["S"], int(row["at"]["N"]), row.get("edition", {"S": ""})["S"]) for row in page["Items"]]
    return found, page.get("LastEvaluatedKey", {}).get("id", {}).get("S", "")


def kept_cursor() -> str:
    """Where the last run of the reminders stopped."""
    cursor = _Cursor.find(_CURSOR)
    return str(cursor.next) if cursor else ""


def keep_cursor(cursor: str) -> None:
    """Let the next run begin here."""
    with answering():
        _Cursor(_CURSOR, next=cursor).save()


def remembered() -> Iterator[tuple[Draft, Item]]:
    """The registrations of which more is kept than that they were there, with all of their rows. Raises TryAgain."""
    is_there = _Row.contact.exists() & (_Row.state != "forgotten")
    for row in every(partial(_Row.table().scan, is_there, consistent_read=True)):
        yield _draft(_Row.from_raw_data(row)), row


def _packed(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _draft(row: _Row) -> Draft:
    return Draft(
        id=row.id,
        initiative=msgspec.json.decode(row.initiative, type=Initiative),
        contact=msgspec.json.decode(row.contact, type=Contact),
        at=int(row.at),
        forgotten_from=int(row.forgotten_from),
        sent_by=row.sent_by,
        confirmed_at=_whole(row.confirmed_at),
        confirmed_by=row.confirmed_by,
        reminded_by=row.reminded_by,
        disowned_at=_whole(row.disowned_at),
        is_proven=bool(row.is_proven),
        edition=row.edition or "",
        photos=msgspec.json.decode(row.photos or "[]", type=tuple[Photo, ...]),
        refused=msgspec.json.decode(row.refused or "[]", type=tuple[NotTaken, ...]),
        photos_by=row.photos_by or "",
    )


def _whole(seconds: float | None) -> int | None:
    return None if seconds is None else int(seconds)
