"""The certificate of the site's own name: found, or asked for, with the row that proves the name is one's own."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3

from infra.put.failed import DeployFailed

REGION: Any = "us-east-1"
"""Where the CDN looks for certificates, wherever the rest is."""
LOOK_EVERY = 10.0
"""Seconds."""
LONGEST = 30 * 60
"""Seconds that one waits for somebody to add the row; after that the tool can be run again."""

ENDED = ("FAILED", "EXPIRED", "REVOKED", "VALIDATION_TIMED_OUT")


@dataclass(frozen=True)
class Certificate:
    """One certificate; `rows` are those of the DNS that it waits for: name, kind and value."""

    arn: str
    status: str
    rows: tuple[tuple[str, str, str], ...]


def of(acm: Any, host: str) -> Certificate | None:
    """The certificate for a host that is the furthest: issued, or else one that waits for its row."""
    found = [_told(acm, arn) for arn in _arns(acm, host)]
    usable = [one for one in found if one.status not in ENDED]
    return min(usable, key=lambda one: one.status != "ISSUED", default=None)


def issued(session: boto3.Session, host: str, tell: Callable[[Certificate], None]) -> str:
    """The certificate for a host once it is issued; `tell` hears, once, of one that waits for its row.

    Raises DeployFailed after half an hour, or where it will not be issued.
    """
    acm = session.client("acm", region_name=REGION)
    certificate = of(acm, host)
    arn = (
        certificate.arn
        if certificate
        else acm.request_certificate(DomainName=host, ValidationMethod="DNS")["CertificateArn"]
    )
    until, told = time.monotonic() + LONGEST, False
    while time.monotonic() < until:
        certificate = _told(acm, arn)
        if certificate.status == "ISSUED":
            return arn
        if certificate.status in ENDED:
            raise DeployFailed(f"The certificate for {host} is {certificate.status}: delete it in ACM ({REGION}).")
        # The row is made a few seconds after it was asked for.
        if certificate.rows and not told:
            told = True
            tell(certificate)
        time.sleep(LOOK_EVERY)
    raise DeployFailed(
        f"The certificate for {host} still waits for its row in the DNS: run this again once it is there."
    )


def _arns(acm: Any, host: str) -> Iterator[str]:
    wildcard = f"*.{host.partition('.')[2]}"
    for page in acm.get_paginator("list_certificates").paginate():
        for one in page["CertificateSummaryList"]:
            names = {one["DomainName"], *one.get("SubjectAlternativeNameSummaries", [])}
            if names & {host, wildcard}:
                yield one["CertificateArn"]


def _told(acm: Any, arn: str) -> Certificate:
    told = acm.describe_certificate(CertificateArn=arn)["Certificate"]
    rows = {
        (row["Name"].rstrip("."), str(row["Type"]), row["Value"].rstrip("."))
        for option in told.get("DomainValidationOptions", [])
        if (row := option.get("ResourceRecord"))
    }
    return Certificate(arn, str(told["Status"]), tuple(sorted(rows)))
