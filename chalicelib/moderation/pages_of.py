"""Whose a public page is: from its name to the dossiers of that initiative, over the years."""

from chalicelib.cloud import editions
from chalicelib.kinds import Slug
from chalicelib.moderation import claims, store
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.renewal.rules import renewed_id
from chalicelib.moderation.rules import FORGOTTEN, WITHDRAWN


def shown_at(slug: Slug) -> Dossier | None:
    """The newest dossier of that initiative that everyone may read, in whichever year; None where none is public."""
    return next(filter(is_public, dossiers_of(slug)), None)


def is_public(its: Dossier) -> bool:
    """Whether everyone may read a version of it, also while a later one waits."""
    return bool(its.public) and its.state not in (WITHDRAWN, FORGOTTEN)


def dossiers_of(slug: Slug) -> list[Dossier]:
    """The dossiers of the initiative with this page, the newest first, as far as something is left of them.

    Two calls while there is one year, and three however many there are. Raises TryAgain.
    """
    owner = claims.owner(slug)
    first = store.kept(owner) if owner else None
    if first is None:
        return []
    ids = _ids_of(first)
    if len(ids) == 1:
        return [] if first.state == FORGOTTEN else [first]
    found = {its.id: its for its in store.several(ids)}
    return [found[its] for its in reversed(ids) if its in found]


def _ids_of(first: Dossier) -> list[str]:
    """What its dossiers are called from its first year on: each comes of the one of the year before."""
    years = (*editions.past(), editions.current().edition.name)
    began = years.index(editions.newest(first.edition).edition.name)
    ids = [first.id]
    for year in years[began + 1 :]:
        ids.append(renewed_id(ids[-1], year))
    return ids
