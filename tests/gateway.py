"""What API Gateway does with a request, which is to ask the function whose path it is; and what a browser keeps."""

from dataclasses import dataclass, field
from typing import Any

import app
from infra.make.gateway import function_of


def asked(event: dict[str, Any], context: Any) -> Any:
    """The answer of the web function that a request is for."""
    function = function_of(event["path"])
    return (app.app if function == "web" else getattr(app, function))(event, context)


@dataclass
class Browser:
    """What a browser keeps for us."""

    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """As it is sent along."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def keep(self, answer: Any) -> None:
        """What an answer says to keep."""
        said = (answer.get("multiValueHeaders") or {}).get("Set-Cookie") or [answer["headers"].get("Set-Cookie", "")]
        for one in filter(None, said):
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
            if not value:
                del self.cookies[name]
