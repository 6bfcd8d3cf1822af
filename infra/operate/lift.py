"""Somebody wants our mail again: this ends what a complaint or a bounce began.

`python -m infra.operate.lift ADDRESS --reason "…"`

Only who reads that mailbox may ask for it. The mail service keeps a list of its own of addresses that bounced: take the
address off that one too, where it stands there.
"""

import argparse
from collections.abc import Sequence

from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.queues import send
from chalicelib.errors import Refused
from chalicelib.messages.mail import MailWanted
from chalicelib.notifications import store
from infra.operate import account
from infra.operate.account import NotDone
from infra.terminal import console

LONGEST_REASON = 200
"""Characters."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Ask the mailer to mail somebody again. Exit code 1 and one sentence when that cannot be done."""
    asked = argparse.ArgumentParser(prog="python -m infra.operate.lift", description=(__doc__ or "").partition("\n")[0])
    account.add_stage(asked)
    asked.add_argument("address")
    asked.add_argument("--reason", required=True, help="kept in the log: name nobody")
    told = asked.parse_args(arguments)
    return account.work(told.stage, lambda: _lift(told.address, told.reason.strip()))


def _lift(typed: str, reason: str) -> None:
    try:
        address = addresses.checked(typed)
    except Refused as problem:
        raise NotDone("That is no mail address.") from problem
    check_reason(reason)
    to = store.Mailbox(keys.address_hash(addresses.canonical(address)), keys.address_hash(address.casefold()))
    if not store.wants_none(to):
        console.print(
            "Nothing ended our mail to this address, written like this: nothing was done. It may stand on the mail "
            "service's own list, or be written otherwise where it does not arrive."
        )
        return
    send([MailWanted(to.hash, to.spelling, reason, clock.seconds())])
    console.print("This mailbox gets our mail again within a minute.")


def check_reason(reason: str) -> None:
    """Raises NotDone for what the log should not keep as the reason of something."""
    if not reason or len(reason) > LONGEST_REASON or "@" in reason:
        raise NotDone(f"Say why, in at most {LONGEST_REASON} characters and without an address.")


if __name__ == "__main__":
    raise SystemExit(main())
