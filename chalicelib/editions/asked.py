"""What an organiser's form asks for: a year as they want it, on the version that they began with."""

import base64
import re
import zlib
from collections.abc import Mapping

import msgspec

from chalicelib import clock
from chalicelib.cloud.editions import Head, Version
from chalicelib.edition import Edition
from chalicelib.editions import groups, store
from chalicelib.editions.proposal import Proposal
from chalicelib.editions.years import rules as years
from chalicelib.web.answers import Halt
from chalicelib.web.fields import Field, Filled
from chalicelib.web.request import TONGUE
from chalicelib.web.sessions import NONCE

LONGEST_WHY = 300
"""Characters."""

LONGEST_CARRIED = 400_000
"""Bytes that what was carried may have: four times the largest year."""

PROPOSAL = (
    *NONCE,
    Field("wanted", "as_it_came"),
    Field("undo", "own"),
    Field("base", "own"),
    Field("why", "own", most=LONGEST_WHY),
    Field("confirmed", "own"),
    Field("change", "own"),
    Field("group", "own"),
    Field("typed", "as_it_came"),
    Field(TONGUE, "own"),
)
"""A whole year as somebody wants it, or the number of a change that is to be undone; the form that it comes of, to go
back to; and once its differences were seen, an id, so that a button pressed twice is one change."""


def began_with(newest: Version, number: str) -> Version:
    """The version that a form was made of; the newest where it does not say."""
    if not re.fullmatch("[0-9]{1,6}", number) or int(number) == newest.number:
        return newest
    found = store.change(newest.edition.name, int(number))
    return Version(found.number, found.edition) if found else newest


def proposal(head: Head, base: Version, mine: Edition) -> Proposal:
    """A version as somebody made it of that one, beside all that there is now."""
    name, settled = mine.name, head.settled(clock.seconds())
    others = tuple(its.edition for other, its in settled.versions.items() if other != name)
    over = tuple(key for other, its in settled.long_over.items() if other != name for key in its.rounds)
    return Proposal(base, head.versions[name], mine, others, over, name in head.past, years.is_coming(head, name))


def proposed(head: Head, newest: Version, filled: Filled) -> Proposal:
    """What is asked for. Raises Halt 400 for what no page of ours sends, 404 for a change that never was."""
    if undone := filled.texts["undo"]:
        before = store.change(newest.edition.name, int(undone) - 1) if re.fullmatch("[0-9]{1,6}", undone) else None
        if before is None:
            raise Halt(404)
        return proposal(head, newest, before.edition)
    try:
        mine = msgspec.json.decode(unpacked(filled.texts["wanted"]), type=Edition)
    except (msgspec.MsgspecError, RecursionError) as problem:
        raise Halt(400) from problem
    if mine.name != newest.edition.name or not groups.is_whole(mine, newest.edition.year):
        raise Halt(400)
    return proposal(head, began_with(newest, filled.texts["base"]), mine)


def packed(value: object) -> str:
    """A value as a form carries it along: small, or a year and the form that it comes of would not fit in one."""
    return base64.b64encode(zlib.compress(msgspec.json.encode(value), 9)).decode()


def unpacked(carried: str) -> bytes:
    """The JSON of what a form carried; nothing for what no page of ours packed, or what swells beyond any year."""
    its = zlib.decompressobj()
    try:
        found = its.decompress(base64.b64decode(carried, validate=True), LONGEST_CARRIED)
    except (ValueError, zlib.error):
        return b""
    return found if its.eof else b""


def change_id(filled: Filled) -> str:
    """The id of a change whose differences were seen; "" where they were not."""
    return filled.texts["change"] if re.fullmatch("[0-9a-f]{32}", filled.texts["change"]) else ""


def is_there(proposal: Proposal, change: str) -> bool:
    """Whether it is what came after the version that it was made on: its button was pressed before."""
    written = store.change(proposal.mine.name, proposal.base.number + 1)
    return written is not None and written.id == change


def back(values: Mapping[str, str]) -> dict[str, str]:
    """What was typed in the form that a change comes of; nothing where it comes of none."""
    try:
        typed_then = msgspec.json.decode(unpacked(values.get("typed", "")), type=dict[str, str])
    except (msgspec.MsgspecError, RecursionError):
        return {}
    return typed_then if values.get("group") in groups.known() else {}
