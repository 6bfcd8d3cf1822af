"""What is public, as a site shows it: values in, values out."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from msgspec import Struct

from chalicelib.disqualification import Disqualified
from chalicelib.edition import Edition
from chalicelib.initiative import Initiative
from chalicelib.kinds import Language, Microseconds, Seconds, Slug
from chalicelib.tie import Tie


class Published(Struct, frozen=True):
    """An initiative that everyone may see. `at`: when it was approved."""

    slug: Slug
    initiative: Initiative
    at: Seconds
    since: int = 0
    """The year in which it first took part, where that is an earlier one."""
    first: Seconds = 0
    """Since when it is public; 0 where that is when it was approved."""


class Results(Struct, frozen=True):
    """A recount whose numbers may be shown. `as_of`: when it began."""

    round: str
    votes: Mapping[Slug, int]
    people: int
    as_of: Microseconds
    disqualified: tuple[Disqualified, ...] = ()
    requested: int = 0
    """About how many mails with a button went out; 0 where nobody counted them."""
    tie: Tie | None = None
    """What the jury chose between those who share the first place."""

    @property
    def voters(self) -> int:
        """How many voted, without those whose votes two organisers left out."""
        return self.people - sum(one.ballots for one in self.disqualified)


def newest_first(published: Iterable[Published]) -> list[Published]:
    """In the order of the list; the slug decides between two of the same second, so the order is always the same."""
    return sorted(published, key=lambda one: (-one.at, one.slug))


class Names(dict[str, str]):
    """The name of each category by its key, in the edition's order; of one that is no more, what its key says."""

    def __init__(self, edition: Edition, language: Language) -> None:
        super().__init__((category.key, category.name[language]) for category in edition.categories)
        self._edition, self._language = edition, language

    def __missing__(self, key: str) -> str:
        return self._edition.category(key).name[self._language]


def categories(edition: Edition, language: Language) -> Names:
    """The names of the categories in this language."""
    return Names(edition, language)


def website(typed: str) -> str:
    """The address of a website if a browser may be sent there, else nothing.

    It was checked when it came in; here it becomes a link, so it is checked again.
    """
    try:
        parts = urlsplit(typed)
        is_safe = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return typed if is_safe else ""
