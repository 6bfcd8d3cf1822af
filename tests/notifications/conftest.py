"""The post office: mails are asked for, and what went out is read."""

from datetime import datetime

import pytest

from infra.make.build import BUILT, compile_layout
from tests.campaign import Campaign, Clock
from tests.notifications.post import MONDAY, Post


@pytest.fixture(scope="session", autouse=True)
def _layout() -> None:
    """The layout of the mails as it stands in its source, whether or not the site was built since."""
    built = BUILT / "mails" / "layout.html"
    layout = compile_layout()
    if not built.exists() or built.read_text("utf-8") != layout:
        built.parent.mkdir(parents=True, exist_ok=True)
        built.write_text(layout, encoding="utf-8")


@pytest.fixture
def begins() -> datetime:
    """In the middle of the vote."""
    return MONDAY


@pytest.fixture
def post(campaign: Campaign, clock: Clock, begins: datetime) -> Post:
    """A post office that never sent a mail, while time goes on."""
    clock.move_to(begins, tick=True)
    return Post(campaign, clock)
