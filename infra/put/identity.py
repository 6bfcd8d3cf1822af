"""The mail service's identity of a sender: made once, or taken as it is, and shared by all stages of a domain.

It is no part of the stack: whoever verified the domain before made it already, and deleting a test must not end the
mails of production.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, resolve

from chalicelib import addresses

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import GetAccountResponseTypeDef


DNS_SECONDS = 5.0


@dataclass(frozen=True)
class Identity:
    """The domain or address that mails come from; `rows` are those of the DNS that make it one's own."""

    name: str
    is_verified: bool
    rows: tuple[tuple[str, str, str], ...] = ()
    """Name, kind and value."""


def of(ses: "SESV2Client", sender: str) -> Identity | None:
    """What the mail service knows of a sender: its address, where that is what was verified, or else its domain."""
    its, domain = _found(ses, sender), _found(ses, _domain(sender))
    return its if its and (its.is_verified or domain is None) else domain


def made(ses: "SESV2Client", sender: str) -> Identity:
    """That, made where it is not there yet."""
    found = of(ses, sender)
    if found is None:
        ses.create_email_identity(EmailIdentity=_domain(sender))
        # Bounces come over the feedback queue; by mail they would bring addresses to the sender's mailbox.
        ses.put_email_identity_feedback_attributes(EmailIdentity=_domain(sender), EmailForwardingEnabled=False)
        found = of(ses, sender)
    assert found, "it was made just now"
    return found


def quota(account: "GetAccountResponseTypeDef") -> tuple[int, int]:
    """How many mails the mail service lets an account send in 24 hours, 0 where any number, and in a second."""
    told = account["SendQuota"]
    # Any number is said as -1.
    return max(0, int(told["Max24HourSend"])), int(told["MaxSendRate"])


def says_what_of_forged_mail(domain: str) -> bool | None:
    """Whether a domain, or the one that it is part of, has a DMARC row; None where nobody answers (RFC 7489)."""
    try:
        return any(_is_dmarc(name) for name in dict.fromkeys((domain, addresses.registrable(f"any@{domain}"))))
    except DNSException:
        return None


def _is_dmarc(domain: str) -> bool:
    try:
        rows = resolve(f"_dmarc.{domain}", "TXT", lifetime=DNS_SECONDS)
    except (NXDOMAIN, NoAnswer):
        return False
    return any(str(row).strip('"').startswith("v=DMARC1") for row in rows)


def _found(ses: "SESV2Client", name: str) -> Identity | None:
    try:
        told = ses.get_email_identity(EmailIdentity=name)
    except ses.exceptions.NotFoundException:
        return None
    tokens = told.get("DkimAttributes", {}).get("Tokens", []) if "@" not in name else []
    rows = tuple((f"{token}._domainkey.{name}", "CNAME", f"{token}.dkim.amazonses.com") for token in tokens)
    return Identity(name, bool(told.get("VerifiedForSendingStatus")), rows)


def _domain(sender: str) -> str:
    return sender.rpartition("@")[2]
