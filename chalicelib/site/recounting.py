"""The page where anybody counts the public vote again, and works out what the jury chose."""

from chalicelib.site import awards, public_log
from chalicelib.site.drawing import Site


def shown(site: Site) -> dict[str, object]:
    """What the page shows."""
    log = f"/{public_log.place(site.edition)}"
    palmares = f"{site.public_url}/{awards.NAME}" if site.edition.jury else ""
    is_held = site.calendar.held is not None
    return {
        "log": log,
        "address": f"{site.public_url}{log}",
        "results": None if is_held or site.calendar.results else site.edition.vote.results,
        "is_held": is_held,
        "is_jury_held": site.calendar.held_jury is not None,
        "palmares": palmares,
        "witnesses": site.edition.witnesses,
    }
