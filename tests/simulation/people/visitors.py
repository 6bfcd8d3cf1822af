"""Who reads what is public and says that something is wrong with it, and who of the team looks at that."""

import json
from functools import partial

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.people import hidden
from tests.simulation.people.acts import insists
from tests.simulation.people.memory import Reported, history
from tests.simulation.person import Person
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.messages.reports import ReportsClosed
from tests.staff import AN

PUBLIC = "nl/initiatives/"


def a_visitor(me: Person) -> None:
    """Reports what is public, at times twice or while it is taken down; somebody may look at it meanwhile."""
    for number in range(1 + me.pick(2)):
        if not (slugs := me.once(partial(public, me.stage))):
            return
        insists(me, partial(report, me, me.one_of(slugs), f"zzmelding{number}zz"))
        if me.maybe(0.5):
            me.also(looks, "at a desk")
        me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])


def public(stage: Stage) -> list[str]:
    """The names of the pages that are there, but for those of the list."""
    files = stage.world.cloud.s3.files
    return sorted(key.removeprefix(PUBLIC) for key in files if key.startswith(PUBLIC) and "/" not in key[len(PUBLIC) :])


def report(me: Person, slug: str, words: str) -> str:
    """Fill in the form and send it, at times twice."""
    page = me.get(f"/nl/report/{slug}")
    if page.told != "ok":
        return page.told
    me.wait(20 * SECOND)
    fields = {**hidden(page), "altcha": "", "wrong": "untrue", "words": words, "email": "buur@gmail.com"}
    if me.maybe(0.3):
        me.also(partial(_send, slug=slug, fields=fields), "another window")
    return _send(me, slug, fields)


def _send(me: Person, slug: str, fields: dict[str, str]) -> str:
    answer = me.post(f"/nl/report/{slug}", fields)
    history(me.stage).reported.append(Reported(slug, fields["words"], answer.told))
    return answer.told


def looks(me: Person) -> None:
    """Press the button under what is read, which names the reports that were there then."""
    rows = me.stage.world.table("dossiers").rows
    for (name,), row in sorted(rows.items()):
        dossier, _, is_list = name.partition("#report")
        if is_list != "s":
            continue
        ids = [one for one, _ in json.loads(row["open"]["S"]) if (f"{dossier}#report-{one}",) in rows]
        seen = [rows[f"{dossier}#report-{one}",] for one in ids]
        history(me.stage).looked |= {its["words"]["S"] for its in seen if "words" in its}
        closed = ReportsClosed(dossier, tuple(ids), AN.id, me.stage.world.now // SECOND)
        me.stage.world.put("moderation", pack(closed))
