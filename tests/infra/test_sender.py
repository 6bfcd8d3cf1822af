"""The sender of our mails, as the mail service and the DNS know it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dns.exception import DNSException

from infra.put import check, identity
from tests.infra.deploying import Account, an_account


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Account]:
    with an_account(monkeypatch, tmp_path) as its:
        yield its


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ({}, "mail.example.org does not say what to do with forged mail"),
        ({"_dmarc.mail.example.org": ['"spf"']}, "mail.example.org does not say"),
        ({"_dmarc.mail.example.org": ['"v=DMARC1; p=none"']}, "mail.example.org says what to do"),
        ({"_dmarc.example.org": ['"v=DMARC1; p=reject"']}, "mail.example.org says what to do"),
    ],
)
def test_the_dns_is_asked_what_becomes_of_forged_mail(
    account: Account, capsys: pytest.CaptureFixture[str], rows: dict[str, list[str]], said: str
) -> None:
    """B4: a domain may leave it to the one that it is part of."""
    account.dns = rows
    assert check.main(("Stage=test", "Sender=a@mail.example.org")) == 0
    assert said in capsys.readouterr().out


def test_a_dns_that_does_not_answer_keeps_nobody_from_deploying(
    account: Account, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(*asked: Any, **how: Any) -> None:
        raise DNSException

    monkeypatch.setattr(identity, "resolve", silent)
    assert check.main(("Stage=test", "Sender=a@example.org")) == 0
    assert "could not be asked" in capsys.readouterr().out


def test_a_sender_s_address_that_nobody_verified_hides_no_domain_that_is(account: Account) -> None:
    known = {"example.org": True, "campagne@example.org": False}
    told = account.ses.get_email_identity
    for name in known:
        account.ses.create_email_identity(EmailIdentity=name)
    account.ses.get_email_identity = lambda **asked: {
        **told(**asked),
        "VerifiedForSendingStatus": known[asked["EmailIdentity"]],
    }
    its = identity.of(account.ses, "campagne@example.org")
    assert its is not None
    assert (its.name, its.is_verified) == ("example.org", True)
