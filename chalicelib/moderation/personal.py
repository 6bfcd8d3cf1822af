"""What moderation keeps about somebody: their dossiers, with how to reach them, and what they reported of others'."""

from collections.abc import Iterator, Mapping

from chalicelib.cloud import editions
from chalicelib.cloud.rows import Item
from chalicelib.kinds import Seconds
from chalicelib.messages.message import Message
from chalicelib.messages.moderation import ContactChangeVoided, DossierForgotten
from chalicelib.messages.reports import ReportForgotten
from chalicelib.moderation import store, texts
from chalicelib.moderation.dossier import Dossier
from chalicelib.moderation.renewal.rules import renewed_id
from chalicelib.moderation.reports import store as reports
from chalicelib.personal.answers import Erasure, Readable, mailbox, readable

KEPT = "dossiers"


def about(address: str) -> Iterator[Readable]:
    """Their dossiers, each with the rows of its texts; and of others' what they decided as a moderator, or reported.

    Who reported their own initiative stays unnamed, and so do the words, which may tell who it was.
    """
    whose = mailbox(address)
    theirs = [dossier for dossier in store.remembered() if mailbox(dossier.contact.email) == whose]
    ids = {its.id for dossier in theirs for its in (dossier, *_with_it(dossier))}
    for dossier, row in store.rows():
        if reports.BESIDE in row["id"]["S"]:
            if whose and whose == mailbox(row.get("email", {}).get("S", "")):
                yield readable(row)
        elif dossier in ids:
            yield readable(row)
        elif _is_to_be(row, whose):
            yield {"id": dossier, "pending": readable(row)["pending"]}
        elif whose in row.get("events", {}).get("S", "") and (found := store.kept(dossier)):
            yield _decided(texts.with_reasons(found), whose)


def _is_to_be(row: Item, whose: str) -> bool:
    """Whether somebody is to answer for a dossier that is another's still."""
    return "pending" in row and mailbox(readable(row)["pending"]["email"]) == whose


def _decided(dossier: Dossier, whose: str) -> Readable:
    """What a moderator did with somebody else's dossier, of which nothing else is theirs."""
    theirs = (event for event in dossier.events if event.who == whose)
    return {"id": dossier.id, "decided": [{"what": one.what, "reason": one.reason, "at": one.at} for one in theirs]}


def _theirs_since(dossier: Dossier) -> Seconds:
    """Since when who answers for it now does."""
    handed_over = dossier.last("contact-changed")
    return handed_over.at if handed_over else dossier.opened_at


def _with_it(dossier: Dossier) -> Iterator[Dossier]:
    """What it was in the years before; and what came of it in the next, where that was disowned and is nobody's."""
    yield from store.earlier(dossier)
    years = (*editions.past(), editions.current().edition.name)
    after = years.index(editions.newest(dossier.edition).edition.name) + 1
    if dossier.last("renewed") and after < len(years):
        its = store.find(renewed_id(dossier.id, years[after]))
        if its and not its.contact.email:
            yield its


def to_forget(erasures: Mapping[str, Erasure]) -> Iterator[Message]:
    """A dossier loses its contact, and with its initiator's initiatives every word: its page goes off the site then.

    Of its title stays what is in the address of that page, so that nobody else ever gets it. What it was in the years
    before goes with it, and what came of it that was disowned: nothing there says any more whose it was.
    """
    for dossier in store.remembered():
        erasure = erasures.get(mailbox(dossier.contact.email))
        if erasure and _theirs_since(dossier) <= erasure.at:
            # What is found by this dossier alone goes before it.
            if erasure.with_initiatives:
                yield from (DossierForgotten(its.id, True, erasure.at) for its in _with_it(dossier))
            yield DossierForgotten(dossier.id, erasure.with_initiatives, erasure.at)
    for dossier in store.changing():
        pending = dossier.pending
        erasure = erasures.get(mailbox(pending.email)) if pending else None
        if pending and erasure and pending.at <= erasure.at:
            yield ContactChangeVoided(dossier.id, pending.id, erasure.at)
    for dossier_id, report in reports.remembered():
        erasure = erasures.get(mailbox(report.email))
        if erasure and report.at <= erasure.at:
            yield ReportForgotten(dossier_id, report.id, erasure.at)
