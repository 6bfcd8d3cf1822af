"""The campaign as a WSGI application: requests become Lambda proxy events, and files come from the public bucket."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http import HTTPStatus
from mimetypes import guess_type
from typing import Any
from urllib.parse import quote

from chalicelib.cloud.settings import settings
from infra.make import build, cdn
from tests.account import client
from tests.campaign import Answer, Campaign

Environ = dict[str, Any]


def _static(path: str) -> str:
    # Typefaces are no text, and no test looks at them.
    return (build.STATIC / path.rpartition("/")[2]).read_text("utf-8", errors="replace")


@dataclass
class Gateway:
    """What the CDN and API Gateway do: a public path is a file, every other one a call of the web function."""

    campaign: Campaign = field(default_factory=Campaign)

    def __call__(self, environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        # The server that read the request has undone the percents of its path.
        path = quote(environ["PATH_INFO"].encode("latin-1"))
        answer = self._file(method, path) or self._function(environ, method, f"{path}?{environ['QUERY_STRING']}")
        start(f"{answer.status} {HTTPStatus(answer.status).phrase}", list(answer.headers.items()))
        return [b"" if method == "HEAD" else answer.body.encode()]

    def _file(self, method: str, path: str) -> Answer | None:
        if not cdn.kind_of(path):
            return None
        if method not in cdn.READING:
            return Answer(405, {"allow": ", ".join(cdn.READING)}, "")
        if path.startswith("/static/"):
            return Answer(200, {"content-type": guess_type(path)[0] or "text/plain"}, _static(path))
        try:
            got = client("s3").get_object(Bucket=settings().public_bucket, Key=cdn.key(path))
        except client("s3").exceptions.NoSuchKey:
            return None
        return Answer(200, {"content-type": got["ContentType"]}, got["Body"].read().decode())

    def _function(self, environ: Environ, method: str, path: str) -> Answer:
        headers = {name[5:].lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
        if environ.get("CONTENT_TYPE"):
            headers["content_type"] = environ["CONTENT_TYPE"]
        length = int(environ.get("CONTENT_LENGTH") or 0)
        return self.campaign.ask(method, path, environ["wsgi.input"].read(length), headers)
