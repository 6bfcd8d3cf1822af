"""Where jurors break a tie of the public vote: under embargo, by their choice of one of those tied."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from chalice.app import Response
from msgspec import Struct

from chalicelib import brussels, clock
from chalicelib.cloud import choosing, closings, competing
from chalicelib.cloud.choosing import TIE, Asked
from chalicelib.cloud.competing import Competing
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import send
from chalicelib.jury import store
from chalicelib.jury.panel import Juror
from chalicelib.kinds import Slug
from chalicelib.messages.jury import TieChoiceGiven
from chalicelib.person import JUROR
from chalicelib.tie import Tie
from chalicelib.web.answers import Halt, page, see_sent, sent_back, too_late, was_sent
from chalicelib.web.fields import BUTTON, Field, Form, checked
from chalicelib.web.forms import read_form
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.words import say

pages = Pages()

CHOICE: Form = (
    *BUTTON,
    Field("tied", "boxes"),
    Field("back", "boxes"),
    Field("chosen", "own"),
)


class Desk(Struct, frozen=True):
    """A tie in front of a juror."""

    tied: tuple[Slug, ...]
    found: Sequence[Competing]
    mine: Asked | None
    """None for who is not asked: they stood back from one of these."""
    juror: Juror
    is_open: bool
    known: Tie | None
    """What it came to, once everyone may know."""


@pages.get("/{lang}/jury/tie", for_=JUROR)
def show(request: Request) -> Response:
    return _page(request, _desk(request), {})


@pages.post("/{lang}/jury/tie", for_=JUROR)
def choose(request: Request) -> Response:
    """Take a choice, or that somebody knows one of them too well."""
    desk, filled = _desk(request), checked(read_form(request, CHOICE), edition())
    texts, lists = filled.texts, filled.lists
    if desk.mine is None or not desk.is_open:
        return too_late(request, "tie_closed", 409, [])
    if {*lists["tied"]} != {*desk.tied}:
        return too_late(request, "tie_changed", 409, [])
    back = tuple(slug for slug in desk.tied if slug in lists["back"])
    if not back and texts["chosen"] not in desk.tied:
        errors = {"chosen": [say(request.language, "tie.choose_one")]}
        return sent_back(request, errors, lambda: _page(request, desk, errors))
    now, who = clock.seconds(), desk.mine.person.id
    # Of two presses in a second the later one is the greater.
    press, chosen = f"{clock.microseconds():020}{uuid4().hex}", "" if back else texts["chosen"]
    send([TieChoiceGiven(press, edition().vote.key, who, desk.tied, chosen, back, now)])
    return see_sent(request, "back" if back else press)


def _desk(request: Request) -> Desk:
    """Raises Halt 409 where nobody is tied."""
    year, now = edition(), clock.now()
    tied = choosing.tied(year)
    if request.person is None or not tied:
        raise Halt(409, "tie_none")
    who = request.person.id
    mine = next((one for one in choosing.of(year, tied).asked if one.person.id == who), None)
    is_known = now >= closings.embargo(year, now).lifts(year.vote.results)
    return Desk(
        tied=tied,
        found=competing.whichever(year.name, tied),
        mine=mine,
        juror=store.juror(year.vote.key, TIE, who),
        is_open=choosing.is_open(year, now),
        known=closings.broken(year.name, tied) if is_known else None,
    )


def _page(request: Request, desk: Desk, errors: Mapping[str, list[str]]) -> Response:
    year, sent, ranked = edition(), was_sent(request), desk.juror.ranked
    waits = bool(sent) and (desk.mine is not None if sent == "back" else not (ranked and ranked.id >= sent))
    embargo = closings.embargo(year, clock.now())
    return page(
        request,
        "jury/tie.html",
        422 if errors else 200,
        desk=desk,
        chose=next((one.initiative for one in desk.found if desk.mine and one.slug == desk.mine.chose), None),
        until=choosing.until(year, embargo).astimezone(brussels.CLOCKS),
        known_on=embargo.lifts(year.vote.results).astimezone(brussels.CLOCKS),
        waits=waits,
        again=f"{request.path}?sent={sent}",
        errors=errors,
        hidden_fields={"button": request.nonce},
    )
