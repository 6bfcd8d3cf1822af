"""Cold starts: what a fresh process needs before it can do its first work."""

import os
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path

from tests.benchmarks.ratio import Ratio, interleaved

TIMES = 9
LEAST = """
from pynamodb.connection import Connection
Connection().client
"""
_TABLE = "from chalicelib.{step} import store\nfrom pynamodb.connection import Connection\nConnection().client"
_CLIENT = "from chalicelib import aws\naws.{service}()"
FUNCTIONS = {
    "web (api_handler)": _CLIENT.format(service="sqs"),
    "register": _TABLE.format(step="registration"),
    "moderate": _TABLE.format(step="moderation"),
    "publish": _TABLE.format(step="publication"),
    "count_votes, recount": _TABLE.format(step="voting"),
    "send_mail, send_vote_mail": _TABLE.format(step="notifications"),
}
"""Function → what it does first after the import of app. All share one package, so they differ in that only."""


def measured() -> list[Ratio]:
    """Each function beside the least."""
    runs = {"least": LEAST, **{name: f"import app\n{first}" for name, first in FUNCTIONS.items()}}
    times = interleaved({name: partial(_seconds, code) for name, code in runs.items()}, TIMES)
    return [Ratio(name, times[name], times["least"]) for name in FUNCTIONS]


def _seconds(code: str) -> float:
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
    }
    started = _spent()
    # Without its ending: a Lambda process has none.
    subprocess.run(
        [sys.executable, "-c", f"{code}\nimport os\nos._exit(0)"],
        check=True,
        cwd=Path(__file__).parents[2],
        env=environment,
    )
    return _spent() - started


def _spent() -> float:
    """Seconds of processor that this process's children took: unlike the clock's, they do not grow with other work."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return children.ru_utime + children.ru_stime
