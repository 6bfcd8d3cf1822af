"""What moderators do among themselves with a dossier: notes, passing on, and not deciding on people whom they know."""

import pytest
from msgspec.structs import replace

from chalicelib import clock as clocks
from chalicelib.cloud.queues import pack
from chalicelib.errors import Refused
from chalicelib.messages.moderation import (
    ChangesSubmitted,
    DecisionTaken,
    DecisionUndone,
    DossierDisowned,
    DossierForgotten,
    DossierHandled,
)
from chalicelib.messages.reports import InitiativeReported
from chalicelib.moderation import queues, steps, store, texts
from chalicelib.moderation.colleagues import presence
from chalicelib.moderation.colleagues.rules import LONGEST, MOST
from chalicelib.moderation.colleagues.steps import handle
from chalicelib.moderation.reports.steps import take
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Answer, Campaign, Clock, text_of
from tests.moderation.passing_on import the_dossier
from tests.moderation.renewing import turn
from tests.moderation.test_desk import DESK, ONE
from tests.moderation.test_order import AT, REVIEW
from tests.people import hidden, link_in
from tests.staff import AN, KARIM, SOFIE
from tests.team.team import signs_in
from tests.years import YEAR

NOTE = "De zaal ken ik niet."


def _handled(what: str, who: str = AN.id, to: str = "", words: str = "", press_id: str = "p") -> DossierHandled:
    return DossierHandled("one", 1, who, what, to, words, AT + 5, press_id)


@pytest.fixture
def path(campaign: Campaign) -> str:
    """The page of what waits, at the desk where An is signed in."""
    campaign.submitted()
    assert signs_in(campaign, AN.email).status == 303
    [found] = ONE.findall(campaign.get(DESK).body)
    return str(found)


def _says(campaign: Campaign, path: str, **fields: str) -> Answer:
    button = hidden(campaign.get(path))["button"]
    answer = campaign.post(f"{path}/colleagues", {"button": button, **fields})
    campaign.drain()
    return answer


def test_a_note_is_read_by_colleagues_and_by_nobody_else(campaign: Campaign, path: str) -> None:
    before = len(campaign.mails())
    assert _says(campaign, path, what="told", note=NOTE, to="nobody").status == 303
    assert len(campaign.mails()) == before
    assert NOTE in campaign.get(path).body
    assert store.known(path.rpartition("/")[2]).state == "waiting"
    assert NOTE not in "".join(campaign.file(key) for key in campaign.files())


def test_once_a_year_is_over_who_notes_something_hears_it_at_once(campaign: Campaign, path: str, clock: Clock) -> None:
    turn(campaign, clock)
    assert signs_in(campaign, AN.email).status == 303
    answer = _says(campaign, path, what="told", note=NOTE, to="nobody")
    assert (answer.status, "/nl/editions/2027" in answer.body) == (410, True)


def test_who_it_is_passed_to_gets_the_turn_and_a_mail_that_says_why(campaign: Campaign, path: str) -> None:
    assert _says(campaign, path, what="told", note=NOTE, to=KARIM.id).status == 303
    [waits] = queues.all_of(YEAR.name, "waiting")
    assert waits.about.assigned == KARIM.id
    mail = text_of(campaign.newest(KARIM.email))
    assert NOTE in mail
    assert AN.name in mail
    assert say("nl", "review.theirs", name=KARIM.name) in campaign.get(path).body


def test_a_copy_of_what_was_passed_on_that_comes_after_a_change_is_the_same_mail(campaign: Campaign) -> None:
    """I9: so it goes out three times at most, as any."""
    campaign.submitted()
    its = the_dossier(campaign)
    passed = pack(DossierHandled(its.id, 1, AN.id, "passed", KARIM.id, NOTE, clocks.seconds(), "p"))
    campaign.deliver("moderation", passed)
    campaign.drain()
    changed = ChangesSubmitted(its.id, 1, texts.initiative(its, 1), "Lien De Smet", clocks.seconds(), "c")
    campaign.deliver("moderation", pack(changed))
    campaign.drain()
    assert the_dossier(campaign).version == 2
    for _ in range(4):
        campaign.deliver("moderation", passed)
        campaign.drain()
    told = [text_of(mail) for mail in campaign.mails(KARIM.email) if NOTE in text_of(mail)]
    assert (len(told), len({*told})) == (3, 1)


def test_who_knows_these_people_sees_it_no_more_and_decides_nothing(campaign: Campaign, path: str) -> None:
    """I7: not by the link of a mail either."""
    link = link_in(text_of(campaign.mails(AN.email)[0]))
    assert _says(campaign, path, what="recused").status == 303
    page = campaign.get(path).body
    assert "Taalcafé De Brug" not in page
    assert not ONE.findall(campaign.get(DESK).body)
    assert campaign.get(link).status == 403
    [waits] = queues.all_of(YEAR.name, "waiting")
    assert waits.about.assigned == KARIM.id
    button = hidden(campaign.get(path))["button"]
    answer = campaign.post(path, {"button": button, "version": "1", "decision": "approve", "sure": "approve"})
    assert answer.status == 403
    assert _says(campaign, path, what="returned").status == 303
    assert "Taalcafé De Brug" in campaign.get(path).body


def test_who_else_has_it_open_is_said_while_they_do(campaign: Campaign, path: str, clock: Clock) -> None:
    """One call beside those that look who it is, and what the page reads."""
    button = hidden(campaign.get(path))["button"]
    assert campaign.post(f"{path}/open", {"button": button}).json == {"here": []}
    presence.open_here(path.rpartition("/")[2], KARIM.id)
    with counted() as calls:
        assert campaign.post(f"{path}/open", {"button": button}).json == {"here": [KARIM.name]}
    assert calls.made == [
        "dynamodb.BatchGetItem",
        "dynamodb.GetItem",
        "dynamodb.Query",
        "dynamodb.UpdateItem",
    ]
    clock.shift(presence.LASTS + 1)
    assert campaign.post(f"{path}/open", {"button": button}).json == {"here": []}


def test_what_is_wrong_is_said_with_all_that_was_typed(campaign: Campaign, path: str) -> None:
    answer = _says(campaign, path, what="told", note="")
    assert (answer.status, say("nl", "form.errors.note.short") in answer.body) == (422, True)
    answer = _says(campaign, path, what="told", note=NOTE, to="somebody-else")
    assert (answer.status, NOTE in answer.body) == (422, True)


@pytest.mark.parametrize("wrong", [{}, {"what": "x"}, {"what": "told", "note": "x" * (LONGEST + 1)}])
def test_what_no_page_of_ours_sends_is_answered_in_words(campaign: Campaign, path: str, wrong: dict[str, str]) -> None:
    assert _says(campaign, path, **wrong).status == 422


def test_what_is_said_beside_standing_back_is_kept(campaign: Campaign, path: str) -> None:
    assert _says(campaign, path, what="recused", note=NOTE).status == 303
    assert store.known(path.rpartition("/")[2]).events[-1].reason == NOTE


def test_who_is_recused_reads_no_report_of_it_either(campaign: Campaign) -> None:
    steps.open_dossier(REVIEW)
    steps.decide(DecisionTaken("one", 1, KARIM.id, "approve", "", AT + 2, "a", typed=True))
    its = store.known("one")
    take(InitiativeReported("r1", its.slug, "words", "Klopt niet", "", AT + 4))
    signs_in(campaign, AN.email)
    assert REVIEW.initiative.title in campaign.get(f"{DESK}?state=reported").body
    handle(_handled("recused"))
    assert REVIEW.initiative.title not in campaign.get(f"{DESK}?state=reported").body
    handle(_handled("returned", press_id="q"))
    assert REVIEW.initiative.title in campaign.get(f"{DESK}?state=reported").body


@pytest.mark.parametrize("words", ["0470 00 00 00", "0470 00 00 00 " * 40])
@pytest.mark.parametrize("is_disowned", [False, True])
def test_with_names_and_addresses_go_the_notes_that_may_say_them(
    campaign: Campaign, words: str, is_disowned: bool
) -> None:
    """I11"""
    steps.open_dossier(REVIEW)
    handle(_handled("noted", words=words))
    gone = DossierDisowned("one", AT + 9) if is_disowned else DossierForgotten("one", False, AT + 9)
    steps.STEPS[type(gone)](gone)
    assert "0470" not in str(campaign.rows()["dossiers"])
    assert "noted" in [event.what for event in texts.with_reasons(store.known("one")).events]


def test_whose_link_decided_is_told_also_where_it_was_undone_first(campaign: Campaign) -> None:
    """The step died between its row and its messages."""
    steps.open_dossier(REVIEW)
    taken = DecisionTaken("one", 1, AN.id, "approve", "", AT + 2, "a")
    steps.decide(taken)
    steps.undo(DecisionUndone("one", 1, KARIM.id, "approve", AT + 3, "u", typed=True))
    assert [mail.to for mail in steps.decide(taken)] == [AN.email]  # type: ignore[attr-defined]


def test_twenty_who_are_recused_fit_in_a_line(campaign: Campaign) -> None:
    about = queues.about(REVIEW.initiative, AN.id, tuple(f"{number:02}" + "k" * 41 for number in range(20)))
    longest = replace(about, title="🙂" * queues.LONGEST_TITLE, areas=("oost-vlaanderen",) * 6, told=("turn", "part"))
    assert len(queues.line(longest, AT).encode()) <= 1024


def test_a_decision_of_who_is_recused_is_refused_however_late_it_comes(campaign: Campaign) -> None:
    """I7: pressed before, and on its way meanwhile."""
    steps.open_dossier(REVIEW)
    handle(_handled("recused"))
    with pytest.raises(Refused):
        steps.decide(DecisionTaken("one", 1, AN.id, "approve", "", AT + 10, "a"))
    assert store.known("one").state == "waiting"


def test_what_comes_back_is_mailed_to_nobody_who_stood_back(campaign: Campaign) -> None:
    steps.open_dossier(REVIEW)
    handle(_handled("recused"))
    steps.disown(DossierDisowned("one", AT + 10))
    asked = {mail.to for mail in steps.open_dossier(replace(REVIEW, typed=True, at=AT + 20))}  # type: ignore[attr-defined]
    assert asked == {KARIM.email}


def test_where_all_moderators_know_them_who_organises_is_asked(campaign: Campaign) -> None:
    steps.open_dossier(REVIEW)
    asked = handle(_handled("recused"))
    assert [mail.to for mail in asked] == [KARIM.email]  # type: ignore[attr-defined]
    asked = handle(_handled("recused", KARIM.id, press_id="q"))
    assert [mail.to for mail in asked] == [SOFIE.email]  # type: ignore[attr-defined]
    steps.decide(DecisionTaken("one", 1, SOFIE.id, "approve", "", AT + 10, "a"))
    assert store.known("one").state == "approved"


def test_only_who_organises_lets_somebody_else_read_again(campaign: Campaign) -> None:
    steps.open_dossier(REVIEW)
    handle(_handled("recused"))
    with pytest.raises(Refused):
        handle(_handled("returned", KARIM.id, AN.id, press_id="q"))
    handle(_handled("returned", SOFIE.id, AN.id, press_id="r"))
    assert store.known("one").recused == ()


def test_however_much_is_noted_a_dossier_stays_small_and_twice_is_once(campaign: Campaign) -> None:
    steps.open_dossier(REVIEW)
    for number in range(MOST):
        note = _handled("noted", words="w" * LONGEST, press_id=str(number))
        handle(note)
        handle(note)
    its = store.known("one")
    assert sum(event.what == "noted" for event in its.events) == MOST
    with pytest.raises(Refused):
        handle(_handled("noted", words="one more", press_id="more"))
    handle(_handled("recused", press_id="back"))
    assert store.known("one").recused == (AN.id,)
    row = next(row for row in campaign.rows()["dossiers"] if row["id"]["S"] == "one")
    assert len(row["events"]["S"]) < 20_000
