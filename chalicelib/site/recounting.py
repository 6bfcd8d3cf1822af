"""The page where anybody counts the public vote again."""

from chalicelib.site import public_log
from chalicelib.site.drawing import Site


def shown(site: Site) -> dict[str, object]:
    """What the page shows."""
    log = f"/{public_log.place(site.edition)}"
    return {"log": log, "address": f"{site.public_url}{log}", "results": site.edition.vote.results}
