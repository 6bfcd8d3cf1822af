"""The whole public site, made from what is public: each page in each language, the search index and the open data.

The same site gives the same files, byte for byte; what nobody may see is not in it, so it can be in no file.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from chalicelib.edition import LANGUAGES, Edition
from chalicelib.places import municipalities, plain
from chalicelib.publication import feeds, rules, search, skyline
from chalicelib.publication.files import File
from chalicelib.publication.rules import Calendar, Entry, Published, Results
from chalicelib.render import render
from chalicelib.values import dataclass

NEWEST = 6
"""Initiatives on the home page."""


@dataclass(frozen=True)
class Site:
    """What the files are made of. `published` is newest first; `results` only when its numbers are public."""

    edition: Edition
    published: Sequence[Published]
    calendar: Calendar
    results: Results | None
    public_url: str


@dataclass(frozen=True)
class Item(Entry):
    """An initiative as its own page shows it. `website` is empty or safe to link to."""

    category_name: str
    description: str
    website: str


@dataclass(frozen=True)
class Category:
    """A category in one language, and how many initiatives are in it."""

    key: str
    name: str
    prize: str
    count: int


def files(site: Site) -> Iterator[File]:
    """Every file of ours, each once; pages of initiatives come before what links to them."""
    for language in LANGUAGES:
        yield from _initiatives(site, language)
    for language in LANGUAGES:
        yield File(search.key(language), "application/json; charset=utf-8", search.index(site.published, language))
        yield _results(site, language)
        yield from _lists(site, language)
        yield _home(site, language)
    yield from feeds.files(site.edition, site.published, site.public_url)


def _home(site: Site, language: str) -> File:
    now = site.calendar
    return _page(
        site,
        "home.html",
        language,
        "",
        town=skyline.draw(len(site.published)),
        initiatives=len(site.published),
        municipalities=len(_reached(site, language)),
        municipalities_total=len(municipalities()),
        vote_open=now.vote == "open",
        next=now.ahead,
        days=now.days,
        newest=[rules.entry(one, language) for one in site.published[:NEWEST]],
        categories=_categories(site, language),
    )


def _categories(site: Site, language: str) -> list[Category]:
    counts = Counter(one.initiative.category for one in site.published)
    return [
        Category(category.key, category.name[language], category.prize[language], counts[category.key])
        for category in site.edition.categories
    ]


def _lists(site: Site, language: str) -> Iterator[File]:
    pages = rules.pages_of(site.published)
    reached = _reached(site, language)
    for number, published in enumerate(pages, 1):
        yield _page(
            site,
            "list.html",
            language,
            _list_path(number),
            items=[rules.entry(one, language) for one in published],
            found=len(site.published),
            filters={"words": "", "municipality": "", "category": ""},
            searching=False,
            known=True,
            categories=list(rules.categories(site.edition, language).items()),
            places=reached,
            page=number,
            pages=len(pages),
            previous=f"/{language}/{_list_path(number - 1)}" if number > 1 else "",
            next=f"/{language}/{_list_path(number + 1)}" if number < len(pages) else "",
        )


def _list_path(number: int) -> str:
    return "initiatives" if number == 1 else f"initiatives/page/{number}"


def _reached(site: Site, language: str) -> list[str]:
    """The names of the municipalities that have an initiative, in order."""
    codes = {place for one in site.published for place in one.initiative.places}
    return sorted((municipalities()[code].name(language) for code in codes), key=plain)


def _initiatives(site: Site, language: str) -> Iterator[File]:
    names = rules.categories(site.edition, language)
    for one in site.published:
        yield _page(
            site,
            "initiative.html",
            language,
            f"initiatives/{one.slug}",
            initiative=_item(one, language, names),
            vote=site.calendar.vote if one.initiative.competes else "",
            vote_day=rules.vote_day(site.edition, site.calendar),
        )


def _results(site: Site, language: str) -> File:
    results = site.results
    if results is None:
        return _page(
            site, "results.html", language, "results", public=False, results_day=site.edition.vote.results.date()
        )
    ranking = rules.ranking(site.published, results.votes)
    total = sum(results.votes.values())
    return _page(
        site,
        "results.html",
        language,
        "results",
        public=True,
        ranking=ranking,
        votes=total,
        other=total - sum(standing.votes for standing in ranking),
        people=results.people,
        as_of=datetime.fromtimestamp(results.as_of / 1_000_000, site.edition.vote.results.tzinfo),
    )


def _page(site: Site, template: str, language: str, below: str, **context: object) -> File:
    content = render(
        template,
        language,
        path=f"/{language}/{below}",
        page_url=f"{site.public_url}/{language}/{below}",
        alternates=[(other, f"{site.public_url}/{other}/{below}") for other in LANGUAGES],
        category_names=rules.categories(site.edition, language),
        **context,
    )
    return File(f"{language}/{below or 'index'}", "text/html; charset=utf-8", content.encode())


def _item(one: Published, language: str, names: dict[str, str]) -> Item:
    told = one.initiative
    return Item(
        **vars(rules.entry(one, language)),
        category_name=names[told.category],
        description=told.description,
        website=rules.website(told.website),
    )
