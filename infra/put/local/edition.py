"""An edition that is open now: the newest real one, with its dates moved to today."""

import re
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from chalicelib import brussels
from chalicelib.edition import Edition
from infra.year import YEARS, read

REGISTRATION_OPENED = timedelta(days=-14)
VOTE_OPENED = timedelta(days=-7)
REGISTRATION_CLOSES = timedelta(days=14)
VOTE_CLOSES = timedelta(days=21)
SHOW = timedelta(days=22)
FORGOTTEN = timedelta(days=25)

_MOMENT = re.compile(r"^(\w+)( = )(\d{4}-\d\d-\d\d(T\S+)?)", re.MULTILINE)
_TABLE = re.compile(r"^\[+(\w+)]+", re.MULTILINE)


def local_edition(file: Path) -> Edition:
    """The edition in this file, written anew when there is none or it is over: then it is another year."""
    now = datetime.now(UTC)
    if not file.exists() or _is_over(file, now):
        newest = max(YEARS.glob("*.toml"))
        file.write_text(moved(newest.read_text("utf-8"), now), encoding="utf-8")
    return read(file)


def _is_over(file: Path, now: datetime) -> bool:
    found = tomllib.loads(file.read_text("utf-8"))
    # One of an earlier release says its vote otherwise.
    return "rounds" not in found or found["forget_addresses_on"] < now.date()


def moved(text: str, now: datetime) -> str:
    """The same edition with its dates around this moment, a name and round of its own, and recounts every minute."""
    # Days are added to noon: an hour more or less, where clocks change, then leaves the date as it is.
    noon = now.astimezone(brussels.CLOCKS).replace(hour=12)
    dates = {
        "registration.opens": _at(noon + REGISTRATION_OPENED, "08:00"),
        "registration.closes": _at(noon + REGISTRATION_CLOSES, "23:59"),
        "rounds.opens": _at(noon + VOTE_OPENED, "08:00"),
        "rounds.closes": _at(noon + VOTE_CLOSES, "23:59"),
        "show": _at(noon + SHOW, "20:00"),
        "rounds.results": _at(noon + SHOW, "22:00"),
        "forget_addresses_on": (noon + FORGOTTEN).date(),
    }

    def moved(match: re.Match[str]) -> str:
        tables = _TABLE.findall(text, 0, match.start())
        moment: date = dates[".".join([*tables[-1:], match[1]])]
        return f"{match[1]}{match[2]}{moment.isoformat()}"

    text = _MOMENT.sub(moved, text)
    text = re.sub(r'^name = ".*"', f'name = "{now:%Y-%m-%d}"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r'^key = "public-.*"', f'key = "public-{now:%Y-%m-%d}"', text, flags=re.MULTILINE)
    return re.sub(r"^recount_every_minutes = .*", "recount_every_minutes = 1", text, flags=re.MULTILINE)


def _at(noon: datetime, clock: str) -> datetime:
    """This day in Brussels, at a time of the clock there."""
    hour, minute = map(int, clock.split(":"))
    return noon.astimezone(brussels.CLOCKS).replace(hour=hour, minute=minute, second=0, microsecond=0)
