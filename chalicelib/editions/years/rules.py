"""The year after the present one, made of it, and when its pages may be the site: values in, values out."""

from datetime import date, datetime, timedelta
from typing import Literal

import msgspec

from chalicelib import brussels
from chalicelib.cloud.editions import Head
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.editions import groups, rules
from chalicelib.editions.differences import plain
from chalicelib.kinds import Seconds

State = Literal["done", "not_yet", "waiting", "ask"]
"""How it stands with a year whose pages are to be the site."""


def coming(head: Head) -> str:
    """The year in play that was not the site yet; "" where there is none."""
    return next((name for name in head.versions if is_coming(head, name)), "")


def is_coming(head: Head, name: str) -> bool:
    """Whether nobody sees this year yet."""
    return name not in (head.current, *head.past)


def year_after(present: Edition, now: Seconds) -> Edition:
    """The same a year later, with a round of its own; the first year of which the vote is still to come."""
    its = _a_year_later(present)
    while rules.has_opened(its.vote, now):
        its = _a_year_later(its)
    return its


def _a_year_later(its: Edition) -> Edition:
    tables, year = plain(its), its.year + 1
    for item in groups.items(its, "dates"):
        groups.at(tables, item.path[:-1])[item.path[-1]] = _later(groups.value(its, item), its.year)
    # A name says its year; one that does not is called after it.
    name = its.name.replace(str(its.year), str(year))
    tables |= {"name": name if name != its.name else str(year), "year": year, "amendments": (), "waits": ()}
    tables["title"] = {tongue: its.title[tongue].replace(str(its.year), str(year)) for tongue in LANGUAGES}
    for one in tables["rounds"]:
        one["key"] = f"{one['kind']}-{tables['name']}"[:40]
    return msgspec.convert(tables, Edition)


def _later(at: date, year: int) -> date:
    """The same weekday of the same week in the year after, at the same hour by the clocks of Brussels."""
    # All move by as many weeks as that year has, so that what follows on what stays as it was.
    weeks = timedelta(weeks=date(year, 12, 28).isocalendar().week)
    if not isinstance(at, datetime):
        return at + weeks
    return datetime.fromisoformat((at.astimezone(brussels.CLOCKS) + weeks).isoformat())


def asks_again(before: Edition, its: Edition) -> bool:
    """Whether who took part the year before is still known when people may register, and is asked to do it again."""
    return its.registration.opens.astimezone(brussels.CLOCKS).date() < before.forget_addresses_on


def state(head: Head, name: str, now: Seconds, is_sent: bool) -> State:
    """How it stands with this year; `is_sent` says that somebody pressed the button."""
    if name == head.current:
        return "done"
    if not rules.may_turn(head.versions[head.current].edition, now):
        return "not_yet"
    return "waiting" if is_sent else "ask"
