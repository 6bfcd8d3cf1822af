"""What may happen to a dossier, and in which order: values in, values out."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, time
from typing import Final, Literal

from chalicelib import brussels
from chalicelib.edition import Edition
from chalicelib.kinds import DAY, Seconds, Slug
from chalicelib.person import Person

State = Literal["waiting", "changes", "approved", "rejected", "taken down", "withdrawn", "forgotten"]
"""What a dossier is; only an approved one is public."""

Decision = Literal["approve", "changes", "reject", "takedown"]
"""What a moderator may decide. A message says it as a plain text, so that one of any release can be read."""

Among = Literal["noted", "passed", "recused", "returned"]
"""What a moderator does that decides nothing: words for colleagues; to whom it is passed on; who reads it no more, as
they know these people; who does again.
"""

What = Literal[
    Decision,
    "undone",
    "edited",
    "changed",
    "withdrew",
    "disowned",
    "reopened",
    "proven",
    "void",
    "forgotten",
    "invited",
    "renewed",
    "awarded",
    "figures",
    Among,
    "contact-asked",
    "contact-changed",
    "contact-kept",
]
"""What may happen to a dossier: a decision, or that it was undone, or what its initiator did or asked for; "void" is
said of a mailed link, "edited" of a moderator who approved it with a few words changed, "contact-…" of
who answers for it.

"invited" and "renewed" are said of the dossier of the year before, "renewed" of the one that came of it too; "awarded"
of one whose initiator was mailed what it won, which is its reason then; "figures" of one whose initiator was mailed
what became of it in the awards.
"""

Act = Literal[Decision, "edit", "undo"]
"""What a moderator's page asks: a decision, an approval with a few words changed, or that the last one is undone."""

DECISIONS: tuple[Decision, ...] = ("approve", "changes", "reject", "takedown")
"""What a moderator may decide."""

ACTS: tuple[Act, ...] = (*DECISIONS, "edit", "undo")

WITH_REASON = frozenset({"changes", "reject", "takedown"})
"""Decisions whose reason the initiator reads."""

NEXT: dict[tuple[State, What], State] = {
    ("waiting", "approve"): "approved",
    ("waiting", "reject"): "rejected",
    ("waiting", "changes"): "changes",
    ("waiting", "edited"): "waiting",
    ("changes", "changed"): "waiting",
    ("waiting", "changed"): "waiting",
    ("approved", "changed"): "waiting",
    ("waiting", "withdrew"): "withdrawn",
    ("changes", "withdrew"): "withdrawn",
    ("approved", "withdrew"): "withdrawn",
    ("rejected", "withdrew"): "withdrawn",
    ("taken down", "withdrew"): "withdrawn",
    ("approved", "takedown"): "taken down",
    ("waiting", "disowned"): "withdrawn",
    ("changes", "disowned"): "withdrawn",
    ("approved", "disowned"): "withdrawn",
    ("rejected", "disowned"): "withdrawn",
    ("taken down", "disowned"): "withdrawn",
    ("withdrawn", "reopened"): "waiting",
    ("approved", "undone"): "waiting",
    ("changes", "undone"): "waiting",
    ("rejected", "undone"): "waiting",
    ("taken down", "undone"): "approved",
}
"""The state machine of a dossier: whatever is not here does not happen. Only an approved dossier is public."""

OFF_THE_SITE: tuple[State, ...] = ("rejected", "taken down")
"""The states that a decision leads to in which nothing is public."""

MOVES = frozenset(event for _, event in NEXT)
"""The events that lead from one state to another."""

BROUGHT = frozenset({"edited", "changed", "reopened", "undone"})
"""The events that bring a next version."""

AMONG: tuple[Among, ...] = ("noted", "passed", "recused", "returned")
"""What moderators do among themselves: see colleagues/."""

WITHDRAWN: Final = "withdrawn"
"""The state of what its initiator withdrew, or says they never confirmed: that the typed code of their mail opens."""

FORGOTTEN: Final = "forgotten"
"""The state once its initiator asked to be forgotten, and that event: from any state, so not in NEXT. None follows."""

UNDONE_WITHIN = DAY
"""Seconds after a decision in which whoever may decide may undo it."""

SETTLED_AFTER = 2 * DAY
"""Seconds after which a decision stands: an undoing that was pressed in time has come by then, however late."""

MOST_CHANGES = 5
"""How often in a day an initiator may change what nobody asked them to: moderators are mailed each time."""

MOST_VERSIONS = 100
"""Of a dossier; what a moderator asks for is on top."""

LONGEST_SLUG = 60
"""Characters."""


def forgotten_from(year: Edition) -> Seconds:
    """When a year forgets who answers for its dossiers: until then their links lead somewhere."""
    return int(datetime.combine(year.forget_addresses_on, time(), brussels.CLOCKS).timestamp())


def may_decide(person: Person, year: str, team: Sequence[Person], recused: Collection[str] = ()) -> bool:
    """Whether somebody decides what becomes public in this year: its moderators; where it has none, who organises.

    Nobody decides who is recused; where all moderators are, who organises does.
    """
    left = [one for one in team if one.id not in recused]
    is_left = person.id not in recused
    return is_left and (
        is_moderator(person, year) or (person.is_organiser and not any(is_moderator(one, year) for one in left))
    )


def is_moderator(person: Person, year: str) -> bool:
    """Whether somebody has that role in this year."""
    return "moderator" in person.roles(year)


def readers(
    everyone: Sequence[Person],
    year: str,
    category: str,
    areas: Collection[str],
    recused: Collection[str] = (),
    passed_to: str = "",
) -> list[Person]:
    """Who is asked to read an initiative: the moderators whose part it is and who are there, but for who is recused;
    and to whom a colleague passed it, whatever their part is, while they may decide and are there.

    Where no moderator is left of that part, all that are there, or all; and where a year has none at all, its
    organisers: no initiative waits unseen.
    """
    team = [person for person in everyone if person.id not in recused]
    moderators = [person for person in team if is_moderator(person, year)]
    there = [person for person in moderators if not person.away]
    theirs = [person for person in there if _is_part_of(person, year, category, areas)]
    asked = theirs or there or moderators or [person for person in team if may_decide(person, year, team)]
    also = (person for person in team if person.id == passed_to and person not in asked and not person.away)
    return [*asked, *(person for person in also if may_decide(person, year, team))]


def _is_part_of(person: Person, year: str, category: str, areas: Collection[str]) -> bool:
    grants = (grant for grant in person.grants_in(year) if grant.role == "moderator")
    return any(grant.covers(category, areas) for grant in grants)


def after(state: State, event: What, is_public: bool = False) -> State | None:
    """The state of a dossier after something happened, or None where that may not happen in this state.

    Where a version of it is public while a later one waits, that one may be taken down, and stays when the later is
    rejected.
    """
    if is_public and (state, event) == ("waiting", "reject"):
        return "approved"
    if is_public and event == "takedown":
        return "taken down"
    return NEXT.get((state, event))


def slugs(title: str, place: str) -> Iterator[Slug]:
    """Names for the public page, the nicest first and never the same twice: title and municipality, in ASCII."""
    # Imported here: it brings tables of all scripts, and only an approval needs it.
    from slugify import slugify

    where = slugify(place, max_length=20, word_boundary=True)
    room = LONGEST_SLUG - len(where) - len("-") - len("-9999")
    what = slugify(title, max_length=room, word_boundary=True, save_order=True)
    says_where = f"-{where}-" in f"-{what}-"
    name = what if says_where else "-".join(part for part in (what, where) if part)
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def differences(before: str, now: str) -> list[tuple[str, str]]:
    """A text as it is now, with what went out of it and what came in: ("same" | "out" | "in", text), word by word."""
    # Imported here: only a page with two versions of a text needs it.
    from difflib import SequenceMatcher

    old, new = _words(before), _words(now)
    pieces: list[tuple[str, str]] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            pieces.append(("same", "".join(new[new_from:new_to])))
            continue
        pieces.append(("out", "".join(old[old_from:old_to])))
        pieces.append(("in", "".join(new[new_from:new_to])))
    return [(kind, text) for kind, text in pieces if text]


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*|\s+", text)
