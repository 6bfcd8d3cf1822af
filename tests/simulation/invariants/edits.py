"""What a moderator changed as they approved is a version of its own, and what is undone is its initiator's again."""

from collections.abc import Iterator
from itertools import pairwise

from tests.cloud.expressions import Row
from tests.simulation.invariants.dossiers import MOVES, events_of, public, versions
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage


def check_edits(stage: Stage, dossier: Row) -> Iterator[str]:
    """I7, of one dossier: an edited version is what its initiator wrote with one moderator's words, never a mix."""
    name, words, events = dossier["id"]["S"], versions(stage, dossier), events_of(stage, dossier)
    if dossier["state"]["S"] == "forgotten":
        return
    for first, last in pairwise(event for event in events if event["what"] in MOVES):
        if first["what"] != "edited":
            continue
        own, edited = words[first["version"] - 1], words[first["version"]]
        if (name, first["version"], edited["summary"]) not in history(stage).reworded:
            yield f"I7: nobody changed version {first['version']} to this"
        if {**own, "summary": edited["summary"]} != edited:
            yield f"I7: more was changed in version {first['version']} than was asked"
        if (last["what"], last["who"], last["version"]) != ("approve", first["who"], first["version"] + 1):
            yield f"I7: version {first['version']} was changed, and {last['what']} followed"
    for number in edited_of(events):
        if any((event["what"], event["version"]) == ("undone", number + 1) for event in events) and not _is_own(
            events, words, number
        ):
            yield f"I7: undone, and what waits is not what its initiator wrote as version {number}"


def edited_of(events: list[dict[str, object]]) -> list[int]:
    """The versions of which a moderator made another."""
    return [int(str(event["version"])) for event in events if event["what"] == "edited"]


def _is_own(events: list[dict[str, object]], words: list[dict[str, object]], number: int) -> bool:
    """Whether the undoing of an approval brought back these words; that of a takedown brings what was public."""
    of_it = [event["what"] for event in events if event["version"] == number + 1]
    return "takedown" in of_it or words[number + 1] == words[number - 1]


def shown_as_approved(stage: Stage, approved: list[Row]) -> Iterator[str]:
    """I7: the list shows the summary that was approved, be it a moderator's."""
    shown = stage.world.cloud.s3.files.get("initiatives.json", b"").decode()
    for dossier in approved:
        its = public(stage, dossier)
        if its and its["summary"] not in shown:
            yield f"I7: the list shows other words of {dossier['slug']['S']} than were approved"
