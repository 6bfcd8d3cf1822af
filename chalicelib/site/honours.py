"""What an initiative won, or was nominated for: on its own page, in the list, and as a picture for its own site."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Literal

from msgspec import Struct

from chalicelib.edition import LANGUAGES, Edition
from chalicelib.kinds import Language, Slug
from chalicelib.site import awards, past, printed, ranking
from chalicelib.site.drawing import Site, ground, of
from chalicelib.site.file import File, Sketch
from chalicelib.tie import Tie
from chalicelib.web.render import render
from chalicelib.web.words import say

Kind = Literal["won", "public", "nominated"]
KINDS: tuple[Kind, ...] = ("won", "public", "nominated")


class Honour(Struct, frozen=True):
    """won and nominated: in a category, by its name. public: the most votes, where nobody else got as many, or the jury
    chose this of those.
    """

    kind: Kind
    category: str = ""
    tie: Tie | None = None
    """What the jury chose, where it did."""


class Badge(Struct, frozen=True):
    """A picture for somebody's own site: where it is on ours, that in full, and what it says."""

    path: str
    address: str
    says: str
    picture: str
    """The same as a picture of dots, for a mail or a document."""


def of_all(site: Site, language: Language) -> Mapping[Slug, Sequence[Honour]]:
    """The honours of each initiative that has any, as far as everyone may know."""
    found: dict[Slug, list[Honour]] = {}
    for award in awards.shown(site, language):
        for one in {its.slug: its for its in (*award.nominees, award.winner) if its}.values():
            kind: Kind = "won" if award.winner and one.slug == award.winner.slug else "nominated"
            found.setdefault(one.slug, []).append(Honour(kind, award.name))
    if site.results and (first := leader(site)):
        found.setdefault(first, []).append(Honour("public", tie=ranking.told(site.lines, site.results.tie)))
    return found


def kinds(site: Site) -> dict[Slug, list[str]]:
    """The same without the words, for who searches."""
    return {
        slug: sorted({one.kind for one in its}, key=KINDS.index) for slug, its in of_all(site, LANGUAGES[0]).items()
    }


def leader(site: Site) -> Slug:
    """Who won the public's award; "" where nobody did, or nobody knows yet."""
    return ranking.leader(ranking.of(site.lines, site.results))


def badges(edition: Edition, public_url: str, language: Language, its: Sequence[Honour]) -> list[Badge]:
    """The pictures for who has these honours."""
    kinds = {one.kind for one in its}
    paths = {kind: f"/{key(edition.name, kind, language)}" for kind in KINDS if kind in kinds}
    return [
        Badge(
            path,
            f"{public_url}{path}",
            says(edition, kind, language),
            f"/{printed.badge(edition.name, kind, language)}",
        )
        for kind, path in paths.items()
    ]


def says(edition: Edition, kind: Kind, language: Language) -> str:
    """What a badge says, to who does not see it."""
    return f"{say(language, f'honour.badge.{kind}')}: {edition.title[language]}"


def key(year: str, kind: Kind, language: Language) -> str:
    """Where a badge is, for good: other sites show it when the year is long over."""
    return past.path(year, f"badge-{kind}-{language}.svg")


def files(site: Site) -> Iterator[Sketch]:
    """The badges of the year, from the moment on that somebody has one."""
    if site.results or site.outcomes:
        for language in LANGUAGES:
            for kind in KINDS:
                stands_for = of(ground(site, language), kind, site.edition.title[language])
                drawn = partial(_badge, site.edition, kind, language)
                yield Sketch(key(site.edition.name, kind, language), stands_for, drawn)


def _badge(edition: Edition, kind: Kind, language: Language) -> File:
    told = {"says": says(edition, kind, language), "what": say(language, f"honour.badge.{kind}")}
    drawn = render("site/badge.svg", language, title=edition.title[language], **told)
    return File(key(edition.name, kind, language), "image/svg+xml", drawn.encode())
