"""A deploy from whatever state its stack is in: after a failure, a second, a stuck update, over what was left."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from infra.put import changes
from infra.put.failed import DeployFailed
from tests.infra.formation import Formation, refused

WHERE = "https://aws.example/template.json"
NAME = "gastvrij-test"
GIVEN = {"Stage": "test", "Sender": "a@example.org"}


def _template(**more: Any) -> dict[str, Any]:
    """A hundred and fifty things, so that a rollback has more events than one page."""
    resources: dict[str, Any] = {
        f"Queue{number}": {"Type": "AWS::SQS::Queue", "Properties": {}} for number in range(150)
    }
    resources["BallotsTable"] = {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": "RetainExceptOnCreate",
        "Properties": {"TableName": f"{NAME}-ballots"},
    }
    resources |= {"Site": {"Type": "AWS::CloudFront::Distribution", "Properties": {}}} | more
    known = {"Stage": {}, "Sender": {}, "AlertEmail": {"Default": ""}, "VoteCounters": {"Default": 4}}
    return {"Parameters": known, "Resources": resources}


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Formation:
    monkeypatch.setattr(changes, "LOOK_EVERY", 0)
    return Formation(_template())


def _deploy(aws: Formation, **given: str) -> bool:
    """Whether anything changed."""
    formation: Any = changes.Formation(aws, NAME)  # type: ignore[arg-type]
    formation.make_ready()
    proposed = formation.propose(WHERE, given or GIVEN, aws.template["Parameters"])
    if proposed:
        formation.apply(proposed)
    return bool(proposed)


def test_a_first_deploy_makes_it_and_a_second_has_nothing_to_do(aws: Formation) -> None:
    assert _deploy(aws)
    assert not _deploy(aws)
    assert aws.stacks[NAME].status == "CREATE_COMPLETE"


@pytest.mark.parametrize("stuck", [set(), {"BallotsTable"}])
def test_a_first_deploy_that_fails_says_the_true_reason_and_can_be_run_again(aws: Formation, stuck: set[str]) -> None:
    """B2, S4: not what was cancelled because of it, and not only the newest page of what happened."""
    aws.fails["Site"] = "Your account must be verified before you can add new CloudFront resources."
    aws.sticks = stuck
    with pytest.raises(DeployFailed, match="Site: Your account must be verified"):
        _deploy(aws)
    aws.fails.clear()
    aws.sticks = set()
    assert _deploy(aws)
    assert set(aws.stacks[NAME].resources) == set(aws.template["Resources"])


@pytest.mark.parametrize("status", ["CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"])
def test_what_an_older_tool_left_half_made_is_cleared_away(aws: Formation, status: str) -> None:
    _deploy(aws)
    aws.stacks[NAME].status = status
    assert _deploy(aws)
    assert len(aws.gone) == 1


def test_an_update_that_fails_says_why_of_this_time_and_not_of_last_month(aws: Formation) -> None:
    _deploy(aws)
    for reason in ("Last month.", "This time."):
        aws.template = _template(More={"Type": "AWS::SNS::Topic", "Properties": {}})
        aws.fails["More"] = reason
        with pytest.raises(DeployFailed, match=f"More: {reason}"):
            _deploy(aws)
    assert aws.stacks[NAME].status == "UPDATE_ROLLBACK_COMPLETE"
    aws.fails.clear()
    assert _deploy(aws)


def test_an_update_that_could_not_go_back_goes_back_first(aws: Formation) -> None:
    _deploy(aws)
    aws.template = _template(More={"Type": "AWS::SNS::Topic", "Properties": {}})
    aws.fails["More"], aws.cannot_go_back = "Not now.", True
    for _ in range(2):
        with pytest.raises(DeployFailed):
            _deploy(aws)
    assert aws.stacks[NAME].status == "UPDATE_ROLLBACK_FAILED"
    aws.cannot_go_back = False
    aws.fails.clear()
    assert _deploy(aws)
    assert aws.stacks[NAME].status == "UPDATE_COMPLETE"


def test_an_answer_that_does_not_come_is_no_stack_that_is_gone(aws: Formation, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when whoever deploys is signed out meanwhile."""
    _deploy(aws)
    monkeypatch.setattr(aws, "delete_stack", lambda StackName: aws.stacks.clear())  # noqa: N803
    monkeypatch.setattr(aws, "_by", lambda name, real=aws._by: real(name) if aws.stacks else _signed_out())
    with pytest.raises(ClientError, match="ExpiredToken"):
        changes.Formation(aws, NAME).delete()  # type: ignore[arg-type]


def _signed_out() -> None:
    raise ClientError({"Error": {"Code": "ExpiredToken", "Message": "ExpiredToken"}}, "DescribeStacks")


def test_two_at_once_do_not_meet(aws: Formation) -> None:
    _deploy(aws)
    aws.stacks[NAME].status = "UPDATE_IN_PROGRESS"
    with pytest.raises(DeployFailed, match="Something else is changing"):
        _deploy(aws)


def test_what_is_not_typed_again_keeps_its_value(aws: Formation) -> None:
    """S2: else a redeploy takes the site off its domain, or ends all alarms."""
    _deploy(aws, **GIVEN, AlertEmail="alarm@example.org")
    assert _deploy(aws, Stage="test", VoteCounters="20")
    kept = aws.stacks[NAME].parameters
    assert kept == {**GIVEN, "AlertEmail": "alarm@example.org", "VoteCounters": "20"}
    aws.template["Parameters"]["New"] = {"Default": "x"}
    assert _deploy(aws, Stage="test")
    assert aws.stacks[NAME].parameters == {**kept, "New": "x"}


def test_a_whole_stack_that_did_not_go_is_left_alone(aws: Formation) -> None:
    """Nothing that ever held a vote is deleted by a deploy."""
    _deploy(aws)
    aws.sticks = {"Queue7"}
    aws.delete_stack(NAME)
    aws.describe_stacks(NAME)
    with pytest.raises(DeployFailed, match="Queue7: It is protected"):
        _deploy(aws)
    assert aws.stacks[NAME].status == "DELETE_FAILED"


def test_what_a_deleted_stack_left_is_taken_over(aws: Formation) -> None:
    _deploy(aws)
    aws.delete_stack(NAME)
    assert aws.elsewhere == {"BallotsTable"}
    assert _deploy(aws)
    assert "BallotsTable" in aws.stacks[NAME].resources


def test_a_name_that_is_taken_is_said_before_anything_is_made(aws: Formation) -> None:
    """B1: what another stack or a person made, such as a mail service's identity."""
    aws.elsewhere = {"Queue1"}
    with pytest.raises(DeployFailed, match="Queue1: It exists already"):
        _deploy(aws)
    assert NAME not in aws.stacks
    aws.elsewhere = set()
    assert _deploy(aws)


def test_a_look_changes_nothing_and_shows_every_page(aws: Formation) -> None:
    formation: Any = changes.Formation(aws, NAME)  # type: ignore[arg-type]
    proposed = formation.propose(WHERE, GIVEN, aws.template["Parameters"])
    assert len(list(formation.shown(proposed))) == len(aws.template["Resources"])
    formation.drop(proposed)
    assert (aws.stacks, aws.changes) == ({}, {})


def test_the_stand_in_refuses_as_documented(aws: Formation) -> None:
    _deploy(aws)
    aws.stacks[NAME].status = "DELETE_FAILED"
    with pytest.raises(type(refused("")), match="can not be updated"):
        aws.create_change_set(StackName=NAME, ChangeSetName="c", ChangeSetType="UPDATE", Parameters=[])
