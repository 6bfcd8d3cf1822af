"""The year that a deploy brings: its file is the first version, and the next as long as nobody changed it elsewhere."""

from botocore.exceptions import ClientError

from chalicelib import clock
from chalicelib.cloud.people import DEPLOY
from chalicelib.cloud.queues import send
from chalicelib.edition import Edition
from chalicelib.editions import store
from chalicelib.errors import TryAgain
from chalicelib.messages.editions import EditionTurned
from infra.operate import account
from infra.operate.edition import REFUSED, SENT, changed
from infra.put.failed import DeployFailed
from infra.put.stack import Stack

LEFT = "{name} was changed since by {who}: its file is left alone. `python -m infra.operate.edition diff` shows how."


MISSING = ("QueueDoesNotExist", "NonExistentQueue", "ResourceNotFoundException")
"""What AWS says of queues and tables that were not made yet."""


def there(stack: Stack) -> list[Edition]:
    """The years that a stack has; none where it is not whole yet. Raises DeployFailed where nobody can tell."""
    try:
        account.enter(stack.stage)
        return [version.edition for version in store.head().versions.values()]
    except (ClientError, TryAgain) as problem:
        if any(name in str(problem) for name in MISSING):
            return []
        raise DeployFailed(f"Which years there are could not be read, so nothing was changed: {problem}") from problem


def bring(stage: str, wanted: Edition) -> str:
    """Have a year be as its file says, unless people changed it since: then what to say about it, else "".

    Raises DeployFailed where it may not be changed so any more.
    """
    account.enter(stage)
    newest = store.newest(wanted.name)
    if newest is not None and newest.edition == wanted:
        return ""
    if newest is not None and newest.by != DEPLOY:
        return LEFT.format(name=wanted.name, who=newest.by)
    change = changed(wanted, newest.number if newest else 0, DEPLOY, "its file")
    if change is None:
        return f"{wanted.name}: {SENT} `python -m infra.operate.edition history` says what became of it."
    if change.refused:
        raise DeployFailed(f"{wanted.name} could not be changed: {REFUSED[change.refused]}")
    return ""


def turn(name: str) -> None:
    """Have the pages of a year be the site, where they are not."""
    if store.head().current != name:
        send([EditionTurned(name, DEPLOY, clock.seconds())])
