"""The few words that a moderator may change as they approve: values in, values out."""

from collections.abc import Mapping

from msgspec.structs import replace

from chalicelib.initiative import Initiative
from chalicelib.moderation import rules

NAMES = ("title", "summary", "description", "join")
"""The texts that everyone reads, in which a moderator may change something."""

MOST = 600
"""Characters that go out and come in, together: some twenty words set right, or a paragraph left out. What is more is a
text that its initiator did not write: that is asked of them. And all of it fits in their mail."""


def edited(own: Initiative, texts: Mapping[str, str]) -> Initiative:
    """What somebody sent in, with these of its texts instead of their own."""
    return replace(own, **{name: texts[name] for name in NAMES})


def changed(own: Initiative, texts: Mapping[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Each text that is other than its initiator's own, with what went out of it and what came in."""
    was = {name: getattr(own, name) for name in NAMES}
    return {name: rules.differences(was[name], texts[name]) for name in NAMES if texts[name] != was[name]}


def size(changed: Mapping[str, list[tuple[str, str]]]) -> int:
    """How many characters go out and come in."""
    return sum(len(text) for pieces in changed.values() for kind, text in pieces if kind != "same")
