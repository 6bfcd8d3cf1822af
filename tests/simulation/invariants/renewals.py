"""What was there last year and came back is there once."""

import json
from collections.abc import Iterator

from tests.cloud.calls import HOUR, SECOND
from tests.cloud.expressions import Row
from tests.simulation.invariants.dossiers import events_of, presses_on, versions
from tests.simulation.invariants.files import SIGN, public_is_approved
from tests.simulation.invariants.initiatives import history_is_legal
from tests.simulation.people.memory import Sent, history
from tests.simulation.schedule import Stage

# isort: split
from tests.years import SOON, YEAR


def check_renewals(stage: Stage) -> Iterator[str]:
    """I16: of each initiative of last year there is one dossier of this year at most, as its initiator sent it in."""
    before, now = of_year(stage, YEAR.name), of_year(stage, SOON.name)
    for name, dossier in before.items():
        its = [one for one in now.values() if json.loads(one["past"]["S"])["follows"] == name]
        if len(its) > 1:
            yield f"I16: {len(its)} dossiers of one year go on with one of the year before"
        yield from _asked_once(stage, dossier)
        yield from _as_was_sent(stage, name, its[0] if its else None)
    for dossier in now.values():
        yield from history_is_legal(stage, dossier)
    yield from public_is_approved(stage, [one for one in now.values() if int(one["public"]["N"])])


def of_year(stage: Stage, year: str) -> dict[str, Row]:
    rows = stage.world.table("dossiers").rows.items()
    return {key[0]: row for key, row in rows if row.get("edition") == {"S": year}}


def _asked_once(stage: Stage, dossier: Row) -> Iterator[str]:
    invited = [event for event in events_of(stage, dossier) if event["what"] == "invited"]
    is_over = stage.world.now >= int(SOON.registration.closes.timestamp()) * SECOND
    if len(invited) > 1 or not (invited or is_over):
        yield f"I16: an initiator was asked {len(invited)} times"
    mail = f"{dossier['id']['S']}-renew-{SOON.name}"
    if len({fields["at"] for _, kind, fields in stage.sent if kind == "MailRequested" and fields["id"] == mail}) > 1:
        yield "I16: two runs of the schedule asked the same initiator"


def _as_was_sent(stage: Stage, name: str, its: Row | None) -> Iterator[str]:
    """Who was told yes has a dossier of this year, in words that they sent in; and nobody else has."""
    sent = [form for form in history(stage).renewed if form.dossier == name and form.told != "no"]
    state = its["state"]["S"] if its else "withdrawn"
    said = {SIGN.search(one["title"]).group() for one in versions(stage, its)} if its else set()  # type: ignore[union-attr]
    if not said <= {form.sign for form in sent}:
        yield "I5: a dossier in words that nobody sent in"
    typed = [form for form in sent if form.by_code]
    not_me = [one for one in presses_on(stage, name, "not me") if one.letter.purpose == "renew"]
    if any(form.told == "ok" for form in typed) and state == "withdrawn":
        yield "I8: who typed the code has no dossier"
    if any(form.told == "ok" for form in sent) and not not_me and state == "withdrawn":
        yield "I8: what was sent in once more is nowhere"
    first = min((form.began for form in sent), default=0)
    at_once = any(one.told == "ok" and one.ended < first + HOUR for one in not_me)
    if at_once and not typed and state not in ("withdrawn", "rejected", "taken down"):
        yield f"I5: it was not they, and it is {state}"
    yield from _nothing_by_a_void_link(stage, name, sent)


def _nothing_by_a_void_link(stage: Stage, name: str, sent: list[Sent]) -> Iterator[str]:
    is_void = False
    for event in events_of(stage, of_year(stage, YEAR.name)[name]):
        is_void = is_void or event["what"] == "void"
        if event["what"] == "renewed" and is_void and not any(form.by_code for form in sent):
            yield "I5: renewed by a link that was disowned"
