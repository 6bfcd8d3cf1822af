"""What a mailbox says of what comes in from it."""

from chalicelib import addresses
from chalicelib.cloud.editions import edition
from chalicelib.messages.moderation import ReviewRequested
from chalicelib.moderation import store
from chalicelib.moderation.warnings import Noticed


def of(requested: ReviewRequested) -> tuple[Noticed, ...]:
    """Of whoever sent something in, and as it is now: kept, so that a mail that is asked for again says the same."""
    email = requested.contact.email
    others = [its for its in store.of_mailbox(store.mailbox_of(email)) if its != requested.id][:100]
    found: dict[Noticed, bool] = {
        "disposable": addresses.is_disposable(email),
        "same_mailbox": any(its.edition == edition().name for its in store.several(others)) if others else False,
    }
    return tuple(name for name, is_so in found.items() if is_so)
