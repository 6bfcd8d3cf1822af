"""What the jury decided: on the page of the results, and as a file from which anybody counts it again.

In that file an initiative that is not public any more has no name: what stands for it is the same wherever it stood, so
that all can still be counted. Beside it stands what two organisers changed of rounds that had opened.
"""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from chalicelib.kinds import Language, Slug
from chalicelib.outcome import NO_AWARD, JurorBallot, Outcome
from chalicelib.site import amendments, shelf
from chalicelib.site.drawing import Site
from chalicelib.site.file import File
from chalicelib.site.shelf import Line
from chalicelib.tie import Tie

NAME = "palmares.json"


class Award(Struct, frozen=True):
    """A category: who was nominated, and how the final was decided; "" before."""

    name: str
    nominees: Sequence[Line]
    state: str
    winner: Line | None
    is_gone: bool
    """Whether who won, or was nominated, is not public any more."""


def shown(site: Site, language: Language) -> list[Award]:
    """Each category of which the jury decided anything that everyone may know."""
    lines = {one.slug: one for one in site.lines}
    found = {(its.kind, its.category): its for its in site.outcomes}
    awards = []
    for category in site.edition.categories:
        shortlist, final = (found.get((kind, category.key)) for kind in ("shortlist", "final"))
        if shortlist or final:
            nominees = [lines[slug] for slug in (shortlist.chosen if shortlist else ()) if slug in lines]
            chosen = [slug for its in (shortlist, final) if its for slug in its.chosen]
            # Those of a tie are chosen too, and none of them won.
            first = final.chosen if final and final.state == "decided" else ()
            winner = next((lines[slug] for slug in first if slug in lines), None)
            # Where nobody competed, or nobody was nominated, there was nothing to decide.
            state = final.state if final and final.entries else ""
            gone = any(slug not in lines for slug in chosen if slug)
            awards.append(Award(category.name[language], nominees, state, winner, gone))
    return awards


def files(site: Site, under: str = "") -> Iterator[File]:
    """The file, once there is something to count, or to tell of the rules."""
    tie = site.results.tie if site.results else None
    if not (site.outcomes or site.edition.amendments or tie):
        return
    known = {one.slug for one in site.lines} | {NO_AWARD}
    rounds = [
        {
            "round": its.key,
            "kind": its.kind,
            "rules": rules,
            "categories": [_nameless(one, known) for one in decided if one.rules == rules],
        }
        for its in site.edition.jury
        if (decided := [one for one in site.outcomes if one.round == its.key])
        # Under these it was decided; two organisers may have moved the hour of its results since.
        for rules in dict.fromkeys(one.rules for one in decided)
    ]
    amended = [amendments.told(its) for its in site.edition.amendments]
    broken = {"public": _nameless_tie(tie, known)} if tie else {}
    told = {"edition": site.edition.name, "rounds": rounds, "amendments": amended, **broken}
    yield File(f"{under}{NAME}", "application/json", msgspec.json.format(msgspec.json.encode(told), indent=1))


def _nameless_tie(its: Tie, known: set[Slug]) -> Tie:
    """The same of a tie of the public vote."""

    def named(slug: Slug) -> Slug:
        return slug if slug in known else shelf.unnamed(slug)

    choices, chairs, deputies = (
        {named(slug): count for slug, count in sorted(level.items())}
        for level in (its.choices, its.chairs, its.deputies)
    )
    tied = tuple(sorted(map(named, its.tied)))
    return Tie(tied, its.least, choices, chairs, deputies, named(its.chosen))


def _nameless(its: Outcome, known: set[Slug]) -> Outcome:
    """The same without the names of those that are not public any more."""
    if {*its.entries} <= known:
        return its

    def named(slugs: Sequence[Slug]) -> tuple[Slug, ...]:
        return tuple(slug if slug in known else shelf.unnamed(slug) for slug in slugs)

    ballots = [JurorBallot(named(one.order), tuple(sorted(named(one.stood_back))), one.reserve) for one in its.ballots]
    return replace(
        its,
        entries=tuple(sorted(named(its.entries))),
        ballots=tuple(sorted(ballots)),
        chosen=tuple(sorted(named(its.chosen))),
        broken_with=named(its.broken_with),
        scores={named([slug])[0]: score for slug, score in its.scores.items()},
    )
