"""Who won hears it as soon as everyone may read it, each award once; and of what changes after that."""

from datetime import timedelta

import pytest

from chalicelib.clock import seconds
from chalicelib.closing import store
from chalicelib.closing.rules import Said
from chalicelib.cloud import published
from chalicelib.cloud.queues import pack, send, unpack
from chalicelib.embargo import OF_ITSELF, Embargo
from chalicelib.messages.awards import AwardsWon, FiguresSettled
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.moderation import InitiativeWithdrawn
from chalicelib.moderation import pages_of
from chalicelib.site import public_log
from chalicelib.voting.settled import rules
from chalicelib.web.words import say
from tests.campaign import Campaign, Clock, text_of
from tests.moderation.ended import (
    EVENING,
    MORNING,
    VOTE,
    address,
    chosen,
    entered,
    figures,
    hours,
    known,
    minutes,
    settled,
    told,
    voted,
)
from tests.years import FINAL, JUDGED

BOTH, WON, PUBLIC, TOLD, CHANGED = (
    say("nl", f"mails.figures.subject.{what}") for what in ("both", "won", "public", "told", "changed")
)


@pytest.fixture
def slugs(campaign: Campaign, clock: Clock) -> dict[str, str]:
    """Four entries of a year whose vote is over and whose jury has chosen, before its results."""
    its = entered(campaign)
    voted(campaign, clock, {its["brug"]: 3, its["tuin"]: 5})
    told(
        campaign,
        chosen("shortlist", "scholen", its["brug"], its["koor"]),
        chosen("final", "scholen", its["brug"], its["koor"]),
    )
    clock.move_to(VOTE.closes + timedelta(minutes=20))
    for schedule in ("recount", "seal", "turn_phase"):
        campaign.tick(schedule)
        campaign.drain()
    return its


def _heard(campaign: Campaign) -> dict[str, list[str]]:
    return {name: figures(campaign, name) for name in ("brug", "koor", "tuin", "fiets")}


def test_who_won_hears_it_within_minutes_and_once_and_their_figures_later(
    campaign: Campaign, clock: Clock, slugs: dict[str, str]
) -> None:
    minutes(campaign, clock, VOTE.results - timedelta(minutes=5))
    assert _heard(campaign) == {"brug": [], "koor": [], "tuin": [], "fiets": []}
    known(campaign, clock)
    minutes(campaign, clock, count=4)
    assert _heard(campaign) == {"brug": [WON], "koor": [], "tuin": [PUBLIC], "fiets": []}
    mail = text_of(campaign.newest(address("brug")))
    assert f"/nl/initiatives/{slugs['brug']}" in mail
    assert "/prints/badge-2027-won-nl.png" in mail
    assert say("nl", "mails.award.figures") in " ".join(mail.split())
    for later in range(1, 4):
        minutes(campaign, clock, VOTE.results + timedelta(hours=later, minutes=-1))
    settled(campaign, clock)
    for days in range(3):
        hours(campaign, clock, MORNING + timedelta(days=days))
    heard = _heard(campaign)
    assert (heard["brug"], heard["tuin"]) == ([WON, TOLD], [PUBLIC, TOLD])
    assert len(heard["koor"]) == len(heard["fiets"]) == 1
    assert say("nl", "mails.figures.votes", count=3, total=8) in text_of(campaign.newest(address("brug")))


def test_whoever_opens_the_results_before_their_hour_lets_winners_hear(
    campaign: Campaign, clock: Clock, slugs: dict[str, str]
) -> None:
    store.keep("2027", Said(Embargo(opened=seconds())), 0)
    minutes(campaign, clock, VOTE.closes + timedelta(minutes=20), 3)
    assert _heard(campaign) == {"brug": [WON], "koor": [], "tuin": [PUBLIC], "fiets": []}


def test_what_is_held_back_nobody_hears_before_it_is_opened(
    campaign: Campaign, clock: Clock, slugs: dict[str, str]
) -> None:
    held = Embargo(held=seconds())
    store.keep("2027", Said(held), 0)
    known(campaign, clock)
    minutes(campaign, clock, count=3)
    assert not any(_heard(campaign).values())
    opened = VOTE.results + timedelta(days=1, hours=3, minutes=17)
    clock.move_to(opened)
    store.keep("2027", Said(Embargo(held=held.held, opened=seconds())), 1)
    minutes(campaign, clock, opened, 3)
    assert _heard(campaign) == {"brug": [WON], "koor": [], "tuin": [PUBLIC], "fiets": []}


def test_who_won_twice_hears_it_in_one_mail_and_waits_for_both(
    campaign: Campaign, clock: Clock, slugs: dict[str, str]
) -> None:
    taken = pages_of.shown_at(slugs["tuin"])
    assert taken
    send([InitiativeWithdrawn(taken.id, seconds(), "x")])
    campaign.drain()
    known(campaign, clock)
    log = campaign.file(public_log.results(JUDGED))
    published.remove([public_log.results(JUDGED)])
    clock.move_to(EVENING + timedelta(minutes=1))
    campaign.tick("turn_phase")
    campaign.drain()
    assert figures(campaign, "brug") == []
    published.write(public_log.results(JUDGED), log.encode(), "application/json")
    minutes(campaign, clock, EVENING + timedelta(minutes=1))
    assert figures(campaign, "brug") == [BOTH]
    mail = text_of(campaign.newest(address("brug")))
    assert mail.count("/prints/badge-2027-") == 2


def test_of_what_the_jury_chose_is_told_although_the_log_does_not_open(
    campaign: Campaign, clock: Clock, slugs: dict[str, str]
) -> None:
    clock.move_to(EVENING)
    campaign.tick("turn_phase")
    campaign.drain()
    for after in (timedelta(minutes=1), rules.PATIENCE - timedelta(minutes=2)):
        clock.move_to(VOTE.results + after)
        campaign.tick("turn_phase")
        campaign.drain()
    assert not any(_heard(campaign).values())
    clock.move_to(VOTE.results + rules.PATIENCE)
    campaign.tick("turn_phase")
    campaign.drain()
    assert _heard(campaign) == {"brug": [WON], "koor": [], "tuin": [], "fiets": []}


def _won(slug: str, run: str, *honours: str, at: int = 0) -> AwardsWon:
    return AwardsWon("2027", slug, "scholen", honours or ("won",), at or seconds(), run)


def test_twice_late_and_out_of_order_it_is_one_mail_of_each_award(
    campaign: Campaign, clock: Clock, slugs: dict[str, str]
) -> None:
    clock.move_to(EVENING)
    brug = slugs["brug"]
    for its in (_won(brug, "a"), _won(brug, "b"), _won(brug, "c", "won", "public"), _won(brug, "d"), _won(brug, "b")):
        campaign.deliver("moderation", pack(its))
        campaign.drain()
    assert figures(campaign, "brug") == [WON, PUBLIC]
    # The step died before it was done: the same mail, of which at most three go out.
    campaign.deliver("moderation", pack(_won(brug, "a")))
    asked = [unpack(body) for body in campaign.taken("mail")]
    assert [one.id.partition("-award-")[2] for one in asked if isinstance(one, MailRequested)] == ["won-2027"]
    kept = pages_of.shown_at(brug)
    assert kept
    assert [event.reason for event in kept.events if event.what == "awarded"] == ["won", "public"]
    campaign.deliver("moderation", pack(_won(slugs["tuin"], "old", "public", at=seconds() - 3601)))
    campaign.drain()
    assert figures(campaign, "tuin") == [], "another run says what is so still"


def test_after_their_figures_nobody_hears_it_again(campaign: Campaign, clock: Clock, slugs: dict[str, str]) -> None:
    clock.move_to(MORNING)
    settled_now = FiguresSettled("2027", slugs["brug"], 3, 8, "scholen", ("won",), seconds(), "x")
    for its in (settled_now, _won(slugs["brug"], "a")):
        campaign.deliver("moderation", pack(its))
        campaign.drain()
    assert figures(campaign, "brug") == [WON]


def test_who_was_told_and_won_no_more_is_told_that_too(campaign: Campaign, clock: Clock, slugs: dict[str, str]) -> None:
    """Votes that were held up came to count on the last day."""
    clock.move_to(EVENING)
    campaign.deliver("moderation", pack(_won(slugs["tuin"], "a", "public")))
    campaign.drain()
    clock.move_to(MORNING)
    campaign.deliver("moderation", pack(FiguresSettled("2027", slugs["tuin"], 5, 11, "", (), seconds(), "x")))
    campaign.drain()
    assert figures(campaign, "tuin") == [PUBLIC, CHANGED]
    assert say("nl", "mails.figures.votes", count=5, total=11) in text_of(campaign.newest(address("tuin")))


def test_who_is_gone_meanwhile_hears_nothing(campaign: Campaign, clock: Clock, slugs: dict[str, str]) -> None:
    known(campaign, clock)
    clock.move_to(EVENING + timedelta(minutes=1))
    campaign.tick("turn_phase")
    waiting = [unpack(body) for body in campaign.taken("moderation")]
    taken = pages_of.shown_at(slugs["brug"])
    assert taken
    send([InitiativeWithdrawn(taken.id, seconds(), "x")])
    campaign.drain()
    send([one for one in waiting if isinstance(one, AwardsWon)])
    campaign.drain()
    assert _heard(campaign) == {"brug": [], "koor": [], "tuin": [PUBLIC], "fiets": []}


@pytest.mark.parametrize(
    ("after", "tells"),
    [
        (timedelta(seconds=-1), False),
        (timedelta(0), True),
        (timedelta(minutes=29), True),
        (timedelta(minutes=31), False),
        (timedelta(hours=1, minutes=1), True),
        (timedelta(hours=1, minutes=2), False),
        (timedelta(days=1, minutes=59), False),
        (timedelta(days=1, hours=1), False),
    ],
)
def test_it_is_time_from_the_results_on_until_figures_are_mailed(after: timedelta, tells: bool) -> None:
    assert rules.tells_winners(JUDGED.rounds, VOTE.results + after, OF_ITSELF) == tells


def test_of_a_final_that_is_known_later_its_winners_hear_then() -> None:
    from msgspec.structs import replace

    later = replace(FINAL, closes=FINAL.closes + timedelta(days=40), results=FINAL.results + timedelta(days=40))
    rounds = (JUDGED.vote, later)
    assert rules.known(rounds, VOTE.results, OF_ITSELF) == {VOTE.key: True}
    assert not rules.tells_winners(rounds, VOTE.results + timedelta(days=3), OF_ITSELF)
    assert rules.tells_winners(rounds, later.results, OF_ITSELF)
