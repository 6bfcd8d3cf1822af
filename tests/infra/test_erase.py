"""I11: whoever was erased is in no store, log or file, also after a restore; and the tally does not change."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

import app
from chalicelib import addresses, clock
from chalicelib.cloud import keys
from chalicelib.cloud.queues import pack, unpack
from chalicelib.cloud.settings import settings
from chalicelib.initiative import Initiative
from chalicelib.messages import (
    ChangesSubmitted,
    DecisionTaken,
    DossierForgotten,
    MailboxForgotten,
    RegistrationForgotten,
)
from chalicelib.moderation import store as dossiers
from infra.operate import restore
from tests.account import client
from tests.campaign import VOTING, Campaign, Clock
from tests.events import TICK
from tests.infra.operators import Operator
from tests.notifications.post import a_mail
from tests.people import a_form, press
from tests.place import TABLES
from tests.voting.faults import died
from tests.voting.voters import Voting


@dataclass(frozen=True)
class Person:
    """Somebody who registers something and votes."""

    name: str
    email: str
    title: str


AMINA = Person("Amina Zeldenrust", "amina.zeldenrust@example.org", "Soep op zondag")
BRAM = Person("Bram Wildiers", "Bram.Wildiers+award@gmail.com", "Buddy's in de buurt")
CHLOE = Person("Chloé Vanderstappen", "chloe@vanderstappen.example", "Fietsen leren")
DANA = Person("Dana Blijfthier", "dana@blijfthier.example", "Samen zingen")
LEAVING = (AMINA, BRAM, CHLOE)


def registers(campaign: Campaign, person: Person) -> None:
    """Send in the form."""
    form = a_form(title=person.title, contact_name=person.name, email=person.email)
    assert campaign.post("/initiatives", form).status == 303
    campaign.drain()


def confirms(campaign: Campaign, person: Person) -> None:
    """Press the button in the mail."""
    assert press(campaign, campaign.newest_link(person.email)).status == 303
    campaign.drain()


def is_approved(campaign: Campaign, person: Person) -> str:
    """Register and be approved: the id of the dossier."""
    registers(campaign, person)
    confirms(campaign, person)
    campaign.decide(campaign.review_links()["an"], "approve")
    return next(
        str(row["id"]["S"].partition("#")[0])
        for row in campaign.rows()["dossiers"]
        if person.title in row.get("initiative", {}).get("S", "")
    )


def votes(campaign: Campaign, person: Person, slug: str) -> str:
    """Vote the whole way: the path of the receipt."""
    assert Voting(campaign).ask(person.email, slug).status == 303
    campaign.drain()
    answer = press(campaign, campaign.newest_link(person.email))
    campaign.drain()
    return answer.location


def builds(campaign: Campaign) -> None:
    """Count, and let the files be as they are in the vote."""
    app.turn_phase(TICK, None)
    app.recount(TICK, None)
    campaign.drain()


@pytest.fixture
def voted(campaign: Campaign, operator: Operator, clock: Clock) -> str:
    """A campaign in which four people registered and voted for one of them, whose page this is."""
    for person in (*LEAVING, DANA):
        is_approved(campaign, person)
    slug = next(
        str(row["slug"]["S"]) for row in campaign.rows()["publications"] if row["slug"]["S"].startswith("samen")
    )
    clock.move_to(VOTING)
    for person in (*LEAVING, DANA):
        votes(campaign, person, slug)
    builds(campaign)
    return slug


def tables(campaign: Campaign) -> str:
    """Everything that is in a table, as text."""
    return json.dumps(campaign.rows(), ensure_ascii=False, default=str)


def told_about(text: str, *people: Person) -> list[str]:
    """Whose name or address a text holds."""
    lower = text.casefold()
    return [
        person.name
        for person in people
        if person.name.casefold() in lower
        or person.email.casefold() in lower
        or addresses.canonical(person.email) in lower
    ]


def votes_kept(campaign: Campaign) -> Any:
    """The ballots and what they add up to; not when it was counted."""
    rows = campaign.rows()
    tallies = [{name: value for name, value in row.items() if name != "as_of"} for row in rows["tallies"]]
    return sorted(rows["ballots"], key=str), tallies


def files(campaign: Campaign) -> dict[str, str]:
    return {key: campaign.file(key) for key in campaign.files()}


def aws_restores(backup: dict[str, list[Any]], suffix: str = "old") -> None:
    """Make every table what it was under another name, as AWS does."""
    dynamodb = client("dynamodb")
    for table, names in TABLES.items():
        name = f"{settings().table(table)}-{suffix}"
        dynamodb.create_table(
            TableName=name,
            KeySchema=[
                {"AttributeName": key, "KeyType": kind} for key, kind in zip(names, ("HASH", "RANGE"), strict=False)
            ],
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in names],
            BillingMode="PAY_PER_REQUEST",
        )
        for row in backup[table]:
            dynamodb.put_item(TableName=name, Item=row)


# Erasing


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
    bounce = {"bounceType": "Permanent", "bouncedRecipients": [{"emailAddress": AMINA.email}]}
    told = {"eventType": "Bounce", "mail": {"destination": [AMINA.email]}, "bounce": bounce}
    campaign.deliver("feedback", json.dumps(told))
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


def test_a_copy_that_comes_late_brings_nobody_back(campaign: Campaign, operator: Operator) -> None:
    """I14: queues deliver again, hours later too."""
    copies: dict[str, list[str]] = {}
    form = a_form(title=AMINA.title, contact_name=AMINA.name, email=AMINA.email)
    campaign.post("/initiatives", form)
    copies["registration"] = campaign.waiting("registration")
    campaign.drain()
    press(campaign, campaign.newest_link(AMINA.email))
    copies["registration"] += campaign.waiting("registration")
    campaign.drain_once("registration")
    copies["moderation"] = campaign.waiting("moderation")
    campaign.drain()
    operator.forgets("erase", AMINA.email)
    campaign.drain()
    for queue, bodies in copies.items():
        assert campaign.deliver(queue, *bodies) == {"batchItemFailures": []}
    campaign.drain()
    assert told_about(tables(campaign), AMINA) == []
    assert len(campaign.mails(AMINA.email)) == 1


def test_what_somebody_sends_in_after_it_stays(campaign: Campaign, operator: Operator, clock: Clock) -> None:
    operator.forgets("erase", AMINA.email)
    clock.shift(60)
    registers(campaign, AMINA)
    confirms(campaign, AMINA)
    assert "Asked the steps to forget 1 things" in operator.forgets("reapply")
    campaign.drain()
    assert told_about(tables(campaign), AMINA) == [AMINA.name]


# Dossiers


def test_a_public_initiative_stays_and_its_initiator_gets_no_more_mail(campaign: Campaign, operator: Operator) -> None:
    dossier = is_approved(campaign, AMINA)
    mails = len(campaign.mails(AMINA.email))
    operator.forgets("erase", AMINA.email)
    campaign.drain()
    assert AMINA.title in campaign.file("initiatives.json")
    campaign.deliver("moderation", pack(DecisionTaken(dossier, 1, "an", "takedown", "Dubbel.", 9, "later")))
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
        DecisionTaken(dossier, 1, "an", "approve", "", 9, "late"),
        ChangesSubmitted(dossier, 1, _another(), AMINA.name, 9, "late"),
    ]
    assert campaign.deliver("moderation", *(pack(message) for message in late)) == {"batchItemFailures": []}
    assert campaign.rows()["dossiers"] == forgotten
    assert campaign.get(review).status == 410


def _another() -> Initiative:
    return Initiative("Iets anders", "Samen.", "Elke week.", "scholen", ("44021",), "", "", "nl", True)


def test_a_step_that_dies_before_it_sends_takes_the_page_down_the_next_time(campaign: Campaign) -> None:
    from chalicelib.moderation import steps

    dossier = is_approved(campaign, AMINA)
    forgotten = DossierForgotten(dossier, True, clock.seconds())
    first = steps.forget(forgotten)
    assert {type(message).__name__ for message in first} == {"InitiativeTakenDown", "CandidateWithdrawn"}
    assert steps.forget(forgotten) == first


def test_a_decision_that_was_on_its_way_writes_no_contact_back(campaign: Campaign, operator: Operator) -> None:
    from msgspec.structs import replace

    from chalicelib.errors import TryAgain
    from chalicelib.moderation import steps

    registers(campaign, AMINA)
    confirms(campaign, AMINA)
    [row] = [row for row in campaign.rows()["dossiers"] if "contact" in row]
    read = dossiers.known(row["id"]["S"])
    steps.forget(DossierForgotten(read.id, False, 9))
    event = dossiers.Event("reject", 1, "an", "Nee.", 9, "p")
    with pytest.raises(TryAgain):
        dossiers.record(read, event, replace(read, state="rejected"))
    assert told_about(tables(campaign), AMINA) == [AMINA.name]
    assert told_about(str(campaign.rows()["dossiers"]), AMINA) == []


def test_the_initiator_who_changes_something_afterwards_stays_nobody(campaign: Campaign) -> None:
    from chalicelib.moderation import steps

    registers(campaign, AMINA)
    confirms(campaign, AMINA)
    campaign.decide(campaign.review_links()["an"], "changes", "Op welke dag is het?")
    [row] = [row for row in campaign.rows()["dossiers"] if "contact" in row]
    dossier = dossiers.known(row["id"]["S"])
    steps.forget(DossierForgotten(dossier.id, False, 9))
    steps.take_changes(ChangesSubmitted(dossier.id, 1, _another(), AMINA.name, 9, "p"))
    assert told_about(str(campaign.rows()["dossiers"]), AMINA) == []


def test_words_that_were_written_before_a_dossier_was_open_go_too(campaign: Campaign, operator: Operator) -> None:
    """I11: the step died in between; when its message comes again, nothing is opened."""
    registers(campaign, AMINA)
    press(campaign, campaign.newest_link(AMINA.email))
    campaign.drain_once("registration")
    [requested] = campaign.waiting("moderation")
    with pytest.raises(KeyboardInterrupt), died(1):
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
    [row] = [row for row in campaign.rows()["dossiers"] if "contact" in row]
    read = dossiers.known(row["id"]["S"])
    operator.forgets("erase", AMINA.email, "--with-initiatives")
    campaign.drain()
    with pytest.raises(Refused):
        dossiers.record(read, dossiers.Event("changed", 1, "", "", 9, "p"), read, _another())
    assert "Iets anders" not in str(campaign.rows()["dossiers"])


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


# Restoring


def test_everything_but_the_erasures_comes_back() -> None:
    assert {"registrations", "dossiers", "ballots"} < set(restore.TABLES)
    # What is limited lives for an hour, and the keys in its table are destroyed for good.
    assert not {"erasures", "limits"} & set(restore.TABLES)


def test_rows_are_as_they_were_and_those_that_came_since_are_gone(
    campaign: Campaign, operator: Operator, voted: str
) -> None:
    before = campaign.rows()
    aws_restores(before)
    votes(campaign, Person("Els Later", "els@later.example", ""), voted)
    client("dynamodb").delete_item(
        TableName=settings().table("dossiers"), Key={"id": next(row["id"] for row in before["dossiers"])}
    )
    told = operator.restores("old")
    assert "ballots: 5 rows → 4 rows" in told
    assert "Nothing was done" in told
    assert campaign.rows() != before
    assert "Nothing is left" in operator.restores("old", "--yes")
    assert {name: sorted(rows, key=str) for name, rows in campaign.rows().items()} == {
        name: sorted((restore.as_brought_back(name, row) for row in rows), key=str) for name, rows in before.items()
    }


def test_what_was_approved_since_the_backup_goes_off_the_site(
    campaign: Campaign, operator: Operator, voted: str, clock: Clock
) -> None:
    public = files(campaign)
    before = campaign.rows()
    aws_restores({**before, "publications": [row for row in before["publications"] if row["slug"]["S"] != voted]})
    operator.restores("old", "--yes")
    assert files(campaign) == public
    builds(campaign)
    assert f"nl/initiatives/{voted}" in public
    assert f"nl/initiatives/{voted}" not in files(campaign)
    assert voted not in campaign.file("initiatives.json")


def test_a_suffix_that_no_table_has_does_nothing(campaign: Campaign, operator: Operator) -> None:
    assert "No table" in operator.restores("none", "--yes", fails=True)
