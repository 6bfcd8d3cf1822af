"""An AWS on loopback that answers every call after a given time, in a process of its own.

python -m tests.benchmarks.endpoint SECONDS ROWS serves until it is ended. Its table has ROWS ballots, in 64 partitions,
and gives them out in pages as large as DynamoDB's. Of what it is sent it keeps, in memory, the messages until they are
taken, and which ballots were written.
"""

import json
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache

from tests.years import first_edition

# isort: split
from chalicelib.voting.rules import BUCKETS

PAGE_ROWS = 2_600
"""How many ballots of 400 bytes are in a page of 1 MB."""
CANDIDATES = 40
TAKE, COUNT = "Queue.Take", "Table.Count"
"""Not AWS's: hand over up to ten messages; say how many ballots were written."""
SECRET = "secret"
"""What every parameter holds."""
KEY = "a2V5IG9mIHRoZSBkYXksIDMyIGJ5dGVzIGluIGFsbC4="
"""The key of the day, as it travels."""
_sent: deque[bytes] = deque(maxlen=100_000)
_written: set[bytes] = set()


@contextmanager
def answering(seconds: float, rows: int = 0) -> Iterator[str]:
    """The address of an endpoint that takes so long for an answer, while it runs."""
    command = [sys.executable, "-m", __name__, str(seconds), str(rows)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.terminate()
        process.wait()


def environment(address: str) -> dict[str, str]:
    """What a process of ours needs to take it for AWS."""
    return {
        "AWS_ENDPOINT_URL": address,
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "GASTVRIJ_QUEUE_VOTING": f"{address}/000000000000/gastvrij-local-voting",
    }


def main() -> None:
    """Serve."""
    wait, rows = float(sys.argv[1]), int(sys.argv[2])
    listening = socket.create_server(("127.0.0.1", 0), backlog=128)
    print(listening.getsockname()[1], flush=True)
    while True:
        connection, _ = listening.accept()
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=_serve, args=(connection, wait, rows), daemon=True).start()


def _serve(connection: socket.socket, wait: float, rows: int) -> None:
    with connection, connection.makefile("rb") as coming:
        while coming.readline():
            headers = _headers(line for line in iter(coming.readline, b"\r\n"))
            body = coming.read(int(headers.get(b"content-length", 0)))
            if wait:
                time.sleep(wait)
            answer = _answer(headers.get(b"x-amz-target", b""), body, rows)
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: %d\r\n\r\n"
            connection.sendall(head % len(answer) + answer)


def _headers(lines: Iterator[bytes]) -> Mapping[bytes, bytes]:
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}


def _answer(target: bytes, body: bytes, rows: int) -> bytes:
    if target.endswith(b".Query"):
        asked = json.loads(body)
        [bucket] = asked["ExpressionAttributeValues"].values()
        after = asked.get("ExclusiveStartKey", {}).get("voter", {}).get("S", "0")
        return _page(int(bucket["S"].partition("#")[2]), int(after), rows)
    if target.endswith(b".GetItem") and b"-editions" in body:
        key = json.loads(body)["Key"]
        found = [row for row in first_edition() if key.items() <= row.items()]
        return json.dumps({"Item": found[0]} if found else {}).encode()
    if target.endswith(b".BatchGetItem"):
        return json.dumps({"Responses": {name: [] for name in json.loads(body)["RequestItems"]}}).encode()
    if target == b"AmazonSQS.SendMessage":
        _sent.append(body)
        return b'{"MessageId": "m"}'
    if target == TAKE.encode():
        bodies = [json.loads(_sent.popleft())["MessageBody"] for _ in range(min(10, len(_sent)))]
        return json.dumps(bodies).encode()
    if target == COUNT.encode():
        return json.dumps(len(_written)).encode()
    if target.endswith(b".UpdateItem"):
        _written.add(body[body.index(b'"Key"') :].split(b"}}", 1)[0])
        return _updated(b'"ALL_NEW"' in body, b'"TOTAL"' in body)
    if target.endswith(b".GetParameters"):
        names = json.loads(body)["Names"]
        return json.dumps({"Parameters": [{"Name": name, "Value": SECRET} for name in names]}).encode()
    return b"{}"


@cache
def _updated(row: bool, capacity: bool) -> bytes:
    """A ballot was written, or the key of the day: the row as it is now, and what that took, as far as asked for."""
    text = {"receipt": "r" * 26, "candidate": "taalcafe-gent", "rules": "u" * 16, "bucket": "r#00", "voter": "v" * 43}
    sets = {"receipts": ["r" * 26], "presses": ["p" * 80]}
    whole = {name: {"S": value} for name, value in text.items()} | {name: {"SS": its} for name, its in sets.items()}
    answer: dict[str, object] = {"Attributes": {**whole, "at": {"N": "1"}, "secret": {"B": KEY}}} if row else {}
    return json.dumps(
        answer | ({"ConsumedCapacity": {"CapacityUnits": 1.0, "TableName": "t"}} if capacity else {})
    ).encode()


@cache
def _page(bucket: int, after: int, rows: int) -> bytes:
    """Of the ballots of a bucket those after one, with nothing but what a recount asks for."""
    its = rows // BUCKETS + (bucket < rows % BUCKETS)
    last = min(its, after + PAGE_ROWS)
    kinds = [f"{number:02}" for number in range(CANDIDATES)]
    likenesses = [
        {
            "candidate": {"S": f"candidate-{kind}"},
            "domain": {"S": f"domain-{kind}"},
            "network": {"S": f"net-{kind}"},
            "at": {"N": f"18070000{kind}000000"},
            "pace": {"N": "17"},
        }
        for kind in kinds
    ]
    items = [likenesses[number % CANDIDATES] for number in range(after, last)]
    page = {"Items": items, "Count": len(items), "ScannedCount": len(items)}
    if last < its:
        key = {"bucket": {"S": f"r#{bucket:02}"}, "voter": {"S": str(last)}}
        page["LastEvaluatedKey"] = key
    return json.dumps(page).encode()


if __name__ == "__main__":
    main()
