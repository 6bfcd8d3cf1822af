"""Dossiers: each version of what was sent in, what happened to it, and the name of its public page."""

from collections.abc import Iterator

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition

from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Contact, Initiative
from chalicelib.moderation.rules import FORGOTTEN
from chalicelib.rows import Row, answering, held
from chalicelib.settings import settings


class Event(Struct, frozen=True):
    """Something that happened to one version of a dossier.

    `what` is a moderator's decision, "changed" when the initiator sent in a next version, or "forgotten" when they
    asked for it; `who` is the moderator's id, "" for the initiator; `at` seconds since 1970; `press` tells one press of
    the button from the next.
    """

    what: str
    version: int
    who: str
    reason: str
    at: int
    press: str


class Dossier(Struct, frozen=True):
    """One initiative and its history. The state is that of its newest version; versions count from 1."""

    id: str
    state: str
    versions: tuple[Initiative, ...]
    contact: Contact
    opened_at: int
    events: tuple[Event, ...] = ()
    slug: str = ""

    @property
    def version(self) -> int:
        """The number of its newest version."""
        return len(self.versions)

    def initiative(self, version: int) -> Initiative:
        """What was sent in as this version."""
        return self.versions[version - 1]

    def decision(self, version: int) -> Event | None:
        """The last decision on this version, or None while it waits for one."""
        return next((event for event in reversed(self.events) if event.version == version and event.who), None)

    def sent_in_at(self, version: int) -> int:
        """When this version came in, in seconds since 1970."""
        came = [event.at for event in self.events if event.what == "changed"]
        return [self.opened_at, *came][version - 1]


class _Row(Row):
    class Meta:
        table_name = settings().table("dossiers")

    id = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute()
    version = NumberAttribute()
    versions = UnicodeAttribute()
    contact = UnicodeAttribute()
    opened_at = NumberAttribute()
    events = UnicodeAttribute()
    slug = UnicodeAttribute(null=True)


class _Claim(Row):
    class Meta:
        table_name = settings().table("dossiers")

    id = UnicodeAttribute(hash_key=True)
    owner = UnicodeAttribute()


def open_dossier(dossier: Dossier) -> Dossier:
    """Open a dossier, unless it is open already: the dossier as it is."""
    if held(lambda: _row(dossier).save(condition=_Row.id.does_not_exist())):
        return dossier
    return known(dossier.id)


def record(dossier: Dossier, event: Event, changed: Dossier) -> Dossier:
    """Let an event make one dossier into the other, unless something else happened first.

    Our own earlier write counts as this one. Raises Refused where another event was first.
    """
    is_as_read = _as_read(dossier)
    after = replace(changed, events=(*dossier.events, event))
    if held(lambda: _row(after).save(condition=is_as_read)):
        return after
    found = known(dossier.id)
    if event not in found.events:
        if (found.version, found.state) == (dossier.version, dossier.state):
            raise TryAgain("its contact was forgotten in between")
        raise Refused("already_decided")
    return found


def forget(dossier: Dossier, remains: Dossier) -> None:
    """Keep no more of a dossier than what remains. Raises TryAgain where something happened to it in between."""
    if not held(lambda: _row(remains).save(condition=_as_read(dossier))):
        raise TryAgain("a dossier that changed meanwhile")


def _as_read(dossier: Dossier) -> Condition:
    # The contact too: else a decision that was on its way would write back one that was forgotten meanwhile.
    same_contact = _Row.contact == _packed(dossier.contact)
    as_read: Condition = (_Row.version == dossier.version) & (_Row.state == dossier.state) & same_contact
    return as_read


def claim(slug: str, dossier_id: str) -> bool:
    """Whether this name for a public page is this dossier's, from now on and for ever."""
    name = f"slug#{slug}"
    if held(lambda: _Claim(name, owner=dossier_id).save(condition=_Claim.id.does_not_exist())):
        return True
    return bool(_Claim.get(name, consistent_read=True).owner == dossier_id)


def known(dossier_id: str) -> Dossier:
    """The dossier with this id. Raises TryAgain while there is none, Refused where it was forgotten."""
    found = kept(dossier_id)
    if found is None:
        raise TryAgain("the dossier is not here yet")
    if found.state == FORGOTTEN:
        raise Refused("already_decided")
    return found


def find(dossier_id: str) -> Dossier | None:
    """The dossier with this id, or None where there is none or nothing is left of it. Raises TryAgain as `kept`."""
    found = kept(dossier_id)
    return None if found is None or found.state == FORGOTTEN else found


def kept(dossier_id: str) -> Dossier | None:
    """The dossier with this id, also one of which nothing is left. Raises TryAgain when the table is silent."""
    with answering():
        try:
            return _dossier(_Row.get(dossier_id, consistent_read=True))
        except _Row.DoesNotExist:
            return None


def remembered() -> Iterator[str]:
    """The ids of the dossiers of which somebody's address or name is kept. Raises TryAgain when the table is silent."""
    is_nobodys = _Row.contact.contains('"name":"","email":""')
    with answering():
        for row in _Row.scan(_Row.contact.exists() & ~is_nobodys, attributes_to_get=["id"], consistent_read=True):
            yield row.id


def _row(dossier: Dossier) -> _Row:
    return _Row(
        id=dossier.id,
        state=dossier.state,
        version=dossier.version,
        versions=_packed(dossier.versions),
        contact=_packed(dossier.contact),
        opened_at=dossier.opened_at,
        events=_packed(dossier.events),
        slug=dossier.slug or None,
    )


def _packed(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _dossier(row: _Row) -> Dossier:
    return Dossier(
        id=row.id,
        state=row.state,
        versions=msgspec.json.decode(row.versions, type=tuple[Initiative, ...]),
        contact=msgspec.json.decode(row.contact, type=Contact),
        opened_at=int(row.opened_at),
        events=msgspec.json.decode(row.events, type=tuple[Event, ...]),
        slug=row.slug or "",
    )
