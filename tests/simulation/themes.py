"""What a schedule is about: who comes, what was there before, and what is checked in the end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone
from functools import partial
from types import SimpleNamespace
from typing import Any

from infra.operate import erase, restore
from infra.put.stack import Stack as Deployed
from tests.cloud.calls import DAY, HOUR, MINUTE, SECOND
from tests.simulation import floods, remembered
from tests.simulation.draws import Draws
from tests.simulation.healing import heal
from tests.simulation.invariants.erasures import check_all_forgotten, check_erasures, watch_forgetting
from tests.simulation.invariants.everything import check_everywhere
from tests.simulation.invariants.files import check_files, watch_files
from tests.simulation.invariants.initiatives import check_initiatives
from tests.simulation.invariants.tally import check_ballots, watch_tally
from tests.simulation.invariants.votes import check_votes
from tests.simulation.people.acts import come
from tests.simulation.people.initiators import an_initiator
from tests.simulation.people.memory import History, history
from tests.simulation.people.moderators import MODERATORS, a_moderator
from tests.simulation.people.others import a_reader, a_stranger, a_vandal, an_operator, the_mail_service
from tests.simulation.people.voters import a_voter, the_polls
from tests.simulation.person import Person
from tests.simulation.schedule import Stage
from tests.simulation.weather import CALM, weather
from tests.simulation.workers import Worker
from tests.simulation.world import World, running

# isort: split
from chalicelib.cloud import aws
from chalicelib.cloud.queues import pack
from chalicelib.cloud.settings import settings
from chalicelib.edition import edition
from chalicelib.initiative import Contact, Initiative
from chalicelib.messages import (
    CandidateAdmitted,
    CandidateWithdrawn,
    InitiativeApproved,
    InitiativeTakenDown,
    Message,
    ResultsCounted,
)
from chalicelib.moderation import store as dossiers
from chalicelib.registration import store as registrations
from chalicelib.voting.rules import SETTLES

SLUGS = ("taalcafe-gent", "buddies-aalst", "koor-brussel")


def moment(at: datetime) -> int:
    return int(at.timestamp()) * SECOND


@dataclass(frozen=True)
class Theme:
    """A kind of schedule."""

    name: str
    share: int
    """How many of a hundred schedules are about it."""
    start: Callable[[Draws], int]
    prepare: Callable[[Stage], None]
    """What was there before anything went wrong."""
    cast: Callable[[Stage], None]
    settle: Callable[[Stage], None]
    """What still has to happen once the world healed."""
    check: Callable[[Stage], Iterator[str]]


# Votes


def _vote_starts(draws: Draws) -> int:
    vote = edition().vote
    return (
        moment(vote.opens) + 30 * HOUR,
        moment(vote.closes) - 20 * SECOND,
        moment(vote.opens) - 20 * SECOND,
        moment(vote.closes) - 30 * HOUR,
    )[draws.pick(4, 0.3)]


def _candidates(stage: Stage) -> None:
    for slug in SLUGS:
        stage.world.put("voting", pack(CandidateAdmitted(slug, 1, f"Initiative {slug}", stage.world.now // SECOND)))
    stage.settle()


def _voters(stage: Stage) -> None:
    watch_tally(stage)
    stage.schedules = ("recount",) if stage.draws.maybe(0.2) else ()
    for number in range(1 + stage.draws.pick(3, 0.4)):
        name = f"voter{number}"
        addresses = (f"{name}@gmail.com", f"{name}+tag@gmail.com", f"V.oter{number}@googlemail.com")
        come(stage, name, addresses, a_voter(SLUGS))
    if stage.draws.maybe(0.15):
        stage.invite("the desk", _withdraws)
    if stage.draws.maybe(0.1):
        stage.invite("a vandal", a_vandal)


def _withdraws(me: Person) -> None:
    me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])
    slug = me.one_of(SLUGS)
    history(me.stage).withdrawn[slug] = me.stage.world.now
    me.stage.world.put("voting", pack(CandidateWithdrawn(slug, 2, me.stage.world.now // SECOND)))


def _count(stage: Stage) -> None:
    # Recounts that a fast clock stamped are over by then.
    stage.pass_time(HOUR + 30 * MINUTE)
    stage.tick("recount")


VOTES = Theme("votes", 15, _vote_starts, _candidates, _voters, _count, check_votes)


def _polls(stage: Stage) -> None:
    watch_tally(stage)
    stage.schedules = ("recount",) if stage.draws.maybe(0.3) else ()
    stage.invite("the polls", the_polls(SLUGS))
    if stage.draws.maybe(0.15):
        stage.invite("the desk", _withdraws)
    if stage.draws.maybe(0.1):
        stage.invite("a vandal", a_vandal)


BALLOTS = Theme("ballots", 73, _vote_starts, _candidates, _polls, _count, check_ballots)


# Registering, deciding, showing


def _registering(draws: Draws) -> int:
    registration = edition().registration
    return (moment(registration.opens) + 200 * HOUR, moment(registration.closes) - 2 * MINUTE)[draws.pick(2, 0.2)]


def _build(stage: Stage) -> None:
    stage.tick("turn_phase")


def _initiators(stage: Stage) -> None:
    watch_files(stage)
    stage.schedules = ("remind",) if stage.draws.maybe(0.5) else ()
    for number in range(1 + stage.draws.pick(2, 0.2)):
        name = f"initiator{number}"
        sign = ("zzeikzz", "zzbeukzz")[number]
        come(stage, name, (f"{name}@gmail.com", f"{name}+x@gmail.com"), an_initiator(sign))
    for address in MODERATORS:
        come(stage, address.partition(".")[0], (address,), a_moderator)
    if stage.draws.maybe(0.1):
        stage.invite("a vandal", a_vandal)
    if stage.draws.maybe(0.15):
        stage.invite("the mail service", the_mail_service)


def _all_schedules(stage: Stage) -> None:
    stage.pass_time(HOUR)
    stage.tick("remind", "turn_phase")


INITIATIVES = Theme("initiatives", 3, _registering, _build, _initiators, _all_schedules, check_initiatives)


# Mails


def _mail_starts(draws: Draws) -> int:
    return (moment(edition().vote.opens) + 30 * HOUR, moment(edition().registration.opens) + 200 * HOUR)[draws.pick(2)]


def _strangers(stage: Stage) -> None:
    voting = edition().vote.is_open(datetime.fromtimestamp(stage.world.now / SECOND, UTC))
    stage.schedules = () if voting else ("remind",)
    victims = ("victim@gmail.com", "vic.tim@gmail.com", "victim+list@gmail.com")
    come(stage, "the victim", victims, a_reader)
    for address in MODERATORS:
        come(stage, address.partition(".")[0], (address,), lambda me: None)
    for _ in range(1 + stage.draws.pick(2)):
        stage.invite("a stranger", a_stranger(victims, SLUGS if voting else ()))
    if stage.draws.maybe(0.5):
        stage.invite("the mail service", the_mail_service)
    if stage.draws.maybe(0.25):
        stage.invite("a vandal", a_vandal)


def _nothing_more(stage: Stage) -> None:
    """All is said."""


MAILS = Theme("mails", 2, _mail_starts, _candidates, _strangers, _nothing_more, check_votes)


def _flood_starts(draws: Draws) -> int:
    return moment(edition().vote.opens) + 30 * HOUR


def _flooding(stage: Stage) -> None:
    floods.pour_in(stage, SLUGS)


FLOODS = Theme("floods", 1, _flood_starts, _candidates, _flooding, _nothing_more, floods.check)


# Publication


def _showing(draws: Draws) -> int:
    vote = edition().vote
    return (moment(vote.opens) - 30 * HOUR, moment(vote.opens) - MINUTE, moment(vote.results) - MINUTE)[draws.pick(3)]


def _approvals(stage: Stage) -> None:
    stage.schedules = ("turn_phase",)
    words: list[Message] = []
    for number, slug in enumerate(("eik-gent", "beuk-gent")[: 1 + stage.draws.pick(2)]):
        for version in range(1, 2 + stage.draws.pick(2)):
            sign = f"zz{slug[:3]}{number}{version}zz"
            words.append(InitiativeApproved(slug, version, _initiative(sign), 1_800_000_000 + number))
            if stage.draws.maybe(0.4):
                words.append(InitiativeTakenDown(slug, version, 1_800_000_100))
    for people_who_voted in range(stage.draws.pick(3)):
        at = stage.world.now + people_who_voted
        words.append(
            ResultsCounted(edition().vote.round, {"eik-gent": 41 + people_who_voted}, 410 + people_who_voted, at)
        )
    stage.invite("moderation", partial(_speaks, words=stage.draws.some_order(words)))


def _initiative(sign: str) -> Initiative:
    return Initiative(f"Café {sign}", f"Samen {sign}", f"Elke week {sign}", "scholen", ("44021",), sign, "", "nl", True)


def _speaks(me: Person, words: list[Message]) -> None:
    for word in words:
        me.stage.world.put("publication.fifo", pack(word))
        if me.maybe(0.5):
            me.wait((SECOND, 20 * SECOND, 3 * MINUTE)[me.pick(3)])


def _turn(stage: Stage) -> None:
    stage.pass_time(5 * MINUTE)
    stage.tick("turn_phase")


FILES = Theme("files", 4, _showing, _build, _approvals, _turn, check_files)

# Erasures


def _erasing_starts(draws: Draws) -> int:
    return (_registering(draws), moment(edition().vote.opens) + 30 * HOUR)[draws.pick(2, 0.3)]


def _leavers(stage: Stage) -> None:
    if edition().vote.is_open(datetime.fromtimestamp(stage.world.now / SECOND, UTC)):
        come(stage, "voter0", ("voter0@gmail.com", "vo.ter0@gmail.com"), a_voter(SLUGS))
    else:
        come(stage, "initiator0", ("initiator0@gmail.com", "initiator0+x@gmail.com"), an_initiator(SIGN))
        for address in MODERATORS:
            come(stage, address.partition(".")[0], (address,), a_moderator)
    stage.invite("an operator", an_operator)


def _prepared(stage: Stage) -> None:
    _candidates(stage)
    _build(stage)


def _forget_again(stage: Stage) -> None:
    """As the operators' tool says: until nothing is left."""
    for _ in range(5):
        worker = stage.world.errand("reapply", erase.forget_again)
        stage.begin(worker)
        stage.settle()
        if worker.result == 0:
            return
    stage.world.violated("I11: erasing again never comes to an end")


def _forgotten(stage: Stage) -> None:
    _forget_again(stage)
    _all_schedules(stage)


def _stay_forgotten(stage: Stage) -> Iterator[str]:
    yield from check_votes(stage)
    yield from check_erasures(stage)
    if (backup := history(stage).backup) is not None:
        for name, rows in backup.items():
            stage.world.table(name).hold({key: restore.as_brought_back(name, row) for key, row in rows.items()})
        _forgotten(stage)
        yield from check_erasures(stage)


SIGN = "zzeikzz"
ERASURES = Theme("erasures", 2, _erasing_starts, _prepared, _leavers, _forgotten, _stay_forgotten)

# The day on which everybody is forgotten

SHOWN = "eik-gent"


def forget_day() -> int:
    """The midnight of Brussels with which it begins."""
    return moment(datetime.combine(edition().forget_addresses_on, time(), timezone(timedelta(hours=2))))


def _forgetting_starts(draws: Draws) -> int:
    settled = moment(edition().vote.results + SETTLES)
    return (forget_day() - 30 * MINUTE, settled - 30 * MINUTE, forget_day() + HOUR)[draws.pick(3)]


def _remembered(stage: Stage) -> None:
    """Registrations and dossiers, and what is public of them."""
    at = stage.world.now // SECOND
    for number in range(12):
        contact = Contact(f"Lien {number}", f"initiator{number}@gmail.com", "nl", False)
        sent_in = _initiative("zzeikzz")
        registrations.keep_draft(registrations.Draft(f"id-{number}", sent_in, contact, at, at + 14 * 24 * 3600, "p"))
        dossiers.open_dossier(f"id-{number}", sent_in, contact, at)
    stage.world.put("publication.fifo", pack(InitiativeApproved(SHOWN, 1, _initiative("zzeikzz"), at)))
    stage.world.put("publication.fifo", pack(ResultsCounted(edition().vote.round, {SHOWN: 41}, 410, at)))
    stage.settle()
    stage.tick("turn_phase")


def _last_days(stage: Stage) -> None:
    watch_forgetting(stage, forget_day(), moment(edition().vote.results + SETTLES))
    stage.schedules = ("forget",)
    stage.invite("the clock", _days_pass)
    stage.invite("an operator", _deploys)


def _days_pass(me: Person) -> None:
    for _ in range(2):
        me.stage.begin(me.stage.world.tick("forget"))
        me.wait((HOUR, DAY)[me.pick(2)])


def _deploys(me: Person) -> None:
    me.wait((MINUTE, 2 * HOUR)[me.pick(2)])
    me.stage.begin(me.stage.world.errand("deploy", _make_secrets))


def _make_secrets() -> None:
    session: Any = SimpleNamespace(client=lambda service: aws.ssm())
    Deployed(session, {"Stage": settings().stage}).make_secrets(edition().vote.round)


def _in_the_end(stage: Stage) -> None:
    stage.world.now = max(stage.world.now, forget_day()) + DAY
    stage.tick("forget")
    stage.begin(stage.world.errand("deploy", _make_secrets))
    stage.settle()
    stage.tick("turn_phase")


FORGETTING = Theme("forgetting", 2, _forgetting_starts, _remembered, _last_days, _in_the_end, check_all_forgotten)

THEMES = {theme.name: theme for theme in (BALLOTS, VOTES, INITIATIVES, MAILS, FILES, ERASURES, FORGETTING, FLOODS)}


# Running one


@dataclass
class Outcome:
    """What became of a schedule."""

    seed: int
    theme: str
    violations: list[str]
    trace: str
    drawn: list[int] = field(repr=False)
    calls: int
    faults: dict[str, int]
    steps: list[str] = field(repr=False)


def theme_of(seed: int) -> Theme:
    """Which theme a seed is about."""
    place = seed * 7919 % sum(theme.share for theme in THEMES.values())
    for theme in THEMES.values():
        place -= theme.share
        if place < 0:
            return theme
    raise AssertionError


def run(
    seed: int,
    theme: Theme | None = None,
    again: list[int] | None = None,
    tell: bool = False,
    plan: Callable[[Worker], str] | None = None,
) -> Outcome:
    """Play one schedule. Needs `edges`."""
    theme = theme or theme_of(seed)
    draws = Draws(seed, again)
    before = prepared(theme.prepare, theme.start(draws))
    world = World(seed, before.world.now, before.world)
    world.steps = [] if tell else None
    with running(world):
        stage = Stage(world, draws, weather(draws), history=History(), sent=[*before.sent], done=[*before.done])
        world.note(str(stage.weather))
        stage.plan = plan
        theme.cast(stage)
        stage.play()
        heal(stage)
        theme.settle(stage)
        checked = _found(theme, stage)
        found = [*world.violations, *checked]
    return Outcome(
        seed, theme.name, found, world.fingerprint, draws.drawn, world.calls, stage.faults, world.steps or []
    )


@remembered.until_changed
def prepared(prepare: Callable[[Stage], None], start: int) -> Stage:
    """What is there before anything goes wrong: the same for every seed, since nothing is drawn in it."""
    draws = Draws(0)
    draws.calm = True
    stage = Stage(World(0, start), draws, CALM, history=History())
    with running(stage.world):
        prepare(stage)
    return stage


def _found(theme: Theme, stage: Stage) -> list[str]:
    return [*check_everywhere(stage), *theme.check(stage)]
