"""The table of the works (wiring.toml), for whoever asks; infra/make makes of it what AWS and Chalice are told.

A name is the same everywhere: `count_votes` in app.py is the function gastvrij-<stage>-count-votes and CountVotes in
the template; the queue `confirmation-mail` is gastvrij-<stage>-confirmation-mail and ConfirmationMailQueue.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

TABLE = Path(__file__).with_name("wiring.toml")
TIMES_ITS_TIMEOUT = 6
"""How long a message that came is invisible; what AWS advises, so that none comes again while it is handled."""
ALWAYS, NOW_AND_THEN = "always", "now and then"
"""When what starts a function does so out of season."""


class Function(Struct, frozen=True, forbid_unknown_fields=True):
    """One function: its measures, what starts it where that is a queue, and all that it may do."""

    timeout: int
    memory: int
    out_of_season: str
    """ALWAYS, NOW_AND_THEN, or how often instead of `every`."""
    queue: str = ""
    batch: int = 10
    every: str = ""
    at_once: int | str = 0
    """How many run at the same time; a parameter's name where that is the operator's to say; 0 for no limit."""
    sends: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    destroys: tuple[str, ...] = ()
    tables: Mapping[str, tuple[str, ...]] = {}
    """What it does with each table, and with each index: dossiers/desk."""
    bucket: tuple[str, ...] = ()
    uploads: Mapping[str, tuple[str, ...]] = {}
    """What it does with each folder of what strangers sent us."""
    mails: bool = False
    watches: bool = False
    """Whether it sees how many messages are in any queue, and among its dead letters."""
    libraries: str = ""
    """Which file of infra/requirements its zip has beside the common one."""


class Queue(Struct, frozen=True, forbid_unknown_fields=True):
    """One queue and its dead letters; seconds."""

    fifo: bool = False
    delay: int = 0
    receives: int = 5
    """At least five: what a function that is busy sends back counts too."""
    stale: int = 900
    free_alarm: bool = True
    """Whether the alarm on its dead letters is one of the ten that cost nothing, and there if nobody is told."""
    filled_by: str = ""
    """Who else than we sends to it, if anybody does."""

    def named(self, name: str) -> str:
        """What AWS calls a queue of this kind with this name."""
        return f"{name}.fifo" if self.fifo else name


class Table(Struct, frozen=True, forbid_unknown_fields=True):
    """One table."""

    keys: tuple[str, ...]
    indexes: Mapping[str, tuple[str, ...]] = {}
    """Other keys by which rows are found that have them: attributes, and an index holds no others."""
    expires: str = ""
    backup: bool = True
    personal: bool = False
    """Whether it holds anything about somebody; a step's personal.py says what."""
    restored: bool = True
    emptied: tuple[str, ...] = ()
    """Attributes, of rows that have them, that are empty in what is restored."""


class Secret(Struct, frozen=True, forbid_unknown_fields=True):
    """One secret, which the first deploy makes."""

    of_round: bool = False
    """Each round has its own, named after it and destroyed after its results."""

    def named(self, name: str, round_name: str) -> str:
        """What a secret of this kind with this name is called, in a round or in any; "*" stands for each of them."""
        return f"{name}-{round_name}" if self.of_round else name


class Wiring(Struct, frozen=True, forbid_unknown_fields=True):
    """All of the works, by their names."""

    functions: Mapping[str, Function]
    queues: Mapping[str, Queue]
    tables: Mapping[str, Table]
    secrets: Mapping[str, Secret]

    def secrets_in(self, round_name: str) -> tuple[str, ...]:
        """The names of all secrets, in this round."""
        return tuple(secret.named(name, round_name) for name, secret in self.secrets.items())

    def reader(self, queue: str) -> str:
        """The function that reads a queue."""
        [reader] = (name for name, function in self.functions.items() if function.queue == queue)
        return reader

    def visibility(self, queue: str) -> int:
        """How long a message of a queue that came is invisible, in seconds."""
        return TIMES_ITS_TIMEOUT * self.functions[self.reader(queue)].timeout


@cache
def wiring() -> Wiring:
    """The table. Raises msgspec.ValidationError, which says where it is wrong."""
    return msgspec.toml.decode(TABLE.read_bytes(), type=Wiring)


def dashed(name: str) -> str:
    """count_votes → count-votes, as a function is called in AWS."""
    return name.replace("_", "-")


def pascal(name: str) -> str:
    """count_votes or confirmation-mail → CountVotes or ConfirmationMail."""
    return "".join(part.capitalize() for part in name.replace("-", "_").split("_"))


def logical(function: str) -> str:
    """What Chalice calls a function in its template."""
    return "APIHandler" if function == "web" else pascal(function)


def variable(queue: str) -> str:
    """In which variable of the environment functions find where a queue is."""
    return f"GASTVRIJ_QUEUE_{queue.upper().replace('-', '_')}"
