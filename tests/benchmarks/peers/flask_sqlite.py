"""A vote endpoint as people write it with Flask and SQLite: one vote per address, the newest counts.

Runs in .venv-peers, where nothing of ours can be imported. VOTES is the file of its table.
"""

import contextlib
import os
import sqlite3

from flask import Flask, g, request

app = Flask(__name__)


def database() -> sqlite3.Connection:
    """The connection of this request's thread."""
    if "database" not in g:
        g.database = sqlite3.connect(os.environ["VOTES"], timeout=30, isolation_level=None)
        g.database.execute("PRAGMA synchronous = NORMAL")
    return g.database


@app.teardown_appcontext
def close(problem: BaseException | None) -> None:
    """Give the connection back."""
    if "database" in g:
        g.database.close()


@app.post("/votes")
def vote() -> tuple[dict[str, str], int]:
    """Keep a vote."""
    database().execute(
        "INSERT INTO votes (address, candidate) VALUES (?, ?) "
        "ON CONFLICT (address) DO UPDATE SET candidate = excluded.candidate",
        (request.json["email"], request.json["candidate"]),
    )
    return {"status": "counted"}, 201


@app.get("/count")
def count() -> dict[str, int]:
    """How many people voted."""
    [(people,)] = database().execute("SELECT count(*) FROM votes")
    return {"people": people}


with sqlite3.connect(os.environ["VOTES"]) as _new:
    # Each worker begins with this; who comes second finds it done, or being done, for which nothing waits by itself.
    with contextlib.suppress(sqlite3.OperationalError):
        _new.execute("PRAGMA journal_mode = WAL")
    _new.execute("CREATE TABLE IF NOT EXISTS votes (address TEXT PRIMARY KEY, candidate TEXT NOT NULL)")
