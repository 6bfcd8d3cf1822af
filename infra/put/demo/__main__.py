"""`make demo`: fills the running campaign through its public forms and mails, as people would."""

import os
import random
import sys
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from infra.put.demo import invented
from infra.put.demo.invented import Initiative
from infra.put.demo.people import PATIENCE, DemoFailed, Visitor
from infra.put.local.place import LocalFailed, this_place
from infra.put.team import INVENTED
from infra.terminal import complain, console

APPROVED = "goedkeuren"
"""What a moderator types who means it."""
VOTES = 60
[MODERATOR] = [address for name, address, _ in INVENTED if name.startswith("An ")]
AT_ONCE = 3
"""People who are busy at the same time."""

Of = TypeVar("Of")


def main() -> int:
    """Fill the campaign. Exit code 1 and one sentence when it cannot."""
    os.environ["NO_PROXY"] = "localhost,127.0.0.1"
    try:
        place = this_place()
        # Where it runs is known better than which PORT was typed in the other window.
        _fill(Visitor((place.where or {}).get("url", place.url)))
    except (DemoFailed, LocalFailed) as problem:
        return complain(problem)
    except KeyboardInterrupt:
        console.print("Stopped halfway; start it again and it goes on from there.")
        return 1
    return 0


def _fill(visitor: Visitor) -> None:
    initiatives = invented.initiatives()
    public = _public(visitor)
    missing = [initiative for initiative in initiatives if initiative.title not in public]
    bars = (TextColumn("{task.description:<38}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*bars, console=console) as progress:
        _each(progress, "Initiators register", missing, lambda one: _register(visitor, one))
        _each(progress, "They press the button in their mail", missing, lambda one: _confirm(visitor, one))
        _each(progress, "Moderators approve", missing, lambda one: _approve(visitor, one))
        public = _wait_until_public(visitor, progress, initiatives)
        candidates = [public[initiative.title] for initiative in initiatives if initiative.competes]
        _each(progress, "People vote", _ballots(candidates), lambda ballot: _vote(visitor, *ballot))
    console.print(
        f"\nDone: [bold]{visitor.site}/nl/[/] shows it, {visitor.site}/mailbox has the mails.", soft_wrap=True
    )


def _public(visitor: Visitor) -> dict[str, str]:
    """The slug of each title that is public."""
    return {one["title"]: one["slug"] for one in visitor.read("/initiatives.json")["initiatives"]}


def _register(visitor: Visitor, initiative: Initiative) -> None:
    if not visitor.links(initiative.email):
        # A program's form, without the stamp of a page: nobody has to wait three seconds forty times.
        done = visitor.proof("/initiatives", initiative.email)
        visitor.send("/initiatives", {**initiative.fields, "altcha": done})


def _confirm(visitor: Visitor, initiative: Initiative) -> None:
    visitor.press(visitor.open(visitor.link(initiative.email)))


def _approve(visitor: Visitor, initiative: Initiative) -> None:
    review = visitor.open(visitor.link(MODERATOR, initiative.title))
    # Where the demo was stopped halfway, the moderator decided already.
    if 'name="decision"' in review.text:
        visitor.press(review, decision="approve", sure="approve", word=APPROVED)


def _wait_until_public(visitor: Visitor, progress: Progress, initiatives: list[Initiative]) -> dict[str, str]:
    task = progress.add_task("The files are built", total=len(initiatives))
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        public = _public(visitor)
        there = sum(initiative.title in public for initiative in initiatives)
        progress.update(task, completed=there)
        if there == len(initiatives):
            return public
        time.sleep(1)
    raise DemoFailed("Not all initiatives became public; the log of the local stack says why.")


def _ballots(slugs: list[str]) -> list[tuple[str, str]]:
    """Who votes for which: some initiatives are more loved than others, and the same ones each time."""
    chance = random.Random(2027)
    loved = [1 / (1 + place) for place in range(len(slugs))]
    order = chance.sample(slugs, len(slugs))
    return [(slug, f"kiezer.{n:02}@example.org") for n, slug in enumerate(chance.choices(order, loved, k=VOTES), 1)]


def _vote(visitor: Visitor, slug: str, email: str) -> None:
    if not visitor.links(email):
        fields = {"candidate": slug, "email": email, "language": "nl", "altcha": ""}
        fields["altcha"] = visitor.proof("/votes", email, candidate=slug)
        visitor.send("/votes", fields)
    visitor.press(visitor.open(visitor.link(email)))


def _each(progress: Progress, what: str, these: Iterable[Of], do: Callable[[Of], None]) -> None:
    """Do something for each of these, a few at a time. Raises what went wrong with the first that failed."""
    todo = list(these)
    task = progress.add_task(what, total=len(todo))
    with ThreadPoolExecutor(AT_ONCE) as people:
        for done in as_completed([people.submit(do, one) for one in todo]):
            try:
                done.result()
            except DemoFailed:
                people.shutdown(cancel_futures=True)
                raise
            progress.advance(task)


if __name__ == "__main__":
    sys.exit(main())
