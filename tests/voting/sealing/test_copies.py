"""Whoever only keeps a copy of the log gets it by mail: once each morning, once after the close, once when opened."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from msgspec.structs import replace

from chalicelib.voting import rules
from chalicelib.voting import steps as voting_steps
from chalicelib.voting.sealing import copies, steps
from tests.campaign import Campaign, Clock
from tests.sealed import Files, published, said_in
from tests.voting.sealing.goes import VOTE, seal
from tests.voting.voters import Voting, a_press
from tests.years import YEAR

WHO = ("archief@cera.example", "leden@vvsg.example")


@pytest.fixture
def copied(voting: Voting, campaign: Campaign) -> Campaign:
    """A year in which two keep a copy."""
    campaign.in_year(replace(YEAR, copies=WHO))
    return campaign


def at(clock: Clock, moment: str | datetime) -> None:
    clock.move_to(datetime.fromisoformat(moment) if isinstance(moment, str) else moment)


def mailed(campaign: Campaign) -> list[EmailMessage]:
    campaign.tick("remind")
    campaign.drain()
    return [its for its in campaign.mails() if its["To"] in WHO]


def words_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def test_each_morning_of_the_vote_once(copied: Campaign, clock: Clock) -> None:
    seal(clock)
    for day in (7, 8):
        before = len(mailed(copied))
        for hour in (8, 9, 10, 11, 12, 20):
            at(clock, f"2027-04-{day:02}T{hour:02}:15:00+02:00")
            mailed(copied)
        assert [its["To"] for its in mailed(copied)[before:]] == list(WHO), "each once, however often it is asked for"


def test_what_was_missed_in_the_morning_goes_out_later_that_day(copied: Campaign, clock: Clock) -> None:
    """Whatever runs each hour was out until the evening: once each, and no day's copy on the next."""
    seal(clock)
    for moment, copies_of in (("07T19:15", 1), ("07T20:15", 1), ("08T08:15", 1), ("08T23:15", 2), ("09T00:15", 2)):
        at(clock, f"2027-04-{moment}:00+02:00")
        assert len(mailed(copied)) == copies_of * len(WHO), moment


@pytest.mark.parametrize(("written", "word"), [("", "Bewaar"), (" nl", "Bewaar"), (" fr", "garder"), (" en", "Keep")])
def test_each_reads_it_in_their_language(
    voting: Voting, campaign: Campaign, clock: Clock, written: str, word: str
) -> None:
    campaign.in_year(replace(YEAR, copies=(f"{WHO[0]}{written}",)))
    at(clock, "2027-04-07T09:15:00+02:00")
    steps.seal_all()
    (mail,) = mailed(campaign)
    assert word.casefold() in str(mail["Subject"]).casefold()
    assert said_in(published()["checkpoint"])[0] == 2
    assert published()["checkpoint"].decode().strip() in words_of(mail)


def test_it_says_what_everyone_reads(copied: Campaign, voting: Voting, clock: Clock) -> None:
    voting.deliver(a_press("a"))
    at(clock, "2027-04-07T09:15:00+02:00")
    steps.seal_all()
    files = published()
    size, root = said_in(files["checkpoint"])
    words = words_of(mailed(copied)[0])
    assert files["checkpoint"].decode().strip() in words
    assert f"staan {size} regels" in words
    assert root.hex() in words.replace(" ", "").replace("\n", "")
    assert "Twijfelt er ooit iemand" in words


def test_after_the_close_and_once_it_is_opened_one_more_each(
    copied: Campaign, voting: Voting, clock: Clock, logged: list[str]
) -> None:
    voting.deliver(a_press("a"))
    seal(clock)
    at(clock, VOTE.closes)
    steps.seal_all()
    assert mailed(copied) == []
    for hours in (1, 2, 3, 4, 9):
        at(clock, VOTE.closes + timedelta(hours=hours))
        mailed(copied)
    at(clock, VOTE.results + timedelta(minutes=1))
    assert len(mailed(copied)) == 2, "nothing was counted: it is not open"
    list(voting_steps.recount())
    steps.seal_all()
    for hours in (1, 2, 20, 24, 48):
        at(clock, VOTE.results + timedelta(hours=hours))
        mails = mailed(copied)
    assert [its["Subject"] for its in mails[::2]] == [
        "Bewaar dit: het register na het stemmen",
        "Bewaar dit: het register na de uitslag",
    ]
    assert len(mails) == 4
    assert published()["checkpoint"].decode().strip() in words_of(mails[-1])
    assert not any(address in line for line in logged for address in WHO)


def test_without_a_log_or_anybody_who_keeps_a_copy_nothing_is_mailed(
    copied: Campaign, voting: Voting, clock: Clock
) -> None:
    at(clock, "2027-04-07T09:15:00+02:00")
    assert mailed(copied) == []
    copied.in_year(YEAR)
    seal(clock, 0)
    assert mailed(copied) == []


def test_each_occasion_has_its_time() -> None:
    assert copies.occasion(VOTE, VOTE.opens - timedelta(seconds=1)) is None
    assert copies.occasion(VOTE, VOTE.closes + timedelta(days=1)) == "opened"
    assert copies.occasion(VOTE, VOTE.settled + rules.PATIENCE) is None, "nobody opens it any more"
    assert copies.occasion(VOTE, VOTE.results) == "opened"
    assert copies.occasion(VOTE, VOTE.closes - timedelta(seconds=1)) == "day"
    assert copies.occasion(VOTE, VOTE.closes) is None, "the last votes are still on their way"


def test_a_hash_is_told_in_fours() -> None:
    files = Files({"checkpoint": b"log\n3\n" + b"A" * 43 + b"=\n\n"})
    told = copies.fingerprint(files["checkpoint"].decode())
    assert told.splitlines() == [" ".join(["0000"] * 8)] * 2
