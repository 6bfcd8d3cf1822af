"""What belongs to the first who came with it: the name of a public page, for ever, and the words of an initiative."""

from pynamodb.attributes import UnicodeAttribute

from chalicelib.cloud import keys
from chalicelib.cloud.rows import Name, Row, answering, held
from chalicelib.initiative import Initiative
from chalicelib.kinds import Slug
from chalicelib.moderation.warnings import plain


class _Claim(Row):
    class Meta:
        table_name = Name("dossiers")

    id = UnicodeAttribute(hash_key=True)
    owner = UnicodeAttribute()


def claim(slug: Slug, owner: str) -> bool:
    """Whether this name for a public page is this owner's, from now on and for ever: see Dossier."""
    return _claim(f"slug#{slug}", owner)


def owner(slug: Slug) -> str:
    """For whom this name of a public page is claimed; "" where it is nobody's. Raises TryAgain."""
    found = _Claim.find(f"slug#{slug}")
    return found.owner if found else ""


def claim_words(initiative: Initiative, dossier_id: str) -> bool:
    """Whether nothing that is remembered came with these words before this dossier."""
    return _claim(_words(initiative), dossier_id)


def forget_words(initiative: Initiative, dossier_id: str) -> None:
    """Know no more that these words came in, where they did first with this dossier."""
    held(lambda: _Claim(_words(initiative)).delete(condition=_Claim.owner == dossier_id))


def _words(initiative: Initiative) -> str:
    """The claim of whoever told this first, in whatever dress; of the words it holds a keyed hash."""
    return f"words#{keys.keyed_hash(keys.derived('words'), plain(initiative.description))}"


def _claim(name: str, owner: str) -> bool:
    if held(lambda: _Claim(name, owner=owner).save(condition=_Claim.id.does_not_exist())):
        return True
    with answering():
        return bool(_Claim.get(name, consistent_read=True).owner == owner)
