"""What API Gateway does before any function runs: which web function it asks, and what it answers by itself.

Its own answers (too busy, too large, no answer in time) are our page in the three languages, and JSON for programs.
"""

import json
from typing import Any

from chalicelib.edition import LANGUAGES
from chalicelib.web.render import render
from chalicelib.web.words import say

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


VOTE_PATHS = (
    "/votes",
    "/votes/{proxy+}",
    "/receipts/{proxy+}",
    *(f"/{language}/{place}/{{proxy+}}" for language in LANGUAGES for place in ("vote", "votes", "receipts")),
)
"""The paths of the function that holds the keys of the vote; all others are the other one's.

API Gateway takes the path that fits best, and one that ends nowhere it takes for `/{proxy+}`.
"""


def is_of_the_vote(path: str) -> bool:
    """Whether the gateway asks the vote's function for a path."""
    return any(
        path.startswith(of.removesuffix("{proxy+}")) and path != of.removesuffix("{proxy+}")
        if of.endswith("{proxy+}")
        else path == of
        for of in VOTE_PATHS
    )


def add_vote_paths(template: dict[str, Any]) -> None:
    """Have the gateway ask the vote's function for its paths."""
    paths = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    own = json.dumps(paths["/{proxy+}"]).replace("${APIHandler.Arn}", "${VoteWeb.Arn}")
    for path in VOTE_PATHS:
        paths[path] = json.loads(own)


def add_answers(template: dict[str, Any]) -> None:
    """Put the gateway's own answers into a template.

    Into the API's own definition: what is live is a deployment, which SAM makes anew when the definition changes. As
    resources of their own they would be made after it, and never be live.
    """
    definition = template["Resources"]["RestAPI"]["Properties"]["DefinitionBody"]
    definition["x-amazon-apigateway-gateway-responses"] = {kind: _answer(status) for kind, status in ANSWERS.items()}


def _answer(status: int) -> dict[str, Any]:
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
