"""The invented people of a rehearsal, and what each of them is going to do: the same each time it is played."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from chalicelib.edition import Round
from infra.put.demo.invented import Initiative, initiatives

SEED = 2027
JURORS = (
    "Amina Belkadi",
    "Bert Goossens",
    "Chantal Dupont",
    "Dirk Maertens",
    "Elif Yildiz",
    "Frank Wouters",
    "Greta Sels",
)
CHAIR, DEPUTY, CONFLICTED, ABSTAINER = 0, 1, 2, 3
"""Who they are among the jurors: who stands back knows somebody, and who abstains says why."""
CHANGES_EVERY, DISOWNS_EVERY, FORGETS_EVERY = 17, 41, 29
"""Each so many voters one changes their mind, says "this was not me", or never presses the button of their mail."""

Kind = Literal["votes", "changes", "disowns", "forgets"]


@dataclass(frozen=True)
class Cast:
    """How many take part."""

    initiatives: Sequence[Initiative]
    voters: int

    @property
    def jurors(self) -> list[tuple[str, str]]:
        """The name and address of each."""
        return [(name, f"{name.lower().replace(' ', '.')}@example.org") for name in JURORS]


WHOLE = Cast(initiatives(), 300)


def few(each: int, categories: Sequence[str], voters: int) -> Cast:
    """A small one, with so many initiatives of each of these categories."""
    chosen = [its for key in categories for its in [one for one in initiatives() if one.category == key][:each]]
    return Cast(chosen, voters)


@dataclass(frozen=True, order=True)
class Voter:
    """Somebody who votes: when they ask for their mail, what they like, and what comes of it."""

    at: datetime
    email: str
    kind: Kind
    taste: float
    later_taste: float
    language: str = "nl"

    def chooses(self, candidates: Sequence[str]) -> str:
        """Whom they vote for, of these."""
        return _liked(candidates, self.taste)

    def chooses_then(self, candidates: Sequence[str]) -> str:
        """Whom they vote for once they changed their mind."""
        return _liked(candidates, self.later_taste)


def _liked(candidates: Sequence[str], taste: float) -> str:
    """Some candidates are more loved than others, and the same ones each time."""
    order = Random(SEED).sample(sorted(candidates), len(candidates))
    shares = [1 / (2 + place) for place in range(len(order))]
    left = taste * sum(shares)
    for slug, share in zip(order, shares, strict=True):
        left -= share
        if left <= 0:
            return slug
    return order[-1]


def voters(cast: Cast, vote: Round) -> list[Voter]:
    """Who votes in a round, in the order in which they come."""
    chance = Random(SEED)
    found = []
    for number in range(cast.voters):
        at = vote.opens + timedelta(hours=2) + chance.random() * (vote.closes - vote.opens - timedelta(hours=8))
        language = chance.choices(("nl", "fr", "en"), (8, 2, 1))[0]
        email = f"kiezer.{number:03}@example.org"
        found.append(Voter(at, email, _kind(number), chance.random(), chance.random(), language))
    return sorted(found)


def _kind(number: int) -> Kind:
    if number % CHANGES_EVERY == 3:
        return "changes"
    if number % DISOWNS_EVERY == 5:
        return "disowns"
    return "forgets" if number % FORGETS_EVERY == 7 else "votes"
