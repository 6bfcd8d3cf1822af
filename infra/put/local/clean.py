"""`make clean`: forgets the data of the local stack, unless it is running on it."""

import shutil
import sys

from infra.put.local.place import LocalFailed, this_place


def main() -> int:
    """Forget it. Exit code 1 and one sentence while it runs."""
    try:
        place = this_place()
        if place.folder.exists():
            with place.claim():
                shutil.rmtree(place.folder)
    except LocalFailed as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
