"""python -m tests.simulation --schedules 6000 --seed 0: plays them and prints their figures; 1 where one failed.

One that was cut goes on when it is started again, as long as the code is the same; --fresh begins anew.
"""

import argparse
import os
import sys

from tests.simulation import kept, runs


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--schedules", type=int, default=20_000, help="how many to play")
    parser.add_argument("--seed", type=int, default=0, help="the first one's seed; the others follow")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--fresh", action="store_true", help="play also what an earlier run played with this code")
    parser.add_argument("--progress", action="store_true", help="say how far it is, also where nobody looks")
    asked = parser.parse_args()
    earlier = kept.of_this_code()
    if asked.fresh:
        earlier.forget()

    def told(so_far: runs.Figures) -> None:
        if asked.progress or sys.stderr.isatty():
            sys.stderr.write(f"\r{so_far.schedules:,} of {asked.schedules:,} schedules, {len(so_far.failed)} failed ")

    seeds = range(asked.seed, asked.seed + asked.schedules)
    found = runs.figures_of_all(seeds, asked.processes, earlier, told)
    sys.stdout.write(f"{found}\n")
    for outcome in sorted(found.failed, key=lambda one: len(one.drawn))[:3]:
        sys.stdout.write(f"\n{runs.explained(outcome)}\n")
    for outcome in found.failed:
        sys.stdout.write(f"seed {outcome.seed}, {outcome.theme}: {outcome.violations[0]}\n")
    return 1 if found.failed else 0


if __name__ == "__main__":
    sys.exit(main())
