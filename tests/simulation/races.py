"""Two workers between whose calls lies exactly the other's call: rarer than chance finds."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

from msgspec.structs import replace

from tests.simulation.closing_races import of_the_cases, of_the_counts, of_the_organisers
from tests.simulation.edges import edges
from tests.simulation.jury_races import of_the_jury
from tests.simulation.log_races import of_the_log, of_the_witnessed_log
from tests.simulation.racing import called, deliveries, race, to_its_end
from tests.simulation.site_races import of_the_site
from tests.simulation.themes.erasures import SIGN
from tests.simulation.themes.theme import SLUGS, moment
from tests.simulation.world import World, running

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.initiative import Contact
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import ChangesSubmitted, DecisionTaken, DossierForgotten, ReviewRequested
from chalicelib.messages.people import PersonAccepted, PersonPut, PersonRemoved
from chalicelib.messages.voting import VoteConfirmed, VoteDisowned
from chalicelib.moderation import store, texts
from chalicelib.people import store as people
from chalicelib.person import Grant
from chalicelib.voting.rules import MOST_PRESSES
from chalicelib.voting.signing import signed
from tests.staff import AN, SOFIE, hashed
from tests.years import YEAR


def late_votes() -> Iterator[str]:
    """I1: two votes that come after a newer one, in every order of their calls: each keeps its receipt."""
    for order in product((0, 1), repeat=6):
        receipts = _after_late_votes(order)
        if receipts != {"old", "older", "new"}:
            yield f"I1: only {sorted(receipts)} are kept when two late votes come in the order {order}"


def much_that_was_disowned() -> Iterator[str]:
    """I1: however much was pressed behind a mail that is disowned then, the vote before it counts again."""
    start = moment(YEAR.vote.opens) + 10**9
    world = World(0, start)
    with edges(), running(world):
        for age in range(MOST_PRESSES + 1):
            link, receipt = ("theirs", f"r{age}") if age else ("mine", "mine")
            world.put("voting", pack(_vote(SLUGS[0], receipt, start + age, link)))
        disowned = VoteDisowned(YEAR.vote.key, VOTER, "theirs", Microseconds(start))
        world.put("voting", pack(signed(disowned)))
        for worker in deliveries(world, "voting"):
            to_its_end(world, worker)
    (row,) = world.table("ballots").rows.values()
    if row.get("receipt") != {"S": "mine"}:
        yield "I1: what was disowned took the place of an earlier vote"


def decisions_on_their_way() -> Iterator[str]:
    """I11: who is forgotten while a decision is taken stays so, in every order of their calls."""
    for order in product((0, 1), repeat=6):
        if "@" in _contact_after_decision(order):
            yield f"I11: a decision brings back who was forgotten meanwhile, in the order {order}"


def changes_at_once() -> Iterator[str]:
    """I7: of two changes at once that are sent in to the same version one is the next, with its own words."""
    for order in product((0, 1), repeat=6):
        press, words = _after_changes(order)
        if press not in words:
            yield f"I7: the words of {words} stand under the change {press}, in the order {order}"


def _of_votes() -> Iterator[str]:
    yield from late_votes()
    yield from much_that_was_disowned()


def tasks_at_once() -> Iterator[str]:
    """I18: whoever loses a task while they take it, or are counted once more, is not counted in the end."""
    at = moment(YEAR.registration.opens) // 10**6
    els = PersonPut("els", 0, "Els", "els@example.org", "nl", (Grant("organiser"),), SOFIE.id, "", at)
    removed = PersonRemoved("gone", hashed(els.email), SOFIE.id, "", at)
    in_place = replace(els, accepted=True)
    for before, meanwhile in ((els, PersonAccepted(hashed(els.email), 1, at)), (in_place, in_place)):
        for places in combinations(range(10), 4):
            counted, organisers = _after_removal([before, meanwhile, removed], [its in places for its in range(10)])
            if counted != organisers or SOFIE.id not in organisers:
                yield f"I18: {len(counted)} are counted of {len(organisers)} organisers, in the order {places}"


RACES = {
    "files": of_the_site,
    "people": tasks_at_once,
    "votes": _of_votes,
    "erasures": decisions_on_their_way,
    "initiatives": changes_at_once,
    "logs": of_the_log,
    "witnesses": of_the_witnessed_log,
    "settling": of_the_counts,
    "jury": of_the_jury,
    "closings": of_the_organisers,
    "disqualifying": of_the_cases,
}
"""By their theme."""

CONTACT = Contact("An", "an@example.org", "nl", False)
VOTER = VoterKey("V" * 43)


def _vote(slug: str, receipt: str, at: int, link: str) -> VoteConfirmed:
    return signed(VoteConfirmed(YEAR.vote.key, VOTER, slug, receipt, YEAR.rules, Microseconds(at), link))


def _after_late_votes(order: Sequence[int]) -> set[str]:
    start = moment(YEAR.vote.opens) + 10**9
    world = World(0, start)
    with edges(), running(world):
        for age, (receipt, slug) in enumerate(zip(("new", "old", "older"), SLUGS, strict=True)):
            world.put("voting", pack(_vote(slug, receipt, start - age, receipt)))
        race(world, "voting", order)
    (row,) = world.table("ballots").rows.values()
    return {press.split(" ")[1] for press in row["presses"]["SS"]}


def _contact_after_decision(order: Sequence[int]) -> str:
    start = moment(YEAR.registration.opens) + 10**9
    world = World(0, start)
    with edges(), running(world):
        at = start // 10**6
        world.put("moderation", pack(ReviewRequested("x", called(SIGN), CONTACT, at)))
        world.put("moderation", pack(DecisionTaken("x", 1, AN.id, "reject", "Omdat.", at)))
        world.put("moderation", pack(DossierForgotten("x", False, at)))
        race(world, "moderation", order)
    (row,) = (row for row in world.table("dossiers").rows.values() if "contact" in row)
    return str(row["contact"]["S"])


def _after_changes(order: Sequence[int]) -> tuple[str, str]:
    """Of two changes at once: which one came to stand, and the words of the version that it made."""
    start = moment(YEAR.registration.opens) + 10**9
    world = World(0, start)
    with edges(), running(world):
        at = start // 10**6
        world.put("moderation", pack(ReviewRequested("x", called(SIGN), CONTACT, at)))
        world.put("moderation", pack(DecisionTaken("x", 1, AN.id, "changes", "Vertel meer.", at)))
        for press in ("anders", "beter"):
            world.put("moderation", pack(ChangesSubmitted("x", 1, called(press), "An", at, press)))
        race(world, "moderation", order)
        dossier = store.known("x")
        return dossier.events[-1].press_id, texts.initiative(dossier, dossier.version).title


def _after_removal(messages: Sequence[Message], order: Sequence[int]) -> tuple[set[str], set[str]]:
    """Who is counted among the organisers, and who is one."""
    world = World(0, moment(YEAR.registration.opens) + 10**9)
    with edges(), running(world):
        for message in messages:
            world.put("organising", pack(message))
        race(world, "organising", order)
        organisers = {its.person.id for its in people.everyone() if its.is_organiser}
        return set(people._organisers()[0]), organisers
