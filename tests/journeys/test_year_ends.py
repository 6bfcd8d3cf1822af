"""A year ends, by hand in a real browser: it is kept, the next one opens, and an initiative of it comes back.

Its vote is over as it begins, since a vote that has opened is held to its days and nobody can wait for them here;
tests/editions plays one that people voted in.
"""

import json
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import msgspec
import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from chalicelib.edition import Edition
from chalicelib.editions import moments
from chalicelib.kinds import Words
from infra.operate.edition import as_file
from infra.put.local import edition
from infra.year import YEARS
from tests.chromium import DESK, PHONE
from tests.events import TICK
from tests.journeys import test_in_a_browser
from tests.journeys.rows import Rows
from tests.journeys.site import Site, a_title, eventually
from tests.journeys.test_in_a_browser import press
from tests.journeys.test_organising import ORGANISER, settled, signs_in
from tests.people import MODERATORS
from tests.people import press as pressed
from tests.stack import running

NOW = datetime.now(UTC)
THIS, NEXT = str(NOW.year), str(NOW.year + 1)
VOTED = timedelta(days=24)
"""Ago, when the vote was on; so its numbers settled yesterday."""
ONCE_A_MINUTE = 150.0
"""Seconds until every function knows what is read once a minute, and what follows of it is made."""


def a_year() -> Edition:
    """This year, for which one may still register, though its vote is over."""
    newest = max(YEARS.glob("*.toml")).read_text("utf-8")
    its = msgspec.convert(tomllib.loads(edition.moved(newest, NOW - VOTED)), Edition)
    closes = moments.moment(NOW.date() + timedelta(days=3), time(12))
    return replace(
        its,
        name=THIS,
        year=NOW.year,
        title=Words(*[f"Gastvrije Gemeente {THIS}"] * 3),
        registration=replace(its.registration, closes=closes),
        forget_addresses_on=NOW.date() + timedelta(days=30),
    )


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """One of its own: no other test finds the year that it turns to."""
    folder = tmp_path_factory.mktemp("year") / "stack"
    folder.mkdir()
    (folder / "edition.toml").write_text(as_file(a_year()), "utf-8")
    with running(folder) as where:
        yield where


@pytest.fixture
def page(browser: Browser, stack: dict[str, str]) -> Iterator[Page]:
    """A page in a browser that keeps nothing from before."""
    context = browser.new_context(base_url=stack["url"], viewport=PHONE, reduced_motion="reduce", locale="nl-BE")
    yield context.new_page()
    context.close()


def look_at(page: Page, *says: str) -> None:
    """The page says this, and is for everyone, on a phone and on a desk."""
    for words in says:
        expect(page.get_by_role("main")).to_contain_text(words)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        test_in_a_browser.look_at(page)


def says_why(page: Page, why: str, button: str) -> None:
    """Save a change that was shown, and wait until it is."""
    page.get_by_label("Waarom?").fill(why)
    press(page, button)
    settled(page, page.url, "Bewaard")


def moves(page: Page, year: str, moment: str, day: str, hour: str) -> None:
    """Propose another date for something of a year."""
    page.goto(f"/nl/organise/edition/{year}/dates")
    its = page.get_by_role("group", name=moment)
    its.locator("input[type=date]").fill(day)
    its.locator("input[type=time]").fill(hour)
    press(page, "Bekijk wat er verandert")


def goes_on_to_the_next_year(page: Page) -> None:
    """The organiser closes this year, begins the next one, opens it and makes it the site."""
    today, yesterday = ((NOW - timedelta(days=days)).date().isoformat() for days in (0, 1))
    moves(page, THIS, "Inschrijven sluit", yesterday, "23:59")
    look_at(page, "Het inschrijven sluit meteen")
    says_why(page, "Het jaar is rond.", "Bewaar")
    page.goto("/nl/organise")
    page.get_by_role("link", name=f"Begin aan {NEXT}").click()
    look_at(page, f"Niemand van {THIS} krijgt een mail")
    says_why(page, "Op naar volgend jaar.", f"Begin aan {NEXT}")
    look_at(page, "Zo begon dit jaar.")
    moves(page, NEXT, "Inschrijven begint", today, "00:00")
    look_at(page, "Inschrijven begint")
    says_why(page, "Dan vragen we wie meedeed opnieuw.", "Bewaar")
    look_at(page, "ziet nog niemand")
    page.goto(f"/nl/organise/edition/{NEXT}")
    page.get_by_role("link", name=f"Maak van {NEXT} de site").click()
    look_at(page, "krijgt iedereen met een initiatief")
    page.get_by_label(f"Ja, {NEXT} wordt de site").check()
    press(page, f"Maak van {NEXT} de site")
    settled(page, page.url, f"toont heel de site {NEXT}")
    look_at(page, "Bekijk de site")


def sends_it_in_again(page: Page, link: str, title: str) -> None:
    """Its initiator finds all of it filled in, changes a sentence, agrees anew and presses the button."""
    page.goto(link)
    look_at(page, f"Doe je in {NEXT} weer mee?")
    expect(page.get_by_label("Hoe heet je initiatief?")).to_have_value(title)
    page.get_by_label("Vertel het in één zin").fill("Nu ook op zondag.")
    page.get_by_label("Jullie mogen dit op de site tonen").check()
    page.get_by_label("Iedereen die in mijn tekst herkenbaar is, vindt dat goed").check()
    press(page, "Ja, we doen weer mee")
    look_at(page, "Fijn dat je weer meedoet")


def test_a_year_is_kept_the_next_one_opens_and_an_initiative_comes_back(stack: dict[str, str], page: Page) -> None:
    site, title, archive = Site(stack["url"]), a_title(), f"/nl/editions/{THIS}"
    initiator = site.registered(title=title)
    review = site.link(site.mail(MODERATORS[0], about=title))
    pressed(site, review, decision="approve")
    slug = site.slug_of(title)
    signs_in(site, page, ORGANISER, "/nl/organise")
    goes_on_to_the_next_year(page)

    # What there was is kept, its old address leads there, and the site is empty and open.
    eventually(lambda: site.get("/nl/editions").status == 200, "next year", ONCE_A_MINUTE)
    for path, says in (("", title), ("/initiatives", title), ("/results", "De uitslag")):
        page.goto(f"{archive}{path}")
        look_at(page, says)
    page.goto(f"/nl/initiatives/{slug}")
    assert page.url == f"{site.url}{archive}/initiatives/{slug}"
    look_at(page, "Elke dinsdag")
    for path, says in (("/editions", THIS), ("/initiatives", "nog geen initiatief"), ("/", "0 initiatieven")):
        page.goto(f"/nl{path}")
        look_at(page, says)
    page.get_by_role("main").get_by_role("link", name="Schrijf je initiatief in").first.click()
    look_at(page, "Hoe heet je initiatief?")

    # The schedule of the day, which is not due for hours, asks who took part.
    Rows(stack["emulator"])._client("lambda").invoke(FunctionName="gastvrij-local-forget", Payload=json.dumps(TICK))
    sends_it_in_again(page, site.link(site.mail(initiator, about="weer mee")), title)
    page.goto(site.link(site.mail(MODERATORS[0], about="doet weer mee")))
    look_at(page, f"doet weer mee, al sinds {THIS}")
    page.locator("#decision-approve").check()
    press(page, "Verder")
    page.get_by_label("Typ het woord").fill("goedkeuren")
    press(page, "Ja, keur goed")
    assert site.slug_of(title) == slug
    page.goto(f"/nl/initiatives/{slug}")
    look_at(page, f"al sinds {THIS}", "Nu ook op zondag.")

    # Who decided about it last year finds the page of then, once the team's pages know that its year is over.
    eventually(lambda: f"{archive}/initiatives" in site.get(review).body, "the page of then", ONCE_A_MINUTE)
    page.goto(review)
    page.get_by_role("link", name="Bekijk het op de site").click()
    assert page.url == f"{site.url}{archive}/initiatives/{slug}"
    look_at(page, "Elke dinsdag")
    site.browser.close()
