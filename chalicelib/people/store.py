"""Everybody with a task, the organisers among them, and who is signed in where."""

from collections.abc import Iterator
from functools import partial

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from pynamodb.attributes import NumberAttribute, UnicodeAttribute

from chalicelib.cloud.people import ORGANISERS, TEAM
from chalicelib.cloud.rows import Item, Name, Row, answering, every, held
from chalicelib.errors import Refused
from chalicelib.kinds import Seconds
from chalicelib.people.rules import Ask, Change, Member
from chalicelib.person import Person, Session


class _Person(Row):
    class Meta:
        table_name = Name("people")

    team = UnicodeAttribute(hash_key=True)
    person = UnicodeAttribute(range_key=True)
    said = UnicodeAttribute()
    """Who they are, as JSON."""
    became = UnicodeAttribute(null=True)
    """What became of them, as JSON."""
    writes = NumberAttribute()


class _Session(Row):
    class Meta:
        table_name = Name("sessions")

    person = UnicodeAttribute(hash_key=True)
    session = UnicodeAttribute(range_key=True)
    said = UnicodeAttribute()
    expires_at = NumberAttribute()
    ended = NumberAttribute(null=True)


class _Became(Struct, frozen=True):
    number: int
    invited: int
    changes: tuple[Change, ...]
    asks: tuple[Ask, ...]
    began_at: Seconds = 0


# People


def find(person: str) -> Member | None:
    """Somebody with what became of them, as it is this moment."""
    row = _Person.find(TEAM, person)
    return _member(row) if row else None


def everyone() -> list[Member]:
    """Everybody who has a task or had one. Raises TryAgain when the table is silent."""
    with answering():
        return [_member(row) for row in _Person.query(TEAM, consistent_read=True)]


def save(member: Member) -> bool:
    """Write somebody unless their row was written since it was read; False where it was."""
    became = _Became(member.number, member.invited, member.changes, member.asks, member.began_at)
    row = _Person(
        TEAM,
        member.person.id,
        said=msgspec.json.encode(member.person).decode(),
        became=msgspec.json.encode(became).decode(),
        writes=member.writes + 1,
    )
    unread = _Person.person.does_not_exist()
    return held(lambda: row.save(_Person.writes == member.writes if member.writes else unread))


def _member(row: _Person) -> Member:
    became = msgspec.json.decode(row.became, type=_Became)
    person = msgspec.json.decode(row.said, type=Person)
    known = (became.number, became.invited, became.began_at, became.changes, became.asks)
    return Member(person, *known, int(row.writes))


# The organisers: at least one is in this row at all times, and whoever is has the role


def count_organiser(person: str) -> None:
    """Count somebody among the organisers, where they are one.

    Their row is written between reading those who are counted and writing them: whoever was about to take the role
    away, and counts them no more already, meets that and begins anew.
    """
    while True:
        known, writes = _organisers()
        member = find(person)
        if person in known or member is None or not member.is_organiser:
            return
        if save(member) and _save_organisers((*known, person), writes):
            return


def leave_organisers(person: str) -> None:
    """Count somebody among them no more, before they lose the role. Raises Refused where nobody else is counted."""
    while True:
        known, writes = _organisers()
        others = tuple(one for one in known if one != person)
        if not others:
            raise Refused("last_organiser")
        # Written also where they are not counted: whoever is about to count them meets that.
        if _save_organisers(others, writes):
            return


def is_last_organiser(member: Member) -> bool:
    """Whether there is no organiser but them."""
    return member.is_organiser and not any(one != member.person.id for one in _organisers()[0])


def _organisers() -> tuple[tuple[str, ...], int]:
    """Those who are counted, and how often that was written."""
    row = _Person.find(ORGANISERS, ORGANISERS)
    return (msgspec.json.decode(row.said, type=tuple[str, ...]), int(row.writes)) if row else ((), 0)


def _save_organisers(after: tuple[str, ...], writes: int) -> bool:
    row = _Person(ORGANISERS, ORGANISERS, said=msgspec.json.encode(after).decode(), writes=writes + 1)
    unread = _Person.person.does_not_exist()
    return held(lambda: row.save(_Person.writes == writes if writes else unread))


# Sessions


def start(session: Session) -> bool:
    """Begin a session; False where its link began one before, unless that is this one."""
    row = _Session(
        session.person, session.id, said=msgspec.json.encode(session).decode(), expires_at=session.expires_at
    )
    if held(lambda: row.save(_Session.session.does_not_exist())):
        return True
    there = _Session.find(session.person, session.id)
    return there is not None and msgspec.json.decode(there.said, type=Session).secret == session.secret


def end(person: str, session: str, at: Seconds) -> None:
    """Let a session be over. Its row stays, so that its link begins none again."""
    row = _Session(person, session)
    held(lambda: row.change([_Session.ended.set(at)], _Session.session.exists()))


def sessions(person: str) -> Iterator[Session]:
    """Those that somebody began within the last hours, also the ones that are over."""
    with answering():
        for row in _Session.query(person, consistent_read=True):
            yield replace(msgspec.json.decode(row.said, type=Session), ended=int(row.ended or 0))


def rows(person: str) -> Iterator[Item]:
    """Every row about somebody, as it is kept."""
    with answering():
        answer = _Person.table().get_item(TEAM, person, consistent_read=True)
    yield from filter(None, [answer.get("Item")])
    yield from every(partial(_Session.table().query, person))
