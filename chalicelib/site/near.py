"""What somebody may have meant who mistyped a word, by the same rules as the browser's script."""

from collections.abc import Iterable

SHORTEST, LONG = 4, 8
"""Letters of a word that may be mistyped at all, and of one that may be twice."""


def near(word: str, known: Iterable[str]) -> list[str]:
    """Those of the known words that are least mistyped from this one; they begin alike, as people's typos do."""
    most = 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2
    if not most:
        return []
    likely = [one for one in known if one[:1] == word[:1] and abs(len(one) - len(word)) <= most]
    far = {one: distance(word, one) for one in likely}
    least = min(far.values(), default=most + 1)
    return sorted(one for one, its in far.items() if its == least <= most)


def distance(one: str, other: str) -> int:
    """How many letters are wrong, missing, too many, or changed places with the next (optimal string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, its in enumerate(other, 1):
            cost = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        before, last = last, now
    return last[-1]
