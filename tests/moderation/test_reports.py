"""A visitor reports a page: it comes to the desk, waits there until somebody looked, and hides nothing by itself."""

import re
from datetime import datetime

import pytest

from chalicelib.moderation.pages_of import dossier_of
from chalicelib.moderation.reports import store
from chalicelib.web.words import say
from tests.campaign import Campaign
from tests.moderation.renewing import approved
from tests.moderation.reporting import PAGE, TOLD, looks, reports
from tests.people import SLUG
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
    dossier = dossier_of(SLUG)
    assert dossier
    return store.of(dossier.id)


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
