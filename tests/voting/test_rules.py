"""What makes one voter, and where a ballot lies."""

import string

from hypothesis import assume, given
from hypothesis import strategies as some

from chalicelib import addresses
from chalicelib.cloud import keys
from chalicelib.voting import rules

locals_ = some.text(string.ascii_letters + string.digits + "._-", min_size=1, max_size=12).filter(
    lambda text: ".." not in text and text[0] != "." and text[-1] != "."
)
domains = some.sampled_from(["example.org", "gmail.com", "googlemail.com", "telenet.be", "bücher.example"])


def voter(address: str) -> str:
    return keys.keyed_hash(b"key", *rules.voter_fields("round", addresses.checked(address)))


@given(locals_, domains, some.text(string.ascii_lowercase, min_size=1, max_size=6), some.data())
def test_every_alias_of_an_inbox_is_the_same_voter(local: str, domain: str, tag: str, data: some.DataObject) -> None:
    plain = voter(f"{local}@{domain}")
    assert voter(f"{local.upper()}@{domain.upper()}") == plain
    assert voter(f"{local}+{tag}@{domain}") == plain
    assert voter(f"  {local}@{domain}\t") == plain
    if domain in ("gmail.com", "googlemail.com"):
        letters = local.replace(".", "")
        at = data.draw(some.integers(1, max(1, len(letters) - 1)))
        dotted = f"{letters[:at]}.{letters[at:]}" if at < len(letters) else letters
        assert voter(f"{dotted}@gmail.com") == voter(f"{dotted}@googlemail.com") == plain


@given(locals_, domains, locals_, domains)
def test_different_inboxes_are_never_one_voter(one: str, its: str, other: str, others: str) -> None:
    def inbox(local: str, domain: str) -> tuple[str, str]:
        google = domain in ("gmail.com", "googlemail.com")
        return (local.lower().replace(".", "") if google else local.lower()), "gmail.com" if google else domain

    assume(inbox(one, its) != inbox(other, others))
    assert voter(f"{one}@{its}") != voter(f"{other}@{others}")


def test_a_voter_of_one_round_is_a_stranger_in_the_next() -> None:
    fields = [rules.voter_fields(name, "an@example.org") for name in ("public-2027", "public-2028")]
    assert len({keys.keyed_hash(b"key", *its) for its in fields}) == 2


def test_ballots_spread_evenly_over_their_buckets() -> None:
    found = dict.fromkeys(rules.buckets("round"), 0)
    for number in range(6400):
        found[rules.bucket("round", keys.keyed_hash(b"key", str(number)))] += 1
    assert len(found) == rules.BUCKETS
    assert min(found.values()) > 50
    assert max(found.values()) < 160
