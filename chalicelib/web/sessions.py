"""Who is signed in: a cookie that only we can make, and a row that says whether it still holds.

The cookie says when its owner was last here, so that a page writes nothing; the row, read with the person in one call,
says who was signed out, and who has no task any more.
"""

from collections.abc import Mapping
from hmac import compare_digest

from itsdangerous import BadSignature, URLSafeSerializer
from msgspec import Struct
from msgspec.structs import replace

from chalicelib import clock
from chalicelib.cloud import keys, people
from chalicelib.cloud.editions import edition
from chalicelib.errors import GastvrijError
from chalicelib.kinds import DAY, HOUR, MINUTE, Seconds
from chalicelib.messages.message import Link
from chalicelib.person import TEAM, Person, Role, Session
from chalicelib.web import links
from chalicelib.web.answers import Halt
from chalicelib.web.fields import Field, Form
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.senders import check_sender

LASTS = 12 * HOUR
IDLE = 2 * HOUR
"""A session is over so long after it began, and after its last page."""
RENEWED_AFTER = 5 * MINUTE
KNOWN_FOR = 365 * DAY

SESSION = "__Host-session"
KNOWN = "__Host-known"
"""Cookies that no other host can set or see: browsers keep such names to that."""

NONCE: Form = (Field("button", "as_it_came"),)


class _Kept(Struct, frozen=True):
    """What the cookie of a session says: whose, which, its secret, and when its owner was last here."""

    person: str
    session: str
    secret: str
    seen: Seconds


class SignInFirst(GastvrijError):
    """Nobody is signed in on a page that is for somebody."""


def let_in(request: Request, roles: frozenset[Role]) -> tuple[Request, str]:
    """The request with who sent it, and the cookie that says that they were here now, "" where theirs says so already.

    Raises SignInFirst; or Halt 403 for who may not, and for a form of no page of ours.

    A form of a page that is for somebody holds that page's nonce (against CSRF, besides SameSite and Origin).
    """
    kept, now = _read(request), clock.seconds()
    person, session = _current(kept, now)
    # Whoever has a task in another year only can still see where they are signed in, and sign out.
    if roles != TEAM and not person.roles(edition().name) & roles:
        raise Halt(403, "not_for_you")
    # Of the person and not of the session: a form that was opened before they signed in anew is still theirs.
    nonce = links.csrf_token(f"person {person.id}")
    if request.method == "POST":
        check_sender(request)
        if read_form(request, NONCE).texts["button"] != nonce:
            raise Halt(403)
    is_renewed = now - kept.seen >= RENEWED_AFTER
    cookie = _written(replace(kept, seen=now), session.expires_at - now) if is_renewed else ""
    return replace(request, person=person, session=session, nonce=nonce), cookie


def _current(kept: _Kept, now: Seconds) -> tuple[Person, Session]:
    """Who is signed in by a cookie, and the session. Raises SignInFirst where it is over."""
    if now - kept.seen >= IDLE:
        raise SignInFirst
    person, session = people.signed_in(kept.person, kept.session)
    if person is None or session is None or not person.accepted:
        raise SignInFirst
    if not compare_digest(session.secret, _hash(kept.secret)) or not session.is_on(person, now):
        raise SignInFirst
    return person, session


def _read(request: Request) -> _Kept:
    """The cookie. Raises SignInFirst where there is none that we wrote."""
    try:
        person, session, secret, seen = _signer("session").loads(request.cookie(SESSION))
    except (BadSignature, ValueError, TypeError) as problem:
        raise SignInFirst from problem
    return _Kept(str(person), str(session), str(secret), int(seen))


def _written(its: _Kept, lasts: int) -> str:
    said = [its.person, its.session, its.secret, its.seen]
    return _cookie(SESSION, _signer("session").dumps(said), lasts)


def begun(request: Request, link: Link, chance: str, now: Seconds) -> tuple[Session, list[str]]:
    """A new session by this link, and the cookies of its browser; the same for the same link and chance."""
    asked, _, signed_out, *typed = link.subject
    # That of the mail's typed code is another session: a machine that presses every button took none of it.
    name, person = "-".join((asked, *typed)), link.recipient
    secret = keys.keyed_hash(keys.session_key().encode(), "secret", person, name, chance)
    session = Session(person, name, _hash(secret), int(signed_out), now, now + LASTS, _device(request.headers))
    cookie = _written(_Kept(person, name, secret, now), LASTS)
    return session, [cookie, _cookie(KNOWN, _signer("known").dumps(person), KNOWN_FOR)]


def ended() -> str:
    """The cookie of a browser in which nobody is signed in."""
    return _cookie(SESSION, "", 0)


def knows(request: Request, person: str) -> bool:
    """Whether somebody signed in with this browser before."""
    try:
        return bool(_signer("known").loads(request.cookie(KNOWN)) == person)
    except BadSignature:
        return False


def _signer(what: str) -> URLSafeSerializer:
    return URLSafeSerializer(keys.session_key(), salt=f"gastvrij.{what}")


def _cookie(name: str, value: str, lasts: int) -> str:
    return f"{name}={value}; Path=/; Max-Age={lasts}; Secure; HttpOnly; SameSite=Lax"


def _hash(secret: str) -> str:
    return keys.keyed_hash(keys.session_key().encode(), "session", secret)


_BROWSERS = (("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Macintosh", "Mac"), ("Linux", "Linux"),
)  # fmt: skip


def _device(headers: Mapping[str, str]) -> str:
    """What people call the browser and the machine that they have, as far as these say."""
    agent = headers.get("user-agent", "")
    found = (next((name for sign, name in known if sign in agent), "") for known in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))
