"""Every page with plausible things in it, to be looked at without the stack: path → page."""

from collections.abc import Callable
from datetime import date
from typing import Any

import segno

from chalicelib.edition import LANGUAGES
from chalicelib.site import embeds, reading, sky
from chalicelib.site.land import land
from chalicelib.web.render import render
from chalicelib.witness import Witness
from tests.browser.amended import AMENDED
from tests.browser.archives import ARCHIVES
from tests.browser.brigades import BRIGADES, LEFT_OUT, told_why
from tests.browser.candidates import CANDIDATES, SITE, all_of_them, served
from tests.browser.closings import CLOSINGS
from tests.browser.desks import DESKS
from tests.browser.homes import a_home
from tests.browser.juries import JURIES
from tests.browser.logos import LOGOS
from tests.browser.offices import OFFICES
from tests.browser.reported import REPORTED
from tests.browser.reviews import MOMENT, REVIEWS, a_review
from tests.browser.screens import SCREENS, WON
from tests.browser.skies import SKIES, found
from tests.browser.statuses import STATUSES
from tests.browser.team import TEAMS
from tests.browser.written import AGAIN, DESCRIPTION, FROM_RIGHT, HARD, INITIATIVES, LIMITS, TYPED, WRONG, categories
from tests.years import YEAR

DAY = date(2027, 4, 23)


def _form(language: str, values: dict[str, Any], errors: dict[str, list[str]]) -> dict[str, Any]:
    ambiguous = [("1050", [("21009", "Elsene"), ("21004", "Brussel")])] if errors else []
    return {
        "values": values,
        "errors": dict(reversed(errors.items())),
        "categories": categories(language),
        "ambiguous": ambiguous,
        "limits": LIMITS,
        "hidden_fields": {"stamp": "x"},
        "closes": MOMENT,
    }


def _list(language: str, template: str, items: list[dict[str, Any]], searching: bool, voting: bool = False) -> str:
    return render(
        template,
        language,
        path=f"/{language}/initiatives",
        items=items,
        found=len(items) * 11,
        filters={"words": "", "municipality": "Gent" if searching else "", "category": ""},
        searching=searching,
        voting=voting,
        known=True,
        places=["Elsene", "Gent", "Ronse"],
        categories=categories(language),
        category_names=dict(categories(language)),
        page=2,
        pages=3 if items else 1,
        previous="/nl/initiatives",
        next="/nl/initiatives/page/3",
    )


SIZES = (("480", 480), ("960", 960), ("1600", 1600))


def _initiative(language: str, vote: str, item: dict[str, Any] = INITIATIVES[0], **told: Any) -> str:
    shown = {
        "description": DESCRIPTION,
        "category_name": dict(categories(language))["verenigingen"],
        "website": "https://www.debrug-gent.example/taalcafe",
        "join": "Kom eens langs, of bel Amina.",
        "reach": 1200,
        "photos": [{"id": "x", "alt": "Een lange tafel vol mensen", "width": 1600, "height": 1200, "sizes": SIZES}],
    }
    its = {"initiative": shown | item, "category_names": dict(categories(language))}
    return render("site/initiative.html", language, path="/nl/x", vote=vote, vote_day=DAY, **its, **told)


RECEIPT = f"https://www.gastvrijegemeente.example/nl/receipts/{'eyJrZXkiOiJ' * 18}.k7qm2rx9wd4t6hvn3pbsacjfye"
"""Where a receipt is, as long as they are."""


def _receipt(language: str, state: str, reason: str = "", candidate: dict[str, Any] | None = INITIATIVES[0]) -> str:
    return render(
        "voting/receipt.html",
        language,
        path=f"/{language}/receipts/x",
        state=state,
        reason=reason,
        **told_why(reason),
        candidate=candidate,
        receipt="k7qm2rx9wd4t6hvn3pbsacjfye",
        at=MOMENT,
        round="public-2027",
        rules="9f3c1a7be02d4c58",
        log="https://www.gastvrijegemeente.example/publieksprijs/2027",
        is_sealed=not (state == "counting" or reason == "too_late"),
        entry=8_214 if state == "counted" else None,
        code="ABCD 1234" if state == "counted" else "",
        proof="/receipts/x.tlog-proof",
        key="8d1f0c5be7a94b32d60f1e2a7c93b4d5" if candidate else "",
        replaces="-" if candidate else "",
        results="planned" if state == "counting" else "held" if state == "replaced" else "known",
        results_at=MOMENT,
        results_below="results",
        all_of_them=f"{SITE}/{language}/vote",
        its_page=f"{SITE}/{language}/initiatives/{candidate['slug']}" if candidate else "",
        address=RECEIPT,
        qr=str(segno.make(RECEIPT, error="m").svg_inline(scale=3, border=2, omitsize=True)),
        errors={},
    )


def _error(error: str) -> Callable[[str], str]:
    return lambda language: render("web/error.html", language, path=f"/{language}/x", error=error, here="/x")


def _notice(notice: str, **values: object) -> Callable[[str], str]:
    acts = {"button": "x"} if notice in ("registration_confirmed", "renewed") else {}
    return lambda language: render(
        "web/notice.html", language, path=f"/{language}/x", notice=notice, values=values, hidden_fields=acts
    )


def _edit(language: str, values: dict[str, Any], question: str) -> str:
    shown = {"question": question, "stays": not question, **_form(language, values, {})}
    return render("moderation/edit.html", language, path=f"/{language}/edit", **shown)


def _confirm(language: str, initiative: dict[str, Any]) -> str:
    waiting = [{"title": its["title"], "language": "nl", "path": f"/x/{its['slug']}"} for its in INITIATIVES[:2]]
    photos = [{"alt": "Een lange tafel vol mensen"}]
    shown = {"initiative": initiative, "hidden_fields": {}, "waiting": waiting, "photos": photos, "add": "/x/photos"}
    return render("registration/confirm.html", language, path="/x", **shown)


def _vote(language: str, candidate: dict[str, Any]) -> str:
    shown = {"candidate": candidate, "closes": MOMENT, "values": {}, "errors": {}}
    return render("voting/vote.html", language, path=f"/{language}/vote/x", **shown)


def _vote_confirm(language: str, candidate: dict[str, Any]) -> str:
    shown: dict[str, Any] = {"candidate": candidate, "choices": [], "hidden_fields": {}}
    return render("voting/confirm.html", language, path="/x", **shown)


def _results(language: str, ranking: list[dict[str, Any]]) -> str:
    counted: dict[str, Any] = {
        "ranking": ranking,
        "people": 10642,
        "votes": 10642,
        "other": 3,
        "as_of": MOMENT,
        "key_destroyed": None,
    }
    return render(
        "site/results.html", language, path="/x", public=True, awards=[], amendments=(), **counted, **LEFT_OUT
    )


RANKING = [{"rank": rank, "votes": 4210 // rank, **item} for rank, item in zip((1, 2, 2, 4), INITIATIVES, strict=True)]

WITH_WORDS: dict[str, Callable[[str, list[dict[str, Any]]], str]] = {
    "home": lambda language, items: a_home(language, 64, items, vote_open=True),
    "list": lambda language, items: _list(language, "site/list.html", items, searching=False, voting=True),
    "initiative": lambda language, items: _initiative(language, "open", items[0], **served(language)),
    "candidates": all_of_them,
    "vote": lambda language, items: _vote(language, items[0]),
    "vote-confirm": lambda language, items: _vote_confirm(language, items[0]),
    "confirm": lambda language, items: _confirm(language, items[0]),
    "edit": lambda language, items: _edit(language, TYPED | items[0], items[0]["description"]),
    "review": lambda language, items: a_review(
        language, rows=[(name, [("same", items[0][name])]) for name in ("title", "summary", "description")]
    ),
    "receipt": lambda language, items: _receipt(language, "counted", candidate=items[0]),
    "results": lambda language, items: _results(
        language, [{"rank": rank, "votes": 4210, **item} for rank, item in enumerate(items, 1)]
    ),
}
"""Pages that show what people wrote, each with the initiatives that it is given."""


def _with(draw: Callable[[str, list[dict[str, Any]]], str], items: list[dict[str, Any]]) -> Callable[[str], str]:
    return lambda language: draw(language, items)


def _reading(topic: str) -> Callable[[str], str]:
    return lambda language: render(
        "site/reading.html", language, path=f"/{language}/{topic}", **reading.shown(YEAR, language, topic)
    )


def _embed(kind: str, newest: list[dict[str, Any]]) -> Callable[[str], str]:
    return lambda language: render(
        "site/embed.html",
        language,
        kind=kind,
        newest=newest,
        found=len(newest),
        lights=sky.from_above(found(), language),
        land=land().small,
        vote_open=True,
        site_url="https://www.gastvrijegemeente.example",
        category_names=dict(categories(language)),
    )


SAMPLES: dict[str, Callable[[str], str]] = {
    "share": lambda language: render(
        "site/share.html", language, path=f"/{language}/share", site_url=SITE, heights=embeds.HEIGHTS
    ),
    "embed-list": _embed("list", INITIATIVES),
    "embed-map": _embed("map", INITIATIVES),
    "embed-button": _embed("button", INITIATIVES),
    "long-embed-list": _embed("list", HARD),
    **{topic: _reading(topic) for topic in reading.TOPICS},
    "home": lambda language: a_home(language, 64, INITIATIVES, vote_open=False),
    "home-empty": lambda language: a_home(language, 0, [], vote_open=False),
    "home-one": lambda language: a_home(language, 1, INITIATIVES[:1], vote_open=False),
    "home-many": lambda language: a_home(language, 212, INITIATIVES, vote_open=True),
    "home-full": lambda language: a_home(language, 412, INITIATIVES, vote_open=True),
    "register": lambda language: render(
        "registration/register.html", language, path="/x", **_form(language, {"language": language}, {})
    ),
    "register-wrong": lambda language: render(
        "registration/register.html",
        language,
        path="/initiatives",
        switches=dict.fromkeys(LANGUAGES, "/initiatives"),
        **_form(language, TYPED, WRONG),
    ),
    "register-closed": _notice("registration_over", moment=MOMENT),
    "renew": lambda language: render(
        "moderation/renew.html", language, path="/x", year="2028", **_form(language, TYPED, {})
    ),
    "edit": lambda language: _edit(language, TYPED, "Kun je de dag nog eens nakijken?"),
    "sent": lambda language: render("registration/sent.html", language, path=f"/{language}/register/sent"),
    "confirm": lambda language: _confirm(language, INITIATIVES[0]),
    "notice": _notice("registration_confirmed", days=7),
    "link-void": _notice("link_void"),
    "vote": lambda language: _vote(language, INITIATIVES[0]),
    "vote-sent": lambda language: render("voting/sent.html", language, path="/x", link_hours=48),
    "vote-confirm": lambda language: _vote_confirm(language, INITIATIVES[0]),
    "receipt-counting": lambda language: _receipt(language, "counting"),
    "receipt-counted": lambda language: _receipt(language, "counted"),
    "receipt-replaced": lambda language: _receipt(language, "replaced"),
    "receipt-not-counted": lambda language: _receipt(language, "not_counted", candidate=None),
    "receipt-why-not": lambda language: _receipt(language, "not_counted", "too_late", None),
    "receipt-left-out": lambda language: _receipt(language, "not_counted", "disqualified"),
    "results": lambda language: _results(language, RANKING),
    "vote-recount": lambda language: render(
        "site/recount.html",
        language,
        path=f"/{language}/vote-recount",
        log="/publieksprijs/2027",
        address="https://www.gastvrijegemeente.example/publieksprijs/2027",
        results=MOMENT,
        is_jury_held=False,
        palmares="https://www.gastvrijegemeente.example/palmares.json",
        witnesses=[Witness(f"{name}+0+0", "") for name in ("cera.example/gastvrij", "vvsg.example")],
    ),
    "vote-recount-alone": lambda language: render(
        "site/recount.html", language, path="/x", log="/x", address="/x", results=None, is_held=True, is_jury_held=True,
        palmares="", witnesses=(),
    ),
    "results-hidden": lambda language: render(
        "site/results.html", language, path="/x", public=False, awards=[], amendments=(), results_day=DAY
    ),
    "list": lambda language: _list(language, "site/list.html", INITIATIVES, searching=False),
    "list-voting": lambda language: _list(language, "site/list.html", INITIATIVES, searching=False, voting=True),
    "list-empty": lambda language: _list(language, "site/list.html", [], searching=False),
    "search-nothing": lambda language: _list(language, "site/search.html", [], searching=True),
    "initiative": lambda language: _initiative(language, "open", **served(language)),
    "initiative-won": lambda language: _initiative(language, "over", **served(language), **WON),
    "initiative-before": lambda language: _initiative(language, "before"),
    **{
        f"{kind}-{name}": _with(draw, items)
        for kind, items in (("long", HARD), ("right", [FROM_RIGHT]))
        for name, draw in WITH_WORDS.items()
    },
    "vote-over": _notice("vote_too_late", closes=MOMENT, opens=MOMENT),
    "404": _error("404"),
    "busy": lambda language: render("web/busy.html", language, path="/initiatives", sentence="429", again=AGAIN),
    "link-expired": _error("link_expired"), "link-unknown": _error("link_unknown"),
    **CANDIDATES,
    **ARCHIVES,
    **OFFICES,
    **AMENDED,
    **REVIEWS,
    **DESKS,
    **STATUSES, **LOGOS, **REPORTED, **TEAMS, **CLOSINGS, **JURIES, **SCREENS, **BRIGADES, **SKIES,
}  # fmt: skip
