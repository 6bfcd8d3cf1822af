"""What an initiator will read of a decision, before it is sent."""

from typing import cast

from chalicelib import clock
from chalicelib.cloud.settings import settings
from chalicelib.initiative import Initiative
from chalicelib.messages.mail import MailRequested
from chalicelib.moderation import consequences
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.moderation.rules import Act, Decision
from chalicelib.web.render import render


def mail(
    dossier: Dossier, version: int, act: Act, reason: str, initiative: Initiative, edited: Initiative | None = None
) -> str:
    """The text of the mail that this would send, but for its button; "" where nobody would get one."""
    if edited:
        event = Event("approve", version + 1, "", "", clock.seconds(), "")
        return "\n\n".join(map(_text, consequences.to_tell(dossier, event, edited, initiative)))
    event = Event("undone" if act == "undo" else cast("Decision", act), version, "", reason, clock.seconds(), "")
    return "\n\n".join(map(_text, consequences.to_tell(dossier, event, initiative)))


def _text(its: MailRequested) -> str:
    home = f"{settings().public_url}/{its.language}/"
    until = clock.local(its.link.expires) if its.link else ""
    beside = {"link": "", "code": "", "code_page": "", "home": home, "until": until}
    return render(f"mails/{its.mail}/text.txt", its.language, **beside, **its.about).strip()
