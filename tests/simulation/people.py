"""People: what they do, and what they remember of what they were told."""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from functools import partial
from typing import Any

from altcha import Challenge, Payload, solve_challenge
from msgspec.structs import replace

from infra.operate import erase, restore
from tests.cloud.calls import SECOND
from tests.cloud.expressions import Row
from tests.simulation.letters import Letter
from tests.simulation.schedule import HOUR, MINUTE, Person, Stage
from tests.simulation.world import Answer

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.edition import edition
from chalicelib.messages import VoteConfirmed
from chalicelib.voting.signing import signed
from chalicelib.web import links
from chalicelib.web.links import PATHS

MODERATORS = ("an.peeters@example.org", "karim.haddad@example.org")

_FIELD = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')


@dataclass(frozen=True)
class Asked:
    """A vote's mail that somebody asked for."""

    mailbox: str
    """Whose it is."""
    address: str
    slug: str
    told: str
    answer: tuple[Any, ...]
    """All that a stranger could see of it, and the calls it took."""


@dataclass(frozen=True)
class Pressed:
    """A button behind a mail that somebody pressed."""

    letter: Letter
    what: str
    """vote, confirm, or what a moderator decided."""
    began: int
    ended: int
    told: str
    location: str = ""


@dataclass(frozen=True)
class Sent:
    """A form that somebody sent in."""

    sign: str
    """A word that is nowhere else."""
    address: str
    competes: bool
    began: int
    told: str
    dossier: str = ""
    """Of a change: which initiative's it is."""
    by_code: bool = False
    """Whether by a link that takes the code of its mail."""


@dataclass(frozen=True)
class Erased:
    """Somebody whom an operator was asked to forget."""

    mailbox: str
    by: int
    """When the tool had noted it."""
    with_initiatives: bool


@dataclass
class History:
    """What everybody remembers together."""

    asked: list[Asked] = field(default_factory=list)
    pressed: list[Pressed] = field(default_factory=list)
    approving: list[Letter] = field(default_factory=list)
    """Behind which mails somebody set out to press approve, whatever they were told then."""
    sent: list[Sent] = field(default_factory=list)
    changed: list[Sent] = field(default_factory=list)
    withdrawn: dict[str, int] = field(default_factory=dict)
    """Candidates that left, and when."""
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    """Addresses of which the mail service said that they fail: reason and the body that said so."""
    poison: list[str] = field(default_factory=list)
    """Messages that nobody can read."""
    mailboxes: dict[str, str] = field(default_factory=dict)
    """Whose mailbox an address leads to."""
    ballots: list[VoteConfirmed] = field(default_factory=list)
    """Presses of which only the queue heard, in themes without pages."""
    erased: list[Erased] = field(default_factory=list)
    backup: dict[str, dict[tuple[str, ...], Row]] | None = None
    """What an operator put aside of every table that may be restored."""


def history(stage: Stage) -> History:
    found: History = stage.history
    return found


def hidden(page: Answer) -> dict[str, str]:
    """The fields of a form that people do not see."""
    return dict(_FIELD.findall(page.body))


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


# Voters


def a_voter(slugs: Sequence[str]) -> Callable[[Person], None]:
    """Votes, perhaps again for another, presses twice and late, passes mails on."""

    def votes(me: Person) -> None:
        letters: list[Letter] = []
        # Some ask for all mails first, and then press one button after the other.
        is_hasty = me.maybe(0.4)
        for _ in range(1 + is_hasty + me.pick(3, 0.5)):
            slug, address = me.one_of(slugs), me.one_of(me.addresses)
            insists(me, partial(ask_to_vote, me, slug, address))
            letter = me.letter(purpose="vote/confirm")
            if letter is None:
                break
            letters.append(letter)
            if me.maybe(0.2):
                me.also(partial(scan, link=letter.link), "a scanner")
            if me.maybe(0.2):
                me.also(partial(press_vote, letter=letter), "a friend")
            if is_hasty:
                continue
            insists(me, partial(press_vote, me, letter))
            while me.maybe(0.25):
                press_vote(me, me.one_of(letters))
            if me.maybe(0.3):
                me.wait((3 * SECOND, 10 * MINUTE, HOUR)[me.pick(3)])
        for letter in me.stage.draws.some_order(letters) if is_hasty else ():
            insists(me, partial(press_vote, me, letter))
        # Whoever presses both buttons, in whichever order they arrive, is a machine or has changed their mind.
        if letters and me.maybe(0.2):
            insists(me, partial(disown, me, me.one_of(letters)))

    return votes


def the_polls(slugs: Sequence[str]) -> Callable[[Person], None]:
    """Presses on buttons, as the web function tells of them: some twice, some stamped by a clock that is off."""

    def vote(me: Person) -> None:
        for _ in range(2 + me.pick(6)):
            voter, link = me.pick(3), me.pick(3)
            # All of a mailbox's keys begin alike, so that two share a partition.
            at = me.stage.world.now + (0, 1, -1, -5 * SECOND, 3 * SECOND, -HOUR)[me.pick(6)]
            press = VoteConfirmed(
                edition().vote.round,
                f"{'VVA'[voter]}{voter}".ljust(43, "x"),
                slugs[(voter + link) % len(slugs)],
                f"receipt{voter}{link}".ljust(26, "x"),
                edition().rules,
                at,
                f"link{voter}{link}",
            )
            history(me.stage).ballots.append(press)
            me.stage.world.put("voting", pack(signed(press)))
            if me.maybe(0.5):
                me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])

    return vote


def ask_to_vote(me: Person, slug: str, address: str) -> str:
    """Fill in a ballot, with the sum that it asks for. Returns ok, no or unknown."""
    hashed = hashlib.sha256(address.lower().encode()).hexdigest()
    given = me.post("/votes/challenge", {"candidate": slug, "address": hashed})
    if given.told != "ok":
        return given.told
    fields = {"candidate": slug, "email": address, "language": "nl", "altcha": _solved(given.json)}
    answer = me.post("/votes", fields)
    seen = (answer.status, answer.body, *sorted(answer.headers.items()), *answer.made)
    alike = tuple(str(part).replace(slug, "…") for part in seen)
    history(me.stage).asked.append(Asked(history(me.stage).mailboxes[address], address, slug, answer.told, alike))
    return answer.told


def _solved(challenge: Any) -> str:
    found = solve_challenge(Challenge.from_dict(challenge))
    assert found is not None
    return Payload(Challenge.from_dict(challenge), found).to_base64()


def press_vote(me: Person, letter: Letter) -> str:
    """Open the mailed link and press its button."""
    return press(me, letter, "vote", {})


def disown(me: Person, letter: Letter) -> str:
    """Open the mailed link and press the other button: this was not me."""
    return press(me, letter, "disown", {"not_me": "yes"})


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
    """I5: a link opens its own page only, for as long as it says, and its button only with the page's stamp."""
    path, _, token = link.rpartition("/")
    purpose = next(purpose for purpose, page in PATHS.items() if path == f"/nl/{page}")
    tries: list[tuple[str, str, dict[str, str] | None]] = [
        ("GET", f"/nl/{page}/{token}", None) for name, page in PATHS.items() if name != purpose
    ]
    tries.append(("POST", link, {"decision": "approve", "reason": ""}))
    tries.append(("POST", link, {"button": "AAAAAAAAAAAAAAAAAAAAAA"}))
    late = replace(links.read(purpose, token, 0), expires=me.stage.world.now // SECOND - 700)
    tries.append(("GET", f"{path}/{links.sign(late)}", None))
    method, tried, fields = tries[me.pick(len(tries))]
    if me.ask(method, tried, fields).told == "ok":
        me.stage.world.violated(f"I5: a link of {path} opens {method} {tried[:20]}")


# Initiators and moderators


def a_form(sign: str, address: str, competes: bool) -> dict[str, Any]:
    """What an initiator fills in; the sign is in all that anybody may ever see of it."""
    return {
        "title": f"Taalcafé {sign}",
        "summary": f"Elke dinsdag oefenen buren samen: {sign}.",
        "description": f"Koffie, geduld en een tafel vol woorden.\n\nIedereen is welkom bij {sign}.",
        "category": "verenigingen",
        "postal_code": ["9000"],
        "organisation": f"Buurtwerk {sign}",
        "contact_name": "Lieve Maes",
        "email": address,
        "website": "",
        "language": "nl",
        "competes": "yes" if competes else "",
        "consent": "yes",
        "people_agree": "yes",
        "newsletter": "",
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
                case "edit":
                    if me.maybe(0.15):
                        insists(me, partial(press, me, letter, "not me", {"not_me": "yes"}))
                        letter = typing(letter) if me.maybe(0.7) else letter
                    insists(me, partial(change, me, letter, sign, competes))
                    if me.maybe(0.2):
                        change(me, letter, sign, competes)

    return registers


def send_form(me: Person, sign: str, address: str, competes: bool) -> str:
    """Fill in the form and send it, at times twice."""
    page = me.get("/nl/register")
    if page.told != "ok":
        return page.told
    me.wait(40 * SECOND)
    fields = {**a_form(sign, address, competes), **hidden(page)}
    if me.maybe(0.2):
        me.also(partial(_post_form, sign=sign, fields=fields, competes=competes))
    return _post_form(me, sign, fields, competes)


def _post_form(me: Person, sign: str, fields: dict[str, Any], competes: bool) -> str:
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
    fields = {**a_form(changed, "", competes), **hidden(page)}
    for name in ("email", "consent", "people_agree", "newsletter"):
        fields.pop(name)
    began = me.stage.world.now
    answer = me.post(letter.link, fields)
    link = links.read("edit", letter.token, 0)
    sent = Sent(changed, letter.to, competes, began, answer.told, link.subject[0], links.is_typed(link))
    history(me.stage).changed.append(sent)
    return answer.told


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
        again = True
        while again:
            number += 1
            insists(me, partial(decide, me, letter, DECISIONS[me.pick(4, 0.5)], number))
            again = me.maybe(0.2)
            if again:
                me.wait((10 * MINUTE, SECOND)[me.pick(2)])


DECISIONS = ("approve", "reject", "changes", "takedown")


def decide(me: Person, letter: Letter, decision: str, number: int) -> str:
    """Press a button on the moderator's page, as far as the page has it."""
    page = me.get(letter.link)
    if page.told != "ok" or "button" not in hidden(page):
        return page.told
    # Who insists asks for a takedown also where the page offers none.
    if decision != "takedown" and hidden(page).get("decision") == "takedown":
        return "no"
    reason = "" if decision == "approve" else f"Omdat {me.name} het zegt, {number}." + " En omdat." * me.pick(2) * 40
    filled = {"decision": decision, "reason": reason}
    began = me.stage.world.now
    if decision == "approve":
        history(me.stage).approving.append(letter)
    answer = me.post(letter.link, {**hidden(page), **filled})
    told = history(me.stage).pressed
    told.append(Pressed(letter, decision, began, me.stage.world.now, answer.told, reason))
    return answer.told


# Strangers, and the mail service


def a_stranger(victims: Sequence[str], slugs: Sequence[str]) -> Callable[[Person], None]:
    """Makes us mail somebody else, in every way and spelling."""

    def floods(me: Person) -> None:
        for number in range(2 + me.pick(5)):
            address = me.one_of(victims)
            if slugs:
                ask_to_vote(me, me.one_of(slugs), address)
            else:
                sign = f"zzvreemd{number}zz"
                _post_form(me, sign, a_form(sign, address, True), True)
            me.wait((2 * SECOND, HOUR, 9 * HOUR, 25 * HOUR)[me.pick(4)])

    return floods


def a_reader(me: Person) -> None:
    """Opens mails and presses what is in them."""
    while letter := me.letter():
        if letter.purpose == "vote/confirm":
            insists(me, partial(press_vote, me, letter))
        elif letter.purpose == "confirm":
            insists(me, partial(press, me, letter, "confirm", {}))


def the_mail_service(me: Person) -> None:
    """Tells that mails bounced or that people complained, by whichever way it was connected."""
    me.wait((10 * SECOND, HOUR, 10 * HOUR)[me.pick(3)])
    for letter in me.stage.letters[: 1 + me.pick(3)]:
        reason, kind = me.one_of((("Bounce", "Permanent"), ("Complaint", "abuse"), ("Bounce", "Transient")))
        body = _feedback(letter.to, reason, kind, me.pick(3))
        if kind != "Transient":
            history(me.stage).failed.append((letter.to, reason, body))
        me.stage.world.put("feedback", body)
        me.wait(MINUTE)


def _feedback(address: str, reason: str, kind: str, way: int) -> str:
    part = {"Bounce": {"bounceType": kind}, "Complaint": {"complaintFeedbackType": kind}}[reason]
    event = {"eventType": reason, reason.lower(): part, "mail": {"destination": [address]}}
    if way == 1:
        return json.dumps({"Type": "Notification", "Message": json.dumps(event)})
    return json.dumps({"source": "aws.ses", "detail": event} if way == 2 else event)


def an_operator(me: Person) -> None:
    """Makes a backup, and forgets somebody who asked for it, with or without what they sent in."""
    told = history(me.stage)
    me.wait((MINUTE, 10 * MINUTE, 3 * HOUR, 20 * HOUR)[me.pick(4)])
    if me.maybe(0.5):
        # Seconds pass before anything else: a backup is of one moment.
        tables = {name: me.stage.world.table(name).rows.copy() for name in restore.TABLES}
        told.backup = tables
        me.wait((SECOND, HOUR)[me.pick(2)])
    address, whole = me.one_of(sorted(told.mailboxes)), me.maybe(0.5)
    # A tool that failed is run again, as it says.
    while me.run("erase", partial(erase.forget_mailbox, address, whole)).ended != "done":
        me.wait(MINUTE)
    told.erased.append(Erased(told.mailboxes[address], me.stage.world.now, whole))


def a_vandal(me: Person) -> None:
    """Something unreadable among the messages, which the others must not suffer from."""
    me.wait((0, SECOND, MINUTE)[me.pick(3)])
    body, queue = me.one_of(POISON), me.one_of(("voting", "registration", "moderation", "publication.fifo", "mail"))
    for its, kind, fields in me.stage.sent[:]:
        # Good neighbours, which came before: a step run twice is a step run once.
        if its == queue and kind and "Mail" not in kind:
            me.stage.world.put(queue, json.dumps({"kind": kind, "version": 1, "fields": fields}))
            me.stage.count("copy")
    history(me.stage).poison.append(body)
    me.stage.world.put(queue, body)


POISON = ("poison", '{"kind":"Unheard","version":1,"fields":{}}', '{"kind":"SiteChanged","version":0,"fields":{}}')
