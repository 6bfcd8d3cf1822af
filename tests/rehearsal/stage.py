"""Where a rehearsal plays: the project's own functions over the modelled AWS, on a clock that jumps.

Pages come as the CDN would bring them, a file where there is one; each request takes some thousandths of a second, so
that what somebody does later is later.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from unittest.mock import patch

import time_machine

from tests import environment

# Whatever an organiser's own says: no rehearsal may meet a real account.
os.environ.update(environment.ENVIRONMENT)

from chalicelib.clock import local, seconds
from chalicelib.cloud import aws, editions
from chalicelib.cloud.people import DEPLOY
from chalicelib.cloud.queues import pack
from chalicelib.cloud.settings import settings
from chalicelib.edition import Edition
from chalicelib.messages.editions import EditionPut
from chalicelib.web import proof
from infra.make import cdn
from tests.account import Modelled
from tests.campaign import Answer, Campaign, parsed
from tests.events import new_process
from tests.gateway import Browser
from tests.people import TO_SIGN_IN, press
from tests.rehearsal import beats
from tests.sdk import cut_loader

aws.session().register_component("data_loader", cut_loader())

EARLIER = timedelta(days=7)
"""Before anybody may register the year is put, and who organises looks around."""
A_REQUEST = 0.007
"""Seconds that go by with each."""
HTML, XHTML = "text/html; charset=utf-8", "text/html"


class Stage(Campaign):
    """A whole campaign of one year, before anybody came."""

    def __init__(self, year: Edition, clock: time_machine.Traveller) -> None:
        super().__init__(Modelled())
        self.year, self.clock = year, clock
        self.beats = 0
        """How often the schedules ticked."""

    # The clock

    @property
    def now(self) -> datetime:
        """What the clocks in Brussels show."""
        return local(seconds())

    def go(self, moment: datetime) -> None:
        """Let time go by until then, with the schedules ticking meanwhile and every queue being read."""
        for beat in beats.between(self.year, self.now, moment):
            self.clock.move_to(beat.at)
            self.beats += 1
            for schedule in beat.schedules:
                self.tick(schedule)
            self.drain(rounds=500)
        self.clock.move_to(max(moment, self.now))

    def an_hour(self) -> None:
        """Let an hour go by, with what each hour brings."""
        self.clock.shift(3600)
        for schedule in beats.EACH_HOUR:
            self.tick(schedule)
        self.drain(rounds=500)

    def newest(self, to: str, about: str = "") -> EmailMessage:
        """The newest mail to somebody, about something: looked for from the last one back, since there are many."""
        for raw in reversed(self.account.mails()):
            mail = parsed(raw)
            if to in str(mail["To"]) and about in str(mail["Subject"]):
                return mail
        raise AssertionError(f"no mail to {to} about {about or 'anything'}")

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        """One request, which takes its time."""
        self.clock.shift(A_REQUEST)
        return super().ask(method, path, body, headers)

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page: the file at its address, else what the function answers."""
        key = cdn.key(path.partition("?")[0])
        content = self.bucket.get(key) if cdn.kind_of(path.partition("?")[0]) else None
        if content is None:
            return super().get(path, **headers)
        self.clock.shift(A_REQUEST)
        return Answer(200, {}, content.decode())

    @property
    def bucket(self) -> dict[str, bytes]:
        """The public files, each by its key."""
        account: Any = self.account
        files: dict[str, bytes] = account.cloud.s3.files
        return files

    # People with a task

    def signs_in(self, email: str) -> Browser:
        """Somebody asks for a link and presses its button: their browser, in which requests go from then on."""
        self.browser = Browser()
        self.post("/nl/sign-in", {"email": email})
        self.drain()
        answer = press(self, self.newest_link(email), word=TO_SIGN_IN)
        assert answer.status == 303, answer.body
        return self.browser


@contextmanager
def opened(year: Edition) -> Iterator[Stage]:
    """A stage on which a year was put a week before anybody may register, by the door through which a deploy brings it.

    Sums of forms are done at the least cost meanwhile, else half of the time went to them.
    """
    new_process()
    with time_machine.travel(year.registration.opens - EARLIER, tick=False) as clock, patch.object(proof, "COST", 1):
        stage = Stage(year, clock)
        cloud: Any = stage.account.cloud  # type: ignore[attr-defined]
        cloud.dynamodb.tables[settings().table("editions")].rows.clear()
        cloud.ssm.values = {name: its for name, its in cloud.ssm.values.items() if "public-2027" not in name}
        with stage.account.answering():
            stage.deliver("organising", pack(EditionPut("first", 0, year, DEPLOY, "-", seconds())))
            editions.begin()
            stage.tick("turn_phase")
            stage.drain()
            yield stage
