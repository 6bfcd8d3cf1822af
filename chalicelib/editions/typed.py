"""A year as somebody typed it in the form of a group, and all that is wrong with it: values in, values out."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from chalicelib import addresses, witness
from chalicelib.cloud.settings import settings
from chalicelib.edition import (
    LANGUAGES,
    MOST_COPIES,
    MOST_PARTNERS,
    MOST_REASONS,
    MOST_WATCH_WORDS,
    Edition,
    Partner,
    Site,
)
from chalicelib.editions import moments, passages
from chalicelib.editions.faults import faults
from chalicelib.editions.groups import ADDED, LICENCES, SEVERAL, Item, as_typed, at, gone, items
from chalicelib.errors import Refused
from chalicelib.web.fields import Fault
from chalicelib.witness import Witness

Faults = dict[str, list[Fault]]


def read(base: Edition, group: str, texts: Mapping[str, str]) -> tuple[Edition, Faults]:
    """A year as somebody made it who began with this one, and what is wrong with what they typed, by field."""
    tables, wrong = msgspec.json.decode(msgspec.json.encode(base)), {}
    tables["texts"] = passages.all_said(base)
    was = as_typed(base, group)
    for item in items(base, group):
        # Untouched it stays to the second as it was, whatever a file may say that no form can.
        if all(texts.get(name, "") == was[name] for name in item.names):
            continue
        try:
            at(tables, item.path[:-1])[item.path[-1]] = _read(item, texts, base.year)
        except _Wrong as problem:
            wrong[problem.field] = [Fault(problem.sentence, {"least": item.bounds[0], "most": item.bounds[1]})]
    if group in SEVERAL:
        wrong |= _read_several(group, tables, texts)
    if group == "watch_words" and texts[group] != was[group]:
        wrong |= _read_watch_words(tables, texts[group])
    if group == "sites":
        wrong |= _read_sites(tables, texts["sites"])
    if group == "partners":
        wrong |= _read_partners(base, tables, texts["partners"])
    if group == "witnesses":
        wrong |= _read_witnesses(tables, texts["witnesses"])
    if group == "copies":
        wrong |= _read_copies(tables, texts["copies"])
    tables["texts"] = passages.to_keep(base, tables["texts"])
    return (base if wrong else msgspec.convert(tables, Edition)), wrong


class _Wrong(Refused):
    """What is wrong with one field."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def _read(item: Item, texts: Mapping[str, str], year: int) -> Any:
    field = item.names[0]
    try:
        if item.kind in ("moment", "day"):
            day = moments.day(texts[field])
            if not moments.is_near(day, year):
                raise Refused("day_far")
            if item.kind == "day":
                return day.isoformat()
            field = item.names[1]
            return moments.moment(day, moments.hour(texts[field])).isoformat()
        return _READ[item.kind](texts[field], item.bounds)
    except Refused as problem:
        raise _Wrong(field, problem.sentence) from problem


def _read_number(text: str, bounds: tuple[int, int]) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text) or not bounds[0] <= int(text) <= bounds[1]:
        raise Refused("number_wrong")
    return int(text)


def _read_text(text: str, bounds: tuple[int, int]) -> str:
    if not text:
        raise Refused("text_empty")
    if len(text) > bounds[1]:
        raise Refused("text_long")
    return text


def _read_passage(text: str, bounds: tuple[int, int]) -> str:
    # Without any text of theirs a section says ours.
    return _read_text(text, bounds) if text else text


def _read_licence(text: str, bounds: tuple[int, int]) -> str:
    if text not in LICENCES:
        raise Refused("licence_wrong")
    return text


def _read_email(text: str, bounds: tuple[int, int]) -> str:
    try:
        return addresses.checked(_read_text(text, bounds))
    except Refused as problem:
        raise Refused("email_wrong" if problem.sentence == "email" else problem.sentence) from problem


_READ: Mapping[str, Callable[[str, tuple[int, int]], Any]] = {
    "number": _read_number,
    "text": _read_text,
    "email": _read_email,
    "licence": _read_licence,
    "long": _read_passage,
    "passage": _read_passage,
    "tick": lambda text, bounds: bool(text),
}


def _read_several(group: str, tables: Any, texts: Mapping[str, str]) -> Faults:
    """Leave out those that were ticked, and add the one that was typed."""
    its, wrong = SEVERAL[group], dict[str, list[Fault]]()
    there = at(tables, its.path)
    kept = [one for number, one in enumerate(there) if not texts.get(gone(number, group))]
    if any(texts.get(item.name) for item in ADDED[group]):
        added: dict[str, Any] = {"key": "", **{name: {} for name in (*its.names, *its.long)}}
        for item in ADDED[group]:
            try:
                added[str(item.path[1])][item.tongue] = _READ[item.kind](texts.get(item.name, ""), item.bounds)
            except Refused as problem:
                wrong[item.name] = [Fault(problem.sentence, {"most": item.bounds[1]})]
        if not wrong:
            kept.append({**added, "key": _key(added[its.names[0]][LANGUAGES[0]], [one["key"] for one in there])})
    if group == "categories" and not kept:
        wrong[""] = [Fault("no_category")]
    if group == "reasons" and len(kept) > MOST_REASONS:
        wrong[""] = [Fault("reasons_many", {"most": MOST_REASONS})]
    at(tables, its.path[:-1])[its.path[-1]] = kept
    return wrong


def _read_watch_words(tables: Any, text: str) -> Faults:
    """A word on each line, or several in a row."""
    words = sorted({" ".join(line.split()) for line in text.split("\n")} - {""}, key=str.casefold)
    wrong = [Fault("watch_word_wrong", {"typed": word[:60]}) for word in words if not 2 <= len(word) <= 40]
    if len(words) > MOST_WATCH_WORDS:
        wrong.append(Fault("watch_words_many", {"most": MOST_WATCH_WORDS}))
    tables["moderation"]["watch_words"] = words
    return {"watch_words": wrong} if wrong else {}


def _key(name: str, taken: Sequence[str]) -> str:
    from slugify import slugify

    key = slugify(name, max_length=36, word_boundary=True) or "categorie"
    return next(one for one in (key, *(f"{key}-{number}" for number in range(2, 99))) if one not in taken)


def _read_sites(tables: Any, text: str) -> Faults:
    origins = list(dict.fromkeys(_origin(line) for line in text.split("\n") if line.strip()))
    wrong = []
    for origin in origins:
        try:
            msgspec.convert({"origin": origin}, Site)
        except msgspec.ValidationError:
            wrong.append(Fault("site_wrong", {"typed": origin[:100]}))
    tables["sites"] = [{"origin": origin} for origin in origins]
    return {"sites": wrong} if wrong else {}


def _read_partners(base: Edition, tables: Any, text: str) -> Faults:
    """Each line has a name, and behind it the address of their site."""
    found, wrong = [], []
    # Who is called otherwise from now on, or has another site, keeps their logo.
    logos = {known: its.logo for its in base.partners for known in (its.url, its.name)}
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        name, _, url = line.rpartition(" ")
        partner = {"name": name.strip(" ,;|-–"), "url": url if "://" in url else f"https://{url}"}
        found.append({**partner, "logo": logos.get(partner["name"], logos.get(partner["url"], ""))})
        try:
            msgspec.convert(found[-1], Partner)
        except msgspec.ValidationError:
            wrong.append(Fault("partner_wrong", {"typed": line[:100]}))
    names = [partner["name"] for partner in found]
    wrong += [Fault("partner_twice", {"typed": name}) for name in dict.fromkeys(names) if names.count(name) > 1]
    if len(found) > MOST_PARTNERS:
        wrong.append(Fault("partners_many"))
    tables["partners"] = found
    return {"partners": wrong} if wrong else {}


def _read_witnesses(tables: Any, text: str) -> Faults:
    """Each line has a key, and the address where a checkpoint is offered to whose it is; in either order."""
    found, wrong = [], []
    for parts in filter(None, (line.split() for line in text.split("\n"))):
        keys, urls = ([part for part in parts if ("://" in part) is is_url] for is_url in (False, True))
        typed = {"typed": " ".join(parts)[:100]}
        if len(keys) != 1 or len(urls) != 1 or len(max(parts, key=len)) > witness.LONGEST:
            wrong.append(Fault("witness_wrong", typed))
            continue
        found.append({"key": keys[0], "url": urls[0]})
        if fault := witness.wrong(Witness(keys[0], urls[0]), settings().is_local):
            wrong.append(Fault(f"witness_{fault}", typed))
    keys = [one["key"] for one in found]
    wrong += [Fault("witness_twice", {"typed": key[:100]}) for key in dict.fromkeys(keys) if keys.count(key) > 1]
    if len(found) > witness.MOST:
        wrong.append(Fault("witnesses_many", {"most": witness.MOST}))
    tables["witnesses"] = found
    return {"witnesses": wrong} if wrong else {}


def _read_copies(tables: Any, text: str) -> Faults:
    """An address on each line, once, and beside it a language."""
    found, wrong = dict[str, str](), []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        language = next((word for word in line.casefold().split() if word in LANGUAGES), LANGUAGES[0])
        try:
            address = addresses.checked(" ".join(word for word in line.split() if word.casefold() != language))
            found.setdefault(address.casefold(), address if language == LANGUAGES[0] else f"{address} {language}")
        except Refused:
            wrong.append(Fault("copy_wrong", {"typed": line[:100]}))
    if len(found) > MOST_COPIES:
        wrong.append(Fault("copies_many", {"most": MOST_COPIES}))
    tables["copies"] = list(found.values())
    return {"copies": wrong} if wrong else {}


def _origin(line: str) -> str:
    """The site of an address that was typed or pasted, whatever page of it that is."""
    scheme, _, rest = (line if "://" in line else f"https://{line}").strip().partition("://")
    return f"{scheme}://{rest.partition('/')[0]}".lower()


# What no single field shows


def faults_of(edition: Edition, its: Sequence[Item]) -> Faults:
    """What is wrong with a year as a whole: at the field of these that it is about, or else of the form."""
    names = {name for item in its for name in item.names}
    found: Faults = {}
    for field, fault in faults(edition):
        name = re.sub(r"\[(\d+)]", r"-\1", field).replace(".", "-")
        at = next((one for one in (f"{name}-day", name) if one in names), "")
        found.setdefault(at, []).append(Fault(fault))
    return found
