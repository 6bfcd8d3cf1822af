"""Several decided at once at the desk: each shown first, each its own decision, and nobody decides for another."""

import csv
import html
import io
import re
from urllib.parse import urlencode

import pytest

from chalicelib.moderation import store
from chalicelib.moderation.desk.several import MOST
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Answer, Campaign, Clock, text_of
from tests.people import WORDS, a_change, hidden
from tests.staff import AN, KARIM, SOFIE
from tests.team.team import signs_in

DESK = "/nl/desk"
BOX = re.compile(r'name="chosen" value="([\w.-]+)"')
THREE = ("Samen koken", "Naaiatelier", "Fietsles")
READS = ["dynamodb.BatchGetItem", "dynamodb.Query", "dynamodb.BatchGetItem"]
"""Who is signed in, the team, and the dossiers, however many they are."""


def _sent_in(campaign: Campaign, *titles: str, **other: str) -> None:
    for number, title in enumerate(titles):
        campaign.submitted(**{"title": title, "email": f"initiator{number}@example.org", **other})


@pytest.fixture
def at_desk(campaign: Campaign) -> Campaign:
    """Three wait, and An is signed in."""
    _sent_in(campaign, *THREE)
    assert signs_in(campaign, AN.email).status == 303
    return campaign


def _shown(campaign: Campaign, decision: str, reason: str = "", **ticks: object) -> Answer:
    """Tick, choose, and go on to what shows each."""
    desk = campaign.get(DESK)
    ticked = ticks or {"chosen": BOX.findall(desk.body)}
    here = {name: value for name, value in hidden(desk).items() if name != "state"}
    return campaign.post(DESK, {**here, "decision": decision, "reason": reason, **ticked})


def _meant(campaign: Campaign, shown: Answer, typed: str = "") -> Answer:
    told = hidden(shown)
    word = typed or WORDS[told["decision"]]
    return campaign.post(DESK, {**told, "word": word, "chosen": BOX.findall(shown.body)})


def _became(campaign: Campaign, sent: Answer) -> str:
    assert sent.status == 303
    campaign.drain()
    return html.unescape(campaign.get(sent.location).body)


def _states(campaign: Campaign) -> dict[str, str]:
    its = store.several([row["id"]["S"] for row in campaign.rows()["dossiers"] if "state" in row])
    return {one.about.title: one.state for one in its if one.about}


@pytest.mark.parametrize(
    ("decision", "reason", "state"),
    [("approve", "", "approved"), ("reject", "Te kort.", "rejected"), ("changes", "Wanneer?", "changes")],
)
def test_all_on_the_page_are_shown_and_then_decided(at_desk: Campaign, decision: str, reason: str, state: str) -> None:
    with counted() as calls:
        shown = _shown(at_desk, decision, reason, every="yes")
    assert calls.made == ["dynamodb.BatchGetItem", "dynamodb.Query", *READS, "dynamodb.BatchGetItem"]
    for word in (*THREE, "Verenigingen", "Gent", reason, say("nl", f"desk.sure.{decision}", count=3)):
        assert word in html.unescape(shown.body)
    assert at_desk.waiting("moderation") == [], "nothing is decided yet"
    with counted() as calls:
        sent = _meant(at_desk, shown)
    assert calls.made == [*READS, "sqs.SendMessageBatch"]
    page = _became(at_desk, sent)
    assert _states(at_desk) == dict.fromkeys(THREE, state)
    assert say("nl", "desk.done", done=3, count=3) in page
    for number in range(3):
        assert reason in text_of(at_desk.newest(f"initiator{number}@example.org"))


def test_what_is_mailed_is_shown_once_and_in_each_language(at_desk: Campaign) -> None:
    at_desk.submitted(title="Café des langues", email="zoe@example.org", language="fr")
    shown = _shown(at_desk, "reject", "Te kort.")
    found = re.findall(r'<blockquote[^>]* lang="(\w+)".*?</blockquote>', shown.body, re.DOTALL)
    assert sorted(found) == ["fr", "nl"], "three that differ only by name are one"
    assert html.unescape(shown.body).count("<p>Te kort.</p>") == 2
    assert say("nl", "desk.its_title") in shown.body
    assert say("fr", "desk.its_title") in html.unescape(shown.body)
    assert say("nl", "desk.letter", count=3, tongue="Nederlands") in html.unescape(shown.body)


def test_as_many_as_a_page_holds_cost_no_more_to_show_and_one_more_is_refused(campaign: Campaign) -> None:
    _sent_in(campaign, *(f"Tafel {number}" for number in range(5)))
    assert signs_in(campaign, AN.email).status == 303
    with counted() as calls:
        shown = _shown(campaign, "approve", every="yes")
    assert len(calls) == 2 + 4
    assert len(BOX.findall(shown.body)) == 5
    assert _shown(campaign, "approve", chosen=[f"x{number}" for number in range(MOST)]).status == 200
    refused = _shown(campaign, "approve", chosen=[f"x{number}" for number in range(MOST + 1)])
    assert refused.status == 422
    assert say("nl", "form.errors.chosen.many", most=MOST) in refused.body


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({"decision": "approve", "chosen": []}, "chosen"),
        ({"decision": "takedown", "reason": "Weg."}, "decision"),
        ({"decision": "undo"}, "decision"),
        ({"decision": "reject"}, "reason"),
        ({"decision": ""}, "decision"),
    ],
)
def test_what_is_missing_is_said_at_the_desk_and_ticks_stay(
    at_desk: Campaign, filled: dict[str, object], field: str
) -> None:
    ticked = BOX.findall(at_desk.get(DESK).body)[:1]
    answer = _shown(at_desk, **{"decision": "", "chosen": ticked, **filled})  # type: ignore[arg-type]
    assert answer.status == 422
    assert f'<a href="#{field}">' in answer.body
    assert answer.body.count(" checked") == len(filled.get("chosen", ticked)) + (  # type: ignore[arg-type]
        filled["decision"] in ("approve", "reject")
    )
    assert at_desk.waiting("moderation") == []


def test_what_happened_to_one_meanwhile_leaves_it_out_by_name_and_the_others_stand(at_desk: Campaign) -> None:
    """Of four, one was decided, one changed and one withdrawn after they were shown: one is decided."""
    at_desk.submitted(title="Buurtmoestuin", email="vier@example.org")
    shown = _shown(at_desk, "approve")
    at_desk.decide(_link(at_desk, KARIM.email, THREE[0]), "reject", "Neen.")
    its = {one.about.title: one for one in store.several([key.split(".")[0] for key in BOX.findall(shown.body)])}  # type: ignore[union-attr]
    at_desk.decide(_link(at_desk, KARIM.email, THREE[1]), "changes", "Wanneer?")
    edit = at_desk.newest_link("initiator1@example.org")
    assert at_desk.post(edit, a_change(**{**hidden(at_desk.get(edit)), "title": "Naaiatelier 2"})).status == 303
    at_desk.drain()
    page = _became(at_desk, _meant(at_desk, shown))
    assert _states(at_desk) == {
        THREE[0]: "rejected",
        "Naaiatelier 2": "waiting",
        THREE[2]: "approved",
        "Buurtmoestuin": "approved",
    }
    rejected = say("nl", "review.outcome.reject")
    asked = say("nl", "review.outcome.changes")
    assert say("nl", "desk.became.other", name=KARIM.name, outcome=rejected) in page
    assert say("nl", "desk.became.other", name=KARIM.name, outcome=asked) in page
    assert say("nl", "desk.done", done=2, count=4) in page
    assert its[THREE[0]].version == 1


def _link(campaign: Campaign, whose: str, title: str) -> str:
    """The link of the mail to them about this initiative."""
    [mail] = [mail for mail in campaign.mails(whose) if title in mail["Subject"]]
    return campaign.link(mail)


def test_a_double_press_and_what_comes_twice_decide_nothing_twice(at_desk: Campaign) -> None:
    shown = _shown(at_desk, "approve")
    both = [_meant(at_desk, shown), _meant(at_desk, shown)]
    sent = at_desk.waiting("moderation")
    page = _became(at_desk, both[1])
    assert say("nl", "desk.done", done=3, count=3) in page
    for number in range(3):
        assert len(at_desk.mails(f"initiator{number}@example.org")) == 3, "to confirm, that it came, and the decision"
    at_desk.deliver("moderation", *sent)
    for one in store.several([key.split(".")[0] for key in BOX.findall(shown.body)]):
        assert [event.what for event in one.events] == ["approve"]


def test_a_machine_that_signs_in_and_presses_every_button_decides_nothing(at_desk: Campaign) -> None:
    for decision in ("approve", "reject", "changes"):
        shown = _shown(at_desk, decision, "Welkom", every="yes")
        again = _meant(at_desk, shown, "Welkom")
        assert (again.status, BOX.findall(again.body)) == (422, BOX.findall(shown.body))
        assert say("nl", "form.errors.word.other") in again.body
    assert at_desk.waiting("moderation") == []


def test_each_is_undone_by_itself(at_desk: Campaign) -> None:
    page = _became(at_desk, _meant(at_desk, _shown(at_desk, "approve")))
    paths = re.findall(rf'href="({DESK}/[\w-]+)">{say("nl", "review.undo")}', page)
    assert len(paths) == 3
    undo = at_desk.post(paths[0], {**hidden(at_desk.get(paths[0])), "decision": "undo", "undoes": "approve"})
    assert at_desk.post(paths[0], hidden(undo)).status == 303
    at_desk.drain()
    assert sorted(_states(at_desk).values()) == ["approved", "approved", "waiting"]


def test_the_table_of_all_decisions_says_what_was_decided_together_and_what_was_undone(
    at_desk: Campaign, clock: Clock
) -> None:
    _became(at_desk, _meant(at_desk, _shown(at_desk, "reject", "Te kort.")))
    clock.shift(60)
    paths = re.findall(rf'href="({DESK}/[0-9a-f-]{{30,}})"', at_desk.get(f"{DESK}?state=rejected").body)
    undo = at_desk.post(paths[0], {**hidden(at_desk.get(paths[0])), "decision": "undo", "undoes": "reject"})
    assert at_desk.post(paths[0], hidden(undo)).status == 303
    at_desk.drain()
    assert signs_in(at_desk, SOFIE.email).status == 303
    table = at_desk.get(f"{DESK}/decisions.csv").body
    assert table.startswith("\ufeffmoment,")
    rows = list(csv.reader(io.StringIO(table)))[1:]
    assert [row[3:5] + row[6:] for row in rows] == [*[["reject", AN.name, "3"]] * 3, ["undone", AN.name, "1"]]


def test_ids_that_are_none_of_ours_are_left_out(at_desk: Campaign) -> None:
    one = BOX.findall(at_desk.get(DESK).body)[0]
    shown = _shown(at_desk, "approve", chosen=[one, "nergens", f"{one}#1", "slug#x", "<b>"])
    assert BOX.findall(shown.body) == [f"{one}.1"]
    assert say("nl", "desk.became.gone") in shown.body
    asked = urlencode([("its", "nergens.1"), ("its", "#"), ("decision", "<b>")])
    assert at_desk.get(f"{DESK}/several?{asked}").status == 200


def test_of_what_somebody_stood_back_from_meanwhile_they_read_and_decide_nothing(at_desk: Campaign) -> None:
    shown = _shown(at_desk, "approve")
    one = BOX.findall(shown.body)[0].partition(".")[0]
    told = {**hidden(at_desk.get(f"{DESK}/{one}")), "what": "recused"}
    its = {name: told[name] for name in ("button", "what")}
    assert at_desk.post(f"{DESK}/{one}/colleagues", its).status == 303
    at_desk.drain()
    name = store.known(one).about.title  # type: ignore[union-attr]
    page = _became(at_desk, _meant(at_desk, shown))
    assert say("nl", "desk.became.recused") in page
    assert name not in page
    assert sorted(_states(at_desk).values()) == ["approved", "approved", "waiting"]


# Who organises


def test_an_organiser_reads_all_and_decides_nothing_while_there_are_moderators(campaign: Campaign) -> None:
    link = campaign.submitted()["an"]
    assert signs_in(campaign, SOFIE.email).status == 303
    desk = campaign.get(DESK)
    [path] = re.findall(rf'href="({DESK}/[0-9a-f-]{{30,}})"', desk.body)
    assert not BOX.findall(desk.body)
    for _ in range(2):
        page = campaign.get(path)
        assert page.status == 200
        assert "lien@example.org" in page.body
        assert say("nl", "review.moderators_decide") in page.body
        assert '<form method="post" class="decide"' not in page.body
        mine = hidden(campaign.get("/nl/account"))
        for decision in ("approve", "takedown", "undo"):
            sent = campaign.post(path, {**mine, "decision": decision, "reason": "x", "version": "1"})
            assert (sent.status, say("nl", "errors.moderators_decide.title") in sent.body) == (403, True)
        its = path.rpartition("/")[2]
        assert campaign.post(DESK, {**mine, "decision": "approve", "chosen": its}).status == 403
        assert campaign.waiting("moderation") == []
        # Of what is public they may neither undo nor take down.
        campaign.decide(link, "approve")
