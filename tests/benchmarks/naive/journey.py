"""What people do in the naive app, through its entry point, on an AWS in memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import msgspec
import time_machine

from tests.benchmarks import seeds  # the environment comes first
from tests.benchmarks.deployment import Deployment, Invocation
from tests.cloud.meter import metered
from tests.cloud.model import deployed
from tests.cloud.table import Table
from tests.cloud.wire import Wire
from tests.events import context, web_event

# isort: split
from chalicelib import clock
from tests import campaign
from tests.benchmarks.naive import app as naive

SLUG = "initiatief-0"
TABLES = {"initiatives": ("year", "slug"), "pending": ("token",), "votes": ("email",)}


@dataclass
class Naive:
    """The naive app, with people."""

    deployment: Deployment

    def seed_initiatives(self, number: int) -> None:
        """So many public initiatives, with the words of ours."""
        self.deployment.cloud.dynamodb.tables["naive-initiatives"].seed_all(map(_row, range(number)))

    def page(self, path: str) -> list[Invocation]:
        """Somebody opens a page."""
        with self.deployment.taking() as taken:
            self._ask("GET", path)
        return taken

    def home(self) -> list[Invocation]:
        return self.page("/")

    def list_page(self) -> list[Invocation]:
        return self.page("/initiatives")

    def initiative_page(self) -> list[Invocation]:
        return self.page(f"/initiatives/{SLUG}")

    def form(self) -> list[Invocation]:
        """Somebody sends in the form."""
        fields = {name: str(value) for name, value in seeds.FORM.items() if name != "postal_code"}
        with self.deployment.taking() as taken:
            self._ask("POST", "/initiatives", {**fields, "place": "Gent"})
        return taken

    def confirmation(self) -> list[Invocation]:
        """The initiator opens the link in the mail."""
        return self.page(self._mailed("/registered/"))

    def decision(self) -> list[Invocation]:
        """A moderator opens the link in the mail."""
        return self.page(self._mailed("/approve/"))

    def vote_request(self, address: str) -> list[Invocation]:
        """A voter sends in the ballot."""
        with self.deployment.taking() as taken:
            self._ask("POST", "/votes", {"slug": SLUG, "email": address})
        return taken

    def mails(self) -> int:
        """How many mails went out."""
        return len(self.deployment.cloud.sesv2.sent)

    def confirm(self) -> list[Invocation]:
        """The voter opens the link in the mail, which counts."""
        return self.page(self._mailed("/confirm/"))

    def _mailed(self, where: str) -> str:
        text = self.deployment.cloud.sesv2.sent[-1][1].decode()
        start = text.index(where)
        return text[start : text.index('"', start)].split("<")[0]

    def _ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> None:
        headers = {"accept": "text/html"}
        if fields:
            headers["content_type"] = "application/x-www-form-urlencoded"
        event = web_event(method, path, urlencode(fields or {}).encode(), headers)
        event |= _routed(method, path)

        def answered() -> campaign.Answer:
            answer = naive.app(event, context())
            return campaign.Answer(answer["statusCode"], answer["headers"], answer["body"])

        answer = self.deployment.invoke("naive", answered)
        assert answer.status == 200, answer


def _routed(method: str, path: str) -> dict[str, object]:
    """What API Gateway says about the route that a path takes."""
    parts = path.strip("/").split("/")
    names = {"initiatives": ("slug",), "registered": ("slug", "token"), "approve": ("slug", "token")}
    given = dict(zip(names.get(parts[0], ("token",)), parts[1:], strict=False))
    resource = "/" + "/".join([parts[0], *(f"{{{name}}}" for name in given)])
    return {
        "pathParameters": given,
        "resource": resource,
        "requestContext": {"httpMethod": method, "resourcePath": resource, "path": path, "identity": {}},
    }


def _row(number: int) -> dict[str, dict[str, str]]:
    told = seeds.initiative(number)
    texts = msgspec.to_builtins(told)
    row = {name: {"S": value} for name, value in texts.items() if isinstance(value, str) and value}
    more = {"year": naive.YEAR, "slug": f"initiatief-{number}", "state": "approved", "token": "t" * 32}
    more |= {"email": "lien@example.org", "place": "Gent", "contact_name": "Lien De Smet"}
    numbers = {"at": {"N": str(1_800_000_000 + number)}, "votes": {"N": "0"}}
    return {**row, **{name: {"S": value} for name, value in more.items()}, **numbers}


@contextmanager
def naive_app(initiatives: int) -> Iterator[Naive]:
    """The naive app with so many public initiatives, its clients made."""
    wire = Wire(deployed(clock.microseconds))
    wire.cloud.dynamodb.tables = {f"naive-{name}": Table(keys) for name, keys in TABLES.items()}
    with wire.answering(), metered() as meter, time_machine.travel(campaign.VOTING, tick=False):
        its = Naive(Deployment(wire, meter))
        its.seed_initiatives(initiatives)
        its.initiative_page()
        its.deployment.invocations.clear()
        yield its
