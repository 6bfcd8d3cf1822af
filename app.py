"""Gastvrij's table of contents: one line for each page, queue and schedule.

What each needs it imports itself, so that a process has what its one function needs. Handlers of queues and schedules
stand here by hand: made in a loop or in a Blueprint, Chalice deploys them under names that Lambda cannot call
(aws/chalice#1566).
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from chalice.app import Chalice, CloudWatchEvent, Rate, Request, Response, SQSEvent

from chalicelib.cloud.queues import Answer, consume, send, send_each
from chalicelib.cloud.settings import queue_arn
from chalicelib.web.headers import METHODS

app = Chalice(app_name="gastvrij", configure_logs=False)
votes = Chalice(app_name="gastvrij-votes", configure_logs=False)
team = Chalice(app_name="gastvrij-team", configure_logs=False)
"""The pages of the vote, and those of people with a task, by the paths of infra/make/gateway.py: no function holds the
keys of another's pages."""


@app.route("/", methods=METHODS, content_types=["*/*"])
@app.route("/{proxy+}", methods=METHODS, content_types=["*/*"])
def page() -> Response:
    return _pages()(app.current_request)


@cache
def _pages() -> Callable[[Request | None], Response]:
    from chalicelib.moderation import pages as moderation
    from chalicelib.moderation.renewal import pages as renewal
    from chalicelib.moderation.reports import pages as reports
    from chalicelib.moderation.status import pages as status
    from chalicelib.moderation.status.contact import pages as contact
    from chalicelib.moderation.status.lost import pages as lost
    from chalicelib.notifications import pages as notifications
    from chalicelib.publication import pages as publication
    from chalicelib.registration import pages as registration
    from chalicelib.registration.photos import pages as photos
    from chalicelib.web import routing

    steps = (registration, photos, moderation, renewal, reports, status, contact, lost, publication, notifications)
    return partial(routing.answer, steps=steps)


@votes.route("/{proxy+}", methods=METHODS, content_types=["*/*"])
def page_of_the_vote() -> Response:
    return _pages_of_the_vote()(votes.current_request)


@cache
def _pages_of_the_vote() -> Callable[[Request | None], Response]:
    from chalicelib.voting import pages as voting
    from chalicelib.voting.receipts import pages as receipts
    from chalicelib.web import routing

    return partial(routing.answer, steps=(voting, receipts))


@app.lambda_function()
def vote_web(event: dict[str, Any], context: object) -> Any:
    from chalicelib.web import routing

    return votes(routing.as_routed(event), context)


@team.route("/{proxy+}", methods=METHODS, content_types=["*/*"])
def page_of_the_team() -> Response:
    return _pages_of_the_team()(team.current_request)


@cache
def _pages_of_the_team() -> Callable[[Request | None], Response]:
    from chalicelib.closing import pages as closing
    from chalicelib.editions import pages as editions
    from chalicelib.editions.amending import pages as amending
    from chalicelib.editions.logos import pages as logos
    from chalicelib.editions.practice import pages as practice
    from chalicelib.editions.years import pages as years
    from chalicelib.jury import pages as jury
    from chalicelib.jury.tie import pages as tie
    from chalicelib.moderation.desk import pages as desk
    from chalicelib.people import pages as people
    from chalicelib.people.signing_in import pages as signing_in
    from chalicelib.voting.disqualifying import pages as disqualifying
    from chalicelib.web import routing

    before = (people, signing_in, desk, jury, tie, closing, disqualifying, logos, practice, amending)
    return partial(routing.answer, steps=(*before, editions, years))


@app.lambda_function()
def team_web(event: dict[str, Any], context: object) -> Any:
    from chalicelib.web import routing

    return team(routing.as_routed(event), context)


@app.on_sqs_message(queue_arn=queue_arn("organising"), batch_size=10)
def organise(event: SQSEvent) -> Answer:
    from chalicelib.closing import steps as closing
    from chalicelib.editions import steps as editions
    from chalicelib.jury import steps as jury
    from chalicelib.jury.tie import steps as tie
    from chalicelib.people import steps as people
    from chalicelib.voting.disqualifying import steps as disqualifying

    rooms = (editions, people, jury, tie, closing, disqualifying)
    return consume(event, {kind: step for room in rooms for kind, step in room.STEPS.items()})


@app.on_sqs_message(queue_arn=queue_arn("registration"), batch_size=10)
def register(event: SQSEvent) -> Answer:
    from chalicelib.registration import steps

    return consume(event, steps.STEPS)


# One at a time: five photos of a good camera may take a quarter of what the function has.
@app.on_sqs_message(queue_arn=queue_arn("photos"), batch_size=1)
def re_encode(event: SQSEvent) -> Answer:
    from chalicelib.photos import steps

    return consume(event, steps.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("moderation"), batch_size=10)
def moderate(event: SQSEvent) -> Answer:
    from chalicelib.moderation import steps
    from chalicelib.moderation.awarded import steps as awarded
    from chalicelib.moderation.colleagues import steps as colleagues
    from chalicelib.moderation.edits import steps as edits
    from chalicelib.moderation.reminders import digests
    from chalicelib.moderation.reminders import steps as reminders
    from chalicelib.moderation.renewal import steps as renewal
    from chalicelib.moderation.reports import steps as reports
    from chalicelib.moderation.status import steps as status
    from chalicelib.moderation.status.contact import steps as contact
    from chalicelib.moderation.status.lost import steps as lost

    rooms = (steps, awarded, colleagues, edits, reminders, digests, renewal, reports, status, contact, lost)
    return consume(event, {kind: step for room in rooms for kind, step in room.STEPS.items()})


# One at a time: a build may take all the time that the function has.
@app.on_sqs_message(queue_arn=queue_arn("publication.fifo"), batch_size=1)
def publish(event: SQSEvent) -> Answer:
    from chalicelib.publication import steps

    return consume(event, steps.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("voting"), batch_size=10)
def count_votes(event: SQSEvent) -> Answer:
    from chalicelib.voting import steps

    return consume(event, steps.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("mail"), batch_size=10)
def send_mail(event: SQSEvent) -> Answer:
    from chalicelib.notifications import steps

    return consume(event, steps.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("confirmation-mail"), batch_size=10)
def send_confirmation_mail(event: SQSEvent) -> Answer:
    from chalicelib.notifications import steps

    return consume(event, steps.STEPS)


@app.on_sqs_message(queue_arn=queue_arn("feedback"), batch_size=10)
def hear_back(event: SQSEvent) -> Answer:
    from chalicelib.notifications import steps

    return consume(event, steps.FEEDBACK, steps.read_feedback)


@app.schedule(Rate(1, unit=Rate.MINUTES))
def recount(event: CloudWatchEvent) -> None:
    from chalicelib.voting import steps

    send_each(steps.recount())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def seal(event: CloudWatchEvent) -> None:
    from chalicelib.voting.sealing import steps

    steps.seal_all()


@app.schedule(Rate(1, unit=Rate.HOURS))
def remind(event: CloudWatchEvent) -> None:
    from chalicelib.jury import steps as jury
    from chalicelib.jury.tie import steps as tie
    from chalicelib.moderation.reminders import digests
    from chalicelib.moderation.reminders import steps as moderation
    from chalicelib.registration import steps
    from chalicelib.voting.disqualifying import alarms
    from chalicelib.voting.sealing import copies
    from chalicelib.voting.settled import steps as settled

    for page_of_reminders in steps.remind():
        send(page_of_reminders)
    send(steps.lapse())
    send(moderation.remind_all())
    send(moderation.count_week())
    send(digests.digest_all())
    send(jury.convene_all())
    send(tie.ask_all())
    send(copies.mail_all())
    send(alarms.mail_all())
    send(settled.tell_all())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def turn_phase(event: CloudWatchEvent) -> None:
    from chalicelib.publication import steps
    from chalicelib.voting.settled import steps as settled

    send(steps.turn_phase())
    send(settled.tell_winners())


@app.schedule(Rate(1, unit=Rate.MINUTES))
def draw_prints(event: CloudWatchEvent) -> None:
    from chalicelib.prints import steps

    steps.draw_prints()


@app.schedule(Rate(1, unit=Rate.DAYS))
def forget(event: CloudWatchEvent) -> None:
    from chalicelib.cloud import forgetting, limits
    from chalicelib.jury import steps as jury
    from chalicelib.moderation import steps as moderation
    from chalicelib.moderation.renewal import steps as renewal
    from chalicelib.moderation.reports import steps as reports
    from chalicelib.moderation.status.contact import steps as contact
    from chalicelib.registration import steps as registration
    from chalicelib.voting import steps as voting
    from chalicelib.voting.sealing import clearing

    limits.destroy_keys()
    send(forgetting.told("networks", ()))
    send(voting.destroy_keys())
    clearing.clear_all()
    send(registration.forget_all())
    send(moderation.forget_all())
    send(moderation.settle_all())
    send(moderation.ask_all())
    send(contact.lapse_all())
    send(reports.forget_all())
    send(reports.go_on_all())
    send(renewal.invite_all())
    send(jury.forget_all())
