"""I7, I14: a dossier is in one legal state, whatever the queues and the network do to its messages."""

import json
from collections import Counter
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.cloud.queues import pack
from chalicelib.errors import Refused, TryAgain
from chalicelib.initiative import Contact, Initiative
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import ChangesSubmitted, DecisionTaken, ReviewRequested
from chalicelib.messages.publication import InitiativeApproved
from chalicelib.moderation import claims, rules, steps, store, texts
from chalicelib.moderation.desk.deciding import DECISION
from chalicelib.moderation.desk.several import became
from chalicelib.moderation.dossier import Event, next_state
from chalicelib.registration.form import FORM
from chalicelib.web.fields import limits
from tests.campaign import Campaign
from tests.people import SLUG
from tests.publication.initiatives import initiative
from tests.staff import AN, KARIM
from tests.voting.faults import died, lost

AT = 1_803_888_000

MOST = limits((*FORM, *DECISION))


REVIEW = ReviewRequested("one", initiative(), Contact("Lien", "lien@example.org", "nl", False), AT)
ASK = DecisionTaken("one", 1, AN.id, "changes", "Vanaf wanneer?", AT + 10, "a")
CHANGED = ChangesSubmitted("one", 1, initiative(title="Taalcafé sinds 2019"), "Lien", AT + 20, "b")
APPROVE = DecisionTaken("one", 2, KARIM.id, "approve", "", AT + 30, "c")
TAKE_DOWN = DecisionTaken("one", 2, AN.id, "takedown", "Klacht.", AT + 40, "d")
STORY = (REVIEW, ASK, CHANGED, APPROVE, TAKE_DOWN)
"""What happens to a dossier from begin to end."""


def _deliver(messages: list[Any]) -> list[Message]:
    """Run messages in this order; what must wait comes again at the end. Returns all that followed."""
    followed: list[Message] = []
    for _ in range(len(messages) + 1):
        waiting = []
        for message in messages:
            try:
                followed += steps.STEPS[type(message)](message)
            except TryAgain:
                waiting.append(message)
            except Refused:
                pass
        messages = waiting
    return followed


def test_a_takedown_from_before_the_approval_never_runs_after_it(campaign: Campaign) -> None:
    """I7: what was asked of something that nobody approved is refused, and does not wait for its chance."""
    early, late = replace(TAKE_DOWN, dossier_version=1), replace(APPROVE, dossier_version=1)
    steps.open_dossier(REVIEW)
    with pytest.raises(Refused):
        steps.decide(early)
    steps.decide(late)
    assert store.known("one").state == "approved"


def test_what_comes_before_what_it_is_about_waits_for_it(campaign: Campaign) -> None:
    """I14; that no order at all leads to an illegal state, the simulation holds."""
    _deliver([REVIEW, CHANGED, APPROVE, replace(ASK, press_id="again"), ASK])
    assert len(_deliver([CHANGED])) == 2, "it is asked for once more what followed it"
    assert (store.known("one").state, store.known("one").version) == ("approved", 2)


def test_mails_say_what_was_decided_then_not_what_it_is_called_now(campaign: Campaign) -> None:
    _deliver([REVIEW])
    first = steps.decide(ASK)
    _deliver([CHANGED])
    assert steps.decide(ASK) == first
    mail, hers = first
    assert isinstance(hers, MailRequested)
    assert (hers.mail, hers.to) == ("decided-by-link", AN.email)
    assert isinstance(mail, MailRequested)
    assert mail.about["title"] == REVIEW.initiative.title


def test_each_version_has_its_own_mails(campaign: Campaign) -> None:
    followed = _deliver([*STORY])
    ids = [message.id for message in followed if isinstance(message, MailRequested)]
    assert ids == [
        f"one-review-1-{AN.id}",
        f"one-review-1-{KARIM.id}",
        "one-received-1",
        "one-changes-1",
        "one-by-link-a",
        f"one-review-2-{AN.id}",
        f"one-review-2-{KARIM.id}",
        "one-approved-2",
        "one-by-link-c",
        "one-taken-down-2",
        "one-by-link-d",
    ]
    assert len({message.link for message in followed if isinstance(message, MailRequested) and message.link}) == 9


# Growth


def _longest(number: int) -> Initiative:
    sign = "🙂"
    longest = {name: sign * most for name, most in MOST.items()}
    title = f"{number} ".ljust(MOST["title"], "x")
    return replace(
        initiative(title=title),
        summary=longest["summary"],
        description=longest["description"],
        organisation=longest["organisation"],
        website="https://example.org/".ljust(MOST["website"], "x"),
        places=("44021",) * 20,
    )


def _story_of(rounds: int) -> list[Any]:
    """A dossier that comes back so many times, each time with the longest texts, is approved and taken down."""
    reason = "🙂" * MOST["reason"]
    story: list[Any] = [replace(REVIEW, initiative=_longest(0))]
    for number in range(1, rounds + 1):
        story.append(DecisionTaken("one", number, AN.id, "changes", reason, AT + number, f"a{number}".ljust(32, "x")))
        press = f"b{number}".ljust(32, "x")
        story.append(ChangesSubmitted("one", number, _longest(number), "Lien", AT + number, press))
    story.append(replace(APPROVE, dossier_version=rounds + 1))
    return [*story, replace(TAKE_DOWN, dossier_version=rounds + 1, reason=reason)]


def test_a_dossier_may_come_back_twenty_times_with_the_longest_texts(campaign: Campaign) -> None:
    """I8: 400 KB, the most that a row can hold, is met by none of its rows; a decision writes a few KB at most."""
    *story, take_down = _story_of(20)
    _deliver(story)
    campaign.deliver("moderation", pack(take_down))
    dossier = texts.with_reasons(store.known("one"))
    assert (dossier.state, dossier.version) == ("taken down", 21)
    assert [initiative.title.split()[0] for initiative in texts.initiatives(dossier, *range(1, 22))] == [
        str(number) for number in range(21)
    ]
    assert {len(event.reason) for event in dossier.events if event.what != "changed"} == {0, MOST["reason"]}
    sizes = {row["id"]["S"]: len(json.dumps(row, ensure_ascii=False).encode()) for row in campaign.rows()["dossiers"]}
    assert sizes["one"] < 8_000
    assert max(sizes.values()) < 30_000


def test_the_first_decision_on_a_long_text_writes_one_kilobyte(campaign: Campaign) -> None:
    _deliver([replace(REVIEW, initiative=_longest(0)), replace(APPROVE, dossier_version=1)])
    [row] = [row for row in campaign.rows()["dossiers"] if row["id"]["S"] == "one"]
    assert len(json.dumps(row, ensure_ascii=False).encode()) < 1024


@pytest.mark.parametrize("worked", [True, False], ids=["after", "before"])
def test_words_of_a_change_that_was_never_recorded_are_nobodys(campaign: Campaign, worked: bool) -> None:
    """I14: the process died between a version's row and the dossier that names it; another change was first then."""
    _deliver([REVIEW, ASK])
    with pytest.raises(KeyboardInterrupt), died(2):
        campaign.deliver("moderation", pack(CHANGED))
    assert store.known("one").version == 1
    other = replace(CHANGED, press_id="other", initiative=initiative(title="Iets anders"))
    # It passes over what the other left, which is refused when it comes again.
    assert campaign.deliver("moderation", pack(other), pack(CHANGED))["batchItemFailures"] == []
    assert texts.initiative(store.known("one"), 2) == other.initiative


def test_a_short_decision_goes_past_a_long_one_that_died(campaign: Campaign) -> None:
    _deliver([REVIEW])
    long = DecisionTaken("one", 1, KARIM.id, "reject", "Nee. " * 200, AT + 11, "f")
    with pytest.raises(KeyboardInterrupt), died(3):
        campaign.deliver("moderation", pack(long))
    _deliver([replace(APPROVE, dossier_version=1), long])
    assert [event.what for event in store.known("one").events] == ["approve"]


def test_a_long_decision_goes_past_a_long_one_that_died_and_never_comes_back(campaign: Campaign) -> None:
    """As when the task of whoever took it was taken away meanwhile, so that it is refused."""
    _deliver([REVIEW])
    died_of = DecisionTaken("one", 1, KARIM.id, "reject", "Nee. " * 200, AT + 11, "f")
    with pytest.raises(KeyboardInterrupt), died(3):
        campaign.deliver("moderation", pack(died_of))
    _deliver([replace(died_of, moderator=AN.id, reason="Neen. " * 200, press_id="g")])
    decided = texts.with_reasons(store.known("one"))
    assert [(event.what, event.reason) for event in decided.events] == [("reject", "Neen. " * 200)]


# Faults


def test_a_name_is_given_to_one_dossier_for_ever(campaign: Campaign) -> None:
    assert claims.claim("taalcafe-gent", "one")
    assert claims.claim("taalcafe-gent", "one")
    assert not claims.claim("taalcafe-gent", "two")
    with lost("PutItem", 1):
        assert claims.claim("praatcafe-gent", "two")


def test_a_name_claimed_by_a_lost_race_is_still_free_for_its_owner(campaign: Campaign) -> None:
    _deliver([REVIEW])
    assert claims.claim(SLUG, "one")
    (approved, *_) = steps.decide(replace(APPROVE, dossier_version=1))
    assert isinstance(approved, InitiativeApproved)
    assert approved.slug == SLUG


def test_of_a_thousand_at_once_one_decides_and_each_of_the_others_is_told_so(campaign: Campaign) -> None:
    """I7: all have read the dossier before any of them writes, which is as near as decisions can come."""
    campaign.deliver("moderation", pack(REVIEW))
    read, sent = store.known("one"), {}
    answers = []
    for number in range(1000):
        who, decision = f"moderator-{number}", rules.DECISIONS[number % 3]
        event = Event(decision, 1, who, "Neen.", AT + 10, f"press-{number}")
        sent[who] = decision
        try:
            store.record(read, event, replace(read, state=next_state(read, event)))
        except Refused as refusal:
            answers.append(refusal.sentence)
    assert answers == ["already_decided"] * 999
    its = store.known("one")
    assert len(its.events) == 1
    # What each of them reads then: that theirs stands, or that another was first, and whose.
    told = Counter(became(its, 1, who, decision) for who, decision in sent.items())
    assert told == {"done": 1, "other": 999}
