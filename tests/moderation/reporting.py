"""Visitors who report a page, and who of the team looks at it."""

import re
from typing import Any

from chalicelib import clock
from chalicelib.moderation.reports.form import WHAT
from chalicelib.web.stamp import stamp
from tests.campaign import Answer, Campaign, sum_done
from tests.people import SLUG, hidden

PAGE = f"/nl/report/{SLUG}"
TOLD = {"wrong": "untrue", "words": "Dit taalcafé bestaat niet meer.", "email": "buur@example.org"}
CLOSING = re.compile(r'<form method="post" action="(/nl/desk/[0-9a-f-]+/reports)"')


def reports(campaign: Campaign, path: str = PAGE, **other: Any) -> Answer:
    """Fill in the form of a page and send it, with the sum that its script does; the step has not run yet."""
    mark = stamp(clock.seconds() - 60)
    return campaign.post(path, {**TOLD, "stamp": mark, "altcha": sum_done(WHAT, path.rpartition("/")[2]), **other})


def reported(campaign: Campaign, **other: Any) -> None:
    """The same, and let the step run."""
    assert reports(campaign, **other).status == 303
    campaign.drain()


def looks(campaign: Campaign, path: str) -> Answer:
    """Press the one button that closes the reports that a dossier's page at the desk shows."""
    shown = campaign.get(path)
    form = shown.body[shown.body.index('class="reported') :].partition("</section>")[0]
    [where] = CLOSING.findall(form)
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    assert fields["button"] == hidden(shown)["button"]
    answer = campaign.post(where, fields)
    campaign.drain()
    return answer
