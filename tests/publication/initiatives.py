"""Initiatives to publish, and words that try to be more than words."""

from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.initiative import Initiative
from chalicelib.messages.publication import InitiativeApproved, InitiativeTakenDown
from chalicelib.site.public import Published

GENT, BRUSSEL, RONSE = "44021", "21004", "45041"

VOTING = datetime.fromisoformat("2027-04-10T12:00:00+02:00")

APPROVED_AT = 1_800_000_000
"""In January 2027, seconds."""

HOSTILE = (
    "</script><script>alert(1)</script>",
    "]]><!--",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}{% raw %}",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\tindented",
    "a\u202eb\u2066c",
    "👋🏽 𝕎elkom",
    "a\x00b\x0bc\x1bd\ufffee",
    "comma, \"quoted\"; 'single'\r\nand a new line",
    "&amp; &lt;b&gt; & <b>bold</b>",
    "%s {0} {title} \\u0041",
)


def initiative(**changes: Any) -> Initiative:
    """A language café in Ghent, but for the changes."""
    cafe = Initiative(
        title="Taalcafé De Brug",
        summary="Elke woensdag oefenen buren en nieuwkomers samen Nederlands.",
        description="Er is koffie.\n\nEn er zijn verhalen.",
        category="verenigingen",
        places=(GENT,),
        organisation="Buurtwerk Rabot",
        website="https://www.example.org/brug",
        language="nl",
        competes=True,
    )
    return replace(cafe, **changes)


def published(slug: str = "taalcafe-de-brug", at: int = APPROVED_AT, **changes: Any) -> Published:
    """An initiative that everyone may see."""
    return Published(slug, initiative(**changes), at)


def approval(
    slug: str = "taalcafe-de-brug", version: int = 1, at: int = APPROVED_AT, **changes: Any
) -> InitiativeApproved:
    """A moderator's yes to one version of a dossier."""
    return InitiativeApproved(slug, version, initiative(**changes), at)


def takedown(slug: str = "taalcafe-de-brug", version: int = 1, at: int = APPROVED_AT + 60) -> InitiativeTakenDown:
    """A moderator's no after all."""
    return InitiativeTakenDown(slug, version, at)
