"""Deliveries: what was tried to be sent to a mailbox, and what it does not want to hear. Holds no address.

All votes' mails of a mailbox share one row, and all of its registrations', so that one conditional write spends an
attempt and keeps the cap. In it stands, per mail, how often it was tried and, closed under its typed code, where that
leads. Every other mail has a row of its own.

Nothing here says a moment finer than its hour, or anything else that also stands with a ballot.

The client of the database repeats a write whose answer was lost, so an attempt may be counted twice. That is the safe
side: never one too few.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from msgspec import Struct
from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.operand import Path, Value
from pynamodb.expressions.update import Action

from chalicelib.cloud.rows import Item, Name, Row, answering, every, held
from chalicelib.errors import Broken, TryAgain
from chalicelib.kinds import HOUR, Seconds
from chalicelib.notifications.rules import (
    CAPPED_ROWS,
    DAY_IN_HOURS,
    KEEP_SECONDS,
    MOST_ATTEMPTS,
    MOST_UNTIDIED,
    Cap,
    Unsent,
)


class Delivery(Row):
    """One row: the mails of a mailbox that share a cap, or one other mail.

    third, second and latest are the hours after the last attempts, in hours since 1970; 0 is never. Further attributes,
    one of each per mail, by its name: attempts_<name>, link_<name> (closed), over_<name> (the hour after which its link
    has expired).
    """

    class Meta:
        table_name = Name("deliveries")

    address = UnicodeAttribute(hash_key=True)
    mail = UnicodeAttribute(range_key=True)
    third = NumberAttribute(null=True)
    second = NumberAttribute(null=True)
    latest = NumberAttribute(null=True)
    untidied = NumberAttribute(null=True)
    """Attempts since the row was last tidied."""
    attempt_id = UnicodeAttribute(attr_name="stamp", null=True)
    """A random name of the latest attempt, unless that was given back. No moment, which could join it to a ballot."""
    complained = UnicodeAttribute(null=True)
    bounced = UnicodeSetAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    kept_until = NumberAttribute(null=True)
    """Set where the row says who wants no mail, which outlives the attempts. Both in seconds since 1970."""


class Mailbox(Struct, frozen=True):
    """Who gets a mail: the hash of the mailbox, and that of the one way to write its address that is used now."""

    hash: str
    spelling: str


class Attempt(Struct, frozen=True):
    """One time of handing a mail to the mail service.

    `mail` is its name in our rows; `link` is closed, `over` the hour after which it has expired; `hour` the one after
    now; `id` is no other attempt's; `press_id` that of who asked for the mail, where the same mail may be asked for
    again; `is_unasked` of one that nobody waits for.
    """

    to: Mailbox
    mail: str
    link: bytes
    over: int
    cap: Cap | None
    hour: int
    id: str
    press_id: str = ""
    is_unasked: bool = False

    @property
    def row(self) -> Delivery:
        """The row that keeps it."""
        return Delivery(self.to.hash, self.cap.row if self.cap else self.mail)

    @property
    def attempts(self) -> Path:
        """Where its mail's attempts are counted."""
        return Path(f"attempts_{self.mail}")

    @property
    def asked_by(self) -> Path:
        """Where it stands whose press its mail is sent for."""
        return Path(f"press_{self.mail}")


def spend(attempt: Attempt) -> Unsent | None:
    """Spend an attempt before it is made: None when it may be made now, else why not.

    Raises Broken when the mail has none left, TryAgain when it has but must wait.
    """
    if attempt.cap is None and _is_unwanted(attempt):
        return "suppressed"
    for _ in range(2):
        if held(lambda: attempt.row.change(_spending(attempt), condition=_is_free(attempt))):
            return None
        row = _read(attempt.row)
        if not _has_to_be_tidied(attempt, row):
            break
        _tidy(attempt, row)
    return _why_not(attempt, row)


def _is_free(attempt: Attempt) -> Any:
    free = attempt.attempts.does_not_exist() | (attempt.attempts < MOST_ATTEMPTS)
    if attempt.press_id:
        free &= attempt.asked_by.does_not_exist() | (attempt.asked_by == attempt.press_id)
    if attempt.cap is None:
        return free
    last = {2: Delivery.second, 3: Delivery.third}[attempt.cap.most]
    free &= Delivery.complained.does_not_exist() & ~Delivery.bounced.contains(attempt.to.spelling)
    # Each moment counts as its hour's end and now as its hour's beginning, so that no day holds one too many.
    free &= last.does_not_exist() | (last <= attempt.hour - 1 - DAY_IN_HOURS)
    return free & (Delivery.untidied.does_not_exist() | (Delivery.untidied < MOST_UNTIDIED))


def give_back(attempt: Attempt) -> None:
    """Undo a spent attempt that was certainly not made. When another came after it, it stays spent."""
    back: list[Any] = [
        attempt.attempts.set(attempt.attempts - 1),
        Delivery.untidied.set(Delivery.untidied - 1),
        Delivery.latest.set(Delivery.second),
        Delivery.second.set(Delivery.third),
        Delivery.third.set(0),
        # So that a repeat of this write, its answer lost, gives nothing back again.
        Delivery.attempt_id.remove(),
    ]
    held(lambda: attempt.row.change(back, condition=Delivery.attempt_id == attempt.id))


def _has_to_be_tidied(attempt: Attempt, row: dict[str, Any]) -> bool:
    return attempt.cap is not None and _number(row, "untidied") >= MOST_UNTIDIED and not _is_ours(attempt, row)


def _tidy(attempt: Attempt, row: dict[str, Any]) -> None:
    """Take out what is over: no copy of such a mail is sent any more, however late it comes."""
    over = [name.removeprefix("over_") for name in row if name.startswith("over_")]
    over = [name for name in over if _number(row, f"over_{name}") < attempt.hour - 1]
    parts = [f"{part}_{name}" for name in over for part in ("attempts", "link", "over", "press")]
    with answering():
        attempt.row.change([*(Path(part).remove() for part in parts if part in row), Delivery.untidied.set(0)])


def suppress_mailbox(to: Mailbox, until: Seconds) -> None:
    """Send this mailbox nothing more that strangers cause: its reader complained. Known until then, since 1970."""
    _suppress(to, Delivery.complained.set("yes"), until)


def suppress_spelling(to: Mailbox, until: Seconds) -> None:
    """Do not mail this way of writing an address again: it does not arrive.

    Not the whole mailbox: where +tags do not work, anyone could make the mails to somebody else bounce.
    """
    _suppress(to, Delivery.bounced.add({to.spelling}), until)


def wants_none(to: Mailbox) -> bool:
    """Whether a complaint ended mail to this mailbox, or a bounce to this way of writing its address."""
    rows = [_read(Delivery(to.hash, name)) for name in CAPPED_ROWS]
    return any("complained" in row or to.spelling in row.get("bounced", {}).get("SS", ()) for row in rows)


def lift(to: Mailbox, until: Seconds) -> None:
    """Mail this mailbox again, and this way of writing its address; what is kept of it goes at its usual time."""
    marks: list[Any] = [
        Delivery.complained.remove(),
        Delivery.kept_until.remove(),
        Delivery.expires_at.set(until),
        Delivery.bounced.delete({to.spelling}),
    ]
    for name in CAPPED_ROWS:
        held(partial(Delivery(to.hash, name).change, marks, Delivery.address.exists()))


def forget(mailbox: str) -> None:
    """Keep of no mail to this mailbox where its button led, which may join it to a registration or a vote.

    Stays until it expires, within days: how often each mail was tried, so that no late copy goes out a fourth time. And
    as long as addresses are known: whether the mailbox wants no mail, for it asked for that as well.
    """
    with answering():
        for row in rows_of(mailbox):
            links: list[Any] = [Path(name).remove() for name in links_in(row)]
            if links:
                Delivery(mailbox, row["mail"]["S"]).change(links)


def links_in(row: Item) -> list[str]:
    """By what names it stands in a row where mails led."""
    return [name for name in row if name.startswith("link_")]


def rows_of(mailbox: str) -> Iterator[Item]:
    """All that is kept of a mailbox. Raises TryAgain when the table is silent."""
    # Read as plain attributes: PynamoDB's model would leave out link_<mail>, which has no fixed name.
    return every(partial(Delivery.table().query, mailbox, consistent_read=True))


def link_of(mailbox: str, mail: str) -> bytes | None:
    """Where the mail of this name leads, closed."""
    rows: Any = [{"address": mailbox, "mail": row} for row in (*CAPPED_ROWS, mail)]
    link = f"link_{mail}"
    with answering():
        # Read as plain attributes: PynamoDB's model would leave out link_<mail>, which has no fixed name.
        answer = Delivery.table().batch_get_item(rows, attributes_to_get=[link])
    if any(answer.get("UnprocessedKeys", {}).values()):
        raise TryAgain("deliveries: not all were read")
    found = answer["Responses"][Delivery.Meta.table_name]
    return next((row[link]["B"] for row in found if link in row), None)


def _spending(attempt: Attempt) -> list[Any]:
    actions = [
        attempt.attempts.set((attempt.attempts | 0) + 1),
        Delivery.untidied.set((Delivery.untidied | 0) + 1),
        Delivery.third.set(Delivery.second | 0),
        Delivery.second.set(Delivery.latest | 0),
        Delivery.latest.set(attempt.hour),
        Delivery.attempt_id.set(attempt.id),
        # A row with kept_until also says who wants no mail, and has to stay longer than its attempts.
        Delivery.expires_at.set(Delivery.kept_until | (attempt.hour * HOUR + KEEP_SECONDS)),
    ]
    if attempt.press_id:
        actions.append(attempt.asked_by.set(attempt.press_id))
    if attempt.link:
        actions.append(Path(f"link_{attempt.mail}").set(Value(attempt.link, BinaryAttribute(legacy_encoding=False))))
        actions.append(Path(f"over_{attempt.mail}").set(attempt.over))
    return actions


def _why_not(attempt: Attempt, row: dict[str, Any]) -> Unsent | None:
    """Why the condition failed. It may be our own write, repeated because its answer was lost: then it is spent."""
    if _is_ours(attempt, row):
        return None
    if attempt.cap and ("complained" in row or attempt.to.spelling in row.get("bounced", {}).get("SS", ())):
        return "suppressed"
    if attempt.press_id and row.get(f"press_{attempt.mail}", {"S": attempt.press_id}) != {"S": attempt.press_id}:
        return "repeated"
    spent = _number(row, f"attempts_{attempt.mail}")
    if spent >= MOST_ATTEMPTS:
        raise Broken("mail ran out of attempts")
    if spent or attempt.cap is None or _has_room(attempt, attempt.cap, row):
        # Whether an earlier attempt arrived is not known, so this one is not dropped in silence.
        raise TryAgain("mail has to wait for its next attempt")
    return "capped"


def _is_ours(attempt: Attempt, row: dict[str, Any]) -> bool:
    return bool(row.get("stamp") == {"S": attempt.id})


def _has_room(attempt: Attempt, cap: Cap, row: dict[str, Any]) -> bool:
    return _number(row, {2: "second", 3: "third"}[cap.most]) <= attempt.hour - 1 - DAY_IN_HOURS


def _is_unwanted(attempt: Attempt) -> bool:
    """Whether this way of writing an address does not arrive. Who complained still hears about what they wait for."""
    row = _read(Delivery(attempt.to.hash, CAPPED_ROWS[-1]))
    return attempt.to.spelling in row.get("bounced", {}).get("SS", ()) or (attempt.is_unasked and "complained" in row)


def _read(row: Delivery) -> dict[str, Any]:
    with answering():
        found = Delivery.table().get_item(row.address, row.mail, consistent_read=True)
    return dict(found.get("Item", {}))


def _number(row: dict[str, Any], name: str) -> int:
    return int(row[name]["N"]) if name in row else 0


def _suppress(to: Mailbox, mark: Action, until: Seconds) -> None:
    kept = [mark, Delivery.expires_at.set(until), Delivery.kept_until.set(until)]
    with answering():
        for name in CAPPED_ROWS:
            Delivery(to.hash, name).change(kept)
