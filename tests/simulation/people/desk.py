"""Who is signed in at the desk: has an initiative open, and decides on several at once."""

import re

from tests.cloud.calls import HOUR, MINUTE
from tests.people import WORDS, hidden
from tests.simulation.people.memory import Several, history
from tests.simulation.people.team import ask_for_a_link, enter, use
from tests.simulation.person import Person

# isort: split
from tests.staff import hashed

DESK = "/nl/desk"
DECISIONS = ("reject", "changes")
_CHOSEN = re.compile(r'name="chosen" value="([\w.-]+)"')


def at_the_desk(me: Person) -> None:
    """Signs in, and now and then has a look at what waits."""
    ask_for_a_link(me, me.addresses[0])
    if letter := me.letter(purpose="sign-in"):
        enter(me, letter)
    for _ in range(1 + me.pick(3)):
        me.wait((MINUTE, HOUR)[me.pick(2)])
        _decides(me)


def _decides(me: Person) -> None:
    """Decides on what waits, as far as that is theirs to do."""
    desk = use(me, "GET", DESK)
    waits = _CHOSEN.findall(desk.body)
    if desk.status != 200 or not waits:
        return
    has_open(me, me.one_of(waits))
    chosen = waits[me.pick(2, 0.4) :] or waits
    decides_on_several(me, desk.body, chosen, DECISIONS[me.pick(2)])


def has_open(me: Person, dossier: str) -> None:
    """Opens one, whose page says so while it is in sight."""
    path = f"{DESK}/{dossier}"
    page = use(me, "GET", path)
    if page.status == 200 and "button" in hidden(page):
        answer = use(me, "POST", f"{path}/open", {"button": hidden(page)["button"]})
        there = me.stage.world.table("limits").rows.get((f"open#{dossier}",), {})
        if answer.status == 200 and f"open {hashed(me.addresses[0])}" not in there:
            me.stage.world.violated(f"I8: {me.name} has {dossier} open, and nobody knows")


def decides_on_several(me: Person, desk: str, chosen: list[str], decision: str) -> None:
    """Ticks these, reads what is shown of each, and means it; at times the answer gets lost and they press again."""
    button = dict(re.findall(r'<input type="hidden" name="(button|here)" value="([^"]*)"', desk))
    reason = f"Omdat {me.name} het zegt, {len(history(me.stage).several)}."
    asked = use(me, "POST", DESK, {**button, "chosen": chosen, "decision": decision, "reason": reason})
    shown = _CHOSEN.findall(asked.body)
    if asked.status != 200 or not shown:
        return
    if {one.partition(".")[0] for one in shown} - {*chosen}:
        me.stage.world.violated(f"I5: {me.name} is asked about what was not ticked")
    if me.maybe(0.3):
        me.wait(HOUR)
    fields = {**hidden(asked), "chosen": shown, "word": WORDS[decision]}
    for _ in range(2):
        answer = use(me, "POST", DESK, fields)
        history(me.stage).several.append(Several(me.addresses[0], frozenset(shown), decision, reason, answer.told))
        if answer.told != "unknown":
            return
