"""What AWS documents and the emulator forgives, asked of the template as CloudFormation gets it.

Each limit is from the page of its service's quotas, or of its resource in CloudFormation's reference.
"""

import json
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from typing import Any

import pytest

from chalicelib.messages.all import MESSAGES
from chalicelib.messages.message import Message
from infra.make.package import Package
from infra.wiring import wiring
from tests.wiring.template import Template, consumers_of, in_season, resources

LONGEST = {"Stage": "a" * 12, "AWS::Region": "ap-southeast-1", "AWS::AccountId": "1" * 12}
"""The longest values of what is in names."""

LENGTHS = {
    ("AWS::Lambda::Function", "FunctionName"): 64,
    ("AWS::SQS::Queue", "QueueName"): 80,
    ("AWS::DynamoDB::Table", "TableName"): 255,
    ("AWS::S3::Bucket", "BucketName"): 63,
    ("AWS::Logs::LogGroup", "LogGroupName"): 512,
    ("AWS::CloudWatch::Alarm", "AlarmName"): 255,
    ("AWS::CloudFront::OriginAccessControl", "Name"): 64,
    ("AWS::CloudFront::Function", "Name"): 64,
    ("AWS::CloudFront::CachePolicy", "Name"): 128,
    ("AWS::CloudFront::ResponseHeadersPolicy", "Name"): 128,
    ("AWS::SES::ConfigurationSet", "Name"): 64,
    ("AWS::Scheduler::Schedule", "Name"): 64,
    ("AWS::Events::Rule", "Name"): 64,
    ("AWS::SNS::Topic", "TopicName"): 256,
    ("AWS::Budgets::Budget", "BudgetName"): 100,
}
"""How long a name may be."""


def _parts(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in it."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _parts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _parts(inner)


def _named(value: Any) -> set[str]:
    """What it refers to: resources, parameters and AWS's own."""
    found: set[str] = set()
    for part in _parts(value):
        if isinstance(part.get("Ref"), str):
            found.add(part["Ref"])
        if isinstance(part.get("Fn::GetAtt"), list):
            found.add(part["Fn::GetAtt"][0])
        if "Fn::Sub" in part:
            found |= {name.partition(".")[0] for name in re.findall(r"\$\{([\w:.]+)\}", _text(part["Fn::Sub"]))}
        found |= {part["DependsOn"]} if isinstance(part.get("DependsOn"), str) else set(part.get("DependsOn", []))
    return found


def _text(sub: Any) -> str:
    """The text that names are put into, with names of its own as what they stand for."""
    if isinstance(sub, str):
        return sub
    text, own = sub
    for name, value in own.items():
        text = text.replace(f"${{{name}}}", value if isinstance(value, str) else f"${{{value['Ref']}}}")
    return str(text)


def _written(name: Any) -> str:
    text = str(name["Fn::Sub"]) if isinstance(name, dict) else str(name)
    return re.sub(r"\$\{([\w:]+)\}", lambda match: LONGEST[match[1]], text)


def test_whatever_is_named_is_there(live: Template) -> None:
    there = {*live["Resources"], *live["Parameters"]}
    for name, resource in live["Resources"].items():
        unknown = {one for one in _named(resource) - there if not one.startswith("AWS::")}
        assert unknown == set(), name


def test_nothing_waits_for_itself(live: Template) -> None:
    made = live["Resources"]
    graph = {name: _named(resource) & set(made) for name, resource in made.items()}
    assert len([*TopologicalSorter(graph).static_order()]) == len(made)


def test_what_is_not_always_made_is_named_only_by_what_is_made_with_it(live: Template) -> None:
    made = live["Resources"]
    for name, resource in made.items():
        for one in _named(resource) & set(made):
            assert made[one].get("Condition") in (None, resource.get("Condition")), f"{name} names {one}"


def test_names_are_short_enough_in_any_stage_and_region(live: Template) -> None:
    checked = set()
    for name, resource in live["Resources"].items():
        for (kind, field), most in LENGTHS.items():
            if resource["Type"] == kind:
                for part in _parts(resource["Properties"]):
                    if field in part:
                        assert len(_written(part[field])) <= most, name
                        checked.add((kind, field))
    assert checked == set(LENGTHS)


def test_sizes_are_what_cloudformation_and_the_services_take(made: Package, live: Template) -> None:
    for template in (made.template, live):
        assert len(json.dumps(template).encode()) < 1_000_000
    assert len(live["Resources"]) <= 500
    assert len(live["Parameters"]) <= 200
    for role in resources(live, "AWS::IAM::Role").values():
        policies = json.dumps([one["PolicyDocument"] for one in role["Policies"]], separators=(",", ":"))
        assert len(policies) < 10_240
    for function in resources(live, "AWS::Lambda::Function").values():
        assert len(json.dumps(function["Environment"])) < 4_096
        # Of a new account.
        assert 128 <= function["MemorySize"] <= 3_008
        assert function["Timeout"] <= 900
    [code] = resources(live, "AWS::CloudFront::Function").values()
    assert len(code["FunctionCode"]["Fn::Sub"].encode()) < 10_240
    [site] = resources(live, "AWS::CloudFront::Distribution").values()
    assert len(site["DistributionConfig"]["CacheBehaviors"]) <= 25
    for policy in resources(live, "AWS::CloudFront::ResponseHeadersPolicy").values():
        assert len(policy["ResponseHeadersPolicyConfig"]["CustomHeadersConfig"]["Items"]) <= 10


def test_a_page_is_answered_before_the_gateway_gives_up(live: Template) -> None:
    pages = [
        one
        for name, one in resources(live, "AWS::Lambda::Function").items()
        if name in ("APIHandler", "VoteWeb", "TeamWeb")
    ]
    assert len(pages) == 3
    assert all(one["Timeout"] < 29 for one in pages)


def test_queues_are_read_as_lambda_can(live: Template) -> None:
    least = {name: about["MinValue"] for name, about in live["Parameters"].items() if "MinValue" in about}
    mappings = resources(live, "AWS::Lambda::EventSourceMapping").values()
    for mapping in mappings:
        assert mapping["BatchSize"] <= 10
        assert mapping["MaximumBatchingWindowInSeconds"] == 0
        for closed in (True, False):
            limit = in_season(mapping, closed).get("ScalingConfig", {}).get("MaximumConcurrency", 2)
            assert (limit if isinstance(limit, int) else least[limit["Fn::If"][1]["Ref"]]) >= 2
    assert len(mappings) == len(wiring().queues)


def test_no_message_of_an_ordered_queue_asks_for_a_delay_of_its_own() -> None:
    """SQS refuses it: such a queue has one delay for all."""
    for message in MESSAGES.values():
        if wiring().queues[message.queue].fifo:
            assert message.delay is Message.delay


def test_queues_keep_and_hold_back_no_longer_than_sqs_can(template: Template) -> None:
    for queue in resources(template, "AWS::SQS::Queue").values():
        assert queue["MessageRetentionPeriod"] <= 14 * 24 * 3600
        assert queue.get("DelaySeconds", 0) <= 900
        assert queue.get("VisibilityTimeout", 30) <= 12 * 3600
    assert set(consumers_of(template))


def test_nothing_that_is_typed_once_is_asked_for_without_need(live: Template) -> None:
    """What has no default is asked for by the first deploy; what nobody uses, by none."""
    asked = {name for name, about in live["Parameters"].items() if "Default" not in about}
    assert asked <= {"Stage", "PublicUrl", "Sender"}
    used = _named([live["Resources"], live["Conditions"], live.get("Outputs", {})])
    assert set(live["Parameters"]) - used == set()
    assert all(about["Description"] for about in live["Parameters"].values())


ARN = re.compile(
    r"arn:\$\{AWS::Partition\}:[a-z0-9-]+:(\$\{AWS::Region\})?:(\$\{AWS::AccountId\})?:[\w$*{}][\w${}*./:+-]*"
)


def test_arns_are_whole_and_of_any_partition_region_and_account(live: Template) -> None:
    found = [_text(part["Fn::Sub"]) for part in _parts(live["Resources"]) if "Fn::Sub" in part]
    arns = [text for text in found if text.startswith("arn:")]
    assert len(arns) > 20
    for arn in arns:
        # What the gateway calls has the function's own in it.
        whole = arn if ":apigateway:" not in arn else arn.partition(":lambda:path")[0] + "::rest"
        assert ARN.fullmatch(whole), arn


@pytest.mark.parametrize("field", ["AccountId", "Region", "Partition"])
def test_nothing_is_written_out_that_cloudformation_knows(live: Template, field: str) -> None:
    signs = {"AccountId": r"(?<!\d)\d{12}(?!\d)", "Region": r"\b(eu|us|ap)-[a-z]+-\d\b", "Partition": r"arn:aws:"}
    text = json.dumps(live["Resources"])
    assert not re.search(signs[field], text), re.findall(f".{{60}}{signs[field]}.{{20}}", text)


def test_a_site_with_its_own_name_speaks_no_old_tls(live: Template) -> None:
    """checkov cannot see through the condition."""
    [site] = resources(live, "AWS::CloudFront::Distribution").values()
    _, own, the_cdns = site["DistributionConfig"]["ViewerCertificate"]["Fn::If"]
    assert own["MinimumProtocolVersion"] == "TLSv1.2_2021"
    assert the_cdns == {"CloudFrontDefaultCertificate": True}
