"""What API Gateway does before any function runs: which web function it asks, and what it answers by itself.

Its own answers (too busy, too large, no answer in time) are our page in the three languages, and JSON for programs.
"""

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.edition import LANGUAGES
from chalicelib.web.render import render
from chalicelib.web.words import say
from infra.wiring import logical

Json = dict[str, Any]
"""A part of a template."""

ANSWERS = {
    "THROTTLED": 429,
    "QUOTA_EXCEEDED": 429,
    "REQUEST_TOO_LARGE": 413,
    "INTEGRATION_TIMEOUT": 503,
    "INTEGRATION_FAILURE": 503,
    "DEFAULT_4XX": 400,
    "DEFAULT_5XX": 503,
}
"""What API Gateway calls it → the status that people and programs get."""

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Without the content policy: a gateway's header value can hold no quotes. Nothing on the page needs one."""


PATHS: Mapping[str, tuple[str, ...]] = {
    "vote_web": (
        "/votes",
        "/votes/{proxy+}",
        "/receipts/{proxy+}",
        *(f"/{language}/{place}/{{proxy+}}" for language in LANGUAGES for place in ("vote", "votes", "receipts")),
    ),
    "team_web": (
        "/sign-in/challenge",
        *(
            f"/{language}/{place}"
            for language in LANGUAGES
            for place in ("sign-in", "account", "organise", "desk", "jury")
        ),
        *(
            f"/{language}/{place}/{{proxy+}}"
            for language in LANGUAGES
            for place in ("sign-in", "account", "organise", "desk", "jury", "invitation", "review")
        ),
    ),
}
"""The paths of the functions that hold the keys of the vote, and of people with a task; all others are web's.

API Gateway takes the path that fits best, and one that ends nowhere it takes for `/{proxy+}`.
"""


def function_of(path: str) -> str:
    """Which function the gateway asks for a path."""
    return next((function for function, paths in PATHS.items() if any(_fits(path, of) for of in paths)), "web")


def _fits(path: str, of: str) -> bool:
    above = of.removesuffix("{proxy+}")
    return path == of if above == of else path.startswith(above) and path != above


def add_paths(template: Json) -> None:
    """Have the gateway ask each function for its paths."""
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    web = json.dumps(paths["/{proxy+}"])
    for function, its in PATHS.items():
        paths |= {path: json.loads(web.replace("${APIHandler.Arn}", f"${{{logical(function)}.Arn}}")) for path in its}


def add_answers(template: Json) -> None:
    """Put the gateway's own answers into a template.

    Into the API's own definition: what is live is a deployment, which SAM makes anew when the definition changes. As
    resources of their own they would be made after it, and never be live.
    """
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    definition["x-amazon-apigateway-gateway-responses"] = {kind: answer(status) for kind, status in ANSWERS.items()}


def answer(status: int) -> Json:
    """What the gateway answers by itself with this status, as the template says it."""
    return {
        "statusCode": str(status),
        "responseParameters": {f"gatewayresponse.header.{name}": f"'{value}'" for name, value in HEADERS.items()},
        "responseTemplates": {"application/json": _json(status), "text/html": _page(status)},
    }


def _page(status: int) -> str:
    said = [
        (language, say(language, f"errors.{status}.title"), say(language, f"errors.{status}.text"))
        for language in LANGUAGES
    ]
    return render("web/gateway.html", LANGUAGES[0], path="/", said=said)


def _json(status: int) -> str:
    sentences = [say(language, f"errors.{status}.text") for language in LANGUAGES]
    return json.dumps({"errors": {"": sentences}}, ensure_ascii=False)
