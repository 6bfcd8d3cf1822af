"""Deliveries: what was tried to be sent to a mailbox, and whether it wants to hear from us. Holds no address.

All confirmation mails of a mailbox share one row, so that one conditional write spends an attempt and keeps the cap.
In it stands, per mail, how often it was tried and where its typed code leads; such a row grows by at most three mails a
day. Every other mail has a row of its own.

The client of the database repeats a write whose answer was lost, so an attempt may be counted twice. That is the safe
side: never one too few.
"""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct
from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from chalicelib.errors import Broken, TryAgain
from chalicelib.messages import Link
from chalicelib.notifications.rules import DAY, KEEP_SECONDS, MOST_ATTEMPTS, Kept
from chalicelib.rows import Row, answering, held
from chalicelib.settings import settings

_SHARED = "confirmations"
"""The row of all confirmation mails of a mailbox, and of whether it wants mail."""


class Delivery(Row):
    """One row: the confirmation mails of a mailbox, or one other mail.

    third, second and latest are when the last attempts were made, in microseconds since 1970; 0 is never. Further
    attributes, one of each per mail: attempts_<code hash>, link_<code hash>.
    """

    class Meta:
        table_name = settings().table("deliveries")

    address = UnicodeAttribute(hash_key=True)
    mail = UnicodeAttribute(range_key=True)
    third = NumberAttribute(null=True)
    second = NumberAttribute(null=True)
    latest = NumberAttribute(null=True)
    stamp = UnicodeAttribute(null=True)
    """Of the latest attempt, unless it was given back."""
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

    `code` is the hash of its typed code; `at` in microseconds; `stamp` is no other attempt's; `press` that of who
    asked for the mail, where the same mail may be asked for again.
    """

    to: Mailbox
    code: str
    language: str
    link: Link | None
    confirmation: bool
    at: int
    stamp: str
    press: str = ""

    @property
    def row(self) -> Delivery:
        """The row that keeps it."""
        return Delivery(self.to.hash, _SHARED if self.confirmation else self.code)

    @property
    def attempts(self) -> Path:
        """Where its mail's attempts are counted."""
        return Path(f"attempts_{self.code}")

    @property
    def asked_by(self) -> Path:
        """Where it stands whose press its mail is sent for."""
        return Path(f"press_{self.code}")


def spend(attempt: Attempt) -> Kept | None:
    """Spend an attempt before it is made: None when it may be made now, else why not.

    Raises Broken when the mail has none left, TryAgain when it has but must wait.
    """
    if not attempt.confirmation and _is_suppressed(attempt.to):
        return "suppressed"
    free = (attempt.attempts.does_not_exist()) | (attempt.attempts < MOST_ATTEMPTS)
    if attempt.press:
        free &= attempt.asked_by.does_not_exist() | (attempt.asked_by == attempt.press)
    if attempt.confirmation:
        free &= Delivery.complained.does_not_exist() & ~Delivery.bounced.contains(attempt.to.spelling)
        free &= Delivery.third.does_not_exist() | (Delivery.third <= attempt.at - DAY)
    with answering():
        if held(lambda: attempt.row.change(_spending(attempt), condition=free)):
            return None
        return _why_not(attempt)


def give_back(attempt: Attempt) -> None:
    """Undo a spent attempt that was certainly not made. When another came after it, it stays spent."""
    back: list[Any] = [
        attempt.attempts.set(attempt.attempts - 1),
        Delivery.latest.set(Delivery.second),
        Delivery.second.set(Delivery.third),
        Delivery.third.set(0),
        # So that a repeat of this write, its answer lost, gives nothing back again.
        Delivery.stamp.remove(),
    ]
    with answering():
        held(lambda: attempt.row.change(back, condition=Delivery.stamp == attempt.stamp))


def suppress_mailbox(to: Mailbox, until: int) -> None:
    """Do not mail this mailbox again: somebody who reads it complained. Known until then, in seconds since 1970."""
    _suppress(to, Delivery.complained.set("yes"), until)


def suppress_spelling(to: Mailbox, until: int) -> None:
    """Do not mail this way of writing an address again: it does not arrive.

    Not the whole mailbox: where +tags do not work, anyone could make the mails to somebody else bounce.
    """
    _suppress(to, Delivery.bounced.add({to.spelling}), until)


def forget(mailbox: str) -> None:
    """Keep of no mail to this mailbox where its button led, which may join it to a registration or a vote.

    Stays until it expires, within days: how often each mail was tried, so that no late copy goes out a fourth time. And
    as long as addresses are known: whether the mailbox wants no mail, for it asked for that as well.
    """
    with answering():
        for row in _rows(mailbox):
            links: list[Any] = [Path(name).remove() for name in row if name.startswith("link_")]
            if links:
                Delivery(mailbox, row["mail"]["S"]).change(links)


def _rows(mailbox: str) -> Iterator[dict[str, Any]]:
    # The model would leave out the attributes that it does not name.
    after: dict[str, Any] | None = {}
    while after is not None:
        found = Delivery._get_connection().query(mailbox, exclusive_start_key=after or None, consistent_read=True)
        yield from found["Items"]
        after = found.get("LastEvaluatedKey")


def link_behind(mailbox: str, code: str) -> tuple[str, Link] | None:
    """Language and link of the mail that had this typed code, by the hashes of the mailbox and of the code."""
    keys: Any = [{"address": mailbox, "mail": mail} for mail in (_SHARED, code)]
    with answering():
        # The model would leave out the attributes that it does not name.
        answer = Delivery._get_connection().batch_get_item(keys)
    if any(answer.get("UnprocessedKeys", {}).values()):
        raise TryAgain("deliveries: not all were read")
    for row in answer["Responses"][Delivery.Meta.table_name]:
        if f"link_{code}" in row:
            return _unpacked(row[f"link_{code}"]["S"])
    return None


def _spending(attempt: Attempt) -> list[Any]:
    actions = [
        attempt.attempts.set((attempt.attempts | 0) + 1),
        Delivery.third.set(Delivery.second | 0),
        Delivery.second.set(Delivery.latest | 0),
        Delivery.latest.set(attempt.at),
        Delivery.stamp.set(attempt.stamp),
        # Where kept_until stands, the row outlives its attempts.
        Delivery.expires_at.set(Delivery.kept_until | (attempt.at // 1_000_000 + KEEP_SECONDS)),
    ]
    if attempt.press:
        actions.append(attempt.asked_by.set(attempt.press))
    if attempt.link is not None:
        actions.append(Path(f"link_{attempt.code}").set(_packed(attempt.language, attempt.link)))
    return actions


def _why_not(attempt: Attempt) -> Kept | None:
    """Why the condition failed. It may be our own write, repeated because its answer was lost: then it is spent."""
    kept = attempt.row
    row = Delivery._get_connection().get_item(kept.address, kept.mail, consistent_read=True).get("Item", {})
    if row.get("stamp") == {"S": attempt.stamp}:
        return None
    if attempt.confirmation and _wants_none(row, attempt.to):
        return "suppressed"
    if attempt.press and row.get(f"press_{attempt.code}", {"S": attempt.press}) != {"S": attempt.press}:
        return "repeated"
    spent = _number(row, f"attempts_{attempt.code}")
    if spent >= MOST_ATTEMPTS:
        raise Broken("mail ran out of attempts")
    if spent or _number(row, "third") <= attempt.at - DAY:
        # Whether an earlier attempt arrived is not known, so this one is not dropped in silence.
        raise TryAgain("mail has to wait for its next attempt")
    return "capped"


def _is_suppressed(to: Mailbox) -> bool:
    with answering():
        row = Delivery._get_connection().get_item(to.hash, _SHARED, consistent_read=True).get("Item", {})
    return _wants_none(row, to)


def _wants_none(row: dict[str, Any], to: Mailbox) -> bool:
    return "complained" in row or to.spelling in row.get("bounced", {}).get("SS", ())


def _number(row: dict[str, Any], name: str) -> int:
    return int(row[name]["N"]) if name in row else 0


def _suppress(to: Mailbox, mark: Action, until: int) -> None:
    kept = [mark, Delivery.expires_at.set(until), Delivery.kept_until.set(until)]
    with answering():
        Delivery(to.hash, _SHARED).change(kept)


def _packed(language: str, link: Link) -> str:
    parts = (language, link.purpose, link.subject, link.recipient, link.expires)
    return msgspec.json.encode(parts).decode()


def _unpacked(text: str) -> tuple[str, Link]:
    kind = tuple[str, str, tuple[str, ...], str, int]
    language, purpose, subject, recipient, expires = msgspec.json.decode(text, type=kind)
    return language, Link(purpose, subject, recipient, expires)
