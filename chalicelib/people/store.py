"""Everybody with a task, the organisers among them, and who is signed in where."""

from collections.abc import Callable, Iterator
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
    became = _Became(member.number, member.invited, member.changes, member.asks)
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
    return Member(person, became.number, became.invited, became.changes, became.asks, int(row.writes))


# The organisers: at least one is in this row at all times, and whoever is has the role


def join_organisers(person: str) -> None:
    """Count somebody who has the role among the organisers."""
    _change_organisers(lambda known: known if person in known else (*known, person))


def leave_organisers(person: str) -> None:
    """Count somebody among them no more, before they lose the role. Raises Refused for the last one."""

    def left(known: tuple[str, ...]) -> tuple[str, ...]:
        if known == (person,):
            raise Refused("last_organiser")
        return tuple(one for one in known if one != person)

    _change_organisers(left)


def uncount(person: str) -> None:
    """Count somebody no more who is none any more."""
    _change_organisers(lambda known: tuple(one for one in known if one != person))


def organisers() -> tuple[str, ...]:
    """Those who are counted."""
    row = _Person.find(ORGANISERS, ORGANISERS)
    return msgspec.json.decode(row.said, type=tuple[str, ...]) if row else ()


def _change_organisers(change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> None:
    # Two that change it at the same time do so one after the other (compare-and-set).
    while True:
        row = _Person.find(ORGANISERS, ORGANISERS)
        known = msgspec.json.decode(row.said, type=tuple[str, ...]) if row else ()
        after = change(known)
        if after == known or held(partial(_save_organisers, after, int(row.writes) if row else 0)):
            return


def _save_organisers(after: tuple[str, ...], writes: int) -> None:
    row = _Person(ORGANISERS, ORGANISERS, said=msgspec.json.encode(after).decode(), writes=writes + 1)
    row.save((_Person.writes == writes) if writes else _Person.person.does_not_exist())


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
