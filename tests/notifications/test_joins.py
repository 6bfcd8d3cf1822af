"""No table joins a mailbox to a choice: whoever holds all rows and the address key can only guess."""

import random
from collections import Counter, defaultdict
from datetime import datetime
from typing import Any

import pytest

from chalicelib.cloud import keys
from chalicelib.cloud.queues import send
from chalicelib.kinds import VoterKey
from chalicelib.messages.voting import CandidateAdmitted
from chalicelib.moderation.rules import LONGEST_SLUG
from chalicelib.notifications import closed
from chalicelib.voting import tokens
from chalicelib.web import links
from tests.campaign import VOTING, Campaign, Clock
from tests.depth import cases
from tests.notifications.post import a_mail
from tests.voting.voters import GENT, LONGEST_TITLE, TITLES, Voting

Row = dict[str, Any]
VOTERS = cases(80, 240)
HOURS = VOTERS // 60 + 1
MINUTE = 60


@pytest.fixture
def begins() -> datetime:
    """In the middle of the vote."""
    return VOTING


@pytest.fixture
def voted(campaign: Campaign, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Some hundreds of people who voted for one of three, one after the other; whose mailbox chose what."""
    monkeypatch.setattr(closed, "ROUNDS", 1)
    voting, chance = Voting(campaign), random.Random(7)
    titles = {GENT: TITLES[GENT], "koor": "Koor", "k" * LONGEST_SLUG: LONGEST_TITLE}
    for slug, title in titles.items():
        voting.deliver(CandidateAdmitted(slug, 1, title, 1))
    chose = {}
    for number in range(VOTERS):
        address, slug = f"voter{number}@example.org", chance.choice([*titles])
        mail = _asked(voting, address, slug)
        send([mail])
        campaign.drain()
        clock.shift(chance.randrange(10, MINUTE))
        receipt = voting.press(campaign.link(campaign.mails(address)[-1]).rpartition("/")[2]).location
        voting.count()
        _type_a_code(campaign, receipt, address, mail if number % 2 else None)
        chose[keys.address_hash(address)] = slug
        clock.shift(HOURS * 3600 / VOTERS - 35)
    return chose


def _asked(voting: Voting, address: str, slug: str) -> Any:
    assert voting.ask(address, slug).status == 303
    return voting.mailed()


def _type_a_code(campaign: Campaign, receipt: str, address: str, mail: Any) -> None:
    """On the receipt and on the page for codes; a wrong one where no mail is given."""
    code = links.code_for(mail.id, mail.link) if mail else "AAAAAAAA"
    assert campaign.post(receipt, {"code": code}).status == (200 if mail else 422)
    assert campaign.post("/nl/code", {"email": address, "code": code}).status == (303 if mail else 422)


def _guessed_by_chance(rows: dict[str, list[Row]], chose: dict[str, str]) -> float:
    """How many are right of those who guess, for each, what most of the same hour chose."""
    by_hour: dict[int, Counter[str]] = defaultdict(Counter)
    for row in _mails(rows):
        by_hour[int(row["latest"]["N"])][chose[row["address"]["S"]]] += 1
    return sum(max(chosen.values()) for chosen in by_hour.values()) / len(chose)


def _mails(rows: dict[str, list[Row]]) -> list[Row]:
    return [row for row in rows["deliveries"] if any(name.startswith("link_") for name in row)]


def test_no_kept_thing_joins_a_mailbox_to_a_choice(campaign: Campaign, voted: dict[str, str]) -> None:
    rows = campaign.rows()
    _stand_apart(rows, voted)
    _lead_nowhere(rows, voted)


def _stand_apart(rows: dict[str, list[Row]], voted: dict[str, str]) -> None:
    """By what stands in both, by length, by the order of moments and by the order of keys."""
    mails, ballots = _mails(rows), [row for row in rows["ballots"] if "candidate" in row]
    assert len(mails) == len(ballots) == VOTERS
    chance = _guessed_by_chance(rows, voted) + 0.08

    said = " ".join(map(repr, mails))
    for ballot in ballots:
        for name in ("voter", "candidate", "receipt"):
            assert ballot[name]["S"] not in said, name

    closed_links = [value["B"] for row in mails for name, value in row.items() if name.startswith("link_")]
    assert {len(one) for one in closed_links} == {closed.LENGTH}

    for told in ("latest", "expires_at", "address"):
        # Both in an order: as if the same place in each were the same person.
        first = sorted(mails, key=lambda row: (_value(row, told), row["address"]["S"]))
        second = sorted(ballots, key=lambda row: int(row["at"]["N"]))
        right = sum(
            voted[mail["address"]["S"]] == ballot["candidate"]["S"] for mail, ballot in zip(first, second, strict=True)
        )
        assert right / VOTERS <= chance, told


def _lead_nowhere(rows: dict[str, list[Row]], voted: dict[str, str]) -> None:
    """What was counted: from the name of a vote's mail the address key makes its code, and the ballot's link."""
    names = [name for row in rows["limits"] if (name := row["what"]["S"].rpartition("#")[0]).startswith("codes-")]
    said = {name[at:] for name in names for at in range(len(name))}
    assert len(names) == 2 * VOTERS
    assert not said & voted.keys()
    links_of_ballots = {row["link"]["S"] for row in rows["ballots"]}
    assert len(links_of_ballots) == VOTERS
    assert not links_of_ballots & {tokens.Asked("", "", "", "", mail, VoterKey("")).link for mail in said}


def _value(row: Row, name: str) -> Any:
    return int(row[name]["N"]) if "N" in row[name] else row[name]["S"]


def test_the_name_of_a_mail_is_another_in_each_mailbox(campaign: Campaign) -> None:
    """Else one pass over all codes would find those of everybody."""
    one, other = (closed.opener(mailbox, "ABCD1234") for mailbox in ("one", "other"))
    assert one.name != other.name
    assert one.turned(b"0" * 64) != other.turned(b"0" * 64)


def test_what_opens_a_mail_takes_long_to_try() -> None:
    """I9 of the code: a guess costs milliseconds, on whatever machine."""
    assert closed.ROUNDS >= 20_000


def test_a_moderators_code_is_longer_than_a_voters(campaign: Campaign) -> None:
    lengths = {}
    for name in ("vote-confirm", "registration-confirm", "changes-requested", "review-request"):
        mail = a_mail(name, "an.peeters@example.org")
        assert mail.link is not None
        lengths[name] = len(links.code_for(mail.id, mail.link))
    assert lengths == {"vote-confirm": 8, "registration-confirm": 8, "changes-requested": 12, "review-request": 12}
