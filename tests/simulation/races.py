"""Two workers between whose calls lies exactly the other's call: rarer than chance finds."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations, product

from msgspec.structs import replace

from tests.simulation.edges import edges
from tests.simulation.themes.erasures import SIGN
from tests.simulation.themes.theme import SLUGS, moment
from tests.simulation.workers import Worker
from tests.simulation.world import World, running

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.initiative import Contact, Initiative
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import ChangesSubmitted, DecisionTaken, DossierForgotten, ReviewRequested
from chalicelib.messages.people import PersonAccepted, PersonPut, PersonRemoved
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown, SiteChanged
from chalicelib.messages.voting import VoteConfirmed, VoteDisowned
from chalicelib.moderation import store, texts
from chalicelib.people import store as people
from chalicelib.person import Grant
from chalicelib.publication import builds
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
        for worker in _deliveries(world, "voting"):
            _to_its_end(world, worker)
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


def builds_meanwhile() -> Iterator[str]:
    """I21: an initiative is shown in the end, at whichever call of its approval another build begins and ends."""
    for place in range(_CALLS_OF_AN_APPROVAL):
        if _unseen_after_build(place):
            yield f"I21: what a build missed that came before call {place} of its approval is never shown"


def takedowns_meanwhile() -> Iterator[str]:
    """I7: what is taken down between any two of the first calls of a build is not shown in the end."""
    for place in range(_CALLS_BEFORE_A_BUILD_WRITES):
        if _seen_after_takedown(place):
            yield f"I7: what was taken down before call {place} of a build is shown for ever"


def _of_the_site() -> Iterator[str]:
    yield from builds_meanwhile()
    yield from takedowns_meanwhile()


RACES = {
    "files": _of_the_site,
    "people": tasks_at_once,
    "votes": _of_votes,
    "erasures": decisions_on_their_way,
    "initiatives": changes_at_once,
}
"""By their theme."""

_CALLS_OF_AN_APPROVAL = 9
"""At most; what comes after its last one comes after it."""

_CALLS_BEFORE_A_BUILD_WRITES = 12

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
        _race(world, "voting", order)
    (row,) = world.table("ballots").rows.values()
    return {press.split(" ")[1] for press in row["presses"]["SS"]}


def _contact_after_decision(order: Sequence[int]) -> str:
    start = moment(YEAR.registration.opens) + 10**9
    world = World(0, start)
    with edges(), running(world):
        at = start // 10**6
        world.put("moderation", pack(ReviewRequested("x", _called(SIGN), CONTACT, at)))
        world.put("moderation", pack(DecisionTaken("x", 1, AN.id, "reject", "Omdat.", at)))
        world.put("moderation", pack(DossierForgotten("x", False, at)))
        _race(world, "moderation", order)
    (row,) = (row for row in world.table("dossiers").rows.values() if "contact" in row)
    return str(row["contact"]["S"])


def _after_changes(order: Sequence[int]) -> tuple[str, str]:
    """Of two changes at once: which one came to stand, and the words of the version that it made."""
    start = moment(YEAR.registration.opens) + 10**9
    world = World(0, start)
    with edges(), running(world):
        at = start // 10**6
        world.put("moderation", pack(ReviewRequested("x", _called(SIGN), CONTACT, at)))
        world.put("moderation", pack(DecisionTaken("x", 1, AN.id, "changes", "Vertel meer.", at)))
        for press in ("anders", "beter"):
            world.put("moderation", pack(ChangesSubmitted("x", 1, _called(press), "An", at, press)))
        _race(world, "moderation", order)
        dossier = store.known("x")
        return dossier.events[-1].press_id, texts.initiative(dossier, dossier.version).title


def _after_removal(messages: Sequence[Message], order: Sequence[int]) -> tuple[set[str], set[str]]:
    """Who is counted among the organisers, and who is one."""
    world = World(0, moment(YEAR.registration.opens) + 10**9)
    with edges(), running(world):
        for message in messages:
            world.put("organising", pack(message))
        _race(world, "organising", order)
        organisers = {its.person.id for its in people.everyone() if its.is_organiser}
        return set(people._organisers()[0]), organisers


def _unseen_after_build(place: int) -> bool:
    """Whether an initiative is not on the site, of whose approval so many calls were made when a build went between."""
    with _one_is_shown() as (world, done):
        world.put(_SITE, pack(BEUK))
        world.put(_SITE, pack(SiteChanged(builds.newest().begun, YEAR.name)))
        approval, build = (world.start(its) for its in _new(world, done))
        _go_on(world, approval, place)
        _finish(world, build)
        _finish(world, approval)
        _settle(world, done)
        return "nl/initiatives/beuk-gent" not in world.cloud.s3.files


def _seen_after_takedown(place: int) -> bool:
    """Whether an initiative is on the site that was taken down once a build of it had made so many calls."""
    with _one_is_shown() as (world, done):
        world.put(_SITE, pack(BEUK))
        _handle(world, done)
        (build,) = (world.start(its) for its in _new(world, done))
        _go_on(world, build, place)
        world.put(_SITE, pack(InitiativeTakenDown(BEUK.slug, BEUK.number, BEUK.at)))
        _handle(world, done)
        _finish(world, build)
        _settle(world, done)
        return any(key.endswith("/beuk-gent") for key in world.cloud.s3.files)


@contextmanager
def _one_is_shown() -> Iterator[tuple[World, set[str]]]:
    """A world in which a build was finished, so that the next goes on from it, and the messages that were handled."""
    world, done = World(0, moment(YEAR.vote.opens) + 10**9), set[str]()
    with edges(), running(world):
        world.put(_SITE, pack(InitiativeApproved("eik-gent", 1, _called("Eik"), BEUK.at)))
        _settle(world, done)
        yield world, done


_SITE = "publication.fifo"


def _new(world: World, done: set[str]) -> Iterator[Worker]:
    """A worker for each message about the site that none was made for, the first first."""
    for message in [its for its in world.queue(_SITE).messages if its.id not in done]:
        done.add(message.id)
        yield world.delivery(_SITE, [message])


def _handle(world: World, done: set[str]) -> bool:
    """Handle what came, but not what comes of that; says whether anything had."""
    workers = list(_new(world, done))
    for worker in workers:
        _to_its_end(world, worker)
    return bool(workers)


def _settle(world: World, done: set[str]) -> None:
    """Handle what came, and what comes of that, until nothing does."""
    while _handle(world, done):
        continue


def _go_on(world: World, worker: Worker, calls: int) -> None:
    """Let a worker make so many calls, or all that it makes."""
    for _ in range(calls):
        if worker.call is not None:
            world.go_on(worker)


def _called(title: str) -> Initiative:
    return Initiative(title, SIGN, SIGN, "scholen", ("44021",), SIGN, "", "nl", True)


BEUK = InitiativeApproved("beuk-gent", 1, _called("Beuk"), moment(YEAR.vote.opens) // 10**6)


def _deliveries(world: World, queue: str) -> list[Worker]:
    """A worker for each message of a queue."""
    return [world.delivery(queue, [message]) for message in list(world.queue(queue).messages)]


def _race(world: World, queue: str, order: Sequence[int]) -> None:
    """Let the workers of a queue's last two messages make their calls in this order, once those before are done.

    What was not settled comes again.
    """
    *before, one, other = _deliveries(world, queue)
    for worker in before:
        _to_its_end(world, worker)
    workers = [world.start(one), world.start(other)]
    for number in order:
        if workers[number].call is not None:
            world.go_on(workers[number])
    for worker in workers:
        _finish(world, worker)
    for worker in workers:
        if worker.result["batchItemFailures"]:
            _to_its_end(world, world.delivery(worker.name, worker.batch))


def _to_its_end(world: World, worker: Worker) -> None:
    _finish(world, world.start(worker))


def _finish(world: World, worker: Worker) -> None:
    while worker.call is not None:
        world.go_on(worker)
