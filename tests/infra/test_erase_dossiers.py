"""I11: what becomes of a dossier whose initiator is forgotten, in every state and whatever is on its way."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest

from chalicelib import clock
from chalicelib.cloud import queues
from chalicelib.cloud.queues import pack
from chalicelib.errors import TryAgain
from chalicelib.messages.moderation import ChangesSubmitted, DecisionTaken, DossierForgotten
from chalicelib.moderation import store as dossiers
from chalicelib.moderation.dossier import Dossier, Event
from infra.operate import erase
from tests.campaign import VOTING, Campaign, Clock
from tests.infra.leaving import AMINA, confirms, files, is_approved, registers, tables, told_about
from tests.infra.operators import Operator
from tests.people import press
from tests.publication.initiatives import initiative
from tests.staff import AN
from tests.voting.faults import died


def _the_only(campaign: Campaign) -> Dossier:
    [row] = [row for row in campaign.rows()["dossiers"] if "contact" in row]
    return dossiers.known(row["id"]["S"])


def test_a_public_initiative_stays_and_its_initiator_gets_no_more_mail(campaign: Campaign, operator: Operator) -> None:
    dossier = is_approved(campaign, AMINA)
    mails = len(campaign.mails(AMINA.email))
    operator.forgets("erase", AMINA.email)
    campaign.drain()
    assert AMINA.title in campaign.file("initiatives.json")
    campaign.deliver("moderation", pack(DecisionTaken(dossier, 1, AN.id, "takedown", "Dubbel.", 9, "later")))
    campaign.drain()
    assert AMINA.title not in campaign.file("initiatives.json")
    assert len(campaign.mails(AMINA.email)) == mails


def test_when_asked_for_the_initiative_goes_too_with_every_word(
    campaign: Campaign, operator: Operator, clock: Clock
) -> None:
    dossier = is_approved(campaign, AMINA)
    slug = dossiers.known(dossier).slug
    operator.forgets("erase", AMINA.email, "--with-initiatives")
    campaign.drain()
    assert AMINA.title not in tables(campaign)
    assert not any(AMINA.title in text for text in files(campaign).values())
    assert not {f"nl/initiatives/{slug}", f"nl/vote/{slug}"} & set(campaign.files())
    clock.move_to(VOTING)
    assert campaign.get(f"/nl/vote/{slug}", accept="application/json").status >= 400


@pytest.mark.parametrize("state", ["waiting", "changes", "rejected", "approved", "taken down"])
def test_a_dossier_is_forgotten_from_every_state_and_nothing_happens_to_it_any_more(
    campaign: Campaign, operator: Operator, state: str
) -> None:
    registers(campaign, AMINA)
    confirms(campaign, AMINA)
    review = campaign.review_links()["an"]
    for decision in {
        "waiting": [],
        "changes": ["changes"],
        "rejected": ["reject"],
        "approved": ["approve"],
        "taken down": ["approve", "takedown"],
    }[state]:
        campaign.decide(review, decision, "Omdat het niet past." if decision != "approve" else "")
    [dossier] = [row["id"]["S"] for row in campaign.rows()["dossiers"] if "versions" in row]
    operator.forgets("erase", AMINA.email, "--with-initiatives")
    campaign.drain()
    forgotten = campaign.rows()["dossiers"]
    assert AMINA.title not in str(forgotten)
    assert "niet past" not in str(forgotten)
    late = [
        DecisionTaken(dossier, 1, AN.id, "approve", "", 9, "late"),
        ChangesSubmitted(dossier, 1, initiative(title="Iets anders"), AMINA.name, 9, "late"),
    ]
    assert campaign.deliver("moderation", *(pack(message) for message in late)) == {"batchItemFailures": []}
    assert campaign.rows()["dossiers"] == forgotten
    assert campaign.get(review).status == 410


@pytest.mark.parametrize("sent", range(4))
def test_what_was_disowned_goes_too_wherever_the_tool_is_cut_off(
    campaign: Campaign, operator: Operator, monkeypatch: pytest.MonkeyPatch, sent: int
) -> None:
    """Nothing in its dossier says any more whose it was: it is found by their registration."""
    registers(campaign, AMINA)
    confirms(campaign, AMINA)
    press(campaign, campaign.newest_link(AMINA.email, "Bevestig"), not_me="yes")
    campaign.drain()
    assert AMINA.title in str(campaign.rows()["dossiers"])
    left, real = iter(range(sent)), queues._send_batch

    def cut_off(queue: str, parcels: Sequence[Any]) -> None:
        if next(left, None) is None:
            raise TryAgain("the queue does not answer")
        real(queue, parcels)

    with monkeypatch.context() as meanwhile, suppress(TryAgain):
        meanwhile.setattr(queues, "_send_batch", cut_off)
        erase.forget_mailbox(AMINA.email, with_initiatives=True)
    campaign.drain()
    operator.forgets("reapply")
    campaign.drain()
    assert AMINA.title not in tables(campaign)


def test_a_step_that_dies_before_it_sends_takes_the_page_down_the_next_time(campaign: Campaign) -> None:
    from chalicelib.moderation import steps

    dossier = is_approved(campaign, AMINA)
    forgotten = DossierForgotten(dossier, True, clock.seconds())
    first = steps.forget(forgotten)
    assert {type(message).__name__ for message in first} == {
        "InitiativeTakenDown",
        "CandidateWithdrawn",
        "PhotosForgotten",
    }
    assert steps.forget(forgotten) == first


def test_the_initiator_who_changes_something_afterwards_stays_nobody(campaign: Campaign) -> None:
    from chalicelib.moderation import steps

    registers(campaign, AMINA)
    confirms(campaign, AMINA)
    campaign.decide(campaign.review_links()["an"], "changes", "Op welke dag is het?")
    dossier = _the_only(campaign)
    steps.forget(DossierForgotten(dossier.id, False, 9))
    steps.take_changes(ChangesSubmitted(dossier.id, 1, initiative(title="Iets anders"), AMINA.name, 9, "p"))
    assert told_about(str(campaign.rows()["dossiers"]), AMINA) == []


def test_words_that_were_written_before_a_dossier_was_open_go_too(campaign: Campaign, operator: Operator) -> None:
    """I11: the step died in between; when its message comes again, nothing is opened."""
    registers(campaign, AMINA)
    press(campaign, campaign.newest_link(AMINA.email))
    campaign.drain_once("registration")
    [requested] = campaign.waiting("moderation")
    with pytest.raises(KeyboardInterrupt), died(4):
        campaign.deliver("moderation", requested)
    assert AMINA.title in str(campaign.rows()["dossiers"])
    operator.forgets("erase", AMINA.email, "--with-initiatives")
    requested, *forgotten = sorted(campaign.waiting("moderation"), key=lambda body: "Forgotten" in body)
    assert campaign.deliver("moderation", *forgotten, requested) == {"batchItemFailures": []}
    assert AMINA.title not in str(campaign.rows()["dossiers"])
    assert [row["state"]["S"] for row in campaign.rows()["dossiers"] if "state" in row] == ["forgotten"]


def test_words_that_come_late_find_no_room(campaign: Campaign, operator: Operator) -> None:
    """I11: a step that read the dossier before it was forgotten writes nothing after."""
    from chalicelib.errors import Refused

    registers(campaign, AMINA)
    confirms(campaign, AMINA)
    campaign.decide(campaign.review_links()["an"], "changes", "Op welke dag is het?")
    read = _the_only(campaign)
    operator.forgets("erase", AMINA.email, "--with-initiatives")
    campaign.drain()
    with pytest.raises(Refused):
        dossiers.record(read, Event("changed", 1, "", "", 9, "p"), read, initiative(title="Iets anders"))
    assert "Iets anders" not in str(campaign.rows()["dossiers"])
