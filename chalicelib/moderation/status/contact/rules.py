"""When somebody else may answer for an initiative, and until when that can be confirmed: values in, values out."""

from typing import Final

from chalicelib.kinds import DAY, Seconds
from chalicelib.moderation.dossier import Dossier, Pending
from chalicelib.moderation.rules import FORGOTTEN, WITHDRAWN

OLD: Final = "old"
NEW: Final = "new"
BOTH = frozenset({OLD, NEW})
"""The mailboxes that confirm a change."""

LASTS = 7 * DAY
"""Seconds after which what was not confirmed by both is over, and nothing of it is kept."""

MOST_A_DAY = 3
MOST = 20
"""How often a change may be asked for: each mails somebody who never wrote to us."""


def may_pass_on(dossier: Dossier) -> bool:
    """Whether somebody answers for it, who may hand that over."""
    return bool(dossier.contact.email) and dossier.state not in (WITHDRAWN, FORGOTTEN)


def may_ask(dossier: Dossier, now: Seconds) -> bool:
    """Whether one more change may be asked for now."""
    asked = [event.at for event in dossier.events if event.what == "contact-asked"]
    # Of two that overtake each other the later press counts, and none of who handed it over since.
    newer = any(event.at > now for event in dossier.events if event.what in ("contact-asked", "contact-changed"))
    return may_pass_on(dossier) and not newer and len(asked) < MOST and sum(now - at < DAY for at in asked) < MOST_A_DAY


def waiting(dossier: Dossier, now: Seconds) -> Pending | None:
    """The change that is to be confirmed still, if there is one."""
    pending = dossier.pending
    return pending if pending and now < pending.at + LASTS else None
