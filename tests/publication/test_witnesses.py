"""The page where anybody counts again says who witnesses the log, what that proves and what not."""

import pytest
from bs4 import BeautifulSoup
from msgspec.structs import replace

from chalicelib.edition import LANGUAGES
from chalicelib.site import files
from chalicelib.web.words import say
from chalicelib.witness import Witness
from tests.publication.initiatives import published
from tests.publication.test_site import a_site

WITNESSES = (Witness("cera.example/gastvrij+0+0", ""), Witness("<b>vvsg+0+0", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_witnesses_is_named_and_nothing_is_promised_where_nobody_does(language: str) -> None:
    alone = a_site(published())
    watched = replace(alone, edition=replace(alone.edition, witnesses=WITNESSES))
    for site, names in ((alone, []), (watched, ["cera.example/gastvrij", "<b>vvsg"])):
        page = next(its for its in files.files(site) if its.key == f"{language}/vote-recount")
        read = BeautifulSoup(page.content, "html.parser")
        assert [its.text for its in read.select("[data-witnesses] li")] == names
        said = {name: say(language, f"recount.witnesses.{name}") in read.text for name in ("proves", "none")}
        assert said == {"proves": bool(names), "none": not names}
        assert len(read.select("a[href='/publieksprijs/2027/witnesses.json']")) == bool(names)
