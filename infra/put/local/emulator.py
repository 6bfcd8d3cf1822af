"""The AWS of the local stack; runs in .venv-emulator, where nothing of ours can be imported.

ministack keeps its state when it is told to stop, and loses it when it is killed. Here it also keeps it when "keep"
comes in on standard input: all services as they were at one moment, in one file that is replaced as a whole. Queues are
read from "work" on, so that no function is exchanged while it works. Each line is answered by itself once it is done.
When standard input ends, whoever started this is gone, and it stops.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ministack import app
from ministack.core import iam_actions, persistence
from ministack.services import lambda_svc

KEPT = Path(os.environ["STATE_DIR"]) / "state.json"
HOST = f"localhost:{os.environ['GATEWAY_PORT']}"
"""Part of every queue's address, and so of the state."""

LONGEST_COPY = 10.0
"""Seconds that one thread may go on by itself."""

_keeping = threading.Lock()
_read_queues = lambda_svc._ensure_poller
_what_is_asked_for = iam_actions.extract_resource_arn


def main() -> None:
    """Run ministack until it is told to stop."""
    for handler in ("_handle_admin_reset", "_handle_ses_messages_request"):
        # Unsigned, so that any page in a browser could have it forget everything, or read the mails.
        setattr(app, handler, _not_here)
    app.load_state = _kept().get
    app.save_all = keep
    lambda_svc._ensure_poller = _wait
    iam_actions.extract_resource_arn = _what_is_really_asked_for
    threading.Thread(target=_listen, daemon=True).start()
    app.main()


def _what_is_really_asked_for(service: str, method: str, path: str, headers: Any, body: bytes, *more: Any) -> Any:
    """The resource that a call needs permission for; of secrets that are asked for together ministack says "*".

    Each of ours asks for its own alone, so that the first stands for all of them. AWS looks at each.
    """
    names = json.loads(body or b"{}").get("Names") if service == "ssm" else None
    if names:
        body = json.dumps({"Name": names[0]}).encode()
    return _what_is_asked_for(service, method, path, headers, body, *more)


async def _not_here(*asked: Any) -> None:
    """Leave a request to whoever else may know its path."""


def keep(services: Mapping[str, Callable[[], Any]]) -> None:
    """Put the state of all services on disk."""
    with _keeping:
        text = json.dumps(_at_one_moment(services), default=persistence._json_default)
        half = KEPT.with_suffix(".half")
        with half.open("w", encoding="utf-8") as file:
            file.write(f"{HOST}\n{text}")
            file.flush()
            os.fsync(file.fileno())
        half.replace(KEPT)


def _at_one_moment(services: Mapping[str, Callable[[], Any]]) -> dict[str, Any]:
    """The state of each service, with no other thread running in between.

    Else a message could be missing from the copy: not yet in the queue that was copied first, and no more in the other.
    Queues come before tables all the same, since some services let other threads run while they write to disk: then a
    message may be there as well as what came of it, which is harmless, but never neither.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(LONGEST_COPY)
    try:
        # Threads that wait already do so by the usual interval; let it pass.
        time.sleep(2 * usual)
        first = [name for name in ("sqs", "dynamodb") if name in services]
        ordered = [*first, *(name for name in services if name not in first)]
        return _without_logs({name: state for name in ordered if (state := services[name]()) is not None})
    finally:
        sys.setswitchinterval(usual)


def _without_logs(state: dict[str, Any]) -> dict[str, Any]:
    """The state without what the functions logged, which grows for ever; the emulator's own log has it."""
    for group in getattr(state.get("cloudwatch_logs", {}).get("log_groups"), "_data", {}).values():
        group["streams"] = {}
    return state


def _kept() -> dict[str, Any]:
    if not KEPT.exists():
        return {}
    host, text = KEPT.read_text("utf-8").split("\n", 1)
    # Last time it had another port.
    kept: dict[str, Any] = json.loads(text.replace(host, HOST), object_hook=persistence._json_object_hook)
    _let_go(kept.get("sqs", {}))
    return kept


def _let_go(state: dict[str, Any]) -> None:
    """Give back what was being worked on: whoever worked on it ended together with the emulator."""
    now = time.time()
    for queue in getattr(state.get("queues"), "_data", {}).values():
        for message in queue["messages"]:
            if message["receipt_handle"] and message["visible_at"] > now:
                message["visible_at"] = now
                message["receive_count"] -= 1


def _wait() -> None:
    """Not yet."""


def _listen() -> None:
    for line in sys.stdin:
        if line == "keep\n":
            keep(app._build_persistence_save_dict())
        elif line == "work\n":
            lambda_svc._ensure_poller = _read_queues
            _read_queues()
        print(line, end="", flush=True)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
