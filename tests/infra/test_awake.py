"""After a deploy in season every queue is read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.put import deploy
from tests.infra.deploying import GIVEN, Account, an_account


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Account]:
    with an_account(monkeypatch, tmp_path) as its:
        yield its


def _asleep(account: Account) -> list[str]:
    """Have one queue not be read, and note what is done about it."""
    woken: list[str] = []
    mapping = {"UUID": "of-register", "State": "Disabled"}
    account.functions.list_event_source_mappings = lambda **asked: {
        "EventSourceMappings": [mapping] if asked["FunctionName"] == "gastvrij-test-register" else []
    }
    account.functions.update_event_source_mapping = lambda **asked: woken.append(f"{asked['UUID']} {asked['Enabled']}")
    return woken


def test_in_season_every_queue_is_read_after_a_deploy(account: Account) -> None:
    """A visit of out of season may put one to sleep while CloudFormation works, which it does not see."""
    woken = _asleep(account)
    assert deploy.main(GIVEN) == 0
    assert woken == ["of-register True"]


def test_a_deploy_opens_no_site_that_was_closed(account: Account) -> None:
    woken = _asleep(account)
    account.client("ssm").put_parameter(Name="/gastvrij/test/closed", Value="{}", Type="String")
    assert deploy.main(GIVEN) == 0
    assert woken == []
