"""Who may leave votes out, and what comes of it where messages come twice, late, out of order or two at once."""

import re

import pytest
from msgspec.structs import replace

from chalicelib.cloud import people
from chalicelib.cloud.queues import pack
from chalicelib.disqualification import Condition
from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Microseconds
from chalicelib.voting import steps as voting_steps
from chalicelib.voting import tallies
from chalicelib.voting.disqualifying import rules, store
from chalicelib.web.words import say
from tests.campaign import Campaign, Clock
from tests.people import hidden
from tests.staff import AN, SOFIE
from tests.team.team import put
from tests.voting import brigade
from tests.voting.brigade import DOMAIN, MINUTE, Organiser, answered, proposed
from tests.voting.sealing.goes import VOTE, results, seal
from tests.voting.test_brigade import tally
from tests.voting.voters import AALST, GENT, OPENS, ROUND, Voting


@pytest.fixture
def bart(voting: Voting, campaign: Campaign) -> str:
    """Another organiser, while a brigade of thirty votes."""
    brigade.cast(voting, brigade.votes(30))
    brigade.cast(voting, brigade.ordinary(5))
    return put(campaign, "bart@example.org", "organiser")


def state() -> str:
    (case,) = store.cases(ROUND)
    return case.state


def test_nobody_confirms_what_they_proposed(campaign: Campaign, bart: str) -> None:
    deliver(campaign, proposed())
    brigade.effect()
    deliver(campaign, answered("confirm", 1, SOFIE.id))
    assert state() == "proposed"
    deliver(campaign, answered("confirm", 1, bart), answered("confirm", 1, bart), answered("drop", 1, SOFIE.id))
    assert state() == "disqualified", "pressed twice, or by two at once, the first counts"
    deliver(campaign, answered("undo", 2, bart), answered("confirm", 3, bart))
    assert state() == "undoing"
    deliver(campaign, answered("drop", 3, SOFIE.id))
    assert state() == "kept"


def test_who_does_not_organise_decides_nothing(campaign: Campaign, bart: str) -> None:
    """Nor who did when they pressed, and does no more; nor a tool of operators, who is nobody."""
    deliver(campaign, proposed())
    brigade.effect()
    put(campaign, "bart@example.org", base=1)
    assert not (people.find(bart) or SOFIE).is_organiser
    deliver(campaign, answered("confirm", 1, bart), answered("confirm", 1, AN.id))
    deliver(campaign, *(answered("confirm", 1, tool) for tool in people.TOOLS), proposed("b" * 12, by="a deploy"))
    assert state() == "proposed"


def test_where_clocks_differ_nothing_is_undone_before_it_was_done(campaign: Campaign, clock: Clock, bart: str) -> None:
    """Else the log would say first that it was undone, and nobody could count again."""
    deliver(campaign, proposed())
    brigade.effect()
    deliver(campaign, replace(answered("confirm", 1, bart), at=answered("confirm", 1, bart).at + 60))
    deliver(campaign, answered("undo", 2, SOFIE.id))
    brigade.effect()
    deliver(campaign, answered("confirm", 3, bart))
    assert results(clock).recounted() == {AALST: 30, GENT: 5}


def test_what_no_count_looked_at_is_not_confirmed(campaign: Campaign, bart: str) -> None:
    deliver(campaign, proposed(), answered("confirm", 1, bart))
    assert state() == "proposed"
    brigade.effect()
    deliver(campaign, answered("confirm", 1, bart), answered("undo", 2, SOFIE.id), answered("confirm", 3, bart))
    assert state() == "undoing", "what undoing changes was not counted yet"


def test_an_answer_before_its_proposal_comes_again(campaign: Campaign, bart: str) -> None:
    early = campaign.deliver("organising", pack(answered("drop", 1, bart)))
    assert len(early["batchItemFailures"]) == 1
    deliver(campaign, proposed(), proposed(), answered("drop", 1, bart), proposed())
    assert state() == "dropped"


@pytest.mark.parametrize(
    "about",
    [
        Condition(Microseconds(OPENS)),
        Condition(Microseconds(OPENS), candidate=AALST),
        Condition(Microseconds(OPENS), Microseconds(OPENS), domain=DOMAIN),
        Condition(Microseconds(OPENS + 10**15), domain=DOMAIN),
    ],
    ids=["everybody", "all of a candidate", "nobody", "those to come"],
)
def test_a_condition_is_about_a_part_and_what_is_past(campaign: Campaign, bart: str, about: Condition) -> None:
    deliver(campaign, proposed(about=about))
    assert store.cases(ROUND) == []


def test_no_more_wait_than_a_count_can_look_at(campaign: Campaign, bart: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST", 2)
    deliver(campaign, *(proposed(letter * 12) for letter in "abc"), proposed("a" * 12))
    assert len(store.cases(ROUND)) == 2


def test_who_votes_again_counts(voting: Voting, campaign: Campaign, bart: str) -> None:
    deliver(campaign, proposed())
    brigade.effect()
    deliver(campaign, answered("confirm", 1, bart))
    brigade.cast(voting, brigade.votes(1, GENT, at=61 * MINUTE))
    list(voting_steps.recount())
    assert tally() == {AALST: 0, GENT: 6}


def test_a_ballot_that_was_pressed_before_and_came_late_is_left_out(
    voting: Voting, campaign: Campaign, bart: str
) -> None:
    deliver(campaign, proposed())
    brigade.effect()
    deliver(campaign, answered("confirm", 1, bart))
    brigade.cast(voting, brigade.votes(1, first=31))
    brigade.effect()
    assert tally() == {AALST: 0, GENT: 5}


def test_two_conditions_may_meet_the_same_votes(campaign: Campaign, bart: str, voting: Voting, clock: Clock) -> None:
    """Each vote is left out by one, that was decided first; where that is undone, by the other."""
    network = Condition(Microseconds(OPENS + 10 * 1_000_000), network=brigade.NETWORK, candidate=AALST)
    deliver(campaign, proposed(), proposed("b" * 12, about=network))
    brigade.effect()
    deliver(campaign, answered("confirm", 1, bart), answered("confirm", 1, bart, "b" * 12))
    list(voting_steps.recount())
    assert left_out() == {"a" * 12: 30, "b" * 12: 0}
    deliver(campaign, answered("undo", 2, SOFIE.id))
    list(voting_steps.recount())
    report = store.report(ROUND)
    assert [line.after - line.before for line in report.effects["a" * 12].lines if line.candidate == AALST] == [20]
    deliver(campaign, answered("confirm", 3, bart))
    list(voting_steps.recount())
    assert left_out() == {"b" * 12: 10}
    assert tally() == {AALST: 20, GENT: 5}
    assert results(clock).recounted() == {AALST: 20, GENT: 5}


def left_out() -> dict[str, int]:
    found = tallies.kept(ROUND)
    assert found
    return {its.id: its.ballots for its in found.disqualified}


def test_what_is_decided_after_the_results_opens_the_log_anew(
    voting: Voting, campaign: Campaign, clock: Clock, bart: str
) -> None:
    """And the log says first that it was: what opened it before is another file from then on."""
    before = results(clock)
    assert before.recounted() == {AALST: 30, GENT: 5}
    deliver(campaign, proposed())
    brigade.effect()
    deliver(campaign, answered("confirm", 1, bart))
    shown = list(voting_steps.recount())
    assert [message.disqualified[0].ballots for message in shown] == [30]  # type: ignore[attr-defined]
    after = seal(clock)
    assert after.recounted() == {GENT: 5}
    assert after["openings.csv"].count(b"disqualified:") == 30


def test_once_the_numbers_have_settled_nothing_is_decided(
    voting: Voting, campaign: Campaign, clock: Clock, bart: str
) -> None:
    deliver(campaign, proposed())
    brigade.effect()
    clock.move_to(VOTE.settled)
    deliver(campaign, answered("confirm", 1, bart), proposed("b" * 12))
    assert [case.state for case in store.cases(ROUND)] == ["proposed"]


def test_a_receipt_says_so_to_who_typed_the_code(voting: Voting, campaign: Campaign, clock: Clock) -> None:
    """I2; for who only has the link it does not count, and no more: the public log says for whom such votes were."""
    path = voting.vote("an@elders.example", AALST)
    (ballot,) = voting.ballots()
    assert len(ballot["network"]["S"]) == 8
    clock.shift(60)
    bart = put(campaign, "bart@example.org", "organiser")
    until = Microseconds(int(ballot["at"]["N"]) + 1)
    deliver(campaign, proposed(about=Condition(until, network=ballot["network"]["S"])))
    brigade.effect()
    deliver(campaign, answered("confirm", 1, bart))
    told = voting.receipt(path)
    assert (told["state"], told["reason"], told["disqualified"]) == ("not_counted", "", None)
    assert voting.reason(path) == "disqualified"
    again = voting.vote("an@elders.example", AALST)
    assert voting.receipt(again)["state"] == "counted", "who votes again counts"


def deliver(campaign: Campaign, *messages: object) -> None:
    for message in messages:
        assert campaign.deliver("organising", pack(message)) == {"batchItemFailures": []}  # type: ignore[arg-type]


# Pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_is_not_filled_in_comes_back_with_sentences(
    voting: Voting, campaign: Campaign, language: str
) -> None:
    sofie = Organiser(campaign, "sofie@example.org")
    form = hidden(sofie.opens(f"/{language}/organise/votes/new?domain={DOMAIN}"))
    for wrong, faults in (
        ({}, ("reason", "note")),
        ({"since": "gisteren"}, ("moment", "reason", "note")),
        ({"reason": "one_hand", "note": "Zag ik.", "since": "2099-01-01T10:00"}, ("too_wide",)),
    ):
        back = campaign.post(f"/{language}/organise/votes", {**form, **wrong})
        assert back.status == 422
        shown = re.sub(r"\s+", " ", back.body)
        for fault in faults:
            assert say(language, f"disqualifying.faults.{fault}") in shown.replace("&#39;", "'")
    assert campaign.waiting("organising") == []


def test_what_no_page_of_ours_wrote_is_no_form(voting: Voting, campaign: Campaign) -> None:
    sofie = Organiser(campaign, "sofie@example.org")
    form = hidden(sofie.opens(f"/nl/organise/votes/new?domain={DOMAIN}"))
    for forged in ({"domain": "<b>"}, {"id": "../x"}, {"candidate": "Een Naam"}, {"network": "x" * 50}):
        assert campaign.post("/nl/organise/votes", {**form, **forged}).status == 400
    for query in ("", "domain=%3Cb%3E", "elders=1"):
        assert sofie.opens(f"/nl/organise/votes/new?{query}").status == 404
    assert sofie.opens("/nl/organise/votes/nergens").status == 404
    assert sofie.opens("/nl/organise/votes/aaaaaaaaaaaa").status == 404


def test_a_page_that_stood_open_too_long_changes_nothing(voting: Voting, campaign: Campaign) -> None:
    brigade.cast(voting, brigade.votes(60))
    sofie, bart = (Organiser(campaign, f"{name}@example.org") for name in ("sofie", "bart"))
    path = sofie.proposes(f"domain={DOMAIN}")
    brigade.effect()
    form = hidden(bart.opens(path))
    sofie.says(path, "drop")
    assert bart.presses(path, form, "confirm").location == path
    assert state() == "dropped"


def test_a_form_that_is_sent_twice_is_one_proposal(voting: Voting, campaign: Campaign) -> None:
    sofie = Organiser(campaign, "sofie@example.org")
    form = {
        **hidden(sofie.opens(f"/nl/organise/votes/new?domain={DOMAIN}")),
        "reason": "paid",
        "note": "an@example.org",
    }
    for _ in range(2):
        assert campaign.post("/nl/organise/votes", form).status == 303
    campaign.drain()
    (case,) = store.cases(ROUND)
    assert case.note == "…", "no address is kept in a note"
    again = campaign.post("/nl/organise/votes", form)
    assert "Voorgesteld" in sofie.opens(again.location).body
