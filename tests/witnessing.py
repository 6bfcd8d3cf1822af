"""A witness of a log, written from C2SP tlog-witness and tlog-cosignature, which may be of any mood."""

import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint, ConsistencyProof, ConsistencyProofInvalid
from tlog_scales.utils import b64dec

from chalicelib.witness import Witness


class Said(NamedTuple):
    """What it answers."""

    status: int
    content: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


Mood = Callable[["Partner", bytes], Said]


@dataclass
class Partner:
    """One who runs a witness. `knows` gives the key of the log, which it got on paper."""

    name: str
    knows: Callable[[], bytes]
    url: str = ""
    signed: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    """The size and hash that it signed last, by the name of the log."""
    asked: list[bytes] = field(default_factory=list)
    mood: Mood = lambda its, body: its.honest(body)
    clock: Callable[[], float] = time.time

    @property
    def key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(sha256(self.name.encode()).digest())

    @property
    def vkey(self) -> str:
        return vkey(self.name, self.key)

    @property
    def witness(self) -> Witness:
        """As organisers type it."""
        return Witness(self.vkey, self.url)

    def answer(self, path: str, body: bytes) -> Said:
        """What it says to a request."""
        self.asked.append(body)
        return self.mood(self, body) if path == "/prefix/add-checkpoint" else Said(404)

    def honest(self, body: bytes) -> Said:
        """What the standard wants it to say."""
        said, _, note = body.partition(b"\n\n")
        first, *lines = said.decode().split("\n")
        old, proof = int(first.removeprefix("old ")), [b64dec(line) for line in lines]
        checkpoint = Checkpoint.from_text(note.decode())
        known = Vkey.from_string(self.knows().decode())
        if checkpoint.origin != known.name:
            return Said(404)
        try:
            checkpoint.verify(known)
        except (RuntimeError, InvalidSignature):
            return Said(403)
        if old > checkpoint.size or len(proof) > 63:
            return Said(400)
        size, root = self.signed.get(checkpoint.origin, (0, sha256().digest()))
        if size != old or (old == checkpoint.size and root != checkpoint.root_hash):
            return conflict(size)
        try:
            ConsistencyProof(old, checkpoint.size, proof).check(root, checkpoint.root_hash)
        except ConsistencyProofInvalid:
            return Said(422)
        self.signed[checkpoint.origin] = checkpoint.size, checkpoint.root_hash
        return self.signs(checkpoint.serialize_body())

    def signs(
        self, text: str, at: int | None = None, name: str = "", key: Ed25519PrivateKey | None = None, kind: int = 4
    ) -> Said:
        """Its signature of a text; or one that is not quite that."""
        moment = int(self.clock()) if at is None else at
        made = (key or self.key).sign(f"cosignature/v1\ntime {moment}\n{text}".encode())
        key_id = bytes.fromhex(vkey(self.name, self.key, kind).split("+")[1])
        line = f"— {name or self.name} {b64encode(key_id + moment.to_bytes(8, 'big') + made).decode()}\n"
        return Said(200, line.encode())


def vkey(name: str, key: Ed25519PrivateKey, kind: int = 4) -> str:
    """The key that checks a signature, as it is written."""
    raw = bytes([kind]) + key.public_key().public_bytes_raw()
    key_id = sha256(f"{name}\n".encode() + raw).hexdigest()[:8]
    return f"{name}+{key_id}+{b64encode(raw).decode()}"


def conflict(size: int) -> Said:
    """It signed another size last."""
    return Said(409, f"{size}\n".encode(), (("Content-Type", "text/x.tlog.size"),))


def text_of(body: bytes) -> str:
    """What is signed of the checkpoint that was offered."""
    note = body.partition(b"\n\n")[2].decode()
    return note.partition("\n\n")[0] + "\n"


@contextmanager
def running(partner: Partner) -> Iterator[Partner]:
    """It answers over HTTP meanwhile, at an address of this machine."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            said = partner.answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(said.status)
            for name, value in (*said.headers, ("Content-Length", str(len(said.content)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.content)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        partner.url = f"http://127.0.0.1:{server.server_port}/prefix/"
        try:
            yield partner
        finally:
            server.shutdown()
            thread.join()
