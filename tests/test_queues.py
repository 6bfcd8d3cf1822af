"""Between the steps nothing is lost and nobody waits behind a neighbour's trouble (I8, I14)."""

from collections.abc import Sequence

import pytest

from chalicelib.cloud import queues
from chalicelib.errors import Broken, Refused, TryAgain
from chalicelib.initiative import Contact, Initiative
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.messages.publication import SiteChanged
from chalicelib.messages.registration import InitiativeSubmitted, RegistrationConfirmed
from tests.campaign import Campaign


class _Record:
    def __init__(self, number: int, body: str, queue: str = "registration") -> None:
        self.fields = {"messageId": str(number), "body": body, "eventSourceARN": f"arn:aws:sqs:x:1:{queue}"}

    def to_dict(self) -> dict[str, str]:
        return self.fields


def _confirmed(name: str) -> RegistrationConfirmed:
    return RegistrationConfirmed(name, 1)


def test_a_message_arrives_as_it_was_sent() -> None:
    sent = InitiativeSubmitted(
        "1",
        Initiative("Café 🏠", "s", "d", "scholen", ("44021",), "o", "", "nl", True),
        Contact("An", "an@example.org", "nl", False),
        7,
    )
    assert queues.unpack(queues.pack(sent)) == sent


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"kind": "Unheard", "version": 1, "fields": {}}',
        '{"kind": "RegistrationConfirmed", "version": 0, "fields": {"id": "1", "at": 1}}',
        '{"kind": "RegistrationConfirmed", "version": 1, "fields": {"id": 1, "at": 1}}',
        '{"kind": "RegistrationConfirmed", "version": 1, "fields": {"id": "1"}}',
        '{"kind": ["RegistrationConfirmed"], "version": 1, "fields": {}}',
        "x" * 256_000,
    ],
)
def test_what_cannot_be_read_is_broken_not_a_crash(body: str) -> None:
    with pytest.raises(Broken):
        queues.unpack(body)


def test_one_bad_message_in_ten_holds_up_none_of_its_neighbours(campaign: Campaign) -> None:
    done: list[str] = []

    def step(message: RegistrationConfirmed) -> list[Message]:
        done.append(message.id)
        return []

    bodies = [queues.pack(_confirmed(str(number))) for number in range(10)]
    bodies[4] = "poison"
    records = [_Record(number, body) for number, body in enumerate(bodies)]
    answer = queues.consume(records, {RegistrationConfirmed: step})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "4"}]}
    assert done == [str(number) for number in range(10) if number != 4]


@pytest.mark.parametrize(
    ("problem", "comes_back"), [(Refused("x"), False), (TryAgain(), True), (Broken(), True), (KeyError("x"), True)]
)
def test_only_a_refusal_is_final(campaign: Campaign, problem: Exception, comes_back: bool) -> None:
    def step(message: Message) -> Sequence[Message]:
        raise problem

    answer = queues.consume([_Record(1, queues.pack(_confirmed("1")))], {RegistrationConfirmed: step})
    assert bool(answer["batchItemFailures"]) is comes_back


def test_after_a_failure_in_an_ordered_queue_the_rest_is_done(campaign: Campaign) -> None:
    """Order matters to no step; what comes back with a bad message each time would be a dead letter like it."""
    records = [
        _Record(number, "poison" if number == 1 else queues.pack(SiteChanged(1)), "p.fifo") for number in range(4)
    ]
    answer = queues.consume(records, {SiteChanged: lambda message: []})
    assert [failure["itemIdentifier"] for failure in answer["batchItemFailures"]] == ["1"]


def test_twelve_messages_to_one_queue_take_two_calls_and_all_arrive(campaign: Campaign) -> None:
    from tests.account import counted

    with counted() as calls:
        queues.send(MailRequested(str(number), "m", "a@example.org", "nl") for number in range(12))
    assert len(calls) == 2
    assert len(campaign.waiting("mail")) == 12
