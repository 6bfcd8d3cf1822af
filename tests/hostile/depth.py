"""How deep the tests go: a sample each time, far more with `make test-deep`."""

import os

IS_DEEP = bool(os.environ.get("GASTVRIJ_DEEP"))


def cases(sample: int, deep: int) -> int:
    """How many cases to try."""
    return deep if IS_DEEP else sample
