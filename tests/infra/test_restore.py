"""Rows come back from a backup, and whoever was erased since does not."""

from chalicelib.cloud.settings import settings
from infra.operate import restore
from tests.account import client
from tests.campaign import Campaign, Clock
from tests.infra.leaving import Person, aws_restores, builds, files, votes
from tests.infra.operators import Operator


def test_everything_but_the_erasures_comes_back() -> None:
    assert {"registrations", "dossiers", "ballots"} < set(restore.TABLES)
    # What is limited lives for an hour, and the keys in its table are destroyed for good.
    assert not {"erasures", "limits"} & set(restore.TABLES)


def test_rows_are_as_they_were_and_those_that_came_since_are_gone(
    campaign: Campaign, operator: Operator, voted: str
) -> None:
    before = campaign.rows()
    aws_restores(before)
    votes(campaign, Person("Els Later", "els@later.example", ""), voted)
    client("dynamodb").delete_item(
        TableName=settings().table("dossiers"), Key={"id": next(row["id"] for row in before["dossiers"])}
    )
    told = operator.restores("old")
    assert "ballots: 5 rows → 4 rows" in told
    assert "Nothing was done" in told
    assert campaign.rows() != before
    assert "Nothing is left" in operator.restores("old", "--yes")
    assert {name: sorted(rows, key=str) for name, rows in campaign.rows().items()} == {
        name: sorted((restore.as_brought_back(name, row) for row in rows), key=str) for name, rows in before.items()
    }


def test_what_was_approved_since_the_backup_goes_off_the_site(
    campaign: Campaign, operator: Operator, voted: str, clock: Clock
) -> None:
    public = files(campaign)
    before = campaign.rows()
    aws_restores({**before, "publications": [row for row in before["publications"] if row["slug"]["S"] != voted]})
    operator.restores("old", "--yes")
    assert files(campaign) == public
    builds(campaign)
    assert f"nl/initiatives/{voted}" in public
    assert f"nl/initiatives/{voted}" not in files(campaign)
    assert voted not in campaign.file("initiatives.json")


def test_a_suffix_that_no_table_has_does_nothing(campaign: Campaign, operator: Operator) -> None:
    assert "No table" in operator.restores("none", "--yes", fails=True)
