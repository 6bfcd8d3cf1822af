"""What closing a year does with what organisers say: they sign what they saw, hold it back, or open it.

Who opens looks at what there is when the step runs, not when somebody pressed: a press that comes late, twice or before
the signature that it needs opens nothing that two did not sign.
"""

from msgspec.structs import replace

from chalicelib import addresses, clock
from chalicelib.closing import rules, store
from chalicelib.closing.rules import Known, Refusal, Said, Signature
from chalicelib.cloud import choosing, closings, decided, editions, log, people
from chalicelib.cloud.closings import Counted, Sealed
from chalicelib.cloud.queues import Steps
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.embargo import Embargo
from chalicelib.messages.closing import ChoicesChanged, NumbersSigned, ResultsHeld, ResultsOpened
from chalicelib.messages.message import Message


def sign(signed: NumbersSigned) -> list[Message]:
    """This organiser says that what they saw is right, or no longer does."""
    said, writes = store.find(signed.year)
    if not people.may_organise(signed.by):
        return _refuse("not_organiser")
    after = rules.signed(said, signed.by, Signature(signed.seen, signed.at, signed.taken_back))
    # Of what everyone may know nobody takes back anything: it stays on record who signed what was opened.
    if after != said and not said.embargo.opened:
        store.keep(signed.year, _chosen(signed.year, after), writes)
        log.happened("numbers signed", count=len(rules.signers(after, signed.seen)))
    return []


def hold(held: ResultsHeld) -> list[Message]:
    """Nobody sees what was not public yet, until two signed anew and one of them opens it, or for some days."""
    said, writes = store.find(held.year)
    now, year = clock.now(), editions.newest(held.year).edition
    if not people.may_organise(held.by):
        return _refuse("not_organiser")
    if refused := rules.may_hold(year, said, now):
        return _refuse(refused)
    why = {language: addresses.nameless(told) for language, told in held.why.items() if language in LANGUAGES}
    embargo = Embargo(held=clock.seconds(), why=why)
    store.keep(held.year, replace(said, embargo=embargo, held_by=held.by, agreed=""), writes)
    log.went_wrong("results held back", round=year.vote.key)
    return []


def open_now(opened: ResultsOpened) -> list[Message]:
    """Everyone may know from now on, where two organisers signed just what is there."""
    said, writes = store.find(opened.year)
    known = _known(opened.year)
    organisers = [its.id for its in people.everyone() if its.is_organiser]
    if opened.by not in organisers:
        return _refuse("not_organiser")
    if refused := rules.may_open(known, said, opened.seen, organisers, clock.now()):
        return _refuse(refused)
    embargo = replace(said.embargo, opened=clock.seconds())
    store.keep(opened.year, replace(said, embargo=embargo, opened_by=opened.by, tie=known.tie), writes)
    log.happened("results opened", round=known.edition.vote.key)
    return []


def look(changed: ChoicesChanged) -> list[Message]:
    """What the jury chose of those who are tied is what everyone will read, until they may."""
    # Read before the choices are: of two looks at once the one that saw less is refused, and looks again.
    said, writes = store.find(changed.year)
    after = _chosen(changed.year, said)
    if after != said:
        store.keep(changed.year, after, writes)
        its = _year(changed.year).vote
        log.happened("tie looked at", round=its.key, count=after.tie.count if after.tie else 0)
    return []


def _chosen(name: str, said: Said) -> Said:
    """The same with what the jury chose by now, while that may change and anybody is tied, or was."""
    year = _year(name)
    is_open = clock.now() < choosing.until(year, said.embargo)
    return rules.chosen(_known(name), said) if is_open and (said.tie or choosing.tied(year)) else said


def _year(name: str) -> Edition:
    return editions.newest(name).edition


def _known(name: str) -> Known:
    year, counted = _year(name), closings.told(name, Counted)
    tie = choosing.of(year, counted.tied).tie if counted else None
    cases, sealed = closings.cases(year.vote.key), closings.told(name, Sealed)
    return Known(year, counted, decided.of(year), cases, sealed, tie)


def _refuse(reason: Refusal) -> list[Message]:
    log.happened("results stay as they are", reason=reason)
    return []


STEPS: Steps = {NumbersSigned: sign, ResultsHeld: hold, ResultsOpened: open_now, ChoicesChanged: look}
