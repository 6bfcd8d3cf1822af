"""Draw all posters, stickers, pictures to share and briefs anew: `python -m infra.operate.prints --stage …`.

It forgets the notes of what was drawn from what. What is there stays until it is drawn again, thirty initiatives and
municipalities a minute.
"""

import argparse
import sys
from collections.abc import Sequence

from chalicelib.cloud import published
from chalicelib.prints import bucket
from infra.operate.account import add_stage, work
from infra.terminal import console


def main(arguments: Sequence[str]) -> int:
    """Forget the notes. Exit code 1 and one sentence when that cannot be done."""
    parser = argparse.ArgumentParser(prog="python -m infra.operate.prints", description=__doc__)
    add_stage(parser)
    return work(parser.parse_args(arguments).stage, forget)


def forget() -> None:
    """Have everything drawn anew, from the next minute on."""
    published.remove([bucket.NOTES])
    console.print("All is drawn anew from the next minute on.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
