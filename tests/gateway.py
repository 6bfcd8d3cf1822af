"""What API Gateway does with a request: it asks the function whose path it is."""

from typing import Any

import app
from infra.make.gateway import function_of


def asked(event: dict[str, Any], context: Any) -> Any:
    """The answer of the web function that a request is for."""
    function = function_of(event["path"])
    return (app.app if function == "web" else getattr(app, function))(event, context)
