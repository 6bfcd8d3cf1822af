"""Who witnesses the log of a vote: what is published of them they signed, what they saw is shown, nothing waits.

That the votes are in the log and counted all the same, says check_log.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from cryptography.exceptions import InvalidSignature
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint

from tests import sealed
from tests.cloud.expressions import Row
from tests.sealed import PLACE
from tests.simulation.schedule import Stage
from tests.simulation.witnesses import Neighbour

TROUBLES = {
    "silent": {"silent", "slow", "busy", "broken"},
    "refused": {"refuses"},
    "forked": {"forked", "knows of more", "knows of less"},
    "wrong": {
        "signs by another key",
        "signs another text",
        "signs at another time",
        "signs nothing",
        "knows of less",
    },
}
"""What everyone reads of a witness, by how it answered."""


def watch_witnesses(stage: Stage, partners: Sequence[Neighbour]) -> None:
    """I6, at any moment: each signature under a checkpoint is that of a witness, of this very checkpoint."""
    heard = stage.world.cloud.s3.on_put
    keys = {its.name: Vkey.from_string(its.vkey) for its in partners}

    def on_put(key: str, content: bytes) -> None:
        heard(key, content)
        if key != f"{PLACE}checkpoint":
            return
        checkpoint = Checkpoint.from_text(content.decode())
        names = [its.name for its in checkpoint.signatures[1:]]
        if len({*names}) < len(names):
            stage.world.violated("I6: a witness stands twice under a checkpoint")
        for name in names:
            try:
                checkpoint.verify(keys[name])
            except (InvalidSignature, RuntimeError, KeyError):
                stage.world.violated(f"I6: {name} did not sign the checkpoint under which they stand")

    stage.world.cloud.s3.on_put = on_put
    _watch_rows(stage)


def _watch_rows(stage: Stage) -> None:
    """Whoever saw another log did, until they sign again."""

    def on_put(table: str, row: Row) -> None:
        if not table.endswith("logs") or "#" not in row["round"]["S"]:
            return
        before = stage.world.table("logs").past[(row["round"]["S"],)][-1][1] or row
        if before.get("trouble") == {"S": "forked"} != row.get("trouble") and row["size"] == before["size"]:
            stage.world.violated("I6: that a witness saw another log is forgotten")

    stage.world.cloud.dynamodb.on_put = on_put


def check_witnesses(stage: Stage) -> Iterator[str]:
    """I6: no log but the one that they signed, and of each of them what is true."""
    files = sealed.among(stage.world.cloud.s3.files)
    size, _ = sealed.said_in(files["checkpoint"])
    told = {its["name"]: its for its in json.loads(files.get("witnesses.json", b"[]"))}
    signers = {its.name for its in Checkpoint.from_text(files["checkpoint"].decode()).signatures[1:]}
    for partner in stage.world.partners:
        assert isinstance(partner, Neighbour)
        if any(at > size or sealed.root_of(files, at) != root for at, root in partner.cosigned):
            yield f"I6: {partner.name} signed another log than the one that everyone reads"
        if partner.name not in told:
            yield f"I6: nobody is told of {partner.name}"
            continue
        its = told[partner.name]
        has_signed = partner.name in signers
        if has_signed != (its["signed"] == size and not its["trouble"]):
            yield f"I6: {its} is told of a witness who {'signed' if has_signed else 'did not sign'} {size} entries"
        if its["signed"] and its["signed"] not in {at for at, _ in partner.cosigned}:
            yield f"I6: {partner.name} never signed {its['signed']} entries"
        if not has_signed:
            yield from _why_not(stage, partner, its)


def _why_not(stage: Stage, partner: Neighbour, its: dict[str, Any]) -> Iterator[str]:
    """Who is honest in the end and saw no other log has signed; of others everyone reads what is the matter."""
    trouble = its["trouble"]
    if partner.nature == "honest":
        yield f"I6: {partner.name} would sign and is not asked: {trouble or 'nothing is the matter'}"
    elif partner.nature == "saw another log":
        if trouble != "forked":
            yield f"I6: {partner.name} saw another log, and everyone reads: {trouble or 'nothing'}"
    elif not TROUBLES.get(trouble, set()) & {*partner.told}:
        yield f"I6: {partner.name} is said to be {trouble}, and answered: {sorted({*partner.told})}"
    elif trouble != "forked" and partner.nature not in TROUBLES[trouble]:
        yield f"I6: {partner.name} {partner.nature} in the end, and everyone reads: {trouble}"
    if trouble == "forked" and not any("another log" in line for line in stage.world.errors):
        yield f"I6: nobody is woken by {partner.name}, who saw another log"
