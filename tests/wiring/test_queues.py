"""What is sent is read, and what fails is kept: the built template against the table and the code."""

import json
import re

from chalice.app import SQSEventConfig

import app
from chalicelib.messages.all import MESSAGES
from infra.wiring import wiring
from tests.campaign import MOST_RECEIVES, QUEUES
from tests.wiring.template import Template, consumers_of, functions_of, in_season, named, resources

TWO_WEEKS = 14 * 24 * 3600


def test_the_table_has_each_function_of_app_and_what_starts_it(template: Template) -> None:
    functions = {function["Handler"].removeprefix("start."): function for function in functions_of(template).values()}
    functions["web"] = functions.pop("app")
    assert set(functions) == set(wiring().functions)
    for name, function in functions.items():
        [*events] = function.get("Events", {}).values()
        reads = [event["Properties"] for event in events if event["Type"] == "SQS"]
        assert [source["BatchSize"] for source in reads] == [wiring().functions[name].batch] * len(reads)
        assert len(reads) == bool(wiring().functions[name].queue)
        every = [in_season(event["Properties"]["Schedule"]) for event in events if event["Type"] == "Schedule"]
        assert every == [f"rate({often})" for often in (wiring().functions[name].every,) if often]


def test_each_function_is_started_by_the_queue_that_the_table_says(template: Template) -> None:
    """Chalice puts the queue's name of app.py into the template; ours is merged over it, and must be the same."""
    for source in app.app.event_sources:
        if isinstance(source, SQSEventConfig):
            queue = wiring().queues[wiring().functions[source.name].queue]
            assert str(source.queue_arn).endswith(f"-{queue.named(wiring().functions[source.name].queue)}")


def test_what_is_sent_has_a_queue_and_each_queue_one_reader() -> None:
    readers = [function.queue for function in wiring().functions.values() if function.queue]
    assert sorted(readers) == sorted(wiring().queues) == sorted({message.queue for message in MESSAGES.values()})


def test_each_queue_that_is_read_has_dead_letters_that_are_kept_two_weeks(template: Template) -> None:
    queues = resources(template, "AWS::SQS::Queue")
    for name in consumers_of(template):
        policy = queues[name]["RedrivePolicy"]
        # Lambda counts what it could not hand on because all functions were busy.
        assert policy["maxReceiveCount"] >= 5
        dead = queues[policy["deadLetterTargetArn"]["Fn::GetAtt"][0]]
        assert policy["maxReceiveCount"] == MOST_RECEIVES[named(queues[name]["QueueName"]).removesuffix(".fifo")]
        assert named(dead["QueueName"]) == re.sub(r"(\.fifo)?$", r"-dead\1", named(queues[name]["QueueName"]), count=1)
        assert dead["MessageRetentionPeriod"] == TWO_WEEKS
        assert dead.get("FifoQueue") == queues[name].get("FifoQueue")


def test_one_failed_message_does_not_hold_up_its_neighbours_nor_count_as_done(template: Template) -> None:
    for source, _ in consumers_of(template).values():
        assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_message_is_invisible_for_six_times_as_long_as_its_function_may_take(template: Template) -> None:
    queues = resources(template, "AWS::SQS::Queue")
    for name, (_, function) in consumers_of(template).items():
        assert queues[name]["VisibilityTimeout"] >= 6 * function["Timeout"]


def test_the_files_are_built_by_one_at_a_time(template: Template) -> None:
    queue = resources(template, "AWS::SQS::Queue")["PublicationQueue"]
    assert queue["FifoQueue"]
    assert queue["ContentBasedDeduplication"]
    assert queue["DelaySeconds"] == 3


def test_queues_are_encrypted_and_take_nothing_that_was_not(template: Template) -> None:
    queues = resources(template, "AWS::SQS::Queue")
    assert all(queue["SqsManagedSseEnabled"] for queue in queues.values())
    covered = {
        queue["Ref"]
        for policy in resources(template, "AWS::SQS::QueuePolicy").values()
        if '"aws:SecureTransport": "false"' in json.dumps(policy)
        for queue in policy["Queues"]
    }
    assert covered == set(queues)


def test_what_the_mail_service_hears_is_kept_where_it_cannot_be_handed_on(template: Template) -> None:
    [target] = resources(template, "AWS::Events::Rule")["FeedbackRule"]["Targets"]
    assert target["DeadLetterConfig"] == {"Arn": {"Fn::GetAtt": ["FeedbackDead", "Arn"]}}
    assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 24 * 3600
    policy = resources(template, "AWS::SQS::QueuePolicy")["FeedbackQueuePolicy"]
    assert policy["Queues"] == [{"Ref": "FeedbackQueue"}, {"Ref": "FeedbackDead"}]
    [may] = [one for one in policy["PolicyDocument"]["Statement"] if one.get("Effect") == "Allow"]
    assert may["Condition"] == {"ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["FeedbackRule", "Arn"]}}}


def test_every_queue_is_told_to_thefunctions(template: Template) -> None:
    told = template["Globals"]["Function"]["Environment"]["Variables"]
    queues = {name: value["Ref"] for name, value in told.items() if name.startswith("GASTVRIJ_QUEUE_")}
    assert set(queues) == {f"GASTVRIJ_QUEUE_{name.upper().replace('-', '_')}" for name in QUEUES}
    assert set(queues.values()) == set(consumers_of(template))


def test_no_queue_takes_all_the_functions_that_a_new_account_has(template: Template) -> None:
    parameters = template["Parameters"]
    most = 0
    for name, (source, _) in consumers_of(template).items():
        # One group of an ordered queue is one function, and its messages are of three kinds.
        limit = (
            in_season(source)
            .get("ScalingConfig", {})
            .get("MaximumConcurrency", 3 if name == "PublicationQueue" else 1000)
        )
        most = max(most, limit if isinstance(limit, int) else parameters[limit["Fn::If"][1]["Ref"]]["Default"])
    assert most < 5
