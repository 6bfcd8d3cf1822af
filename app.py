"""Gastvrij's table of contents: one line for each page, queue and schedule.

Queue and schedule handlers stand here by hand: made in a loop or in a Blueprint, Chalice deploys them under names that
Lambda cannot call (aws/chalice#1566).
"""

# ruff: noqa: E402 - see why gc comes first.
import gc

# While it imports, a new process collects garbage that is not there: a fifth of a cold start.
gc.disable()

from chalice.app import Chalice, CloudWatchEvent, Rate, Response, SQSEvent

from chalicelib.moderation import pages as moderation_pages
from chalicelib.moderation import steps as moderation
from chalicelib.notifications import pages as notifications_pages
from chalicelib.notifications import steps as notifications
from chalicelib.publication import pages as publication_pages
from chalicelib.publication import steps as publication
from chalicelib.queues import Answer, consume, send
from chalicelib.registration import pages as registration_pages
from chalicelib.registration import steps as registration
from chalicelib.settings import queue_arn
from chalicelib.voting import pages as voting_pages
from chalicelib.voting import steps as voting
from chalicelib.web import METHODS, answer

app = Chalice(app_name="gastvrij", configure_logs=False)

PAGES = (
    registration_pages.pages,
    moderation_pages.pages,
    publication_pages.pages,
    voting_pages.pages,
    notifications_pages.pages,
)


@app.route("/", methods=METHODS, content_types=["*/*"])
def home() -> Response:
    return answer(app.current_request, PAGES)


@app.route("/{proxy+}", methods=METHODS, content_types=["*/*"])
def page() -> Response:
    return answer(app.current_request, PAGES)


@app.on_sqs_message(queue_arn=queue_arn("registration"), batch_size=10)
def register(event: SQSEvent) -> Answer:
    return consume(event, registration.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("moderation"), batch_size=10)
def moderate(event: SQSEvent) -> Answer:
    return consume(event, moderation.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("publication.fifo"), batch_size=10)
def publish(event: SQSEvent) -> Answer:
    return consume(event, publication.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("voting"), batch_size=10)
def count_votes(event: SQSEvent) -> Answer:
    return consume(event, voting.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("mail"), batch_size=10)
def send_mail(event: SQSEvent) -> Answer:
    return consume(event, notifications.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("vote-mail"), batch_size=10)
def send_vote_mail(event: SQSEvent) -> Answer:
    return consume(event, notifications.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("feedback"), batch_size=10)
def hear_back(event: SQSEvent) -> Answer:
    return consume(event, notifications.FEEDBACK, notifications.read_feedback)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def recount(event: CloudWatchEvent) -> None:
    send(voting.recount())


@app.schedule(Rate(1, unit=Rate.HOURS))
def remind(event: CloudWatchEvent) -> None:
    send(registration.remind())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def turn_phase(event: CloudWatchEvent) -> None:
    send(publication.turn_phase())


# What was imported stays: it is never looked through again.
gc.freeze()
gc.enable()
