"""What depends on nothing but what it is given is made once: pages, letters, signatures.

Only what libraries make, and what the project promises to make alike from the same; test_remembered plays schedules
with and without, and every AWS call is asked for in the same words.
"""

import hmac
from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field
from email import quoprimime
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import EmailPolicy
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from itsdangerous import URLSafeSerializer
from jinja2 import Template
from msgspec.structs import replace

from tests import environment  # noqa: F401 - The environment, before anything of the project.
from tests.drawn import once
from tests.simulation import rows
from tests.simulation.rows import Patch

# isort: split
from chalicelib.cloud import keys
from chalicelib.messages.mail import MailRequested
from chalicelib.notifications import mails
from chalicelib.photos import re_encoding
from chalicelib.prints import drawing
from chalicelib.publication import bucket
from chalicelib.site import files
from chalicelib.site.drawing import Site
from chalicelib.site.file import Absent, File, Sketch
from chalicelib.voting.receipts import pages as receipts
from chalicelib.web import links

_AFile = File | Sketch | Absent


def until_changed(make: Callable[..., Any]) -> Any:
    """The same function, asked once for the same, until the edges are made anew: the project may be another then."""
    kept = cache(make)
    _KEPT.append(kept.cache_clear)
    return kept


_KEPT: list[Callable[[], None]] = []


def forget() -> None:
    """Forget what was made by the project as it was until now."""
    for clear in _KEPT:
        clear()


def patches() -> Iterator[Patch]:
    """What to put in the places of libraries and ours; it remembers for as long as it stands there."""
    yield Template, "render", _pages(Template.render)
    yield mails, "_assembled", _letters(mails._assembled)
    yield files, "sketches", cache_of_files(files.sketches)
    yield bucket, "draw", once(bucket.draw, most=2_000)
    yield HeaderRegistry, "__getitem__", lru_cache(maxsize=256)(HeaderRegistry.__getitem__)
    yield HeaderRegistry, "__call__", _by_name_and_text(HeaderRegistry.__call__)
    yield EmailPolicy, "_fold", _by_name_and_text(EmailPolicy._fold)  # type: ignore[attr-defined]
    yield keys, "hmac", SimpleNamespace(new=lru_cache(maxsize=4_096)(hmac.new))
    yield links, "URLSafeSerializer", _Serializers
    yield quoprimime, "body_encode", lru_cache(maxsize=1_024)(quoprimime.body_encode)
    # A picture of the address beside it, which takes longer than all the rest of a schedule.
    yield receipts, "_qr", lambda address: ""
    # The same of what is printed; and photos, of which there are a few.
    yield drawing, "code", lru_cache(maxsize=64)(drawing.code)
    yield re_encoding, "re_encode", lru_cache(maxsize=64)(re_encoding.re_encode)
    yield from rows.patches()


# Pages, letters, files


def _by_name_and_text(method: Callable[..., Any]) -> Callable[..., Any]:
    """The same method of a thing, a header's name and its text, asked once for the same."""
    remembered: dict[tuple[Any, ...], Any] = {}

    def asked(self: Any, name: str, value: Any, **more: Any) -> Any:
        key = (self, name, type(value), str(value), *more.values())
        if key not in remembered:
            if len(remembered) > 4_000:
                remembered.clear()
            remembered[key] = method(self, name, value, **more)
        return remembered[key]

    return asked


def _pages(render: Callable[..., str]) -> Callable[..., str]:
    """The same rendering, done once for the same template and the same values."""
    remembered: dict[tuple[str | None, str], str] = {}

    def rendered(self: Template, **values: Any) -> str:
        written = repr(values)
        if " at 0x" in written:
            # Something that does not say what it holds: another may have its address next time.
            return render(self, **values)
        key = (self.name, written)
        if key not in remembered:
            if len(remembered) > 2_000:
                remembered.clear()
            remembered[key] = render(self, **values)
        return remembered[key]

    return rendered


def _letters(assemble: Callable[..., EmailMessage]) -> Callable[..., EmailMessage]:
    """The same letter, put together once for the same words; each time one of its own, to be dated."""
    remembered: dict[tuple[str, ...], EmailMessage] = {}

    def assembled(requested: MailRequested, *texts: str) -> EmailMessage:
        key = (repr(requested), *texts)
        if key not in remembered:
            if len(remembered) > 1_000:
                remembered.clear()
            remembered[key] = assemble(requested, *texts)
        letter = copy(remembered[key])
        letter._headers = [*letter._headers]  # type: ignore[attr-defined]
        return letter

    return assembled


def cache_of_files(build: Callable[[Site], Iterator[_AFile]]) -> Callable[[Site], Iterator[_AFile]]:
    """The same function, which renders an equal site once only: its promise is that it gives the same files."""

    @lru_cache(maxsize=256)
    def rendered(_: str, found: "_Hashable") -> list[_AFile]:
        return list(build(found.of))

    def remembered(found: Site) -> Iterator[_AFile]:
        # All of it but the edition and the address, which are the same in every schedule and long to write out.
        varies: Any = replace(found, edition=None, public_url="")
        return iter(rendered(repr(varies), _Hashable(found)))

    return remembered


@dataclass(frozen=True)
class _Hashable:
    """What goes along with its key."""

    of: Any = field(hash=False, compare=False)


class _Serializers:
    """A serializer that signs and reads the same once."""

    def __init__(self, secret_keys: list[str], salt: str, signer_kwargs: dict[str, Any]) -> None:
        self._made = _serializer(tuple(secret_keys), salt, **signer_kwargs)

    def dumps(self, said: Any) -> Any:
        return self._made.dumps(repr(said), _Hashable(said))

    def loads(self, token: str) -> Any:
        return self._made.loads(token)

    def dump_payload(self, said: Any) -> Any:
        return self._made.dump_payload(said)


@cache
def _serializer(secret_keys: tuple[str, ...], salt: str, **more: Any) -> Any:
    made = URLSafeSerializer([*secret_keys], salt=salt, signer_kwargs=more)

    @lru_cache(maxsize=1_024)
    def dumps(_: str, said: _Hashable) -> str | bytes:
        return made.dumps(said.of)

    return SimpleNamespace(dumps=dumps, loads=lru_cache(maxsize=1_024)(made.loads), dump_payload=made.dump_payload)
