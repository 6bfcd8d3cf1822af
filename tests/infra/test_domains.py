"""An operator sees which domains many votes come from, without a list of who voted (threat 25)."""

from datetime import datetime

import pytest

from chalicelib.voting import voters
from infra.operate import domains
from tests.account import client
from tests.campaign import VOTING
from tests.infra.operators import Operator
from tests.years import YEAR

ROUND = YEAR.vote.key


@pytest.fixture
def begins() -> datetime:
    """In the middle of the vote."""
    return VOTING


def votes(*addresses: str) -> None:
    """Ballots of these people, as their step would keep them."""
    for number, address in enumerate(addresses):
        voter = f"AB{number}"
        row = {"bucket": f"{ROUND}#00", "voter": voter, "candidate": "koor", "domain": voters.domain(ROUND, address)}
        client("dynamodb").put_item(
            TableName="gastvrij-test-ballots",
            Item={**{name: {"S": value} for name, value in row.items()}, "at": {"N": "1"}},
        )


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert domains.main(["--stage", "test", *arguments]) == 0
    return capsys.readouterr().out


def test_votes_from_throw_away_mailboxes_are_told_by_name(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    votes("a@mailinator.com", "b@sub.mailinator.com", "c@gmail.com", "d@gent.be")
    said = told(capsys)
    assert "mailinator.com" in said
    assert "2" in said
    assert "gmail.com" not in said
    assert "gent.be" not in said
    assert "gent.be" in told(capsys, "gent.be")
    rows = [line.strip("│ ").split() for line in told(capsys, "nobody.example", "gmail.com").splitlines()]
    assert [row[::2] for row in rows if "nobody.example" in row or "gmail.com" in row] == [
        ["nobody.example", "0"],
        ["gmail.com", "1"],
    ], "what was asked for is answered, whatever the answer"


def test_many_votes_from_a_domain_that_nobody_knows_stand_out(
    operator: Operator, capsys: pytest.CaptureFixture[str]
) -> None:
    votes(*(f"x{number}@catch-all.example" for number in range(60)), *(f"y{number}@gmail.com" for number in range(60)))
    said = told(capsys)
    assert voters.domain(ROUND, "a@catch-all.example") in said
    assert "60" in said


def test_after_the_key_is_gone_it_says_so(operator: Operator, capsys: pytest.CaptureFixture[str]) -> None:
    from chalicelib.cloud import keys

    client("ssm").delete_parameter(Name=f"/gastvrij/test/domain-key-{ROUND}")
    keys._secret.cache_clear()
    assert domains.main(["--stage", "test"]) == 1
    assert "destroyed" in "".join(capsys.readouterr())
    keys._secret.cache_clear()
