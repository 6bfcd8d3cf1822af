"""What is public was approved, and is the last word."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from operator import itemgetter
from typing import Any

from tests.cloud.calls import SECOND
from tests.cloud.expressions import Row
from tests.simulation.invariants.dossiers import public
from tests.simulation.invariants.photos import PHOTOS, check_photos, is_allowed, only_these_are_public
from tests.simulation.invariants.prints import check_prints
from tests.simulation.people.memory import history
from tests.simulation.schedule import Stage

# isort: split
from chalicelib.site import gone as absent
from chalicelib.site.shelf import unnamed
from tests.years import YEAR

SIGN = re.compile(r"zz[a-z0-9]+zz")
"""What an initiative's words hold and nothing else does."""


def signs_in(content: bytes) -> set[str]:
    """The signs that a file shows; a picture shows none."""
    return {*SIGN.findall(content.decode(errors="replace"))}


def public_is_approved(stage: Stage, approved: list[Row]) -> Iterator[str]:
    signs = {SIGN.search(its["title"]).group() for dossier in approved if (its := public(stage, dossier))}  # type: ignore[union-attr]
    slugs = {dossier["slug"]["S"] for dossier in approved}
    if len(slugs) < len(approved):
        yield "I7: two initiatives share a page"
    for key, content in stage.world.cloud.s3.files.items():
        found = signs_in(content)
        # The address of a page stays as it was first given, also where its title was changed since.
        if found - signs - set(SIGN.findall(" ".join(slugs))):
            yield f"I7: {key} shows what nobody may see"
        if key in ("initiatives.json", "initiatives.csv", "initiatives.index.json") and signs - found:
            yield f"I7: {key} lacks what was approved"
    for slug in slugs:
        for language in ("nl", "fr", "en"):
            if f"{language}/initiatives/{slug}" not in stage.world.cloud.s3.files:
                yield f"I7: {language}/initiatives/{slug} is not there"
    yield from _takedowns_are_told(stage, slugs)
    yield from check_photos(stage, approved)


def _takedowns_are_told(stage: Stage, slugs: set[str]) -> Iterator[str]:
    """What was shown and is no more has a page that says so, and whoever reads the feed hears of it."""
    rows = [row for row in stage.world.table("publications").rows.values() if "at" in row]
    if not rows:
        return
    gone = {row["slug"]["S"] for row in rows if "initiative" not in row}
    told = stage.world.cloud.s3.files.get("nl/gone.json", b"[]")
    if told != absent.file(map(unnamed, gone)).content or gone & slugs:
        yield "I7: the pages of what was taken down do not say so"
    feed = stage.world.cloud.s3.files.get("initiatives.atom", b"").decode()
    changed = max(int(row["at"]["N"]) for row in rows)
    if (
        feed
        and f"<updated>{datetime.fromtimestamp(changed, UTC):%Y-%m-%dT%H:%M:%SZ}" not in feed.partition("<entry")[0]
    ):
        yield "I7: the feed does not say when something last came or went"


def watch_files(stage: Stage) -> None:
    """I7, at any moment: no file ever holds words of an initiative before anybody asked to approve it."""
    told = history(stage)
    seen: set[str] = set()

    def on_put(key: str, content: bytes) -> None:
        if key.startswith(PHOTOS) and not is_allowed(stage, key, content):
            stage.world.violated(f"I20: {key[:60]} is public before anybody approved it, or as it was sent")
        for sign in signs_in(content) - seen:
            if any(sign in letter.text for letter in told.approving):
                seen.add(sign)
            else:
                stage.world.violated(f"I7: {key} shows {sign} before anybody approved it")

    stage.world.cloud.s3.on_put = on_put


def check_files(stage: Stage) -> Iterator[str]:
    """I7 and I14: the files show the last word about each initiative, whatever came when."""
    last: dict[str, tuple[int, str, list[dict[str, Any]]]] = {}
    for _, kind, fields in stage.sent:
        if kind in ("InitiativeApproved", "InitiativeTakenDown"):
            rank = fields["dossier_version"] * 2 + (kind == "InitiativeTakenDown")
            its: dict[str, Any] = fields["initiative"] if kind == "InitiativeApproved" else {"title": ""}
            word = rank, its["title"], its.get("photos", [])
            last[fields["slug"]] = max(last.get(fields["slug"], word), word, key=itemgetter(0))
    signs = {slug: SIGN.search(title).group() for slug, (_, title, _) in last.items() if title}  # type: ignore[union-attr]
    yield from _show(stage, {slug: title for slug, (_, title, _) in last.items()}, {*signs.values()})
    yield from only_these_are_public(stage, (one for _, title, photos in last.values() if title for one in photos))
    yield from check_prints(stage, signs)
    yield from _results_are_newest(stage)


def _show(stage: Stage, last: Mapping[str, str], signs: set[str]) -> Iterator[str]:
    """The pages show the last titles: "" of what was taken down."""
    files = stage.world.cloud.s3.files
    for key, content in files.items():
        found = signs_in(content)
        if found - signs:
            yield f"I7: {key} shows what nobody may see"
        if key in ("initiatives.json", "initiatives.index.json", "fr/initiatives") and signs - found:
            yield f"I7: {key} lacks what was approved"
    for slug, title in last.items():
        for language in ("nl", "fr", "en"):
            if (f"{language}/initiatives/{slug}" in files) != bool(title):
                yield f"I7: {language}/initiatives/{slug} is {'not ' if title else ''}there"


def _results_are_newest(stage: Stage) -> Iterator[str]:
    results = [fields for _, kind, fields in stage.sent if kind == "ResultsCounted"]
    if not results or stage.world.now < int(YEAR.vote.results.timestamp()) * SECOND:
        return
    newest = max(results, key=lambda fields: int(fields["as_of"]))
    page = stage.world.cloud.s3.files["nl/results"].decode()
    if not re.search(rf"\b{sum(newest['votes'].values())}\b", page):
        yield "I3: the results page does not show the newest recount"
