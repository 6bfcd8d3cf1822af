"""Our consumer of votes: takes batches from the queue of the endpoint on loopback, until it is ended.

python -m tests.benchmarks.peers.consumer; AWS_ENDPOINT_URL says where that is.
"""

import json
import os
import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

import app
from chalicelib import clock
from tests.benchmarks import events
from tests.benchmarks.endpoint import TAKE


def main() -> None:
    """As Lambda does it: what failed would come again, and nothing fails here."""
    clock.seconds = events.now
    queue = HTTPConnection(urlsplit(os.environ["AWS_ENDPOINT_URL"]).netloc)
    while True:
        queue.request("POST", "/", b"", {"X-Amz-Target": TAKE})
        bodies = json.loads(queue.getresponse().read())
        if not bodies:
            time.sleep(0.005)
        elif app.count_votes(events.records(bodies), events.CONTEXT)["batchItemFailures"]:
            raise SystemExit("a vote was not counted")


if __name__ == "__main__":
    main()
