"""The local stack ends, in one way or another, and starts again."""

import contextlib
import os
import signal
from pathlib import Path

import httpx

from tests.journeys.site import Site, somebody
from tests.people import a_form
from tests.stack import running


def _kill(where: dict[str, str]) -> None:
    """As a power cut would: nobody is asked, nobody can keep anything."""
    for kill, pid in ((os.kill, where["pid"]), (os.killpg, where["emulator_pid"])):
        with contextlib.suppress(ProcessLookupError):
            kill(int(pid), signal.SIGKILL)


def test_what_was_accepted_is_there_after_the_stack_was_killed_and_started_again(tmp_path: Path) -> None:
    """I8"""
    people = [somebody() for _ in range(5)]
    folder = tmp_path / "stack"
    with running(folder) as where:
        for email in people:
            form = a_form(email=email, title=f"Soep van {email[:6]}")
            answer = httpx.post(f"{where['url']}/initiatives", data=form, headers={"accept": "application/json"})
            assert answer.status_code == 202
        _kill(where)
    with running(folder) as where:
        site = Site(where["url"])
        for email in people:
            # It came before the end or after it.
            assert site.mail(email)["text"]
        site.browser.close()
