"""Notifications: a mail that was asked for goes out, at most three times; who cannot be reached is left alone."""

from email.message import EmailMessage
from secrets import token_hex

from msgspec.structs import replace

from chalicelib import addresses, clock
from chalicelib.cloud import editions, keys, log, purposes
from chalicelib.cloud.editions import edition
from chalicelib.cloud.queues import Steps
from chalicelib.errors import Broken
from chalicelib.messages.mail import (
    AddressFailed,
    BreakerClosed,
    ConfirmationMailRequested,
    MailboxForgotten,
    MailRequested,
    MailWanted,
)
from chalicelib.messages.message import Link, Message
from chalicelib.notifications import budget, closed, mailer, mails, store
from chalicelib.notifications.feedback import read_feedback
from chalicelib.notifications.rules import CAPS, KEEP_SECONDS, SEEN_AFTER, UNASKED, hour_after, suppressed_until
from chalicelib.web import links

__all__ = ["FEEDBACK", "STEPS", "read_feedback"]


def send_mail(requested: MailRequested) -> list[Message]:
    """Send one mail. An attempt is spent before the mail service is called, so no crash makes it a fourth."""
    _check(requested)
    if requested.link is not None and clock.seconds() >= requested.link.expires:
        # It waited too long, as after a night among the dead letters: its button would lead nowhere.
        log.went_wrong("mail not sent", mail=requested.mail, reason="expired")
        return []
    is_strangers = requested.mail in CAPS
    if is_strangers and budget.has_to_wait(requested):
        return [_later(requested)]
    mail = mails.compose(requested)
    attempt = _attempt(requested)
    if reason := store.spend(attempt):
        _leave(requested.mail, reason)
        return []
    try:
        if is_strangers:
            _send_for_stranger(mail, requested)
        else:
            mailer.send(mail, "task")
    except mailer.Forbidden:
        # Once it is mended, what is among the dead letters can be sent again, and asked for anew.
        store.give_back(attempt)
        raise
    except mailer.NotSent as why:
        store.give_back(attempt)
        waits_long = requested.tries >= SEEN_AFTER
        (log.went_wrong if waits_long else log.happened)("mail not sent", mail=requested.mail, reason=str(why))
        return [_later(requested)]
    return []


def _send_for_stranger(mail: EmailMessage, requested: MailRequested) -> None:
    """Count a mail with what strangers cause, and hand it over. Raises NotSent or Forbidden where it did not go."""
    # Counted before it is sent: where the answer is lost, nobody knows whether it went.
    budget.count_sent(requested.mail)
    try:
        budget.take_of_domain(requested.to)
        mailer.send(mail, "stranger")
    except (mailer.NotSent, mailer.Forbidden):
        budget.uncount(requested.mail)
        raise


def _attempt(requested: MailRequested) -> store.Attempt:
    to = _mailbox(requested.to)
    name, link = _kept(requested, to)
    return store.Attempt(
        to=to,
        mail=name,
        link=link,
        over=hour_after(requested.link.expires) if requested.link else 0,
        cap=CAPS.get(requested.mail),
        hour=hour_after(clock.seconds() + 1),
        id=token_hex(6),
        press_id=requested.press_id,
        is_unasked=requested.mail in UNASKED,
    )


def _later(requested: MailRequested) -> MailRequested:
    # As a new message: handed back to its queue, it would be a dead letter after a day without the mail service.
    return replace(requested, tries=requested.tries + 1)


def _kept(requested: MailRequested, to: store.Mailbox) -> tuple[str, bytes]:
    """The name of a mail in our rows and, where it has a link, that link closed under its code."""
    if requested.link is None:
        return keys.keyed_hash(keys.derived("mail"), requested.id), b""
    opener = closed.opener(to.hash, links.code_for(requested.id, requested.link))
    return opener.name, closed.close(opener, requested.language, requested.link)


def stop_mailing(failed: AddressFailed) -> list[Message]:
    """Leave an address alone, or spare its whole mailbox what strangers cause when a person complained."""
    until = suppressed_until(clock.now(), edition().forget_addresses_on)
    if failed.reason == "complaint":
        store.suppress_mailbox(_mailbox(failed.to), until)
    elif failed.reason == "bounce":
        store.suppress_spelling(_mailbox(failed.to), until)
    if failed.cause == "stranger":
        budget.note(failed.reason, failed.mail)
    log.happened("feedback", reason=failed.reason)
    return []


def mail_again(wanted: MailWanted) -> list[Message]:
    """What a complaint or a bounce had ended begins again; the log keeps why, and of whom nothing."""
    store.lift(store.Mailbox(wanted.mailbox, wanted.spelling), wanted.at + KEEP_SECONDS)
    log.happened("mail wanted again", reason=wanted.reason)
    return []


def close_breaker(closed_by_hand: BreakerClosed) -> list[Message]:
    """What strangers cause goes out again, whatever came back until then; the log keeps why."""
    budget.close(closed_by_hand.at)
    log.happened("breaker closed", reason=closed_by_hand.reason)
    return []


def forget(forgotten: MailboxForgotten) -> list[Message]:
    """Nothing that we mailed leads to a registration or a vote any more."""
    store.forget(forgotten.mailbox)
    return []


def _check(requested: MailRequested) -> None:
    """Raises Broken where a mail asks for a link that is not its own.

    Whoever takes over the function that asks for mails would else have us sign a moderator's link, and mail it to them.
    Raises Refused where the year of its link is over.
    """
    if isinstance(requested, ConfirmationMailRequested) != (requested.mail in CAPS):
        raise Broken("a mail in the wrong queue")
    link = requested.link
    if (link.purpose if link else None) != purposes.OF_MAIL.get(requested.mail):
        raise Broken("a mail whose link is for something else")
    if link and (year := links.year(link)) is not None:
        editions.check(year)
    if link and not _is_for(link, requested.to):
        raise Broken("a mail to somebody else than whom its link is for")


def _is_for(link: Link, to: str) -> bool:
    """Whether whoever reads this address may have this link."""
    # A vote's link is for a voter key. This function may not read what makes those of addresses, so it cannot compare.
    return link.purpose == "vote" or link.recipient == _mailbox(to).hash


def _leave(mail: str, reason: str) -> None:
    # Somebody waits for any other mail, so that one not going out has to be seen; unless it went before.
    is_usual = mail in CAPS or mail in UNASKED or reason == "repeated"
    (log.happened if is_usual else log.went_wrong)("mail not sent", mail=mail, reason=reason)


def _mailbox(address: str) -> store.Mailbox:
    return store.Mailbox(
        hash=keys.address_hash(addresses.canonical(address)), spelling=keys.address_hash(address.casefold())
    )


STEPS: Steps = {
    MailRequested: send_mail,
    ConfirmationMailRequested: send_mail,
    MailboxForgotten: forget,
    MailWanted: mail_again,
    BreakerClosed: close_breaker,
}
FEEDBACK: Steps = {AddressFailed: stop_mailing}
