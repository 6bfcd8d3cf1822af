"""Who lost the link to their initiative is mailed a new one, where there is any; whoever asked."""

from chalicelib import addresses
from chalicelib.cloud import editions, keys
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.kinds import DAY
from chalicelib.messages.mail import ConfirmationMailRequested
from chalicelib.messages.message import Link, Message
from chalicelib.messages.moderation import LinkLost
from chalicelib.moderation import store
from chalicelib.moderation.status.lost.found import of_this_year

LASTS = DAY
"""Seconds that the link to their pages works; those on that page last as long as the first did."""


def find_links(lost: LinkLost) -> list[Message]:
    """One mail to the address that we know, however it was typed; none where nothing of this year is theirs."""
    editions.check(edition().name)
    mailbox = store.mailbox_of(lost.email)
    theirs = of_this_year(mailbox)
    if not theirs:
        return []
    contact = theirs[0].contact
    recipient = keys.address_hash(addresses.canonical(contact.email))
    link = Link("links", (mailbox, edition().name), recipient, lost.at + LASTS)
    mail_id = f"links-{lost.id}"
    return [ConfirmationMailRequested(mail_id, "links-lost", contact.email, contact.language, {}, link, lost.at)]


STEPS: Steps = {LinkLost: find_links}
