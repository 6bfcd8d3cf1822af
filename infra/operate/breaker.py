"""Mail that strangers cause waits since too much came back: this closes the circuit breaker, so that it goes again.

`python -m infra.operate.breaker --reason "…"`

Look first at what came back and why: the mail service ends all of our mail where a twentieth of it goes wrong.
"""

import argparse
from collections.abc import Sequence

from chalicelib import clock
from chalicelib.cloud.queues import send
from chalicelib.messages.mail import BreakerClosed
from chalicelib.notifications import budget
from infra.operate import account
from infra.operate.lift import check_reason
from infra.terminal import console


def main(arguments: Sequence[str] | None = None) -> int:
    """Close the breaker. Exit code 1 and one sentence when that cannot be done."""
    asked = argparse.ArgumentParser(
        prog="python -m infra.operate.breaker", description=(__doc__ or "").partition("\n")[0]
    )
    account.add_stage(asked)
    asked.add_argument("--reason", required=True, help="kept in the log: name nobody")
    told = asked.parse_args(arguments)
    return account.work(told.stage, lambda: _close(told.reason.strip()))


def _close(reason: str) -> None:
    check_reason(reason)
    if not (back := budget.holds_back()):
        console.print(
            "No mail waits for what came back: nothing was done. Why it waits the log of send-confirmation-mail says."
        )
        return
    send([BreakerClosed(reason, clock.seconds())])
    console.print(f"What waited for {back} goes out again within a quarter of an hour, as far as the budget reaches.")


if __name__ == "__main__":
    raise SystemExit(main())
