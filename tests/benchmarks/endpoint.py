"""An AWS on loopback that answers every call after a given time, in a process of its own."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class _Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Without it, the two writes of an answer wait for each other.
    wbufsize = -1

    def do_POST(self) -> None:
        time.sleep(WAIT)
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = b'{"MessageId": "m", "Attributes": {}, "Parameter": {"Value": "secret"}}'
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the library's
        pass


@contextmanager
def answering(seconds: float) -> Iterator[str]:
    """The address of an endpoint that takes so long for an answer, while it runs."""
    process = subprocess.Popen([sys.executable, "-m", __name__, str(seconds)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    WAIT = float(sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answering)
    print(server.server_address[1], flush=True)
    server.serve_forever()
