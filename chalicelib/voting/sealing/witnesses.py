"""Offers each checkpoint to the year's witnesses, and publishes what they sign of it: C2SP tlog-witness.

Nothing waits for them: a log goes on, and whoever did not sign is asked again later. Each step may be the last of a
process: the next one reads how far each witness signed, and what stands under the checkpoint that everyone reads.
"""

from base64 import b64encode
from collections.abc import Mapping
from concurrent import futures
from functools import cache, partial

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud import closings, log
from chalicelib.cloud.editions import edition
from chalicelib.kinds import HOUR, MINUTE, Seconds
from chalicelib.voting import rules
from chalicelib.voting.sealing import files, notes, posting, store, tiles
from chalicelib.voting.sealing.notes import Note
from chalicelib.voting.sealing.posting import Answer
from chalicelib.voting.sealing.store import Log, Signed, Trouble
from chalicelib.witness import Witness

AT_MOST = posting.SECONDS + 1
"""Seconds for all witnesses together, who are asked at the same time; twice where one knows of another size."""
_PATIENCE = 10 * MINUTE
"""So long after the newest look for votes each minute asks again who did not sign; then one an hour."""
_CLOCKS_DIFFER = HOUR


class Heard(Struct, frozen=True):
    """What a witness said: their signature, or from which size they want to be told, or why neither."""

    signed: Signed | None = None
    size: int | None = None
    trouble: Trouble = ""


def offer_all() -> None:
    """Have the witnesses of the year in hand sign how far its log goes, and say who did."""
    year, round_name, now = edition(), edition().vote.key, clock.now()
    if not year.witnesses or not rules.counts_now(year.vote, now, closings.embargo(year, now)):
        return
    its, published = store.find(round_name), files.checkpoint(year)
    if published is None or notes.read(published[0]).size != its.size:
        # Somebody draws it right now, or a person has to look: see steps.py.
        return
    note, known = notes.read(published[0]), {who: store.signed(round_name, who.key) for who in year.witnesses}
    for who, heard in _heard(_to_ask(its, known), note).items():
        known[who] = _noted(round_name, who, known[who], heard, its.size)
    lines = [signed.line for signed in known.values() if signed.size == its.size]
    wanted = note.with_lines(filter(None, lines))
    if wanted != published[0]:
        # Where another checkpoint stands there meanwhile, the next minute looks at that one.
        files.cosign(year, wanted, published[1])
    files.have(year, files.WITNESSES, _told(known), files.JSON)


def _to_ask(its: Log, known: Mapping[Witness, Signed]) -> dict[Witness, int]:
    """Who is to be asked now, each with the size that they signed last."""
    since = clock.seconds() - its.at
    if since > _PATIENCE and since % HOUR >= MINUTE:
        return {}
    return {who: signed.size for who, signed in known.items() if signed.size < its.size}


def _heard(wanted: Mapping[Witness, int], note: Note) -> dict[Witness, Heard]:
    """What each says who is asked; once more where they signed another size than we know of."""
    first = _asked(wanted, note)
    again = {who: heard.size for who, heard in first.items() if heard.size is not None}
    second = {who: _settled(heard) for who, heard in _asked(again, note).items()}
    return {**first, **second}


def _settled(heard: Heard) -> Heard:
    """Who names a size once more is asked no third time."""
    return heard if heard.size is None else Heard(trouble="wrong")


def _asked(wanted: Mapping[Witness, int], note: Note) -> dict[Witness, Heard]:
    """The same, of all at the same time, with what everybody's log had when they signed it last."""
    if not wanted:
        return {}
    read = cache(partial(files.read, edition()))
    bodies = {who: _body(note, old, tiles.consistency(old, note.size, read)) for who, old in wanted.items()}
    asking = futures.ThreadPoolExecutor(len(wanted))
    waiting = {asking.submit(posting.post, _address(who), body): who for who, body in bodies.items()}
    done = futures.wait(waiting, AT_MOST).done
    # Who is still looking for an address is left to it.
    asking.shutdown(wait=False, cancel_futures=True)
    answers = {waiting[one]: one.result() for one in done}
    return {who: heard(who, note, old, answers.get(who), clock.seconds()) for who, old in wanted.items()}


def _address(who: Witness) -> str:
    return f"{who.url.rstrip('/')}/add-checkpoint"


def _body(note: Note, old: int, proof: list[bytes]) -> bytes:
    """What is offered: from which size on, how the log grew from there, and its checkpoint."""
    lines = [f"old {old}", *(b64encode(one).decode() for one in proof), "", ""]
    return "\n".join(lines).encode() + note.with_lines(())


def heard(who: Witness, note: Note, old: int, answer: Answer | None, now: Seconds) -> Heard:
    """What an answer says to a checkpoint that was offered from this size on; None is none in time."""
    if answer is None or answer.status == 429 or answer.status >= 500:
        return Heard(trouble="silent")
    if answer.status == 200:
        found = notes.cosignature(who, note.text, answer.content)
        if found is None or abs(found.at - now) > _CLOCKS_DIFFER:
            return Heard(trouble="wrong")
        return Heard(Signed(note.size, found.line, found.at))
    if answer.status == 422:
        return Heard(trouble="forked")
    return _conflict(note, old, answer.content) if answer.status == 409 else Heard(trouble="refused")


def _conflict(note: Note, old: int, content: bytes) -> Heard:
    """They signed another size: or this one, with another hash."""
    told = content.strip()
    size = int(told) if told.isdigit() and len(told) < 16 else None
    if old == note.size and size in (None, old):
        return Heard(trouble="forked")
    if size is None or size == old:
        return Heard(trouble="wrong")
    return Heard(size=size) if size <= note.size else Heard(trouble="forked")


def _noted(round_name: str, who: Witness, before: Signed, heard: Heard, size: int) -> Signed:
    """What is known of a witness from now on."""
    trouble = heard.trouble
    if trouble == "forked" and store.find(round_name).size > size:
        # They signed what somebody else offered them meanwhile, of whom we are behind.
        return before
    # Whoever saw another log did, also if they say nothing more of it.
    after = heard.signed or replace(before, trouble="forked" if before.trouble == "forked" else trouble)
    if after == before:
        return before
    # Said before it is noted: who dies in between says it again, and nobody who ought to know never hears it.
    if trouble == "forked":
        log.went_wrong("a witness saw another log", round=round_name, id=who.key_id.hex(), count=size)
    elif trouble:
        log.happened("not cosigned", round=round_name, id=who.key_id.hex(), reason=trouble)
    store.note(round_name, who.key, after)
    return after


def _told(known: Mapping[Witness, Signed]) -> bytes:
    """For everyone: who signed how much of the log and when, and what is the matter with who did not."""
    return msgspec.json.encode(
        [
            {"name": who.name, "key": who.key, "signed": its.size, "at": its.at, "trouble": its.trouble}
            for who, its in known.items()
        ]
    )
