"""The browser's search and the server's: the same letters, the same places, the same initiatives."""

import json
import unicodedata
from typing import TYPE_CHECKING

from chalicelib.places import municipalities, plain
from chalicelib.site import public, search, shelf, turn
from chalicelib.site.shown import Wanted
from chalicelib.web.words import say
from infra import ROOT
from tests.publication.initiatives import BRUSSEL, GENT, HOSTILE, RONSE, published
from tests.years import YEAR

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RULES = (ROOT / "infra" / "make" / "front" / "js" / "list.js").read_text("utf-8").partition("// The page.")[0]
"""What of the script looks at no page."""

CATEGORIES = public.categories(YEAR, "nl")
CORPUS = [
    published("cafe"),
    published("koor", title="Chœur des sœurs d’accueil", summary="Ĳsjes en zingen.", places=(RONSE, BRUSSEL)),
    published(
        "klas", title="Huiswerkklas", category="scholen", organisation="Straßencafé ŁÓDŹ", description="İstanbul"
    ),
    published("kamp", description="Vluchtelingenwerk in St.-Amandsberg, ΟΔΟΣ, Zażółć gęślą jaźń. مقهى اللغة"),
    published("zorg", category="een-die-er-niet-meer-is"),
    *(published(f"h{number}", title=text, description=text, places=(GENT,)) for number, text in enumerate(HOSTILE)),
]
WON = {"koor": ["nominated"], "klas": ["won", "public"]}
AWARDS = {kind: str(say("nl", f"honour.in_list.{kind}")) for kind in ("won", "public", "nominated")}
SAID = {slug: [AWARDS[kind] for kind in its] for slug, its in WON.items()}
TYPED = [
    *("genomineerd", "Winnaar", "award publiek", "genomineert", "winnaar koor"),
    *("oeuvre", "choeur", "CHŒUR", "soeurs d accueil", "strassencafe", "lodz", "istanbul", "ijsjes", "st amandsberg"),
    *(
        "οδος",
        "مقهى",
        "zazolc",
        "sint",
        "st",
        "ste",
        "",
        " - ",
        "vluchtelingen",
        "vluchtelingenwerkgroep",
        "e",
        "gent",
        "niet meer is",
    ),
    *HOSTILE,
]
PLACES = [
    *("St-Niklaas", "st. gilles", "Ste", "9000 Gent", "B-1000", "0000 Ronse", "0000", "1040", "Oost-Vlaanderen"),
    *("Atlantis",),
    *("9000Gent", "B9000", "BE-9000", "B-0000", "b0000 Ronse", "90001", "Abe9600 2", "12 0000b"),
    *("provincie antwerpen", "Ghent", "Deurne", "sint", "o", "1000 9600", *HOSTILE),
    *(name for place in list(municipalities().values())[::25] for name in place.names),
]


def test_browser_and_server_find_the_same(browser: "Browser") -> None:
    its = shelf.arranged(map(shelf.line, CORPUS))
    blocks = [json.loads(block.content) for block in shelf.files(its, "public-2027 2027-04-10", won=WON)]
    lines = turn.ordered(shelf.lines(its), "public-2027 2027-04-10")
    wanted = [Wanted(typed, "", "") for typed in TYPED]
    wanted += [Wanted("", "scholen", typed) for typed in PLACES[:3]] + [Wanted("", "", typed) for typed in PLACES]
    ours = [[line.slug for line in search.matching(lines, one, CATEGORIES, SAID)] for one in wanted]
    numbers = [search.municipality_numbers(typed) for typed in PLACES]
    page = browser.new_page()
    theirs = page.evaluate(
        f"""([places, blocks, categories, wanted, typed, awards]) => {{ {RULES}
            const it = opened(places, blocks, new Map(Object.entries(categories)), "nl", awards);
            return [wanted.map((one) => matching(it, one).found.map((item) => item.slug)),
                    typed.map((one) => placesCalled(it, it.plain(one)))]; }}""",
        [
            json.loads(search.places_file().content),
            blocks,
            CATEGORIES,
            [{"words": one.words, "category": one.category, "municipality": one.municipality} for one in wanted],
            PLACES,
            AWARDS,
        ],
    )
    page.close()
    assert theirs[0] == ours
    assert theirs[1] == numbers
    assert any(ours)
    assert ours[TYPED.index("genomineerd")] == ["koor"]
    assert {*ours[TYPED.index("award publiek")]} == {"klas"}


def test_browser_and_server_make_every_letter_plain_alike(browser: "Browser") -> None:
    """All that this Python's Unicode knows as a letter, mark or number of the first plane, but for unassigned ones."""
    letters = [chr(code) for code in range(0x20, 0xFFFE) if unicodedata.category(chr(code))[0] in "LMNPZS"]
    index = json.loads(search.places_file().content)
    page = browser.new_page()
    theirs = page.evaluate(
        f"([letters, texts]) => {{ {RULES} return texts.map(plainBy(letters)); }}",
        [index["letters"], [f"a{letter}b" for letter in letters]],
    )
    page.close()
    differing = [letter for letter, one in zip(letters, theirs, strict=True) if one != plain(f"a{letter}b")]
    assert differing == []
