"""Who registers an initiative."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.people import a_change, a_form, hidden
from tests.simulation.letters import Letter
from tests.simulation.people.acts import a_machine, insists, press, scan, typing
from tests.simulation.people.memory import Sent, history
from tests.simulation.people.photographers import brings_photos
from tests.simulation.person import Person

# isort: split
from chalicelib.web import links


def words(sign: str, competes: bool) -> dict[str, str]:
    """What an initiator fills in; the sign is in all that anybody may ever see of it."""
    return {
        "title": f"Taalcafé {sign}",
        "summary": f"Elke dinsdag oefenen buren samen: {sign}.",
        "description": f"Koffie, geduld en een tafel vol woorden.\n\nIedereen is welkom bij {sign}.",
        "organisation": f"Buurtwerk {sign}",
        "contact_name": "Lieve Maes",
        "website": "",
        "competes": "yes" if competes else "",
    }


def an_initiator(sign: str) -> Callable[[Person], None]:
    """Registers, confirms, answers questions; presses twice, late, or in two windows."""

    def registers(me: Person) -> None:
        competes, address = not me.maybe(0.3), me.one_of(me.addresses)
        if insists(me, partial(send_form, me, sign, address, competes)) == "no":
            return
        while letter := me.letter():
            match letter.purpose:
                case "confirm":
                    if me.maybe(0.15):
                        me.wait((3 * HOUR, 50 * HOUR, 80 * HOUR)[me.pick(3)])
                    if me.maybe(0.15):
                        me.also(partial(scan, link=letter.link), "a scanner")
                    _may_bring_photos(me, letter)
                    if me.maybe(0.2):
                        me.also(partial(press, letter=letter, what="confirm", filled={}))
                    if me.maybe(0.25):
                        me.also(a_machine(letter, "confirm", {}), "a machine")
                        if me.maybe(0.6):
                            me.wait((0, SECOND, MINUTE, 2 * HOUR)[me.pick(4)])
                            insists(me, partial(press, me, typing(letter), "typed", {}))
                    insists(me, partial(press, me, letter, "confirm", {}))
                    if me.maybe(0.2):
                        press(me, letter, "confirm", {})
                case "status":
                    _looks_after(me, letter, sign, competes)
                case "edit":
                    if me.maybe(0.15):
                        insists(me, partial(press, me, letter, "not me", {"not_me": "yes"}))
                        letter = typing(letter) if me.maybe(0.7) else letter
                    insists(me, partial(change, me, letter, sign, competes))
                    if me.maybe(0.2):
                        change(me, letter, sign, competes)

    return registers


def _looks_after(me: Person, letter: Letter, sign: str, competes: bool) -> None:
    """May change what waits or is public, days later too, or withdraw it."""
    if me.maybe(0.2):
        me.also(a_machine(letter, "nothing", {}), "a machine")
    if me.maybe(0.4):
        me.wait((0, 10 * MINUTE, 30 * HOUR)[me.pick(3)])
        insists(me, partial(edit, me, letter, sign, competes))
    if me.maybe(0.15):
        me.wait((0, 10 * MINUTE, 30 * HOUR)[me.pick(3)])
        insists(me, partial(press, me, letter, "withdrew", {"word": "INTREKKEN"}))


def edit(me: Person, letter: Letter, sign: str, competes: bool) -> str:
    """Follow the link to change it, where the page about it has one."""
    page = me.get(letter.link)
    if page.told != "ok":
        return page.told
    found = re.search(r'href="(/nl/edit/[^"]+)"', page.body)
    if not found:
        return "no"
    form = me.get(found[1])
    if form.told != "ok" or "button" not in hidden(form):
        return form.told
    changed = f"{sign[:-2]}teruszz"
    began = me.stage.world.now
    answer = me.post(found[1], {**a_change(**words(changed, competes)), **hidden(form)})
    name = links.read("status", letter.token, 0).subject[0]
    history(me.stage).edited.append(Sent(changed, letter.to, competes, began, answer.told, name))
    return answer.told


def _may_bring_photos(me: Person, letter: Letter) -> None:
    """Before the button, or in another window meanwhile."""
    if me.maybe(0.3):
        brings_photos(me, letter)
    elif me.maybe(0.1):
        me.also(partial(brings_photos, letter=letter))


def send_form(me: Person, sign: str, address: str, competes: bool) -> str:
    """Fill in the form and send it, at times twice."""
    page = me.get("/nl/register")
    if page.told != "ok":
        return page.told
    me.wait(40 * SECOND)
    fields = {**a_form(**words(sign, competes), email=address), **hidden(page)}
    if me.maybe(0.2):
        me.also(partial(post_form, sign=sign, fields=fields, competes=competes))
    return post_form(me, sign, fields, competes)


def post_form(me: Person, sign: str, fields: dict[str, Any], competes: bool) -> str:
    began = me.stage.world.now
    answer = me.post("/initiatives", fields)
    history(me.stage).sent.append(Sent(sign, fields["email"], competes, began, answer.told))
    return answer.told


def change(me: Person, letter: Letter, sign: str, competes: bool) -> str:
    """Answer a moderator's question with a next version."""
    page = me.get(letter.link)
    if page.told != "ok" or "button" not in hidden(page):
        return page.told
    changed = f"{sign[:-2]}biszz"
    fields = {**a_change(**words(changed, competes)), **hidden(page)}
    began = me.stage.world.now
    answer = me.post(letter.link, fields)
    link = links.read("edit", letter.token, 0)
    sent = Sent(changed, letter.to, competes, began, answer.told, link.subject[0], links.is_typed(link))
    history(me.stage).changed.append(sent)
    return answer.told
