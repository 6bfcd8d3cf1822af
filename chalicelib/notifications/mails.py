"""A mail as it goes out, from its folder of templates/mails and what it is about."""

from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import urlsplit

from chalicelib import clock
from chalicelib.cloud import keys
from chalicelib.cloud.editions import edition
from chalicelib.cloud.settings import settings
from chalicelib.errors import Broken
from chalicelib.messages.mail import MailRequested
from chalicelib.web import links
from chalicelib.web.render import render

LONGEST_SUBJECT = 120


def compose(requested: MailRequested) -> EmailMessage:
    """The mail that was asked for, the same each time but for its date. Raises Broken where it cannot be written."""
    values = _values(requested)
    subject = _one_line(render(f"mails/{requested.mail}/subject.txt", requested.language, **values))
    text = render(f"mails/{requested.mail}/text.txt", requested.language, **values)
    html = render(f"mails/{requested.mail}/html.html", requested.language, subject=subject, **values)
    mail = _assembled(requested, _message_id(requested.id), subject, text, html)
    mail["Date"] = clock.now()
    return mail


def _assembled(requested: MailRequested, message_id: str, subject: str, text: str, html: str) -> EmailMessage:
    """The mail, without its date."""
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = Address(_named(edition().title[requested.language]), addr_spec=settings().sender)
        mail["To"] = Address(addr_spec=requested.to)
        contact = edition().contact
        mail["Reply-To"] = Address(_named(contact.name), addr_spec=contact.email)
        mail["Subject"] = subject
        mail["Message-ID"] = message_id
        if requested.thread:
            # SES puts a Message-ID of its own over ours, so all answer one that was never sent.
            mail["In-Reply-To"] = mail["References"] = _message_id(f"thread {requested.thread}")
    except (ValueError, IndexError, MessageError) as problem:
        raise Broken("a mail with a header that cannot be written") from problem
    # Keeps out-of-office replies from being sent back to us.
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    return mail


_SPECIAL = str.maketrans(dict.fromkeys('()<>[]:;@\\,"', " "))
"""What has to be quoted in the name before an address. Python leaves the quotes out where it folds a long one, and what
comes after a comma would be another address (header injection)."""


def _named(name: str) -> str:
    """A name as it may stand before an address."""
    return " ".join(name.translate(_SPECIAL).split())


def _values(requested: MailRequested) -> dict[str, object]:
    """What the templates fill in: what the mail is about, where its button leads, its typed code, and until when."""
    site = settings().public_url
    values: dict[str, object] = {
        "link": "",
        "code": "",
        "code_page": f"{site}/{requested.language}/code",
        "home": f"{site}/{requested.language}/",
    }
    if requested.link is not None:
        values["link"] = links.url(requested.language, requested.link)
        values["code"] = _in_fours(links.code_for(requested.id, requested.link))
        values["until"] = clock.local(requested.link.expires)
    if overlap := values.keys() & requested.about.keys():
        raise Broken(f"a mail about what we say ourselves: {', '.join(sorted(overlap))}")
    return values | requested.about


def _in_fours(code: str) -> str:
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def _one_line(text: str) -> str:
    """A subject that adds no header (header injection) and reads as it is: no line ends, controls or turning marks."""
    line = "".join(character for character in " ".join(text.split()) if character.isprintable())
    # EmailMessage decodes what begins with =? (an encoded word); line ends hidden in it would then begin new headers.
    line = line.replace("=?", "= ?")
    return line if len(line) <= LONGEST_SUBJECT else f"{line[: LONGEST_SUBJECT - 1].rstrip()}…"


def _message_id(mail: str) -> str:
    # A hash, since a mail's id may say who moderates what.
    return f"<{keys.derived('message id', mail)[:16].hex()}@{urlsplit(settings().public_url).hostname}>"
