"""What makes one voter, and where a ballot lies."""

from chalicelib.cloud import keys
from chalicelib.kinds import VoterKey
from chalicelib.voting import rules


def test_a_voter_of_one_round_is_a_stranger_in_the_next() -> None:
    fields = [rules.voter_fields(name, "an@example.org") for name in ("public-2027", "public-2028")]
    assert len({keys.keyed_hash(b"key", *its) for its in fields}) == 2


def test_ballots_spread_evenly_over_their_buckets() -> None:
    found = dict.fromkeys(rules.buckets("round"), 0)
    for number in range(6400):
        found[rules.bucket("round", VoterKey(keys.keyed_hash(b"key", str(number))))] += 1
    assert len(found) == rules.BUCKETS
    assert min(found.values()) > 50
    assert max(found.values()) < 160
