"""The AWS of the local stack; runs in .venv-emulator, where nothing of ours can be imported.

ministack keeps its state when it is told to stop, and loses it when it is killed. Here it also keeps it for every line
that comes in on standard input, and answers with a line once the state is on disk: all services as they were at one
moment, in one file that is replaced as a whole. When standard input ends, whoever started this is gone, and it stops.
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
from ministack.core import persistence

KEPT = Path(os.environ["STATE_DIR"]) / "state.json"
HOST = f"localhost:{os.environ['GATEWAY_PORT']}"
"""Part of every queue's address, and so of the state."""

LONGEST_COPY = 10.0
"""Seconds that one thread may go on by itself."""

_keeping = threading.Lock()


def main() -> None:
    """Run ministack until it is told to stop."""
    app.load_state = _kept().get
    app.save_all = keep
    threading.Thread(target=_listen, daemon=True).start()
    app.main()


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
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(LONGEST_COPY)
    try:
        return {name: state for name, get_state in services.items() if (state := get_state()) is not None}
    finally:
        sys.setswitchinterval(usual)


def _kept() -> dict[str, Any]:
    if not KEPT.exists():
        return {}
    host, text = KEPT.read_text("utf-8").split("\n", 1)
    # Last time it had another port.
    kept: dict[str, Any] = json.loads(text.replace(host, HOST), object_hook=persistence._json_object_hook)
    _let_go(kept.get("sqs", {}))
    return kept


def _let_go(state: dict[str, Any]) -> None:
    """Make visible what was being worked on: whoever worked on it ended together with the emulator."""
    for queue in getattr(state.get("queues"), "_data", {}).values():
        for message in queue["messages"]:
            message["visible_at"] = min(message["visible_at"], time.time())


def _listen() -> None:
    for _ in sys.stdin:
        keep(app._build_persistence_save_dict())
        print("kept", flush=True)
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
