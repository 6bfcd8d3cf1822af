"""Which campaign an operator's tool works on: the one of a stage in AWS, or else the one that runs on this machine."""

import argparse
import json
import os
from collections.abc import Callable

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from infra.put.local.cloud import REGION
from infra.put.local.place import LocalFailed, this_place
from infra.terminal import complain
from infra.wiring import variable, wiring

SAY_WHERE = "Say in which region: AWS_REGION=eu-west-1 (Ireland) or eu-central-1 (Frankfurt)."


class NotDone(Exception):
    """Why nothing was done, in one sentence that says what to do."""


def add_stage(arguments: argparse.ArgumentParser) -> None:
    """Let a tool be told its campaign."""
    arguments.add_argument(
        "--stage", default="", help="a campaign in AWS, such as production; without it, the one that runs here"
    )


def work(stage: str, task: Callable[[], None]) -> int:
    """Do an operator's task on a campaign. Exit code 1 and one sentence when it cannot be done."""
    try:
        enter(stage)
        task()
    except NotDone as problem:
        return complain(problem)
    except (ClientError, BotoCoreError, TryAgain) as problem:
        return complain(problem, "AWS does not do what it should")
    return 0


def enter(stage: str) -> None:
    """Work on a campaign from now on: what reads the environment, ours and boto3, finds it. Raises NotDone."""
    os.environ["GASTVRIJ_STAGE"] = stage or "local"
    settings.cache_clear()
    if not stage:
        os.environ |= _running_here()
    elif where := region():
        os.environ["AWS_DEFAULT_REGION"] = where
    else:
        raise NotDone(SAY_WHERE)
    os.environ |= _queues(stage or "local")


def region() -> str | None:
    """Where to work, as the environment says it by either of its names, or AWS's own configuration."""
    # boto3 reads AWS_DEFAULT_REGION only, every other AWS tool the other name as well.
    return boto3.Session(region_name=os.environ.get("AWS_REGION") or None).region_name


def _queues(stage: str) -> dict[str, str]:
    """Where the queues are, as a function is told."""
    sqs = boto3.client("sqs")
    return {
        variable(name): sqs.get_queue_url(QueueName=f"gastvrij-{stage}-{queue.named(name)}")["QueueUrl"]
        for name, queue in wiring().queues.items()
    }


def _running_here() -> dict[str, str]:
    try:
        running = json.loads(this_place().running.read_text("utf-8"))
    except (OSError, ValueError, LocalFailed) as problem:
        raise NotDone("No campaign runs on this machine: start it with `make run`, or name a --stage.") from problem
    return emulated(running["emulator"])


def emulated(endpoint: str) -> dict[str, str]:
    """What the environment says of the emulator at this address."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "NO_PROXY": "localhost,127.0.0.1",
    }
