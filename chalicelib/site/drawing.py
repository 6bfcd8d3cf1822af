"""What every page of the site is drawn from, and how."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, partial

import msgspec
from msgspec import Struct

from chalicelib import brussels
from chalicelib.edition import LANGUAGES, Edition
from chalicelib.forgotten import Forgotten
from chalicelib.kinds import Language, Seconds, Slug
from chalicelib.outcome import Outcome
from chalicelib.photo import Photo
from chalicelib.site import public, shelf, tally, turn
from chalicelib.site.calendar import Calendar
from chalicelib.site.file import File, Sketch
from chalicelib.site.public import Published, Results
from chalicelib.site.shared import Shared
from chalicelib.site.shelf import Hole, Line, Shelf, Touched
from chalicelib.site.tally import Tally
from chalicelib.site.version import version
from chalicelib.web.render import render


class Site(Struct, frozen=True, dict=True):
    """What the files are made of: all of them, or those in which what `touched` names can be seen.

    `published` are the initiatives of which the own pages are drawn; `results` are there once the numbers are public.
    """

    edition: Edition
    shelf: Shelf
    published: Sequence[Published]
    calendar: Calendar
    results: Results | None
    public_url: str
    outcomes: Sequence[Outcome] = ()
    """What a jury decided that everyone may know."""
    key_destroyed: Seconds | None = None
    """Since when nobody can tell whose ballot is whose."""
    forgotten: Sequence[Forgotten] = ()
    """What of the year was destroyed."""
    past: Sequence[Edition] = ()
    """The years that are over, the oldest first."""
    touched: Touched | None = None
    data: Mapping[Slug, Shared] = {}
    """What stands in the open data of those that are not in `published`, but beside them."""
    beside: Sequence[Published] = ()
    """Of those that are not in `published`, those that stand on a page of candidates with one that is."""
    then: int = 0
    """How many there were in the year before on the same day, as growth.py has it; 0 where nobody knows."""

    @cached_property
    def lines(self) -> Sequence[Line]:
        """What is on the shelf, the oldest first."""
        return shelf.lines(self.shelf)

    @property
    def is_changed(self) -> bool:
        """Whether anything on the shelf is other than before, or all of it is drawn."""
        return self.touched is None or bool(self.touched.places)

    @cached_property
    def pictures(self) -> Mapping[Slug, Photo]:
        """The first photo of each that has any, of those that are known whole."""
        known = ((one.slug, one.initiative.photos) for one in (*self.beside, *self.published))
        return {slug: photos[0] for slug, photos in known if photos}

    @cached_property
    def grounds(self) -> Mapping[Language, str]:
        """What all pages of a language are drawn from: the words and looks in the code, and the edition."""
        told = f"{version()} {self.public_url} {self.edition!r} {bool(self.past)} {self.calendar.offers}"
        return {language: hashlib.sha256(f"{language} {told}".encode()).hexdigest() for language in LANGUAGES}

    @cached_property
    def tallies(self) -> Sequence[Tally]:
        """What there is in each municipality, by its number."""
        return tally.tallies(self.lines, self.edition.year)

    @cached_property
    def this_morning(self) -> Sequence[int]:
        """How many initiatives there were in each municipality when the day began."""
        there = (one for one in self.lines if one.first < self.morning)
        return tally.counts(tally.tallies(there, self.edition.year))

    @property
    def morning(self) -> Seconds:
        """When the day began."""
        return brussels.morning(self.calendar.today)

    @property
    def is_another_morning(self) -> bool:
        """Whether what there was this morning may be other than was drawn: something older moved, or all is drawn."""
        if self.touched is None:
            return True
        return self.touched.moved is not None and self.touched.moved < self.morning

    @property
    def gone(self) -> Sequence[Hole]:
        """What was taken down."""
        return [place for place in self.shelf if isinstance(place, Hole)]

    @property
    def changed(self) -> Seconds:
        """When something last came or went."""
        return max((place.at for place in self.shelf), default=0)

    @property
    def day(self) -> date | None:
        """While there is a vote, the day whose turn decides the order of initiatives."""
        return self.calendar.voting_day

    @property
    def turn(self) -> str:
        """The seed of that order; "" where it is the newest first."""
        return turn.seed(self.edition.vote.key, self.day) if self.day else ""


def of_all(
    edition: Edition, published: Sequence[Published], calendar: Calendar, results: Results | None, public_url: str
) -> Site:
    """The site of these initiatives, of which nothing was taken down."""
    places = shelf.arranged(map(shelf.line, published))
    return Site(edition, places, published, calendar, results, public_url)


def ground(site: Site, language: Language) -> str:
    """Stands for what all pages of a language are drawn from."""
    return site.grounds[language]


def of(ground: str, *shown: object) -> str:
    """Stands for all that something is drawn from: the same gives the same file."""
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
        # What is kept for good offers nothing that ends.
        offers="" if "archive" in context else site.calendar.offers,
        **context,
    )
    return File(f"{language}/{below or 'index'}", "text/html; charset=utf-8", content.encode())


def sketched(site: Site, template: str, language: Language, below: str, **context: object) -> Sketch:
    """A page that is drawn only where what it shows is not there yet."""
    stands_for = of(ground(site, language), template, below, context)
    return Sketch(f"{language}/{below}", stands_for, partial(page, site, template, language, below, **context))


def _alternates(site: Site, below: str) -> list[tuple[str, str]]:
    """The same page in each language, and where to send who reads none of them."""
    its = [(other, f"{site.public_url}/{other}/{below}") for other in LANGUAGES]
    # The root leads each to the language of their browser.
    return [*its, ("x-default", its[0][1] if below else f"{site.public_url}/")]
