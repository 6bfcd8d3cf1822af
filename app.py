"""Gastvrij's table of contents: one line for each page, queue and schedule.

Queue and schedule handlers stand here by hand: made in a loop or in a Blueprint, Chalice deploys them under names that
Lambda cannot call (aws/chalice#1566).
"""

# ruff: noqa: E402 - see why gc comes first.
import gc

# While it imports, a new process collects garbage that is not there: a fifth of a cold start.
gc.disable()

from chalicelib import expressions

# Before whatever would compile them.
expressions.ready()

from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Rate, Response, SQSEvent

from chalicelib.headers import METHODS
from chalicelib.later import Later, prepare
from chalicelib.queues import Answer, consume, send
from chalicelib.settings import queue_arn, settings

registration = Later("chalicelib.registration.steps")
moderation = Later("chalicelib.moderation.steps")
publication = Later("chalicelib.publication.steps")
voting = Later("chalicelib.voting.steps")
notifications = Later("chalicelib.notifications.steps")
limits = Later("chalicelib.limits")
web = Later("chalicelib.web")
VOTE_PAGES = (Later("chalicelib.voting.pages"),)
OTHER_PAGES = tuple(
    Later(f"chalicelib.{step}.pages") for step in ("registration", "moderation", "publication", "notifications")
)
PAGES = {"web": OTHER_PAGES, "vote_web": VOTE_PAGES}.get(settings().function, OTHER_PAGES + VOTE_PAGES)

app = Chalice(app_name="gastvrij", configure_logs=False)


@app.route("/", methods=METHODS, content_types=["*/*"])
@app.route("/{proxy+}", methods=METHODS, content_types=["*/*"])
def page() -> Response:
    return web.answer(app.current_request, PAGES)  # type: ignore[no-any-return]


# The same pages' other half, by the paths of infra/gateway.py, so that no function holds the keys of both.
@app.lambda_function()
def vote_web(event: dict[str, Any], context: object) -> Any:
    return app(web.as_routed(event), context)


@app.on_sqs_message(queue_arn=queue_arn("registration"), batch_size=10)
def register(event: SQSEvent) -> Answer:
    return consume(event, registration.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("moderation"), batch_size=10)
def moderate(event: SQSEvent) -> Answer:
    return consume(event, moderation.STEPS)


# One at a time: a build may take all the time that the function has.
@app.on_sqs_message(queue_arn=queue_arn("publication.fifo"), batch_size=1)
def publish(event: SQSEvent) -> Answer:
    return consume(event, publication.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("voting"), batch_size=10)
def count_votes(event: SQSEvent) -> Answer:
    return consume(event, voting.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("mail"), batch_size=10)
def send_mail(event: SQSEvent) -> Answer:
    return consume(event, notifications.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("confirmation-mail"), batch_size=10)
def send_confirmation_mail(event: SQSEvent) -> Answer:
    return consume(event, notifications.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("feedback"), batch_size=10)
def hear_back(event: SQSEvent) -> Answer:
    return consume(event, notifications.FEEDBACK, notifications.read_feedback)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def recount(event: CloudWatchEvent) -> None:
    send(voting.recount())


@app.schedule(Rate(1, unit=Rate.HOURS))
def remind(event: CloudWatchEvent) -> None:
    for page_of_reminders in registration.remind():
        send(page_of_reminders)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def turn_phase(event: CloudWatchEvent) -> None:
    send(publication.turn_phase())


@app.schedule(Rate(1, unit=Rate.DAYS))
def forget(event: CloudWatchEvent) -> None:
    limits.destroy_keys()
    send(voting.destroy_keys())
    send(registration.forget_all())
    send(moderation.forget_all())


prepare("page" if settings().function in ("web", "vote_web") else settings().function, globals())

# What was imported stays: it is never looked through again. A request makes some thousand objects, most of which go by
# themselves; looked through every 700 of them, as is usual, they cost more than they hold.
gc.freeze()
gc.set_threshold(50_000)
gc.enable()
