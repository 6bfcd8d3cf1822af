"""What API Gateway does with a request: it asks the function whose path it is."""

from typing import Any

import app
from infra.make.gateway import is_of_the_vote


def asked(event: dict[str, Any], context: Any) -> Any:
    """The answer of the web function that a request is for."""
    return (app.vote_web if is_of_the_vote(event["path"]) else app.app)(event, context)
