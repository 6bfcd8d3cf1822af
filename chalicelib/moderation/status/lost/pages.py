"""Where who lost the link to their initiative asks for it, and the page that leads to all of theirs."""

from collections.abc import Mapping
from functools import partial
from uuid import uuid4

from chalice.app import Response

from chalicelib import addresses, clock
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.messages.moderation import LinkLost
from chalicelib.moderation import mails
from chalicelib.moderation.status.lost.found import of_this_year
from chalicelib.moderation.status.shown import state_of
from chalicelib.web import fields, links, proof
from chalicelib.web.answers import notice_page, page, see_other, sent_back
from chalicelib.web.fields import EMAIL, PROOF, Form
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_sender, give_challenge

pages = Pages()

LOST: Form = (EMAIL, PROOF)


@pages.get("/{lang}/lost-link")
def ask(request: Request) -> Response:
    return _form(request, {}, {})


@pages.post("/{lang}/lost-link")
def take_address(request: Request) -> Response:
    """Ask for the link; the answer and the work are the same, whether anything is registered with the address."""
    check_sender(request)
    filled = fields.checked(read_form(request, LOST), edition())
    proved = None
    if not filled.faults:
        filled, proved = proof.of_filled(filled, None, "lost-link", filled.texts["email"], request.is_json)
    if filled.faults:
        errors = filled.said(request.language)
        return sent_back(request, errors, partial(_form, request, filled.texts, errors))
    # One sum is one mail, however often it is sent.
    name = proved.name if proved else uuid4().hex
    send([LinkLost(name, addresses.checked(filled.texts["email"]), clock.seconds())])
    return see_other(f"/{request.language}/lost-link/sent")


@pages.post("/lost-link/challenge")
def challenge(request: Request) -> Response:
    return give_challenge(request, "lost-link")


@pages.get("/{lang}/lost-link/sent")
def show_sent(request: Request) -> Response:
    return notice_page(request, "lost_link_sent", values={"email": edition().contact.email})


@pages.get("/{lang}/links/{token}")
def show_links(request: Request, token: str) -> Response:
    """Their initiatives of this year, each with the link to where it stands. Raises LinkExpired where none is left."""
    link = links.read("links", token, clock.seconds())
    theirs = of_this_year(link.subject[0])
    if not theirs:
        raise links.LinkExpired
    shown = [
        (
            its.about.title if its.about else "",
            its.about.language if its.about else request.language,
            state_of(its),
            links.path(request.language, "status", links.sign(mails.status_link(its))),
        )
        for its in theirs
    ]
    return page(request, "moderation/links.html", its=shown)


def _form(request: Request, values: Mapping[str, str], errors: Mapping[str, list[str]]) -> Response:
    return page(request, "moderation/lost_link.html", 422 if errors else 200, values=values, errors=errors)
