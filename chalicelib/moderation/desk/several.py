"""Deciding on several that wait at once: each is shown, each is a decision of its own, and of each is said what became.

What is decided on is the version that was shown before the last press: whatever happened to one in between leaves that
one out by name, and the others stand.
"""

from collections.abc import Mapping, Sequence
from re import compile as pattern
from typing import Any, Literal, cast
from uuid import uuid4

from msgspec import Struct
from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud.editions import edition
from chalicelib.initiative import Initiative
from chalicelib.kinds import Language
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import DecisionTaken
from chalicelib.moderation import preview, rules, store, texts
from chalicelib.moderation.desk.listed import ON_A_PAGE
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.shown import Team
from chalicelib.places import municipalities
from chalicelib.web import fields
from chalicelib.web.fields import BUTTON, Fault, Field, Filled, Form
from chalicelib.web.typed import is_word
from chalicelib.web.words import say

MOST = ON_A_PAGE
"""All of one page of the desk, so that "all on this page" is never refused, and one answer reads them. Of more nobody
reads the names any more that they answer for."""

_OF_WHAT_WAITS = ("changes", "approve", "reject")

SEVERAL: Form = (
    Field("chosen", "boxes", most=60),
    Field("every", "tick"),
    Field("here", "own", most=4000),
    Field("decision", "choice", choices=_OF_WHAT_WAITS),
    Field("reason", "text", most=2000, lines=True),
    Field("sure", "own"),
    Field("word", "text", most=60),
    *BUTTON,
)

Became = Literal["waits", "done", "other", "undone", "changed", "withdrawn", "recused", "gone"]
"""What became of one since somebody saw it: it waits still, what they decided stands, somebody decided otherwise or
first, and so on."""

_ID = pattern(r"[\w-]{1,50}")


class Chosen(Struct, frozen=True):
    """One that somebody ticked, by its dossier's id, in the version that they saw: 0 where they saw but its name."""

    id: str
    version: int

    def __str__(self) -> str:
        return f"{self.id}.{self.version}"


class Found(Struct, frozen=True):
    """What was ticked as it is now, and what became of it. Its dossier is none where nothing is left of it."""

    chosen: Chosen
    dossier: Dossier | None
    became: Became


# What was ticked


def checked(filled: Filled) -> Filled:
    """What was filled in, with what is wrong with it: nothing ticked, too many, no decision or no reason."""
    count = len(ticked(filled))
    ticks = [] if 0 < count <= MOST else [Fault("chosen.many" if count else "chosen.none", {"most": MOST})]
    short = filled.texts["decision"] in rules.WITH_REASON and not filled.texts["reason"]
    faults = {"chosen": ticks, "reason": [Fault("reason.short")] if short else []}
    return fields.checked(filled, edition()).with_faults(faults)


def ticked(filled: Filled) -> list[Chosen]:
    """Each that was ticked, once; all of the page where somebody asked for those."""
    here = filled.texts["here"].split() if filled.texts["every"] else []
    return of_address([*filled.lists["chosen"], *here])


def of_address(said: Sequence[str]) -> list[Chosen]:
    """What these stand for, each once, as a form or an address says them."""
    found: dict[str, Chosen] = {}
    for one in said:
        its_id, _, version = one.partition(".")
        if not _ID.fullmatch(its_id):
            continue
        known = int(version) if version.isascii() and version.isdigit() and len(version) < 5 else 0
        found.setdefault(its_id, Chosen(its_id, known))
    return list(found.values())


def find(chosen: Sequence[Chosen], team: Team, decision: str) -> list[Found]:
    """Each as it is now, in one call, where somebody chose this decision. Those of another year are not there."""
    its = {one.id: one for one in store.several([one.id for one in chosen]) if one.edition == edition().name}
    return [_found(one, its.get(one.id), team, decision) for one in chosen]


def _found(one: Chosen, dossier: Dossier | None, team: Team, decision: str) -> Found:
    version = one.version or (dossier.version if dossier else 0)
    return Found(replace(one, version=version), dossier, became(dossier, version, team.acting.id, decision))


def became(dossier: Dossier | None, version: int, person_id: str, sent: str) -> Became:
    """What became of this version, for who sent this decision on it or is about to."""
    if dossier is None or not dossier.versions:
        return "gone"
    if person_id in dossier.recused:
        return "recused"
    if decided := dossier.decision(version):
        if dossier.is_undone(decided):
            return "undone"
        return "done" if (decided.who, decided.what) == (person_id, sent) else "other"
    if dossier.state == rules.WITHDRAWN:
        return "withdrawn"
    if dossier.version != version:
        return "changed"
    return "waits" if dossier.state == "waiting" else "gone"


# What is shown and sent


def asked_once_more(found: Sequence[Found], filled: Filled, language: Language) -> dict[str, Any]:
    """What the page shows on which they are decided: each that waits, what is mailed of it, and who is left out."""
    ready = [one for one in found if one.became == "waits"]
    its = texts.newest([one.dossier for one in ready if one.dossier])
    rows = [_row(one, initiative, language) for one, initiative in zip(ready, its, strict=True)]
    letters = _letters(ready, its, filled)
    return {"rows": rows, "letters": letters, "unread": len(ready) - sum(len(one["titles"]) for one in letters)}


def _row(one: Found, initiative: Initiative, language: Language) -> dict[str, object]:
    return {
        "key": str(one.chosen),
        "id": one.chosen.id,
        "title": initiative.title,
        "language": initiative.language,
        "summary": initiative.summary,
        "category": edition().category(initiative.category).name[language],
        "places": ", ".join(municipalities()[nis].name(language) for nis in initiative.places),
    }


def _letters(ready: Sequence[Found], its: Sequence[Initiative], filled: Filled) -> list[dict[str, Any]]:
    """Each mail that is sent, once: those that differ only by the name of what they are about are one."""
    decision, reason = cast("rules.Act", filled.texts["decision"]), filled.texts["reason"]
    letters: dict[str, dict[str, Any]] = {}
    for one, initiative in zip(ready, its, strict=True):
        if one.dossier is None:
            continue
        tongue = one.dossier.contact.language
        unnamed = replace(initiative, title=say(tongue, "desk.its_title"))
        if text := preview.mail(one.dossier, one.chosen.version, decision, reason, unnamed):
            letter = letters.setdefault(text, {"text": text, "language": tongue, "titles": []})
            letter["titles"].append(initiative.title)
    return list(letters.values())


def left_out(found: Sequence[Found], team: Team) -> list[Mapping[str, object]]:
    """What became of those that are not decided on by this press, and of those that were."""
    return [_told(one, team) for one in found if one.became != "waits"]


def told(found: Sequence[Found], team: Team) -> list[Mapping[str, object]]:
    """What became of each."""
    return [_told(one, team) for one in found]


def _told(one: Found, team: Team) -> Mapping[str, object]:
    # Who stood back from it is shown nothing of it.
    dossier = None if one.became == "recused" else one.dossier
    decided = dossier.decision(one.chosen.version) if dossier else None
    return {
        "id": one.chosen.id if dossier else "",
        "title": dossier.about.title if dossier and dossier.about else "",
        "language": dossier.about.language if dossier and dossier.about else "",
        "became": one.became,
        "outcome": decided.what if decided else "",
        "name": team.names.get(decided.who, "") if decided else "",
        "may_undo": one.became == "done" and dossier is not None and dossier.undoable(clock.seconds()) == decided,
    }


def decisions(found: Sequence[Found], team: Team, filled: Filled) -> list[Message]:
    """One decision on each that waits still in the version that was seen; one press is the same press for all."""
    decision, reason, who = filled.texts["decision"], filled.texts["reason"], team.acting.id
    now, press_id = clock.seconds(), uuid4().hex
    return [
        DecisionTaken(one.chosen.id, one.chosen.version, who, decision, reason, now, press_id, typed=True)
        for one in found
        if one.became == "waits"
    ]


def is_seen(filled: Filled) -> bool:
    """Whether this comes from the page that shows each."""
    return filled.texts["sure"] == filled.texts["decision"] and all(one.version for one in ticked(filled))


def is_meant(filled: Filled) -> bool:
    """Whether the word was typed there: a slip of the thumb would else be fifty slips."""
    return is_word(filled.texts["word"], f"review.word.{filled.texts['decision']}")
