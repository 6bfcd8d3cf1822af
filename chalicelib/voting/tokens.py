"""What the vote's mailed links and receipts say.

The voter key in them is closed under a pad of its own each time: two links or receipts of one voter cannot be joined by
who gets them forwarded.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

from msgspec import Struct

from chalicelib import clock
from chalicelib.cloud import keys
from chalicelib.cloud.editions import edition
from chalicelib.kinds import Seconds, Slug, VoterKey
from chalicelib.messages.message import Link
from chalicelib.web import links
from chalicelib.web.links import TYPED, LinkExpired

_KEPT = timedelta(days=31)
"""How long after the results a receipt can be looked at."""


class Asked(Struct, frozen=True):
    """What a mailed link lets its reader do: vote in a round, for the candidate that was asked for or another."""

    round: str
    candidate: Slug
    title: str
    domain: str
    mail: str
    voter: VoterKey
    typed: bool = False
    pace: int = 0
    """Of the sum that its mail was asked for with; see pace.py."""

    @property
    def link(self) -> str:
        """Stands for this link in the voter's ballot. 11 characters."""
        return _link(self.mail, TYPED if self.typed else "")

    def receipt(self, candidate: Slug) -> str:
        """The public id of the receipt for a choice by this link: the same each time. 26 characters."""
        return keys.public_id(keys.derived("receipt", self.mail, TYPED if self.typed else "", candidate))


class Receipt(Struct, frozen=True):
    """What a receipt's link says: which one, of which voter, and behind which mail."""

    round: str
    id: str
    mail: str
    voter: VoterKey

    @property
    def links(self) -> frozenset[str]:
        """What stands in the voter's ballot for the links of its mail: the button's and that of its typed code."""
        return frozenset((_link(self.mail, ""), _link(self.mail, TYPED)))


def vote_link(asked: Asked, expires: Seconds) -> Link:
    """The link that goes in the mail."""
    its_pace = (str(asked.pace),) if asked.pace else ()
    subject = (asked.round, asked.candidate, asked.title, asked.domain, asked.mail, *its_pace)
    return Link("vote", subject, _padded(asked.voter, "vote", asked.mail), expires)


def read_vote_link(token: str) -> Asked:
    """What a mailed link says. Raises LinkUnknown and LinkExpired, also for one of a round that is not this year's."""
    link = links.read("vote", token, clock.seconds())
    if link.subject[0] != edition().vote.key:
        raise LinkExpired
    return asked_by(link)


def asked_by(link: Link) -> Asked:
    """What a link in a mail of the vote says."""
    round_name, candidate, title, its_domain, mail, *more = link.subject
    voter_key = VoterKey(_padded(link.recipient, "vote", mail))
    its_pace = next((int(said) for said in more if said != TYPED), 0)
    return Asked(round_name, candidate, title, its_domain, mail, voter_key, TYPED in more, its_pace)


def receipt_token(asked: Asked, receipt: str) -> str:
    """What leads to a receipt, until a month after the results."""
    expires = int((edition().vote.results + _KEPT).timestamp())
    pad = _padded(asked.voter, "receipt", receipt)
    return links.sign(Link("receipt", (asked.round, receipt, asked.mail), pad, expires))


def read_receipt(token: str) -> Receipt:
    """What a receipt's link says. Raises LinkUnknown and LinkExpired."""
    link = links.read("receipt", token, clock.seconds())
    round_name, receipt, mail = link.subject
    return Receipt(round_name, receipt, mail, VoterKey(_padded(link.recipient, "receipt", receipt)))


def _link(mail: str, typed: str) -> str:
    return _text(keys.derived("vote link", mail, typed)[:8])


def _padded(voter_key: str, *what: str) -> str:
    """A voter key under a one-time pad, or out from under it."""
    pad = keys.derived("voter pad", *what)
    raw = urlsafe_b64decode(voter_key + "=")
    return _text(bytes(one ^ other for one, other in zip(raw, pad, strict=True)))


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
