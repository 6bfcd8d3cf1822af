"""The tools that put a campaign in an account, over moto and a CloudFormation that fails as documented."""

import fnmatch
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from botocore.client import BaseClient

from infra.put import certificate, check, deploy, destroy, diff
from infra.put.failed import DeployFailed
from infra.put.stack import Stack
from infra.wiring import wiring
from tests.campaign import VOTING
from tests.infra.deploying import GIVEN, Account, an_account


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Account]:
    with an_account(monkeypatch, tmp_path) as its:
        yield its


def _parameters(account: Account, stage: str = "test") -> dict[str, str]:
    return account.formation.stacks[f"gastvrij-{stage}"].parameters


def test_a_site_without_a_name_of_its_own_gets_the_cdns(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """B3"""
    assert deploy.main(GIVEN) == 0
    assert _parameters(account)["PublicUrl"] == "https://d1.cloudfront.net"
    assert "✓ https://d1.cloudfront.net" in capsys.readouterr().out
    assert deploy.main(("Stage=test", "--yes")) == 0
    assert _parameters(account)["PublicUrl"] == "https://d1.cloudfront.net"


def test_the_sender_is_made_once_and_its_rows_are_printed(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """B1: also where a person or another stage made it before."""
    account.client("sesv2").create_email_identity(EmailIdentity="example.org")
    assert deploy.main(GIVEN) == 0
    assert deploy.main(("Stage=production", *GIVEN[1:])) == 0
    assert "abc._domainkey.example.org  CNAME  abc.dkim.amazonses.com" in capsys.readouterr().out


def test_a_name_of_its_own_waits_for_its_certificate(
    account: Account, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """B3: in the one region where the CDN looks for it; asked for once."""
    acm = account.client("acm", region_name="us-east-1")
    monkeypatch.setattr(certificate, "LONGEST", 0.2)
    real, left = certificate._told, [3]

    def waiting(client: Any, arn: str) -> Any:
        told = real(client, arn)
        left[0] -= 1
        return certificate.Certificate(told.arn, "ISSUED" if left[0] < 0 else "PENDING_VALIDATION", told.rows)

    monkeypatch.setattr(certificate, "_told", waiting)
    assert deploy.main((*GIVEN, "PublicUrl=https://www.gastvrij.example/")) == 0
    (found,) = acm.list_certificates()["CertificateSummaryList"]
    kept = _parameters(account)
    assert kept["CertificateArn"] == found["CertificateArn"]
    assert kept["PublicUrl"] == "https://www.gastvrij.example"
    assert "www.gastvrij.example  CNAME  d1.cloudfront.net" in capsys.readouterr().out
    # S2: nothing but the stage is typed the next time.
    assert deploy.main(("Stage=test", "--yes")) == 0
    assert _parameters(account) == kept
    assert len(acm.list_certificates()["CertificateSummaryList"]) == 1


def test_a_certificate_that_waits_too_long_is_said_and_the_next_run_goes_on(
    account: Account, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(certificate, "LONGEST", 0.05)
    real = certificate._told
    monkeypatch.setattr(
        certificate, "_told", lambda acm, arn: certificate.Certificate(arn, "PENDING_VALIDATION", real(acm, arn).rows)
    )
    assert deploy.main((*GIVEN, "PublicUrl=https://www.gastvrij.example")) == 1
    assert "run this again" in capsys.readouterr().out
    assert account.formation.stacks == {}


def test_mail_goes_as_fast_as_the_account_lets_it(account: Account) -> None:
    """S11"""
    account.quota |= {"Max24HourSend": 2_000_000.0, "MaxSendRate": 300.0}
    assert deploy.main(GIVEN) == 0
    assert (_parameters(account)["ConfirmationMailers"], _parameters(account)["MailsPerDay"]) == ("42", "2000000")


def test_only_what_is_whole_is_protected(account: Account) -> None:
    """B2: a first deploy of production that fails can be run again."""
    account.formation.fails["Site"] = "Not yet."
    given = ("Stage=production", *GIVEN[1:])
    assert deploy.main(given) == 1
    assert account.formation.stacks == {}
    account.formation.fails.clear()
    dynamodb = account.client("dynamodb")
    assert deploy.main(given) == 0
    tables = [dynamodb.describe_table(TableName=f"gastvrij-production-{name}")["Table"] for name in wiring().tables]
    assert all(table["DeletionProtectionEnabled"] for table in tables)
    assert account.formation.stacks["gastvrij-production"].is_kept


def test_what_outlives_its_stack_has_a_plain_name(account: Account) -> None:
    """CloudFormation takes back only what is named without a function."""
    assert deploy.main(GIVEN) == 0
    body = (
        account.client("s3")
        .get_object(Bucket="gastvrij-test-code-123456789012-eu-west-1", Key="template.json")["Body"]
        .read()
    )
    assert b'"TableName": "gastvrij-test-ballots"' in body


def test_static_files_are_there_before_whoever_names_them(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    """S1"""
    assert deploy.main(GIVEN) == 0
    order: list[str] = []
    monkeypatch.setattr(Stack, "upload", lambda its, folder: order.append("files"))
    monkeypatch.setattr(Stack, "apply", lambda its, proposed: order.append("functions"))
    assert deploy.main((*GIVEN, "VoteCounters=20")) == 0
    assert order[:2] == ["files", "functions"]


def test_a_look_shows_what_would_change_and_changes_nothing(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    """S17"""
    assert diff.main(GIVEN) == 0
    assert "ballotsTable" in capsys.readouterr().out
    assert account.formation.stacks == {}
    assert deploy.main(GIVEN) == 0
    assert diff.main(("Stage=test",)) == 0
    assert "would change nothing" in capsys.readouterr().out


def test_a_look_asks_for_no_certificate_and_clears_nothing_away(account: Account) -> None:
    assert diff.main((*GIVEN, "PublicUrl=https://www.gastvrij.example")) == 0
    acm = account.client("acm", region_name="us-east-1")
    assert acm.list_certificates()["CertificateSummaryList"] == []
    assert deploy.main(GIVEN) == 0
    half_made = account.formation.stacks["gastvrij-test"]
    half_made.status = "ROLLBACK_COMPLETE"
    assert diff.main(("Stage=test", "VoteCounters=20")) == 1
    assert account.formation.stacks["gastvrij-test"] is half_made


def test_each_thing_is_said_once_and_a_parameter_that_went_is_left_out(
    account: Account, capsys: pytest.CaptureFixture[str]
) -> None:
    assert deploy.main(GIVEN) == 0
    assert capsys.readouterr().out.count("_dmarc.example.org") == 1
    account.formation.stacks["gastvrij-test"].parameters["OfLastYear"] = "x"
    assert deploy.main(("Stage=test", "--yes")) == 0
    assert "OfLastYear" not in _parameters(account)


def test_nobody_is_asked_where_nobody_sits(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    assert deploy.main(GIVEN[:-1]) == 1
    assert "add --yes" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say which campaign"),
        (("Stage=local",), "Say which campaign"),
        (("Stage=test", "Foo=1"), "There is no Foo"),
        (("Stage=test", "PublicUrl=http://x.example"), "https://"),
        (("Stage=test", "--yes"), "The first time say also Sender=…"),
    ],
)
def test_what_cannot_be_meant_is_said(
    account: Account, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert deploy.main(words) == 1
    assert said in capsys.readouterr().out


def test_an_account_is_looked_at_before_anything_is_made(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """B4"""
    assert check.main(("Stage=test", "Sender=a@example.org", "PublicUrl=https://www.gastvrij.example")) == 0
    said = capsys.readouterr().out
    for about in (
        "Account 123456789012, region eu-west-1",
        "paid plan",
        "Only 10 functions",
        "mails a day",
        "_dmarc.example.org",
        "CDN",
    ):
        assert about in said
    account.plan = "FREE"
    assert check.main(("Stage=test",)) == 1
    assert deploy.main(GIVEN) == 1
    assert "nothing was changed" in capsys.readouterr().out
    assert account.formation.stacks == {}


def test_a_test_is_taken_away_with_all_that_it_kept(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    """S17"""
    assert deploy.main(GIVEN) == 0
    assert destroy.main(("Stage=test", "--yes")) == 0
    assert account.formation.stacks == {}
    assert account.client("ssm").describe_parameters()["Parameters"] == []
    assert [its["Name"] for its in account.client("s3").list_buckets()["Buckets"]] == ["public"]
    assert destroy.main(("Stage=test", "--yes")) == 0
    assert destroy.main(("Stage=production", "--yes")) == 1
    assert "Production is not destroyed" in capsys.readouterr().out


def test_no_season_is_closed_while_people_may_vote(account: Account, capsys: pytest.CaptureFixture[str]) -> None:
    with time_machine.travel(VOTING):
        assert deploy.main((*GIVEN, "Season=closed")) == 1
    assert "cannot be closed" in capsys.readouterr().out
    assert account.formation.stacks == {}
    assert deploy.main((*GIVEN, "Season=closed")) == 0


IAM = {
    "sesv2": "ses",
    "s3:ListObjectsV2": "s3:ListBucket",
    "s3:HeadBucket": "s3:ListBucket",
    "s3:DeleteObjects": "s3:DeleteObject",
    "lambda:Invoke": "lambda:InvokeFunction",
}
"""What IAM calls a call otherwise than the SDK."""


def test_whoever_deploys_needs_no_more_than_the_policy_for_it(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S17: from a first look to the end of a test."""
    asked_for: set[str] = {"cloudformation:CreateChangeSet", "freetier:GetAccountPlanState"}
    real = BaseClient._make_api_call  # type: ignore[attr-defined]

    def noted(client: Any, operation: str, given: Any) -> Any:
        service = client.meta.service_model.service_name
        called = f"{IAM.get(service, service)}:{operation}"
        asked_for.add(IAM.get(called, called))
        return real(client, operation, given)

    monkeypatch.setattr(BaseClient, "_make_api_call", noted)
    assert deploy.main(GIVEN) == 0
    assert deploy.main(("Stage=production", *GIVEN[1:])) == 0
    assert destroy.main(("Stage=test", "--yes")) == 0
    statements = json.loads((Path(deploy.__file__).parent / "deployer.json").read_text("utf-8"))["Statement"]
    may = [
        each for its in statements for each in ([its["Action"]] if isinstance(its["Action"], str) else its["Action"])
    ]
    assert len(asked_for) > 15
    assert [its for its in sorted(asked_for) if not any(fnmatch.fnmatchcase(its, each) for each in may)] == []
    everything = [its for its in statements if its["Resource"] == "*"]
    assert not any(each.startswith(("iam:", "dynamodb:", "ssm:")) for its in everything for each in its["Action"])


def test_another_python_than_the_pinned_one_packs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """S13: bytecode of one version on the runtime of another fails at each import."""
    monkeypatch.setattr(deploy, "RUNTIME", (3, 99))
    with pytest.raises(DeployFailed, match=r"Python 3\.99"):
        deploy.packed()
