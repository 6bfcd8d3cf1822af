"""How fast the device did its sum behind which a vote was asked for: one number, which tells machines that are alike.

The script of a ballot asks for the sum when its button is pressed, so the time until the form comes is the sum's and
the line's, and no reading. Divided by the tries that it took, which are drawn by chance, it is about the same each time
on one device, and differs widely between devices. Who waits by chance before sending hides it: a sign, and no proof.
"""

from math import log2, log10

from chalicelib.kinds import Microseconds

ASKED = "asked"
"""By this name its challenge says when it was made, in microseconds since 1970."""
STEPS = 2
"""Of a pace, until it is twice as fast."""
FASTEST = 30
"""More than thirty thousand tries a second."""


def of(tries: int, asked: str, now: Microseconds) -> int:
    """The pace of a sum of so many tries, from 1 on; 0 where nobody can tell."""
    if not tries or not asked.isdecimal():
        return 0
    # Clocks differ, and a sum of one try comes back at once.
    seconds = max(now - int(asked), 1_000) / 1_000_000
    return min(max(round(STEPS * log2(tries / seconds)), 1), FASTEST)


def tries_a_second(pace: int) -> int:
    """About how many tries a second it stands for, as one says it: two digits that count, then zeros."""
    number = 2 ** (pace / STEPS)
    return int(round(number, -max(int(log10(number)) - 1, 0)))
