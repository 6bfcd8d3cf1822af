"""Lines of the log go where nobody reads them; writing them counts all the same."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing is printed meanwhile."""
    with open(os.devnull, "w") as nowhere, redirect_stdout(nowhere):
        yield
