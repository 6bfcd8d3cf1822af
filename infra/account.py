"""Which campaign an operator's tool works on: the one of a stage in AWS, or else the one that runs on this machine."""

import argparse
import json
import os

from infra.local.cloud import REGION
from infra.local.place import LocalFailed, this_place


class NoCampaign(Exception):
    """Why there is nothing to work on, in one sentence that says what to do."""


def add_stage(arguments: argparse.ArgumentParser) -> None:
    """Let a tool be told its campaign."""
    arguments.add_argument(
        "--stage", default="", help="a campaign in AWS, such as production; without it, the one that runs here"
    )


def enter(stage: str) -> None:
    """Work on a campaign from now on: what reads the environment, ours and boto3, finds it. Raises NoCampaign."""
    os.environ["GASTVRIJ_STAGE"] = stage or "local"
    if not stage:
        os.environ |= _running_here()


def _running_here() -> dict[str, str]:
    try:
        running = json.loads(this_place().running.read_text("utf-8"))
    except (OSError, ValueError, LocalFailed) as problem:
        raise NoCampaign("No campaign runs on this machine: start it with `make run`, or name a --stage.") from problem
    return {
        "AWS_ENDPOINT_URL": running["emulator"],
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "NO_PROXY": "localhost,127.0.0.1",
    }
