"""Strangers, the mail service, an operator and a vandal."""

import json
from collections.abc import Callable, Sequence
from functools import partial

from infra.operate import erase, restore
from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.people import a_form
from tests.simulation.people.acts import insists, press
from tests.simulation.people.initiators import post_form, words
from tests.simulation.people.memory import Erased, history
from tests.simulation.people.voters import ask_to_vote, press_vote
from tests.simulation.person import Person


def a_stranger(victims: Sequence[str], slugs: Sequence[str]) -> Callable[[Person], None]:
    """Makes us mail somebody else, in every way and spelling."""

    def floods(me: Person) -> None:
        for number in range(2 + me.pick(5)):
            address = me.one_of(victims)
            if slugs:
                ask_to_vote(me, me.one_of(slugs), address)
            else:
                sign = f"zzvreemd{number}zz"
                post_form(me, sign, a_form(**words(sign, True), email=address), True)
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
