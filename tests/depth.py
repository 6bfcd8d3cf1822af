"""How deep the tests go: a sample each time, far more with `make test-deep`; and how deep they went."""

import os
from collections import Counter

IS_DEEP = bool(os.environ.get("GASTVRIJ_DEEP"))
TRIED: Counter[str] = Counter()
"""How many cases of each kind were tried, for the summary."""


def cases(sample: int, deep: int) -> int:
    """How many cases to try."""
    return deep if IS_DEEP else sample
