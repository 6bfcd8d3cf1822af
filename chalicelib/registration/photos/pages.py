"""The photos of a registration, on a page behind the link that confirms it: who reads its mailbox adds them first.

A browser sends a photo straight to the quarantine, by a form that we signed, and comes back here; what is to be seen on
it is said next, and only then it is made anew.
"""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from chalice.app import Response
from msgspec import Struct

from chalicelib import clock, photo
from chalicelib.cloud import uploads
from chalicelib.cloud.queues import send
from chalicelib.cloud.settings import settings
from chalicelib.kinds import Seconds
from chalicelib.messages.photos import PhotosDescribed
from chalicelib.registration import store
from chalicelib.registration.draft import Draft
from chalicelib.registration.photos.form import FORM, described, with_faults
from chalicelib.web import links
from chalicelib.web.answers import (
    after_sending,
    notice_page,
    page,
    see_other,
    see_sent,
    sending_to,
    sent_back,
    was_sent,
)
from chalicelib.web.fields import Filled, fill, limits
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.senders import check_button

pages = Pages()


class Row(Struct, frozen=True):
    """A photo as its form shows it; one that came just now is seen by nobody yet, so it has no picture."""

    id: str
    picture: str
    is_new: bool


@pages.get("/{lang}/photos/{token}")
def show_photos(request: Request, token: str) -> Response:
    draft = _draft(token, clock.seconds())
    if draft is None:
        return _to_button(request, token)
    if (sent := was_sent(request)) and draft.photos_by != sent:
        return notice_page(request, "photos_sent", again=after_sending(request, sent))
    return _photos(request, token, draft)


@pages.post("/{lang}/photos/{token}")
def take_photos(request: Request, token: str) -> Response:
    """Send on what was said of the photos when all of it is right; else say all that is not."""
    now = clock.seconds()
    links.read("confirm", token, now)
    filled = read_form(request, FORM)
    check_button(request, token, filled.texts["button"])
    draft = _draft(token, now)
    if draft is None:
        return _to_button(request, token)
    filled = with_faults(filled)
    if filled.faults:
        errors = filled.said(request.language)
        return sent_back(request, errors, lambda: _photos(request, token, draft, filled, errors))
    press_id = uuid4().hex
    send([PhotosDescribed(draft.id, described(filled), now, press_id, filled.texts["new"])])
    return see_sent(request, press_id)


def _draft(token: str, now: Seconds) -> Draft | None:
    """The registration behind a link, while it may still get photos. Raises what reading the link does."""
    link = links.read("confirm", token, now)
    draft, _ = store.find(link.subject[0], link.recipient, now)
    return draft if draft and draft.waits(now) else None


def _to_button(request: Request, token: str) -> Response:
    """To the page that says how it is with the registration."""
    return see_other(links.path(request.language, "confirm", token))


def _photos(
    request: Request,
    token: str,
    draft: Draft,
    filled: Filled | None = None,
    errors: Mapping[str, Sequence[str]] | None = None,
) -> Response:
    owner = photo.owner(draft.id)
    came = _came(draft, owner)
    is_taken = came is not None and came.kind in photo.TAKEN
    rows = [Row(its.id, uploads.thumbnail(its.id), False) for its in draft.photos]
    if came and is_taken:
        rows.append(Row(came.id, "", True))
    may_come = not is_taken and len(rows) < photo.MOST
    invitation = uploads.invite(owner, settings().public_url + request.path) if may_come else None
    shown = page(
        request,
        "registration/photos.html",
        422 if errors else 200,
        initiative=draft.initiative,
        rows=rows,
        values=(filled or _as_kept(draft)).texts,
        limits=limits(FORM),
        errors=errors or {},
        wrong=came.kind if came and not is_taken else "",
        refused=draft.refused,
        invitation=invitation,
        most_bytes=photo.MOST_BYTES,
        confirm=links.path(request.language, "confirm", token),
        hidden_fields={"button": links.csrf_token(token)},
    )
    return sending_to(invitation.url, shown) if invitation else shown


class Came(Struct, frozen=True):
    """A file that came, of which nothing is said yet: what it seems to be."""

    id: str
    kind: str


def _came(draft: Draft, owner: str) -> Came | None:
    upload = uploads.beginning(owner)
    if upload is None:
        return None
    its = photo.photo_id(owner, upload.tag)
    # One that was gone may come again.
    refused = [one.id for one in draft.refused if one.sentence != "gone"]
    return None if its in [*refused, *(one.id for one in draft.photos)] else Came(its, photo.kind(upload.content))


def _as_kept(draft: Draft) -> Filled:
    texts = {f"alt_{n}": its.alt for n, its in enumerate(draft.photos, 1)}
    return fill(FORM, texts)
