"""Whose initiative was there last year, and who is asked whether they do it again."""

from collections.abc import Callable
from functools import partial

from tests.cloud.calls import DAY, HOUR, MINUTE, SECOND
from tests.people import a_form, hidden
from tests.simulation.letters import Letter
from tests.simulation.people.acts import a_machine, insists, press, scan, typing
from tests.simulation.people.initiators import words
from tests.simulation.people.memory import Sent, history
from tests.simulation.person import Person

# isort: split
from chalicelib.web import links


def a_renewer(sign: str) -> Callable[[Person], None]:
    """Sends in last year's initiative once more: twice, late, in two windows, or after "this was not me"."""

    def renews(me: Person) -> None:
        number = 0
        while letter := me.letter(purpose="renew"):
            if me.maybe(0.15):
                me.also(partial(scan, link=letter.link), "a scanner")
            if me.maybe(0.15):
                me.wait((3 * HOUR, 30 * DAY)[me.pick(2)])
            if me.maybe(0.25):
                me.also(a_machine(letter, "nothing", {}), "a machine")
            for again in range(1 + me.maybe(0.3)):
                number += 1
                if me.maybe(0.2):
                    me.also(partial(renew, letter=letter, sign=f"{sign[:-2]}w{number}zz"))
                insists(me, partial(renew, me, letter, f"{sign[:-2]}{'abc'[again]}{number}zz"))
            if me.maybe(0.3):
                me.wait((0, SECOND, MINUTE, 2 * HOUR)[me.pick(4)])
                insists(me, partial(press, me, letter, "not me", {"not_me": "yes"}))
            if me.maybe(0.4):
                me.wait((0, MINUTE)[me.pick(2)])
                insists(me, partial(renew, me, typing(letter), f"{sign[:-2]}t{number}zz"))

    return renews


def renew(me: Person, letter: Letter, sign: str) -> str:
    """Fill in the page and press its button."""
    page = me.get(letter.link)
    if page.told != "ok" or "button" not in hidden(page):
        return page.told
    filled = {name: value for name, value in a_form(**words(sign, True)).items() if name != "email"}
    began = me.stage.world.now
    answer = me.post(letter.link, {**filled, **hidden(page)})
    link = links.read("renew", letter.token, 0)
    sent = Sent(sign, letter.to, True, began, answer.told, link.subject[0], links.is_typed(link))
    history(me.stage).renewed.append(sent)
    return answer.told
