"""An account to deploy in: moto's, with a CloudFormation that fails as documented, and what moto does not know."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from dns.resolver import NXDOMAIN
from moto import mock_aws

from chalicelib.edition import Edition
from infra import terminal
from infra.make.package import Code, single
from infra.put import asked, certificate, changes, deploy, diff, identity, team, years
from infra.wiring import Table, wiring
from tests.account import make_table
from tests.infra.formation import Formation

REGION = "eu-west-1"
GIVEN = ("Stage=test", "Edition=2027", "Organiser=sofie@example.org", "Sender=campagne@example.org", "--yes")
"""What is typed for a first deploy."""


@dataclass
class Account:
    """An account: moto's, with this CloudFormation."""

    formation: Formation
    plan: str = "PAID"
    dns: dict[str, list[str]] = field(default_factory=dict)
    years: dict[str, list[Edition]] = field(default_factory=dict)
    """Those that the functions of a stack were brought."""
    session: boto3.Session = field(default_factory=lambda: boto3.Session(region_name=REGION))
    ses: Any = field(init=False)
    functions: Any = field(init=False)

    @property
    def region_name(self) -> str:
        return REGION

    def __post_init__(self) -> None:
        self.ses, self.functions = self.session.client("sesv2"), self.session.client("lambda")
        # What moto does not know.
        self.quota = {"Max24HourSend": 50_000.0, "MaxSendRate": 14.0, "SentLast24Hours": 0.0}
        self.ses.get_account = lambda: {"SendQuota": self.quota, "ProductionAccessEnabled": True}
        self.ses.put_email_identity_feedback_attributes = lambda **asked: {}
        self.functions.get_account_settings = lambda: {"AccountLimit": {"ConcurrentExecutions": 10}}
        told = self.ses.get_email_identity
        self.ses.get_email_identity = lambda **asked: {**told(**asked), "DkimAttributes": {"Tokens": ["abc"]}}

    def brings(self, stage: str, year: Edition) -> str:
        """Keep a year, as the functions would."""
        self.years.setdefault(f"gastvrij-{stage}", []).append(year)
        return ""

    def rows_of(self, name: str, kind: str, **how: Any) -> list[str]:
        """What the DNS says: nothing, but of these names."""
        if name not in self.dns:
            raise NXDOMAIN
        return self.dns[name]

    def client(self, service: str, **how: Any) -> Any:
        own = {
            "cloudformation": self.formation,
            "freetier": SimpleNamespace(get_account_plan_state=lambda: {"accountPlanType": self.plan}),
            "sesv2": self.ses,
            "lambda": self.functions,
        }
        return own.get(service) or self.session.client(service, **how)  # type: ignore[call-overload]


@dataclass
class Made:
    """What was packed."""

    formation: Formation
    folder: Path

    @property
    def template(self) -> dict[str, Any]:
        return copy.deepcopy(self.formation.template)

    @property
    def codes(self) -> tuple[Code, ...]:
        return (Code(self.folder / "deployment.zip"),)


@contextmanager
def an_account(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[Account]:
    """An account in which nothing is deployed yet, and in which the tools work meanwhile."""
    resources: dict[str, Any] = {
        f"{name}Table": {
            "Type": "AWS::DynamoDB::Table",
            "DeletionPolicy": "RetainExceptOnCreate",
            "Properties": {"TableName": {"Fn::Sub": f"gastvrij-${{Stage}}-{name}"}},
        }
        for name in wiring().tables
    }
    resources["Site"] = {"Type": "AWS::CloudFront::Distribution", "Properties": {}}
    # Else it looks for docker, over a socket that it leaves open.
    with mock_aws(config={"lambda": {"use_docker": False}}):
        its = Account(Formation({"Parameters": single()["Parameters"], "Resources": resources}))
        for file in ("deployment.zip", "deployment.cdx.json"):
            (folder / file).write_text("x")
        made = Made(its.formation, folder)
        monkeypatch.setattr(deploy, "packed", lambda: made)
        monkeypatch.setattr(diff, "packed", lambda: made)
        monkeypatch.setattr(asked, "session", lambda: its)
        monkeypatch.setattr(changes, "LOOK_EVERY", 0)
        monkeypatch.setattr(certificate, "LOOK_EVERY", 0)
        monkeypatch.setattr(terminal.console, "width", 240)
        monkeypatch.setattr(identity, "resolve", its.rows_of)
        # What the functions do with a year is shown in tests/journeys/test_deployed.py.
        monkeypatch.setattr(years, "there", lambda stack: its.years.get(stack.name, []))
        monkeypatch.setattr(years, "bring", its.brings)
        monkeypatch.setattr(team, "check", lambda stage, is_there, organiser: None)
        monkeypatch.setattr(team, "bring", lambda stage, organiser: None)
        _made_by_the_stack(its)
        yield its


def _made_by_the_stack(account: Account) -> None:
    """What the stand-in only writes down."""
    for name in wiring().tables:
        make_table(f"gastvrij-production-{name}", Table(("k",)))
    account.client("s3").create_bucket(Bucket="public", CreateBucketConfiguration={"LocationConstraint": REGION})
    role = account.client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    for stage in ("test", "production"):
        account.client("lambda").create_function(
            FunctionName=f"gastvrij-{stage}-turn-phase",
            Runtime="python3.13",
            Role=role,
            Handler="x",
            Code={"ZipFile": b"x"},
        )
