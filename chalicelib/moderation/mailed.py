"""What a mailed link about a dossier is worth: of which version it is, and whether somebody disowned it."""

from chalice.app import Response

from chalicelib.cloud import editions
from chalicelib.cloud.queues import send
from chalicelib.kinds import Seconds
from chalicelib.messages.message import Link
from chalicelib.messages.moderation import LinkDisowned
from chalicelib.moderation import store
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.mails import recipient
from chalicelib.web import links
from chalicelib.web.answers import notice_page, see_other
from chalicelib.web.request import Request


def theirs(link: Link) -> Dossier:
    """The dossier of its initiator's own link. Raises LinkExpired where nothing is left, or it is another's now."""
    found = store.find(link.subject[0])
    if found is None or not found.versions or not _is_readers(found, link):
        raise links.LinkExpired
    return found


def _is_readers(its: Dossier, link: Link) -> bool:
    """Whether whoever a link was mailed to answers for it, or nobody does any more and nobody else did meanwhile."""
    if not its.contact.email:
        return its.last("contact-changed") is None
    return link.recipient == recipient(its)


def dossier(link: Link) -> tuple[Dossier, int]:
    """What a link is about: a dossier, and the version of it that was mailed. Raises LinkExpired or LinkOfYear."""
    found = store.find(link.subject[0])
    if found is None or (link.purpose == "edit" and not _is_readers(found, link)):
        raise links.LinkExpired
    if editions.seems_over(found.edition) and not found.public and found.state != "taken down":
        raise links.LinkOfYear(found.edition)
    return found, int(link.subject[1])


def void(request: Request, link: Link, its: Dossier, whose: str) -> Response | None:
    """The page of a link that somebody disowned; none for one that still does what it says."""
    if links.is_typed(link) or not its.is_void(int(link.subject[1]), whose):
        return None
    return notice_page(request, "link_void", 410)


def disown(request: Request, link: Link, whose: str, now: Seconds) -> Response:
    """Have the link do nothing more."""
    send([LinkDisowned(link.subject[0], int(link.subject[1]), whose, now)])
    return see_other(f"/{request.language}/disowned")
