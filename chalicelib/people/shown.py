"""What the pages show of people with a task."""

from collections.abc import Iterable

from chalicelib import clock
from chalicelib.cloud.editions import edition
from chalicelib.kinds import Language
from chalicelib.people.rules import Member
from chalicelib.person import Grant, Person, Session
from chalicelib.web.words import say


def tasks(person: Person, language: Language) -> list[tuple[str, str]]:
    """What somebody does this year: each role, with the names of its part where it is not all."""
    return [(its.role, _part(language, its)) for its in person.grants_in(edition().name)]


def _part(language: Language, grant: Grant) -> str:
    names = [edition().category(key).name[language] for key in grant.categories]
    names += [say(language, f"areas.{area}") for area in grant.areas]
    return ", ".join(names)


def device(its: Session, this: Session) -> dict[str, object]:
    """Where somebody is signed in, and whether that is here."""
    return {"id": its.id, "name": its.device, "began": clock.local(its.began_at), "is_this": its.id == this.id}


def history(member: Member, everyone: Iterable[Member]) -> list[dict[str, object]]:
    """What became of somebody, the newest first, and who did it."""
    names = {its.person.id: its.person.name for its in everyone}
    return [
        {"what": its.what, "who": names.get(its.by, ""), "why": its.why, "moment": clock.local(its.at)}
        for its in reversed(member.changes)
    ]
