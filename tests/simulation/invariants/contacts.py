"""Who is mailed about an initiative: who registered it, and who is to answer for it once both mailboxes confirmed."""

import json
from collections.abc import Iterator

from tests.simulation.invariants.dossiers import events_of, subject
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage

NAME = "id-0"
OLD, NEW = "initiator0@gmail.com", "els@outlook.com"


def check_contacts(stage: Stage) -> Iterator[str]:
    """I24: nothing about an initiative goes to a mailbox that neither registered it nor was confirmed by both; and once
    it was, all goes there.
    """
    row = stage.world.table("dossiers").rows[NAME,]
    answers = json.loads(row["contact"]["S"])["email"]
    happened = [(event["what"], event.get("press", "")) for event in events_of(stage, row)]
    for change in {press for what, press in happened if what == "contact-changed"}:
        if not {"old", "new"} <= _sides(stage, change, stage.world.now):
            yield "I24: somebody else answers for it whom not both mailboxes confirmed"
        if ("contact-kept", change) in happened:
            yield "I24: a change of contact that was void came all the same"
    if answers != (NEW if any(what == "contact-changed" for what, _ in happened) else OLD):
        yield f"I24: {answers} answers for it"
    asked = [press for what, press in happened if what == "contact-asked"][-1:]
    over = {press for what, press in happened if what in ("contact-changed", "contact-kept")}
    if asked and asked[0] not in over and {"old", "new"} <= _sides(stage, asked[0], stage.world.now, ("ok",)):
        yield "I24: both mailboxes confirmed, and the contact is the same"
    for letter in stage.letters:
        if "moderator" in letter.subject or letter.purpose in ("review", "contact"):
            continue
        if letter.to == NEW and not any({"old", "new"} <= _sides(stage, one, letter.at) for one in _changes(stage)):
            yield f"I24: {letter.subject!r} to somebody whom not both mailboxes confirmed"
        if letter.to.endswith(("@gmail.com", "@outlook.com")) and letter.to not in (OLD, NEW):
            yield f"I24: {letter.subject!r} to an address that nobody registered with"
    decided = {fields["to"] for _, _, fields in stage.sent if _is_a_decision(fields)}
    if decided != {answers}:
        yield f"I24: a decision was mailed to {sorted(decided)}, and {answers} answers for it"


def _is_a_decision(fields: object) -> bool:
    return isinstance(fields, dict) and fields.get("mail") == "decision-approved"


def _changes(stage: Stage) -> set[str]:
    return {subject(letter)[1] for letter in stage.letters if letter.purpose == "contact"}


def _sides(stage: Stage, change: str, until: int, told: tuple[str, ...] = ("ok", "unknown")) -> set[str]:
    """The mailboxes in which somebody may have confirmed a change by then; or did, where they were told so."""
    pressed = (one for one in history(stage).pressed if one.letter.purpose == "contact" and one.began <= until)
    its = [one for one in pressed if one.what in ("confirm", "pressed") and one.told in told]
    return {subject(one.letter)[2] for one in its if subject(one.letter)[1] == change}
