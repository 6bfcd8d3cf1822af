"""The forms of people with a task: to sign in, and in which an organiser says what somebody may do."""

import re
from collections.abc import Mapping
from uuid import uuid4

from chalicelib import addresses
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.kinds import Language, Seconds
from chalicelib.messages.people import PersonPut
from chalicelib.people.rules import Member
from chalicelib.person import ROLES, SEATS, Grant, Person, Role, Seat
from chalicelib.places import EVERY_AREA
from chalicelib.web import fields
from chalicelib.web.fields import BUTTON, EMAIL, PROOF, Fault, Field, Filled, Form

# Signing in

SIGN_IN: Form = (EMAIL, Field("to", "own"), PROOF)
ENTER: Form = (*BUTTON, Field("chance", "own"), Field("word", "text", most=60))
PRESS: Form = (*BUTTON, Field("session", "own"), Field("away", "own"), Field("digest", "own"))

_OURS = re.compile(r"/[a-z]{2}/[\w./?&=%+~-]{0,200}", re.ASCII)
"""A path that somebody goes back to: one of our own pages."""


def way(language: Language, to: str) -> str:
    """The path that somebody goes to, which is one of our own pages."""
    return to if _OURS.fullmatch(to) else f"/{language}/account"


# Who may do what

OF_EVERY_YEAR: frozenset[Role] = frozenset({"organiser"})
IN_PARTS: frozenset[Role] = frozenset({"moderator", "juror"})
"""Roles that somebody may have for some areas and categories only."""
NAME = Field("person_name", "text", 1, 60, needed=True, web=False)
WHY = Field("why", "text", most=300)


def categories(edition: Edition, member: Member | None) -> tuple[str, ...]:
    """The categories of the year, and those of somebody's part that it has no more: nobody's part widens by itself."""
    theirs = member.person.grants_in(edition.name) if member else ()
    return tuple(
        dict.fromkeys([*(its.key for its in edition.categories), *(key for its in theirs for key in its.categories)])
    )


def form(edition: Edition, member: Member | None) -> Form:
    """Its fields, by the categories of the year."""
    return (
        NAME,
        EMAIL,
        Field("language", "choice", choices=LANGUAGES),
        *(Field(f"role_{role}", "own") for role in ROLES),
        *(Field(f"area_{area}", "own") for area in EVERY_AREA),
        *(Field(f"category_{key}", "own") for key in categories(edition, member)),
        Field("seat", "choice", choices=SEATS),
        WHY,
        Field("base", "own"),
        *BUTTON,
    )


def checked(filled: Filled, edition: Edition) -> Filled:
    """What was filled in, with its faults: a task is what it is about."""
    no_role = not any(has(filled, f"role_{role}") for role in ROLES)
    return fields.checked(filled, edition).with_faults({"roles": [Fault("roles.choose")] if no_role else []})


def has(filled: Filled, box: str) -> bool:
    """Whether a box was ticked."""
    return filled.texts[box] == "yes"


def email(filled: Filled, member: Member | None) -> str:
    """Their address: the one that we mail, or else what was typed."""
    return member.person.email if member and member.person.email else addresses.checked(filled.texts["email"])


def change(filled: Filled, edition: Edition, member: Member | None, by: str, at: Seconds) -> PersonPut:
    """What is asked for by what was filled in. Roles of later years stay as they are, and those of earlier ones too.

    But for somebody who has none of this year: what they had before would go on.
    """
    texts, base = filled.texts, member.number if member else 0
    areas = tuple(area for area in EVERY_AREA if has(filled, f"area_{area}"))
    keys = tuple(key for key in categories(edition, member) if has(filled, f"category_{key}"))
    seat = next(its for its in SEATS if its == texts["seat"])
    new = [_grant(role, edition.name, areas, keys, seat) for role in ROLES if has(filled, f"role_{role}")]
    goes_on = any(grant.edition for grant in new)
    others = (its for its in (member.person.grants if member else ()) if its.edition not in ("", edition.name))
    kept = [its for its in others if goes_on or its.edition > edition.name]
    who = (texts["person_name"], email(filled, member), texts["language"])
    return PersonPut(uuid4().hex, base, *who, (*new, *kept), by, texts["why"], at)


def _grant(role: Role, year: str, areas: tuple[str, ...], categories: tuple[str, ...], seat: Seat) -> Grant:
    whole = ((), ()) if role not in IN_PARTS else (areas, categories)
    return Grant(role, "" if role in OF_EVERY_YEAR else year, *whole, seat if role == "juror" else "")


def as_filled(member: Member, edition: Edition) -> Mapping[str, str]:
    """What the form would say of somebody."""
    person: Person = member.person
    now = person.grants_in(edition.name)
    ticked = [f"role_{grant.role}" for grant in now]
    ticked += [f"area_{area}" for grant in now for area in grant.areas]
    ticked += [f"category_{key}" for grant in now for key in grant.categories]
    seat = next((grant.seat for grant in now if grant.role == "juror"), "")
    said = {"seat": seat, "person_name": person.name, "email": person.email, "language": person.language}
    return {**said, "base": str(member.number), **dict.fromkeys(ticked, "yes")}
