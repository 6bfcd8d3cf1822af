"""A year with a jury that comes to its end: what was entered, voted for and chosen, until everyone may read it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chalicelib.cloud.queues import pack
from chalicelib.edition import LANGUAGES
from chalicelib.messages.jury import OutcomeDecided
from chalicelib.outcome import JurorBallot, Outcome
from chalicelib.web.words import say
from tests.campaign import VOTING, Campaign, Clock
from tests.voting.voters import Voting, a_press
from tests.years import FINAL, JUDGED, SHORTLIST

VOTE = JUDGED.vote
EVENING = VOTE.results + timedelta(minutes=2)
MORNING = datetime.fromisoformat("2027-04-26T09:05:00+02:00")
"""The first after the numbers have settled."""
LATER = 2_000_000_000
"""When it was decided: after all that a jury of nobody decides by itself."""
ENTRIES = {"brug": "scholen", "koor": "scholen", "tuin": "bedrijven", "fiets": "bedrijven"}


def address(name: str) -> str:
    """Whose initiative it is."""
    return f"{name}@example.org"


def entered(campaign: Campaign, language: str = "nl", **other: Any) -> dict[str, str]:
    """Enter and approve all of them: what their pages are called."""
    campaign.in_year(JUDGED)
    slugs = {}
    for name, category in ENTRIES.items():
        words = f"Elke week komen buren en nieuwkomers samen: {name}."
        told = {"title": f"Initiatief {name}", "description": words, "category": category}
        form = {"email": address(name), "language": language, "competes": "yes", **told, **other}
        campaign.decide(campaign.submitted(**form)["an"], "approve")
        slugs[name] = f"initiatief-{name}-{'gand' if language == 'fr' else 'gent'}"
    return slugs


def voted(campaign: Campaign, clock: Clock, votes: Mapping[str, int]) -> None:
    """So many votes for each of these pages."""
    clock.move_to(VOTING)
    voting, number = Voting(campaign), 0
    for slug, count in votes.items():
        for _ in range(count):
            number += 1
            voting.deliver(a_press(f"r{number:03}", at=number, voter=f"V{number}", candidate=slug))
    campaign.drain()


def chosen(kind: Any, category: str, *slugs: str, state: Any = "decided") -> OutcomeDecided:
    """What a jury decided, as its step tells it; in the final among these the first is chosen, in a tie all."""
    its = SHORTLIST if kind == "shortlist" else FINAL
    final = {"decided": slugs[:1], "tie": slugs}.get(state, ())
    said = slugs if kind == "shortlist" else final
    ballots = tuple(JurorBallot((*slugs, "")) for _ in range(3))
    nominees = 3 if kind == "shortlist" else 1
    entries = tuple(sorted(slugs))
    rules = JUDGED.rules_of(its)
    outcome = Outcome(its.key, category, kind, rules, nominees, 3, entries, ballots, state, tuple(sorted(said)))
    return OutcomeDecided(outcome, LATER)


def told(campaign: Campaign, *decided: OutcomeDecided) -> None:
    """Let publication hear of these."""
    for one in decided:
        campaign.deliver("publication", pack(one))
    campaign.drain()


def known(campaign: Campaign, clock: Clock, moment: datetime = EVENING) -> None:
    """Let the evening come, with all that its minutes do."""
    clock.move_to(VOTE.closes + timedelta(minutes=1))
    for schedule in ("recount", "seal"):
        campaign.tick(schedule)
    clock.move_to(moment)
    for schedule in ("turn_phase", "recount", "seal"):
        campaign.tick(schedule)
        campaign.drain()


def minutes(campaign: Campaign, clock: Clock, first: datetime = EVENING, count: int = 2) -> None:
    """Let so many minutes go by after this moment, with all that each does."""
    for number in range(1, count + 1):
        clock.move_to(first + timedelta(minutes=number))
        for schedule in ("recount", "seal", "turn_phase"):
            campaign.tick(schedule)
            campaign.drain()


def settled(campaign: Campaign, clock: Clock) -> None:
    """Let the last count come, and what opens the log for good."""
    clock.move_to(VOTE.settled + timedelta(minutes=10))
    for schedule in ("recount", "seal", "turn_phase"):
        campaign.tick(schedule)
        campaign.drain()


def hours(campaign: Campaign, clock: Clock, first: datetime = MORNING, count: int = 7) -> None:
    """Let so many hours go by, with the schedule of each."""
    for number in range(count):
        clock.move_to(first + timedelta(hours=number))
        campaign.tick("remind")
        campaign.drain()


def figures(campaign: Campaign, name: str) -> list[str]:
    """The subjects of the mails of their figures that somebody got."""
    subjects = [_plain(str(mail["Subject"])) for mail in campaign.mails(address(name))]
    return [said for said in subjects if said in SUBJECTS]


def _plain(text: str) -> str:
    # A long subject is folded where it has a space that does not break.
    return " ".join(text.split())


SUBJECTS = frozenset(
    _plain(say(language, f"mails.figures.subject.{what}"))
    for language in LANGUAGES
    for what in ("both", "won", "public", "nominated", "took_part", "told", "changed")
)
