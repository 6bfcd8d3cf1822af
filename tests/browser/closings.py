"""Samples of the page before the results, made by what makes it; and of what all read where they are held back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.closing import shown
from chalicelib.closing.rules import Known
from chalicelib.closing.shown import Check, Signer, Stands
from chalicelib.cloud.choosing import Choosing
from chalicelib.cloud.closings import Counted
from chalicelib.cloud.waiting import Waiting
from chalicelib.edition import LANGUAGES
from chalicelib.outcome import Outcome
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.years import FINAL, JUDGED, SHORTLIST

MOMENT = datetime(2027, 4, 24, 18, 5, tzinfo=UTC)
LONG = "Maximiliaan-Aleksander van Grimbergen-Desmedt de Villeneuve"
WHY = "Na een melding tellen we de stemmen eerst opnieuw. Morgen weten we meer."
EMPTY = [Waiting(name, 0, 0) for name in ("voting", "mail", "confirmation-mail", "publication")]
SOME = [Waiting("voting", 3, 2), Waiting("confirmation-mail", 12, 1), Waiting("publication", 0, 0)]

FORGOT, SINCE = date(2027, 7, 31), date(2027, 8, 1)
GONE = [
    {"what": "registrations", "at": FORGOT, "count": 212, "left": 0, "since": SINCE},
    {"what": "dossiers", "at": FORGOT, "count": 1, "left": 1, "since": FORGOT},
    {"what": "panels", "at": FORGOT, "count": 16, "left": 0, "since": SINCE},
    {"what": "networks", "at": FORGOT, "count": 0, "left": 0, "since": FORGOT},
]


NOBODY = Choosing()


def _outcomes(state: Any = "decided", broken: Any = "") -> dict[tuple[str, str], Outcome]:
    kinds: Sequence[tuple[Any, Any]] = ((SHORTLIST, "shortlist"), (FINAL, "final"))
    return {
        (its.key, one.key): Outcome(its.key, one.key, kind, "x", 1, 3, ("a",), (), state, ("a",), broken)
        for its, kind in kinds
        for one in JUDGED.categories
    }


def checks(
    language: str, first: int, waiting: Sequence[Waiting] | None, late: bool, chose: Choosing = NOBODY
) -> list[Check]:
    """Each check of a year of which so many are first."""
    at = JUDGED.vote.closes + (timedelta(minutes=12) if not late else timedelta(hours=3))
    counted = Counted(int(at.timestamp()), "x", 10642, first) if first else None
    decided = _outcomes("tie" if late else "decided", "chair")
    its = Known(replace(JUDGED, witnesses=()), counted, decided, tie=chose.tie)
    return shown.checks(its, waiting, chose, language, at)


def page(language: str, looked: Sequence[Check], stands: Stands, may: Mapping[str, str | None], **more: Any) -> str:
    """The page with these checks."""
    told: dict[str, Any] = {
        "signers": [],
        "is_signed": False,
        "sent": "",
        "values": {},
        "errors": {},
        "forgotten": [],
        **more,
    }
    switches = {"switches": dict.fromkeys(LANGUAGES, "/x")} if told["errors"] else {}
    return render(
        "closing/closing.html",
        language,
        path="/x",
        year="2027",
        title=JUDGED.title[language],
        checks=looked,
        may=may,
        stands=stands,
        again="/x",
        hidden_fields={"button": "x"},
        seen={"seen": "x"},
        forget_on=JUDGED.forget_addresses_on,
        **switches,
        **told,
    )


def _good(language: str) -> list[Check]:
    log = Check("log", "good", "good", {"moment": MOMENT, "count": 11204})
    witnesses = Check("witnesses", "good", "good", {"count": 2}, ["getuige.cera.be", "witness.vvsg.be"])
    beside = {"log": log, "witnesses": witnesses}
    return [beside.get(its.key, its) for its in checks(language, 1, EMPTY, False)]


def _ready(language: str) -> str:
    both = [Signer("Sofie Maes", MOMENT, True), Signer(LONG, MOMENT, True), Signer("Bart Claes", MOMENT, False)]
    may = {"sign": None, "open": None, "hold": None}
    return page(language, _good(language), Stands("closed", MOMENT), may, signers=both, is_signed=True)


def _waits(language: str) -> str:
    refused = {"sign": "counting", "open": "counting", "hold": None}
    return page(language, checks(language, 0, None, False), Stands("closed", MOMENT), refused)


def _troubled(language: str) -> str:
    may = {"sign": None, "open": "unsigned", "hold": None}
    errors = {"why_nl": [say(language, "form.errors.why_nl.short")]}
    return page(language, checks(language, 3, SOME, True), Stands("closed", MOMENT), may, errors=errors)


def _held(language: str) -> str:
    may = {"sign": None, "open": "unsigned", "hold": "nothing"}
    void = [Signer("Sofie Maes", MOMENT, False)]
    stands = Stands("held", MOMENT, "Bart Claes", WHY)
    return page(language, _good(language), stands, may, signers=void, sent="held")


def _opened(language: str) -> str:
    may = dict.fromkeys(("sign", "open", "hold"), "opened")
    both = [Signer("Sofie Maes", MOMENT, True), Signer("", MOMENT, True)]
    return page(language, _good(language), Stands("opened", MOMENT, "Bart Claes"), may, signers=both, forgotten=GONE)


def _results(language: str) -> str:
    return render(
        "site/results.html",
        language,
        path="/x",
        public=False,
        awards=[],
        amendments=(),
        results_day=None,
        held=[(WHY, "nl")],
    )


CLOSINGS: dict[str, Callable[[str], str]] = {
    "closing-ready": _ready,
    "closing-waits": _waits,
    "closing-troubled": _troubled,
    "closing-held": _held,
    "closing-opened": _opened,
    "results-held": _results,
}
