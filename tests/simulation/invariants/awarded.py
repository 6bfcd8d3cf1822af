"""Each who took part is told their own figures, once, in numbers that are those of the ballots."""

import json
from collections import Counter
from collections.abc import Iterator

from tests.simulation.letters import Letter
from tests.simulation.schedule import Stage
from tests.simulation.themes.theme import SLUGS

# isort: split
from chalicelib.web.words import say
from tests import sealed

FIGURES = {what: say("nl", f"mails.figures.subject.{what}") for what in ("public", "took_part")}


def address(number: int) -> str:
    """Whose initiative it is."""
    return f"initiator{number}@gmail.com"


def dossier_of(number: int) -> str:
    """What their dossier is called."""
    return f"id-{number}"


def check_told_once(stage: Stage) -> Iterator[str]:
    """I3, I9: one mail each, at any time in these mornings, of what the ballots and a recount of the log say."""
    rows = [row for row in stage.world.table("ballots").rows.values() if "candidate" in row]
    votes = Counter(row["candidate"]["S"] for row in rows)
    if sealed.among(stage.world.cloud.s3.files).recounted() != votes:
        yield "I3: whoever counts again finds other figures"
    for number, slug in enumerate(SLUGS):
        told = [letter for letter in stage.letters if letter.to == address(number) and _is_of_figures(letter)]
        if len({letter.id for letter in told}) > 1:
            yield f"I9: {slug} is told its figures by {len(told)} mails"
        # That a mail which was asked for comes, or why not, is looked at everywhere.
        is_asked = any(kind == "MailRequested" and fields["to"] == address(number) for _, kind, fields in stage.sent)
        if not told and not is_asked and not _is_gone(stage, number):
            yield f"I9: {slug} is never told its figures"
        subjects, words = _wanted(slug, votes, {SLUGS[0]} if _is_gone(stage, 0) else set())
        for letter in told[:1]:
            if letter.subject not in subjects or words not in letter.text:
                yield f"I3: {slug} is told {letter.subject}, and not {subjects} and {words}"


def _is_of_figures(letter: Letter) -> bool:
    return letter.subject in FIGURES.values()


def _wanted(slug: str, votes: Counter[str], gone: set[str]) -> tuple[set[str], str]:
    """The subject, and what the mail says of the votes. Who is first on the site is, where some are there no more."""
    firsts = [_first(votes), _first(Counter({one: votes[one] for one in votes if one not in gone}))]
    total = votes.total()
    many = say("nl", "mails.figures.votes", count=votes[slug], total=total)
    none = say("nl", "mails.figures.no_votes", total=total)
    return {FIGURES["public" if slug == one else "took_part"] for one in firsts}, many if votes[slug] else none


def _first(votes: Counter[str]) -> str:
    """Who has more than anybody else."""
    most = [one for one in votes if votes[one] == max(votes.values())]
    return most[0] if len(most) == 1 else ""


def _is_gone(stage: Stage, number: int) -> bool:
    """Whether there is nobody any more to be told."""
    dossier = stage.world.table("dossiers").rows[(dossier_of(number),)]
    contact = json.loads(dossier["contact"]["S"]) if "contact" in dossier else {}
    return dossier["state"]["S"] in ("withdrawn", "forgotten") or not contact.get("email")
