"""Where a visitor reports an initiative's page."""

import re
from collections.abc import Mapping
from functools import partial

from chalice.app import Response

from chalicelib import clock
from chalicelib.cloud.queues import send
from chalicelib.initiative import SLUG
from chalicelib.kinds import Slug
from chalicelib.moderation import texts
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.pages_of import dossiers_of, is_public
from chalicelib.moderation.reports.form import EXAMPLE, FORM, WHAT, checked, reported
from chalicelib.moderation.reports.rules import LONGEST, WRONG
from chalicelib.web import fields, told
from chalicelib.web.answers import Halt, after_sending, notice_page, page, sent_back, taken, was_sent
from chalicelib.web.fields import SUM, Filled
from chalicelib.web.forms import read_form
from chalicelib.web.request import TONGUE, Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_sender, give_challenge
from chalicelib.web.stamp import read as read_stamp
from chalicelib.web.stamp import stamp
from chalicelib.web.told import PAGE, Told, a_struct

pages = Pages()

REPORT = Told(
    "report",
    "Report the page of an initiative. Somebody of the team reads it; nothing is hidden by itself.",
    form=FORM,
    gives="reported",
    schema=a_struct({"status": {"const": "reported"}}),
    takes=True,
    refuses=(400, 403, 404, 410, 413, 415, 422, 429, 503),
    example=EXAMPLE,
)
_SLUG = re.compile(SLUG)


@pages.get("/{lang}/report/{slug}", Told("the report", "The form, for people.", gives=PAGE, refuses=(404, 410)))
def show_form(request: Request, slug: str) -> Response:
    its = _dossier(slug)
    if was_sent(request):
        return notice_page(request, "reported")
    return _form(request, its, fields.fill(FORM, {}), stamp(clock.seconds()), {})


@pages.post("/{lang}/report/{slug}", REPORT)
def take_form(request: Request, slug: str) -> Response:
    """Send the report on when all of it is right; else say all that is not."""
    check_sender(request)
    filled, its = read_form(request, FORM), _dossier(slug)
    opened = read_stamp(filled.texts["stamp"])
    filled, proved = checked(filled, slug, opened, request.is_json)
    if filled.faults or filled.texts[TONGUE]:
        errors = filled.said(request.language)
        mark = filled.texts["stamp"] if opened else stamp(clock.seconds())
        return sent_back(request, errors, partial(_form, request, its, filled, mark, errors))
    send([reported(filled, slug, opened, proved)])
    return taken(request, {"status": "reported"}, after_sending(request, WHAT))


@pages.post("/reports/challenge", told.challenge(WHAT, SUM))
def challenge(request: Request) -> Response:
    """The sum of a report is for the name of its page, where others are for an address."""
    return give_challenge(request, WHAT)


def _dossier(slug: Slug) -> Dossier:
    """What everyone reads under this name. Raises Halt where that is nothing (any more)."""
    found = dossiers_of(slug) if _SLUG.fullmatch(slug) else []
    public = next(filter(is_public, found), None)
    if public is None:
        raise Halt(410, "initiative_gone") if found else Halt(404)
    return public


def _form(request: Request, its: Dossier, filled: Filled, mark: str, errors: Mapping[str, list[str]]) -> Response:
    # Not what lists say of it: those are the words of its newest version, which nobody may have approved.
    called = texts.initiative(its, its.public)
    return page(
        request,
        "moderation/report.html",
        422 if errors else 200,
        slug=its.slug,
        called=called.title,
        text_language=called.language,
        reasons=WRONG,
        values=filled.texts,
        errors=errors,
        most=LONGEST,
        hidden_fields={"stamp": mark},
    )
