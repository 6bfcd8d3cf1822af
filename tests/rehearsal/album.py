"""What a rehearsal showed, station by station, with all public files as they were then."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage


@dataclass(frozen=True)
class Shown:
    """A page or a mail as somebody saw it; of a mail `path` is empty."""

    name: str
    title: str
    path: str
    html: str
    about: str = ""
    """Of a mail: to whom it went."""


@dataclass
class Station:
    """Where the rehearsal halts to be looked at."""

    name: str
    moment: datetime
    files: Mapping[str, bytes]
    """The public files as they were, each by its key."""
    shown: list[Shown] = field(default_factory=list)


@dataclass
class Album:
    """The stations in their order."""

    stations: list[Station] = field(default_factory=list)

    def halt(self, name: str, moment: datetime, files: Mapping[str, bytes]) -> None:
        """What is shown from now on is of this station."""
        self.stations.append(Station(name, moment, dict(files)))

    def page(self, title: str, path: str, html: str) -> None:
        """Keep a page."""
        self._keep(title, path, html)

    def mail(self, title: str, mail: EmailMessage) -> None:
        """Keep a mail as it looks."""
        body = mail.get_body(("html", "plain"))
        assert body is not None
        self._keep(title, "", str(body.get_content()), f"{mail['To']}: {mail['Subject']}")

    def _keep(self, title: str, path: str, html: str, about: str = "") -> None:
        its = self.stations[-1]
        name = f"{len(self.stations):02}-{its.name}-{len(its.shown) + 1}"
        its.shown.append(Shown(name, title, path, html, about))
