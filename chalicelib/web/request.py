"""What came in: method, path, header, body, in which language, and from where."""

import hmac
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from chalice.app import Request as ChaliceRequest
from msgspec import Struct

from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES
from chalicelib.errors import Broken
from chalicelib.kinds import Language
from chalicelib.person import Person, Session
from chalicelib.web.headers import CDN

LARGEST_BODY = 96 * 1024
"""Bytes; the longest form of ours, all of it in characters of four bytes, is 75 KB when sent."""

TONGUE = "tongue"
"""The field of the buttons that show a form that came back in another language, with all that was typed."""

_TONGUE = rb"(?:^|&)tongue=(nl|fr|en)(?:&|$)"

_FORM_LANGUAGE = rb'(?:^|&)language=(nl|fr|en)(?:&|$)|"language" *: *"(nl|fr|en)"'


class Request(Struct, frozen=True):
    """What came in. Header names are in lower case; `language` is the page's, or else the browser's best.

    `network` is the address that it came from: for limits.py only, never to be logged or kept as it is. `person` is who
    is signed in, by which session, on a page that is for somebody; `nonce` stands in its forms.
    """

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    language: Language
    network: str = ""
    person: Person | None = None
    session: Session | None = None
    nonce: str = ""

    @property
    def asks(self) -> str:
        """What is asked for, as it stands behind the name of the site."""
        return self.path + (f"?{urlencode(self.query, doseq=True)}" if self.query else "")

    def cookie(self, name: str) -> str:
        """What the browser keeps for us under a name; "" where it keeps nothing."""
        pairs = (pair.strip().partition("=") for pair in self.headers.get("cookie", "")[:4096].split(";"))
        return next((value for key, _, value in pairs if key == name), "")

    @property
    def content_type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_json(self) -> bool:
        """Whether it came with JSON, as from a program."""
        return self.content_type == "application/json"

    @property
    def wants_json(self) -> bool:
        """Whether a program asks: for a path of JSON only, or with JSON, or it accepts JSON and no page."""
        accepts = self.headers.get("accept", "")
        asks = "application/json" in accepts and "text/html" not in accepts
        return asks or self.is_json or self.path.endswith(".json")


def read(asked: ChaliceRequest | None) -> Request:
    """The request that Chalice hands over."""
    if asked is None:
        raise Broken("no request to answer")
    # Chalice tells its own route and a decoded path; the path as it was asked for stands in the event alone.
    event = asked.to_original_event()
    path = event["path"] or "/"
    headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
    query = event.get("multiValueQueryStringParameters") or {}
    body = asked.raw_body
    body = body.encode() if isinstance(body, str) else body
    language = _language(path, headers, body)
    return Request(event["httpMethod"], path, query, headers, body, language, _network(event, headers))


def _network(event: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """Where a request comes from.

    API Gateway says who asked it, which is the CDN where that stands in between; and to what the CDN was told of the
    way so far, each of the two adds whom it heard it from. Anybody can say so, but for what only our CDN knows.
    """
    told, known = headers.get(CDN.lower(), ""), settings().cdn
    way = headers.get("x-forwarded-for", "").split(",")
    if known and len(way) >= 2 and hmac.compare_digest(told.encode(), known.encode()):
        return way[-2].strip()
    return str(event["requestContext"].get("identity", {}).get("sourceIp") or "")


def _language(path: str, headers: Mapping[str, str], body: bytes) -> str:
    """The language of the page, else of the form that was filled in there, else of the browser."""
    first = path.lstrip("/").partition("/")[0]
    if first in LANGUAGES:
        return first
    # Read here, since whatever goes wrong with the form is said in its language too.
    if 0 < len(body) <= LARGEST_BODY and (said := re.search(_TONGUE, body) or re.search(_FORM_LANGUAGE, body)):
        return next(found for found in said.groups() if found).decode()
    for accepted in headers.get("accept-language", "").split(","):
        if accepted.strip()[:2].lower() in LANGUAGES:
            return accepted.strip()[:2].lower()
    return LANGUAGES[0]
