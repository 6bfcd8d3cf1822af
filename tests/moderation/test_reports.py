"""A visitor reports a page: it comes to the desk, waits there until somebody looked, and hides nothing by itself."""

import html
import re
from datetime import datetime

import pytest

from chalicelib import clock as its_clock
from chalicelib.cloud.queues import pack, send
from chalicelib.messages.moderation import DossierForgotten, InitiativeWithdrawn
from chalicelib.messages.reports import InitiativeReported, ReportsClosed
from chalicelib.moderation import personal
from chalicelib.moderation.pages_of import dossiers_of
from chalicelib.moderation.reports import store
from chalicelib.moderation.reports.form import WHAT
from chalicelib.moderation.reports.rules import MOST_OPEN
from chalicelib.personal.answers import Erasure, mailbox
from chalicelib.web.stamp import stamp
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Campaign, Clock, sum_done
from tests.moderation.renewing import approved, turn
from tests.moderation.reporting import PAGE, TOLD, looks, reported, reports
from tests.people import INITIATOR, SLUG, press
from tests.staff import AN
from tests.team.team import signs_in

DESK = "/nl/desk?state=reported"
ONE = re.compile(r'href="(/nl/desk/[0-9a-f-]{30,})"')
FORGOTTEN = datetime.fromisoformat("2027-07-31T03:00:00+02:00")


@pytest.fixture
def public(campaign: Campaign) -> Campaign:
    """One initiative is on the site."""
    approved(campaign)
    return campaign


def _rows(campaign: Campaign) -> list[dict[str, dict[str, str]]]:
    return [row for row in campaign.rows()["dossiers"] if store.BESIDE in row["id"]["S"]]


def _its() -> store.Reports:
    return store.of(dossiers_of(SLUG)[0].id)


def test_a_report_comes_to_the_desk_and_waits_until_somebody_looked(public: Campaign) -> None:
    before = public.files()
    page = public.file(f"nl/initiatives/{SLUG}")
    assert f'href="{PAGE}"' in page
    assert say("nl", "report.lead") in public.get(PAGE).body
    answer = reports(public)
    assert (answer.status, answer.location) == (303, f"{PAGE}?sent=report")
    public.drain()
    assert say("nl", "notices.reported.title") in public.get(answer.location).body
    assert public.files() == before
    assert signs_in(public, AN.email).status == 303
    desk = public.get("/nl/desk").body
    assert f'{say("nl", "desk.state.reported")} <span class="many">1</span>' in desk
    assert not ONE.findall(desk)
    [path] = ONE.findall(public.get(DESK).body)
    its = public.get(path).body
    for said in (say("nl", "report.wrong.untrue"), TOLD["words"], TOLD["email"]):
        assert said in its
    assert looks(public, path).status == 303
    its = public.get(path).body
    assert TOLD["words"] not in its
    assert AN.name in its[its.index('class="reported') :]
    assert not ONE.findall(public.get(DESK).body)
    assert 'class="many"' not in public.get("/nl/desk").body
    assert public.files() == before
    assert TOLD["email"] not in str(public.rows())
    assert TOLD["words"] not in str(public.rows())


def test_a_report_needs_no_mailbox_and_something_else_needs_words(public: Campaign) -> None:
    unsaid = reports(public, wrong="other", words="", email="")
    assert unsaid.status == 422
    assert say("nl", "form.errors.words.short") in unsaid.body
    assert re.search(r'value="other" checked', unsaid.body)
    assert public.waiting("moderation") == []
    reported(public, wrong="hate", words="", email="")
    [report] = store.said(_its())
    assert (report.wrong, report.words, report.email) == ("hate", "", "")


def test_what_was_typed_stays_where_something_is_wrong(public: Campaign) -> None:
    answer = reports(public, wrong="", email="buur@", words="x" * 1_001)
    assert answer.status == 422
    for sentence in ("form.errors.wrong.choose", "form.errors.email.wrong"):
        assert say("nl", sentence) in answer.body
    assert "x" * 1_001 in answer.body
    assert 'value="buur@"' in answer.body


def test_a_program_reports_too_and_does_its_sum(public: Campaign) -> None:
    without = public.post_json(PAGE, TOLD)
    assert (without.status, list(without.json["errors"])) == (422, [""])
    answer = public.post_json(PAGE, {**TOLD, "altcha": sum_done(WHAT, SLUG)})
    assert (answer.status, answer.json) == (202, {"status": "reported"})
    other = public.post_json(PAGE, {**TOLD, "altcha": sum_done(WHAT, "another-page")})
    assert other.status == 422


def test_a_browser_without_scripts_reports_and_a_machine_does_not(public: Campaign) -> None:
    assert reports(public, altcha="").status == 303
    assert reports(public, altcha="", leave_empty="x").status == 422
    assert reports(public, altcha="", stamp=stamp(its_clock.seconds() - 1)).status == 422


def test_twice_is_once_and_what_was_closed_stays_so(public: Campaign) -> None:
    assert reports(public).status == 303
    came = public.waiting("moderation")
    public.drain()
    public.deliver("moderation", *came, *came)
    assert len(_its().open) == 1
    assert signs_in(public, AN.email).status == 303
    [path] = ONE.findall(public.get(DESK).body)
    assert looks(public, path).status == 303
    before = _rows(public)
    public.deliver("moderation", *came)
    assert _rows(public) == before
    assert _its().open == ()


def test_one_sum_is_one_report(public: Campaign) -> None:
    proof = sum_done(WHAT, SLUG)
    for words in ("Een", "Twee"):
        reported(public, altcha=proof, words=words)
    assert [report.words for report in store.said(_its())] == ["Een"]


def test_of_more_than_twenty_only_that_there_were_more_is_kept(public: Campaign) -> None:
    for number in range(MOST_OPEN + 2):
        report = InitiativeReported(f"{number:032x}", SLUG, "untrue", f"Melding {number}.", "", 1_803_900_000 + number)
        public.deliver("moderation", pack(report))
    its = _its()
    assert (len(its.open), its.is_more, len(_rows(public))) == (MOST_OPEN, True, MOST_OPEN + 1)
    assert signs_in(public, AN.email).status == 303
    [path] = ONE.findall(public.get(DESK).body)
    assert say("nl", "reported.more") in public.get(path).body
    assert looks(public, path).status == 303
    assert (_its().open, _its().is_more) == ((), False)
    reported(public)
    assert len(_its().open) == 1


def test_nothing_is_reported_of_what_is_not_there(public: Campaign) -> None:
    assert public.get("/nl/report/iets-anders", accept="text/html").status == 404
    assert reports(public, path="/nl/report/iets-anders").status == 404
    assert reports(public).status == 303
    late = public.taken("moderation")
    reported(public)
    public.decide(public.review_links()["karim"], "takedown", "Op vraag.")
    assert public.get(PAGE, accept="text/html").status == 410
    assert reports(public).status == 410
    assert public.waiting("moderation") == []
    public.deliver("moderation", *late)
    assert _its().open == ()
    assert "queue" not in str([row for row in _rows(public) if "open" in row])
    assert TOLD["words"] not in str(public.rows())
    assert TOLD["email"] not in str(public.rows())


def test_words_of_a_report_are_shown_as_words(public: Campaign) -> None:
    words = "<script>alert(1)</script> {{ 7 * 7 }} \"'><img src=x onerror=alert(2)>"
    reported(public, words=words)
    assert signs_in(public, AN.email).status == 303
    [path] = ONE.findall(public.get(DESK).body)
    body = public.get(path).body
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert html.escape(words, quote=True).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in body


def test_who_reported_is_told_and_forgotten(public: Campaign) -> None:
    reported(public)
    [told] = personal.about(TOLD["email"])
    assert (told["words"], told["email"]) == (TOLD["words"], TOLD["email"])
    assert TOLD["email"] not in str(list(personal.about(INITIATOR)))
    asked = Erasure(mailbox(TOLD["email"]), its_clock.seconds(), False)
    send(personal.to_forget({asked.mailbox: asked}))
    public.drain()
    assert TOLD["email"] not in str(public.rows())
    assert TOLD["words"] not in str(public.rows())
    assert len(_its().open) == 1
    assert list(personal.about(TOLD["email"])) == []


def test_on_the_day_of_the_year_nobody_who_reported_is_remembered(public: Campaign, clock: Clock) -> None:
    reported(public)
    clock.move_to(FORGOTTEN)
    public.tick("forget")
    public.drain()
    assert TOLD["email"] not in str(public.rows())
    assert TOLD["words"] not in str(public.rows())
    assert len(_its().open) == 1
    public.tick("forget")
    assert public.waiting("moderation") == []


def test_what_is_forgotten_takes_its_reports_along(public: Campaign) -> None:
    reported(public)
    its = _its()
    send([DossierForgotten(its.dossier, True, its_clock.seconds())])
    public.drain()
    assert store.of(its.dossier).open == ()
    assert TOLD["email"] not in str(public.rows())
    assert TOLD["words"] not in str(public.rows())


def test_what_its_initiator_withdraws_takes_its_reports_along(public: Campaign) -> None:
    reported(public)
    send([InitiativeWithdrawn(_its().dossier, its_clock.seconds(), "press")])
    public.drain()
    assert _its().open == ()
    assert TOLD["words"] not in str(public.rows())


def test_only_who_may_decide_looks(public: Campaign) -> None:
    reported(public)
    its = _its()
    public.deliver("moderation", pack(ReportsClosed(its.dossier, its.ids, "somebody", its_clock.seconds())))
    assert _its().open == its.open


def test_the_desk_sees_what_was_reported_in_the_call_that_reads_what_waits(public: Campaign) -> None:
    reported(public)
    public.submitted(email="an@example.org")
    assert signs_in(public, AN.email).status == 303
    for tab in ("/nl/desk", DESK):
        with counted() as calls:
            assert len(ONE.findall(public.get(tab).body)) == 1
        assert calls.made == ["dynamodb.BatchGetItem", "dynamodb.Query"]


def test_what_waits_when_a_year_is_over_waits_in_the_next(public: Campaign, clock: Clock) -> None:
    reported(public)
    turn(public, clock)
    public.tick("forget")
    public.drain()
    assert _its().queue == "2028 waiting"
    assert public.get(PAGE).status == 200
    assert signs_in(public, AN.email).status == 303
    [path] = ONE.findall(public.get(DESK).body)
    assert TOLD["words"] in public.get(path).body
    assert looks(public, path).status == 303
    assert _its().open == ()
    before = _rows(public)
    public.tick("forget")
    public.drain()
    assert _rows(public) == before


def test_an_approval_that_is_undone_takes_its_reports_along(campaign: Campaign) -> None:
    links = campaign.submitted()
    campaign.decide(links["an"], "approve")
    reported(campaign)
    assert press(campaign, links["karim"], decision="undo").status == 303
    campaign.drain()
    assert _its().open == ()
    assert TOLD["words"] not in str(campaign.rows())
    assert campaign.get(PAGE, accept="text/html").status == 410
