"""The post office: mails are asked for, and what went out is read."""

from collections.abc import Iterator

import pytest
import time_machine

from infra.make.build import BUILT, compile_layout
from tests.campaign import Campaign
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
def clock() -> Iterator[time_machine.Traveller]:
    """Noon on a Monday in the public vote; time goes on from there."""
    with time_machine.travel(MONDAY) as traveller:
        yield traveller


@pytest.fixture
def post(campaign: Campaign, clock: time_machine.Traveller) -> Post:
    """A post office that never sent a mail."""
    return Post(campaign, clock)
