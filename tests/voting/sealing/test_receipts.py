"""A receipt says where the public log has its vote, proves it to programs of others, and tells no choice."""

from base64 import b64decode

from tlog_scales.tiles import leaf_hash
from tlog_scales.tlog import Checkpoint, InclusionProof

from chalicelib.messages.message import Link
from chalicelib.voting import tokens
from chalicelib.voting.sealing import entries, steps
from chalicelib.web import links
from tests.account import counted
from tests.campaign import Clock
from tests.sealed import published, verified
from tests.voting.voters import AALST, GENT, Voting


def proof_of(path: str) -> str:
    return f"/receipts/{path.rpartition('/')[2]}.tlog-proof"


def with_code(voting: Voting, path: str) -> dict[str, object]:
    """What the receipt says to who types the code of its mail too."""
    mail = tokens.read_receipt(path.rpartition("/")[2]).mail
    told: dict[str, object] = voting.campaign.post_json(
        path, {"code": links.code_for(mail, Link("vote", (), "", 0))}
    ).json
    return told


def test_it_says_where_it_is_as_soon_as_it_is_sealed(voting: Voting, clock: Clock) -> None:
    """I2; before that, that it will be; and no program gets a proof that is not there yet."""
    path = voting.vote("lien@example.org")
    assert voting.receipt(path)["entry"] is None
    assert voting.campaign.get(proof_of(path)).status == 404
    clock.shift(3600)
    steps.seal_all()
    told = voting.receipt(path)
    assert (told["state"], told["entry"], told["key"]) == ("counted", 2, "")
    with counted() as calls:
        voting.campaign.get(path)
    assert calls.made == ["dynamodb.GetItem"] * 3 + ["s3.GetObject"]


def test_its_proof_holds_for_a_program_of_others(voting: Voting, clock: Clock) -> None:
    for number in range(30):
        voting.vote(f"someone{number}@example.org", GENT if number % 3 else AALST)
    path = voting.vote("lien@example.org")
    clock.shift(3600)
    steps.seal_all()
    answer = voting.campaign.get(proof_of(path))
    assert answer.headers["content-type"].startswith("text/plain")
    head, _, note = answer.body.partition("\n\n")
    kind, extra, index, *hashes = head.split("\n")
    checkpoint = Checkpoint.from_text(note)
    assert kind == "c2sp.org/tlog-proof@v1"
    entry, number = b64decode(extra.removeprefix("extra ")), int(index.removeprefix("index "))
    path_up = [b64decode(line) for line in hashes]
    InclusionProof(number, checkpoint.size, path_up).check(leaf_hash(entry), checkpoint.root_hash)
    assert verified(published())[number] == entry
    assert len(answer.body) < 2_000


def test_who_typed_the_code_can_open_their_own_entry(voting: Voting, clock: Clock) -> None:
    """I10: and nobody else; a choice that replaced another says which."""
    first = voting.vote("lien@example.org", AALST)
    clock.shift(3600)
    steps.seal_all()
    second = voting.vote("lien@example.org")
    clock.shift(3600)
    steps.seal_all()
    told, before = with_code(voting, second), with_code(voting, first)
    made = entries.committed(bytes.fromhex(str(told["key"])), GENT, str(told["rules"]), int(str(told["replaces"])))
    assert made in verified(published())[int(str(told["entry"]))].decode()
    assert told["replaces"] == str(before["entry"])
    assert before["replaces"] == "-"
    assert str(told["key"]) not in voting.campaign.get(second).body
