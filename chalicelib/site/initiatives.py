"""The pages that are about one initiative alone: its own, and its ballot."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from msgspec.structs import asdict

from chalicelib.kinds import Language
from chalicelib.photo import Photo
from chalicelib.site import calendar, honours, public, shelf
from chalicelib.site.drawing import Site, ground, of, page
from chalicelib.site.file import Absent, File, Sketch
from chalicelib.site.honours import Honour
from chalicelib.site.public import Published
from chalicelib.site.shown import Ballot, Candidate, Entry


class Item(Entry, frozen=True):
    """An initiative as its own page shows it. `website` is empty or safe to link to."""

    category_name: str
    description: str
    website: str
    photos: tuple[Photo, ...] = ()
    join: str = ""
    reach: int = 0


def sketches(site: Site, language: Language) -> Iterator[Sketch | Absent]:
    """The pages of each, in a language."""
    stands_for, vote_day = ground(site, language), calendar.vote_day(site.edition, site.calendar)
    won = honours.of_all(site, language)
    for one in site.published:
        vote, its = site.calendar.vote if one.initiative.competes else "", won.get(one.slug, ())
        yield Sketch(
            f"{language}/initiatives/{one.slug}",
            of(stands_for, one, vote, vote_day, its),
            partial(_initiative, site, language, one, vote, vote_day, its),
        )
        if vote == "open":
            told = one.initiative
            candidate = Candidate(one.slug, told.title, told.summary, told.language)
            yield Sketch(
                f"{language}/vote/{one.slug}", of(stands_for, candidate), partial(_ballot, site, language, candidate)
            )
        elif site.touched and site.calendar.vote == "open":
            yield Absent(f"{language}/vote/{one.slug}")


def _initiative(
    site: Site, language: Language, one: Published, vote: str, vote_day: date, its: Sequence[Honour]
) -> File:
    return page(
        site,
        "site/initiative.html",
        language,
        f"initiatives/{one.slug}",
        initiative=item(one, language, public.categories(site.edition, language)),
        vote=vote,
        vote_day=vote_day,
        **honoured(site, language, its),
    )


def honoured(site: Site, language: Language, its: Sequence[Honour]) -> dict[str, object]:
    """What a page says of these honours."""
    badges = honours.badges(site.edition, site.public_url, language, its)
    return {"honours": its, "badges": badges, "year": site.edition.title[language]}


def _ballot(site: Site, language: Language, candidate: Candidate) -> File:
    ballot = Ballot(candidate, site.edition.vote.closes, {"email": ""}, {})
    return page(site, "voting/vote.html", language, f"vote/{candidate.slug}", **asdict(ballot))


def item(one: Published, language: Language, names: dict[str, str]) -> Item:
    """An initiative as its own page shows it, in this language."""
    told = one.initiative
    return Item(
        **asdict(shelf.entry(shelf.line(one), language)),
        category_name=names[told.category],
        description=told.description,
        website=public.website(told.website),
        photos=told.photos,
        join=told.join,
        reach=told.reach,
    )
