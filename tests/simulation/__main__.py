"""python -m tests.simulation --schedules 20000 --seed 0: plays them and prints their figures; 1 where one failed."""

import argparse
import os
import sys

from tests.simulation import runs


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--schedules", type=int, default=20_000, help="how many to play")
    parser.add_argument("--seed", type=int, default=0, help="the first one's seed; the others follow")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    found = runs.figures(range(asked.seed, asked.seed + asked.schedules), asked.processes)
    sys.stdout.write(f"{found}\n")
    for outcome in sorted(found.failed, key=lambda one: len(one.drawn))[:3]:
        sys.stdout.write(f"\n{runs.explained(outcome)}\n")
    for outcome in found.failed:
        sys.stdout.write(f"seed {outcome.seed}, {outcome.theme}: {outcome.violations[0]}\n")
    return 1 if found.failed else 0


if __name__ == "__main__":
    sys.exit(main())
