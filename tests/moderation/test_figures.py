"""Who took part hears their own figures: once, when nothing moves them any more, and nobody who is gone."""

import json
from datetime import timedelta

import pytest
from msgspec.structs import replace

from chalicelib.clock import seconds
from chalicelib.closing import store
from chalicelib.closing.rules import Said
from chalicelib.cloud import editions
from chalicelib.cloud.queues import pack, send, unpack
from chalicelib.embargo import MOST_HELD, Embargo
from chalicelib.messages.awards import FiguresSettled
from chalicelib.messages.editions import EditionPut, EditionTurned
from chalicelib.messages.moderation import DossierForgotten, InitiativeWithdrawn
from chalicelib.moderation import pages_of
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
    settled,
    told,
    voted,
)
from tests.years import FINAL, JUDGED, SHORTLIST, SOON

DAYS = timedelta(days=10)
SAID = {
    what: say("nl", f"mails.figures.subject.{what}") for what in ("both", "won", "public", "nominated", "took_part")
}


@pytest.fixture
def slugs(campaign: Campaign, clock: Clock) -> dict[str, str]:
    """Four entries of a year whose vote is over and whose jury has chosen."""
    its = entered(campaign)
    voted(campaign, clock, {its["brug"]: 3, its["tuin"]: 5})
    told(
        campaign,
        chosen("shortlist", "scholen", its["brug"], its["koor"]),
        chosen("final", "scholen", its["brug"], its["koor"]),
    )
    known(campaign, clock)
    return its


def test_each_hears_their_own_once_in_the_morning_after_the_numbers_settled(
    campaign: Campaign, clock: Clock, slugs: dict[str, str]
) -> None:
    hours(campaign, clock, EVENING, 10)
    assert [figures(campaign, name) for name in slugs] == [[]] * 4
    settled(campaign, clock)
    hours(campaign, clock, VOTE.settled + timedelta(hours=1), 9)
    assert [figures(campaign, name) for name in slugs] == [[]] * 4, "nobody is mailed at night"
    for days in range(3):
        hours(campaign, clock, MORNING + timedelta(days=days))
    assert {name: figures(campaign, name) for name in slugs} == {
        "brug": [SAID["won"]],
        "koor": [SAID["nominated"]],
        "tuin": [SAID["public"]],
        "fiets": [SAID["took_part"]],
    }
    assert not any(campaign.dead.values())
    mail = text_of(campaign.newest(address("brug")))
    assert say("nl", "mails.figures.votes", count=3, total=8) in mail
    assert f"/nl/initiatives/{slugs['brug']}" in mail
    assert f"/prints/{slugs['brug']}/share.jpg" in mail
    assert say("nl", "mails.figures.no_votes", total=8) in text_of(campaign.newest(address("fiets")))


def test_a_thousand_are_spread_over_a_morning_and_the_last_hour_has_all_of_them() -> None:
    slugs = [f"slug-{number}" for number in range(1000)]
    due = [sum(rules.is_due(slug, hour) for slug in slugs) for hour in rules.HOURS]
    assert due[-1] == due[-2] == 1000
    assert max(now - before for before, now in zip([0, *due], due, strict=False)) < 250


@pytest.mark.parametrize(
    ("moment", "hour"),
    [
        ("2027-04-25T22:59:59+02:00", None),
        ("2027-04-26T08:59:59+02:00", None),
        ("2027-04-26T09:00:00+02:00", 9),
        ("2027-04-26T15:59:59+02:00", 15),
        ("2027-04-26T16:00:00+02:00", None),
        ("2027-04-28T09:00:00+02:00", 9),
        ("2027-04-29T09:00:00+02:00", None),
    ],
)
def test_it_is_time_on_three_mornings_on_the_clock(clock: Clock, moment: str, hour: int | None) -> None:
    assert rules.hour(JUDGED.rounds, MORNING.fromisoformat(moment)) == hour


def test_who_waits_for_a_jury_that_decides_later_is_told_after_that() -> None:
    later = replace(FINAL, closes=FINAL.closes + DAYS, results=FINAL.results + DAYS)
    rounds = (JUDGED.vote, SHORTLIST, later)
    assert rules.hour(rounds, MORNING) is None
    assert rules.hour(rounds, MORNING + DAYS) == MORNING.hour


def test_nobody_is_told_before_the_log_says_what_the_recount_says(
    campaign: Campaign, clock: Clock, slugs: dict[str, str]
) -> None:
    from chalicelib.cloud import published
    from chalicelib.site import public_log

    settled(campaign, clock)
    log = campaign.file(public_log.results(JUDGED))
    published.remove([public_log.results(JUDGED)])
    hours(campaign, clock)
    assert figures(campaign, "brug") == []
    published.write(public_log.results(JUDGED), log.encode(), "application/json")
    hours(campaign, clock, MORNING + timedelta(days=1))
    assert figures(campaign, "brug") == [SAID["won"]]


def test_who_is_gone_or_cannot_be_reached_is_not_mailed(
    campaign: Campaign, clock: Clock, slugs: dict[str, str]
) -> None:
    settled(campaign, clock)
    forgotten, taken = (pages_of.shown_at(slugs[name]) for name in ("koor", "tuin"))
    assert forgotten
    assert taken
    send([DossierForgotten(forgotten.id, False, 1)])
    campaign.drain()
    mail = {"messageId": "x", "destination": [address("fiets")]}
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": address("fiets")}]}
    campaign.deliver("feedback", json.dumps({"eventType": "Bounce", "mail": mail, "bounce": bounce}))
    clock.move_to(MORNING)
    campaign.tick("remind")
    waiting = [unpack(body) for body in campaign.taken("moderation")]
    send([InitiativeWithdrawn(taken.id, int(MORNING.timestamp()), "x")])
    campaign.drain()
    send([one for one in waiting if isinstance(one, FiguresSettled)])
    campaign.drain()
    hours(campaign, clock, MORNING + timedelta(hours=1))
    assert [figures(campaign, name) for name in ("koor", "tuin", "fiets")] == [[]] * 3
    # Who withdrew had more votes: the next is the first, as on the site.
    assert figures(campaign, "brug") == [SAID["both"]]


def _of(slug: str, run: str, **other: object) -> FiguresSettled:
    return FiguresSettled("2027", slug, 3, 8, "scholen", ("won",), int(MORNING.timestamp()), run)


def test_what_another_run_asks_for_is_the_same_mail(campaign: Campaign, clock: Clock, slugs: dict[str, str]) -> None:
    clock.move_to(MORNING)
    for run in ("first", "second", "third"):
        campaign.deliver("moderation", pack(_of(slugs["brug"], run)))
        campaign.drain()
    assert figures(campaign, "brug") == [SAID["won"]]
    its = pages_of.shown_at(slugs["brug"])
    assert its
    assert [event.what for event in its.events].count("figures") == 1
    assert its.state == "approved"


def test_who_took_part_is_told_although_the_next_year_has_begun(
    campaign: Campaign, clock: Clock, slugs: dict[str, str]
) -> None:
    settled(campaign, clock)
    clock.move_to(VOTE.settled + timedelta(minutes=20))
    send([EditionPut(SOON.name, 0, SOON, "an operator", "Op naar volgend jaar.", seconds())])
    campaign.drain()
    send([EditionTurned(SOON.name, "an operator", seconds())])
    campaign.drain()
    for minutes in (26, 33):
        clock.move_to(VOTE.settled + timedelta(minutes=minutes))
        campaign.tick("turn_phase")
        campaign.drain()
    assert editions.past() == ("2027",)
    for days in range(3):
        hours(campaign, clock, MORNING + timedelta(days=days))
    as_ever = {"brug": "won", "koor": "nominated", "tuin": "public", "fiets": "took_part"}
    assert {name: figures(campaign, name) for name in slugs} == {name: [SAID[it]] for name, it in as_ever.items()}
    mail = text_of(campaign.newest(address("brug")))
    assert f"/nl/editions/2027/initiatives/{slugs['brug']}" in mail
    assert "share.jpg" not in mail
    assert say("nl", "mails.figures.stays") in " ".join(mail.split())


def test_a_page_that_nobody_has_is_nobodys(campaign: Campaign, clock: Clock) -> None:
    campaign.deliver("moderation", pack(_of("nobody", "x")))
    assert campaign.mails() == []


def test_two_who_have_as_many_are_not_told_that_they_won(campaign: Campaign, clock: Clock) -> None:
    its = entered(campaign, language="fr")
    voted(campaign, clock, {its["brug"]: 2, its["tuin"]: 2})
    known(campaign, clock)
    settled(campaign, clock)
    hours(campaign, clock)
    assert figures(campaign, "brug") == figures(campaign, "tuin") == ["Merci d’avoir participé : voici vos chiffres"]
    assert say("fr", "mails.figures.votes", count=2, total=4) in text_of(campaign.newest(address("brug")))


def test_what_was_held_back_is_told_in_the_mornings_after_that(campaign: Campaign, clock: Clock) -> None:
    """By then the numbers have settled long ago."""
    its = entered(campaign)
    voted(campaign, clock, {its["brug"]: 2})
    clock.move_to(VOTE.closes + timedelta(hours=1))
    store.keep("2027", Said(Embargo(held=seconds())), 0)
    known(campaign, clock)
    settled(campaign, clock)
    hours(campaign, clock)
    assert figures(campaign, "brug") == []
    known(campaign, clock, EVENING + MOST_HELD)
    hours(campaign, clock, MORNING + MOST_HELD + timedelta(days=1))
    assert figures(campaign, "brug") == [SAID["public"]]


def test_between_those_of_a_tie_nobody_is_told_that_they_won(campaign: Campaign, clock: Clock) -> None:
    its = entered(campaign)
    voted(campaign, clock, {its["tuin"]: 2})
    both = (its["brug"], its["koor"])
    told(campaign, chosen("shortlist", "scholen", *both), chosen("final", "scholen", *both, state="tie"))
    known(campaign, clock)
    settled(campaign, clock)
    hours(campaign, clock)
    assert figures(campaign, "brug") == figures(campaign, "koor") == [SAID["nominated"]]
