"""Mail addresses: how one is checked, when two are the same mailbox, and who shares a domain."""

import re
from collections.abc import Mapping, Set
from functools import cache
from pathlib import Path

import msgspec

from chalicelib import providers
from chalicelib.errors import Refused
from chalicelib.providers import Provider
from chalicelib.texts import exact, is_beyond

LONGEST = 254
"""Characters, RFC 5321."""

SUFFIXES = Path(__file__).parent / "built" / "suffixes.json"
"""Of the Public Suffix List (MPL 2.0): what registries hand domains out under."""

_NO_PROVIDER = Provider(domains=("",))


def policy() -> str:
    """The version of `canonical` and of its data; part of an edition's rules, since it decides who is one voter."""
    return f"2 {providers.digest()}"


def checked(typed: str) -> str:
    """The address as mail goes to it: tidied, with its domain in ASCII. Raises Refused("email") where it is none."""
    if is_beyond(typed, LONGEST):
        raise Refused("email")
    # Imported here: it takes longer than all else a page that sends no mail needs.
    from email_validator import EmailNotValidError, validate_email

    try:
        valid = validate_email(exact(typed), check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as problem:
        raise Refused("email") from problem
    # Python's mail library reads "=?" as the start of an encoded word and then refuses to write to it.
    if valid.ascii_email is None or "=?" in valid.ascii_email:
        raise Refused("email")
    return valid.ascii_email


def canonical(address: str) -> str:
    """The mailbox behind a checked address, its canonical form: two addresses of one mailbox give the same text.

    Lower case, without +tag, and as its provider says that it reads names. Distinct mailboxes never meet.
    """
    local, _, domain = address.casefold().rpartition("@")
    local = local.partition("+")[0] or local
    provider, name, domain = _provider(domain)
    if name and provider.subdomains == "owner":
        # No name before the @: a shared alias of the provider may be called as its user is.
        return f"@{name}.{_first(provider, domain)}"
    return f"{_read_by(provider, name or local)}@{_first(provider, domain)}"


def nameless(text: str) -> str:
    """Without mail addresses: a history is kept for long, and the erasure of who is named there does not look in it."""
    return re.sub(r"\S+@\S+", "…", text)


def registrable(address: str) -> str:
    """The domain of a checked address that somebody registered, whatever host they put before it: example.co.uk."""
    labels = address.casefold().rpartition("@")[2].split(".")
    for at, label in enumerate(labels[:-1]):
        under = _suffixes().get(".".join(labels[at + 1 :]), frozenset())
        if f"!{label}" in under:
            return ".".join(labels[at:])
        if label in under or "*" in under:
            return ".".join(labels[max(0, at - 1) :])
    return ".".join(labels[-2:])


@cache
def _suffixes() -> Mapping[str, frozenset[str]]:
    return msgspec.json.decode(SUFFIXES.read_bytes(), type=dict[str, frozenset[str]])


def is_public_provider(domain: str) -> bool:
    """Whether many people who have nothing to do with each other have their mail there, each a mailbox or a few."""
    provider, _, _ = _provider(domain.casefold())
    return provider is not _NO_PROVIDER and provider.public


def is_disposable(address: str) -> bool:
    """Whether the mailbox is one of those that are made for one mail, by a list that people keep."""
    blocklist, domain = disposable_domains(), address.casefold().rpartition("@")[2]
    return domain in blocklist or registrable(address) in blocklist


def disposable_domains() -> Set[str]:
    """Those on that list."""
    # Imported here: ten thousand names, which two steps need.
    from disposable_email_domains import blocklist

    found: Set[str] = blocklist
    return found


def _provider(domain: str) -> tuple[Provider, str, str]:
    """Whose domain it is, the name in front of it where the provider takes names there, and the domain without it."""
    known = providers.by_domain()
    if domain in known:
        return known[domain], "", domain
    for labels in (2, 3):
        its = ".".join(domain.rsplit(".", labels)[1:])
        name = domain.removesuffix(f".{its}")
        provider = known.get(its)
        if provider and provider.subdomains and name:
            return provider, name, its
    return _NO_PROVIDER, "", domain


def _first(provider: Provider, domain: str) -> str:
    return provider.domains[0] if provider.one else domain


def _read_by(provider: Provider, local: str) -> str:
    if provider.tag:
        name, sign, _ = local.partition(provider.tag)
        local = name + sign if name else local
    for pair in provider.alike:
        local = local.replace(pair[0], pair[1])
    return "".join(sign for sign in local if sign not in provider.ignored) or local
