"""Where organisers practise the evening of the results: the page as it will be, with invented names, and marked so.

It is drawn when it is asked for and kept nowhere, it mails nobody, and nobody else may open it.
"""

from chalice.app import Response

from chalicelib.cloud.editions import edition
from chalicelib.editions.practice import rules
from chalicelib.person import ORGANISER
from chalicelib.web.answers import Halt, page, see_other
from chalicelib.web.request import Request
from chalicelib.web.routing import Pages
from chalicelib.web.words import say

pages = Pages()

BELOW = "organise/practice"


@pages.get("/{lang}/organise/practice", for_=ORGANISER)
def show_practice(request: Request) -> Response:
    titles = say(request.language, "practice.titles").split("\n")
    root = f"/{request.language}/{BELOW}"
    shown = rules.results(edition(), titles, request.language)
    return page(request, "site/results.html", root=root, practice=True, **shown)


@pages.get("/{lang}/organise/practice/minutes", for_=ORGANISER)
def show_minutes(request: Request) -> Response:
    """The minutes of an invented jury in the first category."""
    year, titles = edition(), say(request.language, "practice.titles").split("\n")
    if not year.jury:
        raise Halt(404)
    jurors = say(request.language, "practice.jurors").split("\n")
    shown = rules.minutes(year, titles, jurors, request.language)
    return page(request, "jury/minutes.html", practice=True, juror=None, sent=False, hidden_fields={}, **shown)


@pages.get("/{lang}/organise/practice/initiatives/{slug}", for_=ORGANISER)
def lead_back(request: Request, slug: str) -> Response:
    """An invented initiative has no page of its own."""
    return see_other(f"/{request.language}/{BELOW}")
