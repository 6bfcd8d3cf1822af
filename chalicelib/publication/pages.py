"""What cannot be a file: the way in, and searching without JavaScript. The bucket holds all else that people read."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from urllib.parse import unquote, urlencode

from chalice.app import Response
from msgspec.structs import asdict

from chalicelib import clock
from chalicelib.cloud import editions, published
from chalicelib.cloud.editions import edition
from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Slug
from chalicelib.places import Municipality, called, dashed, plain
from chalicelib.publication import bucket
from chalicelib.site import lists, past, public, search, shelf, turn
from chalicelib.site.land import land
from chalicelib.site.shelf import Line
from chalicelib.site.shown import Wanted, listed, pages_of, turning
from chalicelib.site.tally import Tally
from chalicelib.site.version import version
from chalicelib.texts import ROOM, tidied
from chalicelib.web.answers import Halt, as_json, page, see_other
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.told import TEXT, Told, a_struct
from chalicelib.web.words import say

pages = Pages()

HEALTH = Told(
    "health",
    "That the web function answers, and which code it runs.",
    gives="health",
    schema=a_struct({"status": {"const": "ok"}, "version": TEXT}),
)
LONGEST = 100
"""Characters of what somebody looks for; the rest is not read."""


@pages.get("/")
def enter(request: Request) -> Response:
    """The home page, in the browser's language."""
    return Response("", {"Location": f"/{request.language}/", "Vary": "Accept-Language"}, 302)


@pages.get("/health", HEALTH)
def tell_health(request: Request) -> Response:
    """That the web function answers, and which code it runs."""
    return as_json({"status": "ok", "version": version()})


@pages.get("/openapi.json")
def describe(request: Request) -> Response:
    """What programs may ask, for programs."""
    # Imported here: hardly anyone asks, and everyone would wait for it.
    from chalicelib.site import described
    from chalicelib.web import openapi

    files, schemas = described.paths(), described.schemas()
    return as_json(openapi.description(edition(), settings().public_url, version(), files, schemas))


@pages.get("/{lang}/initiatives/{slug}")
def tell_why_it_is_not_there(request: Request, slug: str) -> Response:
    """What there is, is a file; this is for the rest, and for the old address of what took part in an earlier year."""
    if bucket.is_gone(slug):
        raise Halt(410, "initiative_gone")
    for year in reversed(editions.past()):
        its = f"{request.language}/{past.path(year, f'initiatives/{slug}')}"
        if published.content(its) is not None:
            return Response("", {"Location": f"/{its}"}, 301)
        if bucket.is_gone(slug, year):
            raise Halt(410, "initiative_gone")
    raise Halt(404)


@pages.get("/{lang}/editions/{year}/initiatives/{slug}")
def tell_why_it_was_taken_off(request: Request, year: str, slug: str) -> Response:
    """The same for the pages of a year that is over."""
    is_gone = year in editions.past() and bucket.is_gone(slug, year)
    raise Halt(410, "initiative_gone") if is_gone else Halt(404)


@pages.get("/{lang}/municipalities/{slug}")
def show_municipality(request: Request, slug: str) -> Response:
    """Of those that have an initiative there is a file; this is for the others, and for all else they are called."""
    meant = called(dashed(unquote(slug[:LONGEST])))
    if not meant:
        raise Halt(404)
    if len(meant) > 1:
        return see_other(_finding(request, unquote(slug)))
    (place,) = meant
    if slug != place.slug:
        return Response("", {"Location": f"/{request.language}/municipalities/{place.slug}"}, 301)
    return _dark(request, place)


@pages.get("/.well-known/security.txt")
def tell_whom_to_warn(request: Request) -> Response:
    """Whom to tell about a hole in it (RFC 9116)."""
    # RFC 9116 demands a moment after which it is stale; made anew for each reader, it never is.
    expires = (clock.now() + timedelta(days=180)).strftime("%Y-%m-%dT00:00:00Z")
    lines = {
        "Contact": f"mailto:{edition().contact.email}",
        "Expires": expires,
        "Preferred-Languages": ", ".join(LANGUAGES),
        "Canonical": f"{settings().public_url}{request.path}",
    }
    text = "".join(f"{name}: {value}\n" for name, value in lines.items())
    return Response(text, {"Content-Type": "text/plain; charset=utf-8"})


@pages.get("/{lang}/search", limited=True)
def show_found(request: Request) -> Response:
    """What was looked for, on the shelf that the browser's filter reads too: a call for each block, and no table."""
    names = public.categories(edition(), request.language)
    wanted = _wanted(request, names)
    lines, won = _lines()
    said = {slug: [say(request.language, f"honour.in_list.{kind}") for kind in its] for slug, its in won.items()}
    found = search.matching(lines, wanted, names, said)
    cut = pages_of(found)
    number = min(_number(request), len(cut))
    shown = listed(
        [shelf.entry(line, request.language) for line in cut[number - 1]],
        len(found),
        turning(number, len(cut), partial(_address, request, wanted)),
        names,
        lists.place_names(request.language),
        edition().vote.is_open(clock.now()),
        wanted,
        known=not plain(wanted.municipality) or bool(search.municipality_numbers(wanted.municipality)),
    )
    return page(request, "site/search.html", **asdict(shown), category_names=names, honours=_honours(won))


def _honours(won: Mapping[Slug, Sequence[str]]) -> dict[Slug, list[dict[str, str]]]:
    """As lists show them."""
    return {slug: [{"kind": kind} for kind in its] for slug, its in won.items()}


def _finding(request: Request, typed: str) -> str:
    return f"/{request.language}/search?{urlencode({'municipality': typed})}"


def _dark(request: Request, place: Municipality) -> Response:
    """The page of a municipality where there is nothing yet: one call."""
    # Imported here: hardly anyone asks, and everyone would wait for it.
    from chalicelib.site import municipalities, municipality

    language, number = request.language, shelf.place_numbers()[place.nis]
    found = municipalities.counted(published.content(municipalities.NUMBERS))
    # Its file comes with the build that counted it, or was there a moment ago.
    if found[number]:
        return see_other(_finding(request, place.name(language)))
    names = public.categories(edition(), language)
    shown = municipality.shown(number, Tally(), [], municipality.beside(number, found, language), names, language)
    answer = page(request, "site/municipality.html", **asdict(shown), land=land().small, category_names=names)
    answer.headers["Cache-Control"] = published.CACHE_CONTROL
    return answer


def _wanted(request: Request, categories: dict[str, str]) -> Wanted:
    category = _asked(request, "category")
    return Wanted(_asked(request, "q"), category if category in categories else "", _asked(request, "municipality"))


def _asked(request: Request, name: str) -> str:
    text = tidied(request.query.get(name, [""])[0][: LONGEST * ROOM])[:LONGEST]
    # Cutting may leave half of a character (a lone surrogate), which no page can hold.
    return text.encode(errors="replace").decode()


def _number(request: Request) -> int:
    text = _asked(request, "page")
    return max(1, int(text)) if text.isascii() and text.isdigit() else 1


def _lines() -> tuple[list[Line], Mapping[Slug, Sequence[str]]]:
    """Every initiative in the order of the list, and the honours of some; none before the first build."""
    found = bucket.shelf()
    if found is None:
        return [], {}
    places, newest = found
    lines = shelf.lines(places)
    return turn.ordered(lines, newest.turn) if newest.turn else lines[::-1], newest.won


def _address(request: Request, wanted: Wanted, number: int) -> str:
    asked = {"q": wanted.words, "category": wanted.category, "municipality": wanted.municipality}
    kept = {name: value for name, value in asked.items() if value}
    return f"/{request.language}/search?{urlencode(kept | {'page': str(number)})}"
