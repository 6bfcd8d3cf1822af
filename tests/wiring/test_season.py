"""Out of season next to nothing runs, and yet nothing is lost."""

import json
from typing import Any

import pytest

from infra.make.season import LONGEST_WAIT
from infra.wiring import ALWAYS, NOW_AND_THEN, logical, wiring
from tests.wiring.template import Template, in_season, resources

MESSAGES_ARE_KEPT = 14 * 24 * 3600


@pytest.fixture(scope="module")
def mappings(live: Template) -> dict[str, dict[str, Any]]:
    """What CloudFormation makes of each function that reads a queue."""
    made = resources(live, "AWS::Lambda::EventSourceMapping")
    return {
        name: made[mapping]
        for name, function in wiring().functions.items()
        if function.queue
        for mapping in made
        if made[mapping]["FunctionName"] == {"Ref": logical(name)}
    }


def test_the_season_is_open_unless_somebody_closes_it(template: Template) -> None:
    assert template["Parameters"]["Season"]["Default"] == "open"
    assert template["Conditions"]["OutOfSeason"] == {"Fn::Equals": [{"Ref": "Season"}, "closed"]}


def test_in_season_every_queue_is_read(mappings: dict[str, dict[str, Any]]) -> None:
    assert len(mappings) == len(wiring().queues)
    assert all(in_season(mapping).get("Enabled", True) for mapping in mappings.values())


def test_out_of_season_a_queue_is_read_always_or_now_and_then(
    mappings: dict[str, dict[str, Any]], live: Template
) -> None:
    visits = {
        (json.loads(one["Target"]["Input"]["Fn::Sub"])["Uuid"].strip("${}"), one["ScheduleExpression"]):
        json.loads(one["Target"]["Input"]["Fn::Sub"])["Enabled"]
        for one in resources(live, "AWS::Scheduler::Schedule").values()
    }  # fmt: skip
    for name, mapping in mappings.items():
        enabled = in_season(mapping, closed=True).get("Enabled", True)
        assert enabled == (wiring().functions[name].out_of_season == ALWAYS)
    asleep = {name for name, mapping in mappings.items() if not in_season(mapping, closed=True).get("Enabled", True)}
    made = resources(live, "AWS::Lambda::EventSourceMapping")
    assert {made[uuid]["FunctionName"]["Ref"] for uuid, _ in visits} == {logical(name) for name in asleep}
    assert len(visits) == 2 * len(asleep)
    for uuid, _ in visits:
        assert visits[uuid, "cron(0 0/3 * * ? *)"] is True
        assert visits[uuid, "cron(5 0/3 * * ? *)"] is False


def test_the_visits_may_wake_those_and_nothing_else(live: Template) -> None:
    role = live["Resources"]["VisitRole"]
    [statement] = role["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    woken = {
        json.loads(one["Target"]["Input"]["Fn::Sub"])["Uuid"]
        for one in resources(live, "AWS::Scheduler::Schedule").values()
    }
    assert statement["Action"] == ["lambda:UpdateEventSourceMapping"]
    assert {one["Fn::Sub"].rpartition(":")[2] for one in statement["Resource"]} == woken
    assert role["Condition"] == "OutOfSeason"


def test_what_has_to_go_from_the_site_goes_in_a_minute_in_any_season() -> None:
    """A moderator's decision is read, the files are built, and a phase that begins is noticed."""
    works = wiring().functions
    assert {name for name, its in works.items() if its.queue and its.out_of_season == ALWAYS} == {"moderate", "publish"}
    assert works["turn_phase"].out_of_season == "1 hour"


def test_whoever_is_to_be_forgotten_is_so_in_any_season() -> None:
    works = wiring().functions
    assert works["forget"].out_of_season == ALWAYS
    for queue in works["forget"].sends:
        assert works[wiring().reader(queue)].out_of_season in (ALWAYS, NOW_AND_THEN)


def test_no_message_is_forgotten_before_a_person_is_told_that_no_visit_took_it(template: Template) -> None:
    for name, function in wiring().functions.items():
        if function.out_of_season == NOW_AND_THEN:
            age = next(
                alarm
                for alarm in resources(template, "AWS::CloudWatch::Alarm").values()
                if alarm["MetricName"] == "ApproximateAgeOfOldestMessage"
                and alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0].lower()
                == f"{function.queue.replace('-', '')}queue"
            )
            assert in_season(age["Threshold"], closed=True) == LONGEST_WAIT < MESSAGES_ARE_KEPT, name
            assert in_season(age["Threshold"]) == wiring().queues[function.queue].stale


def test_schedules_run_by_the_hour_out_of_season(live: Template) -> None:
    """So what the calendar begins is begun, whether or not somebody opened the season."""
    rules = {rule["Targets"][0]["Arn"]["Fn::GetAtt"][0]: rule for rule in resources(live, "AWS::Events::Rule").values()}
    for name, function in wiring().functions.items():
        if function.every:
            closed, open_ = (in_season(rules[logical(name)], closed) for closed in (True, False))
            assert open_["ScheduleExpression"] == f"rate({function.every})"
            rate = function.every if function.out_of_season == ALWAYS else function.out_of_season
            assert closed["ScheduleExpression"] == f"rate({rate})"
            assert {closed.get("State", "ENABLED"), open_.get("State", "ENABLED")} == {"ENABLED"}
            assert rate in ("1 hour", "1 day")


def test_a_schedule_that_comes_by_the_hour_is_no_alarm(template: Template) -> None:
    missing = [
        one
        for one in template["Resources"].values()
        if one["Type"] == "AWS::CloudWatch::Alarm" and one["Properties"]["MetricName"] == "Invocations"
    ]
    assert {one["Condition"] for one in missing} == {"TellsSomebodyInSeason"}
    assert template["Conditions"]["TellsSomebodyInSeason"] == {
        "Fn::And": [{"Condition": "TellsSomebody"}, {"Fn::Not": [{"Condition": "OutOfSeason"}]}]
    }


def test_what_is_always_asked_is_asked_by_as_few_as_can_be(mappings: dict[str, dict[str, Any]]) -> None:
    """With a limit five ask, without one two: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html."""
    assert in_season(mappings["moderate"])["ScalingConfig"] == {"MaximumConcurrency": 2}
    assert in_season(mappings["moderate"], closed=True)["ScalingConfig"] == {}
