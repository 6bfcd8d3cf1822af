"""Why an initiative is not shown: a sentence of its year, with a moderator's own words beneath."""

from collections.abc import Mapping

from chalicelib.cloud import editions
from chalicelib.kinds import Language
from chalicelib.moderation.dossier import Dossier


def of(dossier: Dossier, language: Language) -> Mapping[str, str]:
    """The reasons of its year by their keys, as they read in a language."""
    its = editions.newest(dossier.edition).edition.moderation.reasons
    return {reason.key: reason.sentence[language] for reason in its}


def composed(dossier: Dossier, decision: str, why: str, own: str) -> str:
    """What its initiator reads, in their own language: the reason that was chosen for a rejection, then what was
    written."""
    sentence = of(dossier, dossier.contact.language).get(why, "") if decision == "reject" else ""
    return "\n\n".join(part for part in (sentence, own) if part)
