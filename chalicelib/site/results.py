"""The page of the results: the recount, once its numbers are public."""

from chalicelib import brussels
from chalicelib.kinds import Language
from chalicelib.site import awards
from chalicelib.site.drawing import Site, sketched
from chalicelib.site.file import Sketch
from chalicelib.site.ranking import ranking


def sketch(site: Site, language: Language) -> Sketch:
    """The page in a language."""
    return sketched(site, "site/results.html", language, "results", **shown(site, language))


def shown(site: Site, language: Language) -> dict[str, object]:
    """What the page shows."""
    results, decided = site.results, awards.shown(site, language)
    if results is None:
        return {"public": False, "results_day": site.edition.vote.results.date(), "awards": decided}
    ranked = ranking(site.lines, results.votes)
    total = sum(results.votes.values())
    return {
        "public": True,
        "awards": decided,
        "ranking": ranked,
        "votes": total,
        "other": total - sum(one.votes for one in ranked),
        "people": results.people,
        "as_of": brussels.moment(results.as_of // 1_000_000),
        "key_destroyed": site.key_destroyed and brussels.moment(site.key_destroyed).date(),
    }
