"""What is a web address in a title or name, and what only has a dot."""

import pytest

from chalicelib.web import domains, fields
from tests.test_fields import _faults
from tests.years import YEAR


@pytest.mark.parametrize(
    "text",
    [
        *("Zie https://x.be", "www.x.be is leuk", "Koop op x-y.com", "HTTP://X voor u", "op evil.com", "Evil.Com"),
        *("evil。com", "evil．com", "evil․com", "evil｡com", "ｅｖｉｌ.ｃｏｍ", "t.me/hack"),
        *("t.me", "x.com", "q.be", "me@x.co"),
        *("185.12.33.4/x", "185.12.33.4:80", "goedkoop.shop", "kom.nu", "samen.live", "welkom.gent"),
        *("185.12.33.4", "_185.12.33.4_.", "BIT.LY", "evil.RU", "me@Evil.Ru", "jan@bedrijf.Ru", "jan@J.de"),
        *("evil.c\u200com", "evil.\ufe0fcom", "e\u200dvil.com", "_evil.com_", "__t.me__", "_www.evil_"),
        *("пример.рф", "a.xn--p1ai"),
        *("(evil.com)", "evil.com.", "“evil.com”", "Samen.eten.nu", "FEDASIL.BE", "Koop.Live/nu", "dr.de/x", "fb.me?x"),
    ],
)  # fmt: skip
def test_an_address_is_one_however_it_is_written(text: str) -> None:
    assert domains.found(text)
    assert _faults(title=f"{text} hier") == {"title": ["title.web"]}


@pytest.mark.parametrize(
    "text",
    [
        *("Dr.Peeters", "Prof.dr. Jan Claes", "Prof.dr.ir. Jan", "Marie.Jeanne", "St.Niklaas"),
        *("vzw.Welkom", "Kom.Binnen", "A.De Smet"),
        *("Samen eten.Samen leven", "Samen eten.De rest volgt", "Zo.Is het", "Samen.Live", "Dr.Bosch", "J.de Vries"),
        *("J.P. Dubois", "J.P.de Smet", "Samen. Sterk. Hier.", "1.000 euro", "24/7 welkom"),
        *("v.z.w. De Brug", "A.S.B.L. Accueil", "10.30 uur", "Fase 1.2.3", "24.12.2026", "1.000.000.000 keer"),
        *("Bel 09.225.36.62", "Welkom@Gent", "J.DE SMET", "SAMEN ETEN.SAMEN LEVEN", "_samen_"),
        *("e.a. en co.", "i.s.m. de stad"),
        *("14.30 uur", "O.L.V.-kerk", "Café @ home", "Buurt...werk", "Wij/zij", "St.-Jans-Molenbeek", "v1.2.3.4"),
    ],
)  # fmt: skip
def test_a_dot_makes_no_address(text: str) -> None:
    assert domains.found(text) == []
    assert _faults(title=f"{text} hier") == {}


def test_what_is_said_names_the_words() -> None:
    title = fields.Field("title", "text", web=False)
    filled = fields.checked(fields.fill((title,), {"title": "Kom naar evil.com of t.me/x"}), YEAR)
    (said,) = filled.said("nl")["title"]
    assert "evil.com" in said
    assert "t.me/x" in said


def test_every_top_level_domain_is_written_as_people_write_it() -> None:
    known = domains.top_level_domains()
    assert {"be", "com", "brussels", "vlaanderen", "рф"} <= known
    assert len(known) > 1_400
    assert not any(name.startswith("xn--") or name != name.casefold() for name in known)
