"""What is printed and shared follows what everyone may see: each minute what is missing or has changed is drawn.

No message asks for it: a queue that waits all year costs more than this function, which looks at two files and ends,
or at three once a jury decided.
What is there again, what comes twice and what an earlier run left half done is the same to it.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from itertools import chain

import msgspec
from msgspec import Struct

from chalicelib import clock
from chalicelib.cloud import editions, log, published
from chalicelib.cloud.editions import edition
from chalicelib.cloud.settings import settings
from chalicelib.edition import LANGUAGES
from chalicelib.prints import brief, bucket, drawing, minutes
from chalicelib.prints.bucket import Notes, unnamed
from chalicelib.prints.wanted import INDEX, Wanted, WantedBrief, briefs, in_order, wanted
from chalicelib.site import printed
from chalicelib.web import words

MOST_A_RUN = 30
"""Initiatives and municipalities that are drawn in one run; each takes less than a second of its sixty."""
LONGEST = 35
"""Seconds after which no more are begun: a run has ended when the next one begins."""


class Print(Struct, frozen=True):
    """Files that are drawn together. `of` stands for all that they are drawn from."""

    name: str
    of: str
    keys: tuple[str, ...]
    draw: Callable[[], Mapping[str, bytes]]


def draw_prints() -> None:
    """Draw what is missing or changed, at most MOST_A_RUN of it, and remove what nobody may see any more."""
    if not editions.years():
        return
    notes, index, today = bucket.notes(), dict(published.hashes(INDEX)), clock.now().date().isoformat()
    palmares = _palmares()
    now = _hash(_design(), _year(), sorted(index.items()), palmares.decode())
    if not index or (notes.all_of, notes.looked) == (now, today):
        return
    every = {unnamed(one.name): one for one in _prints(map(published.content, in_order(index)), palmares)}
    drawn, removed = {name: of for name, of in notes.drawn.items() if name in every}, 0
    # Once a day in any case: then what two runs at once left to each other is found.
    if notes.looked != today or not notes.drawn.keys() <= every.keys():
        there = dict(chain(published.hashes(printed.PRINTS), published.hashes(printed.BRIEFS)))
        removed = _remove_all_but({key for one in every.values() for key in one.keys}, there)
        drawn = {name: of for name, of in drawn.items() if _is_as_drawn(every[name], notes.files.get(name, ""), there)}
    anew = _draw_some({name: one for name, one in every.items() if drawn.get(name) != one.of})
    drawn |= {name: every[name].of for name in anew}
    is_all = all(drawn.get(name) == one.of for name, one in every.items())
    files = {name: its for name, its in {**notes.files, **anew}.items() if name in drawn}
    bucket.keep(Notes(now if is_all else "", today, drawn, files))
    log.happened("drawn", files=len(anew), count=removed)


def _year() -> list[object]:
    """What of the years stands in what is drawn."""
    return [edition().contact, edition().title, _with_badges()]


def _with_badges() -> list[str]:
    """The years in which somebody won or may win soon."""
    may_be = any(its.decided <= clock.now() for its in edition().rounds)
    return [*editions.past(), *([edition().name] if may_be else [])]


def _draw_some(undrawn: Mapping[str, Print]) -> dict[str, str]:
    """Draw as much of this as a run does. What stands for the files of each."""
    drawn: dict[str, str] = {}
    until = clock.seconds() + LONGEST
    for name in list(undrawn)[:MOST_A_RUN]:
        if clock.seconds() >= until:
            break
        drawn[name] = _draw(undrawn[name])
    return drawn


def _draw(one: Print) -> str:
    try:
        return bucket.put(one.draw())
    except drawing.Unfit:
        # Its page is there all the same, with the site's own picture. Tried again once it is changed.
        log.happened("unfit", slug=one.name)
        published.remove(one.keys)
        return ""


def _remove_all_but(wanted: set[str], there: Iterable[str]) -> int:
    gone = [key for key in there if key not in wanted]
    published.remove(gone)
    return len(gone)


def _is_as_drawn(one: Print, files: str, there: Mapping[str, str]) -> bool:
    """Whether its files are those that were noted, and not those of a slower run that knew less; or gone at once, since
    it was taken down while the index still has it."""
    its = {key: there[key] for key in one.keys if key in there}
    return not its or bucket.standing_for(its) == files


def _palmares() -> bytes:
    """What the jury decided as everyone may read it; nothing before there may be any."""
    may_be = any(its.decided <= clock.now() for its in edition().jury)
    return (published.content(minutes.FROM) if may_be else None) or b""


def _prints(served: Iterable[bytes | None], palmares: bytes) -> Iterator[Print]:
    every = list(wanted(filter(None, served)))
    # First of all: who wins is mailed a link to them in the same minute.
    yield from map(_badges, _with_badges())
    for one in every:
        keys = tuple(printed.of(one.slug))
        yield Print(one.slug, _hash(_design(), one, keys), keys, partial(_of_initiative, one))
    categories = {language: dict(brief.categories(language, edition())) for language in LANGUAGES}
    for its in briefs(every):
        keys = tuple(printed.brief(its.place.slug, language) for language in LANGUAGES)
        of = _hash(_design(), its, categories, edition().contact)
        yield Print(f"{printed.BRIEFS}{its.place.slug}", of, keys, partial(_of_municipality, its))
    if palmares:
        told = minutes.of(palmares, every)
        keys = tuple(map(printed.minutes, LANGUAGES))
        yield Print(keys[0], _hash(_design(), told, edition().title, categories), keys, partial(_of_jury, told))


def _of_initiative(its: Wanted) -> dict[str, bytes]:
    url = f"{settings().public_url}/{its.language}/initiatives/{its.slug}"
    posters = {
        printed.poster(its.slug, paper, language): drawing.poster(its, language, paper, url)
        for paper in printed.PAPERS
        for language in LANGUAGES
    }
    return {
        printed.share(its.slug): drawing.share(its, url),
        printed.code(its.slug): drawing.code(url),
        printed.sticker(its.slug): drawing.sticker(its, url),
        **posters,
        printed.ballot(its.slug): drawing.code(f"{settings().public_url}/{its.language}/vote/{its.slug}"),
    }


def _of_municipality(its: WantedBrief) -> dict[str, bytes]:
    return {
        printed.brief(its.place.slug, language): brief.draw(its, language, edition(), settings().public_url)
        for language in LANGUAGES
    }


def _of_jury(its: minutes.Minutes) -> dict[str, bytes]:
    return {
        printed.minutes(language): minutes.draw(its, language, edition(), settings().public_url)
        for language in LANGUAGES
    }


def _badges(name: str) -> Print:
    """The pictures of what may be won in a year, for good: they say of nobody that they won."""
    from chalicelib.site import honours

    titles = {language: editions.newest(name).edition.title[language] for language in LANGUAGES}
    each = {
        printed.badge(name, kind, language): (words.say(language, f"honour.badge.{kind}"), titles[language], language)
        for kind in honours.KINDS
        for language in LANGUAGES
    }
    draw = {key: partial(drawing.badge, *told) for key, told in each.items()}
    return Print(
        f"{printed.PRINTS}badge-{name}",
        _hash(_design(), each),
        tuple(each),
        lambda: {key: drawn() for key, drawn in draw.items()},
    )


@cache
def _design() -> str:
    """Stands for how all is drawn: what changes there has all drawn anew, and nothing else of a deploy does."""
    typeset = [file.read_bytes() for file in sorted(drawing.TYPESET.glob("*.typ"))]
    said = [words.sentences(language)[key] for language in LANGUAGES for key in words.keys(language) if _is_ours(key)]
    return _hash(typeset, said, settings().public_url)


def _is_ours(key: str) -> bool:
    return key.startswith(("prints.", "jury."))


def _hash(*of: object) -> str:
    return hashlib.sha256(msgspec.json.encode(of)).hexdigest()[:16]
