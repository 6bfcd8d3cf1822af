"""`python -m infra.put.diff Stage=production …`: what a deploy would change, without changing it.

What it compares with is uploaded, into the bucket that a deploy uploads to.
"""

import sys
from collections.abc import Sequence

from infra.put import asked
from infra.put.asked import Asked, work
from infra.put.deploy import in_full, packed, show
from infra.terminal import console


def main(arguments: Sequence[str]) -> int:
    """Look. Exit code 1 and one sentence when it cannot."""
    return work(lambda: _look(asked.read(arguments, "diff", "Shows what a deploy would change.")))


def _look(typed: Asked) -> None:
    made, stack = packed(), in_full(typed)
    changes = stack.propose(made)
    if changes is None:
        console.print("A deploy would change nothing.")
        return
    show(stack, changes)
    stack.formation.drop(changes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
