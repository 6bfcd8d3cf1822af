"""What anybody may do: come, insist, open what was mailed and press its buttons."""

from collections.abc import Callable
from dataclasses import replace as replaced

from msgspec.structs import replace

from tests.cloud.calls import SECOND
from tests.people import hidden
from tests.simulation.letters import Letter
from tests.simulation.people.memory import Pressed, history
from tests.simulation.person import Person
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.cloud.purposes import PURPOSES
from chalicelib.web import links


def come(stage: Stage, name: str, addresses: tuple[str, ...], script: Callable[[Person], object]) -> None:
    """Somebody with a mailbox."""
    history(stage).mailboxes |= dict.fromkeys(addresses, name)
    stage.invite(name, script, addresses)


def insists(me: Person, attempt: Callable[[], str]) -> str:
    """Try until somebody says yes or no; people lose patience, but not at once."""
    told = "unknown"
    for _ in range(4):
        told = attempt()
        if told != "unknown":
            break
        if me.maybe(0.3):
            return told
        me.wait(5 * SECOND)
    return told


def press(me: Person, letter: Letter, what: str, filled: dict[str, str]) -> str:
    """Open the page behind a mailed link and press its button."""
    page = me.get(letter.link)
    if page.told != "ok":
        return page.told
    fields = hidden(page)
    if "button" not in fields:
        return "no"
    began = me.stage.world.now
    answer = me.post(letter.link, {**fields, **filled})
    ended = me.stage.world.now
    history(me.stage).pressed.append(Pressed(letter, what, began, ended, answer.told, answer.location))
    return answer.told


def typing(letter: Letter) -> Letter:
    """The letter as it is for who types its code: another link."""
    path, _, token = letter.link.rpartition("/")
    purpose = letter.purpose.replace("vote/confirm", "vote")
    return replaced(letter, link=f"{path}/{links.sign(links.typed(links.read(purpose, token, 0)))}")


def a_machine(letter: Letter, what: str, filled: dict[str, str]) -> Callable[[Person], None]:
    """Presses every button of a mailed page, in some order, as those do that look for viruses."""

    def presses(me: Person) -> None:
        both = [(what, filled), ("not me", {"not_me": "yes"})]
        for its, fields in me.stage.draws.some_order(both):
            press(me, letter, its, fields)

    return presses


def scan(me: Person, link: str) -> None:
    """A mail scanner: opens what it finds, in every harmless way. Some try what else a link may open."""
    for method in ("GET", "HEAD", "OPTIONS")[: 1 + me.pick(3)]:
        me.ask(method, link)
    if me.maybe(0.3):
        _tinker(me, link)


def _tinker(me: Person, link: str) -> None:
    """I5: a link opens its own page only, for as long as it says, and its button only with the page's token."""
    path, _, token = link.rpartition("/")
    purpose = next(name for name, purpose in PURPOSES.items() if path == f"/nl/{purpose.page}")
    tries: list[tuple[str, str, dict[str, str] | None]] = [
        ("GET", f"/nl/{other.page}/{token}", None) for name, other in PURPOSES.items() if name != purpose
    ]
    tries.append(("POST", link, {"decision": "approve", "reason": ""}))
    tries.append(("POST", link, {"button": "AAAAAAAAAAAAAAAAAAAAAA"}))
    late = replace(links.read(purpose, token, 0), expires=me.stage.world.now // SECOND - 700)
    tries.append(("GET", f"{path}/{links.sign(late)}", None))
    method, tried, fields = tries[me.pick(len(tries))]
    if me.ask(method, tried, fields).told == "ok":
        me.stage.world.violated(f"I5: a link of {path} opens {method} {tried[:20]}")
