"""Where in the bucket stands what is printed and shared of an initiative, and of a municipality."""

from chalicelib.edition import LANGUAGES
from chalicelib.kinds import Language, Slug

PRINTS, BRIEFS = "prints/", "briefs/"
PAPERS = ("a4", "a3")


def share(slug: Slug) -> str:
    """The picture that stands for its page elsewhere."""
    return f"{PRINTS}{slug}/share.jpg"


def code(slug: Slug) -> str:
    """The code that leads to its page."""
    return f"{PRINTS}{slug}/code.svg"


def ballot(slug: Slug) -> str:
    """The code that leads to its ballot: there is one of each, so that what comes to compete has it."""
    return f"{PRINTS}{slug}/vote.svg"


def sticker(slug: Slug) -> str:
    """The sticker for the window."""
    return f"{PRINTS}{slug}/sticker.pdf"


def poster(slug: Slug, paper: str, language: Language) -> str:
    """A poster, on one of PAPERS."""
    return f"{PRINTS}{slug}/poster-{paper}-{language}.pdf"


def of(slug: Slug) -> list[str]:
    """All that is about one initiative."""
    posters = [poster(slug, paper, language) for paper in PAPERS for language in LANGUAGES]
    return [share(slug), code(slug), sticker(slug), *posters, ballot(slug)]


def minutes(language: Language) -> str:
    """The minutes of the jury, in the year whose pages are the site. No initiative has a file there."""
    return f"{PRINTS}minutes-{language}.pdf"


def badge(year: str, kind: str, language: Language) -> str:
    """The picture of what somebody won in a year, for where no vector picture can be put: it stays for good."""
    return f"{PRINTS}badge-{year}-{kind}-{language}.png"


def brief(municipality: str, language: Language) -> str:
    """What a mayor and a council read of their municipality, by its name in addresses."""
    return f"{BRIEFS}{municipality}-{language}.pdf"
