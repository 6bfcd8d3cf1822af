"""Who may open which page and send which form: every route of every step, in one table."""

import html
from importlib import import_module
from pkgutil import walk_packages
from urllib.parse import parse_qs, urlsplit

import pytest

import chalicelib
from chalicelib import logo
from chalicelib.edition import LANGUAGES
from chalicelib.person import AT_THE_DESK, JUROR, ORGANISER, ROLES, TEAM, Role
from chalicelib.web.routing import Pages
from chalicelib.web.words import say
from tests.campaign import Campaign
from tests.gateway import Browser
from tests.people import TO_SIGN_IN, hidden, press
from tests.team.team import asks, put, signs_in

MAY: dict[frozenset[Role], tuple[str, ...]] = {
    # Everybody: who got a mail of ours shows its link, and a review's page looks whose it is.
    frozenset(): (
        "GET /",
        "GET /.well-known/security.txt",
        "POST /code/challenge",
        "GET /health",
        "GET /initiatives",
        "POST /initiatives",
        "POST /initiatives/challenge",
        "GET /openapi.json",
        "GET /receipts/{token}.json",
        "POST /reports/challenge",
        "GET /votes",
        "POST /receipts/{token}.tlog-proof",
        "POST /votes",
        "POST /votes/challenge",
        "GET /{lang}/code",
        "POST /{lang}/code",
        "GET /{lang}/confirm/{token}",
        "POST /{lang}/confirm/{token}",
        "GET /{lang}/disowned",
        "GET /{lang}/edit/{token}",
        "POST /{lang}/edit/{token}",
        "GET /{lang}/links/{token}",
        "GET /{lang}/lost-link",
        "POST /{lang}/lost-link",
        "GET /{lang}/lost-link/sent",
        "POST /lost-link/challenge",
        "GET /{lang}/contact/{token}",
        "POST /{lang}/contact/{token}",
        "GET /{lang}/status/{token}/contact",
        "POST /{lang}/status/{token}/contact",
        "GET /{lang}/status/{token}",
        "POST /{lang}/status/{token}",
        "GET /{lang}/editions/{year}/initiatives/{slug}",
        "GET /{lang}/initiatives/{slug}",
        "GET /{lang}/invitation/{token}",
        "POST /{lang}/invitation/{token}",
        "GET /{lang}/photos/{token}",
        "POST /{lang}/photos/{token}",
        "GET /{lang}/receipts/{token}",
        "POST /{lang}/receipts/{token}",
        "GET /{lang}/register",
        "GET /{lang}/register/sent",
        "GET /{lang}/report/{slug}",
        "POST /{lang}/report/{slug}",
        "GET /{lang}/renew/{token}",
        "POST /{lang}/renew/{token}",
        "GET /{lang}/review/{token}",
        "POST /{lang}/review/{token}",
        "GET /{lang}/municipalities/{slug}",
        "GET /{lang}/search",
        "GET /{lang}/sign-in",
        "POST /{lang}/sign-in",
        "POST /sign-in/challenge",
        "GET /{lang}/sign-in/out",
        "GET /{lang}/sign-in/sent",
        "GET /{lang}/sign-in/{token}",
        "POST /{lang}/sign-in/{token}",
        "GET /{lang}/vote/confirm/{token}",
        "POST /{lang}/vote/confirm/{token}",
        "GET /{lang}/vote/{slug}",
        "GET /{lang}/votes/disowned",
    ),
    TEAM: (
        "GET /{lang}/account",
        "POST /{lang}/account/away",
        "POST /{lang}/account/digest",
        "POST /{lang}/account/sign-out",
        "POST /{lang}/account/sign-out-everywhere",
    ),
    AT_THE_DESK: (
        "GET /{lang}/desk",
        "POST /{lang}/desk",
        "GET /{lang}/desk/several",
        "GET /{lang}/desk/{dossier}",
        "GET /{lang}/desk/initiatives/{slug}",
        "POST /{lang}/desk/{dossier}",
        "POST /{lang}/desk/{dossier}/colleagues",
        "POST /{lang}/desk/{dossier}/open",
        "POST /{lang}/desk/{dossier}/reports",
    ),
    JUROR: (
        "GET /{lang}/jury",
        "GET /{lang}/jury/{round_name}/{category}",
        "POST /{lang}/jury/{round_name}/{category}/conflicts",
        "GET /{lang}/jury/{round_name}/{category}/minutes",
        "POST /{lang}/jury/{round_name}/{category}/minutes",
        "POST /{lang}/jury/{round_name}/{category}/ranking",
        "GET /{lang}/jury/{round_name}/{category}/read",
        "GET /{lang}/jury/tie",
        "POST /{lang}/jury/tie",
    ),
    ORGANISER: (
        "GET /{lang}/desk/decisions.csv",
        "GET /{lang}/organise",
        "GET /{lang}/organise/closing",
        "GET /{lang}/organise/closing/{name}",
        "POST /{lang}/organise/closing/{name}/hold",
        "POST /{lang}/organise/closing/{name}/open",
        "POST /{lang}/organise/closing/{name}/sign",
        "GET /{lang}/organise/edition/{name}",
        "POST /{lang}/organise/edition/{name}",
        "GET /{lang}/organise/edition/{name}/amend/{key}",
        "POST /{lang}/organise/edition/{name}/amend/{key}",
        "GET /{lang}/organise/edition/{name}/amendment/{amendment}",
        "POST /{lang}/organise/edition/{name}/amendment/{amendment}",
        "GET /{lang}/organise/edition/{name}/change/{change}",
        "GET /{lang}/organise/edition/{name}/logos",
        "GET /{lang}/organise/edition/{name}/logos/{owner}",
        "POST /{lang}/organise/edition/{name}/logos/{owner}",
        "GET /{lang}/organise/edition/{name}/{group}",
        "POST /{lang}/organise/edition/{name}/{group}",
        "GET /{lang}/organise/history/{name}",
        "GET /{lang}/organise/jury",
        "GET /{lang}/organise/jury/{round_name}/{category}",
        "GET /{lang}/organise/next",
        "POST /{lang}/organise/next",
        "GET /{lang}/organise/practice",
        "GET /{lang}/organise/practice/minutes",
        "GET /{lang}/organise/practice/initiatives/{slug}",
        "GET /{lang}/organise/people",
        "GET /{lang}/organise/people/{person}",
        "POST /{lang}/organise/people/{person}",
        "POST /{lang}/organise/people/{person}/remove",
        "GET /{lang}/organise/votes",
        "POST /{lang}/organise/votes",
        "GET /{lang}/organise/votes/new",
        "GET /{lang}/organise/votes/{case}",
        "POST /{lang}/organise/votes/{case}",
        "GET /{lang}/organise/turn/{name}",
        "POST /{lang}/organise/turn/{name}",
    ),
}
CLOSED = [(route, roles) for roles, routes in MAY.items() if roles for route in routes]
"""Routes that are not for everybody, with whom they are for."""
# What makes somebody another's session or team go, so that it is asked last of all.
LAST = ("POST /{lang}/account/sign-out", "POST /{lang}/account/sign-out-everywhere")


def email(role: str) -> str:
    return f"een.{role}@example.org"


def asked(route: str, language: str) -> tuple[str, str]:
    """A method and a path, as somebody asks for it."""
    method, path = route.replace("{lang}", language).split(" ")
    owner = logo.owner("2027", "Cera")
    known = {"name": "2027", "group": "dates", "change": "none", "person": "new", "owner": owner, "dossier": "none"}
    known |= {"amendment": "a" * 32, "key": "public-2027"}
    known |= {"case": "none"}
    return method, path.format(slug="nowhere", round_name="none", category="scholen", **known)


def test_every_route_is_in_the_table() -> None:
    names = [its.name for its in walk_packages(chalicelib.__path__, "chalicelib.") if its.name.endswith(".pages")]
    steps = [its for its in map(import_module, names) if isinstance(getattr(its, "pages", None), Pages)]
    routes = [route for its in steps for route in its.pages.routes]
    found = {f"{route.method} {'/'.join(route.parts)}": route.for_ for route in routes}
    assert found == {route: roles for roles, its in MAY.items() for route in its}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_may_what_the_table_says_and_is_told_in_words_what_not(campaign: Campaign, role: Role) -> None:
    put(campaign, email(role), role)
    assert signs_in(campaign, email(role)).status == 303
    form = hidden(campaign.get("/nl/account"))
    for route, roles in sorted(CLOSED, key=lambda one: one[0] in LAST):
        for language in LANGUAGES if route not in LAST else LANGUAGES[:1]:
            method, path = asked(route, language)
            answer = campaign.get(path) if method == "GET" else campaign.post(path, form)
            if role in roles:
                assert answer.status not in (401, 403), route
                assert not answer.location.startswith(f"/{language}/sign-in?"), route
            else:
                assert answer.status == 403, route
                for words in ("title", "text"):
                    assert say(language, f"errors.not_for_you.{words}") in html.unescape(answer.body)
        if route == LAST[0] and role in roles:
            signs_in(campaign, email(role))
    assert "__Host-session" not in campaign.browser.cookies


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_shown_where_to_sign_in_and_comes_back(campaign: Campaign, language: str) -> None:
    for route, _ in CLOSED:
        method, path = asked(route, language)
        if method == "GET":
            path = f"{path}?page=2"
            there = urlsplit(campaign.get(path).location)
            assert (there.path, parse_qs(there.query)) == (f"/{language}/sign-in", {"to": [path]}), route
            continue
        lost = campaign.post(path, {"why": "Wat ik typte", "button": "x"})
        assert lost.status == 401, route
        assert say(language, "errors.signed_out.title") in html.unescape(lost.body)
        assert hidden(lost) == {"why": "Wat ik typte", "button": "x"}, route


def test_who_signs_in_on_the_way_to_a_page_comes_back_to_it(campaign: Campaign) -> None:
    for number, (route, _) in enumerate(one for one in CLOSED if one[0].startswith("GET")):
        campaign.browser = Browser()
        # A mailbox gets so many links a quarter.
        whose = f"{number}{email('organiser')}"
        put(campaign, whose, "organiser")
        path = f"{asked(route, 'en')[1]}?page=2"
        form = campaign.get(campaign.get(path).location)
        asks(campaign, whose, **hidden(form))
        assert press(campaign, campaign.newest_link(whose), word=TO_SIGN_IN).location == path
