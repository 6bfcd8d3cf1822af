"""The one stream that every decision of a schedule comes from: whole numbers, of which 0 is the harmless choice.

So a schedule is its seed, or the list of what was drawn; and a failing list stays a schedule when it is cut or zeroed.
"""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


class Draws:
    """Numbers from a seed, or once more those of an earlier run; past their end all is harmless."""

    def __init__(self, seed: int, again: Sequence[int] | None = None) -> None:
        self._random = random.Random(seed)
        self._again = again
        self.drawn: list[int] = []
        self.calm = False
        """While set, nothing is drawn and all is harmless: the world has healed."""

    def pick(self, choices: int, chance: float = 1.0) -> int:
        """One of so many choices; other than 0 with this chance. What has no chance is not drawn."""
        if self.calm or choices < 2 or not chance:
            return 0
        if self._again is not None:
            place = len(self.drawn)
            number = self._again[place] % choices if place < len(self._again) else 0
        elif chance < 1.0:
            number = 1 + int(self._random.random() * (choices - 1)) if self._random.random() < chance else 0
        else:
            number = int(self._random.random() * choices)
        self.drawn.append(number)
        return number

    def maybe(self, chance: float) -> bool:
        """Whether something that is not harmless happens."""
        return bool(self.pick(2, chance))

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """Any of these, the first being the harmless one."""
        return things[self.pick(len(things))]

    def some_order(self, things: Sequence[Thing]) -> list[Thing]:
        """These in any order."""
        left = list(things)
        return [left.pop(self.pick(len(left))) for _ in things]


def shortest(drawn: Sequence[int], fails: Callable[[list[int]], bool], tries: int = 2_000) -> list[int]:
    """A list that still fails, as short and harmless as could be found: cut off, zeroed in chunks, one by one."""
    best = list(drawn)

    def better(trial: list[int]) -> bool:
        nonlocal best, tries
        while trial and trial[-1] == 0:
            trial.pop()
        if tries <= 0 or (len(trial), sum(map(bool, trial))) >= (len(best), sum(map(bool, best))):
            return False
        tries -= 1
        if not fails(trial):
            return False
        best = trial
        return True

    better(list(best))
    low, high = 0, len(best)
    while low < high:
        middle = (low + high) // 2
        if better(best[:middle]):
            high = len(best)
        else:
            low = middle + 1
    size = max(1, len(best) // 2)
    while size:
        place = 0
        while place < len(best):
            chunk = best[place : place + size]
            if better(best[:place] + best[place + size :]):
                continue
            if any(chunk) and better(best[:place] + [0] * len(chunk) + best[place + size :]):
                continue
            place += size
        size //= 2
    return best
