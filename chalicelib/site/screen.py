"""The screen for the hall: the results a category at a time, on one page that needs nothing more once it is open.

It is a file from the moment on which what it shows is public, and not before. Beside it stands one that looks the same
and whose names and numbers are invented, so that the evening can be practised.
"""

from collections.abc import Sequence

from msgspec import Struct

from chalicelib.kinds import Language, Slug
from chalicelib.photo import Photo
from chalicelib.places import everywhere
from chalicelib.site import awards, ranking
from chalicelib.site.awards import Award
from chalicelib.site.drawing import Site, sketched
from chalicelib.site.file import Sketch
from chalicelib.site.ranking import Ranked
from chalicelib.site.shelf import Line
from chalicelib.tie import Tie
from chalicelib.web.words import say

REAL, PRACTICE = "results/screen", "results/practice"
"""Below the language."""
FIRST = 3
"""Places of the public prize that a hall sees; the page of the results has all of them."""
_INVENTED = ("one", "two", "three")
_INVENTED_VOTES = (4_210, 3_318, 3_114)


class Shown(Struct, frozen=True):
    """An initiative as a hall sees it."""

    title: str
    language: Language
    slug: Slug
    where: str
    picture: Photo | None = None


class Slide(Struct, frozen=True):
    """A category: who was nominated, and then who won it, or why nobody did; neither before that is decided. Of what is
    held back its state says that.
    """

    name: str
    nominees: Sequence[Shown]
    state: str
    winner: Shown | None


class Prize(Struct, frozen=True):
    """The first of the public prize, with how many votes there were in all."""

    votes: int
    first: Sequence[tuple[Ranked, Shown]]
    tie: Tie | None = None
    """What the jury chose, where several had the most."""


def sketches(site: Site, language: Language) -> list[Sketch]:
    """The screen in a language, where there is something to show; and the one to practise with, drawn with the year."""
    found = [_sketch(site, language, PRACTICE, *_invented(site, language))] if site.touched is None else []
    return [*found, _sketch(site, language, REAL, *_shown(site, language))] if _is_public(site) else found


def named(site: Site) -> set[Slug]:
    """Those that stand on the screen, where it is drawn."""
    if not _is_public(site):
        return set()
    chosen = {slug for its in site.outcomes for slug in its.chosen if slug}
    return {one.slug for one in site.lines if one.slug in chosen} | {one.slug for one in _first(site)}


def _is_public(site: Site) -> bool:
    """Whether anything of the last evening is: who was nominated, everyone knew long before."""
    return site.results is not None or any(its.kind == "final" for its in site.outcomes)


def _sketch(site: Site, language: Language, below: str, slides: Sequence[Slide], prize: Prize | None) -> Sketch:
    title = site.edition.title[language]
    shown = {"year": title, "slides": slides, "prize": prize, "is_practice": below == PRACTICE}
    return sketched(site, "site/screen.html", language, below, **shown)


def _shown(site: Site, language: Language) -> tuple[list[Slide], Prize | None]:
    slides = [_slide(site, language, its) for its in awards.shown(site, language) if its.nominees or its.state]
    if site.results is None:
        return slides, None
    lines = {one.slug: one for one in site.lines}
    first = [(one, _line(site, language, lines[one.slug])) for one in _first(site)]
    return slides, Prize(sum(site.results.votes.values()), first, ranking.told(site.lines, site.results.tie))


def _first(site: Site) -> list[Ranked]:
    """Who got the most votes, with all of an equal rank."""
    ranked = ranking.of(site.lines, site.results)
    return [one for one in ranked if one.votes and one.rank <= FIRST]


def _slide(site: Site, language: Language, its: Award) -> Slide:
    nominees = [_line(site, language, one) for one in its.nominees]
    # What nobody may know yet has no state: a hall reads why.
    state = its.state or ("held" if site.calendar.held_jury is not None else "")
    return Slide(its.name, nominees, state, _line(site, language, its.winner) if its.winner else None)


def _line(site: Site, language: Language, its: Line) -> Shown:
    where = ", ".join(everywhere()[number].name(language) for number in its.places)
    return Shown(its.title, its.language, its.slug, where, site.pictures.get(its.slug))


# To practise with


def _invented(site: Site, language: Language) -> tuple[list[Slide], Prize]:
    """Each category of the year with invented names; in the last one nobody wins, so that this was seen too."""
    its = [
        Shown(say(language, f"screen.practice.{name}"), language, f"practice-{name}", say(language, "screen.where"))
        for name in _INVENTED
    ]
    slides = [
        Slide(category.name[language], its, "decided", its[number % len(its)])
        for number, category in enumerate(site.edition.categories)
    ]
    if len(slides) > 1:
        slides[-1] = Slide(slides[-1].name, its, "no_award", None)
    first = [
        (Ranked(rank, one.slug, one.title, one.language, votes), one)
        for rank, (one, votes) in enumerate(zip(its, _INVENTED_VOTES, strict=True), 1)
    ]
    return slides, Prize(sum(_INVENTED_VOTES), first)
