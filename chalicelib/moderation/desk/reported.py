"""What visitors reported of a dossier, as the desk shows it, with one button: somebody looked at it, and it stays."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from chalicelib import clock
from chalicelib.moderation.reports import store as reports
from chalicelib.moderation.reports.store import Report
from chalicelib.moderation.shown import Team
from chalicelib.web.fields import BUTTON, Field, Form
from chalicelib.web.request import Request

CLOSING: Form = (Field("reports", "own"), *BUTTON)
LOOKED = "looked"
"""What the button sent."""


class Reported(Struct, frozen=True):
    """The open reports of a dossier, the oldest first, and who looked at earlier ones."""

    open: Sequence[Mapping[str, object]]
    ids: str
    is_more: bool
    is_on_its_way: bool
    looked: Sequence[Mapping[str, object]]


def shown(dossier_id: str, team: Team, sent: str) -> Reported:
    """What visitors reported of it, for who acts at the desk and `sent` something. Raises TryAgain."""
    its = reports.of(dossier_id)
    said = reports.said(its)
    looked = [
        {"name": team.names.get(one.who, ""), "moment": clock.local(one.at), "count": one.count} for one in its.looked
    ]
    ids = " ".join(report.id for report in said)
    return Reported([_told(report) for report in said], ids, its.is_more, sent == LOOKED, looked)


def _told(report: Report) -> dict[str, object]:
    moment = clock.local(report.at)
    return {"wrong": report.wrong, "words": report.words, "email": report.email, "moment": moment}


def chosen(typed: str) -> tuple[str, ...]:
    """The reports that somebody saw when they pressed the button."""
    return tuple(dict.fromkeys(typed.split()))


def is_asked(request: Request) -> bool:
    """Whether somebody asks for what was reported, and for no queue of what is in a state."""
    return request.query.get("state", [""])[0] == "reported"
