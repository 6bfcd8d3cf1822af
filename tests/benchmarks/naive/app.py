"""The same campaign as one would write it first: Chalice, boto3, a table per thing and nothing in between.

Kept to be held against: it is meant to be good work. Initiatives in one partition, read with one query and sorted;
votes wait as pending rows until the link in their mail is opened; a transaction counts each once and adds to a counter;
mails go out while the browser waits.
"""

import os
import secrets
import time
from typing import Any
from urllib.parse import parse_qs

import boto3
from botocore.exceptions import ClientError
from chalice.app import Chalice, NotFoundError, Response
from jinja2 import Environment

app = Chalice(app_name="naive")

YEAR = "2027"
PER_PAGE = 24
DAY = 86_400
SENDER = "campagne@example.org"
MODERATORS = ("an.peeters@example.org", "karim.haddad@example.org")
SITE = os.environ.get("NAIVE_SITE", "http://localhost:8000")

_tables: Any = boto3.resource("dynamodb")
_mailer: Any = boto3.client("sesv2")
initiatives, pending, votes = (_tables.Table(f"naive-{name}") for name in ("initiatives", "pending", "votes"))

_pages = Environment(autoescape=True)
LIST = _pages.from_string(
    "<!doctype html><title>Initiatives</title><h1>{{ found }} initiatives</h1><ul>"
    "{% for one in items %}<li><h2><a href='/initiatives/{{ one.slug }}'>{{ one.title }}</a></h2>"
    "<p>{{ one.summary }}</p><p>{{ one.category }} · {{ one.place }} · {{ one.votes }} votes</p></li>{% endfor %}</ul>"
    "<p>page {{ page }} of {{ pages }}</p>"
)
ONE = _pages.from_string(
    "<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1><p>{{ summary }}</p><p>{{ description }}</p>"
    "<p>{{ votes }} votes</p><form method=post action='/votes'><input type=hidden name=slug value='{{ slug }}'>"
    "<input name=email type=email required><button>Vote</button></form>"
)
SAY = _pages.from_string("<!doctype html><title>{{ title }}</title><h1>{{ title }}</h1><p>{{ text }}</p>")


def _html(content: str, status: int = 200) -> Response:
    return Response(content, status_code=status, headers={"Content-Type": "text/html; charset=utf-8"})


def _public() -> list[dict[str, Any]]:
    """Every approved initiative, newest first."""
    asked: dict[str, Any] = {
        "KeyConditionExpression": "#y = :y",
        "FilterExpression": "#s = :s",
        "ExpressionAttributeNames": {"#y": "year", "#s": "state"},
        "ExpressionAttributeValues": {":y": YEAR, ":s": "approved"},
    }
    found: list[dict[str, Any]] = []
    while True:
        answer = initiatives.query(**asked)
        found += answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return sorted(found, key=lambda one: -one["at"])
        asked["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _form() -> dict[str, str]:
    request: Any = app.current_request
    return {name: values[0] for name, values in parse_qs(request.raw_body.decode(), keep_blank_values=True).items()}


def _mail(to: str, subject: str, text: str) -> None:
    body = {"Text": {"Data": text}, "Html": {"Data": f"<p>{text}</p>"}}
    _mailer.send_email(
        FromEmailAddress=SENDER,
        Destination={"ToAddresses": [to]},
        Content={"Simple": {"Subject": {"Data": subject}, "Body": body}},
    )


@app.route("/")
def home() -> Response:
    found = _public()
    return _html(LIST.render(found=len(found), items=found[:6], page=1, pages=1))


@app.route("/initiatives")
def show_list() -> Response:
    found = _public()
    request: Any = app.current_request
    page = int((request.query_params or {}).get("page", "1"))
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return _html(LIST.render(found=len(found), items=shown, page=page, pages=-(-len(found) // PER_PAGE)))


@app.route("/initiatives/{slug}")
def show_one(slug: str) -> Response:
    found = initiatives.get_item(Key={"year": YEAR, "slug": slug}).get("Item")
    if not found or found["state"] != "approved":
        raise NotFoundError("no such initiative")
    return _html(ONE.render(found))


FORM = ["application/x-www-form-urlencoded"]


@app.route("/initiatives", methods=["POST"], content_types=FORM)
def register() -> Response:
    form = _form()
    slug, token = secrets.token_hex(8), secrets.token_urlsafe(24)
    now = int(time.time())
    row: dict[str, Any] = {**form, "year": YEAR, "slug": slug, "state": "new", "token": token, "at": now, "votes": 0}
    initiatives.put_item(Item=row)
    _mail(form["email"], "Confirm your initiative", f"{SITE}/registered/{slug}/{token}")
    return _html(SAY.render(title="Thank you", text="Look in your mailbox."))


@app.route("/registered/{slug}/{token}")
def confirm_registration(slug: str, token: str) -> Response:
    _move(slug, token, "new", "waiting")
    for moderator in MODERATORS:
        _mail(moderator, "A new initiative", f"{SITE}/approve/{slug}/{token}")
    return _html(SAY.render(title="Thank you", text="We will read it."))


@app.route("/approve/{slug}/{token}")
def approve(slug: str, token: str) -> Response:
    row = _move(slug, token, "waiting", "approved")
    _mail(str(row["email"]), "Your initiative is public", f"{SITE}/initiatives/{slug}")
    return _html(SAY.render(title="Approved", text=str(row["title"])))


def _move(slug: str, token: str, before: str, after: str) -> dict[str, Any]:
    answer = initiatives.update_item(
        Key={"year": YEAR, "slug": slug},
        UpdateExpression="SET #s = :after",
        ConditionExpression="#s = :before AND #t = :token",
        ExpressionAttributeNames={"#s": "state", "#t": "token"},
        ExpressionAttributeValues={":before": before, ":after": after, ":token": token},
        ReturnValues="ALL_NEW",
    )
    return dict(answer["Attributes"])


@app.route("/votes", methods=["POST"], content_types=FORM)
def vote() -> Response:
    form = _form()
    token = secrets.token_urlsafe(24)
    row = {"token": token, "email": form["email"].strip().lower(), "slug": form["slug"]}
    pending.put_item(Item={**row, "expires_at": int(time.time()) + 2 * DAY})
    _mail(form["email"], "Confirm your vote", f"{SITE}/confirm/{token}")
    return _html(SAY.render(title="Almost there", text="Open the link in the mail we sent you."))


@app.route("/confirm/{token}")
def confirm(token: str) -> Response:
    waiting = pending.get_item(Key={"token": token}, ConsistentRead=True).get("Item")
    if not waiting:
        return _html(SAY.render(title="Sorry", text="This link is used or too old."), 404)
    try:
        _count(token, str(waiting["email"]), str(waiting["slug"]))
    except ClientError as problem:
        if problem.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        return _html(SAY.render(title="Sorry", text="You voted already."), 409)
    return _html(SAY.render(title="Thank you", text="Your vote counts."))


def _count(token: str, email: str, slug: str) -> None:
    """One vote for an address, once."""
    _tables.meta.client.transact_write_items(
        TransactItems=[
            {
                "Put": {
                    "TableName": votes.name,
                    "Item": {"email": email, "slug": slug, "at": int(time.time())},
                    "ConditionExpression": "attribute_not_exists(email)",
                }
            },
            {
                "Update": {
                    "TableName": initiatives.name,
                    "Key": {"year": YEAR, "slug": slug},
                    "UpdateExpression": "ADD votes :one",
                    "ExpressionAttributeValues": {":one": 1},
                }
            },
            {"Delete": {"TableName": pending.name, "Key": {"token": token}}},
        ]
    )
