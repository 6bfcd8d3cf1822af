"""What the mail service tells about mails it sent: by itself, inside a notification or inside an event."""

from typing import Any

import msgspec

from chalicelib.errors import Broken
from chalicelib.messages.mail import AddressFailed
from chalicelib.notifications.rules import ends_mailing

_GREETING = "Successfully validated SNS topic"
"""What comes once, as plain text, when the feedback is connected."""

_NOTHING = AddressFailed(to="", reason="nothing")


def read_feedback(body: str) -> AddressFailed:
    """The address that failed and why; reason "nothing" where it may still be mailed. Raises Broken for what is none.

    The address is the one that we mailed: the one in a bounce is where that was forwarded to.
    """
    if body.startswith(_GREETING):
        return _NOTHING
    try:
        told = msgspec.json.decode(body, type=dict[str, Any])
        if "Message" in told:
            return read_feedback(told["Message"])
        return _read(told.get("detail", told))
    except (msgspec.MsgspecError, KeyError, ValueError, IndexError, TypeError, AttributeError, UnicodeError) as problem:
        raise Broken("feedback that cannot be read") from problem


def _read(event: Any) -> AddressFailed:
    reason = (event.get("eventType") or event["notificationType"]).lower()
    if reason not in ("bounce", "complaint") or not ends_mailing(reason, _kind(event[reason])):
        return _NOTHING
    mail = event["mail"]
    [cause] = mail.get("tags", {}).get("cause") or [""]
    to, name = mail["destination"][0], mail.get("messageId", "")
    return msgspec.convert({"to": to, "reason": reason, "cause": cause, "mail": name}, AddressFailed)


def _kind(part: Any) -> str:
    return str(part.get("bounceType") or part.get("complaintFeedbackType") or "")
