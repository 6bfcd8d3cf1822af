"""A receipt says where the public log has its vote, proves it to programs of others, and tells no choice."""

import json
from base64 import b64decode

from tlog_scales.tiles import leaf_hash
from tlog_scales.tlog import Checkpoint, InclusionProof

from chalicelib.messages.message import Link
from chalicelib.voting import tokens
from chalicelib.voting.sealing import entries, steps
from chalicelib.web import links
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Answer, Clock
from tests.sealed import published, verified
from tests.voting.voters import AALST, GENT, Voting


def code_of(path: str) -> str:
    """The code of the mail behind which a receipt was made."""
    return links.code_for(tokens.read_receipt(path.rpartition("/")[2]).mail, Link("vote", (), "", 0))


def with_code(voting: Voting, path: str) -> dict[str, object]:
    """What the receipt says to who types the code of its mail too."""
    told: dict[str, object] = voting.campaign.post_json(path, {"code": code_of(path)}).json
    return told


def proof(voting: Voting, path: str, code: str = "") -> Answer:
    """The proof, for who types the code."""
    return voting.campaign.post(f"/receipts/{path.rpartition('/')[2]}.tlog-proof", {"code": code or code_of(path)})


def test_it_says_whether_it_is_sealed_and_where_to_who_typed_the_code_alone(voting: Voting, clock: Clock) -> None:
    """I2, I10: once the log is opened, its line says for whom the vote was."""
    path = voting.vote("lien@example.org")
    assert voting.receipt(path)["is_sealed"] is False
    assert say("nl", "receipt.log.soon") in voting.campaign.get(path).body
    assert proof(voting, path).status == 404
    clock.shift(3600)
    steps.seal_all()
    told = voting.receipt(path)
    assert (told["state"], told["is_sealed"], told["entry"], told["key"]) == ("counted", True, None, "")
    assert with_code(voting, path)["entry"] == 2
    assert proof(voting, path, "ABCD1234").status == 403
    said = json.loads(verified(published())[2])
    with counted() as calls:
        page = voting.campaign.get(path).body
    assert calls.made == ["dynamodb.GetItem"] * 2 + ["dynamodb.Query", "dynamodb.GetItem", "s3.GetObject"]
    assert not any(its in page for its in (said["id"], said["commitment"]))


def test_its_proof_holds_for_a_program_of_others(voting: Voting, clock: Clock) -> None:
    for number in range(30):
        voting.vote(f"someone{number}@example.org", GENT if number % 3 else AALST)
    path = voting.vote("lien@example.org")
    clock.shift(3600)
    steps.seal_all()
    answer = proof(voting, path)
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
