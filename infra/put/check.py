"""`python -m infra.put.check Stage=production Sender=… PublicUrl=…`: whether an account lets a campaign be made.

Looks only. What it cannot know it says, with where to look.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from botocore.exceptions import BotoCoreError, ClientError

from infra.put import asked, certificate, identity
from infra.put.asked import Asked, work
from infra.put.failed import DeployFailed
from infra.put.stack import Stack
from infra.terminal import console

FEWEST_AT_ONCE = 100
"""Functions that have to be able to run at once: a new account has 10, with which pages turn people away."""

Verdict = Literal["good", "look", "stop"]
SIGNS = {"good": "[green]✓[/]", "look": "[yellow]![/]", "stop": "[bold red]✗[/]"}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `stop` where a deploy would fail, `look` where people would meet it later."""

    verdict: Verdict
    sentence: str


def main(arguments: Sequence[str]) -> int:
    """Look at the account. Exit code 1 where a deploy would fail."""
    return work(lambda: _check(asked.read(arguments, "check", "Looks whether an account lets a campaign be made.")))


def _check(typed: Asked) -> None:
    _say(list(found(Stack(asked.session(), typed.parameters))), "A deploy would fail.")


def stop_at_faults(stack: Stack) -> None:
    """Print what people would meet later. Raises DeployFailed where a deploy would fail."""
    faults = [finding for finding in found(stack) if finding.verdict != "good"]
    _say(faults, "Mend that first, then run this again: nothing was changed.")


def _say(findings: Sequence[Finding], refusal: str) -> None:
    for finding in findings:
        console.print(f"{SIGNS[finding.verdict]} {finding.sentence}", soft_wrap=True)
    if any(finding.verdict == "stop" for finding in findings):
        raise DeployFailed(refusal)


def found(stack: Stack) -> Iterator[Finding]:
    """What there is to say about an account before a campaign is made in it."""
    for look in (_who, _plan, _functions, _mail, _sender, _certificate, _names, _cdn):
        try:
            yield from look(stack)
        except (ClientError, BotoCoreError) as problem:
            # A person with few rights may still deploy; what they may not look at, they are told.
            yield Finding("look", f"{look.__doc__} could not be looked at: {problem}")


def _who(stack: Stack) -> Iterator[Finding]:
    """The account"""
    who = stack.session.client("sts").get_caller_identity()
    yield Finding("good", f"Account {who['Account']}, region {stack.session.region_name}, as {who['Arn']}.")


def _plan(stack: Stack) -> Iterator[Finding]:
    """The plan"""
    # Its one address is there, whatever the region.
    plan = stack.session.client("freetier", region_name="us-east-1").get_account_plan_state()
    if plan.get("accountPlanType") == "FREE":
        yield Finding("stop", "The account is on the free plan, which AWS ends after six months: choose the paid.")
    else:
        yield Finding("good", "The account is on the paid plan.")


def _functions(stack: Stack) -> Iterator[Finding]:
    """The limit of functions at once"""
    limits = stack.session.client("lambda").get_account_settings()["AccountLimit"]
    most = limits["ConcurrentExecutions"]
    if most < FEWEST_AT_ONCE:
        yield Finding(
            "look",
            f"Only {most} functions may run at once, so that a busy hour turns people away. Ask for 1,000, free: "
            "Service Quotas, AWS Lambda, Concurrent executions (L-B99A9384).",
        )
    else:
        yield Finding("good", f"{most:,} functions may run at once.")


def _mail(stack: Stack) -> Iterator[Finding]:
    """The mail service"""
    account = stack.session.client("sesv2").get_account()
    day, second = identity.quota(account)
    said = f"{day:,} mails a day and {second} a second" if day else f"any number of mails, {second} a second"
    if not account.get("SendingEnabled", True):
        yield Finding("look", "The mail service sends nothing for this account: look in its console at why.")
    elif not account.get("ProductionAccessEnabled"):
        yield Finding(
            "look",
            f"The mail service is in its sandbox: {said}, only to addresses that you verified there. Ask to leave it: "
            "SES, Account dashboard, Request production access.",
        )
    else:
        yield Finding("good", f"The mail service lets {said} out.")


def _sender(stack: Stack) -> Iterator[Finding]:
    """The sender"""
    sender = stack.parameters.get("Sender", "")
    if not sender:
        return
    its, domain = identity.of(stack.session.client("sesv2"), sender), sender.rpartition("@")[2]
    if its is None:
        yield Finding("good", f"{domain} is not known to the mail service yet: a deploy begins that.")
    elif its.is_verified:
        yield Finding("good", f"Mails may come from {its.name}.")
    else:
        yield Finding(
            "look", f"The mail service still waits for the rows of {its.name} in its DNS: a deploy prints them."
        )
    yield _forged(domain)


def _forged(domain: str) -> Finding:
    says = identity.says_what_of_forged_mail(domain)
    if says:
        return Finding("good", f"{domain} says what to do with forged mail.")
    seen = "does not say" if says is False else "could not be asked: see that it says"
    return Finding(
        "look",
        f"{domain} {seen} what to do with forged mail, and large providers refuse mail from who does not. This row is "
        f'enough to begin with: _dmarc.{domain} TXT "v=DMARC1; p=none"',
    )


def _certificate(stack: Stack) -> Iterator[Finding]:
    """The certificate"""
    host = stack.parameters.get("PublicUrl", "").partition("//")[2]
    if not host:
        yield Finding("good", "Without PublicUrl the site gets the CDN's own name.")
        return
    its = certificate.of(stack.session.client("acm", region_name=certificate.REGION), host)
    if its is None:
        yield Finding("good", f"There is no certificate for {host} yet: a deploy asks for it and prints its row.")
    elif its.status == "ISSUED":
        yield Finding("good", f"The certificate for {host} is there.")
    else:
        rows = "; ".join(" ".join(row) for row in its.rows)
        yield Finding("look", f"The certificate for {host} waits for its row in the DNS: {rows}")


def _names(stack: Stack) -> Iterator[Finding]:
    """The names of buckets"""
    for kind in ("code", "public"):
        try:
            stack.has_bucket(stack.bucket(kind))
        except DeployFailed as problem:
            yield Finding("stop", f"{problem} Use another stage.")


def _cdn(stack: Stack) -> Iterator[Finding]:
    """The CDN"""
    if stack.session.client("cloudfront").list_distributions().get("DistributionList", {}).get("Quantity"):
        yield Finding("good", "The account has made a CDN before.")
    else:
        yield Finding(
            "look",
            "The account never made a CDN. AWS looks at some before it lets them; a deploy then says so and "
            "leaves nothing behind. Ask for it: Support, Account and billing, CloudFront verification.",
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
