"""Every AWS call of every function, failing in every way: the list is made from a run in which all goes well."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial

from tests.cloud.calls import HOUR
from tests.people import MODERATORS
from tests.simulation.draws import Draws
from tests.simulation.edges import edges
from tests.simulation.fates import fates
from tests.simulation.invariants.team import watch_team
from tests.simulation.people.acts import come, press, typing
from tests.simulation.people.initiators import change, send_form
from tests.simulation.people.memory import history
from tests.simulation.people.moderators import decide, edit
from tests.simulation.people.organisers import an_organiser
from tests.simulation.people.others import the_mail_service
from tests.simulation.people.photographers import bring
from tests.simulation.people.renewers import renew
from tests.simulation.people.team import BART, ask_for_a_link, decides, does, enter, put, removal, send
from tests.simulation.people.visitors import public, report
from tests.simulation.people.voters import ask_to_vote, press_vote
from tests.simulation.person import Person
from tests.simulation.playing import run
from tests.simulation.schedule import Stage
from tests.simulation.themes import closings, disqualifying, jury
from tests.simulation.themes.closings import CLOSINGS
from tests.simulation.themes.disqualifying import DISQUALIFYING
from tests.simulation.themes.editions import EDITIONS
from tests.simulation.themes.files import FILES, approvals
from tests.simulation.themes.forgetting import FORGETTING, last_days
from tests.simulation.themes.initiatives import INITIATIVES
from tests.simulation.themes.jury import JURY
from tests.simulation.themes.logs import LOGS, sealing
from tests.simulation.themes.mails import MAILS
from tests.simulation.themes.people import PEOPLE, brings
from tests.simulation.themes.renewals import RENEWALS
from tests.simulation.themes.theme import SLUGS, Theme
from tests.simulation.themes.votes import VOTES
from tests.simulation.themes.waits import WAITS, waiting
from tests.simulation.themes.witnesses import WITNESSES, witnessed
from tests.simulation.workers import Worker
from tests.simulation.world import FUNCTIONS, SCHEDULES

FATES = ("lost before", "lost after", "dies before", "dies after", "partly")
MORE_FATES = ("repeated", "throttled", "unreachable", "error before", "error after")
"""What takes longer to go through, and differs little."""


# One plain story per theme, in which every function has something to do


def _votes_twice(me: Person) -> None:
    for slug in SLUGS[:2]:
        ask_to_vote(me, slug, me.addresses[0])
        if letter := me.letter(purpose="vote/confirm"):
            press_vote(me, letter)
            press_vote(me, letter)


def _votes_too_late(me: Person) -> None:
    me.stage.begin(me.stage.world.tick("recount"))


def _initiator(me: Person) -> None:
    sign = "zzeikzz"
    send_form(me, sign, me.addresses[0], True)
    while letter := me.letter():
        if letter.purpose == "confirm" and not history(me.stage).pressed:
            me.wait(60 * HOUR)
            me.stage.begin(me.stage.world.tick("remind"))
            bring(me, letter, 0)
            me.until_quiet()
            press(me, letter, "confirm", {})
        elif letter.purpose == "edit":
            change(me, letter, sign, True)


def _moderator(me: Person) -> None:
    if letter := me.letter(purpose="review"):
        decide(me, letter, "changes", 1)
    if letter := me.letter(purpose="review"):
        edit(me, letter, 2)
        me.until_quiet()
        for slug in public(me.stage):
            report(me, slug, "zzmeldingzz")
        me.until_quiet()
        decide(me, letter, "takedown", 3)


def _voting(stage: Stage) -> None:
    come(stage, "voter0", ("voter0@gmail.com",), _votes_twice)
    stage.invite("the clock", _votes_too_late)


def registering(stage: Stage) -> None:
    come(stage, "initiator0", ("initiator0@gmail.com",), _initiator)
    come(stage, "an", MODERATORS[:1], _moderator)
    come(stage, "karim", MODERATORS[1:], lambda me: None)


def _bouncing(stage: Stage) -> None:
    come(stage, "the victim", ("victim@gmail.com",), lambda me: None)
    stage.invite("a stranger", partial(ask_to_vote, slug=SLUGS[0], address="victim@gmail.com"))
    stage.invite("the mail service", the_mail_service)


def _showing(stage: Stage) -> None:
    approvals(stage)
    stage.invite("the clock", _turns_and_draws)


def _turns_and_draws(me: Person) -> None:
    for name in ("turn_phase", "draw_prints"):
        me.stage.begin(me.stage.world.tick(name))
        me.until_quiet()


def _renewing(stage: Stage) -> None:
    come(stage, "initiator0", ("initiator0@gmail.com",), _renews)
    stage.invite("the clock", lambda me: me.stage.begin(me.stage.world.tick("forget")))


def _renews(me: Person) -> None:
    if letter := me.letter(purpose="renew"):
        renew(me, letter, "zzeikazz")
        press(me, letter, "not me", {"not_me": "yes"})
        me.until_quiet()
        renew(me, typing(letter), "zzeikbzz")


def _changing(stage: Stage) -> None:
    stage.invite("the organiser", an_organiser("an"))


def _says_who_does_what(me: Person) -> None:
    send(me, put(me.stage, BART, ("organiser", "moderator"), 0))
    me.until_quiet()
    send(me, removal(me.stage, BART))


def _joins_in(me: Person) -> None:
    if letter := me.letter(purpose="invitation"):
        press(me, letter, "accept", {})
    ask_for_a_link(me, BART)
    if letter := me.letter(purpose="sign-in"):
        enter(me, letter)
    for what in ("away", "organise", "sign-out-everywhere"):
        does(me, what)


def _giving_tasks(stage: Stage) -> None:
    watch_team(stage)
    come(stage, "bart", (BART,), _joins_in)
    come(stage, "an", MODERATORS[:1], decides)
    stage.invite("the organiser", _says_who_does_what)
    stage.invite("registration", brings)


STORIES: dict[str, Theme] = {
    theme.name: replace(theme, start=lambda draws, start=theme.start: start(_calm()), cast=cast)  # type: ignore[misc]
    for theme, cast in (
        (VOTES, _voting),
        (INITIATIVES, registering),
        (MAILS, _bouncing),
        (FILES, _showing),
        (FORGETTING, last_days),
        (EDITIONS, _changing),
        (PEOPLE, _giving_tasks),
        (RENEWALS, _renewing),
        (WAITS, waiting),
        (LOGS, sealing),
        (WITNESSES, witnessed),
        (CLOSINGS, closings.in_turn),
        (DISQUALIFYING, disqualifying.in_turn),
        (JURY, jury.in_turn),
    )
}


def _calm() -> Draws:
    draws = Draws(0)
    draws.calm = True
    return draws


# The enumeration


@cache
def recorded(name: str) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Each call of a story in which all goes well: whose it is, what it is, and what may become of it."""
    calls: list[tuple[str, str, tuple[str, ...]]] = []

    def keep(worker: Worker) -> str:
        assert worker.call is not None
        calls.append((_function(worker), worker.call.what, tuple(fates(worker.call))))
        return ""

    told(name, keep)
    return tuple(calls)


def _function(worker: Worker) -> str:
    return worker.name if worker.name in (*FUNCTIONS, *SCHEDULES) else "web"


def told(name: str, plan: Callable[[Worker], str]) -> list[str]:
    """What is violated when a story's calls get these fates."""
    with edges():
        return _told(name, plan)


def _told(name: str, plan: Callable[[Worker], str]) -> list[str]:
    """The same. Needs `edges`."""
    return run(0, STORIES[name], again=[], plan=plan).violations


def points(name: str, fates: Sequence[str] = FATES) -> list[tuple[int, str]]:
    """Every place in a story where something may go wrong, with what."""
    calls = enumerate(recorded(name))
    return [(place, fate) for place, (_, _, possible) in calls for fate in fates if fate in possible]


def at(place: int, fate: str) -> Callable[[Worker], str]:
    """This fate for the call at this place."""
    made = Counter[str]()

    def plan(worker: Worker) -> str:
        made["all"] += 1
        return fate if made["all"] == place + 1 else ""

    return plan


def failing(name: str, where: Sequence[tuple[int, str]]) -> Iterator[str]:
    """The points of these at which something promised does not hold, in words."""
    calls = recorded(name)
    with edges():
        for place, fate in where:
            if violations := _told(name, at(place, fate)):
                function, call, _ = calls[place]
                yield f"{function}, {call} ({place}) {fate}: {violations[0]}"
