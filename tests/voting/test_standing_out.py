"""What many votes have in common beside a candidate: the pace of a sum, a domain that is new; and who hears of it."""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from chalicelib import clock as clocks
from chalicelib.cloud.queues import pack, unpack
from chalicelib.disqualification import Condition
from chalicelib.edition import LANGUAGES
from chalicelib.kinds import DAY, HOUR, Microseconds
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.voting import pace, rules
from chalicelib.voting import steps as voting_steps
from chalicelib.voting.disqualifying import clusters, store
from chalicelib.voting.disqualifying import rules as deciding
from chalicelib.voting.disqualifying.clusters import Cluster
from chalicelib.voting.disqualifying.counting import Count
from chalicelib.voting.signing import signed
from chalicelib.web.words import say
from tests.campaign import Campaign, Clock
from tests.people import hidden
from tests.staff import SOFIE
from tests.team.team import put
from tests.voting import brigade
from tests.voting.brigade import Organiser
from tests.voting.sealing.goes import VOTE
from tests.voting.voters import AALST, GENT, OPENS, ROUND, Voting

SECOND = 1_000_000
OPENED = OPENS // SECOND


def found(facts: Sequence[tuple[str, str, str, int, int]], kind: str = "") -> list[Cluster]:
    """What stands out among these ballots: candidate, domain, network, seconds after the opening, pace."""
    count = Count([], OPENED)
    count.add([(slug, domain, net, Microseconds(OPENS + at * SECOND), its) for slug, domain, net, at, its in facts])
    return [its for its in clusters.clusters(count, lambda: frozenset()) if kind in ("", its.kind)]


def people(number: int, first: int = 0) -> list[tuple[str, str, str, int, int]]:
    """As many who have nothing to do with each other: telephones of any age, at any hour of two weeks."""
    return [
        ((GENT, AALST)[each % 2], f"domain-{each}", f"net-{each}", each * 7_919 % (14 * DAY), 10 + each * 7 % 13)
        for each in range(first, first + number)
    ]


# The pace


@pytest.mark.parametrize(
    ("tries", "seconds", "expected"),
    [(500, 1, 18), (500, 2, 16), (300, 0.6, 18), (1, 0, 20), (599, 0, 30), (1, 600, 1), (0, 1, 0)],
    ids=["a telephone", "half as fast", "fewer tries", "at once", "at most", "at least", "nobody knows"],
)
def test_a_pace_is_of_the_device_and_not_of_the_sum(tries: int, seconds: float, expected: int) -> None:
    assert pace.of(tries, str(OPENS), Microseconds(OPENS + int(seconds * SECOND))) == expected


def test_where_a_challenge_does_not_say_when_it_was_made_there_is_no_pace() -> None:
    """As those of the release before."""
    assert [pace.of(500, asked, Microseconds(OPENS)) for asked in ("", "x", "-1")] == [0, 0, 0]
    assert pace.of(500, str(OPENS + SECOND), Microseconds(OPENS)) == pace.FASTEST, "clocks differ"


def test_it_is_said_in_tries_a_second() -> None:
    assert [pace.tries_a_second(one) for one in (1, 9, 18, 30)] == [1, 23, 510, 33_000]


def test_a_ballot_keeps_the_pace_of_its_own_sum(voting: Voting, clock: Clock) -> None:
    clock.move_to(clocks.now(), tick=False)
    done = voting.proof("an@example.org")
    clock.shift(2)
    assert voting.ask("an@example.org", altcha=done).status == 303
    voting.campaign.drain_once("confirmation-mail")
    link = voting.campaign.link(voting.campaign.mails()[-1])
    voting.press(link.rpartition("/")[2])
    (sent,) = voting.campaign.waiting("voting")
    told = unpack(sent)
    assert isinstance(told, VoteConfirmed)
    voting.count()
    (row,) = voting.ballots()
    assert 1 <= told.pace <= 17
    assert row["pace"] == {"N": str(told.pace)}
    assert row["presses"]["SS"][0].endswith(f" {told.network} {told.pace}")


def test_who_lies_about_the_tries_has_no_pace_and_votes(voting: Voting) -> None:
    said = json.loads(b64decode(voting.proof("an@example.org")))
    for lie in (10**9, 0, -1, "7", None, 1.5):
        said["solution"]["counter"] = lie
        assert voting.ask("an@example.org", altcha=b64encode(json.dumps(said).encode()).decode()).status == 303
        link = voting.mailed().link
        assert link
        assert len(link.subject) == 5, "none is said"


def test_ordinary_people_have_no_pace_in_common() -> None:
    assert found(people(3_000)) == []


def test_one_machine_stands_out_by_its_pace_in_a_day() -> None:
    """Whatever domains and networks it votes from."""
    machine = [(AALST, f"d{each}", f"n{each}", 3 * DAY + each, 17) for each in range(60)]
    (its,) = found([*people(3_000), *machine], "day_pace")
    assert (its.candidate, its.pace, its.since, its.until) == (AALST, 17, OPENED + 3 * DAY, OPENED + 4 * DAY)
    assert its.ballots >= 60 > 3 * its.expected


def test_one_machine_stands_out_by_its_pace_in_a_domain() -> None:
    firm = [(AALST if each % 2 else GENT, "firm", f"n{each}", each * HOUR, 17) for each in range(40)]
    (its,) = found([*people(3_000), *firm], "domain_pace")
    assert (its.domain, its.pace, its.ballots) == ("firm", 17, 40)


def test_who_is_not_known_by_pace_is_in_none() -> None:
    """Ballots of the release before."""
    assert found([(AALST, f"d{each}", f"n{each}", each * 60, 0) for each in range(40)]) == []


def test_a_pace_alone_is_never_enough() -> None:
    """Nor with a candidate: many people have the same telephone."""
    until = Microseconds(OPENS + HOUR * SECOND)
    for its, enough in (
        (Condition(until, pace=17), False),
        (Condition(until, candidate=AALST, pace=17), False),
        (Condition(until, Microseconds(OPENS), pace=17), False),
        (Condition(until, domain="d", pace=17), True),
        (Condition(until, network="n", pace=17), True),
        (Condition(until, Microseconds(OPENS), candidate=AALST, pace=17), True),
    ):
        assert deciding.says_enough(its, OPENED + HOUR) is enough


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_proposal_by_pace_says_so_in_plain_words(voting: Voting, campaign: Campaign, language: str) -> None:
    sofie = Organiser(campaign, "sofie@example.org")
    page = sofie.opens(f"/{language}/organise/votes/new?domain=abc&pace=17")
    assert say(language, "disqualifying.proposal.by_pace") in page.body.replace("&#39;", "'")
    asked = {**hidden(page), "reason": "machine", "note": "Zag ik."}
    back = campaign.post(f"/{language}/organise/votes", {**asked, "domain": ""})
    assert back.status == 422
    assert say(language, "disqualifying.faults.too_wide") in back.body.replace("&#39;", "'")
    for wrong in ("0", "x", "123", "-1"):
        assert campaign.post(f"/{language}/organise/votes", {**asked, "pace": wrong}).status == 400
    assert campaign.post(f"/{language}/organise/votes", asked).status == 303


def test_only_votes_of_that_pace_are_left_out(voting: Voting, campaign: Campaign) -> None:
    brigade.cast(voting, (replaced(one, pace=17) for one in brigade.votes(20)))
    brigade.cast(voting, (replaced(one, pace=20) for one in brigade.votes(3, first=20)))
    bart = put(campaign, "bart@example.org", "organiser")
    about = replace(brigade.condition(), pace=17)
    for message in (brigade.proposed(about=about), None, brigade.answered("confirm", 1, bart)):
        if message is None:
            assert brigade.effect().ballots == 20
        else:
            campaign.deliver("organising", pack(message))
    list(voting_steps.recount())
    (row,) = campaign.rows()["tallies"]
    assert row["votes"]["S"] == f'{{"{AALST}": 3, "{GENT}": 0}}'


def replaced(vote: VoteConfirmed, **its: int | str) -> VoteConfirmed:
    return signed(replace(vote, signature="", **its))


# Fresh domains


def of_domain(number: int, first: int, every: int = 60) -> list[tuple[str, str, str, int, int]]:
    return [((GENT, AALST)[each % 2], "its", f"n{each}", first + each * every, 0) for each in range(number)]


@pytest.mark.parametrize(
    ("ballots", "fresh"),
    [
        (of_domain(60, 5 * DAY), 60),
        (of_domain(60, DAY - 600), 0),
        ([*of_domain(60, 5 * DAY), *of_domain(1, 60)], 0),
        (of_domain(30, 5 * DAY), 0),
        (of_domain(60, 5 * DAY, every=DAY // 10), 0),
        ([*of_domain(60, 5 * DAY), *of_domain(50, 9 * DAY)], 60),
    ],
    ids=["many at once", "the first day", "one on the first day", "a club", "little by little", "and some later"],
)
def test_a_domain_is_new_where_many_came_at_once_and_none_before(
    ballots: list[tuple[str, str, str, int, int]], fresh: int
) -> None:
    by_domain = found([*people(500), *ballots], "domain")
    assert [its.at_once for its in by_domain] == ([fresh] if len(ballots) >= clusters.MANY else [])
    assert [its.begins for its in by_domain if its.begins] == ([OPENED + 5 * DAY] if fresh else [])


# Who hears of it


def told(campaign: Campaign) -> list[str]:
    campaign.tick("remind")
    campaign.drain()
    return sorted(mail["To"] for mail in campaign.mails() if mail["Subject"] == say("nl", "mails.standing-out.subject"))


def test_each_organiser_hears_once_of_what_stands_out(voting: Voting, campaign: Campaign, clock: Clock) -> None:
    """However often it is counted, and also where a run was missed or came twice."""
    everybody = ["bart@example.org", SOFIE.email]
    put(campaign, everybody[0], "organiser")
    clock.move_to(VOTE.opens + (VOTE.closes - VOTE.opens) / 2)
    list(voting_steps.recount())
    assert told(campaign) == []
    brigade.cast(voting, (replaced(one, pace=17) for one in brigade.votes(60)))
    for hour in range(6):
        clock.shift(HOUR)
        list(voting_steps.recount())
        # The first run does not come, another twice.
        heard = [told(campaign) for _ in range((0, 2, 1, 1, 1, 1)[hour])]
    assert heard == [everybody]
    brigade.cast(voting, (replaced(one, domain="other") for one in brigade.votes(60, GENT, first=100)))
    clock.shift(HOUR)
    list(voting_steps.recount())
    clock.shift(HOUR)
    assert told(campaign) == sorted(everybody * 2), "what is new is told"
    assert len(store.report(ROUND).known) == 4


def test_once_the_numbers_have_settled_nobody_hears_anything(voting: Voting, campaign: Campaign, clock: Clock) -> None:
    brigade.cast(voting, brigade.votes(60))
    clock.move_to(VOTE.settled - rules.HALF_A_MINUTE)
    list(voting_steps.recount())
    clock.shift(HOUR)
    assert told(campaign) == []


def test_a_network_alone_is_no_alarm(voting: Voting, campaign: Campaign, clock: Clock) -> None:
    """A school votes in one lesson."""
    assert [Cluster(kind, 60).stands_out for kind in ("network", "domain", "day_pace")] == [False, True, True]
