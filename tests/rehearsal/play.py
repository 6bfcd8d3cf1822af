"""A year that invented people play: what is going to happen, what was shown, and what ought to come of it."""

import heapq
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage

from tests.campaign import Answer
from tests.rehearsal.album import Album
from tests.rehearsal.cast import Cast
from tests.rehearsal.stage import Stage


@dataclass
class Play:
    """A rehearsal that goes on."""

    stage: Stage
    cast: Cast
    album: Album = field(default_factory=Album)
    slugs: dict[str, str] = field(default_factory=dict)
    """The address of each initiative that became public, by its title."""
    wanted: dict[str, str] = field(default_factory=dict)
    """Whom each voter asked to vote for last."""
    choices: dict[str, str] = field(default_factory=dict)
    """Whom each voter's vote is for in the end, as they themselves remember it."""
    receipts: dict[str, str] = field(default_factory=dict)
    """The path of each voter's last receipt."""
    gone: set[str] = field(default_factory=set)
    """Candidates that were taken down."""
    _coming: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _said: int = 0

    # What happens

    def later(self, at: datetime, do: Callable[[], None]) -> None:
        """Have this happen at a moment; of two at the same, what was said first."""
        self._said += 1
        heapq.heappush(self._coming, (at, self._said, do))

    def happens(self) -> datetime | None:
        """Let time go by until the next thing, and let that happen; returns its moment, None where nothing is left."""
        if not self._coming:
            return None
        at, _, do = heapq.heappop(self._coming)
        self.stage.go(at)
        do()
        return at

    # What ought to come of it

    @property
    def counted(self) -> Counter[str]:
        """The votes of each candidate, by what the voters remember."""
        return Counter(slug for slug in self.choices.values() if slug not in self.gone)

    @property
    def candidates(self) -> list[str]:
        """Who can be voted for now."""
        its = {one.title: one for one in self.cast.initiatives}
        return sorted(slug for title, slug in self.slugs.items() if slug not in self.gone and its[title].competes)

    def looks(self) -> None:
        """Note the address of each initiative that is public."""
        told = json.loads(self.stage.file("initiatives.json"))
        self.slugs |= {one["title"]: one["slug"] for one in told["initiatives"]}

    # What is shown

    def halt(self, name: str) -> None:
        """Begin a station."""
        self.album.halt(name, self.stage.now, self.stage.bucket)

    def shows(self, title: str, path: str) -> Answer:
        """Open a page for all to see: it has to be there."""
        answer = self.stage.get(path)
        assert answer.status == 200, f"{path} is answered with {answer.status}"
        return self.came(title, path, answer)

    def came(self, title: str, path: str, answer: Answer) -> Answer:
        """Keep what came of a form, or a page that says no."""
        self.album.page(title, path, answer.body)
        return answer

    def mailed(self, title: str, to: str, about: str = "") -> EmailMessage:
        """Keep the newest mail to somebody."""
        mail = self.stage.newest(to, about)
        self.album.mail(title, mail)
        return mail
