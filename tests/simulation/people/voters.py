"""Who votes."""

import sys
from collections.abc import Callable, Sequence
from functools import partial

from tests.cloud.calls import HOUR, MINUTE, SECOND
from tests.people import a_ballot, hashed, solved
from tests.simulation.letters import Letter
from tests.simulation.people.acts import insists, press, scan
from tests.simulation.people.deciders import domain_of, network_of
from tests.simulation.people.memory import Asked, history
from tests.simulation.person import Person

# isort: split
from chalicelib.cloud.queues import pack
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.voting.signing import signed
from tests.years import YEAR


def a_voter(slugs: Sequence[str]) -> Callable[[Person], None]:
    """Votes, perhaps again for another, presses twice and late, passes mails on."""

    def votes(me: Person) -> None:
        letters: list[Letter] = []
        # Some ask for all mails first, and then press one button after the other.
        is_hasty = me.maybe(0.4)
        for _ in range(1 + is_hasty + me.pick(3, 0.5)):
            slug, address = me.one_of(slugs), me.one_of(me.addresses)
            insists(me, partial(ask_to_vote, me, slug, address))
            letter = me.letter(purpose="vote/confirm")
            if letter is None:
                break
            letters.append(letter)
            if me.maybe(0.2):
                me.also(partial(scan, link=letter.link), "a scanner")
            if me.maybe(0.2):
                me.also(partial(press_vote, letter=letter), "a friend")
            if is_hasty:
                continue
            insists(me, partial(press_vote, me, letter))
            while me.maybe(0.25):
                press_vote(me, me.one_of(letters))
            if me.maybe(0.3):
                me.wait((3 * SECOND, 10 * MINUTE, HOUR)[me.pick(3)])
        for letter in me.stage.draws.some_order(letters) if is_hasty else ():
            insists(me, partial(press_vote, me, letter))
        # Whoever presses both buttons, in whichever order they arrive, is a machine or has changed their mind.
        if letters and me.maybe(0.2):
            insists(me, partial(disown, me, me.one_of(letters)))

    return votes


def the_polls(slugs: Sequence[str], until: int = sys.maxsize) -> Callable[[Person], None]:
    """Presses on buttons, as the web function tells of them: some twice, some stamped by a clock that is off.

    None is stamped as late as `until`, however late it is.
    """

    def vote(me: Person) -> None:
        for _ in range(2 + me.pick(6)):
            voter, link = me.pick(3), me.pick(3)
            # All of a mailbox's keys begin alike, so that two share a partition.
            now = min(me.stage.world.now, until - HOUR)
            at = now + (0, 1, -1, -5 * SECOND, 3 * SECOND, -HOUR)[me.pick(6)]
            if until == sys.maxsize and me.maybe(0.05):
                # At the closing second, just before it and just after.
                at = int(YEAR.vote.closes.timestamp()) * SECOND + (0, 1, -1)[me.pick(3)]
            press = VoteConfirmed(
                YEAR.vote.key,
                VoterKey(f"{'VVA'[voter]}{voter}".ljust(43, "x")),
                slugs[(voter + link) % len(slugs)],
                f"receipt{voter}{link}".ljust(26, "x"),
                YEAR.rules,
                Microseconds(at),
                f"link{voter}{link}",
                domain_of(voter),
                network_of(link),
            )
            history(me.stage).ballots.append(press)
            me.stage.world.put("voting", pack(signed(press)))
            if me.maybe(0.5):
                me.wait((SECOND, MINUTE, HOUR)[me.pick(3)])

    return vote


def ask_to_vote(me: Person, slug: str, address: str) -> str:
    """Fill in a ballot, with the sum that it asks for. Returns ok, no or unknown."""
    given = me.post("/votes/challenge", {"candidate": slug, "address": hashed(address)})
    if given.told != "ok":
        return given.told
    fields = a_ballot(slug, address, altcha=solved(given.json))
    answer = me.post("/votes", fields)
    seen = (answer.status, answer.body, *sorted(answer.headers.items()), *answer.made)
    alike = tuple(str(part).replace(slug, "…") for part in seen)
    history(me.stage).asked.append(Asked(history(me.stage).mailboxes[address], address, slug, answer.told, alike))
    return answer.told


def press_vote(me: Person, letter: Letter) -> str:
    """Open the mailed link and press its button."""
    return press(me, letter, "vote", {})


def disown(me: Person, letter: Letter) -> str:
    """Open the mailed link and press the other button: this was not me."""
    return press(me, letter, "disown", {"not_me": "yes"})
