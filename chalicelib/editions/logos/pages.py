"""Where organisers bring the logos of partners, one at a time, and see how each turned out before the year shows it.

A browser sends the file straight to the quarantine, by a form that we signed, and comes back here; a button has it made
anew. What was made is shown, and a change of the year like any other has it on the site, or takes it off.
"""

import re

import msgspec
from chalice.app import Response
from msgspec import Struct
from msgspec.structs import replace

from chalicelib import clock, logo, photo
from chalicelib.cloud import uploads
from chalicelib.cloud.editions import Head, Version
from chalicelib.cloud.queues import send
from chalicelib.cloud.settings import settings
from chalicelib.edition import Edition, Partner
from chalicelib.editions import asked, store
from chalicelib.messages.photos import LogoBrought
from chalicelib.person import ORGANISER
from chalicelib.web.answers import Halt, after_sending, page, see_sent, sending_to, was_sent
from chalicelib.web.fields import Field
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.sessions import NONCE

pages = Pages()

BROUGHT = (*NONCE, Field("id", "own"))


class Row(Struct, frozen=True):
    """A partner, where their logo is brought, whether they have one, and its address; "" where it has none yet."""

    name: str
    path: str
    has_logo: bool
    picture: str


class Came(Struct, frozen=True):
    """A file that waits in quarantine: what it seems to be."""

    id: str
    kind: str


@pages.get("/{lang}/organise/edition/{name}/logos", for_=ORGANISER)
def show_logos(request: Request, name: str) -> Response:
    head = store.head()
    year = _version(head, name).edition
    # Of a year that nobody sees yet no logo is public.
    public = {its.logo: f"/{logo.public(its.logo)}" for its in year.partners if its.logo and name == head.current}
    rows = [Row(its.name, _path(request, year, its), bool(its.logo), public.get(its.logo, "")) for its in year.partners]
    return page(request, "editions/logos.html", year=name, title=year.title[request.language], rows=rows)


@pages.get("/{lang}/organise/edition/{name}/logos/{owner}", for_=ORGANISER)
def show_logo(request: Request, name: str, owner: str) -> Response:
    """How it is with the logo of a partner: what was brought, what was made of it, and what may be done with that."""
    version = _version(store.head(), name)
    partner, sent = _partner(version.edition, owner), was_sent(request)
    note, came = _note(owner, sent), _came(owner)
    made = note.name if note.name != partner.logo else ""
    is_waiting = came is not None and came.id == sent
    is_taken = came is not None and came.kind in photo.TAKEN and not is_waiting
    may_come = not (made or is_taken or is_waiting)
    invitation = uploads.invite(owner, settings().public_url + request.path) if may_come else None
    shown = page(
        request,
        "editions/logo.html",
        year=name,
        title=version.edition.title[request.language],
        partner=partner.name,
        picture=_picture(partner.logo),
        made=_picture(made),
        came=came.id if came and is_taken else "",
        again=after_sending(request, sent) if is_waiting else "",
        wrong=note.refused or (came.kind if came and came.kind not in photo.TAKEN else ""),
        invitation=invitation,
        most_bytes=photo.MOST_BYTES,
        to_show=asked.packed(_with_logo(version.edition, partner, made)),
        to_remove=asked.packed(_with_logo(version.edition, partner, "")) if partner.logo else "",
        hidden_fields={"button": request.nonce},
        base=version.number,
    )
    return sending_to(invitation.url, shown) if invitation else shown


@pages.post("/{lang}/organise/edition/{name}/logos/{owner}", for_=ORGANISER)
def bring_logo(request: Request, name: str, owner: str) -> Response:
    """Have the file that came made anew."""
    _partner(_version(store.head(), name).edition, owner)
    logo_id = read_form(request, BROUGHT).texts["id"]
    if not _is_of(owner, logo_id):
        raise Halt(400)
    send([LogoBrought(owner, logo_id, clock.seconds())])
    return see_sent(request, logo_id)


def _version(head: Head, name: str) -> Version:
    """The newest version of a year that can still be changed. Raises Halt 404 for any other."""
    if name not in head.versions:
        raise Halt(404)
    return head.versions[name]


def _partner(year: Edition, owner: str) -> Partner:
    found = next((its for its in year.partners if logo.owner(year.name, its.name) == owner), None)
    if found is None:
        raise Halt(404)
    return found


def _path(request: Request, year: Edition, partner: Partner) -> str:
    return f"{request.path}/{logo.owner(year.name, partner.name)}"


def _with_logo(year: Edition, partner: Partner, name: str) -> Edition:
    return replace(year, partners=tuple(replace(its, logo=name) if its == partner else its for its in year.partners))


def _is_of(owner: str, logo_id: str) -> bool:
    return logo_id.startswith(f"{owner}-") and bool(re.fullmatch("[0-9a-f]{16}", logo_id.removeprefix(f"{owner}-")))


def _came(owner: str) -> Came | None:
    upload = uploads.beginning(owner)
    return Came(photo.photo_id(owner, upload.tag), photo.kind(upload.content)) if upload else None


def _note(owner: str, logo_id: str) -> logo.Note:
    noted = uploads.logo(logo.note(logo_id)) if _is_of(owner, logo_id) else None
    return msgspec.json.decode(noted, type=logo.Note) if noted else logo.Note()


def _picture(name: str) -> str:
    return uploads.logo_in_a_page(logo.file(name)) if name else ""
