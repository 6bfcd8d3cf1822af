"""Whatever a poster, a sentence or a mail program does to an address, it leads to the page."""

import pytest

from chalicelib.web import paths
from infra.make import cdn
from tests.campaign import Campaign

MEANT = {
    "/nl/": ("/NL", "/NL/", "/nl."),
    "/en/": ("/en-GB/",),
    "/fr/": ("/fr_BE",),
    "/nl/initiatives": ("/nl/initiatives/", "/NL/INITIATIVES"),
    "/en/initiatives": ("/en-GB/initiatives",),
    "/nl/initiatives/taalcafe-gent": (
        *(f"/nl/initiatives/taalcafe-gent{end}" for end in ("/", ".", ")", ").", ",", "%20", "%22", "%E2%80%9D")),
        "/nl/initiatives/taalcafe%C2%AD-gent%E2%80%8B",
        "/nl/initiatives/taalcafe-gent%C2%A0.%EF%BB%BF%E2%81%A0%C2%A0",
    ),
    "/nl/results": ("/nl/results/",),
    "/nl/register": ("/nl/register/", "/nl/Register"),
    "/nl/vote": ("/nl/vote/", "/NL/Vote."),
    "/nl/vote/taalcafe-gent": ("/nl/vote/taalcafe-gent/",),
    "/initiatives.csv": ("/initiatives.csv/",),
}
WRONG = {typed: meant for meant, its in MEANT.items() for typed in its}


@pytest.mark.parametrize(("typed", "meant"), WRONG.items())
def test_an_address_that_came_along_with_something_leads_on(campaign: Campaign, typed: str, meant: str) -> None:
    answer = campaign.get(f"{typed}?utm_source=poster&a=%C3%A9")
    assert (answer.status, answer.location) == (301, f"{meant}?utm_source=poster&a=%C3%A9")
    assert campaign.ask("HEAD", typed).status == 301
    assert paths.right(meant) == meant


@pytest.mark.parametrize(
    "path", ["/", "/nl/", "/nl/register", "/nl/search", "/health", "/votes", "/nl/receipts/A.b.",
             "/nl/confirm/AbC/", "/NL/review/A.b", "//evil.example",
             "/nl//register", "/nl/niets/", "/nl/initiatives/../code", "/x" * 2000, "/nl/votes/sent/"]
)  # fmt: skip
def test_what_is_right_or_is_no_page_stays(path: str) -> None:
    assert paths.right(path) == path


def test_the_cdn_leaves_what_is_wrong_to_the_web_function() -> None:
    """It looks for a file by the address as it was asked for, and only a home page has another name in the bucket."""
    assert cdn.key("/nl") == cdn.key("/nl/") == "nl/index"
    assert cdn.key("/nl/initiatives") == "nl/initiatives"
    for typed in WRONG:
        assert not cdn.key(typed).endswith("index")
