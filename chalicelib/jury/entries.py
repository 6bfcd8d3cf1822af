"""What a jury judges in a category."""

from chalicelib.cloud import competing
from chalicelib.cloud.competing import Competing
from chalicelib.cloud.editions import edition
from chalicelib.edition import Round
from chalicelib.jury import store


def of(its: Round, category: str) -> list[Competing]:
    """What competes in a category of a round, by slug: in the final, what the shortlist has of it."""
    year = edition()
    if its.kind == "shortlist":
        return competing.all_in(year.name, category)
    before = next(one for one in year.jury if one.kind == "shortlist")
    shortlist = store.outcome(before.key, category)
    return competing.those(year.name, category, shortlist[0].chosen) if shortlist else []
