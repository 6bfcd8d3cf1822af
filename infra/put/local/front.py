"""The CDN of the local stack: files from the public bucket, all else from the web function, by the same table of paths.

It also shows the mailbox, and answers a form only when the emulator has on disk what came of it.
"""

import http.client
import socket
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from chalicelib.web.headers import CDN
from infra.make import cdn, gateway
from infra.put.local.mailbox import Mailbox

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

LARGEST_BODY = 10_000_000
"""Bytes that API Gateway takes."""

NO_FUNCTION = (429, 502, 503, 504)
"""What the emulator answers where no function does."""

_OF_THE_LINE = frozenset({"connection", "content-length", "date", "keep-alive", "server", "transfer-encoding"})
_OF_THE_EMULATOR = ("x-amz", "x-amzn")
_MAILBOX_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; img-src {url} data:"

Headers = list[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What goes back to the browser."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Origins:
    """What the CDN stands in front of."""

    emulator: str
    session: boto3.Session
    bucket: str
    api: str
    mailbox: Mailbox
    url: str
    guid: str
    """What the CDN sends along, so that the function believes what it says about where a request comes from."""
    keep: Callable[[], None]

    @cached_property
    def _s3(self) -> "S3Client":
        return self.session.client("s3", config=Config(max_pool_connections=64))

    def file(self, path: str, kind: cdn.Files, known: str | None) -> Answer | None:
        """A file of the public bucket, or that it is still the one the browser has; None where there is none."""
        try:
            got: Any = self._s3.get_object(Bucket=self.bucket, Key=cdn.key(unquote(path)))
        except ClientError:
            return None
        # What a file carries itself the CDN passes on.
        own = {"Cache-Control": got.get("CacheControl"), "Content-Type": got["ContentType"], "ETag": got["ETag"]}
        headers = [*kind.headers.items(), *((name, value) for name, value in own.items() if value)]
        if known and got["ETag"] in [tag.strip().removeprefix("W/") for tag in known.split(",")]:
            return Answer(304, headers, b"")
        return Answer(200, headers, got["Body"].read())

    def function(self, method: str, target: str, headers: Headers, body: bytes) -> Answer:
        """What the web function answers."""
        host = urlsplit(self.emulator).netloc
        connection = http.client.HTTPConnection(host, timeout=60)
        try:
            connection.putrequest(method, f"/_aws/execute-api/{self.api}/api{target}", skip_accept_encoding=True)
            for name, value in [*headers, ("Content-Length", str(len(body)))]:
                if name.lower() != "host":
                    connection.putheader(name, value)
            connection.endheaders(body)
            got = connection.getresponse()
            answer = Answer(got.status, _passed_on(got.getheaders()), got.read())
            if got.status in NO_FUNCTION and not got.getheader("X-Content-Type-Options"):
                # None of our functions said that.
                answer = _gateways_own(got.status, headers)
        finally:
            connection.close()
        if method not in cdn.READING and answer.status < 400:
            self.keep()
        return answer


def _gateways_own(status: int, asked: Headers) -> Answer:
    """What API Gateway says where no function answers, as when the site is closed: the emulator has its own words."""
    known = status if status in gateway.ANSWERS.values() else 503
    as_page = any(name.lower() == "accept" and "text/html" in value for name, value in asked)
    kind = "text/html" if as_page else "application/json"
    content = gateway.answer(known)["responseTemplates"][kind]
    return Answer(known, [*gateway.HEADERS.items(), ("Content-Type", f"{kind}; charset=utf-8")], content.encode())


def _passed_on(headers: Iterable[tuple[str, str]]) -> Headers:
    return [
        (name, value)
        for name, value in headers
        if name.lower() not in _OF_THE_LINE and not name.lower().startswith(_OF_THE_EMULATOR)
    ]


class Front(ThreadingHTTPServer):
    """Serves the site on a port of this machine."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, origins: Origins) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.origins = origins

    def handle_error(self, request: object, client_address: object) -> None:
        """Browsers hang up in the middle; that is no error of ours."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError, socket.timeout)):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Front

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._send(Answer(413, [("Content-Type", "text/plain")], b"Too large."))
            return
        body = self.rfile.read(int(length))
        if not self._is_for_this_machine:
            # Else a page elsewhere, whose name is made to lead here (DNS rebinding), could read the mailbox.
            said = f"This is a campaign on somebody's own machine: it answers at {self.server.origins.url} only.\n"
            self._send(Answer(421, [("Content-Type", "text/plain; charset=utf-8")], said.encode()))
            return
        try:
            self._send(self._mailbox() or self._file() or self._function(body))
        except (OSError, http.client.HTTPException):
            self._send(Answer(502, [("Content-Type", "text/plain")], b"The emulator does not answer."))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _serve  # noqa: N815 - http.server's names

    @property
    def _is_for_this_machine(self) -> bool:
        hosts = self.headers.get_all("Host", [])
        return len(hosts) == 1 and hosts[0].rpartition(":")[0].lower() in ("localhost", "127.0.0.1")

    @property
    def _path(self) -> str:
        return self.path.partition("?")[0].partition("#")[0]

    def _mailbox(self) -> Answer | None:
        origins = self.server.origins
        if self.command not in ("GET", "HEAD") or not (page := origins.mailbox.answer(self.path)):
            return None
        status, kind, body = page
        policy = _MAILBOX_POLICY.format(url=origins.url)
        headers = [("Content-Type", kind), ("Cache-Control", "no-store"), ("Content-Security-Policy", policy)]
        return Answer(status, [*headers, ("Referrer-Policy", "no-referrer")], body)

    def _file(self) -> Answer | None:
        if self.command not in ("GET", "HEAD"):
            return None
        kind = cdn.kind_of(self._path)
        return self.server.origins.file(self._path, kind, self.headers.get("If-None-Match")) if kind else None

    def _function(self, body: bytes) -> Answer:
        # Whatever the browser says about where it comes from, the CDN knows better.
        own = {"x-forwarded-for", "x-forwarded-proto", "content-length", "connection", "forwarded", CDN.lower()}
        headers = [(name, value) for name, value in self.headers.items() if name.lower() not in own]
        # The gateway adds whom it heard it from, which is the CDN.
        way = f"{self.client_address[0]}, 127.0.0.1"
        headers += [("X-Forwarded-For", way), ("X-Forwarded-Proto", "http"), (CDN, self.server.origins.guid)]
        return self.server.origins.function(self.command, self.path, headers, body)

    def _send(self, answer: Answer) -> None:
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        # What the function answers to HEAD has no length to tell.
        if answer.status not in (204, 304) and (answer.body or self.command != "HEAD"):
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD" and answer.status not in (204, 304):
            self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Paths hold tokens: none of them is logged."""
