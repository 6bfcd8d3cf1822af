"""Who says who does what, and who signs in: organisers, people with a task, and strangers at the door."""

import json
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.people import TO_SIGN_IN, hidden
from tests.simulation.letters import Letter
from tests.simulation.people.acts import insists, press, typing
from tests.simulation.people.memory import Asked, Entered, history
from tests.simulation.people.moderators import decide
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.workers import Answer

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.messages.message import Message
from chalicelib.messages.people import PersonAway, PersonForgotten, PersonPut, PersonRemoved
from chalicelib.person import Grant, Role
from tests.simulation.invariants.sessions import check_use
from tests.simulation.invariants.team import member
from tests.staff import AN, SOFIE, hashed

BART = "bart.claes@example.org"
ELS = "els.wouters@example.org"
TEAM = (BART, ELS, SOFIE.email, AN.email)
TASKS: tuple[tuple[Role, ...], ...] = (("moderator",), ("organiser", "moderator"), ("organiser",))


# Organisers


def says_who_does_what(me: Person) -> None:
    """Looks at somebody's page, thinks, and asks for what was true then; something of before comes late once more."""
    for _ in range(1 + me.pick(6)):
        if me.maybe(0.2) and (before := [told for told in me.stage.sent if told[1] in ("PersonPut", "PersonRemoved")]):
            _, kind, fields = me.one_of(before)
            me.stage.world.put("organising", json.dumps({"kind": kind, "version": 1, "fields": fields}))
            me.stage.count("copy")
        email = me.one_of(TEAM)
        seen = member(me.stage, hashed(email))
        if me.maybe(0.4):
            me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])
        if seen and seen.person.grants and me.maybe(0.5):
            send(me, removal(me.stage, email), twice=me.maybe(0.2))
        else:
            send(me, put(me.stage, email, me.one_of(TASKS), seen.number if seen else 0), twice=me.maybe(0.2))
        if me.maybe(0.5):
            me.wait((SECOND, MINUTE)[me.pick(2)])


def an_operator(me: Person) -> None:
    """Has somebody forgotten who asked for it, as the tool does: who is not there yet it finds when it runs again."""
    me.wait((MINUTE, HOUR)[me.pick(2)])
    whose, twice = hashed(me.one_of(TEAM)), me.maybe(0.5)
    if (seen := member(me.stage, whose)) and seen.person.name:
        send(me, PersonForgotten(whose, _now(me.stage)), twice)


def send(me: Person, message: Message, twice: bool = False) -> None:
    """What a page sends."""
    for _ in range(1 + twice):
        me.stage.world.put("organising", pack(message))


def put(stage: Stage, email: str, roles: Sequence[Role], base: int) -> PersonPut:
    grants = tuple(map(Grant, roles))
    return PersonPut(
        _id(stage), base, email.partition("@")[0], email, "nl", grants, _organiser(stage), "-", _now(stage)
    )


def removal(stage: Stage, email: str) -> PersonRemoved:
    return PersonRemoved(_id(stage), hashed(email), _organiser(stage), "", _now(stage))


def _organiser(stage: Stage) -> str:
    """Somebody who may ask for it now, though maybe no more by the time that it is done."""
    seen = (member(stage, hashed(email)) for email in (SOFIE.email, *TEAM))
    return next((its.person.id for its in seen if its and its.is_organiser), SOFIE.id)


def _id(stage: Stage) -> str:
    return f"change {len(stage.sent)}"


def _now(stage: Stage) -> int:
    return stage.world.now // SECOND


# Whoever has a task, or had one


def accepts(me: Person) -> None:
    """Joins in, sooner or later."""
    while letter := me.letter(purpose="invitation"):
        if me.maybe(0.2):
            me.wait((MINUTE, 5 * HOUR)[me.pick(2)])
        for _ in range(1 + me.maybe(0.2)):
            insists(me, partial(press, me, letter, "accept", {}))


def decides(me: Person) -> None:
    """Decides by the links in their mails, sooner or later."""
    number = 0
    while letter := me.letter(purpose="review"):
        if me.maybe(0.3):
            me.wait((MINUTE, 5 * HOUR)[me.pick(2)])
        number += 1
        insists(me, partial(decide, me, letter, ("reject", "changes")[me.pick(2, 0.3)], number))


def comes_and_goes(me: Person) -> None:
    """Is away, and back, and away again."""
    for number in range(2 + me.pick(3)):
        send(me, PersonAway(f"{me.name} {number}", hashed(me.addresses[0]), number % 2 == 0, _now(me.stage)))
        me.wait(SECOND)


def signs_in(me: Person) -> None:
    """Signs in, does something, and signs out; passes the link on, and has the cookie stolen."""
    for _ in range(1 + me.pick(3)):
        ask_for_a_link(me, me.addresses[0])
        letter = me.letter(purpose="sign-in")
        if letter is None:
            return
        if me.maybe(0.3):
            me.also(partial(_tries, letter=letter), "a friend")
        if me.maybe(0.1):
            me.wait(20 * MINUTE)
        enter(me, typing(letter) if me.maybe(0.15) else letter)
        if not me.browser.cookies.get("__Host-session"):
            continue
        if me.maybe(0.4):
            thief = me.also(_looks_again, "a thief")
            thief.browser.cookies |= me.browser.cookies
        does(me, me.one_of(("sign-out-everywhere", "sign-out", "away", "organise")))
        for _ in range(1 + me.pick(3)):
            use(me, "GET", "/nl/account")
            me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])


def _tries(me: Person, letter: Letter) -> None:
    enter(me, letter)
    use(me, "GET", "/nl/account")


def _looks_again(me: Person) -> None:
    for _ in range(3):
        use(me, "GET", "/nl/account")
        me.wait((MINUTE, HOUR, 5 * HOUR)[me.pick(3)])


def ask_for_a_link(me: Person, email: str) -> str:
    answer = me.post("/nl/sign-in", {"email": email})
    seen = (answer.status, answer.body, *sorted(answer.headers.items()), *answer.made)
    history(me.stage).asked.append(Asked(email, email, "", answer.told, seen))
    return answer.told


def enter(me: Person, letter: Letter) -> None:
    """Press the button behind the mail, at times twice."""
    page = me.get(letter.link)
    if page.told != "ok":
        return
    for _ in range(1 + me.maybe(0.2)):
        answer = me.post(letter.link, {**hidden(page), "word": TO_SIGN_IN})
        if answer.status == 303:
            history(me.stage).entered.append(Entered(letter.link, me.browser.cookies["__Host-session"]))


def use(me: Person, method: str, path: str, fields: Any = None) -> Answer:
    """Open a page or send a form of somebody who is signed in, if they are."""
    began, cookie = me.stage.world.now, me.browser.cookies.get("__Host-session", "")
    answer = me.ask(method, path, fields)
    if answer.status == 200 or (answer.status == 303 and "/sign-in?" not in answer.location):
        check_use(me.stage, cookie, began, path)
    return answer


def does(me: Person, what: str) -> None:
    """Something on the pages of who is signed in."""
    page = use(me, "GET", "/nl/account")
    if page.status != 200:
        return
    button = {"button": hidden(page)["button"]}
    if what != "organise":
        for _ in range(1 + me.pick(3, 0.4)):
            use(me, "POST", f"/nl/account/{what}", {**button, "away": "yes" if me.maybe(0.6) else ""})
            me.wait(SECOND)
        return
    whose = f"/nl/organise/people/{hashed(me.one_of(TEAM))}"
    form = use(me, "GET", whose)
    if form.status == 200 and me.maybe(0.5):
        use(me, "POST", f"{whose}/remove", button)
    elif form.status == 200:
        email = hidden(form).get("email") or ELS
        fields = {"person_name": "Iemand", "email": email, "language": "nl", "role_moderator": "yes"}
        use(me, "POST", whose, {**hidden(form), **fields})


def at_the_door(victims: Sequence[str]) -> Callable[[Person], None]:
    """A stranger who asks for links that are mailed to others."""

    def asks(me: Person) -> None:
        for _ in range(2 + me.pick(6)):
            ask_for_a_link(me, me.one_of(victims))
            me.wait((2 * SECOND, 5 * MINUTE, 20 * MINUTE)[me.pick(3)])

    return asks
