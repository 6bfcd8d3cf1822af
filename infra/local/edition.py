"""An edition that is open now: the newest real one, with its dates moved to today."""

import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from chalicelib.edition import EDITIONS, read

NAME = "local"
REGISTRATION_OPENED = timedelta(days=-14)
VOTE_OPENED = timedelta(days=-7)
BOTH_CLOSE = timedelta(days=21)
RESULTS = timedelta(days=21, hours=1)

_MOMENT = re.compile(r"^(\w+)( = )(\d{4}-\d\d-\d\d(T\S+)?)", re.MULTILINE)
_TABLE = re.compile(r"^\[+(\w+)]+", re.MULTILINE)


def local_edition(file: Path) -> bytes:
    """The edition in this file, written anew when there is none or its vote is over."""
    now = datetime.now(UTC).replace(microsecond=0)
    if not file.exists() or tomllib.loads(file.read_text("utf-8"))["vote"]["closes"] <= now:
        newest = max(real for real in EDITIONS.glob("*.toml") if real.stem != NAME)
        file.write_text(_moved(newest.read_text("utf-8"), now), encoding="utf-8")
    read(file)
    return file.read_bytes()


def _moved(text: str, now: datetime) -> str:
    """The same edition with its dates around this moment, a round of its own, and recounts every minute."""
    dates = {
        "registration.opens": now + REGISTRATION_OPENED,
        "registration.closes": now + BOTH_CLOSE,
        "vote.opens": now + VOTE_OPENED,
        "vote.closes": now + BOTH_CLOSE,
        "vote.results": now + RESULTS,
        "show": now + BOTH_CLOSE,
        "forget_addresses_on": (now + BOTH_CLOSE + timedelta(days=90)).date(),
    }

    def moved(match: re.Match[str]) -> str:
        tables = _TABLE.findall(text, 0, match.start())
        moment: date = dates[".".join([*tables[-1:], match[1]])]
        return f"{match[1]}{match[2]}{moment.isoformat()}"

    text = _MOMENT.sub(moved, text)
    text = re.sub(r'^name = ".*"', f'name = "{NAME}"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r'^round = ".*"', f'round = "public-{now:%Y-%m-%d}"', text, flags=re.MULTILINE)
    return re.sub(r"^recount_every_minutes = .*", "recount_every_minutes = 1", text, flags=re.MULTILINE)
