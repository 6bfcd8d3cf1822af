"""A year and its changes in the words of who reads them."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from chalicelib import brussels
from chalicelib.amendment import Amendment
from chalicelib.edition import KEYS, LANGUAGES, Edition
from chalicelib.editions import groups, passages, rules
from chalicelib.editions.differences import Difference, differences, moved_by
from chalicelib.editions.groups import Item
from chalicelib.editions.typed import Faults
from chalicelib.kinds import Language, Seconds
from chalicelib.web import words
from chalicelib.web.words import say


class Line(Struct, frozen=True):
    """One difference: what it is about, how far it moved, and how it was and is; "" for what is not to be said."""

    term: str
    moved: str = ""
    old: str = ""
    new: str = ""
    tongue: Language = ""
    """Of what was written, where it is a text in one language."""


class Moment(Struct, frozen=True):
    """Something in the calendar of a year."""

    label: str
    at: date
    state: str
    """past, next or ahead."""


def lines(before: Edition, after: Edition, language: Language) -> list[Line]:
    """How a version differs from the one before, each difference once: dates in their order, then the rest."""
    found = sorted(differences(before, after), key=_as_in_the_calendar)
    each = (one for its in found for one in _in_each_language(its, before, after))
    return list(dict.fromkeys(line(one, before, after, language) for one in each))


def _in_each_language(its: Difference, before: Edition, after: Edition) -> Iterator[Difference]:
    """A section that is theirs from now on, or ours again, as what differs of it in each language."""
    if its.path[0] != "texts" or its.path[-1] != KEYS["texts"]:
        yield its
        return
    for tongue in LANGUAGES:
        old, new = (passages.said(one, its.path[1], tongue) for one in (before, after))
        if old != new:
            yield Difference((*its.path[:2], tongue), old, new)


def year_after(before: Edition, after: Edition, language: Language) -> list[Line]:
    """What is new in a year that is made of another: how it is called, and its dates in their order."""
    titles = [
        Line(label_in(language, "title", tongue), "", before.title[tongue], after.title[tongue], tongue)
        for tongue in LANGUAGES
        if before.title[tongue] != after.title[tongue]
    ]
    moments = zip(groups.as_moments(before), groups.as_moments(after), strict=True)
    dates = sorted((new.isoformat(), label, old, new) for (label, old), (_, new) in moments)
    return [
        *titles,
        *(
            Line(label_in(language, label), "", in_words(old, language), in_words(new, language))
            for _, label, old, new in dates
        ),
    ]


def _as_in_the_calendar(its: Difference) -> tuple[bool, str]:
    is_dated = isinstance(its.new, date)
    # A day stands before its hours; all are of the same clocks but for an hour.
    return not is_dated, its.new.isoformat() if is_dated else ""


def line(its: Difference, before: Edition, after: Edition, language: Language) -> Line:
    """One difference between two versions."""
    table, tongue = its.path[0], its.path[-1] if its.path[-1] in LANGUAGES else ""
    if ".".join(its.path) in KEYS:
        return Line(say(language, "organise.fields.order"))
    if table == "categories":
        return _line_of_category(its, before, after, language, tongue)
    if its.path[:2] == ("moderation", "reasons"):
        return _line_of_reason(its, before, after, language, tongue)
    if its.path in (("moderation", "watch_words"), ("copies",)):
        return _line_of_words(its, language)
    if table == "partners" and its.path[-1] == "logo":
        return _line_of_logo(its, before, after, language)
    if table in ("amendments", "waits"):
        return _line_of_amendment(table, before, after, language)
    if table in ("sites", "partners"):
        return Line(say(language, f"organise.fields.{table[:-1]}"), "", its.old or "", its.new or "")
    if table == "witnesses":
        return Line(say(language, f"organise.fields.witness_{its.path[-1]}"), "", its.old or "", its.new or "")
    if table == "texts" and tongue:
        old, new = (passages.said(one, its.path[1], tongue) for one in (before, after))
        return Line(_passage(its.path[1], tongue, language), "", old, new, tongue)
    label = "_".join(its.path[:-1] if tongue else its.path)
    if table == "rounds":
        kinds = {one.key: one.kind for edition in (before, after) for one in edition.rounds}
        label = f"{kinds[its.path[1]]}_{its.path[2]}"
    if f"organise.fields.{label}" not in words.sentences(language):
        return Line(say(language, "organise.fields.other"))
    return _line_of_field(its, label, language, tongue)


def _line_of_field(its: Difference, label: str, language: Language, tongue: Language = "") -> Line:
    moved = _moved(its.old, its.new, language) if isinstance(its.old, date) and isinstance(its.new, date) else ""
    return Line(
        label_in(language, label, tongue), moved, in_words(its.old, language), in_words(its.new, language), tongue
    )


def _line_of_amendment(table: str, before: Edition, after: Edition, language: Language) -> Line:
    """What began to wait or waits no more; of what two agreed on, what everybody reads."""
    if table == "amendments":
        noted = next((its.note[language] for its in reversed(after.amendments) if its not in before.amendments), "")
        return Line(say(language, "organise.fields.note"), "", "", noted)
    old, new = (
        "; ".join(f"{its.term}: {its.new}" for amended in one.waits for its in amendment(amended, one, language))
        for one in (before, after)
    )
    return Line(say(language, "organise.fields.waits"), "", old, new)


def amendment(its: Amendment, edition: Edition, language: Language) -> list[Line]:
    """What an amendment changes of its round."""
    kind = next((one.kind for one in edition.rounds if one.key == its.round), "public")
    changes = (Difference(("rounds", its.round, one.field), one.old, one.new) for one in its.changed)
    return [_line_of_field(one, f"{kind}_{one.path[-1]}", language) for one in changes]


def _line_of_logo(its: Difference, before: Edition, after: Edition, language: Language) -> Line:
    old, new = (say(language, f"organise.logo.{'shown' if side else 'none'}") for side in (its.old, its.new))
    term = say(language, "organise.fields.partner_logo", partner=its.path[1])
    return Line(term, "", "" if old == new else old, say(language, "organise.logo.other") if old == new else new)


def _line_of_category(its: Difference, before: Edition, after: Edition, language: Language, tongue: Language) -> Line:
    names = {one.key: one.name[language] for edition in (after, before) for one in edition.categories}
    name = names[its.path[1]]
    if not tongue:
        old, new = (name if side else "" for side in (its.old, its.new))
        return Line(say(language, "organise.fields.category"), "", old, new)
    term = say(language, f"organise.fields.category_{its.path[2]}", category=name, tongue=_tongue(language, tongue))
    return Line(term, "", its.old or "", its.new or "", tongue)


def _line_of_reason(its: Difference, before: Edition, after: Edition, language: Language, tongue: Language) -> Line:
    if tongue:
        return Line(label_in(language, "sentence", tongue), "", its.old or "", its.new or "", tongue)
    said = {one.key: one.sentence[language] for edition in (after, before) for one in edition.moderation.reasons}
    old, new = (said[its.path[2]] if side else "" for side in (its.old, its.new))
    return Line(say(language, "organise.fields.reason"), "", old, new)


def _line_of_words(its: Difference, language: Language) -> Line:
    """Which words came and went; all that stayed is not said."""
    old, new = ([word for word in one or () if word not in (other or ())] for one, other in _both_ways(its))
    return Line(say(language, f"organise.fields.{its.path[-1]}"), "", ", ".join(old), ", ".join(new))


def _both_ways(its: Difference) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (its.old, its.new), (its.new, its.old)


def _passage(key: str, tongue: Language, language: Language) -> str:
    named = {"section": passages.title(key, language), "tongue": _tongue(language, tongue)}
    return say(language, "organise.fields.passage", **named)


def _moved(old: date, new: date, language: Language) -> str:
    unit, count = moved_by(old, new)
    return say(language, f"organise.moved.{'later' if count > 0 else 'earlier'}.{unit}", count=abs(count))


def in_words(value: Any, language: Language) -> str:
    """A value of a year as people read it; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return say(language, f"organise.{'yes' if value else 'no'}")
    if isinstance(value, datetime):
        value = value.astimezone(brussels.CLOCKS)
    return str(words.in_words(language, value))


def label_of(item: Item, language: Language) -> str:
    """What a field is called."""
    if item.kind == "passage":
        return _passage(str(item.path[1]), item.tongue, language)
    return label_in(language, item.label, item.tongue)


def label_in(language: Language, label: str, tongue: Language = "") -> str:
    """What something of a year is called; a text in one language says which."""
    return say(language, f"organise.fields.{label}", tongue=_tongue(language, tongue) if tongue else "")


def _tongue(language: Language, tongue: Language) -> str:
    return say(language, f"organise.tongue.{tongue}")


def help_with(language: Language, label: str) -> str:
    """What one should know of a field; "" where there is nothing to know."""
    return words.sentences(language).get(f"organise.help.{label}", "")


# Forms


def faults(found: Faults, items: Iterable[Item], language: Language) -> dict[str, list[str]]:
    """What is wrong with a form, in sentences by field, each naming its field; in the order of the page."""
    labels = {name: label_of(item, language) for item in items for name in item.names}
    order = [name for name in (*labels, *found) if name in found]
    return {
        name: [
            say(language, f"organise.faults.{fault.sentence}", field=labels.get(name, ""), **fault.values)
            for fault in found[name]
        ]
        for name in dict.fromkeys(order)
    }


def refusal(reason: str, language: Language) -> str:
    """Why a change is not taken."""
    return say(language, f"organise.refused.{reason}")


def to_confirm(found: Iterable[str], language: Language) -> str:
    """What has to be said to be meant, as who ticks its box says it; "" for nothing."""
    return " ".join(say(language, f"organise.confirm.{name}") for name in found)


def consequences(newest: Edition, wanted: Edition, now: Seconds, language: Language) -> list[str]:
    """What else follows of a change."""
    return [say(language, f"organise.follows.{name}") for name in rules.consequences(newest, wanted, now)]
