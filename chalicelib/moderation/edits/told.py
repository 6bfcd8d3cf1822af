"""What an initiator is told of the words that a moderator changed."""

from chalicelib.initiative import Initiative
from chalicelib.kinds import Language
from chalicelib.moderation.edits.rules import NAMES, changed
from chalicelib.moderation.warnings import unlinked
from chalicelib.web.words import say


def told(own: Initiative, edited: Initiative, language: Language) -> str:
    """A line for each place that is other than what they sent in, in which no address is a link."""
    texts = {name: getattr(edited, name) for name in NAMES}
    return "\n".join(
        say(language, f"edits.told.{how}", field=say(language, f"fields.{name}"), out=unlinked(out), new=unlinked(new))
        for name, pieces in changed(own, texts).items()
        for how, out, new in _places(pieces)
    )


def _places(pieces: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    """How each place differs, with what stood there and what does now."""
    places: list[tuple[str, str, str]] = []
    before = "same"
    for kind, text in pieces:
        words = " ".join(text.split())
        if kind == "in" and before == "out":
            places[-1] = ("both", places[-1][1], words)
        elif kind != "same":
            places.append((kind, words, words))
        before = kind
    # Where only spaces and lines are others, there is no word to name.
    return [
        ("spaces", "", "") if (how == "both" and out == new) or not (out or new) else (how, out, new)
        for how, out, new in places
    ]
