"""The whole public site, made from what is public: each page in each language, the search index and the open data.

The same site gives the same files, byte for byte; what nobody may see is not in it, so it can be in no file.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

import msgspec
from msgspec import Struct
from msgspec.structs import asdict

from chalicelib import brussels
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.kinds import Language, Seconds
from chalicelib.places import municipalities, plain
from chalicelib.site import calendar, feeds, gone, public, reading, search, signposts, skyline
from chalicelib.site.calendar import Calendar
from chalicelib.site.file import File, Sketch
from chalicelib.site.public import Published, Results
from chalicelib.site.shown import Ballot, Candidate, Entry, listed
from chalicelib.site.version import version
from chalicelib.web.render import render

NEWEST = 6
"""Initiatives on the home page."""


class Site(Struct, frozen=True):
    """What the files are made of. `published` is newest first; `results` only when its numbers are public."""

    edition: Edition
    published: Sequence[Published]
    calendar: Calendar
    results: Results | None
    public_url: str
    gone: Sequence[str] = ()
    changed: Seconds = 0
    """When something was last shown or taken down."""
    key_destroyed: Seconds | None = None
    """Since when nobody can tell whose ballot is whose."""
    past: Sequence[Edition] = ()
    """The years that are over, the oldest first."""


class Item(Entry, frozen=True):
    """An initiative as its own page shows it. `website` is empty or safe to link to."""

    category_name: str
    description: str
    website: str


class Category(Struct, frozen=True):
    """A category in one language, and how many initiatives are in it."""

    key: str
    name: str
    prize: str
    count: int


def files(site: Site) -> Iterator[File]:
    """Every file of ours, drawn."""
    for each in sketches(site):
        yield each.draw() if isinstance(each, Sketch) else each


def sketches(site: Site) -> Iterator[File | Sketch]:
    """Every file of ours, each once; pages of initiatives and their ballots come before what links to them.

    Those whose number grows with the campaign are sketches, since most stay as they were.
    """
    keys: list[str] = []
    for each in _pages(site):
        keys.append(each.key)
        yield each
    yield gone.file(site.gone)
    yield from feeds.files(site.edition, site.published, site.public_url, site.changed)
    yield from signposts.files(keys, site.public_url, [year.name for year in site.past])


def _pages(site: Site) -> Iterator[File | Sketch]:
    for language in LANGUAGES:
        yield from _initiatives(site, language)
    lines = search.lines(_in_turn(site))
    for language in LANGUAGES:
        yield File(search.key(language), "application/json; charset=utf-8", search.index(lines, language))
        yield _results(site, language)
        yield from _of_the_year(site, language)
        yield from _lists(site, language)
        yield _home(site, language)


def _of_the_year(site: Site, language: Language) -> Iterator[Sketch]:
    """What stays as it is until the words or the edition change."""
    ground, hours = _ground(site, language), site.edition.vote.link_hours
    sent = partial(page, site, "voting/sent.html", language, "votes/sent", link_hours=hours)
    yield Sketch(f"{language}/votes/sent", _of(ground, "sent", hours), sent)
    for topic in reading.TOPICS:
        yield Sketch(f"{language}/{topic}", _of(ground, topic), partial(_reading, site, language, topic))
    if site.past:
        titles = [(year.name, year.title[language]) for year in reversed(site.past)]
        drawn = partial(page, site, "site/years.html", language, "editions", years=titles)
        yield Sketch(f"{language}/editions", _of(ground, titles), drawn)


def _reading(site: Site, language: Language, topic: str) -> File:
    return page(site, "site/reading.html", language, topic, **reading.shown(site.edition, language, topic))


def _in_turn(site: Site) -> Sequence[Published]:
    """The order of the list: newest first, but while there is a vote each day another, which favours nobody."""
    day = site.calendar.voting_day
    return public.shuffled(site.published, f"{site.edition.vote.key} {day}") if day else site.published


def _home(site: Site, language: Language) -> File:
    now = site.calendar
    return page(
        site,
        "site/home.html",
        language,
        "",
        town=skyline.draw(len(site.published)),
        initiatives=len(site.published),
        municipalities=len(_reached(site, language)),
        municipalities_total=len(municipalities()),
        vote_open=now.vote == "open",
        next=now.ahead,
        days=now.days,
        newest=[public.entry(one, language) for one in _in_turn(site)[:NEWEST]],
        categories=_categories(site, language),
    )


def _categories(site: Site, language: Language) -> list[Category]:
    counts = Counter(one.initiative.category for one in site.published)
    return [
        Category(category.key, category.name[language], category.prize[language], counts[category.key])
        for category in site.edition.categories
    ]


def _lists(site: Site, language: Language) -> Iterator[Sketch]:
    pages, ground = public.pages_of(_in_turn(site)), _ground(site, language)
    reached = _reached(site, language)
    for number, published in enumerate(pages, 1):
        shown = (published, number, len(pages), len(site.published), reached, site.calendar.vote == "open")
        yield Sketch(
            f"{language}/{_list_path(number)}",
            _of(ground, *shown),
            partial(_list, site, language, *shown),
        )


def _list(
    site: Site,
    language: Language,
    published: Sequence[Published],
    number: int,
    pages: int,
    found: int,
    reached: list[str],
    voting: bool,
) -> File:
    names = public.categories(site.edition, language)
    items = [public.entry(one, language) for one in published]
    shown = listed(
        (items, number, pages),
        found,
        names,
        reached,
        voting,
        lambda number: f"/{language}/{_list_path(number)}",
    )
    return page(site, "site/list.html", language, _list_path(number), **asdict(shown))


def _list_path(number: int) -> str:
    return "initiatives" if number == 1 else f"initiatives/page/{number}"


def _reached(site: Site, language: Language) -> list[str]:
    """The names of the municipalities that have an initiative, in order."""
    codes = {place for one in site.published for place in one.initiative.places}
    return sorted((municipalities()[code].name(language) for code in codes), key=plain)


def _initiatives(site: Site, language: Language) -> Iterator[Sketch]:
    ground, vote_day = _ground(site, language), calendar.vote_day(site.edition, site.calendar)
    for one in site.published:
        vote = site.calendar.vote if one.initiative.competes else ""
        yield Sketch(
            f"{language}/initiatives/{one.slug}",
            _of(ground, one, vote, vote_day),
            partial(_initiative, site, language, one, vote, vote_day),
        )
        if vote == "open":
            told = one.initiative
            candidate = Candidate(one.slug, told.title, told.summary, told.language)
            yield Sketch(
                f"{language}/vote/{one.slug}",
                _of(ground, candidate),
                partial(_ballot, site, language, candidate),
            )


def _initiative(site: Site, language: Language, one: Published, vote: str, vote_day: date) -> File:
    return page(
        site,
        "site/initiative.html",
        language,
        f"initiatives/{one.slug}",
        initiative=item(one, language, public.categories(site.edition, language)),
        vote=vote,
        vote_day=vote_day,
    )


def _ballot(site: Site, language: Language, candidate: Candidate) -> File:
    ballot = Ballot(candidate, site.edition.vote.closes, {"email": ""}, {})
    return page(site, "voting/vote.html", language, f"vote/{candidate.slug}", **asdict(ballot))


def _results(site: Site, language: Language) -> File:
    return page(site, "site/results.html", language, "results", **results_shown(site))


def results_shown(site: Site) -> dict[str, object]:
    """What the page of the results shows."""
    results = site.results
    if results is None:
        return {"public": False, "results_day": site.edition.vote.results.date()}
    ranking = public.ranking(site.published, results.votes)
    total = sum(results.votes.values())
    return {
        "public": True,
        "ranking": ranking,
        "votes": total,
        "other": total - sum(ranked.votes for ranked in ranking),
        "as_of": brussels.moment(results.as_of // 1_000_000),
        "key_destroyed": site.key_destroyed and brussels.moment(site.key_destroyed).date(),
    }


def _ground(site: Site, language: Language) -> str:
    """Stands for what all pages of a language are drawn from: the words and looks in the code, and the edition."""
    return f"{version()} {language} {site.public_url} {site.edition!r} {bool(site.past)}"


def _of(ground: str, *shown: object) -> str:
    return hashlib.sha256(ground.encode() + msgspec.json.encode(shown)).hexdigest()[:32]


def page(site: Site, template: str, language: Language, below: str, **context: object) -> File:
    """A page, whose address is this below that of its language."""
    content = render(
        template,
        language,
        path=f"/{language}/{below}",
        page_url=f"{site.public_url}/{language}/{below}",
        site_url=site.public_url,
        alternates=_alternates(site, below),
        category_names=public.categories(site.edition, language),
        has_years=bool(site.past) or "archive" in context,
        **context,
    )
    return File(f"{language}/{below or 'index'}", "text/html; charset=utf-8", content.encode())


def _alternates(site: Site, below: str) -> list[tuple[str, str]]:
    """The same page in each language, and where to send who reads none of them."""
    its = [(other, f"{site.public_url}/{other}/{below}") for other in LANGUAGES]
    # The root leads each to the language of their browser.
    return [*its, ("x-default", its[0][1] if below else f"{site.public_url}/")]


def item(one: Published, language: Language, names: dict[str, str]) -> Item:
    """An initiative as its own page shows it, in this language."""
    told = one.initiative
    return Item(
        **asdict(public.entry(one, language)),
        category_name=names[told.category],
        description=told.description,
        website=public.website(told.website),
    )
