"""Nothing is stuck or failing without somebody being told (I8, I9)."""

import json
import re
import tomllib
from collections.abc import Callable
from typing import Any

import pytest

from chalicelib.cloud import editions, log
from chalicelib.notifications import budget
from chalicelib.voting import steps
from chalicelib.voting.rules import Tally
from infra import ROOT
from infra.make.package import AWS_PLATFORM, BUILD, package
from infra.wiring import logical, wiring
from tests.campaign import Campaign
from tests.notifications.post import a_mail
from tests.wiring.template import in_season
from tests.years import FIRST, YEAR

Resource = dict[str, Any]
FREE = 10
"""So many alarms cost nothing."""


@pytest.fixture(scope="module")
def resources() -> dict[str, Resource]:
    """What AWS would make."""
    return dict(package(BUILD, AWS_PLATFORM).template["Resources"])


def _all(resources: dict[str, Resource], kind: str) -> dict[str, Resource]:
    return {name: one["Properties"] for name, one in resources.items() if one["Type"] == kind}


def _watched(resources: dict[str, Resource], metric: str) -> set[str]:
    """What the alarms on a metric watch, by its name in the template."""
    watching = [
        alarm["Dimensions"][0]["Value"]
        for alarm in _all(resources, "AWS::CloudWatch::Alarm").values()
        if alarm["MetricName"] == metric
    ]
    return {value["Ref"] if "Ref" in value else value["Fn::GetAtt"][0] for value in watching}


def test_every_queue_of_dead_letters_has_an_alarm(resources: dict[str, Resource]) -> None:
    dead = {
        queue["RedrivePolicy"]["deadLetterTargetArn"]["Fn::GetAtt"][0]
        for queue in _all(resources, "AWS::SQS::Queue").values()
        if "RedrivePolicy" in queue
    }
    assert len(dead) == 9
    assert _watched(resources, "ApproximateNumberOfMessagesVisible") == dead


def test_every_queue_that_is_read_has_an_alarm_for_what_waits_too_long(resources: dict[str, Resource]) -> None:
    queues = _all(resources, "AWS::SQS::Queue")
    read = {name for name, queue in queues.items() if "RedrivePolicy" in queue}
    assert _watched(resources, "ApproximateAgeOfOldestMessage") == read


def test_what_may_still_be_tried_again_is_not_late(resources: dict[str, Resource]) -> None:
    """An alarm at each message's second try would be one that nobody reads."""
    queues = _all(resources, "AWS::SQS::Queue")
    for alarm in _all(resources, "AWS::CloudWatch::Alarm").values():
        if alarm["MetricName"] == "ApproximateAgeOfOldestMessage":
            queue = queues[alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]]
            assert in_season(alarm["Threshold"]) >= 2 * queue["VisibilityTimeout"]


@pytest.mark.parametrize("metric", ["Errors", "Throttles"])
def test_every_function_has_an_alarm(resources: dict[str, Resource], metric: str) -> None:
    assert _watched(resources, metric) == set(_all(resources, "AWS::Serverless::Function"))


def _one(resources: dict[str, Resource], metric: str) -> Resource:
    [found] = [one for one in _all(resources, "AWS::CloudWatch::Alarm").values() if one["MetricName"] == metric]
    return found


def test_faults_that_the_gateway_answers_are_told_whoever_made_them(resources: dict[str, Resource]) -> None:
    """A web function that answers 503 has no error, and one that is never reached neither."""
    alarm, api = _one(resources, "5XXError"), _all(resources, "AWS::Serverless::Api")["RestAPI"]
    assert alarm["Dimensions"] == [
        {"Name": "ApiName", "Value": api["DefinitionBody"]["info"]["title"]},
        {"Name": "Stage", "Value": api["StageName"]},
    ]
    assert api["Name"] == api["DefinitionBody"]["info"]["title"]
    assert (alarm["Period"], alarm["Threshold"]) == (300, 5)


@pytest.mark.parametrize(
    ("metric", "looked_into", "ended"), [("BounceRate", 0.05, 0.10), ("ComplaintRate", 0.001, 0.005)]
)
def test_a_person_hears_of_it_before_the_mail_service_does_something(
    resources: dict[str, Resource], metric: str, looked_into: float, ended: float
) -> None:
    alarm = _one(resources, f"Reputation.{metric}")
    assert alarm["Threshold"] < looked_into < ended
    # Of the account, which is what is ended, and not of one configuration set.
    assert "Dimensions" not in alarm


def test_a_schedule_that_stands_still_is_told(resources: dict[str, Resource]) -> None:
    each_minute = {logical(name) for name, function in wiring().functions.items() if function.every == "1 minute"}
    assert _watched(resources, "Invocations") == each_minute != set()
    for alarm in _all(resources, "AWS::CloudWatch::Alarm").values():
        if alarm["MetricName"] == "Invocations":
            assert (alarm["ComparisonOperator"], alarm["Threshold"]) == ("LessThanThreshold", 1)
            assert (alarm["Period"], alarm["TreatMissingData"]) == (900, "breaching")


def test_what_it_costs_is_told_before_the_month_is_over(resources: dict[str, Resource]) -> None:
    assert resources["Budget"]["Condition"] == "TellsSomebody"
    budget = _all(resources, "AWS::Budgets::Budget")["Budget"]
    assert budget["Budget"]["BudgetLimit"] == {"Amount": {"Ref": "BudgetPerMonth"}, "Unit": "USD"}
    told = budget["NotificationsWithSubscribers"]
    assert [one["Notification"]["Threshold"] for one in told] == [80, 100]
    for one in told:
        assert one["Subscribers"] == [{"SubscriptionType": "EMAIL", "Address": {"Ref": "AlertEmail"}}]


def test_every_alarm_tells_the_one_whose_address_was_given(resources: dict[str, Resource]) -> None:
    for alarm in _all(resources, "AWS::CloudWatch::Alarm").values():
        assert alarm["AlarmActions"] == [{"Ref": "Alerts"}]
    assert _all(resources, "AWS::SNS::Subscription")["AlertMails"]["Endpoint"] == {"Ref": "AlertEmail"}
    assert resources["AlertMails"]["Condition"] == "TellsSomebody"


def test_alarms_that_nobody_hears_cost_nothing(resources: dict[str, Resource]) -> None:
    alarms = [one for one in resources.values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    assert len([alarm for alarm in alarms if "Condition" not in alarm]) <= FREE


def test_the_readme_says_what_the_alarms_cost(resources: dict[str, Resource]) -> None:
    more = len(_all(resources, "AWS::CloudWatch::Alarm")) - FREE
    cost = more * tomllib.loads((ROOT / "tests/benchmarks/prices.toml").read_text("utf-8"))["each"]["alarm"]
    said = " ".join((ROOT / "infra" / "README.md").read_text("utf-8").split())
    assert f"ten alarms are free, with it there are {more} more, for about USD {cost:.2f} a month" in said


# Mails that were not sent


def _matches(line: str, pattern: str) -> bool:
    """Whether a line is counted, for patterns of == joined by && and ||: CloudWatch's own words are few."""
    fields = json.loads(line)
    condition = re.sub(r'\$\.(\w+) = ("[^"]*")', r"(fields.get('\1') == \2)", pattern.strip("{} "))
    condition = condition.replace("&&", "and").replace("||", "or")
    return bool(eval(condition, {"fields": fields}))  # noqa: S307 - the template's own pattern


@pytest.fixture
def pattern(resources: dict[str, Resource]) -> str:
    """The lines that are counted, in the logs of both functions that send mail."""
    filters = [
        one
        for one in _all(resources, "AWS::Logs::MetricFilter").values()
        if one["MetricTransformations"][0]["MetricName"] == "MailsNotSent"
    ]
    assert {one["LogGroupName"]["Ref"] for one in filters} == {"SendMailLog", "SendConfirmationMailLog"}
    counted = {json.dumps(one["MetricTransformations"]) for one in filters}
    alarm = _all(resources, "AWS::CloudWatch::Alarm")["MailsNotSentAlarm"]
    assert len(counted) == 1
    assert json.loads(counted.pop())[0] == {
        "MetricNamespace": alarm["Namespace"],
        "MetricName": alarm["MetricName"],
        "MetricValue": "1",
    }
    return str({one["FilterPattern"] for one in filters}.pop())


def test_a_mail_that_ran_out_of_attempts_is_counted(
    campaign: Campaign, logged: list[str], pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chalicelib.cloud.queues import pack
    from chalicelib.errors import TryAgain
    from chalicelib.notifications import mailer

    def not_sure(letter: object) -> None:
        raise TryAgain("the mail service did not answer")

    monkeypatch.setattr(mailer, "send", not_sure)
    mail = pack(a_mail("decision-rejected"))
    for _ in range(3):
        campaign.deliver("mail", mail)
    assert not any(_matches(line, pattern) for line in logged)
    campaign.deliver("mail", mail)
    assert any(_matches(line, pattern) for line in logged)


def test_a_mail_that_somebody_waits_for_and_that_may_not_be_sent_is_counted(logged: list[str], pattern: str) -> None:
    log.went_wrong("mail not sent", mail="decision-approved", reason="suppressed")
    assert _matches(logged[-1], pattern)


def test_a_confirmation_held_back_by_its_cap_is_as_it_should_be(logged: list[str], pattern: str) -> None:
    log.happened("mail not sent", mail="vote-confirm", reason="capped")
    log.happened("consumed", count=1, failed=0)
    assert not any(_matches(line, pattern) for line in logged)


TOLD: dict[str, Callable[[], None]] = {
    # The budget may be too small, or somebody has us mail addresses that do not exist.
    "StrangersMailWaits": lambda: budget._say(budget._Process(), "bounces"),
    "ManyFromOneDomain": lambda: steps._tell_flagged(Tally({}, 60, {"one-domain": 60})),
    "AnotherLog": lambda: log.went_wrong("a witness saw another log", round="public-2027", id="7f", count=2),
    "LinkDisowned": lambda: log.went_wrong("link disowned", id="one", version=1, reason="approve"),
}


@pytest.mark.parametrize("name", TOLD)
def test_what_a_person_is_to_look_at_is_told_to_one(
    resources: dict[str, Resource], logged: list[str], name: str
) -> None:
    counting, alarm = _all(resources, "AWS::Logs::MetricFilter")[name], resources[f"{name}Alarm"]["Properties"]
    told = counting["MetricTransformations"][0]
    assert (told["MetricNamespace"], told["MetricName"]) == (alarm["Namespace"], alarm["MetricName"])
    assert counting["LogGroupName"]["Ref"] in _all(resources, "AWS::Logs::LogGroup")
    with editions.in_hand(FIRST):
        TOLD[name]()
    assert _matches(logged[-1], counting["FilterPattern"])
    log.happened("mail not sent", mail="vote-confirm", reason="capped")
    log.happened("recounted", round="public-2027", ballots=60, as_of=1)
    assert not [line for line in logged[-2:] if _matches(line, counting["FilterPattern"])]


def test_many_ballots_from_one_domain_are_told_once(resources: dict[str, Resource]) -> None:
    """Each recount says it again: between two of them the alarm must not fall silent, only to go off anew."""
    alarm = _all(resources, "AWS::CloudWatch::Alarm")["ManyFromOneDomainAlarm"]
    assert alarm["Period"] > 2 * 60 * YEAR.vote.recount_every_minutes
