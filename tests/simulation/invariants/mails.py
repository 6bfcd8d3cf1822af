"""Mails: few, none lost, and nobody is bothered."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import msgspec

from tests.cloud.calls import DAY, SECOND
from tests.simulation.healing import attempts
from tests.simulation.letters import Letter
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage

# isort: split
from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.cloud.editions import HEAD, Head
from chalicelib.notifications import closed
from chalicelib.notifications.rules import CAPPED_ROWS, CAPS


def mails_stay_few(stage: Stage) -> Iterator[str]:
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


def every_mail_comes(stage: Stage) -> Iterator[str]:
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
        may_be_capped = cap and tried[mailbox, cap.row] >= cap.most and not any(attempts(stage, fields))
        # Of those whose clocks differ, one may find that it is too late already.
        latest = stage.world.now + 2 * stage.weather.skew
        is_late = fields["link"] is not None and latest >= fields["link"]["expires"] * SECOND
        is_late = is_late or _is_of_a_year_that_is_over(stage, fields["link"])
        unwilling = fields["to"] in bounced or (cap and mailbox in complained)
        if not unwilling and not may_be_capped and not is_late:
            yield f"I9: {fields['mail']} of {queue} never came, and nothing says why"


def _is_of_a_year_that_is_over(stage: Stage, link: Any) -> bool:
    row = stage.world.table("editions").rows[HEAD]
    past = msgspec.json.decode(row["said"]["S"], type=Head).past
    return link is not None and not {*past}.isdisjoint(link["subject"])


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


def nobody_is_bothered(stage: Stage) -> Iterator[str]:
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


def rows_join_nobody(stage: Stage) -> Iterator[str]:
    """What is kept of a mail is closed, under a name that is another in each mailbox."""
    rows = stage.world.table("deliveries").rows.values()
    closed_links = [value["B"] for row in rows for value in row.values() if "B" in value]
    kept, lengths = "".join(map(repr, closed_links)), {len(one) for one in closed_links}
    ballots = {key[1] for key in stage.world.table("ballots").rows}
    if "public-" in kept or any(voter in kept for voter in ballots):
        yield "I9: what is kept of a mail says where it led"
    if len(lengths) > 1:
        yield "I9: the length of what is kept of a mail says where it led"
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
    from chalicelib.notifications import mails

    return mails._message_id(mail)
