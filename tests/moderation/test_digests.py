"""Who wants one mail a day gets that one, and nothing of it singly; what is urgent reaches them as ever."""

from datetime import datetime

import pytest
from msgspec.structs import replace

from chalicelib import clock as clocks
from chalicelib.cloud.queues import pack, send
from chalicelib.kinds import DAY, HOUR
from chalicelib.messages.people import DigestWished
from chalicelib.moderation.reminders import digests
from chalicelib.person import Person
from tests.campaign import Campaign, Clock, text_of
from tests.moderation.test_order import REVIEW
from tests.people import hidden
from tests.staff import AN, KARIM
from tests.team.team import signs_in


def _wants(campaign: Campaign, person: Person, digest: bool, wish: str = "wish", before: int = 0) -> None:
    send([DigestWished(wish, person.id, digest, clocks.seconds() - before)])
    campaign.drain()


def _comes_in(campaign: Campaign) -> None:
    send([replace(REVIEW, at=clocks.seconds())])
    campaign.drain()


def _hour(campaign: Campaign, clock: Clock, at: str) -> list[tuple[str, str]]:
    """What goes out at an hour of a day: to whom, and about what."""
    before = len(campaign.mails())
    clock.move_to(datetime.fromisoformat(at))
    campaign.tick("remind")
    campaign.drain()
    return sorted((str(mail["To"]), str(mail["Subject"])) for mail in campaign.mails()[before:])


def test_once_a_morning_it_says_what_waits_and_nothing_comes_singly(campaign: Campaign, clock: Clock) -> None:
    _wants(campaign, AN, digest=True)
    _comes_in(campaign)
    assert campaign.mails(AN.email) == []
    assert "/review/" in campaign.newest_link(KARIM.email)
    assert _hour(campaign, clock, "2027-03-02T07:30:00+01:00") == []
    assert _hour(campaign, clock, "2027-03-02T08:00:00+01:00") == [(AN.email, "Vandaag wacht 1 initiatief")]
    said = text_of(campaign.newest(AN.email, "Vandaag"))
    assert "(Verenigingen), sinds 1 maart 2027" in said
    assert "/nl/desk" in said
    assert "/review/" not in said
    assert _hour(campaign, clock, "2027-03-02T09:00:00+01:00") == [], "once a day"
    campaign.tick("forget")
    campaign.drain()
    assert len(campaign.mails(AN.email)) == 1


def test_what_is_decided_is_in_it_no_more_and_reminders_come_as_ever(campaign: Campaign, clock: Clock) -> None:
    for person in (AN, KARIM):
        _wants(campaign, person, True, person.name)
    _comes_in(campaign)
    late = _hour(campaign, clock, "2027-03-04T08:30:00+01:00")
    assert sorted(subject.rpartition("· ")[2] for _, subject in late) == [
        "Vandaag wacht 1 initiatief", "Vandaag wacht 1 initiatief", "wacht nog",
    ]  # fmt: skip
    campaign.decide(
        campaign.newest_link(next(to for to, subject in late if "wacht nog" in subject), "wacht nog"), "approve"
    )
    assert _hour(campaign, clock, "2027-03-05T08:30:00+01:00") == []


def test_who_wants_them_singly_again_is_asked_about_what_still_waits(campaign: Campaign, clock: Clock) -> None:
    _wants(campaign, AN, True)
    _comes_in(campaign)
    clock.shift(HOUR)
    _wants(campaign, AN, digest=False, wish="again")
    # What they wanted before comes late, and a copy of it.
    _wants(campaign, AN, digest=True, wish="late", before=HOUR // 2)
    _wants(campaign, AN, digest=True)
    clock.shift(DAY)
    campaign.tick("forget")
    campaign.drain()
    assert "/review/" in campaign.newest_link(AN.email)


@pytest.mark.parametrize("digest", [True, False])
def test_the_choice_is_on_the_page_of_who_moderates(campaign: Campaign, clock: Clock, digest: bool) -> None:
    signs_in(campaign, AN.email)
    for wish in dict.fromkeys((True, digest)):
        form = hidden(campaign.get("/nl/account"))
        clock.shift(1)
        answer = campaign.post("/nl/account/digest", {**form, "digest": "yes" if wish else ""})
        assert answer.status == 303
        campaign.drain()
    body = campaign.get(answer.location).body
    assert ("elke ochtend één keer" in body) is digest
    assert ("Mail me elk initiatief apart" in body) is digest


def test_two_runs_of_one_morning_are_one_mail(campaign: Campaign, clock: Clock) -> None:
    _wants(campaign, AN, True)
    _comes_in(campaign)
    clock.shift(DAY)
    runs = [*digests.digest_all(), *digests.digest_all()]
    for message in runs:
        campaign.deliver("moderation", pack(message))
        campaign.drain()
    assert len(runs) == 2
    assert len(campaign.mails(AN.email)) == 1
