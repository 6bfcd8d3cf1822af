"""Once a log is open for good, what it was made of goes: its entries are public, and each chain stands as it ended."""

from datetime import timedelta

from chalicelib import clock
from chalicelib.cloud import editions, log, uploads
from chalicelib.voting import rules as voting
from chalicelib.voting.sealing import store

AFTER = voting.PATIENCE + timedelta(days=1)
"""After the numbers have settled: until a day before, whoever seals may still write something down and go on."""


def clear_all() -> None:
    """Of every log that is open and grows no more, keep only the chains by which receipts are proven.

    They say no more than the ballots do, and nobody can tell any more whose those are.
    """
    for year in editions.years():
        vote = year.edition.vote
        if clock.now() < vote.settled + AFTER:
            continue
        its = store.find(vote.key)
        if its.is_opened and its.drawn == its.size and (gone := uploads.unseal(vote.key, its.chains.values())):
            log.happened("sealed files cleared", round=vote.key, count=gone)
