"""Whoever answers for an initiative, and hands it over to somebody else."""

import re
from collections.abc import Callable
from functools import partial

from tests.cloud.calls import DAY, HOUR, MINUTE
from tests.people import hidden
from tests.simulation.letters import Letter
from tests.simulation.people.acts import a_machine, insists, press, scan
from tests.simulation.person import Person

WORD = {"word": "doorgeven"}


def an_owner(typed: str, to: str) -> Callable[[Person], None]:
    """Lost their link and types their address in some way; then names somebody else, and confirms it, or does not."""

    def hands_over(me: Person) -> None:
        insists(me, partial(ask_for_link, me, typed))
        while letter := me.letter():
            match letter.purpose:
                case "links":
                    insists(me, partial(name_another, me, letter, to))
                    if me.maybe(0.3):
                        me.wait((MINUTE, 2 * HOUR)[me.pick(2)])
                        name_another(me, letter, to)
                case "contact":
                    answer(me, letter, WORD)

    return hands_over


def a_successor(me: Person) -> None:
    """Is to answer for it from now on."""
    while letter := me.letter():
        if letter.purpose == "contact":
            answer(me, letter, {})


def answer(me: Person, letter: Letter, filled: dict[str, str]) -> None:
    """Confirms, twice or late; or says that it was not they; with a machine at the same mail."""
    if me.maybe(0.2):
        me.wait((10 * MINUTE, 30 * HOUR, 8 * DAY)[me.pick(3)])
    if me.maybe(0.2):
        me.also(partial(scan, link=letter.link), "a scanner")
    if me.maybe(0.15):
        me.also(a_machine(letter, "pressed", {}), "a machine")
    if me.maybe(0.2):
        insists(me, partial(press, me, letter, "not me", {"not_me": "yes"}))
    if me.maybe(0.9):
        insists(me, partial(press, me, letter, "confirm", filled))
    if me.maybe(0.2):
        press(me, letter, "confirm", filled)


def ask_for_link(me: Person, typed: str) -> str:
    return me.post("/nl/lost-link", {"email": typed}).told


def name_another(me: Person, letter: Letter, to: str) -> str:
    """Follow the links to the page where somebody else is named; one who was named already is cancelled."""
    found = re.search(r'href="(/nl/status/[^"]+)"', me.get(letter.link).body)
    if not found:
        return "no"
    form = me.get(f"{found[1]}/contact")
    if form.told != "ok":
        return form.told
    return me.post(f"{found[1]}/contact", {"contact_name": "Els Nieuw", "email": to, **hidden(form)}).told
