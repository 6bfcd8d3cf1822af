"""Who decides on initiatives."""

import html
import re
from functools import partial

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.people import confirmed, hidden
from tests.simulation.invariants.dossiers import subject
from tests.simulation.letters import Letter
from tests.simulation.people.acts import a_machine, insists, scan, typing
from tests.simulation.people.memory import Pressed, history
from tests.simulation.person import Person

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.messages.moderation import DossierHandled
from chalicelib.moderation.rules import AMONG, Among
from tests.staff import READERS, hashed


def a_moderator(me: Person) -> None:
    """Decides on what comes in; may change their mind, or be the second."""
    number = 0
    while letter := me.letter(purpose="review"):
        if me.maybe(0.2):
            me.also(partial(scan, link=letter.link), "a scanner")
        if me.maybe(0.2):
            me.wait((MINUTE, 5 * HOUR)[me.pick(2)])
        if me.maybe(0.15):
            me.also(a_machine(letter, "nothing", {"decision": "", "reason": ""}), "a machine")
            letter = typing(letter) if me.maybe(0.7) else letter
        if me.maybe(0.15):
            handles(me, letter, AMONG[me.pick(4)])
        again = True
        while again:
            number += 1
            decision = "takedown" if _is_changed(letter) and me.maybe(0.4) else DECISIONS[me.pick(4, 0.5)]
            if decision == "approve" and me.maybe(0.25):
                insists(me, partial(edit, me, letter, number))
            else:
                insists(me, partial(decide, me, letter, decision, number))
            if me.maybe(0.6 if decision == "takedown" else 0.2):
                me.wait((10 * MINUTE, 30 * HOUR)[me.pick(2, 0.3)])
                insists(me, partial(decide, me, letter, "undo", number))
            again = me.maybe(0.2)
            if again:
                me.wait((10 * MINUTE, SECOND)[me.pick(2)])


def _is_changed(letter: Letter) -> bool:
    """Whether it is not what was sent in first: what is public may be older."""
    _, version, *_ = subject(letter)
    return int(version) > 1


def handles(me: Person, letter: Letter, what: Among) -> None:
    """Says something to colleagues, passes it on, knows these people, or does not after all; at times twice."""
    dossier, version, *_ = subject(letter)
    told, now = history(me.stage).handled, me.stage.world.now // SECOND
    to = next(hashed(one.email) for one in READERS.values() if one.email != me.addresses[0]) if what == "passed" else ""
    words = f"{me.name} zegt het, {len(told)}." + " En nog eens." * me.pick(2) * 40
    asked = DossierHandled(dossier, int(version), hashed(me.addresses[0]), what, to, words, now, f"h{len(told)}")
    told.append(asked)
    for _ in range(1 + me.maybe(0.3)):
        me.stage.world.put("moderation", pack(asked))


DECISIONS = ("approve", "reject", "changes", "takedown")


def edit(me: Person, letter: Letter, number: int) -> str:
    """Approve with another summary, in words that are nowhere else."""
    page = me.get(letter.link)
    if page.told != "ok" or 'value="edit"' not in page.body:
        return "no" if page.told == "ok" else page.told
    asked = me.post(letter.link, {**hidden(page), "decision": "edit"})
    if "edits" not in hidden(asked):
        return asked.told
    words = {name: html.unescape(text) for name, text in _TYPED.findall(asked.body)}
    words["summary"] = f"{me.name} zegt het korter, {number}."
    dossier, version, *_ = subject(letter)
    history(me.stage).approving.append(letter)
    history(me.stage).reworded.add((dossier, int(version), words["summary"]))
    began = me.stage.world.now
    answer = confirmed(me, letter.link, me.post(letter.link, {**hidden(asked), **words}))
    history(me.stage).pressed.append(Pressed(letter, "edit", began, me.stage.world.now, answer.told, ""))
    return answer.told


_TYPED = re.compile(r'name="(title|summary|description|join)"[^>]*?(?: value="|>\n)([^"<]*)')
"""What stands in the fields of its page, by name."""


def decide(me: Person, letter: Letter, decision: str, number: int) -> str:
    """Press a button on the moderator's page, as far as the page has it."""
    page = me.get(letter.link)
    if page.told != "ok" or "button" not in hidden(page):
        return page.told
    # Who insists asks for a takedown also where the page offers none.
    if decision != "takedown" and (decision == "undo") != ('value="undo"' in page.body):
        return "no"
    reason = (
        ""
        if decision in ("approve", "undo")
        else f"Omdat {me.name} het zegt, {number}." + " En omdat." * me.pick(2) * 40
    )
    filled = {**hidden(page), "decision": decision, "reason": reason}
    began = me.stage.world.now
    if decision == "approve":
        history(me.stage).approving.append(letter)
    answer = confirmed(me, letter.link, me.post(letter.link, filled))
    told = history(me.stage).pressed
    told.append(Pressed(letter, decision, began, me.stage.world.now, answer.told, reason))
    return answer.told
