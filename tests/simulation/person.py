"""Somebody in a schedule."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from greenlet import greenlet

from tests.simulation.letters import Letter
from tests.simulation.workers import Answer, Worker, answered

# isort: split
from tests.gateway import Browser

if TYPE_CHECKING:
    from tests.simulation.schedule import Stage


@dataclass(eq=False)
class Person:
    """Somebody who acts over HTTP and reads mails: a script in a greenlet of its own."""

    stage: "Stage"
    name: str
    script: Callable[["Person"], object]
    addresses: tuple[str, ...] = ()
    """All of one mailbox."""
    waits_for: Callable[[], Any] | None = None
    """None: nothing, it may act. Else it may once this gives something."""
    until: int | None = None
    """Or once this moment is there."""
    gives_up: bool = False
    """Whether it stops waiting when all is quiet."""
    is_done: bool = False
    browser: Browser = field(default_factory=Browser)
    """With whose cookies it asks."""

    def __post_init__(self) -> None:
        self.greenlet = greenlet(self._live)

    def _live(self, _: Any) -> None:
        self.script(self)
        self.is_done = True

    # What a script says

    def pick(self, choices: int, chance: float = 1.0) -> int:
        return self.stage.draws.pick(choices, chance)

    def maybe(self, chance: float) -> bool:
        return self.stage.draws.maybe(chance)

    def one_of(self, things: Sequence[Any]) -> Any:
        return self.stage.draws.one_of(things)

    def ask(self, method: str, path: str, fields: Any = None, as_json: bool = False) -> Answer:
        """One request, and its answer; which may get lost on its way to the browser."""
        worker = self.stage.world.request(method, path, fields, as_json, self.browser.cookie)
        self.stage.begin(worker)
        self._wait(lambda: worker.ended)
        answer = answered(worker)
        # I13: whatever fails behind it, the web function refuses in its own words.
        if worker.ended == "raised" or answer.status in (500, 501):
            world = self.stage.world
            world.violated(f"I13: {worker.name} answered {answer.status}: {world.errors[-1:]}")
        if self._is_lost():
            return Answer(0)
        if worker.ended == "done":
            self.browser.keep(worker.result)
        return answer

    def _is_lost(self) -> bool:
        """Whether an answer gets lost between us and the browser."""
        if not self.stage.weather.fault or not self.maybe(self.stage.weather.fault / 2):
            return False
        self.stage.count("answer to the browser lost")
        return True

    def get(self, path: str, as_json: bool = False) -> Answer:
        return self.ask("GET", path, as_json=as_json)

    def post(self, path: str, fields: Any, as_json: bool = False) -> Answer:
        return self.ask("POST", path, fields, as_json)

    def letter(self, about: str = "", purpose: str = "") -> Letter | None:
        """The oldest mail that was not read yet; None when nothing comes any more."""

        letters, place = self.stage.letters, 0

        def unread() -> Letter | None:
            # What is not wanted now never will be: only what comes later is still to be looked at.
            nonlocal place
            while place < len(letters):
                letter = letters[place]
                if (
                    letter.to in self.addresses
                    and letter.reader is None
                    and about in letter.text
                    and (not purpose or letter.purpose == purpose)
                ):
                    return letter
                place += 1
            return None

        letter: Letter | None = self._wait(unread, gives_up=True)
        if letter:
            letter.reader = self.name
        return letter

    def run(self, name: str, errand: Callable[[], Any]) -> Worker:
        """Run an operator's tool to its end, whichever that is."""
        worker = self.stage.world.errand(name, errand)
        self.stage.begin(worker)
        self._wait(lambda: worker.ended)
        return worker

    def wait(self, microseconds: int) -> None:
        """Do something else meanwhile."""
        self._wait(lambda: None, until=self.stage.world.now + microseconds)

    def once(self, found: Callable[[], Any]) -> Any:
        """Wait until this gives something; what it gives when nothing comes any more."""
        return self._wait(found, gives_up=True)

    def until_quiet(self) -> None:
        """Wait until nothing happens any more."""
        self._wait(lambda: None, gives_up=True)

    def also(self, script: Callable[["Person"], object], name: str = "") -> "Person":
        """Meanwhile, in another window or by somebody else."""
        return self.stage.invite(name or f"{self.name}'s other window", script, self.addresses)

    def _wait(self, found: Callable[[], Any], until: int | None = None, gives_up: bool = False) -> Any:
        self.waits_for, self.until, self.gives_up = found, until, gives_up
        return self.greenlet.parent.switch()
