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
SHORTLIST_CLOSES = timedelta(days=10)
FINAL_OPENS = timedelta(days=11)
FINAL_CLOSES = timedelta(days=18)
VOTE_CLOSES = timedelta(days=21)
SHOW = timedelta(days=22)
FORGOTTEN = timedelta(days=38)

_MOMENT = re.compile(r"^(\w+)( = )(\d{4}-\d\d-\d\d(T\S+)?)", re.MULTILINE)
_KIND = re.compile(r'^kind = "(\w+)"', re.MULTILINE)
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
    """The same edition with its dates around this moment, a name and rounds of its own, and recounts every minute."""
    # Days are added to noon: an hour more or less, where clocks change, then leaves the date as it is.
    noon = now.astimezone(brussels.CLOCKS).replace(hour=12)
    dates = {
        "registration.opens": _at(noon + REGISTRATION_OPENED, "08:00"),
        "registration.closes": _at(noon + REGISTRATION_CLOSES, "23:59"),
        "public.opens": _at(noon + VOTE_OPENED, "08:00"),
        "public.closes": _at(noon + VOTE_CLOSES, "23:59"),
        "public.results": _at(noon + SHOW, "22:00"),
        "shortlist.opens": _at(noon + VOTE_OPENED, "08:00"),
        "shortlist.closes": _at(noon + SHORTLIST_CLOSES, "23:59"),
        "shortlist.results": _at(noon + FINAL_OPENS, "12:00"),
        "final.opens": _at(noon + FINAL_OPENS, "12:00"),
        "final.closes": _at(noon + FINAL_CLOSES, "23:59"),
        "final.results": _at(noon + SHOW, "22:00"),
        "show": _at(noon + SHOW, "20:00"),
        "forget_addresses_on": (noon + FORGOTTEN).date(),
    }

    def moved(match: re.Match[str]) -> str:
        table = _TABLE.findall(text, 0, match.start())[-1:]
        if table == ["rounds"]:
            table = _KIND.findall(text, 0, match.start())[-1:]
        moment: date = dates[".".join([*table, match[1]])]
        return f"{match[1]}{match[2]}{moment.isoformat()}"

    text = _MOMENT.sub(moved, text)
    text = re.sub(r'^name = ".*"', f'name = "{now:%Y-%m-%d}"', text, count=1, flags=re.MULTILINE)
    text = re.sub(r'^key = "(public|shortlist|final)-.*"', rf'key = "\1-{now:%Y-%m-%d}"', text, flags=re.MULTILINE)
    return re.sub(r"^recount_every_minutes = .*", "recount_every_minutes = 1", text, flags=re.MULTILINE)


def _at(noon: datetime, clock: str) -> datetime:
    """This day in Brussels, at a time of the clock there."""
    hour, minute = map(int, clock.split(":"))
    return noon.astimezone(brussels.CLOCKS).replace(hour=hour, minute=minute, second=0, microsecond=0)
