"""That a log only grew is proved by few hashes, which programs of others accept; and what is no signature is none."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from tlog_scales.tlog import ConsistencyProof, ConsistencyProofInvalid

from chalicelib.voting.sealing import notes, tiles, witnesses
from chalicelib.voting.sealing.posting import Answer
from chalicelib.witness import Witness
from tests.depth import cases
from tests.sealed import ORIGIN
from tests.witnessing import vkey


def a_tree(*sizes: int) -> tuple[dict[str, bytes], dict[int, bytes]]:
    """The files of a log that grew by these sizes, and the hash at each."""
    files, edge, roots = dict[str, bytes](), tiles.Edge(), {0: sha256().digest()}
    for size in sizes:
        new, edge = tiles.grow(edge, [str(number).encode() for number in range(edge.size, size)])
        files, roots = files | new, roots | {size: tiles.root_of(edge)}
    return files, roots


def test_between_any_two_sizes_it_only_grew() -> None:
    files, roots = a_tree(*range(1, 71))
    for size in range(1, 71):
        for old in range(size + 1):
            proof = tiles.consistency(old, size, files.__getitem__)
            ConsistencyProof(old, size, proof).check(roots[old], roots[size])
            if 0 < old < size:
                with pytest.raises(ConsistencyProofInvalid):
                    ConsistencyProof(old, size, proof).check(roots[old - 1], roots[size])


@pytest.mark.parametrize("old", [1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537, 66_000])
def test_of_a_large_log_it_takes_few_hashes(old: int) -> None:
    """Of more than two levels of tiles."""
    files, roots = a_tree(old, 70_003)
    proof = tiles.consistency(old, 70_003, files.__getitem__)
    ConsistencyProof(old, 70_003, proof).check(roots[old], roots[70_003])
    assert len(proof) <= 18


WHO = Witness(vkey("cera.example", Ed25519PrivateKey.from_private_bytes(bytes(32))), "https://cera.example")
NOTE = notes.Note(notes.checkpoint(ORIGIN, 9, bytes(32)), f"— {ORIGIN} abcd")


@given(st.integers(100, 599), st.binary(max_size=400), st.integers(0, 9))
@settings(max_examples=cases(200, 20_000), deadline=None)
def test_whatever_a_witness_answers_it_signs_nothing(status: int, content: bytes, old: int) -> None:
    for answer in (content, f"— {WHO.name} ".encode() + content):
        found = witnesses.heard(WHO, NOTE, old, Answer(status, answer), 0)
        assert found.signed is None
        assert (found.size is None) == bool(found.trouble)
