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

from chalicelib.edition import Edition, Words
from chalicelib.editions import moments
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
    """This year, of which one may still register, though its vote is over."""
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


@pytest.fixture(scope="module")
def site(stack: dict[str, str]) -> Iterator[Site]:
    people = Site(stack["url"])
    yield people
    people.browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a browser that keeps nothing from before."""
    context = browser.new_context(viewport=PHONE, reduced_motion="reduce", locale="nl-BE")
    yield context.new_page()
    context.close()


def look_at(page: Page, *says: str) -> None:
    """The page says this, and is for everyone, on a phone and on a desk."""
    for words in says:
        expect(page.get_by_role("main")).to_contain_text(words)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        test_in_a_browser.look_at(page)


def changes(page: Page, site: Site, year: str, moment: str, day: str, hour: str, why: str, follows: str) -> None:
    """Move a date of a year on its page, and wait until it is moved."""
    page.goto(f"{site.url}/nl/organise/edition/{year}/dates")
    its = page.get_by_role("group", name=moment)
    its.locator("input[type=date]").fill(day)
    its.locator("input[type=time]").fill(hour)
    press(page, "Bekijk wat er verandert")
    look_at(page, moment, follows)
    page.get_by_label("Waarom?").fill(why)
    press(page, "Bewaar")
    settled(page, page.url, "Bewaard")


def approved(site: Site, title: str) -> tuple[str, str]:
    """Somebody whose initiative is public, and where its moderator decided that."""
    email = site.registered(title=title)
    review = site.link(site.mail(MODERATORS[0], about=title))
    pressed(site, review, decision="approve")
    assert site.slug_of(title)
    return email, review


def begins_and_turns(page: Page, site: Site) -> None:
    """The organiser closes this year, begins the next one, opens it and makes it the site."""
    today, yesterday = ((NOW - timedelta(days=days)).date().isoformat() for days in (0, 1))
    changes(page, site, THIS, "Inschrijven sluit", yesterday, "23:59", "Het jaar is rond.", "sluit meteen")
    page.goto(f"{site.url}/nl/organise")
    page.get_by_role("link", name=f"Begin aan {NEXT}").click()
    look_at(page, f"Niemand van {THIS} krijgt een mail")
    page.get_by_label("Waarom?").fill("Op naar volgend jaar.")
    press(page, f"Begin aan {NEXT}")
    settled(page, page.url, "Bewaard")
    look_at(page, "Zo begon dit jaar.")
    changes(page, site, NEXT, "Inschrijven begint", today, "00:00", "Wie meedeed, vragen we nu.", "meteen")
    page.goto(f"{site.url}/nl/organise/edition/{NEXT}")
    look_at(page, "De site toont nu een ander jaar.")
    page.get_by_role("link", name=f"Maak van {NEXT} de site").click()
    look_at(page, "krijgt iedereen met een initiatief")
    page.get_by_label(f"Ja, {NEXT} wordt de site").check()
    press(page, f"Maak van {NEXT} de site")
    settled(page, page.url, f"toont heel de site {NEXT}")
    look_at(page, "Bekijk de site")


def is_kept(page: Page, site: Site, slug: str, title: str) -> None:
    """What there was is in the archive, where its old address leads to, and the site is of the next year."""
    archive = f"{site.url}/nl/editions/{THIS}"
    eventually(lambda: site.get(f"/nl/editions/{THIS}").status == 200, "archive", ONCE_A_MINUTE)
    eventually(lambda: site.get("/nl/editions").status == 200, "next year")
    page.goto(archive)
    look_at(page, title)
    page.goto(f"{archive}/initiatives")
    look_at(page, title)
    page.goto(f"{archive}/results")
    look_at(page)
    page.goto(f"{site.url}/nl/initiatives/{slug}")
    assert page.url == f"{archive}/initiatives/{slug}"
    look_at(page, "Elke dinsdag")
    page.goto(f"{site.url}/nl/editions")
    look_at(page, THIS)
    page.goto(f"{site.url}/nl/initiatives")
    look_at(page)
    assert title not in page.content()
    page.goto(f"{site.url}/nl/")
    look_at(page)
    page.get_by_role("main").get_by_role("link", name="Schrijf je initiatief in").first.click()
    look_at(page, "Hoe heet je initiatief?")


def test_a_year_is_kept_the_next_one_opens_and_an_initiative_comes_back(
    site: Site, stack: dict[str, str], page: Page
) -> None:
    title = a_title()
    initiator, review = approved(site, title)
    slug = site.slug_of(title)
    signs_in(site, page, ORGANISER, "/nl/organise")
    look_at(page)
    begins_and_turns(page, site)
    is_kept(page, site, slug, title)
    page.goto(site.url + review)
    look_at(page, "Haal offline")

    # The schedule of the day, which does not come by itself in three minutes, asks who took part.
    Rows(stack["emulator"])._client("lambda").invoke(FunctionName="gastvrij-local-forget", Payload=json.dumps(TICK))
    page.goto(site.url + site.link(site.mail(initiator, about="weer mee")))
    expect(page.get_by_label("Hoe heet je initiatief?")).to_have_value(title)
    look_at(page, f"Doe je in {NEXT} weer mee?")
    press(page, "Ja, we doen weer mee")
    expect(page.get_by_role("alert")).to_be_visible()
    look_at(page)
    page.get_by_label("Vertel het in één zin").fill("Nu ook op zondag.")
    page.get_by_label("Jullie mogen dit op de site tonen").check()
    page.get_by_label("Iedereen die in mijn tekst herkenbaar is, vindt dat goed").check()
    press(page, "Ja, we doen weer mee")
    look_at(page, "Fijn dat je weer meedoet")

    page.goto(site.url + site.link(site.mail(MODERATORS[0], about="Doet weer mee")))
    look_at(page, f"doet weer mee, al sinds {THIS}")
    page.get_by_label("Keur goed").check()
    press(page, "Verstuur je beslissing")
    assert site.slug_of(title) == slug
    page.goto(f"{site.url}/nl/initiatives/{slug}")
    assert page.url == f"{site.url}/nl/initiatives/{slug}"
    look_at(page, f"al sinds {THIS}", "Nu ook op zondag.")
    page.goto(f"{site.url}/nl/editions/{THIS}/initiatives/{slug}")
    look_at(page, "Elke dinsdag")
