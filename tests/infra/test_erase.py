"""I11: whoever was erased is in no store, log or file, also after a restore; and the tally does not change."""

import json
from typing import Any

from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.cloud.queues import pack, unpack
from chalicelib.cloud.settings import settings
from chalicelib.messages.mail import MailboxForgotten
from chalicelib.messages.moderation import DossierForgotten
from chalicelib.messages.registration import RegistrationForgotten
from tests.account import client
from tests.campaign import Campaign, Clock
from tests.infra.leaving import (
    AMINA,
    BRAM,
    DANA,
    LEAVING,
    aws_restores,
    builds,
    confirms,
    files,
    is_approved,
    registers,
    tables,
    told_about,
)
from tests.infra.operators import Operator
from tests.notifications.post import a_mail, told
from tests.people import a_form
from tests.staff import READERS


def votes_kept(campaign: Campaign) -> Any:
    """The ballots and what they add up to; not when it was counted."""
    rows = campaign.rows()
    tallies = [{name: value for name, value in row.items() if name != "as_of"} for row in rows["tallies"]]
    return sorted(rows["ballots"], key=str), tallies


def test_whoever_was_erased_is_nowhere_even_after_a_restore_and_every_vote_counts(
    campaign: Campaign, operator: Operator, voted: str, clock: Clock, logged: list[str]
) -> None:
    everyone = (*LEAVING, DANA)
    assert told_about(tables(campaign), *everyone) == [person.name for person in everyone]
    backup, counted, public = campaign.rows(), votes_kept(campaign), files(campaign)

    clock.shift(60)
    for person in LEAVING:
        operator.forgets("erase", person.email)
    campaign.drain()
    builds(campaign)
    assert told_about(tables(campaign), *everyone) == [DANA.name]

    aws_restores(backup)
    told = operator.restores("old", "--yes")
    assert told_about(tables(campaign), *everyone) == [person.name for person in everyone]
    assert "Asked the steps to forget" in told
    campaign.drain()
    assert "Nothing is left" in operator.forgets("reapply")
    builds(campaign)

    assert told_about(tables(campaign), *everyone) == [DANA.name]
    assert told_about("\n".join([*logged, told]), *everyone) == []
    assert votes_kept(campaign) == counted
    assert files(campaign) == public
    assert told_about(json.dumps(public, ensure_ascii=False), *everyone) == []
    assert not any(campaign.dead.values())


def test_nothing_that_we_mailed_leads_from_an_address_to_its_vote(
    campaign: Campaign, operator: Operator, voted: str
) -> None:
    mailbox = keys.address_hash(addresses.canonical(AMINA.email))
    assert "link_" in str([row for row in campaign.rows()["deliveries"] if row["address"]["S"] == mailbox])
    operator.forgets("erase", AMINA.email)
    campaign.drain()
    theirs = [row for row in campaign.rows()["deliveries"] if row["address"]["S"] == mailbox]
    assert theirs
    assert "link_" not in str(theirs)


def test_who_wants_no_mail_still_wants_none(campaign: Campaign, operator: Operator) -> None:
    registers(campaign, AMINA)
    campaign.deliver("feedback", told("Bounce", AMINA.email))
    operator.forgets("erase", AMINA.email)
    campaign.drain()
    before = len(campaign.mails(AMINA.email))
    campaign.deliver("mail", pack(a_mail("decision-approved", to=AMINA.email)))
    assert len(campaign.mails(AMINA.email)) == before


def test_every_spelling_of_a_mailbox_is_erased(campaign: Campaign, operator: Operator) -> None:
    registers(campaign, BRAM)
    operator.forgets("erase", "bramwildiers@gmail.com")
    campaign.drain()
    assert told_about(tables(campaign), BRAM) == []


def test_others_are_left_alone(campaign: Campaign, operator: Operator) -> None:
    registers(campaign, DANA)
    before = campaign.rows()
    operator.forgets("erase", AMINA.email)
    campaign.drain()
    assert {**campaign.rows(), "erasures": []} == {**before, "erasures": []}


def test_what_was_not_confirmed_is_gone_and_its_link_leads_nowhere(campaign: Campaign, operator: Operator) -> None:
    registers(campaign, AMINA)
    link = campaign.newest_link(AMINA.email)
    button = campaign.get(link).field("button")
    operator.forgets("erase", AMINA.email)
    campaign.drain()
    assert campaign.get(link).status == 410
    assert campaign.post(link, {"button": button}).status == 303
    campaign.drain()
    assert campaign.rows()["dossiers"] == []
    assert AMINA.title not in tables(campaign)
    assert not any(campaign.dead.values())


def test_what_somebody_sends_in_after_it_stays(campaign: Campaign, operator: Operator, clock: Clock) -> None:
    operator.forgets("erase", AMINA.email)
    clock.shift(60)
    registers(campaign, AMINA)
    confirms(campaign, AMINA)
    assert "Asked the steps to forget 1 things" in operator.forgets("reapply")
    campaign.drain()
    assert told_about(tables(campaign), AMINA) == [AMINA.name]


# Exporting


def test_the_export_shows_all_that_is_kept_about_an_address_and_why(
    campaign: Campaign, operator: Operator, voted: str
) -> None:
    operator.dies("mail", pack(a_mail("decision-approved", to=AMINA.email)))
    operator.dies("voting", "poison")
    found = json.loads(operator.forgets("export", f"{AMINA.email.upper()}"))
    assert set(found) == {"registrations", "dossiers", "deliveries", "ballots", "dead letters"}
    assert all(place["why"] for place in found.values())
    assert sorted(found["dossiers"]["rows"], key=len)[-1]["contact"]["name"] == AMINA.name
    assert any(row.get("initiative", {}).get("title") == AMINA.title for row in found["dossiers"]["rows"])
    assert [ballot["candidate"] for ballot in found["ballots"]["rows"]] == [voted]
    assert told_about(json.dumps(found, ensure_ascii=False), *LEAVING, DANA) == [AMINA.name]


def test_the_export_of_a_moderator_shows_what_they_decided(campaign: Campaign, operator: Operator) -> None:
    """A long reason stands apart. Of whom a dossier is says the export of nobody else."""
    is_approved(campaign, AMINA)
    long = "Graag wat meer over de buren. " * 20
    campaign.decide(campaign.submitted(email=BRAM.email, contact_name=BRAM.name)["an"], "changes", long)
    operator.forgets("erase", BRAM.email, "--with-initiatives")
    found = json.loads(operator.forgets("export", READERS["an"].email))
    decided = [event for row in found["dossiers"]["rows"] for event in row["decided"]]
    assert sorted((event["what"], event["reason"]) for event in decided) == [("approve", ""), ("changes", long.strip())]
    assert told_about(json.dumps(found, ensure_ascii=False), *LEAVING, DANA) == []
    assert "dossiers" not in json.loads(operator.forgets("export", READERS["karim"].email))
    campaign.drain()
    found = json.loads(operator.forgets("export", READERS["an"].email))
    assert [len(row["decided"]) for row in found["dossiers"]["rows"]] == [1, 1], "also of what was forgotten since"


def test_exporting_changes_nothing(campaign: Campaign, operator: Operator, voted: str) -> None:
    before = campaign.rows()
    operator.forgets("export", AMINA.email)
    assert campaign.rows() == before
    assert json.loads(operator.forgets("export", "nobody@example.org")) == {}


def test_after_an_erasure_the_export_says_what_stays(campaign: Campaign, operator: Operator, voted: str) -> None:
    operator.forgets("erase", AMINA.email)
    campaign.drain()
    found = json.loads(operator.forgets("export", AMINA.email))
    assert set(found) == {"deliveries", "ballots", "erasures"}
    assert told_about(json.dumps(found), AMINA) == []


def test_once_the_voter_key_is_destroyed_nobody_finds_a_ballot(
    campaign: Campaign, operator: Operator, voted: str
) -> None:
    client("ssm").delete_parameter(Name=settings().secret("voter-key-public-2027"))
    keys._secret.cache_clear()
    assert "ballots" not in json.loads(operator.forgets("export", AMINA.email))
    keys._secret.cache_clear()


# The rest


def test_dead_letters_that_hold_the_address_are_dropped_and_noted(campaign: Campaign, operator: Operator) -> None:
    about = operator.dies("mail", pack(a_mail("decision-approved", to="BramWildiers@gmail.com")))
    operator.dies("registration", f"poison of {BRAM.email}")
    operator.dies("mail", pack(a_mail("decision-approved", to=DANA.email)))
    operator.dies("voting", "{}")
    assert "dropped 1 dead letters" in operator.forgets("erase", "bramwildiers@gmail.com")
    assert [(line["id"], line["reason"]) for line in operator.noted("mail")] == [(about, "erased")]
    assert "dropped 1 dead letters" in operator.forgets("erase", BRAM.email)
    assert (operator.how_many("mail"), operator.how_many("registration"), operator.how_many("voting")) == (1, 0, 1)


def test_what_is_on_its_way_is_told_of_and_forgotten_by_the_next_round(campaign: Campaign, operator: Operator) -> None:
    campaign.post("/initiatives", a_form(contact_name=AMINA.name, email=AMINA.email))
    assert "1 messages were on their way" in operator.forgets("erase", AMINA.email)
    campaign.drain()
    assert told_about(tables(campaign), AMINA) == [AMINA.name]
    operator.forgets("reapply")
    campaign.drain()
    assert told_about(tables(campaign), AMINA) == []


def test_only_an_address_can_be_erased(campaign: Campaign, operator: Operator) -> None:
    assert "is no mail address" in operator.forgets("erase", "amina", fails=True)
    assert campaign.rows()["erasures"] == []


def test_what_is_not_there_can_be_forgotten(campaign: Campaign) -> None:
    """I14: the row expired, or an erasure came twice."""
    assert campaign.deliver("registration", pack(RegistrationForgotten("none", 1))) == {"batchItemFailures": []}
    assert campaign.deliver("moderation", pack(DossierForgotten("none", True, 1))) == {"batchItemFailures": []}
    assert campaign.deliver("mail", pack(MailboxForgotten("none", 1))) == {"batchItemFailures": []}
    # So that nothing that comes late opens it.
    left = {name: rows for name, rows in campaign.rows().items() if rows}
    assert list(left) == ["dossiers"]
    head, words = sorted(left["dossiers"], key=lambda row: str(row["id"]["S"]))
    assert (head["id"]["S"], head["state"]["S"]) == ("none", "forgotten")
    assert words == {"id": {"S": "none#0"}, "press": {"S": "forgotten"}}


def test_no_message_about_an_erasure_holds_an_address(campaign: Campaign, operator: Operator) -> None:
    is_approved(campaign, AMINA)
    operator.forgets("erase", AMINA.email)
    sent = [
        body
        for queue in ("registration", "moderation", "mail", "confirmation-mail")
        for body in campaign.waiting(queue)
    ]
    kinds = [type(unpack(body)) for body in sent]
    assert kinds == [RegistrationForgotten, DossierForgotten, MailboxForgotten]
    assert told_about("".join(sent), AMINA) == []
