"""What mail providers say of their addresses: which spellings are one mailbox, and which domains many people share.

The data, with a source and a day for each provider, is providers.toml beside this file.
"""

import datetime
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Struct

from chalicelib.errors import Broken

PROVIDERS = Path(__file__).parent / "providers.toml"
BAKED = Path(__file__).parent / "built" / "providers.json"


class Provider(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The rules of a provider, as the head of its file tells them."""

    domains: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    one: bool = False
    ignored: str = ""
    alike: tuple[Annotated[str, msgspec.Meta(min_length=2, max_length=2)], ...] = ()
    tag: Annotated[str, msgspec.Meta(max_length=1)] = ""
    subdomains: Literal["", "name", "owner"] = ""
    public: bool = True


class Written(Provider, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A provider with where its rules come from; what runs needs no more than the rules."""

    name: str
    read: datetime.date
    sources: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    limits: str = ""


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    providers: tuple[Written, ...]


@cache
def by_domain() -> Mapping[str, Provider]:
    """The provider of each domain that is known."""
    rules = msgspec.json.decode(BAKED.read_bytes(), type=tuple[Provider, ...]) if BAKED.exists() else read()
    return {domain: provider for provider in rules for domain in provider.domains}


@cache
def digest() -> str:
    """Stands for all that decides which addresses are one mailbox, and for nothing else: 8 hexadecimal characters."""
    deciding = {
        domain: [
            one.domains[0] if one.one else domain,
            "".join(sorted(one.ignored)),
            one.alike,
            one.tag,
            one.subdomains,
        ]
        for domain, one in by_domain().items()
        if one.one or one.ignored or one.alike or one.tag or one.subdomains
    }
    return hashlib.sha256(msgspec.json.encode(deciding, order="sorted")).hexdigest()[:8]


def read() -> tuple[Written, ...]:
    """The file, checked. Raises Broken, naming the provider or the field that is wrong."""
    import tomllib

    try:
        found = msgspec.convert(tomllib.loads(PROVIDERS.read_text(encoding="utf-8")), _File).providers
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as problem:
        raise Broken(f"{PROVIDERS.name}: {problem}") from problem
    seen: set[str] = set()
    for provider in found:
        if twice := seen.intersection(provider.domains) or len(set(provider.domains)) < len(provider.domains):
            raise Broken(f"{PROVIDERS.name}: {provider.name}: a domain is there twice: {twice}")
        seen.update(provider.domains)
    return found


def baked() -> bytes:
    """The rules alone, as the package keeps them."""
    return msgspec.json.encode([msgspec.convert(one, Provider, from_attributes=True) for one in read()])
