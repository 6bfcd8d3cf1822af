"""What an initiative's page offers of what is drawn of it."""

from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup

from chalicelib.site import printed
from tests.publication.initiatives import published
from tests.publication.test_site import BEFORE_THE_VOTE, SITE, a_site, pages


def test_a_page_can_be_shared_and_hung_up_without_a_script() -> None:
    page = pages(a_site(published(title="Thee & taal", join="Bel aan.\n\nOf kom langs.")))
    served = BeautifulSoup(page["fr/initiatives/taalcafe-de-brug"], "html.parser")
    there = [str(link["href"]) for link in served.select(".share a")]
    url = f"{SITE}/fr/initiatives/taalcafe-de-brug"
    assert parse_qs(urlsplit(there[0]).query) == {"text": [f"Thee & taal {url}"]}
    assert parse_qs(urlsplit(there[1]).query) == {"u": [url]}
    assert parse_qs(urlsplit(there[2]).query) == {"subject": ["Thee & taal"], "body": [url]}
    own = {f"/{key}" for key in printed.of("taalcafe-de-brug")}
    assert set(there[3:]) <= own
    assert [part.text for part in served.select(".join p")] == ["Bel aan.", "Of kom langs."]
    assert not BeautifulSoup(pages(a_site(published()))["nl/initiatives/taalcafe-de-brug"], "html.parser").select(
        ".join"
    )


def test_while_one_can_vote_a_page_helps_to_ask_for_votes_without_a_script() -> None:
    served = BeautifulSoup(pages(a_site(published()))["fr/initiatives/taalcafe-de-brug"], "html.parser")
    (asks,) = served.select(".ask")
    (field,) = asks("input")
    ballot = f"{SITE}/fr/vote/taalcafe-de-brug"
    assert (field["value"], field.has_attr("readonly"), field.has_attr("name")) == (ballot, True, False)
    assert [label["for"] for label in asks("label")] == [field["id"]]
    (button,) = asks("button")
    assert (button["data-copy"], button.has_attr("hidden")) == (ballot, True)
    its = [printed.ballot("taalcafe-de-brug"), printed.share("taalcafe-de-brug")]
    assert [(link["href"], link.has_attr("download")) for link in asks("a")] == [(f"/{key}", True) for key in its]


def test_nobody_is_asked_to_vote_for_what_cannot_be_voted_for() -> None:
    for site in (a_site(published(competes=False)), a_site(published(), now=BEFORE_THE_VOTE)):
        page = BeautifulSoup(pages(site)["nl/initiatives/taalcafe-de-brug"], "html.parser")
        assert page.select(".share")
        assert not page.select(".ask")


def test_a_ballot_that_is_shared_shows_whom_it_is_for() -> None:
    served = pages(a_site(published(title="Thee & taal")))["nl/vote/taalcafe-de-brug"]
    assert f'<meta property="og:image" content="{SITE}/prints/taalcafe-de-brug/share.jpg">' in served
    assert '<meta property="og:image:alt" content="Thee &amp; taal">' in served
    assert f'<meta property="og:description" content="{published().initiative.summary}">' in served
