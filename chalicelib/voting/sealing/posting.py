"""Asks a server of others: one request, over TLS to an address that is everybody's, for a short answer in little time.

It follows no redirect, and knows of no proxy. On somebody's own machine, the server may run there too.
"""

import io
import socket
import ssl
from http.client import HTTPConnection, HTTPException
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from chalicelib import clock
from chalicelib.cloud.settings import settings

SECONDS = 3
"""For all of it but the look for the address, which takes as long as the machine lets it."""
MOST_BYTES = 16_384
"""Of an answer with its headers."""


class Answer(Struct, frozen=True):
    """What a server said."""

    status: int
    content: bytes


def post(url: str, content: bytes) -> Answer | None:
    """What a server answers to this; None where it did not, in time and in short."""
    parts, until = urlsplit(url), clock.ticks() + SECONDS
    try:
        line = _Line(_connected(parts.hostname or "", parts.port, parts.scheme == "https", until), until)
    except (OSError, ValueError):
        return None
    try:
        asking = HTTPConnection(parts.netloc)
        asking.sock = line
        asking.request("POST", parts.path, content, {"Connection": "close", "Content-Type": "text/plain"})
        answer = asking.getresponse()
        return Answer(answer.status, answer.read())
    except (OSError, ValueError, HTTPException):
        return None
    finally:
        line.close()


def _connected(host: str, port: int | None, is_sealed: bool, until: float) -> socket.socket:
    """A connection to a host: to the very address that was looked at, since names may lead elsewhere a moment later."""
    if not (is_sealed or settings().is_local):
        raise OSError("not over TLS")
    found = socket.getaddrinfo(host, port or (443 if is_sealed else 80), type=socket.SOCK_STREAM)
    addresses = [where[:2] for *_, where in found if settings().is_local or ip_address(where[0]).is_global]
    if not addresses:
        raise OSError("no address that is everybody's")
    made = socket.create_connection((str(addresses[0][0]), int(addresses[0][1])), timeout=_left(until))
    made.settimeout(_left(until))
    return ssl.create_default_context().wrap_socket(made, server_hostname=host) if is_sealed else made


def _left(until: float) -> float:
    left = until - clock.ticks()
    if left <= 0:
        raise TimeoutError("too slow")
    return left


class _Line:
    """A connection as http.client wants one, which ends at a moment whatever comes: a byte a second is too slow too."""

    def __init__(self, its: socket.socket, until: float) -> None:
        self._its = its
        self._until = until

    def sendall(self, content: Any) -> None:
        """Send all of it, in time."""
        self._its.settimeout(_left(self._until))
        self._its.sendall(content)

    def makefile(self, *_: object) -> io.BufferedReader:
        """What comes over it."""
        return io.BufferedReader(_Coming(self._its, self._until))

    def close(self) -> None:
        """Hear no more of it."""
        self._its.close()


class _Coming(io.RawIOBase):
    """What comes over a connection, in time and not too much of it."""

    def __init__(self, its: socket.socket, until: float) -> None:
        super().__init__()
        self._its = its
        self._until = until
        self._came = 0

    def readable(self) -> bool:
        """That it is to be read."""
        return True

    def readinto(self, room: Any) -> int:
        """The next part of it."""
        self._its.settimeout(_left(self._until))
        count = self._its.recv_into(room)
        self._came += count
        if self._came > MOST_BYTES:
            raise OSError("a long answer")
        return count
