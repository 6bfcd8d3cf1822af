"""What an initiative's page offers of what is drawn of it."""

from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup

from chalicelib.site import printed
from tests.publication.initiatives import published
from tests.publication.test_site import SITE, a_site, pages


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
