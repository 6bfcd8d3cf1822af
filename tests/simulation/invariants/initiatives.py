"""Initiatives are where people brought them."""

import json
from collections.abc import Iterator

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.cloud.expressions import Row
from tests.simulation.invariants.colleagues import check_colleagues, ever_recused
from tests.simulation.invariants.dossiers import (
    BROUGHT,
    MOVES,
    Step,
    events_of,
    presses_on,
    public,
    subject,
    versions,
    walked,
)
from tests.simulation.invariants.edits import check_edits, edited_of, shown_as_approved
from tests.simulation.invariants.files import SIGN, public_is_approved
from tests.simulation.invariants.reports import check_reports
from tests.simulation.invariants.told import check_told
from tests.simulation.people.memory import Pressed, history
from tests.simulation.people.moderators import DECISIONS
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.moderation.texts import NOBODY
from chalicelib.web import links
from tests.staff import hashed


def check_initiatives(stage: Stage) -> Iterator[str]:
    """I7: each initiative is where people brought it, by legal steps, and only what was approved is public."""
    dossiers = _dossiers(stage)
    if any(_lost_words(stage, dossier) for dossier in dossiers.values()):
        yield "I8: a dossier names words that are nowhere"
        return
    yield from _confirmed_are_read(stage, dossiers)
    for dossier in dossiers.values():
        yield from history_is_legal(stage, dossier)
        yield from _decided_by_people(stage, dossier)
        yield from check_told(stage, dossier)
        yield from stands_at_the_desk(dossier)
        yield from check_colleagues(stage, dossier)
        yield from check_edits(stage, dossier)
    yield from check_reports(stage, dossiers)
    approved = [dossier for dossier in dossiers.values() if int(dossier["public"]["N"])]
    yield from public_is_approved(stage, approved)
    yield from shown_as_approved(stage, approved)
    yield from _candidates_are_approved(stage, dossiers)


def _dossiers(stage: Stage) -> dict[str, Row]:
    return {key[0]: row for key, row in stage.world.table("dossiers").rows.items() if "state" in row}


def _lost_words(stage: Stage, dossier: Row) -> bool:
    rows, events = stage.world.table("dossiers").rows, json.loads(dossier["events"]["S"])
    named = [(number, "initiative") for number in json.loads(dossier["versions"]["S"])]
    named += [(event["row"], "reason") for event in events if event.get("row") is not None]
    its = [(rows.get((f"{dossier['id']['S']}#{number}",)) or {}, what) for number, what in named]
    # What moderators wrote to each other is forgotten with the names, and its row stays.
    return any(what not in row and (what == "initiative" or row.get("press") != {"S": NOBODY}) for row, what in its)


def _confirmed_are_read(stage: Stage, dossiers: dict[str, Row]) -> Iterator[str]:
    """Whoever was told that their registration is confirmed has a dossier, and nobody else has."""
    told = history(stage)
    asked = {fields["to"] for _, kind, fields in stage.sent if kind.endswith("MailRequested")}
    for form in told.sent:
        if form.told == "ok" and form.address not in asked:
            yield "I8: a form that was accepted leads to no mail"
    opened = {name: dossier for name, dossier in dossiers.items() if versions(stage, dossier)}
    confirmed = [press for press in told.pressed if press.what in ("confirm", "typed") and press.told != "no"]
    for name in {subject(press.letter)[0] for press in confirmed}:
        yield from _is_as_its_buttons_say(stage, name, dossiers)
    if not opened.keys() <= {subject(press.letter)[0] for press in confirmed}:
        yield "I5: a dossier of which nobody confirmed the registration"
    signs = {SIGN.search(versions(stage, dossier)[0]["title"]).group() for dossier in opened.values()}  # type: ignore[union-attr]
    if not signs <= {form.sign for form in told.sent if form.told != "no"}:
        yield "I5: a dossier that nobody sent in"


def _is_as_its_buttons_say(stage: Stage, name: str, dossiers: dict[str, Row]) -> Iterator[str]:
    """Confirmed, it is read; pressed both ways, nobody reads it until somebody types the code."""
    state = dossiers[name]["state"]["S"] if name in dossiers else "withdrawn"
    plain, typed = presses_on(stage, name, "confirm"), presses_on(stage, name, "typed")
    not_me = [press for press in presses_on(stage, name, "not me") if press.letter.purpose == "confirm"]
    if any(press.told == "ok" for press in typed) and state == "withdrawn" and not presses_on(stage, name, "withdrew"):
        yield "I8: who typed the code has no dossier"
    if any(press.told == "ok" for press in plain) and not not_me and name not in dossiers:
        yield "I8: a confirmed registration has no dossier"
    at_once = any(
        press.told == "ok" and press.ended < min((other.began for other in plain), default=press.ended) + HOUR
        for press in not_me
    )
    # What was decided for good meanwhile is not decided anew.
    if at_once and not typed and state not in ("withdrawn", "rejected", "taken down"):
        yield f"I5: pressed both ways, and it is {state}"


def history_is_legal(stage: Stage, dossier: Row) -> Iterator[str]:
    if not versions(stage, dossier):
        if dossier["state"]["S"] != "withdrawn":
            yield f"I7: a dossier without a word that is {dossier['state']['S']}"
        return
    stands = Step({}, "", 1, "waiting", 0)
    for stands in walked(stage, dossier):
        what, on = stands.event["what"], stands.event["version"]
        if stands.state is None or on != stands.version - (what in BROUGHT):
            yield f"I7: {what} on version {on} of one that was {stands.was} in version {stands.version}"
            return
    state, public = stands.state, stands.public
    if (state, stands.version) != (dossier["state"]["S"], len(versions(stage, dossier))):
        yield f"I7: a dossier that is {dossier['state']['S']} and whose history says {state}"
    if public != int(dossier["public"]["N"]):
        yield f"I7: version {dossier['public']['N']} is public, and the history says {public}"


def stands_at_the_desk(dossier: Row) -> Iterator[str]:
    """I22: who looks through what waits finds it where it is, since it came there; forgotten, it is nowhere."""
    state = dossier["state"]["S"]
    has_words = json.loads(dossier["versions"]["S"]) and state != "forgotten"
    place = f"{dossier['edition']['S']} {state}" if has_words else ""
    if dossier.get("queue", {"S": ""})["S"] != place:
        yield f"I22: a dossier that is {state} stands at the desk in {dossier.get('queue')}"
    moved = [event["at"] for event in json.loads(dossier["events"]["S"]) if event["what"] in MOVES]
    if place and moved and not dossier["line"]["S"].startswith(f"{moved[-1]} "):
        yield f"I22: a dossier is {state} since {moved[-1]}, and the desk says otherwise"


def _decided_by_people(stage: Stage, dossier: Row) -> Iterator[str]:
    """Each event is one that somebody asked for, and where somebody was told yes there is one."""
    told, events, name = history(stage), events_of(stage, dossier), dossier["id"]["S"]
    presses = [press for press in told.pressed if press.letter.purpose == "review" and press.told != "no"]
    edited = {str(number) for number in edited_of(events)}
    # A link to a version that a moderator edited leads to what came of it.
    mine = [
        (press, str(int(version) + 1) if version in edited else version)
        for press in presses
        for its, version, *_ in (subject(press.letter),)
        if its == name
    ]
    asked = {("approve" if press.what == "edit" else press.what, version, press.location) for press, version in mine}
    decisions = [event for event in events if event["what"] in DECISIONS]
    for event in decisions:
        if (event["what"], str(event["version"]), event["reason"]) not in asked:
            yield f"I5: nobody asked for {event['what']} on version {event['version']}"
    decided = {str(event["version"]) for event in decisions}
    yield from _undone_by_people(stage, dossier, mine)
    # Whichever of their mails it was pressed behind.
    void = {(press.letter.to, version) for press, version in mine if press.what == "not me"}
    withdrawn = bool(presses_on(stage, name, "not me") or presses_on(stage, name, "withdrew"))
    recused = ever_recused(stage, dossier)
    # What its initiator wrote meanwhile is read instead.
    edited_anew = any(form.told != "no" and form.dossier == name for form in told.edited)
    for press, version in mine:
        if press.what not in (*DECISIONS, "edit") or press.told != "ok" or (press.letter.to, version) in void:
            continue
        if hashed(press.letter.to) in recused:
            continue
        is_newest = version == str(len(versions(stage, dossier)))
        if version not in decided and not withdrawn and (is_newest or not edited_anew):
            yield f"I8: {press.what} on version {version} is lost"
        if press.what == "takedown" and dossier["state"]["S"] == "approved" and is_newest:
            yield "I7: what a moderator took down is still approved"
    yield from _as_its_initiator_asked(stage, dossier)
    yield from _nothing_by_void_links(stage, dossier)
    # By its link: who sent the form in twice may have two of the same name.
    changes = [form for form in told.changed if form.told == "ok" and form.dossier == name]
    # Whoever undid the question before they were dealt with wants none any more.
    if changes and not withdrawn and not {"changed", "undone"} & {event["what"] for event in events}:
        yield "I8: what an initiator changed is lost"


def _as_its_initiator_asked(stage: Stage, dossier: Row) -> Iterator[str]:
    """What an initiator withdrew is so, whatever a moderator did; what they changed waits, unless all was over then."""
    told, name, events = history(stage), dossier["id"]["S"], events_of(stage, dossier)
    presses, withdrew = presses_on(stage, name, "withdrew"), any(event["what"] == "withdrew" for event in events)
    if withdrew and not presses:
        yield "I5: nobody asked to withdraw it"
    is_over = dossier["state"]["S"] in ("withdrawn", "rejected", "taken down")
    if any(press.told == "ok" and press.location.endswith("sent=withdrew") for press in presses) and not is_over:
        yield f"I8: it was withdrawn, and is {dossier['state']['S']}"
    signs = {sign for its in versions(stage, dossier) for sign in SIGN.findall(its["title"])}
    for form in told.edited:
        later = [event for event in events if event["at"] * SECOND >= form.began - MINUTE]
        # Pressed before, and dealt with after it.
        late = any(
            end >= form.began and name in body and "ChangesSubmitted" not in body for _, body, _, end in stage.done
        )
        if form.dossier == name and form.told == "ok" and form.sign not in signs and not (later or late):
            yield "I8: what an initiator changed is lost"


def _undone_by_people(stage: Stage, dossier: Row, mine: list[tuple[Pressed, str]]) -> Iterator[str]:
    """What was undone somebody asked to be; what somebody asked to be undone is, unless something else happened."""
    events = [event for event in events_of(stage, dossier) if event["what"] in MOVES]
    asked = {version for press, version in mine if press.what == "undo"}
    told = {version for press, version in mine if press.what == "undo" and press.told == "ok"}
    undone = {str(event["version"]) for event in events if event["what"] == "undone"}
    if undone - asked:
        yield f"I5: nobody asked to undo what was decided on version {min(undone - asked)}"
    last = str(events[-1]["version"]) if events and events[-1]["what"] in DECISIONS else ""
    during = [press for press, version in mine if press.what in (*DECISIONS, "edit", "not me") and version == last]
    if last in told - undone and len(during) < 2:
        yield f"I8: what was decided on version {last} stands, though somebody undid it"


def _nothing_by_void_links(stage: Stage, dossier: Row) -> Iterator[str]:
    """I5: after "this was not me" nothing happens by that link; by the code of its mail it does."""
    name, void = dossier["id"]["S"], set()
    changed = {name for form in history(stage).changed if form.told != "no" and form.by_code and form.dossier == name}
    for event in events_of(stage, dossier):
        what, whose = event["what"], (event["version"], event["who"])
        if what == "void":
            void.add(whose)
        elif whose in void and what in (*DECISIONS, "changed", "undone"):
            about = str(event["version"]), event["reason"]
            typed = [
                (subject(press.letter)[1], press.location)
                for press in presses_on(stage, name, "undo" if what == "undone" else what)
                if subject(press.letter)[-1] == links.TYPED
            ]
            if about not in typed and not (what == "changed" and changed):
                yield f"I5: {what} by a link that was disowned"


def _candidates_are_approved(stage: Stage, dossiers: dict[str, Row]) -> Iterator[str]:
    competing = {
        dossier["slug"]["S"] for dossier in dossiers.values() if (its := public(stage, dossier)) and its["competes"]
    }
    rows = stage.world.table("candidates").rows.values()
    running = {row["slug"]["S"] for row in rows if int(row["rank"]["N"]) % 2 == 0}
    if running != competing:
        yield f"I7: {sorted(running)} may be voted for, {sorted(competing)} are approved and compete"
