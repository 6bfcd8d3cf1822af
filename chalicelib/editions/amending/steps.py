"""What becomes of an amendment: one organiser proposes it, another agrees or drops it, or the first takes it back.

Each is a version of the year like any other change, written on the one before by one conditional write: so of all who
press at the same time one comes first and the others are told, and the history says who did what.
"""

from collections.abc import Iterator
from uuid import uuid4

from chalicelib import addresses, brussels, clock
from chalicelib.amendment import Amendment
from chalicelib.cloud import closings, people
from chalicelib.cloud.queues import Steps
from chalicelib.edition import Edition
from chalicelib.editions import store
from chalicelib.editions.amending import rules
from chalicelib.editions.rules import Refusal
from chalicelib.editions.store import Change
from chalicelib.editions.writing import write
from chalicelib.errors import Broken
from chalicelib.messages.editions import AmendmentProposed, AmendmentSettled
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.web.words import in_words


def propose(asked: AmendmentProposed) -> list[Message]:
    """From now on it waits for another organiser, who may agree; what decides the round stays as it is."""
    before = _version(asked.name, asked.base)
    wanted = before.edition
    if after := rules.amended(wanted, asked.round, asked.changed):
        old, new = (rules.hashed(its, asked.round) for its in (wanted, after))
        its = Amendment(asked.id, asked.base + 1, asked.round, asked.changed, old, new, asked.note, asked.at)
        wanted = rules.proposed(wanted, its)
    is_there = write(_change(asked, wanted, asked.note.nl), lambda _: _refusal_to_propose(asked, before.edition))
    return list(_mails(asked, wanted)) if is_there else []


def _mails(asked: AmendmentProposed, waiting: Edition) -> Iterator[Message]:
    """One for each other organiser: who asked for no work for now hears of it only where nobody else is left."""
    [its], everyone, run = waiting.waits, people.everyone(), uuid4().hex
    who = next((one.name for one in everyone if one.id == asked.by), "")
    others = [one for one in everyone if one.is_organiser and one.id != asked.by]
    about_it = next(one for one in waiting.rounds if one.key == its.round)
    until = rules.until(about_it, its.changed).astimezone(brussels.CLOCKS)
    for person in [one for one in others if not one.away] or others:
        about = {
            "name": person.name,
            "who": who,
            "round": about_it.kind,
            "until": str(in_words(person.language, until)),
            "year": waiting.name,
            "amendment": its.id,
        }
        mail_id = f"amendment-{its.id}-{person.id}"
        yield MailRequested(mail_id, "amendment", person.email, person.language, about, at=asked.at, press_id=run)


def _refusal_to_propose(asked: AmendmentProposed, newest: Edition) -> Refusal | None:
    if not _organises(asked.by):
        return "not_organiser"
    now, is_over = max(asked.at, clock.seconds()), asked.name in store.head().past
    return rules.refusal_to_propose(newest, asked.round, asked.changed, now, is_over)


def settle(asked: AmendmentSettled) -> list[Message]:
    """From now on what waited decides the round, if another organiser agreed in time; or else it waits no more."""
    before = _version(asked.name, asked.base)
    if not before.edition.waits:
        raise Broken("an amendment of a version in which none waits")
    [waits] = before.edition.waits
    wanted = rules.settled(before.edition, asked.is_agreed, asked.at)
    change = _change(asked, wanted or before.edition, waits.note.nl)
    write(change, lambda _: _refusal_to_settle(asked, before.edition, waits))
    return []


def _refusal_to_settle(asked: AmendmentSettled, newest: Edition, waits: Amendment) -> Refusal | None:
    if not _organises(asked.by):
        return "not_organiser"
    if not asked.is_agreed:
        return None
    by = _version(asked.name, waits.number).by
    if by == asked.by:
        return "same_organiser"
    if not _organises(by):
        return "proposer_gone"
    if any(one.field == "results" for one in waits.changed):
        said = closings.embargo(newest, clock.now())
        if said.opened:
            # What everyone knows would settle later than they read.
            return "not_amendable"
        if said.held:
            # Another hour would end the holding, or begin it anew.
            return "results_held"
    return rules.refusal(newest, waits.round, waits.changed, max(asked.at, clock.seconds()))


def _version(name: str, number: int) -> Change:
    found = store.change(name, number)
    if found is None:
        raise Broken("an amendment of a version that never was")
    return found


def _change(asked: AmendmentProposed | AmendmentSettled, wanted: Edition, why: str) -> Change:
    by = addresses.nameless(asked.by)
    return Change(asked.id, asked.base + 1, wanted, by, addresses.nameless(why), asked.at)


def _organises(by: str) -> bool:
    """Whether this is somebody who organises this moment: no tool is one of two."""
    return by not in people.TOOLS and people.may_organise(by)


STEPS: Steps = {AmendmentProposed: propose, AmendmentSettled: settle}
