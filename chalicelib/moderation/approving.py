"""What every decision needs: the dossier that it is about, in its year, and what its public page is called."""

from chalicelib.cloud import editions
from chalicelib.cloud.editions import edition
from chalicelib.initiative import Initiative
from chalicelib.kinds import Slug
from chalicelib.moderation import claims, rules, store
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.places import municipalities


def in_its_year(dossier_id: str, event: Event) -> Dossier:
    """The dossier that something is to happen to, with its year in hand. Raises TryAgain while there is none.

    Raises Refused where it was forgotten, or its year is over: then it may only be taken down.
    """
    dossier = store.kept(dossier_id)
    if dossier is None:
        # Where the year is over, none is opened any more.
        editions.check(edition().name)
    dossier = store.there(dossier)
    editions.take_up(dossier.edition)
    if event.what != "takedown" and not dossier.has(event):
        editions.check(dossier.edition)
    return dossier


def slug_of(dossier: Dossier, initiative: Initiative) -> Slug:
    """The name of its public page: stable once given, and nobody else's."""
    if dossier.slug:
        return dossier.slug
    place = municipalities()[initiative.places[0]].name(initiative.language)
    return next(slug for slug in rules.slugs(initiative.title, place) if claims.claim(slug, dossier.owner))
