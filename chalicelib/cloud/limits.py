"""Rate limits: how often somebody may do what costs us something, counted in windows of time, and which network asks
for too much.

A take is one conditional write. When its answer is lost it is made again, and may be counted twice: so that never more
is given out than there is, though sometimes less.
"""

import hmac
import secrets
from datetime import timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from msgspec import Struct, field

from chalicelib import clock
from chalicelib.cloud import aws
from chalicelib.cloud.keys import keyed_hash, proof_key
from chalicelib.cloud.rows import answering, held
from chalicelib.cloud.settings import settings
from chalicelib.kinds import DAY, HOUR

WINDOW = 60
"""Seconds in which a network's requests are counted together."""
UNNOTICED = 20
"""Requests of one network that a process lets through in a window without asking what the others have seen."""
MOST = 240
"""Requests of one network in a window, over all processes from where it is noticed: a school that votes in one lesson,
or a street behind one address of a mobile operator, stays below it."""
MOST_NETWORKS = 10_000
"""Networks that a process remembers in a window; from more than that it no longer tells one from another."""

KEY_LASTS = 2
"""Days; a network's counts are under a key of their day, which is destroyed on the second day after it."""
CODES_AN_HOUR = 10
"""Codes that may be typed for one mailbox in an hour, right or wrong."""


def take(name: str, most: int, seconds: int) -> bool:
    """Take one of so many of a name in the present window of so many seconds; False where none is left.

    Raises TryAgain when the table is silent.
    """
    window = clock.seconds() // seconds * seconds
    taken = change(
        f"{name}#{window}",
        "ADD taken :one SET expires_at = :until",
        {":one": 1, ":most": most, ":until": window + seconds + DAY},
        ConditionExpression="attribute_not_exists(taken) OR taken < :most",
    )
    return taken is not None


def allow_network(address: str, what: str) -> bool:
    """Whether a network may ask for this now. It costs a call only where this process saw it ask often in a minute.

    Raises TryAgain when the table is then silent.
    """
    prefix = network_of(address)
    if _seen.count(prefix, what) <= UNNOTICED:
        return True
    # The name says nothing about the address to whoever has not got the key of that day.
    return take(f"network-{keyed_hash(_key_of_today(), what, prefix)}", MOST, WINDOW)


def allow_reading(address: str, what: str) -> bool:
    """The same for what may change nothing anywhere: each process counts for itself, and no call is made."""
    return _seen.count(network_of(address), what) <= MOST


def allow_code(whose: str) -> bool:
    """Whether one more code may be typed this hour for a mailbox, or for one mail of it.

    Asked in the same way whether there is mail or not.

    Raises TryAgain when the table is silent.
    """
    # Under the address key, or in clear, a row would lead to a mail, and from there to its code and its ballot.
    return take(f"codes-{keyed_hash(proof_key().encode(), 'codes', whose)}", CODES_AN_HOUR, HOUR)


def network_of(address: str) -> str:
    """What counts as one network: an IPv4 address, or the /64 of an IPv6 address, which is what one line gets.

    Not the /24 about an IPv4 address: operators put hundreds of phones behind one already.
    """
    found = _read(address)
    return found.packed[:8].hex() if isinstance(found, IPv6Address) else str(found or "")


def neighbourhood(address: str) -> str:
    """What stands today for the network that an address is in, an IPv4 /24 or an IPv6 /48; "" for no address.

    8 characters, under the key of the day: tomorrow the same network is another, and once that key is destroyed, on the
    second day after, these only tell whether two were the same. Raises TryAgain when the table is silent.
    """
    found = _read(address)
    if found is None:
        return ""
    prefix = found.packed[:3] if isinstance(found, IPv4Address) else found.packed[:6]
    return keyed_hash(_key_of_today(), "neighbourhood", prefix.hex())[:8]


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


class _Seen(Struct):
    """What this process saw in the present window. Networks stand there under a key that ends with it."""

    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    window: int = 0
    counts: dict[bytes, int] = field(default_factory=dict)

    def count(self, prefix: str, what: str) -> int:
        """How often this network has asked for this, with now."""
        window = clock.seconds() // WINDOW
        if window != self.window:
            self.window, self.counts = window, {}
        name = hmac.digest(self.key, f"{what} {prefix}".encode(), "sha256")[:16]
        if name not in self.counts and len(self.counts) >= MOST_NETWORKS:
            name = b"any other"
        self.counts[name] = self.counts.get(name, 0) + 1
        return self.counts[name]


_seen = _Seen()
_today: dict[str, bytes] = {}


def begin() -> None:
    """Know nothing, as a new process does."""
    _seen.window = 0
    _today.clear()


def _key_of_today() -> bytes:
    """The key of this day, which whoever needs it first makes."""
    day = clock.now().date().isoformat()
    if day not in _today:
        wanted = secrets.token_bytes(32)
        until = clock.seconds() + KEY_LASTS * DAY
        kept = change(
            key_name(day),
            "SET secret = if_not_exists(secret, :secret), expires_at = if_not_exists(expires_at, :until)",
            {":secret": wanted, ":until": until},
            ReturnValues="ALL_NEW",
        )
        _today.clear()
        _today[day] = kept["Attributes"]["secret"]["B"]
    return _today[day]


def destroy_keys() -> None:
    """Destroy the keys of days that are over for long enough. Raises TryAgain when the table is silent."""
    today = clock.now().date()
    # Those of three days, since the schedule may have missed a day or two; older keys expired by themselves.
    for days in range(KEY_LASTS, KEY_LASTS + 3):
        name = key_name((today - timedelta(days=days)).isoformat())
        with answering():
            aws.dynamodb().delete_item(TableName=settings().table("limits"), Key=row_key(name))


def key_name(day: str) -> str:
    """The row of the key of a day."""
    return f"network-key#{day}"


# The rows


def change(what: str, how: str, values: dict[str, int | bytes | list[str]], **more: Any) -> Any:
    """Change a row: what the table answers, or None where a condition did not hold.

    Raises TryAgain when the table is silent.
    """
    asked = {
        "TableName": settings().table("limits"),
        "Key": row_key(what),
        "UpdateExpression": how,
        "ExpressionAttributeValues": {name: _typed(value) for name, value in values.items()},
        **more,
    }
    answers: list[Any] = []
    held(lambda: answers.append(aws.dynamodb().update_item(**asked)))
    return answers[0] if answers else None


def row_key(what: str) -> dict[str, dict[str, str]]:
    """Where the row of this name is."""
    return {"what": {"S": what}}


def _typed(value: int | bytes | list[str]) -> dict[str, Any]:
    if isinstance(value, int):
        return {"N": str(value)}
    return {"B" if isinstance(value, bytes) else "SS": value}
