"""Each function's policy grants just the calls that it is seen to make, through everything that can happen."""

import re
from datetime import datetime
from typing import Any

import pytest
import time_machine
from botocore.client import BaseClient
from chalice.app import Chalice

import app
from chalicelib import clock as our_clock
from chalicelib import person
from chalicelib.cloud import keys, limits
from chalicelib.cloud.queues import send
from chalicelib.messages.mail import BreakerClosed, MailboxForgotten
from chalicelib.messages.moderation import DossierForgotten
from chalicelib.messages.people import PersonPut
from chalicelib.messages.registration import RegistrationForgotten
from chalicelib.prints import bucket
from chalicelib.site import printed
from infra.make import policies
from infra.make.sdk import NOT_A_CALL_OF_OURS
from tests import campaign as campaigns
from tests.campaign import VOTING, Answer, Campaign, Clock, text_of
from tests.closing.evening import ends
from tests.editions import bringing, changing
from tests.editions.office import fields_of
from tests.jury.panel import judge_all
from tests.jury.tie.tied import breaks_one
from tests.moderation.renewing import agreed, turn
from tests.moderation.reporting import reported
from tests.notifications.post import told
from tests.people import MODERATORS, TO_SIGN_IN, a_form, ask_to_vote, code_in, hidden, press
from tests.registration.photographing import Initiator
from tests.seen import Grant, Seen
from tests.staff import SOFIE
from tests.voting.brigade import proposed_and_dropped
from tests.voting.sealing.goes import sealed_and_mailed
from tests.years import JUDGED

FORGOTTEN = datetime.fromisoformat("2027-07-31T03:00:00+02:00")
"""When the edition forgets addresses."""

IMPLIED = {
    "web": {("s3:ListBucket", "public"), ("s3:ListBucket", "uploads"), ("s3:PutObject", "uploads/quarantine")},
    "team_web": {("s3:ListBucket", "public"), ("s3:ListBucket", "uploads"), ("s3:PutObject", "uploads/quarantine")},
    "publish": {("s3:ListBucket", "uploads")},
    **{key: {("s3:ListBucket", "public")} for key in ("remind", "turn_phase")},
    **{key: {("s3:ListBucket", "public"), ("s3:ListBucket", "uploads")} for key in ("seal", "vote_web")},
}
"""S3 says that a file is missing only to who may list them. A browser puts a photo where who signed its form may."""


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Notes the calls of every function, however it is started."""
    noted = Seen()
    real = BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(client: Any, operation: str, parameters: dict[str, Any]) -> Any:
        noted.note(client.meta.service_model.service_name, operation, parameters)
        return real(client, operation, parameters)

    monkeypatch.setattr(BaseClient, "_make_api_call", call)
    halves, answer = {app.app: "web", app.votes: "vote_web", app.team: "team_web"}, Chalice.__call__
    monkeypatch.setattr(Chalice, "__call__", lambda its, *given: noted.watch(halves[its], answer)(its, *given))
    for queue, handler in list(campaigns.QUEUES.items()):
        function = handler.func.__name__  # type: ignore[attr-defined]
        monkeypatch.setitem(campaigns.QUEUES, queue, noted.watch(function, handler))
    for schedule in ("recount", "remind", "turn_phase", "forget", "draw_prints", "seal"):
        monkeypatch.setattr(app, schedule, noted.watch(schedule, getattr(app, schedule)))
    return noted


def _granted() -> dict[str, set[Grant]]:
    """What each function's policy grants, besides what only Lambda does for it."""
    granted: dict[str, set[Grant]] = {}
    for function, policy in policies.of_each().items():
        granted[function] = {
            (action.rstrip("*"), name)
            for statement in policy["Statement"]
            for action in _list(statement["Action"])
            for resource in _list(statement["Resource"])
            for name in [_named(resource)]
            if action not in NOT_A_CALL_OF_OURS
        }
    return granted


def _named(resource: dict[str, Any]) -> str:
    """ConfirmationMailQueue, BallotsTable, PublicBucket or …/task-link-keys, as `_names` says it."""
    if "Fn::If" in resource:
        return "mail service"
    if "Fn::GetAtt" in resource:
        kind = re.fullmatch(r"(\w+?)(Queue|Dead|Table|Bucket)", resource["Fn::GetAtt"][0])
        assert kind
        name = re.sub(r"(?<!^)(?=[A-Z])", "-", kind[1]).lower() + ("-dead" if kind[2] == "Dead" else "")
        return f"{name}.fifo" if name.removesuffix("-dead") == "publication" else name
    text = str(resource["Fn::Sub"])
    if text.startswith("${UploadsBucket"):
        return f"uploads/{text.split('/')[1]}"
    return "public" if text.startswith("${PublicBucket") else text.rpartition("/")[2]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# Everything that can happen


def _organises(campaign: Campaign) -> None:
    """Sign in, invite somebody who accepts, and sign out."""
    campaign.get("/nl/organise/people")
    campaign.post("/nl/sign-in", {"email": SOFIE.email})
    campaign.drain()
    link = campaign.newest_link(SOFIE.email)
    form = hidden(campaign.get(link))
    for _ in range(2):
        campaign.post(link, {**form, "word": TO_SIGN_IN})
    for page in ("people", "history/2027", "votes"):
        assert campaign.get(f"/nl/organise/{page}").status == 200
    _brings_a_logo(campaign)
    assert campaign.get("/nl/desk").status == 200
    account = campaign.get("/nl/account")
    campaign.post("/nl/account/sign-out", hidden(account))
    juror = (person.Grant("juror"),)
    send([PersonPut("els", 0, "Els", "els@example.org", "nl", juror, SOFIE.id, "", our_clock.seconds())])
    campaign.drain()
    press(campaign, campaign.newest_link("els@example.org"))
    campaign.drain()


def _brings_a_logo(campaign: Campaign) -> None:
    year = "/nl/organise/edition/2027"
    differences = campaign.post(year, fields_of(bringing.brings(campaign, bringing.a_logo())))
    assert campaign.post(year, {**fields_of(differences), "why": "Het staat mooi."}).status == 303
    campaign.drain()


def _registers(campaign: Campaign, clock: Clock, title: str, email: str) -> None:
    unseen = hidden(campaign.get("/nl/register"))
    clock.shift(60)
    sent = campaign.post("/initiatives", a_form(**unseen, title=title, email=email))
    assert sent.status == 303
    twice = campaign.waiting("registration")
    campaign.drain()
    campaign.deliver("registration", *twice)


def _presses(campaign: Campaign, to: str, about: str = "", **filled: str) -> Answer:
    answer = press(campaign, campaign.newest_link(to, about), **filled)
    assert answer.status in (200, 303), answer.body
    return answer


def _everything(campaign: Campaign, clock: Clock) -> None:
    judge_all(campaign)
    breaks_one(campaign)
    changing.changes(campaign)
    _organises(campaign)
    names = {"an": "Taalcafe De Brug", "els": "Buddies van Aalst", "mia": "Koor Zestien", "jo": "Fanfare De Lantaarn"}
    for name, title in names.items():
        _registers(campaign, clock, title, f"{name}@example.org")
    Initiator(campaign, campaign.newest_link("jo@example.org")).has_a_photo()
    clock.shift(3 * 24 * 3600)
    campaign.tick("remind")
    campaign.drain()
    for email in ("an@example.org", "els@example.org", "mia@example.org"):
        Initiator(campaign, campaign.newest_link(email)).has_a_photo()
        _presses(campaign, email)
        campaign.drain()
    clock.shift(4 * 24 * 3600)
    campaign.tick("remind")
    campaign.drain()
    campaign.post("/nl/lost-link", {"email": "an@example.org"})
    for title, decision in (("Taalcafe", "approve"), ("Buddies", "approve"), ("Koor", "changes")):
        _presses(campaign, MODERATORS[0], title, decision=decision, reason="Op welke dag is het?")
        twice = campaign.waiting("moderation")
        campaign.drain()
        campaign.deliver("moderation", *twice)
        campaign.drain()
        clock.shift(600)
    assert campaign.get(campaign.newest_link("an@example.org", "Je link")).status == 200
    campaign.tick("draw_prints")
    [buddies] = _slugs(campaign, "buddies")
    reported(campaign, path=f"/nl/report/{buddies}")
    _presses(campaign, MODERATORS[0], "Buddies", decision="takedown", reason="Op vraag van de initiatiefnemer.")
    campaign.drain()
    [slug] = _slugs(campaign, "taalcafe")
    # A run that read of it before goes on after it was taken down.
    bucket.put({printed.share("buddies-van-aalst"): b"late"})
    campaign.tick("draw_prints")
    clock.move_to(VOTING)
    changing.amends(campaign)
    # Nobody pressed the button for that photo.
    campaign.tick("remind")
    campaign.tick("turn_phase")
    campaign.drain()
    for _ in range(4):
        assert ask_to_vote(campaign, slug, "voter@example.org").status == 303
        campaign.drain()
    _presses(campaign, "voter@example.org", not_me="yes")
    assert ask_to_vote(campaign, slug, "reader@example.org").status == 303
    campaign.drain()
    link = campaign.newest_link("reader@example.org")
    assert campaign.get(f"{link}?choose=yes").status == 200
    receipt = _presses(campaign, "reader@example.org").location
    twice = campaign.waiting("voting")
    campaign.drain()
    campaign.deliver("voting", *twice, *twice)
    assert campaign.get(receipt).status == 200
    sealed_and_mailed(campaign)
    proposed_and_dropped(campaign)
    code = code_in(text_of(campaign.newest("reader@example.org")))
    assert campaign.post(f"/receipts/{receipt.rpartition('/')[2]}.tlog-proof", {"code": code}).status == 200
    campaign.tick("recount")
    assert all(campaign.get(path).status == 200 for path in ("/nl/search?q=taal", "/nl/code"))
    code = code_in(text_of(campaign.newest("voter@example.org")))
    for typed in ("ABCD1234", code):
        campaign.post("/nl/code", {"email": "voter@example.org", "code": typed})
    # A flood of each of the web functions.
    campaign.is_flooded = True
    for _ in range(limits.UNNOTICED + 1):
        for path in ("/initiatives", "/votes", "/nl/sign-in"):
            campaign.post(path, {})
    campaign.deliver("feedback", told("Bounce", "voter@example.org", cause="stranger"))
    send([BreakerClosed("it was a slip", 1)])
    _forgets(campaign, "mia@example.org")
    ends(campaign, receipt)
    _comes_back(campaign, clock)
    with time_machine.travel(FORGOTTEN, tick=False):
        for _ in range(2):
            campaign.tick("forget")
            campaign.drain()


def _comes_back(campaign: Campaign, clock: Clock) -> None:
    """The next year is on, and an initiator of this one takes part again; then says that it was not they."""
    turn(campaign, clock, before=JUDGED)
    campaign.tick("forget")
    campaign.drain()
    link = campaign.newest_link("an@example.org", "weer mee")
    for filled in (agreed(), {"not_me": "yes"}):
        assert press(campaign, link, **filled).status == 303
        campaign.drain()


def _forgets(campaign: Campaign, email: str) -> None:
    rows = campaign.rows()
    drafts = [row for row in rows["registrations"] if "contact" in row]
    send(RegistrationForgotten(row["id"]["S"], 1) for row in drafts if email in row["contact"]["S"])
    with_contact = [row for row in rows["dossiers"] if "contact" in row]
    send(DossierForgotten(row["id"]["S"], True, 1) for row in with_contact if email in row["contact"]["S"])
    send([MailboxForgotten(keys.address_hash(email), 1)])
    campaign.drain()


def _slugs(campaign: Campaign, begins: str) -> list[str]:
    return re.findall(rf'"slug": ?"({begins}[a-z0-9-]*)"', campaign.file("initiatives.json"))


def test_each_policy_grants_just_the_calls_that_its_function_makes(
    campaign: Campaign, clock: Clock, seen: Seen
) -> None:
    _everything(campaign, clock)
    granted = _granted()
    for function in granted:
        made = seen.calls.get(function, set())
        assert made - granted[function] == set(), f"{function} would be refused"
        unused = granted[function] - made - IMPLIED.get(function, set())
        assert unused == set(), f"{function} never needs {unused}"


def test_no_web_function_can_do_what_is_anothers() -> None:
    """Who breaks into one finds no keys, rows or queues of the other."""
    counting = "sqs:GetQueueAttributes"
    granted = {function: {name for how, name in its if how != counting} for function, its in _granted().items()}
    vote = {"voter-key-*", "domain-key-*", "ballot-key", "candidates", "ballots", "voting", "confirmation-mail", "logs"}
    team = {"people", "sessions", "organising", "session-key", "sign-in-link-keys"}
    others = {"dossiers", "registrations", "deliveries", "registration", "moderation", "public"}
    assert granted["vote_web"] & (vote | others) == vote | {"public"}
    assert granted["web"] & (vote | others) == others
    assert not granted["vote_web"] & team
    assert not granted["web"] & team
    assert not granted["team_web"] & {"tallies", "candidates"}
    assert granted["team_web"] & (vote | others) == {"dossiers", "moderation", "public"}
    senders = {function for function, its in _granted().items() if ("sqs:SendMessage", "voting") in its}
    assert "vote_web" in senders
    assert "web" not in senders


def test_the_web_functions_write_nothing_but_counts() -> None:
    """But for a photo, which a browser puts where nobody is shown it, with a form of theirs."""
    for function in ("web", "vote_web"):
        writing = {grant for grant in _granted()[function] if re.search(":(Put|Update|Delete|BatchWrite)", grant[0])}
        assert writing - {("s3:PutObject", "uploads/quarantine")} == {("dynamodb:UpdateItem", "limits")}
