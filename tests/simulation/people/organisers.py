"""Who changes the year while others vote."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
from msgspec.structs import replace

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.simulation.people.memory import history
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.staff import SOFIE, somebody

# isort: split
from chalicelib.amendment import Changed, Note
from chalicelib.cloud.editions import Version, sort_key
from chalicelib.cloud.queues import pack
from chalicelib.edition import Edition
from chalicelib.messages.editions import AmendmentProposed, AmendmentSettled, EditionPut
from chalicelib.people import store
from chalicelib.people.rules import Member
from chalicelib.person import Grant
from chalicelib.person import Person as Somebody
from tests.years import YEAR

ORGANISERS = ("bart", "lena", "noor")
"""Three who are not in the file of who works here."""
BART = somebody("Bart Claes", "bart.claes@example.org", "organiser")


def organise() -> None:
    """These three organise from now on."""
    for name in ORGANISERS:
        its = Somebody(name, name.title(), f"{name}@example.org", "nl", (Grant("organiser"),), accepted=True)
        store.save(Member(its, 1))


def an_organiser(name: str) -> Callable[[Person], None]:
    """Looks at the newest version, thinks, and writes the next: of the show, or of when the vote closes."""

    def changes(me: Person) -> None:
        for number in range(1 + me.pick(3)):
            seen = newest(me.stage)
            if me.maybe(0.4):
                me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])
            wanted = _later(seen.edition, me)
            put = EditionPut(f"{name}-{number}", seen.number, wanted, SOFIE.id, "-", me.stage.world.now // SECOND)
            history(me.stage).put.append(put)
            for _ in range(1 + me.maybe(0.2)):
                me.stage.world.put("organising", pack(put))
            if me.maybe(0.5):
                me.wait((SECOND, MINUTE)[me.pick(2)])

    return changes


def an_amender(name: str) -> Callable[[Person], None]:
    """Looks at the newest version: proposes that mailed links work longer, or answers what somebody proposed."""

    def amends(me: Person) -> None:
        for number in range(1 + me.pick(4)):
            seen = newest(me.stage)
            if me.maybe(0.3):
                me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])
            asked = _amendment(f"{name}-{number}", seen, me)
            history(me.stage).amended.append(asked)
            for _ in range(1 + me.maybe(0.2)):
                me.stage.world.put("organising", pack(asked))
            if me.maybe(0.5):
                me.until_quiet()

    return amends


def _amendment(its_id: str, seen: Version, me: Person) -> AmendmentProposed | AmendmentSettled:
    by, at = me.one_of((SOFIE, BART)).id, me.stage.world.now // SECOND
    if seen.edition.waits:
        return AmendmentSettled(its_id, seen.number, YEAR.name, me.maybe(0.8), by, at)
    hours = seen.edition.vote.link_hours
    longer = (Changed("link_hours", hours, hours + 1),)
    return AmendmentProposed(its_id, seen.number, YEAR.name, YEAR.vote.key, longer, Note("-", "-", "-"), by, at)


def _later(edition: Edition, me: Person) -> Edition:
    if me.maybe(0.6):
        return replace(edition, show=edition.show + timedelta(hours=1))
    longer = replace(edition.vote, link_hours=edition.vote.link_hours + 1)
    return replace(edition, rounds=(longer,))


def versions(stage: Stage) -> dict[int, tuple[str, Edition]]:
    """Every version of the year that was written, by its number: the change that wrote it, and what it says."""
    rows = stage.world.table("editions").rows
    return {
        int(key): (row["id"]["S"], msgspec.json.decode(row["said"]["S"], type=Edition))
        for (name, key), row in rows.items()
        if name == YEAR.name and key.isdigit()
    }


def writers(stage: Stage) -> dict[int, str]:
    """Who wrote each version."""
    rows = stage.world.table("editions").rows
    return {int(key): row["by"]["S"] for (name, key), row in rows.items() if name == YEAR.name and key.isdigit()}


def refused(stage: Stage) -> dict[str, str]:
    """The changes that were not taken, with why."""
    rows = stage.world.table("editions").rows
    return {row["id"]["S"]: row["refused"]["S"] for (_, key), row in rows.items() if key.startswith("refused")}


def newest(stage: Stage) -> Version:
    """The newest version, as its page shows it."""
    number = max(versions(stage))
    row = stage.world.table("editions").rows[(YEAR.name, sort_key(number))]
    return Version(number, msgspec.json.decode(row["said"]["S"], type=Edition))
