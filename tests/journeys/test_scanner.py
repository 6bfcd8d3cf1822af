"""The worst mail scanner there is: in a real browser, with scripts, it opens the link of each mail, fills in each field
with what it finds there, ticks each box and presses every button, and so on the page that this leads to.
Between two mails it remembers nothing: what it meets is what stands behind a link.
"""

from playwright.sync_api import Browser, Page

from tests.journeys.rows import Rows, dossier, happened
from tests.journeys.site import Site, a_title, somebody
from tests.people import MODERATORS, ask_to_vote, press

FILL = """chosen => {
  const says = field => (field.labels && field.labels[0] && field.labels[0].innerText) || field.name;
  for (const field of document.querySelectorAll("main input, main textarea, main select")) {
    if (field.type === "hidden" || field.type === "file") continue;
    if (field.type === "checkbox") field.checked = true;
    else if (field.type === "radio") { if (field.value === chosen) field.checked = true; }
    else if (field.tagName === "SELECT") field.selectedIndex = field.options.length - 1;
    else if (!field.value) field.value = says(field);
  }
}"""
"""Fill in all that there is, with its label where nothing stands in it; of what is chosen one of, this."""

BUTTONS = "main form[method=post] button:not([type=button])"
CHOICES = "[...new Set([...document.querySelectorAll('main input[type=radio]')].map(its => its.value))]"


def _opens(page: Page, link: str) -> tuple[int, list[str]]:
    """How many buttons there are, and what can be chosen."""
    page.goto(link)
    return page.locator(BUTTONS).count(), page.evaluate(CHOICES) or [""]


def _presses(page: Page, number: int, chosen: str) -> None:
    page.evaluate(FILL, chosen)
    # Past what the browser itself holds back, as a script would.
    page.evaluate("document.querySelectorAll('form').forEach(its => its.noValidate = true)")
    page.locator(BUTTONS).nth(number).evaluate("button => button.closest('details')?.setAttribute('open', '')")
    with page.expect_navigation():
        page.locator(BUTTONS).nth(number).evaluate("button => button.click()")


def scans(browser: Browser, link: str) -> list[str]:
    """Press each button with each choice, and each on the page after it: the addresses that this led to."""
    context, seen = browser.new_context(), []
    page = context.new_page()
    buttons, choices = _opens(page, link)
    for number in range(buttons):
        for chosen in choices:
            if number >= _opens(page, link)[0]:
                continue
            _presses(page, number, chosen)
            seen.append(page.url)
            if page.locator(BUTTONS).count():
                _presses(page, 0, chosen)
                seen.append(page.url)
    context.close()
    return seen


def test_it_decides_nothing_and_what_it_confirms_it_undoes(site: Site, rows: Rows, browser: Browser) -> None:
    # Two that people sent in, of which a person approves one; and one that nobody confirms.
    waits, shown, unasked, initiator = a_title(), a_title(), a_title(), somebody()
    site.registered(title=waits)
    site.registered(title=shown)
    site.registers(initiator, title=unasked)
    press(site, site.link(site.mail(MODERATORS[0], about=shown)), decision="approve")
    slug, voter = site.slug_of(shown), somebody()
    ask_to_vote(site, slug, voter)

    # Moderators: no decision, whichever of them gets the mail.
    for moderator in MODERATORS:
        seen = scans(browser, site.url + site.link(site.mail(moderator, about=waits)))
        assert len(seen) > 2 * 3, "each decision, chosen and pressed once more"
    # An initiator and a voter, who press one button: it presses the one beside it too, which undoes what it did.
    assert scans(browser, site.url + site.link(site.mail(initiator)))
    seen = scans(browser, site.url + site.link(site.mail(voter)))
    rows.settle()

    its = dossier(rows, waits)
    assert its["state"] == {"S": "waiting"}
    assert {event["what"] for event in happened(its)} == {"void"}, "no decision, and both links are over"
    left = [its for its in rows.all()["dossiers"] if unasked in its.get("line", {}).get("S", "")]
    assert not [its for its in left if its["state"] == {"S": "waiting"}], "nobody is asked to read it"
    [receipt] = {url for url in seen if "/receipts/" in url}
    site.receipt_says(receipt, "not_counted")
