"""People: somebody is invited to a task, accepts it, loses it, or wants to sign in."""

from collections.abc import Callable

from msgspec.structs import replace

from chalicelib import addresses
from chalicelib.cloud import keys, log, people
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Refused, TryAgain
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Link, Message
from chalicelib.messages.people import (
    DigestWished,
    PersonAccepted,
    PersonAway,
    PersonForgotten,
    PersonPut,
    PersonRemoved,
    PersonSignedOut,
    SignInAsked,
)
from chalicelib.people import rules, store
from chalicelib.people.rules import Ask, Change, Member
from chalicelib.person import Person


def put(wanted: PersonPut) -> list[Message]:
    """Let somebody have these tasks from now on, and invite them where they did not accept yet.

    Raises Refused where who asked for it may not (any more).
    """
    mailbox = keys.address_hash(addresses.canonical(wanted.email))
    person = Person(mailbox, wanted.name, wanted.email, wanted.language, wanted.grants, wanted.accepted)
    member = store.find(mailbox)
    if member is None or not member.has(wanted.id):
        if wanted.base != (member.number if member else 0):
            # Whoever asked sees on the page what was changed meanwhile.
            log.happened("person not put", reason="changed meanwhile")
            store.count_organiser(mailbox)
            return []
        try:
            _check_organiser(wanted.by)
        except Refused:
            # An earlier time may have stopped halfway.
            store.count_organiser(mailbox)
            raise
        what: rules.What = "changed" if member and member.person.accepted else "invited"
        change = Change(wanted.id, what, wanted.by, addresses.nameless(wanted.why), wanted.at, wanted.grants)
        after = rules.put(member, person, change)
        if member and member.is_organiser and not after.is_organiser:
            store.leave_organisers(mailbox)
        member = _saved(after)
    store.count_organiser(mailbox)
    return [_invitation(member)] if member.invited == member.number else []


def accept(accepted: PersonAccepted) -> list[Message]:
    """Let somebody do from now on what they were invited to. Raises Refused where they are invited no more."""
    member = store.find(accepted.person)
    if member is None or not member.person.grants:
        raise Refused("not_invited")
    if not member.person.accepted:
        if member.invited != accepted.number:
            raise Refused("not_invited")
        change = Change(f"accepted {accepted.number}", "accepted", accepted.person, "", accepted.at)
        _saved(member.changed(change, replace(member.person, accepted=True)))
    store.count_organiser(accepted.person)
    return []


def remove(removed: PersonRemoved) -> list[Message]:
    """Take every task away from somebody: their links, sessions and invitations do nothing from this moment on.

    Whatever was changed meanwhile, but for somebody who was removed and came back since. Raises Refused for the last
    organiser, and where who asked for it may not (any more).
    """
    member = store.find(removed.person)
    if member is None or not member.person.grants or member.has(removed.id) or member.began_at > removed.at:
        return []
    try:
        _check_organiser(removed.by)
    except Refused:
        # An earlier time may have stopped halfway.
        store.count_organiser(removed.person)
        raise
    if member.is_organiser:
        store.leave_organisers(removed.person)
    _saved(
        rules.removed(member, Change(removed.id, "removed", removed.by, addresses.nameless(removed.why), removed.at))
    )
    return []


def _check_organiser(by: str) -> None:
    """Raises Refused for what somebody asked who is no organiser when it is done: it may have waited for days."""
    if not people.may_organise(by):
        raise Refused("not_an_organiser")


def be_away(wish: PersonAway) -> list[Message]:
    """Mail somebody no work, or work again."""
    change = Change(wish.id, "away" if wish.away else "back", wish.person, "", wish.at)
    return _did(wish.person, change, lambda member: rules.away(member, wish.away, change))


def mail_daily(wish: DigestWished) -> list[Message]:
    """Mail somebody once a day what waits, or again each that comes in."""
    change = Change(wish.id, "daily" if wish.digest else "singly", wish.person, "", wish.at)
    return _did(wish.person, change, lambda member: rules.digest(member, wish.digest, change))


def sign_out(wish: PersonSignedOut) -> list[Message]:
    """End every session of somebody, and let no link of until now begin another."""
    change = Change(wish.id, "signed_out", wish.person, "", wish.at)
    return _did(wish.person, change, lambda member: member.noted(change, rules.signed_out(member.person)))


def _did(person: str, change: Change, how: Callable[[Member], Member]) -> list[Message]:
    """Save what somebody did themselves, unless that was done, or they are another by now."""
    member = store.find(person)
    if member is None or not member.person.grants or member.has(change.id) or member.began_at > change.at:
        return []
    after = how(member)
    if after != member:
        _saved(after)
    return []


def forget(forgotten: PersonForgotten) -> list[Message]:
    """Keep no name or address of somebody, who has no task from then on. Raises Refused for the last organiser."""
    member = store.find(forgotten.person)
    if member is None or member.began_at > forgotten.at or not member.person.name:
        return []
    if member.is_organiser:
        store.leave_organisers(forgotten.person)
    _saved(rules.forgotten(member, Change("forgotten", "removed", "", "", forgotten.at)))
    return []


def ask_to_sign_in(asked: SignInAsked) -> list[Message]:
    """Mail a link to somebody who has a task, some times a quarter of an hour; to anybody else nothing."""
    mailbox = keys.address_hash(addresses.canonical(asked.email))
    member = store.find(mailbox)
    if member is None or not member.person.accepted or member.began_at > asked.at:
        return []
    after = rules.asked(member, Ask(asked.id, asked.known, asked.at, member.person.signed_out))
    if after is None:
        log.happened("sign-in not mailed", reason="too often")
        return []
    if after != member:
        _saved(after)
    person, ask = member.person, next(its for its in after.asks if its.id == asked.id)
    subject = (asked.id, asked.to, str(ask.signed_out))
    link = Link("sign-in", subject, mailbox, asked.at + rules.SIGN_IN_SECONDS)
    return [MailRequested(f"sign-in-{asked.id}", "sign-in", person.email, person.language, {}, link, asked.at)]


def _invitation(member: Member) -> Message:
    person, change = member.person, member.changes[-1]
    link = Link("invitation", (str(member.invited),), person.id, change.at + rules.INVITATION_SECONDS)
    about: dict[str, str] = {"role": person.grants[0].role, "name": person.name}
    mail_id = f"invitation-{person.id}-{member.invited}"
    return MailRequested(mail_id, "invitation", person.email, person.language, about, link, change.at)


def _saved(member: Member) -> Member:
    """Somebody as they are now in the table. Raises TryAgain where they were changed meanwhile."""
    if not store.save(member):
        raise TryAgain("somebody was changed meanwhile")
    return replace(member, writes=member.writes + 1)


STEPS: Steps = {
    PersonPut: put,
    PersonAccepted: accept,
    PersonRemoved: remove,
    PersonAway: be_away,
    DigestWished: mail_daily,
    PersonSignedOut: sign_out,
    PersonForgotten: forget,
    SignInAsked: ask_to_sign_in,
}
