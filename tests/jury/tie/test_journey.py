"""From ballots that are tied to a winner whom everyone reads, and whom anybody works out again."""

import csv
import io
from datetime import timedelta

import pytest

from chalicelib.clock import seconds
from chalicelib.cloud.queues import pack
from chalicelib.edition import LANGUAGES
from chalicelib.messages.publication import InitiativeTakenDown
from chalicelib.web.words import say
from infra.make import recount
from tests.campaign import text_of
from tests.jury.tie.tied import Tied
from tests.people import hidden
from tests.sealed import published
from tests.team.team import BART, SOFIE
from tests.voting.voters import AALST, GENT


def _all_choose(tied: Tied) -> None:
    for who, slug in (("emma", GENT), ("noor", AALST), ("luc", GENT)):
        assert tied.chooses(who, slug).status == 303


def test_the_jury_breaks_it_and_everyone_reads_so(tied: Tied) -> None:
    tied.closes()
    _all_choose(tied)
    assert tied.chosen == GENT
    assert not tied.evening.is_public
    tied.is_known()
    assert "De jury koos dit initiatief: 2 van de 3 juryleden" in tied.evening.results
    assert tied.palmares
    assert tied.palmares.chosen == GENT
    assert recount.recount(published().fetch)[1][-1] == f"Tied: {AALST} and {GENT}; the jury chose {GENT}."
    rows = list(csv.DictReader(io.StringIO(tied.campaign.file("palmares.csv").lstrip("\ufeff"))))
    public = {row["slug"]: (row["rank"], row["votes"], row["choices"]) for row in rows if row["award"] == "public"}
    assert public == {GENT: ("1", "1", "2"), AALST: ("2", "1", "1")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_says_so_in_each_language_and_no_juror_by_name(tied: Tied, language: str) -> None:
    tied.closes()
    _all_choose(tied)
    tied.is_known()
    told = say(language, "tie.by.choices", count=2, all=3)
    for page in ("results", "results/screen", f"initiatives/{GENT}"):
        shown = tied.campaign.file(f"{language}/{page}")
        assert told in shown, page
        assert "Emma" not in shown
    assert told not in tied.campaign.file(f"{language}/initiatives/{AALST}")


def test_of_whom_the_jury_did_not_choose_no_page_says_so_once_the_chosen_one_is_gone(tied: Tied) -> None:
    tied.closes()
    _all_choose(tied)
    tied.is_known()
    tied.campaign.deliver("publication", pack(InitiativeTakenDown(GENT, 2, 1)))
    tied.campaign.drain()
    for page in ("results", "results/screen", f"initiatives/{AALST}"):
        assert "De jury koos dit initiatief" not in tied.campaign.file(f"nl/{page}"), page


def test_two_sign_what_it_came_to_and_open_it(tied: Tied) -> None:
    tied.closes()
    _all_choose(tied)
    tied.evening.signs(SOFIE, BART)
    assert tied.evening.presses(BART, "open", meant="yes").status == 303
    tied.evening.goes_on()
    assert tied.evening.is_told
    assert "De jury koos dit initiatief" in tied.evening.results
    assert "2 van de 3" in tied.opens("emma").body


def test_jurors_hear_of_it_once_under_embargo_and_by_no_name(tied: Tied) -> None:
    tied.closes()
    tied.asks()
    for juror in tied.jurors.values():
        mails = [its for its in tied.campaign.mails(juror.email) if its["Subject"] == say("nl", "mails.tie.subject")]
        assert len(mails) == 1
        body = text_of(mails[0])
        assert "/nl/jury/tie" in body
        assert say("nl", "mails.tie.embargo") in " ".join(body.split())
        assert "Taalcaf" not in body


def test_who_chose_is_not_mailed(tied: Tied) -> None:
    tied.evening.closes()
    assert tied.chooses("emma", GENT).status == 303
    tied.asks()
    told = [its["Subject"] for its in tied.campaign.mails(tied.jurors["emma"].email)]
    assert say("nl", "mails.tie.subject") not in told


def test_the_page_of_organisers_tells_how_far_it_is_and_never_between_whom(tied: Tied) -> None:
    tied.closes()
    page = tied.evening.opens().body
    assert "0 van de 3 deden dat al" in page
    assert "Emma" in page
    assert tied.chooses("emma", GENT).status == 303
    page = tied.evening.opens().body
    assert "1 van de 3 deden dat al" in page
    assert "Emma" not in page
    for who in ("noor", "luc"):
        tied.chooses(who, GENT)
    page = tied.evening.opens().body
    assert "3 van de 3 juryleden die mogen kiezen, deden dat" in page
    assert "Taalcaf" not in page
    assert "Buddies" not in page


def test_a_get_changes_nothing(tied: Tied) -> None:
    tied.closes()
    tied.opens("emma")
    before = tied.campaign.rows()
    for _ in range(2):
        assert tied.opens("emma").status == 200
    assert tied.campaign.rows() == before


def test_where_nobody_chooses_they_share_the_first_place(tied: Tied) -> None:
    tied.closes()
    tied.is_known()
    assert say("nl", "tie.none") in tied.evening.results
    assert recount.recount(published().fetch)[1][-1] == f"Tied: {AALST} and {GENT}; nobody decided."
    assert say("nl", "jury.decided.final.tie") in tied.opens("emma").body
    tied.delivers(tied.given("emma", GENT, seconds()))
    tied.evening.clock.shift(3600)
    tied.evening.goes_on()
    assert say("nl", "tie.none") in tied.evening.results


def test_what_is_held_back_gives_the_jury_time(tied: Tied) -> None:
    tied.closes()
    assert tied.evening.holds().status == 303
    tied.is_known()
    assert not tied.evening.is_public
    tied.evening.clock.shift(timedelta(days=2).total_seconds())
    tied.evening.browsers = {}
    _all_choose(tied)
    assert tied.chosen == GENT


def test_a_form_that_says_nobody_is_sent_back(tied: Tied) -> None:
    tied.closes()
    for slug in ("", "somebody-else", "<b>"):
        answer = tied.chooses("emma", slug)
        assert answer.status == 422
        assert say("nl", "tie.choose_one") in answer.body
    assert hidden(tied.opens("emma"))["button"]
