"""Whose link is lost: the initiatives of a mailbox in the year that is on."""

from chalicelib.cloud import editions
from chalicelib.cloud.editions import edition
from chalicelib.moderation import store
from chalicelib.moderation.dossier import Dossier

MOST = 100
"""Of a mailbox, of which two registrations a day are mailed at all."""


def of_this_year(mailbox: str) -> list[Dossier]:
    """The dossiers of who reads a mailbox (see `store.mailbox_of`), the newest first. Two calls. Raises TryAgain."""
    ids = store.of_mailbox(mailbox)[:MOST]
    found = store.several(ids) if ids else []
    # The index is a moment behind: who reads its mail now, the dossier says itself.
    theirs = (its for its in found if its.versions and store.mailbox_of(its.contact.email) == mailbox)
    this = (its for its in theirs if editions.newest(its.edition).edition.name == edition().name)
    return sorted(this, key=lambda its: -its.opened_at)
