"""How often a mail goes out: at most three times, never in silence not at all, and never to who wants none."""

import json
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from chalicelib.cloud.queues import pack
from chalicelib.messages.mail import ConfirmationMailRequested, MailRequested
from chalicelib.notifications.rules import DAY_IN_HOURS, MOST_UNTIDIED
from chalicelib.web import links
from tests.account import counted
from tests.cloud.capacity import WRITE_UNIT, size
from tests.notifications.post import EXPIRES, MODERATOR, MONDAY, VOTER, Post, a_link, a_mail
from tests.voting.faults import lost

THIEF = "thief@example.org"


def with_link_for(mail: MailRequested, until: float) -> MailRequested:
    """The same mail, whose link expires then."""
    assert mail.link is not None
    return replace(mail, link=replace(mail.link, expires=int(until)))


# What a mail costs


def test_a_confirmation_mail_is_one_write_and_one_call_to_the_mail_service(post: Post) -> None:
    post.deliver(a_mail("vote-confirm", to="earlier@example.org"))
    with counted() as calls:
        assert post.deliver(a_mail("vote-confirm"))
    assert calls.made == ["dynamodb.UpdateItem", "sesv2.SendEmail"]
    assert len(post.arrived()) == 2


def test_the_write_of_a_confirmation_mail_is_one_unit(post: Post) -> None:
    """Also where a title is long. A mailbox's next ones on the same day are two: each keeps where it led."""
    post.ask(a_mail("vote-confirm"))
    (row,) = post.rows()
    assert size(row) <= WRITE_UNIT


def test_a_moderators_mail_reads_first_whether_the_address_wants_mail(post: Post) -> None:
    with counted() as calls:
        assert post.deliver(a_mail("changes-requested"))
    assert calls.made == ["dynamodb.GetItem", "dynamodb.UpdateItem", "sesv2.SendEmail"]


def test_what_is_kept_names_nobody_and_opens_nothing(post: Post, logged: list[str]) -> None:
    """I12: no address, title, code or token in a row or a log."""
    mail = a_mail("vote-confirm")
    post.ask(mail, a_mail("changes-requested"))
    assert mail.link is not None
    kept = str(post.rows()) + "".join(logged)
    for secret in (VOTER, "voter@", "Taalcaf", links.sign(mail.link), links.code_for(mail.id, mail.link)):
        assert secret not in kept


def test_attempts_outlive_every_copy_of_their_message(post: Post) -> None:
    """A copy may wait 14 days; after the 15th the row may go."""
    post.ask(a_mail("vote-confirm"), a_mail("changes-requested"))
    ends = [int(row["expires_at"]["N"]) - MONDAY.timestamp() for row in post.rows()]
    assert len(ends) == 2
    assert all(0 <= end - 15 * 24 * 3600 <= 3600 and end % 3600 == 0 for end in ends)


def test_a_mail_whose_link_is_over_stays_unsent_and_is_seen(post: Post, logged: list[str]) -> None:
    """What comes back from the dead letters too late would only annoy."""
    post.clock.move_to(EXPIRES)
    assert post.deliver(a_mail("vote-confirm"))
    assert post.arrived() == []
    assert any("expired" in line and '"ERROR"' in line for line in logged)


# The cap


@pytest.mark.parametrize(
    "variants",
    [
        ["victim@gmail.com", "v.i.c.t.i.m@gmail.com", "victim+a@gmail.com", "Victim@GoogleMail.com"],
        ["victim@proton.me", "v.i-c_t.i-m@proton.me", "victim+a@pm.me", "Vic.Tim@protonmail.com"],
    ],
    ids=["Gmail", "Proton"],
)
def test_a_mailbox_gets_three_votes_mails_and_two_of_registrations_a_day_however_it_is_spelled(
    post: Post, variants: list[str]
) -> None:
    """I9, threat 23: any variants, any forms."""
    for number in range(12):
        name = ("vote-confirm", "registration-confirm", "registration-reminder")[number % 3]
        post.ask(a_mail(name, to=variants[number % 4]))
    assert len(post.arrived()) == 3 + 2
    assert len(post.rows()) == 2
    assert not any(post.campaign.dead.values())


@pytest.mark.parametrize(
    ("first", "then", "most"),
    [("registration-confirm", "vote-confirm", 3), ("vote-confirm", "registration-confirm", 2)],
)
def test_what_a_stranger_asks_for_uses_up_no_mail_of_another_purpose(
    post: Post, first: str, then: str, most: int
) -> None:
    """I9: three forms in somebody's name would else shut them out of the vote, in silence."""
    post.ask(*[a_mail(first) for _ in range(9)])
    before = len(post.arrived())
    post.ask(*[a_mail(then) for _ in range(9)])
    assert len(post.arrived()) - before == most


def test_the_row_of_a_mailbox_that_is_mailed_every_day_does_not_grow_without_end(post: Post) -> None:
    """And no copy of what was taken out goes out once more."""
    sizes = []
    first = with_link_for(a_mail("vote-confirm"), MONDAY.timestamp() + 48 * 3600)
    post.ask(first)
    for day in range(1, 20):
        post.later(25)
        until = MONDAY.timestamp() + (day * 25 + 48) * 3600
        post.ask(*[with_link_for(a_mail("vote-confirm"), until) for _ in range(3)])
        (row,) = post.rows()
        sizes.append(sum(name.startswith("link_") for name in row))
    assert max(sizes) <= MOST_UNTIDIED + 3 * 3, "and what may still be pressed"
    sent = len(post.arrived())
    assert sent == 1 + 3 * 19
    assert post.deliver(first)
    assert len(post.arrived()) == sent


def test_a_row_tells_no_moment_finer_than_its_hour(post: Post) -> None:
    for minutes in (1, 12, 44):
        post.clock.move_to(MONDAY.timestamp() + minutes * 60)
        post.ask(a_mail("vote-confirm", mail_id=str(minutes)), a_mail("registration-confirm", to="b@example.org"))
    for row in post.rows():
        moments = [int(row[name]["N"]) for name in ("third", "second", "latest") if int(row[name]["N"])]
        assert set(moments) == {MONDAY.timestamp() // 3600 + 1}
        assert int(row["expires_at"]["N"]) % 3600 == 0


def test_the_cap_slides_over_any_day(post: Post) -> None:
    for hours in (0.0, 10.0, 13.9):
        post.later(hours)
        post.ask(a_mail("vote-confirm"), a_mail("vote-confirm"))
    assert len(post.arrived()) == 3
    post.later(1.2)
    post.ask(a_mail("vote-confirm"), a_mail("vote-confirm"), a_mail("vote-confirm"))
    assert len(post.arrived()) == 5, "two of the first three are over a day old, by whole hours"


def test_what_is_capped_is_logged_without_an_address(post: Post, logged: list[str]) -> None:
    post.ask(*[a_mail("vote-confirm") for _ in range(4)])
    said = [json.loads(line) for line in logged if "mail not sent" in line]
    assert [(line["reason"], line["mail"], line["level"]) for line in said] == [("capped", "vote-confirm", "INFO")]


def test_others_are_not_held_up_by_a_capped_mailbox(post: Post) -> None:
    post.ask(*[a_mail("vote-confirm", to="victim@example.org") for _ in range(5)], a_mail("vote-confirm"))
    assert [mail["To"] for mail in post.arrived()].count(VOTER) == 1


def test_moderators_have_no_cap(post: Post) -> None:
    post.ask(*[a_mail("review-request", to=MODERATOR) for _ in range(15)])
    assert len(post.arrived()) == 15


# Three sends, and never silence


@pytest.mark.parametrize("name", ["vote-confirm", "changes-requested"])
def test_a_message_that_comes_again_and_again_is_sent_three_times(post: Post, name: str, logged: list[str]) -> None:
    """I9, I14: the fourth copy goes to the dead letters, which wakes somebody."""
    mail = a_mail(name)
    assert [post.deliver(mail) for _ in range(5)] == [True, True, True, False, False]
    assert len(post.arrived()) == 3
    assert any("mail ran out of attempts" in line and '"ERROR"' in line for line in logged)


@pytest.mark.parametrize("worked", [True, False])
@pytest.mark.parametrize("name", ["vote-confirm", "changes-requested"])
def test_a_mail_service_that_never_answers_ends_among_the_dead_letters(post: Post, name: str, worked: bool) -> None:
    mail = a_mail(name)
    with lost("SendEmail", times=9, worked=worked) as tries:
        post.ask(mail)
    assert len(tries) == 3
    assert len(post.arrived()) == (3 if worked else 0)
    assert post.campaign.dead[mail.queue] == [pack(mail)]


def test_a_capped_mail_that_was_tried_before_is_not_dropped_in_silence(post: Post) -> None:
    """I9: nobody knows whether the first try arrived, and others took the rest of the day."""
    mail = a_mail("vote-confirm")
    with lost("SendEmail", worked=False):
        assert not post.deliver(mail)
    post.ask(a_mail("vote-confirm"), a_mail("vote-confirm"))
    assert not post.deliver(mail)
    post.later(DAY_IN_HOURS + 1)
    assert post.deliver(mail)


def test_no_table_no_mail(post: Post) -> None:
    """I13: never skip the check."""
    with lost("UpdateItem", times=99, worked=False):
        assert not post.deliver(a_mail("vote-confirm"))
    with lost("GetItem", times=99):
        assert not post.deliver(a_mail("changes-requested"))
    assert post.arrived() == []


def test_a_mail_that_cannot_be_written_costs_nothing(post: Post) -> None:
    assert not post.deliver(a_mail("vote-confirm", to="nobody"))
    assert post.rows() == []


# A link is mailed to whom it is for


STOLEN: dict[str, Callable[[], MailRequested]] = {
    "a moderator's link to a thief": lambda: replace(a_mail("review-request", MODERATOR), to=THIEF),
    "an initiator's link to a thief": lambda: replace(a_mail("changes-requested"), to=THIEF),
    "a registration's link to a thief": lambda: replace(a_mail("registration-confirm"), to=THIEF),
    "a moderator's link in another mail": lambda: replace(
        a_mail("changes-requested"), link=a_link("review-request", MODERATOR)
    ),
    "a link in a mail without": lambda: replace(a_mail("taken-down"), link=a_link("review-request", MODERATOR)),
    "a moderator's link in a vote's mail": lambda: replace(
        a_mail("vote-confirm"), link=a_link("review-request", MODERATOR)
    ),
    "no link": lambda: replace(a_mail("vote-confirm"), link=None),
    "a vote's mail among those of people with a task": lambda: MailRequested(
        "one", "vote-confirm", VOTER, "nl", {"title": "One"}, a_link("vote-confirm", VOTER)
    ),
    "a moderator's mail among those of strangers": lambda: ConfirmationMailRequested(
        "one", "review-request", MODERATOR, "nl", {}, a_link("review-request", MODERATOR)
    ),
}


@pytest.mark.parametrize("stolen", STOLEN)
def test_who_may_ask_for_mail_gets_no_link_of_somebody_else_signed(post: Post, logged: list[str], stolen: str) -> None:
    """A function that was taken over would have a moderator's link mailed to a thief."""
    assert not post.deliver(STOLEN[stolen]())
    assert post.arrived() == []
    assert any('"Broken: a mail' in line for line in logged)
