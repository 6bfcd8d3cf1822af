"""What was typed runs nowhere: each page that shows it, open in Chromium with the site's own policy taken away."""

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from chalicelib.registration.form import FORM
from chalicelib.web import fields
from tests.campaign import VOTING, Campaign, Clock
from tests.hostile.strings import SCRIPTS
from tests.people import INITIATOR, a_change, a_form, press

pytestmark = pytest.mark.stack

FOREIGN = (
    "iframe, object, embed, math, base, img:not([src^='/prints/']):not([src^='/photos/']), "
    "script:not([src^='/static/']):not([type='application/ld+json']), [onerror], [onload], [onfocus], [srcdoc]"
)
"""What no page of ours holds, and each of the scripts would bring."""

WITHOUT = ("mail",)
"""What may show nothing of what was typed."""

EVERYTHING = " ".join(SCRIPTS)


def _hostile(**other: Any) -> dict[str, Any]:
    form = a_form(
        title=SCRIPTS[0] + SCRIPTS[3],
        summary=EVERYTHING[: fields.limits(FORM)["summary"]],
        description="\n\n".join((*SCRIPTS, EVERYTHING)),
        organisation=SCRIPTS[1] + SCRIPTS[2],
        contact_name=SCRIPTS[2],
    )
    return {**form, **other}


class Eyes:
    """A browser that would run whatever it could, and what it noticed."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.noticed: list[str] = []
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.noticed.append(str(error)))

    def _dialog(self, dialog: Any) -> None:
        self.noticed.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def look(self, path: str) -> None:
        """Open a page: it shows text and nothing else."""
        self.page.goto(self.address + path)
        self.check(path)

    def show(self, body: str, name: str) -> None:
        """Look at a page that was answered to a form."""
        self.page.goto(f"{self.address}/health")
        self.page.set_content(body)
        self.check(name)

    def check(self, name: str) -> None:
        self.page.wait_for_timeout(100)
        assert self.noticed == [], name
        assert self.page.locator(FOREIGN).count() == 0, name
        hrefs: list[str] = self.page.evaluate("[...document.querySelectorAll('a[href]')].map((link) => link.protocol)")
        assert set(hrefs) <= {"http:", "https:", "mailto:"}, name
        assert "alert(1)" in self.page.content() or name in WITHOUT, name


@pytest.fixture
def eyes(browser: Browser, address: str) -> Iterator[Eyes]:
    # Without our policy, so that it is not what saves us; it is tested by itself.
    context: BrowserContext = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    yield Eyes(context.new_page(), address)
    context.close()


def test_a_script_that_would_run_is_noticed(eyes: Eyes) -> None:
    """The eyes are open."""
    eyes.page.goto(f"{eyes.address}/health")
    eyes.page.set_content(SCRIPTS[1].removeprefix('">'))
    eyes.page.wait_for_timeout(300)
    assert eyes.noticed == ["dialog: 1"]
    assert eyes.page.locator(FOREIGN).count() == 1


def test_what_was_stored_runs_nowhere(campaign: Campaign, clock: Clock, eyes: Eyes) -> None:
    assert campaign.post("/initiatives", _hostile()).status == 303
    campaign.drain()
    confirm = campaign.newest_link(INITIATOR)
    eyes.look(confirm)
    press(campaign, confirm)
    campaign.drain()
    review = next(iter(campaign.review_links().values()))
    eyes.look(review)
    campaign.decide(review, "changes", EVERYTHING)
    edit = campaign.newest_link(INITIATOR)
    eyes.look(edit)
    changes = a_change(**{name: _hostile()[name] for name in ("title", "description", "organisation", "contact_name")})
    press(campaign, edit, **changes | {"summary": EVERYTHING[-190:]})
    campaign.drain()
    review = next(iter(campaign.review_links().values()))
    eyes.look(review)
    campaign.decide(review, "approve")
    eyes.look(review)
    clock.move_to(VOTING)
    (slug,) = [key.rpartition("/")[2] for key in campaign.files() if key.startswith("nl/initiatives/") and
               key.count("/") == 2 and not key.endswith(".json")]  # fmt: skip
    for path in ("/nl/", "/fr/initiatives", f"/en/initiatives/{slug}", f"/nl/vote/{slug}", "/nl/search?q=script"):
        eyes.look(path)
    for mail in campaign.mails():
        html = mail.get_body(("html",))
        assert html
        eyes.show(html.get_content(), "mail")


def test_what_comes_back_on_a_form_runs_nowhere(campaign: Campaign, eyes: Eyes) -> None:
    eyes.show(campaign.post("/initiatives", _hostile(title="")).body, "registering")
    fields_left = cycle(("website", "email", "category", "language", "postal_code", "thanks"))
    for name, script in zip(fields_left, SCRIPTS, strict=False):
        for typed in ({name: script}, {script: name}):
            answer = campaign.post("/initiatives", _hostile(**typed))
            assert answer.status == 422
            eyes.show(answer.body, name)
    code = campaign.post("/nl/code", {"email": EVERYTHING, "code": EVERYTHING})
    eyes.show(code.body, "code")
