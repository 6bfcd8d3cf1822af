"""Mail addresses: how one is checked, and when two are the same mailbox."""

from chalicelib.errors import Refused
from chalicelib.texts import is_beyond, tidied

LONGEST = 254
"""Characters, RFC 5321."""

POLICY = "1"
"""The version of `canonical`; part of an edition's rules, since it decides who is one voter."""

_IGNORE_DOTS = frozenset({"gmail.com", "googlemail.com"})
_SAME_DOMAIN = {"googlemail.com": "gmail.com"}


def checked(typed: str) -> str:
    """The address as mail goes to it: tidied, with its domain in ASCII. Raises Refused("email") where it is none."""
    if is_beyond(typed, LONGEST):
        raise Refused("email")
    # Imported here: it takes longer than all else a page that sends no mail needs.
    from email_validator import EmailNotValidError, validate_email

    try:
        valid = validate_email(tidied(typed), check_deliverability=False, allow_smtputf8=False, strict=True)
    except EmailNotValidError as problem:
        raise Refused("email") from problem
    # Python's mail library reads "=?" as the start of an encoded word and then refuses to write to it.
    if valid.ascii_email is None or "=?" in valid.ascii_email:
        raise Refused("email")
    return valid.ascii_email


def canonical(address: str) -> str:
    """The mailbox behind a checked address: two addresses of one mailbox give the same text.

    Lower case, without +tag; dots go only where the provider is known to ignore them. Distinct mailboxes never meet.
    """
    local, _, domain = address.casefold().rpartition("@")
    local = local.partition("+")[0] or local
    if domain in _IGNORE_DOTS:
        local = local.replace(".", "") or local
    return f"{local}@{_SAME_DOMAIN.get(domain, domain)}"
