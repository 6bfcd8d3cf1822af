"""What the desk shows of a queue: whose part it is, what was asked for, and how long each has been there."""

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from msgspec import Struct

from chalicelib import clock
from chalicelib.cloud.editions import edition
from chalicelib.kinds import DAY, HOUR, Language, Seconds
from chalicelib.moderation.queues import Queue, Waiting
from chalicelib.moderation.rules import State, is_moderator
from chalicelib.person import Person
from chalicelib.places import EVERY_AREA, plain
from chalicelib.web.request import Request
from chalicelib.web.words import say

STATES: tuple[State, ...] = ("waiting", "changes", "approved", "rejected", "taken down", "withdrawn")
"""The queues in the order of the desk."""
ON_A_PAGE = 50


class Tab(Struct, frozen=True):
    """What the desk shows: a queue, or what was reported, which stands in that of what waits."""

    state: State
    is_reported: bool = False

    @property
    def key(self) -> str:
        """What it is called in an address and in the translations."""
        return "reported" if self.is_reported else self.state.replace(" ", "-")


TABS = (Tab("waiting"), Tab("waiting", is_reported=True), *map(Tab, STATES[1:]))


class Asked(Struct, frozen=True):
    """What of a queue somebody wants to see: with these words in its title, in a category and an area, or all."""

    words: str
    category: str
    area: str
    is_all: bool
    page: int


def state(request: Request) -> State:
    """The queue that is asked for; what waits, where none of ours is."""
    said = _said(request, "state")
    return next((its for its in STATES if its.replace(" ", "-") == said), "waiting")


def shown(request: Request, queue: Queue, person: Person, tab: Tab, now: Seconds) -> dict[str, Any]:
    """What the page of a queue shows to somebody: their part of it, unless they ask for all."""
    asked, part = _asked(request), _part(person)
    waiting, reported = (
        [one for one in its if not one.about.recused_of([person])] for its in (queue.its, queue.reported)
    )
    every = reported if tab.is_reported else waiting
    theirs = [its for its in every if part(its)]
    found = [its for its in (every if asked.is_all else theirs) if _fits(its, asked)]
    start = (asked.page - 1) * ON_A_PAGE
    return {
        "tab": tab.key,
        "tabs": [its.key for its in TABS],
        # Read with what waits, so that whoever opens the desk sees them and it costs no call; other tabs do not know.
        "reported": sum(map(part, reported)) if tab.state == "waiting" else 0,
        "count": len(theirs),
        "count_all": len(every),
        "is_more": not queue.is_all,
        "oldest": _age(theirs[0].since, now, request.language) if tab.key == "waiting" and theirs else "",
        "found": len(found),
        "rows": [_row(its, tab.state, person, now, request.language) for its in found[start : start + ON_A_PAGE]],
        "values": {"q": asked.words, "category": asked.category, "area": asked.area},
        "is_all": asked.is_all,
        "is_organiser": _organises(person),
        # By their own tasks: whether a year has no moderators, so that organisers decide, would cost a call.
        "may_choose": tab == TABS[0] and is_moderator(person, edition().name),
        "categories": [(its.key, its.name[request.language]) for its in edition().categories],
        "areas": [(key, say(request.language, f"areas.{key}")) for key in EVERY_AREA],
        "before": _link(request, asked.page - 1) if start else "",
        "after": _link(request, asked.page + 1) if start + ON_A_PAGE < len(found) else "",
    }


def _part(person: Person) -> Callable[[Waiting], bool]:
    """Whether a dossier is in somebody's part: an organiser's is all."""
    if _organises(person):
        return lambda its: True
    grants = [grant for grant in person.grants_in(edition().name) if grant.role == "moderator"]
    return lambda its: any(grant.covers(its.about.category, its.about.areas) for grant in grants)


def _organises(person: Person) -> bool:
    return "organiser" in person.roles(edition().name)


def _asked(request: Request) -> Asked:
    number = _said(request, "page")
    is_page = number.isascii() and number.isdigit() and 0 < len(number) < 5
    return Asked(
        plain(_said(request, "q")),
        _said(request, "category"),
        _said(request, "area"),
        bool(_said(request, "all")),
        max(int(number), 1) if is_page else 1,
    )


def _said(request: Request, name: str) -> str:
    return request.query.get(name, [""])[0][:80]


def _fits(its: Waiting, asked: Asked) -> bool:
    words = plain(its.about.title)
    return (
        all(word in words for word in asked.words.split())
        and asked.category in ("", its.about.category)
        and (not asked.area or asked.area in its.about.areas)
    )


def _row(its: Waiting, state: State, person: Person, now: Seconds, language: Language) -> dict[str, object]:
    return {
        "id": its.id,
        "title": its.about.title,
        "language": its.about.language,
        "category": _name(its.about.category, language),
        "areas": ", ".join(say(language, f"areas.{area}") for area in its.about.areas),
        "age": _age(its.since, now, language),
        "moment": clock.local(its.since),
        "is_yours": state == "waiting" and its.about.assigned == person.id,
    }


def _name(category: str, language: Language) -> str:
    names: Sequence[str] = [its.name[language] for its in edition().categories if its.key == category]
    return names[0] if names else category


def _age(since: Seconds, now: Seconds, language: Language) -> str:
    """How long ago that was, in the largest whole units: hours, then days."""
    hours = max(now - since, 0) // HOUR
    if hours < 1:
        return say(language, "desk.just_now")
    days = max(now - since, 0) // DAY
    return say(language, "desk.days", count=days) if days else say(language, "desk.hours", count=hours)


def _link(request: Request, number: int) -> str:
    kept = {name: values[0] for name, values in request.query.items() if name != "page"}
    return f"{request.path}?{urlencode({**kept, 'page': str(number)})}"
