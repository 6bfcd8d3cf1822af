"""The page of the results: the recount, once its numbers are public."""

from collections.abc import Mapping
from datetime import date

from msgspec.structs import asdict

from chalicelib import brussels
from chalicelib.edition import LANGUAGES
from chalicelib.forgotten import Forgotten
from chalicelib.kinds import Language
from chalicelib.site import amendments, awards, public_log, ranking
from chalicelib.site.drawing import Site, sketched
from chalicelib.site.file import Sketch


def sketch(site: Site, language: Language) -> Sketch:
    """The page in a language."""
    return sketched(site, "site/results.html", language, "results", **shown(site, language))


def shown(site: Site, language: Language) -> dict[str, object]:
    """What the page shows."""
    results, decided = site.results, awards.shown(site, language)
    amended = amendments.shown(site.edition, language)
    jury = {"held_jury": _said(site.calendar.held_jury, language)}
    if results is None:
        held = site.calendar.held
        day = site.edition.vote.results.date() if held is None else None
        its = {"held": _said(held, language), "awards": decided, "amendments": amended, **jury}
        return {"public": False, "results_day": day, **its}
    ranked = ranking.of(site.lines, results)
    total = sum(results.votes.values())
    return {
        "public": True,
        **jury,
        "awards": decided,
        "amendments": amended,
        "ranking": ranked,
        "votes": total,
        "requested": results.requested,
        "other": total - sum(one.votes for one in ranked),
        "disqualified": [one for one in results.disqualified if one.ballots],
        "log": f"/{public_log.place(site.edition)}",
        "people": results.voters,
        "tie": ranking.told(site.lines, results.tie),
        "tied": len([one for one in ranked if one.votes and one.votes == ranked[0].votes]),
        "as_of": brussels.moment(results.as_of // 1_000_000),
        "key_destroyed": site.key_destroyed and brussels.moment(site.key_destroyed).date(),
        "forgotten": [{**asdict(its), **_days(its)} for its in site.forgotten],
    }


def _said(held: Mapping[Language, str] | None, language: Language) -> list[tuple[str, Language]] | None:
    """Why the results are held back, each text with its language: in this one, else in Dutch; None where they are not.

    Nothing is said where nobody said why in either.
    """
    told = held or {}
    return None if held is None else [(told[one], one) for one in (language, LANGUAGES[0]) if one in told][:1]


def _days(its: Forgotten) -> dict[str, date]:
    return {"at": brussels.moment(its.at).date(), "since": brussels.moment(its.since).date()}
