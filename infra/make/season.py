"""What the parameter Season closed comes to: queues are asked now and then, and schedules run less often.

A mapping that is disabled asks nothing and costs nothing. Two schedules, which cost nothing either, enable it every
three hours and disable it again, so for some minutes it is not as the template says. That harms nobody: CloudFormation
sets it anew where the template changes, which is when the season opens.
"""

import json
from typing import Any

from chalicelib.kinds import HOUR
from infra.wiring import ALWAYS, NOW_AND_THEN, Function, dashed, logical, pascal, wiring

Json = dict[str, Any]
"""A part of a template."""

VISIT = (("Wakes", "cron(0 0/3 * * ? *)", True), ("Sleeps", "cron(5 0/3 * * ? *)", False))
"""Five minutes: what begins in one queue and ends in another does so in one visit."""
LONGEST_WAIT = 6 * HOUR
"""Seconds after which a message in a queue that is read now and then should be gone."""


def either(closed: Any, open_: Any) -> Json:
    """One thing out of season, another in it."""
    return {"Fn::If": ["OutOfSeason", closed, open_]}


def mapping(function: Function, limit: Json) -> Json:
    """Whether a queue is asked, and how many functions it may take at once."""
    asked: Json = {}
    if function.out_of_season == NOW_AND_THEN:
        asked["Enabled"] = either(False, True)
    if limit:
        # Without a limit two ask where otherwise five do, and out of season few come at once.
        asked["ScalingConfig"] = either({}, limit) if function.out_of_season == ALWAYS else limit
    return asked


def schedule(function: Function) -> Json:
    """How often it runs."""
    if function.out_of_season == ALWAYS:
        return {}
    return {"Schedule": either(f"rate({function.out_of_season})", f"rate({function.every})")}


def longest_wait(function: Function, in_season: int) -> Json | int:
    """After how many seconds a message that waits for this function is told to a person."""
    return either(LONGEST_WAIT, in_season) if function.out_of_season == NOW_AND_THEN else in_season


def visits() -> Json:
    """The schedules of the visits, as resources."""
    visited = [name for name, function in wiring().functions.items() if function.out_of_season == NOW_AND_THEN]
    made = {
        f"{pascal(name)}{what}": {
            "Type": "AWS::Scheduler::Schedule",
            "Condition": "OutOfSeason",
            "Properties": {
                "Name": {"Fn::Sub": f"gastvrij-${{Stage}}-{dashed(name)}-{what.lower()}"},
                "ScheduleExpression": when,
                "FlexibleTimeWindow": {"Mode": "OFF"},
                "Target": {
                    "Arn": {"Fn::Sub": "arn:${AWS::Partition}:scheduler:::aws-sdk:lambda:updateEventSourceMapping"},
                    "RoleArn": {"Fn::GetAtt": ["VisitRole", "Arn"]},
                    # One that comes later than this comes to another season, or after its neighbour.
                    "RetryPolicy": {"MaximumEventAgeInSeconds": 60, "MaximumRetryAttempts": 3},
                    # As the scheduler spells it, not as Lambda does.
                    "Input": {"Fn::Sub": json.dumps({"Uuid": f"${{{_mapping(name)}}}", "Enabled": enabled})},
                },
            },
        }
        for name in visited
        for what, when, enabled in VISIT
    }
    return {**made, "VisitRole": _role([_mapping(name) for name in visited])}


def _mapping(name: str) -> str:
    """What SAM calls the mapping of a function."""
    return f"{logical(name)}{pascal(name)}SqsEventSource"


def _role(mappings: list[str]) -> Json:
    arn = "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:event-source-mapping:"
    trusted = {
        "Effect": "Allow",
        "Principal": {"Service": "scheduler.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}},
    }
    may = {
        "Effect": "Allow",
        "Action": ["lambda:UpdateEventSourceMapping"],
        "Resource": [{"Fn::Sub": f"{arn}${{{mapping}}}"} for mapping in mappings],
    }
    policy = {"PolicyName": "Visits", "PolicyDocument": {"Version": "2012-10-17", "Statement": [may]}}
    return {
        "Type": "AWS::IAM::Role",
        "Condition": "OutOfSeason",
        "Properties": {
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trusted]},
            "Policies": [policy],
        },
    }
