"""What must hold after a schedule, whatever happened in it, seen from outside: answers, mails, files and rows.

I1 each accepted press is counted or replaced, nothing else is · I2 whoever was told yes has a receipt that answers ·
I3 the tally is what people did · I4 one mailbox, one vote · I5 no GET changes a byte (checked at each call, in
world.py), nothing is there that nobody asked for · I7 one legal state, nothing unapproved is public · I8 what was
accepted is done or among the dead letters · I9 at most three sends of a mail, at most three confirmations a day, none
to who wants none · I10 the same answer and work whoever asks · I12 no address or token in the log · I13 when in doubt,
refuse (checked at each answer, in schedule.py) · I14 order and number of deliveries do not matter: all of this is
checked after any ·
I11 whoever was forgotten stays so, also after a backup is back.

Not here yet, since what they speak of is not built yet: the public log of I2 and I3, and I6.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from greenlet import getcurrent

from tests.cloud.calls import SECOND
from tests.cloud.expressions import Row
from tests.cloud.queues import Queue
from tests.simulation.letters import Letter
from tests.simulation.people import DECISIONS, Erased, Pressed, history
from tests.simulation.schedule import HOUR, Stage, name_of
from tests.simulation.world import Answer, answered

# isort: split
from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.cloud.settings import settings
from chalicelib.edition import edition
from chalicelib.notifications import closed
from chalicelib.notifications.rules import CAPPED_ROWS, CAPS
from chalicelib.publication import files
from chalicelib.voting import tokens
from chalicelib.voting.rules import SETTLES
from chalicelib.web import links

DAY = 24 * HOUR


def look(stage: Stage, path: str) -> Answer:
    """What a program sees at a path, in a world that healed."""
    worker = stage.world.start(stage.world.request("GET", path, as_json=True))
    while worker.call is not None:
        stage.world.go_on(worker)
    return answered(worker)


def check_everywhere(stage: Stage) -> Iterator[str]:
    """What holds in every schedule."""
    yield from _nothing_is_lost(stage)
    yield from _mails_stay_few(stage)
    yield from _every_mail_comes(stage)
    yield from _nobody_is_bothered(stage)
    yield from _rows_join_nobody(stage)
    yield from _strangers_learn_nothing(stage)
    yield from _logs_know_nobody(stage)


# Votes


def check_votes(stage: Stage) -> Iterator[str]:
    """I1 to I4: what people were told is what counts."""
    told = history(stage)
    presses: dict[str, dict[str, list[Pressed]]] = defaultdict(lambda: defaultdict(list))
    for press in told.pressed:
        if press.what == "vote" and press.told != "no":
            presses[told.mailboxes[press.letter.to]][press.letter.token].append(press)
    closes = int(edition().vote.closes.timestamp()) * SECOND + stage.weather.skew
    if any(press.began >= closes and press.told == "ok" for press in told.pressed if press.what == "vote"):
        yield "I1: a press after the vote had closed is accepted"
    disowned = {
        press.letter.token: press.told for press in told.pressed if press.what == "disown" and press.told != "no"
    }
    counted: Counter[str] = Counter()
    ballots = 0
    for voter, by_link in presses.items():
        current: list[str] = []
        for token, its in by_link.items():
            receipt = next((press.location for press in its if press.told == "ok"), "")
            if not receipt:
                continue
            if len({press.location for press in its if press.told == "ok"}) > 1:
                yield f"I2: {voter} has two receipts for one link"
            answer = look(stage, f"/receipts/{receipt.rpartition('/')[2]}.json")
            if answer.status != 200:
                yield f"I2: the receipt of {voter} answers {answer.status}"
                continue
            found = answer.json
            if found["reason"] == "disowned" and token in disowned:
                continue
            if disowned.get(token) == "ok" and found["state"] == "counted":
                yield f"I5: {voter} said that it was somebody else, and the vote counts"
            slug = _choice_in_row(stage, its[0].letter) if found["state"] == "counted" else ""
            yield from _receipt_is_right(stage, voter, its, found, slug)
            if found["state"] == "counted" or found["reason"] == "candidate_withdrawn":
                current.append(token)
                ballots += 1
                if found["state"] == "counted":
                    counted[slug] += 1
        if len(current) > 1:
            yield f"I4: {len(current)} votes of {voter} count"
        sure = {token: its for token, its in by_link.items() if token not in disowned}
        if not disowned.keys() & {*current}:
            yield from _newest_counts(stage, voter, sure, current)
    yield from _rows_are_theirs(stage, presses, ballots)
    yield from _tally_is_right(stage, counted)


def _receipt_is_right(
    stage: Stage, voter: str, presses: list[Pressed], found: dict[str, str], slug: str
) -> Iterator[str]:
    match found["state"], found["reason"]:
        case "counted", _:
            if slug not in presses[0].letter.text and slug not in _slug_of(stage, presses[0]):
                yield f"I2: {voter} voted by {presses[0].letter.subject!r} and the receipt says {slug}"
        case "replaced", _:
            pass
        case "not_counted", "candidate_withdrawn":
            if not history(stage).withdrawn:
                yield f"I2: {voter} is told of a candidate that left, and none did"
        case "not_counted", "too_late":
            closes = int(edition().vote.closes.timestamp()) * SECOND
            if all(press.ended < closes - stage.weather.skew for press in presses):
                yield f"I1: {voter} pressed in time and is told too late"
        case state:
            yield f"I1: {voter} was told yes, and the receipt says {state}"


def _choice_in_row(stage: Stage, letter: Letter) -> str:
    """For whom the ballot counts of the voter who got this mail."""
    voter = tokens.asked_by(links.read("vote", letter.token, 0)).voter
    rows = [row for key, row in stage.world.table("ballots").rows.items() if key[1] == voter]
    return next((row["candidate"]["S"] for row in rows if "candidate" in row), "")


def _slug_of(stage: Stage, press: Pressed) -> set[str]:
    address = press.letter.to
    return {asked.slug for asked in history(stage).asked if asked.address == address}


def _newest_counts(stage: Stage, voter: str, by_link: dict[str, list[Pressed]], current: list[str]) -> Iterator[str]:
    """The newest link that was pressed for the first time is the one that counts, as far as people can tell."""
    if not current:
        sure = [its for its in by_link.values() if any(press.told == "ok" for press in its)]
        unsure = [its for its in by_link.values() if all(press.told == "unknown" for press in its)]
        late = any(press.ended >= int(edition().vote.closes.timestamp()) * SECOND for its in sure for press in its)
        if sure and not unsure and not late:
            yield f"I1: no vote of {voter} counts, and they were told that one does"
        return
    (token, *_) = current
    mine = by_link[token]
    sure_by = min(press.ended for press in mine if press.told == "ok") + 2 * stage.weather.skew
    for other, its in by_link.items():
        if other == token or not any(press.told == "ok" for press in its):
            continue
        if min(press.began for press in its) > sure_by:
            yield f"I1: an older vote of {voter} counts than the newest"


def _rows_are_theirs(stage: Stage, presses: dict[str, dict[str, list[Pressed]]], ballots: int) -> Iterator[str]:
    rows = [row for row in stage.world.table("ballots").rows.values() if "candidate" in row]
    people = sum(any(press.told == "ok" for its in by_link.values() for press in its) for by_link in presses.values())
    if len(rows) > len(presses):
        yield f"I5: {len(rows)} ballots of {len(presses)} people who pressed"
    if len(rows) < ballots:
        yield f"I4: {ballots} votes count in {len(rows)} rows"
    if len({row["voter"]["S"] for row in rows}) < len(rows):
        yield "I4: two ballots of one voter"
    if len(presses) == people and len(rows) > people:
        yield f"I4: {len(rows)} ballots of {people} people"


def _tally_is_right(stage: Stage, counted: Counter[str]) -> Iterator[str]:
    rows = stage.world.table("tallies").rows
    if not rows:
        return
    tally = next(iter(rows.values()))
    if _came_after_the_counting(stage, int(tally["as_of"]["N"])):
        return
    votes = {slug: number for slug, number in json.loads(tally["votes"]["S"]).items() if number}
    again: Counter[str] = Counter(
        row["candidate"]["S"] for row in stage.world.table("ballots").rows.values() if "candidate" in row
    )
    people = sum(again.values())
    for slug in history(stage).withdrawn:
        again.pop(slug, None)
    if votes != dict(again):
        yield f"I3: the tally says {votes}, the ballots {dict(again)}"
    if int(tally["people"]["N"]) != people:
        yield f"I3: the tally says {tally['people']['N']} people, the ballots {people}"
    unsure = sum(press.told == "unknown" for press in history(stage).pressed)
    if not unsure and votes != {slug: number for slug, number in counted.items() if number}:
        yield f"I3: the tally says {votes}, the receipts {dict(counted)}"


def _came_after_the_counting(stage: Stage, as_of: int) -> bool:
    """Whether time ran on past the round's last recount before the newest ballot could be in one."""
    ends = int((edition().vote.results + SETTLES).timestamp()) * SECOND - stage.weather.skew
    changes = stage.world.table("ballots").past.values()
    newest = max((moment for its in changes for moment, _ in its), default=0)
    return stage.world.now >= ends and as_of <= newest + stage.weather.skew


def _strangers_learn_nothing(stage: Stage) -> Iterator[str]:
    """I10: whoever asks for a vote's mail gets the same answer, for the same work, whatever we know of the address."""
    answers = {asked.answer for asked in history(stage).asked if asked.told == "ok"}
    if len(answers) > 1:
        yield f"I10: not everybody who asks for a mail is answered alike: {sorted(map(str, answers))}"


def check_ballots(stage: Stage) -> Iterator[str]:
    """I1 to I4, of presses of which only the queue heard: of each link the first counts, of each voter the newest."""
    told, vote = history(stage), edition().vote
    opens, closes = (int(moment.timestamp()) * SECOND for moment in (vote.opens, vote.closes))
    rows = {key[1]: row for key, row in stage.world.table("ballots").rows.items()}
    counted: Counter[str] = Counter()
    for voter in {press.voter for press in told.ballots}:
        mine = [press for press in told.ballots if press.voter == voter]
        in_time = sorted((press.at, press.receipt) for press in mine if opens <= press.at < closes)
        first = {receipt: at for at, receipt in reversed(in_time)}
        refused = {press.receipt for press in mine} - first.keys()
        row = rows[voter]
        if any(receipt not in str(row["refused"]["SS"]) for receipt in refused):
            yield "I2: nothing says why a press made no vote"
        if not first:
            if "candidate" in row:
                yield "I1: a press that was too early or too late counts"
            continue
        _, newest = max((at, receipt) for receipt, at in first.items())
        slug = next(press.candidate for press in mine if press.receipt == newest)
        if (row["receipt"]["S"], row["candidate"]["S"]) != (newest, slug):
            yield f"I1: {row['receipt']['S']} counts, and the newest is {newest}"
        if set(row["receipts"]["SS"]) != first.keys():
            yield "I2: a receipt that counted once is not known any more"
        if slug not in told.withdrawn:
            counted[slug] += 1
    if len(rows) > len({press.voter for press in told.ballots}):
        yield "I5: a ballot of which nobody pressed the button"
    yield from _tally_is_right(stage, counted)


def watch_tally(stage: Stage) -> None:
    """I3: a recount holds at least every ballot that was there when it began."""

    def on_put(table: str, row: Row) -> None:
        if not table.endswith("tallies"):
            return
        ballots = stage.world.table("ballots")
        # Not when it says that it began: its clock may be off.
        began = getcurrent().worker.started
        there = [then for key in ballots.rows if (then := ballots.then(key, began)) and "candidate" in then]
        if int(row["people"]["N"]) < len(there):
            stage.world.violated(f"I3: a recount finds {row['people']['N']} of {len(there)} ballots")

    stage.world.cloud.dynamodb.on_put = on_put


# Mails


def _mails_stay_few(stage: Stage) -> Iterator[str]:
    """I9: at most three sends of a mail, all alike; at most three of votes and two of registrations a day a mailbox."""
    told = history(stage)
    by_mail: dict[str, list[Letter]] = defaultdict(list)
    by_mailbox: dict[tuple[str, int], list[int]] = defaultdict(list)
    for letter in stage.letters:
        by_mail[letter.id].append(letter)
        if letter.is_confirmation:
            most = 3 if letter.purpose == "vote/confirm" else 2
            by_mailbox[told.mailboxes.get(letter.to, letter.to), most].append(letter.at)
    for its in by_mail.values():
        if len(its) > 3:
            yield f"I9: {its[0].subject!r} was sent {len(its)} times"
        if len({(letter.to, letter.subject, letter.text, letter.html) for letter in its}) > 1:
            yield f"I9: {its[0].subject!r} did not say the same each time"
    for (mailbox, most), moments in by_mailbox.items():
        for first, over in zip(sorted(moments), sorted(moments)[most:], strict=False):
            # The cap goes by the moment of the attempt, which is a little earlier than the mail.
            if over - first < DAY - 60 * SECOND - 2 * stage.weather.skew:
                yield f"I9: more than {most} confirmation mails to {mailbox} within a day"


def _every_mail_comes(stage: Stage) -> Iterator[str]:
    """I9: a mail that was asked for comes, or there is a reason why it stays away."""
    told = history(stage)
    came = {letter.id for letter in stage.letters}
    dead = _dead_mails(stage)
    bounced = {address for address, reason, _ in told.failed if reason == "Bounce"}
    complained = {told.mailboxes.get(address, address) for address, reason, _ in told.failed if reason == "Complaint"}
    tried = _tried(stage)
    for queue, kind, fields in stage.sent:
        if "MailRequested" not in kind or not isinstance(fields, dict):
            continue
        if _message_id(fields["id"]) in came or fields["id"] in dead:
            continue
        mailbox = str(told.mailboxes.get(fields["to"], fields["to"]))
        cap = CAPS.get(fields["mail"])
        may_be_capped = cap and tried[mailbox, cap.row] >= cap.most and not _attempts(stage, fields)
        is_late = fields["link"] is not None and stage.world.now >= fields["link"]["expires"] * SECOND
        unwilling = fields["to"] in bounced or (cap and mailbox in complained)
        if not unwilling and not may_be_capped and not is_late:
            yield f"I9: {fields['mail']} of {queue} never came, and nothing says why"


def _tried(stage: Stage) -> Counter[tuple[str, str]]:
    """How often mails under each cap were tried to each mailbox: no fewer than were sent."""
    told = history(stage)
    rows = stage.world.table("deliveries").rows
    tried: Counter[tuple[str, str]] = Counter()
    for address, mailbox in told.mailboxes.items():
        for name in CAPPED_ROWS:
            row = rows.get((keys.address_hash(addresses.canonical(address)), name), {})
            tried[mailbox, name] = sum(int(value["N"]) for part, value in row.items() if part.startswith("attempts_"))
    return tried


def _attempts(stage: Stage, fields: Any) -> int:
    """How often this mail was tried, as far as its row says."""
    name = f"attempts_{name_of(fields)}"
    return sum(int(row[name]["N"]) for row in stage.world.table("deliveries").rows.values() if name in row)


def _nobody_is_bothered(stage: Stage) -> Iterator[str]:
    """I9: once an address failed nothing is sent there any more, and to who complained nothing that strangers cause."""
    told = history(stage)
    for address, reason, body in told.failed:
        known = min((ended for queue, its, _, ended in stage.done if queue == "feedback" and its == body), default=None)
        if known is None:
            continue
        for letter in stage.letters:
            same = letter.to == address
            if reason == "Complaint":
                same = letter.is_confirmation and told.mailboxes[letter.to] == told.mailboxes[address]
            if same and letter.began > known:
                yield f"I9: a mail to somebody who wants none: {letter.subject!r} after a {reason.lower()}"


def _rows_join_nobody(stage: Stage) -> Iterator[str]:
    """What is kept of a mail is closed, under a name that is another in each mailbox."""
    kept = "".join(
        repr(value)
        for row in stage.world.table("deliveries").rows.values()
        for name, value in row.items()
        if "B" in value
    )
    ballots = {key[1] for key in stage.world.table("ballots").rows}
    if "public-" in kept or any(voter in kept for voter in ballots):
        yield "I9: what is kept of a mail says where it led"
    for letter in stage.letters:
        mailbox = keys.address_hash(addresses.canonical(letter.to))
        if letter.code and _name_by_ourselves("", letter.code) == _name_by_ourselves(mailbox, letter.code):
            yield "I9: a code has the same name in each mailbox"


def _name_by_ourselves(mailbox: str, code: str) -> str:
    return closed.opener(mailbox, code).name


def _dead_mails(stage: Stage) -> set[str]:
    return {
        json.loads(message.body)["fields"].get("id", "")
        for name in ("mail", "confirmation-mail")
        for message in stage.world.queue(name).dead
        if message.body not in history(stage).poison
    }


def _message_id(mail: str) -> str:
    from chalicelib.notifications import letters

    return letters._message_id(mail)


# Everything


def _nothing_is_lost(stage: Stage) -> Iterator[str]:
    """I8: what was accepted is done; what is left is among the dead letters, and rightly."""
    for queue in stage.world.cloud.sqs.queues.values():
        if queue.messages:
            yield f"I8: {len(queue.messages)} messages stay in {queue.name}"
        for message in queue.dead:
            if not stage.may_stay_dead(queue, message):
                kind = json.loads(message.body)["kind"]
                yield f"I8: {kind} stays among the dead letters: {stage.world.errors[-1:]}"
    dead = [message.body for queue in stage.world.cloud.sqs.queues.values() for message in queue.dead]
    if not Counter(history(stage).poison) <= Counter(dead):
        yield "I8: a message that nobody can read was lost"


_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
_TOKEN = re.compile(r"[\w-]{40,}")


def _logs_know_nobody(stage: Stage) -> Iterator[str]:
    """I12: no address, network address or token in any line."""
    lines = {str(line) for line in stage.world.lines}
    log = "\n".join(lines)
    if _ADDRESS.search(log) or _TOKEN.search(log) or "192.0.2.1" in log:
        found = [line for line in lines if _ADDRESS.search(line) or _TOKEN.search(line) or "192.0.2.1" in line]
        yield f"I12: the log says {min(found)}"


# Initiatives


NEXT = {
    ("waiting", "approve"): "approved",
    ("waiting", "reject"): "rejected",
    ("waiting", "changes"): "changes",
    ("changes", "changed"): "waiting",
    ("approved", "takedown"): "taken down",
    ("waiting", "disowned"): "withdrawn",
    ("changes", "disowned"): "withdrawn",
    ("approved", "disowned"): "withdrawn",
    ("withdrawn", "reopened"): "waiting",
}
"""Every legal step; said here once more, so that a mistake in the rules shows."""

SIGN = re.compile(r"zz[a-z0-9]+zz")
"""What an initiative's words hold and nothing else does."""


def check_initiatives(stage: Stage) -> Iterator[str]:
    """I7: each initiative is where people brought it, by legal steps, and only what was approved is public."""
    dossiers = _dossiers(stage)
    if any(_lost_words(stage, dossier) for dossier in dossiers.values()):
        yield "I8: a dossier names words that are nowhere"
        return
    yield from _confirmed_are_read(stage, dossiers)
    for dossier in dossiers.values():
        yield from _history_is_legal(stage, dossier)
        yield from _decided_by_people(stage, dossier)
        yield from _told_once(stage, dossier)
    approved = [dossier for dossier in dossiers.values() if dossier["state"]["S"] == "approved"]
    yield from _public_is_approved(stage, approved)
    yield from _candidates_are_approved(stage, dossiers)


def _dossiers(stage: Stage) -> dict[str, Row]:
    return {key[0]: row for key, row in stage.world.table("dossiers").rows.items() if "state" in row}


def _versions(stage: Stage, dossier: Row) -> list[dict[str, Any]]:
    """What was sent in as each version, from the rows that the dossier names."""
    rows = [_words(stage, dossier, number) for number in json.loads(dossier["versions"]["S"])]
    return [json.loads(row["initiative"]["S"]) for row in rows]


def _events(stage: Stage, dossier: Row) -> list[dict[str, Any]]:
    """What happened to it, with each reason in its place."""
    events = json.loads(dossier["events"]["S"])
    rows = [event["row"] and _words(stage, dossier, event["row"]) for event in events]
    return [{**event, "reason": row["reason"]["S"]} if row else event for event, row in zip(events, rows, strict=True)]


def _words(stage: Stage, dossier: Row, number: int) -> Row:
    return stage.world.table("dossiers").rows[f"{dossier['id']['S']}#{number}",]


def _lost_words(stage: Stage, dossier: Row) -> bool:
    named = [*json.loads(dossier["versions"]["S"]), *(event["row"] for event in json.loads(dossier["events"]["S"]))]
    rows = stage.world.table("dossiers").rows
    return any((f"{dossier['id']['S']}#{number}",) not in rows for number in named if number is not None)


def _subject(letter: Letter) -> tuple[str, ...]:
    return links.read(letter.purpose.replace("vote/confirm", "vote"), letter.token, 0).subject


def _confirmed_are_read(stage: Stage, dossiers: dict[str, Row]) -> Iterator[str]:
    """Whoever was told that their registration is confirmed has a dossier, and nobody else has."""
    told = history(stage)
    asked = {fields["to"] for _, kind, fields in stage.sent if kind.endswith("MailRequested")}
    for form in told.sent:
        if form.told == "ok" and form.address not in asked:
            yield "I8: a form that was accepted leads to no mail"
    opened = {name: dossier for name, dossier in dossiers.items() if _versions(stage, dossier)}
    confirmed = [press for press in told.pressed if press.what in ("confirm", "typed") and press.told != "no"]
    for name in {_subject(press.letter)[0] for press in confirmed}:
        yield from _is_as_its_buttons_say(stage, name, dossiers)
    if not opened.keys() <= {_subject(press.letter)[0] for press in confirmed}:
        yield "I5: a dossier of which nobody confirmed the registration"
    signs = {SIGN.search(_versions(stage, dossier)[0]["title"]).group() for dossier in opened.values()}  # type: ignore[union-attr]
    if not signs <= {form.sign for form in told.sent if form.told != "no"}:
        yield "I5: a dossier that nobody sent in"


def _presses_on(stage: Stage, name: str, *what: str) -> list[Pressed]:
    """The presses behind the mails about a registration or dossier that may have come through."""
    told = (press for press in history(stage).pressed if press.what in what and press.told != "no")
    return [press for press in told if press.letter.purpose != "vote/confirm" and _subject(press.letter)[0] == name]


def _is_as_its_buttons_say(stage: Stage, name: str, dossiers: dict[str, Row]) -> Iterator[str]:
    """Confirmed, it is read; pressed both ways, nobody reads it until somebody types the code."""
    state = dossiers[name]["state"]["S"] if name in dossiers else "withdrawn"
    plain, typed = _presses_on(stage, name, "confirm"), _presses_on(stage, name, "typed")
    not_me = [press for press in _presses_on(stage, name, "not me") if press.letter.purpose == "confirm"]
    if any(press.told == "ok" for press in typed) and state == "withdrawn":
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


def _history_is_legal(stage: Stage, dossier: Row) -> Iterator[str]:
    if not _versions(stage, dossier):
        if dossier["state"]["S"] != "withdrawn":
            yield f"I7: a dossier without a word that is {dossier['state']['S']}"
        return
    state, version = "waiting", 1
    for event in _events(stage, dossier):
        if event["what"] in ("void", "proven"):
            continue
        version += event["what"] == "reopened"
        if event["version"] != version or (state, event["what"]) not in NEXT:
            yield f"I7: {event['what']} on version {event['version']} of one that was {state} in version {version}"
            return
        state = NEXT[state, event["what"]]
        version += event["what"] == "changed"
    if (state, version) != (dossier["state"]["S"], len(_versions(stage, dossier))):
        yield f"I7: a dossier that is {dossier['state']['S']} and whose history says {state}"


def _decided_by_people(stage: Stage, dossier: Row) -> Iterator[str]:
    """Each event is one that somebody asked for, and where somebody was told yes there is one."""
    told, events, name = history(stage), _events(stage, dossier), dossier["id"]["S"]
    presses = [press for press in told.pressed if press.letter.purpose == "review" and press.told != "no"]
    mine = [(press, _subject(press.letter)[1]) for press in presses if _subject(press.letter)[0] == name]
    asked = {(press.what, version, press.location) for press, version in mine}
    decisions = [event for event in events if event["what"] in DECISIONS]
    for event in decisions:
        if (event["what"], str(event["version"]), event["reason"]) not in asked:
            yield f"I5: nobody asked for {event['what']} on version {event['version']}"
    decided = {str(event["version"]) for event in decisions}
    void = {press.letter.link for press, _ in mine if press.what == "not me"}
    withdrawn = bool(_presses_on(stage, name, "not me"))
    for press, version in mine:
        if press.what not in DECISIONS or press.told != "ok" or press.letter.link in void:
            continue
        if version not in decided and not withdrawn:
            yield f"I8: {press.what} on version {version} is lost"
        is_newest = version == str(len(_versions(stage, dossier)))
        if press.what == "takedown" and dossier["state"]["S"] == "approved" and is_newest:
            yield "I7: what a moderator took down is still approved"
    yield from _nothing_by_void_links(stage, dossier)
    # By its link: who sent the form in twice may have two of the same name.
    changes = [form for form in told.changed if form.told == "ok" and form.dossier == name]
    if changes and not withdrawn and not any(event["what"] == "changed" for event in events):
        yield "I8: what an initiator changed is lost"


def _nothing_by_void_links(stage: Stage, dossier: Row) -> Iterator[str]:
    """I5: after "this was not me" nothing happens by that link; by the code of its mail it does."""
    name, void = dossier["id"]["S"], set()
    changed = {name for form in history(stage).changed if form.told != "no" and form.by_code and form.dossier == name}
    for event in _events(stage, dossier):
        what, whose = event["what"], (event["version"], event["who"])
        if what == "void":
            void.add(whose)
        elif whose in void and what in (*DECISIONS, "changed"):
            about = (str(event["version"]), links.TYPED), event["reason"]
            typed = [(_subject(press.letter)[1:], press.location) for press in _presses_on(stage, name, what)]
            if about not in typed and not (what == "changed" and changed):
                yield f"I5: {what} by a link that was disowned"


def _told_once(stage: Stage, dossier: Row) -> Iterator[str]:
    """The initiator is told what was decided, and nothing else; the moderators of each version."""
    names = {"approve": "approved", "reject": "rejected", "changes": "changes", "takedown": "taken-down"}
    name = dossier["id"]["S"]
    right = {
        f"{name}-{names[event['what']]}-{event['version']}"
        for event in _events(stage, dossier)
        if event["what"] in names
    }
    right |= {
        f"{name}-review-{version}-{moderator.id}"
        for version in range(1, len(_versions(stage, dossier)) + 1)
        for moderator in edition().moderators
    }
    # What was disowned before its moderators were told of it need not be told any more.
    was_disowned = any(event["what"] == "disowned" for event in _events(stage, dossier))
    untold = {mail for mail in right if "-review-1-" in mail} if was_disowned else set()
    asked = {fields["id"] for _, kind, fields in stage.sent if kind == "MailRequested"}
    mine = {mail for mail in asked if mail.startswith(name) and not mail.endswith(("-confirm", "-again", "-remind"))}
    if mine - right:
        yield f"I7: a mail about what did not happen: {sorted(mine - right)[0][37:]}"
    if right - mine - untold:
        yield f"I8: nobody is told: {sorted(right - mine - untold)[0][37:]}"


def _public_is_approved(stage: Stage, approved: list[Row]) -> Iterator[str]:
    signs = {SIGN.search(_versions(stage, dossier)[-1]["title"]).group() for dossier in approved}  # type: ignore[union-attr]
    slugs = {dossier["slug"]["S"] for dossier in approved}
    if len(slugs) < len(approved):
        yield "I7: two initiatives share a page"
    for key, content in stage.world.cloud.s3.files.items():
        found = set(SIGN.findall(content.decode()))
        # The address of a page stays as it was first given, also where its title was changed since.
        if found - signs - set(SIGN.findall(" ".join(slugs))):
            yield f"I7: {key} shows what nobody may see"
        if key in ("initiatives.json", "initiatives.csv", "nl/initiatives/index.json") and signs - found:
            yield f"I7: {key} lacks what was approved"
    for slug in slugs:
        for language in ("nl", "fr", "en"):
            if f"{language}/initiatives/{slug}" not in stage.world.cloud.s3.files:
                yield f"I7: {language}/initiatives/{slug} is not there"
    yield from _takedowns_are_told(stage, slugs)


def _takedowns_are_told(stage: Stage, slugs: set[str]) -> Iterator[str]:
    """What was shown and is no more has a page that says so, and whoever reads the feed hears of it."""
    rows = [row for row in stage.world.table("publications").rows.values() if "at" in row]
    if not rows:
        return
    gone = {row["slug"]["S"] for row in rows if "initiative" not in row}
    told = stage.world.cloud.s3.files.get("nl/gone.json", b"[]")
    if told != files.gone(gone) or gone & slugs:
        yield "I7: the pages of what was taken down do not say so"
    feed = stage.world.cloud.s3.files.get("initiatives.atom", b"").decode()
    changed = max(int(row["at"]["N"]) for row in rows)
    if (
        feed
        and f"<updated>{datetime.fromtimestamp(changed, UTC):%Y-%m-%dT%H:%M:%SZ}" not in feed.partition("<entry")[0]
    ):
        yield "I7: the feed does not say when something last came or went"


def watch_files(stage: Stage) -> None:
    """I7, at any moment: no file ever holds words of an initiative before anybody asked to approve it."""
    told = history(stage)
    seen: set[str] = set()

    def on_put(key: str, content: bytes) -> None:
        for sign in set(SIGN.findall(content.decode())) - seen:
            if any(sign in letter.text for letter in told.approving):
                seen.add(sign)
            else:
                stage.world.violated(f"I7: {key} shows {sign} before anybody approved it")

    stage.world.cloud.s3.on_put = on_put


def _candidates_are_approved(stage: Stage, dossiers: dict[str, Row]) -> Iterator[str]:
    competing = {
        dossier["slug"]["S"]
        for dossier in dossiers.values()
        if dossier["state"]["S"] == "approved" and _versions(stage, dossier)[-1]["competes"]
    }
    rows = stage.world.table("candidates").rows.values()
    running = {row["slug"]["S"] for row in rows if int(row["rank"]["N"]) % 2 == 0}
    if running != competing:
        yield f"I7: {sorted(running)} may be voted for, {sorted(competing)} are approved and compete"


# Erasures


def check_erasures(stage: Stage) -> Iterator[str]:
    """I11: nothing is kept of whoever was forgotten, but what they sent in afterwards."""
    told = history(stage)
    for erased in told.erased:
        theirs = {address for address, mailbox in told.mailboxes.items() if mailbox == erased.mailbox}
        hashes = {keys.address_hash(addresses.canonical(address)) for address in theirs}
        noted = [row for key, row in stage.world.table("erasures").rows.items() if key[0] in hashes]
        if not noted:
            yield "I11: nobody knows who was forgotten"
            continue
        until = max(int(row["at"]["N"]) for row in noted)
        yield from _nothing_is_known(stage, erased, theirs, until)
        # Who registers or votes again is mailed again.
        later = {name_of(fields) for at, fields in _asked_for(stage) if at > until and fields["to"] in theirs}
        for key, row in stage.world.table("deliveries").rows.items():
            left = {name.removeprefix("link_") for name in row if name.startswith("link_")}
            if key[0] in hashes and not left <= later:
                yield "I11: a mail to somebody who was forgotten still says where it led"


def _asked_for(stage: Stage) -> Iterator[tuple[int, Any]]:
    """Each mail that was asked for, with the moment of what it is about."""
    for _, kind, fields in stage.sent:
        if kind.endswith("MailRequested"):
            yield fields["at"], fields


def _nothing_is_known(stage: Stage, erased: Erased, theirs: set[str], until: int) -> Iterator[str]:
    came_later = False
    for name, stamp in (("registrations", "at"), ("dossiers", "opened_at")):
        for row in stage.world.table(name).rows.values():
            if stamp not in row:
                continue
            is_later = int(row[stamp]["N"]) > until
            came_later |= is_later
            if json.loads(row["contact"]["S"]).get("email") in theirs and not is_later:
                yield f"I11: {name} knows {erased.mailbox}, who was forgotten"
    if erased.mailbox.startswith("initiator") and erased.with_initiatives and not came_later:
        tables = [stage.world.table(name).rows.values() for name in ("dossiers", "publications", "candidates")]
        # The name in its page's address stays, so that it never becomes another's.
        words = (value for rows in tables for row in rows for name, value in row.items() if name not in ("slug", "id"))
        if any(SIGN.search(str(value)) for value in words):
            yield "I11: what somebody wanted gone is still in a table"
        if any(SIGN.search(content.decode()) for content in stage.world.cloud.s3.files.values()):
            yield "I11: what somebody wanted gone is still public"


def watch_forgetting(stage: Stage, day: int, settled: int) -> None:
    """Nobody is forgotten and no key destroyed before it is time, by whatever clock."""
    world, queues = stage.world, stage.world.cloud.sqs
    before = queues.on_sent

    def sent(queue: Queue, body: str) -> None:
        kinds = ("RegistrationForgotten", "DossierForgotten")
        if any(f'"kind":"{kind}"' in body for kind in kinds) and world.now + stage.weather.skew < day:
            world.violated("I11: somebody is forgotten too early")
        before(queue, body)

    def destroyed(name: str) -> None:
        if world.now + stage.weather.skew < settled:
            world.violated(f"I2: {name} is destroyed while ballots are counted")

    queues.on_sent, world.cloud.ssm.on_delete = sent, destroyed


def check_all_forgotten(stage: Stage) -> Iterator[str]:
    """I11: after the day, no name or address of anybody is kept, no key leads to a ballot, and what is public stays."""
    for name in ("registrations", "dossiers"):
        rows = stage.world.table(name).rows.values()
        if any("gmail" in str(row) or "Lien" in str(row) for row in rows):
            yield f"I11: {name} still know somebody"
    secrets = stage.world.cloud.ssm.values
    for name in keys.of_round(edition().vote.round):
        if settings().secret(name) in secrets:
            yield f"I11: {name} is there after it was destroyed"
        if settings().secret(f"{name}{keys.DESTROYED}") not in secrets:
            yield f"I11: nobody knows that {name} was destroyed"
    files = {key: content.decode() for key, content in stage.world.cloud.s3.files.items()}
    if "zzeikzz" not in files["nl/initiatives"]:
        yield "I7: an initiative went with its initiator"
    if "sleutel van de stemming" not in files["nl/results"]:
        yield "I11: the results do not say that the key is destroyed"


# Files


def check_files(stage: Stage) -> Iterator[str]:
    """I7 and I14: the files show the last word about each initiative, whatever came when."""
    last: dict[str, tuple[int, str]] = {}
    for _, kind, fields in stage.sent:
        if kind in ("InitiativeApproved", "InitiativeTakenDown"):
            rank = fields["dossier_version"] * 2 + (kind == "InitiativeTakenDown")
            title = fields["initiative"]["title"] if kind == "InitiativeApproved" else ""
            last[fields["slug"]] = max(last.get(fields["slug"], (0, "")), (rank, title))
    signs = {SIGN.search(title).group() for _, title in last.values() if title}  # type: ignore[union-attr]
    files = stage.world.cloud.s3.files
    for key, content in files.items():
        found = set(SIGN.findall(content.decode()))
        if found - signs:
            yield f"I7: {key} shows what nobody may see"
        if key in ("initiatives.json", "nl/initiatives/index.json", "fr/initiatives") and signs - found:
            yield f"I7: {key} lacks what was approved"
    for slug, (_, title) in last.items():
        for language in ("nl", "fr", "en"):
            if (f"{language}/initiatives/{slug}" in files) != bool(title):
                yield f"I7: {language}/initiatives/{slug} is {'not ' if title else ''}there"
    yield from _results_are_newest(stage)


def _results_are_newest(stage: Stage) -> Iterator[str]:
    results = [fields for _, kind, fields in stage.sent if kind == "ResultsCounted"]
    if not results or stage.world.now < int(edition().vote.results.timestamp()) * SECOND:
        return
    newest = max(results, key=lambda fields: int(fields["as_of"]))
    page = stage.world.cloud.s3.files["nl/results"].decode()
    if not re.search(rf"\b{sum(newest['votes'].values())}\b", page):
        yield "I3: the results page does not show the newest recount"
