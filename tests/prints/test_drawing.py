"""What is drawn fits, can be read aloud, and is the same each time."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from page import validate_pdf_bytes
from PIL import Image

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Language
from chalicelib.places import municipalities
from chalicelib.prints import brief, drawing
from chalicelib.prints.letters import is_right_to_left, settable
from chalicelib.prints.wanted import MOST_TITLES, Wanted, WantedBrief
from tests.publication.initiatives import BRUSSEL, GENT, HOSTILE
from tests.years import YEAR

URL = "https://gastvrijegemeente.example/nl/initiatives/taalcafe-de-brug"
LONGEST = {"title": 90, "summary": 200}
"""Characters that the form takes."""
SINT_GENESIUS_RODE = "23101"

TITLES = (
    "Taalcafé De Brug",
    "Vluchtelingenwerkingsorganisatiecoördinatoren",
    "Arbeidsmarktbegeleiding " * 4,
    "W" * 90,
    "M m " * 22,
    "بيت مفتوح للجميع في وسط المدينة",
    "Дім для всіх Ґанок",
    *(title for title in HOSTILE if settable(title)),
)


def wanted(title: str = TITLES[0], summary: str = "Elke woensdag oefenen we Nederlands.", **changes: Any) -> Wanted:
    told: dict[str, Any] = {"language": "nl", "category": "verenigingen", "places": (GENT,), "competes": True}
    return Wanted("taalcafe-de-brug", title[:90], summary[:200], **{**told, **changes})


def opened(document: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(document))


def _tags(pdf: pikepdf.Pdf) -> list[Any]:
    found: list[Any] = []
    waiting: list[Any] = [pdf.Root.StructTreeRoot]
    while waiting:
        kids: Any = waiting.pop().get("/K", [])
        for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                found.append(kid)
                waiting.append(kid)
    return found


def read_aloud(document: bytes, language: str, figures: int) -> list[str]:
    """Its kinds of tags, once it has one page, in this language, and all that a machine can hold against PDF/UA-1."""
    assert [fault.message for fault in validate_pdf_bytes(document, profile="ua1").failures] == []
    with opened(document) as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.Root.Lang) == language
        tags = _tags(pdf)
        kinds = [str(tag.S) for tag in tags]
        assert [bool(str(tag.get("/Alt", ""))) for tag in tags if tag.S == "/Figure"] == [True] * figures
        return kinds


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_poster_and_a_sticker_can_be_read_aloud(language: Language) -> None:
    for document in (drawing.poster(wanted(), language, "a4", URL), drawing.sticker(wanted(language=language), URL)):
        assert read_aloud(document, language, 1).count("/H1") == 1


def test_a_poster_is_of_the_size_that_it_says() -> None:
    for paper, size in (("a4", (210, 297)), ("a3", (297, 420))):
        with opened(drawing.poster(wanted(), "nl", paper, URL)) as pdf:
            box = [float(side) * 25.4 / 72 for side in pdf.pages[0].MediaBox]
        assert box == pytest.approx((0, 0, *size), abs=0.5)


@pytest.mark.parametrize("title", TITLES, ids=range(len(TITLES)))
def test_every_title_fits(title: str) -> None:
    """Nothing is drawn of what does not, so that what comes out has found its size."""
    its = wanted(title, "Vluchtelingenwerkingsorganisatie " * 7, places=(SINT_GENESIUS_RODE, GENT, BRUSSEL))
    long = f"https://gastvrijegemeente.example/nl/initiatives/{'taalcafe-' * 11}b"
    assert drawing.poster(its, "nl", "a4", long)
    assert drawing.sticker(its, long)
    assert len(drawing.share(its, long)) < 300_000


def test_what_is_shared_has_the_size_that_the_page_declares() -> None:
    drawn = drawing.share(wanted(), URL)
    with Image.open(BytesIO(drawn)) as picture:
        assert (picture.format, picture.size, picture.mode) == ("JPEG", (1200, 630), "RGB")
        # The title stands in light letters where nothing else does.
        light = sum(1 for dot in picture.crop((60, 120, 700, 220)).convert("L").tobytes() if dot > 200)
    assert light > 3_000


def test_the_same_is_drawn_the_same() -> None:
    assert drawing.poster(wanted(), "nl", "a4", URL) == drawing.poster(wanted(), "nl", "a4", URL)
    assert drawing.share(wanted(), URL) == drawing.share(wanted(), URL)


def test_what_no_typeface_has_is_left_out() -> None:
    assert settable("Samen 👋🏽 eten\u200f") == "Samen eten"
    with pytest.raises(drawing.Unfit):
        drawing.poster(wanted("👋🏽"), "nl", "a4", URL)
    assert is_right_to_left("«بيت» Gent")
    assert not is_right_to_left("2027 Gent بيت")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [1, 12, 5_000])
def test_a_brief_is_one_page_whatever_there_is_to_tell(language: Language, count: int) -> None:
    titles = tuple((title[:90], language) for title in (TITLES * 2)[: min(count, MOST_TITLES)])
    categories = {category.key: count for category in YEAR.categories}
    its = WantedBrief(municipalities()[SINT_GENESIUS_RODE], count, titles, categories, count * 7, 40, 65)
    kinds = read_aloud(brief.draw(its, language, YEAR, "https://gastvrijegemeente.example"), language, 1)
    assert (kinds.count("/H1"), kinds.count("/H2")) == (1, 3)
    assert kinds.count("/LI") == len(titles) + len(categories) + len(brief.THINGS)
