"""What a moderator's page shows of a dossier."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from chalicelib import clock
from chalicelib.cloud import editions, uploads
from chalicelib.cloud.editions import edition
from chalicelib.initiative import Initiative
from chalicelib.kinds import Language
from chalicelib.moderation import rules, store, texts, warnings
from chalicelib.moderation.dossier import Dossier, Event
from chalicelib.person import Person
from chalicelib.places import municipalities
from chalicelib.web.words import in_words, say


class Team(Struct, frozen=True):
    """Who acts, and what everybody is called who ever had a task, by the hashes of their mailboxes."""

    acting: Person
    names: Mapping[str, str]
    decides: bool
    """Whether who acts may decide; an organiser of a year with moderators only reads."""
    colleagues: Sequence[str]
    """The ids of the others who may decide, and are there."""


class Undo(Struct, frozen=True):
    """That a decision may be undone."""

    until: datetime
    help: str
    """What that would do, as a key under [review.undo_help]."""


class Review(Struct, frozen=True):
    """One version of a dossier, in a language, for the moderator who reads it."""

    called: str
    history: Sequence[Mapping[str, object]]
    reads: str
    lost: str
    moderator: str
    decides: bool
    """Whether they may decide."""
    turn: str
    """Whose turn it is to read it; nothing where it waits for nobody."""
    is_their_turn: bool
    sent_in: Mapping[str, object]
    again: str
    """Why there is a version before it, as a key under [review.again]; nothing where there is none."""
    asked: str
    newer: bool
    withdrawn: str
    """What made it so, where it is withdrawn; else nothing."""
    rows: Sequence[tuple[str, list[tuple[str, str]]]]
    contact: Sequence[tuple[str, str]]
    decision: Mapping[str, object] | None
    waits: bool
    """Whether it can be decided."""
    public: bool
    """Whether everyone sees it, in this version or the one before."""
    again_public: bool
    """Whether what was taken down is public once more, in this version."""
    undo: Undo | None
    """None where its decision stands, or nothing was decided."""
    its_page: str
    """Where it is public; else nothing."""
    text_language: Language
    since: str
    """The first year of an initiative that came back, in the version with which it did; else nothing."""
    photos: Sequence[tuple[str, str]]
    """Each as it stands in the page itself, and what is to be seen on it."""
    last_time: str
    """Its page of last time."""
    warnings: Sequence[str]
    """What was noticed of it, as the mail says it too."""


def review(dossier: Dossier, version: int, team: Team, sent: str, language: Language) -> Review:
    """A dossier with its reasons, as a moderator sees it who followed a link to this version and `sent` a decision."""
    initiative, before = texts.initiatives(dossier, version, dossier.compared(version))
    decision, turn, last_time = dossier.decision(version), _turn(dossier, version), _last_time(dossier, version)
    return Review(
        called=initiative.title,
        history=[_told(event, team) for event in dossier.events],
        reads=say(language, f"site.language.{dossier.contact.language}"),
        lost=sent if _came_second(dossier, version, team.acting.id, sent) else "",
        moderator=team.acting.name,
        decides=team.decides,
        turn=team.names.get(turn, ""),
        is_their_turn=turn == team.acting.id,
        sent_in={"moment": clock.local(dossier.sent_in_at(version)), "name": dossier.contact.name},
        again=_again(dossier, version),
        asked=dossier.question(version - 1),
        newer=dossier.version > version,
        withdrawn=dossier.withdrawn_by,
        rows=_rows(initiative, _words_of(last_time) or before, language),
        contact=_contact(dossier, language),
        decision=_told(decision, team) if decision else None,
        waits=dossier.state == "waiting" and dossier.version == version,
        public=bool(dossier.public),
        again_public=not decision and dossier.public == version,
        undo=_undo(dossier, version),
        its_page=_page_of(dossier, language),
        text_language=initiative.language,
        since=str(dossier.past.since) if dossier.past and version == 1 else "",
        photos=[(uploads.thumbnail(its.id), its.alt) for its in initiative.photos],
        last_time=_page_of(last_time, language) if last_time else "",
        warnings=_warnings(dossier, initiative, language),
    )


def _warnings(dossier: Dossier, initiative: Initiative, language: Language) -> list[str]:
    found = warnings.of(initiative, edition().moderation.watch_words, dossier.noticed)
    return warnings.sentences(found, language)


def _again(dossier: Dossier, version: int) -> str:
    if version == 1:
        return ""
    if dossier.own(version) != version:
        return "edited"
    return "asked" if dossier.question(version - 1) else "public" if dossier.public else "other"


def _undo(dossier: Dossier, version: int) -> Undo | None:
    decided = dossier.undoable(clock.seconds())
    if decided is None or decided.version != version:
        return None
    back = "takedown_edit" if dossier.waited_beside(decided) else "takedown"
    help_ = back if decided.what == "takedown" else "other"
    return Undo(clock.local(decided.at + rules.UNDONE_WITHIN), help_)


def _last_time(dossier: Dossier, version: int) -> Dossier | None:
    """The dossier of the year before that its first version goes on with, while it is there."""
    return store.find(dossier.past.follows) if dossier.past and version == 1 else None


def _words_of(last_time: Dossier | None) -> Initiative | None:
    return texts.initiative(last_time, last_time.public or last_time.version) if last_time else None


def _page_of(dossier: Dossier, language: Language) -> str:
    """Where it is public, in its own year: the same address on the site may be what came back of it since."""
    if not dossier.public:
        return ""
    year = editions.newest(dossier.edition).edition.name
    kept = f"editions/{year}/" if editions.seems_over(year) else ""
    return f"/{language}/{kept}initiatives/{dossier.slug}"


def _turn(dossier: Dossier, version: int) -> str:
    """The id of who has it to read; "" where this version does not wait."""
    waits = dossier.state == "waiting" and dossier.version == version
    return dossier.turn if waits else ""


def _came_second(dossier: Dossier, version: int, moderator: str, sent: str) -> bool:
    """Whether a moderator's own decision does not stand, since another was first."""
    mine = [event.what for event in dossier.events if (event.version, event.who) == (version, moderator)]
    if sent == "edit":
        return dossier.own(version) == version or "approve" not in mine
    return sent in rules.DECISIONS and sent not in mine


def _told(decision: Event, team: Team) -> dict[str, object]:
    return {
        "outcome": decision.what,
        "name": team.names.get(decision.who, ""),
        "to": team.names.get(decision.to, ""),
        "moment": clock.local(decision.at),
        "reason": decision.reason,
    }


def _rows(now: Initiative, before: Initiative, language: Language) -> list[tuple[str, list[tuple[str, str]]]]:
    """Each field of a version in words, with what differs from the version before it."""
    was = _in_words(before, language)
    return [(name, rules.differences(was[name], text)) for name, text in _in_words(now, language).items()]


def _in_words(initiative: Initiative, language: Language) -> dict[str, str]:
    return {
        "title": initiative.title,
        "summary": initiative.summary,
        "description": initiative.description,
        "join": initiative.join,
        "reach": str(in_words(language, initiative.reach)) if initiative.reach else "",
        "category": edition().category(initiative.category).name[language],
        "places": ", ".join(municipalities()[nis].name(language) for nis in initiative.places),
        "organisation": initiative.organisation,
        "website": initiative.website,
        "language": say(language, f"site.language.{initiative.language}"),
        "competes": say(language, "review.competes_yes" if initiative.competes else "review.competes_no"),
    }


def _contact(dossier: Dossier, language: Language) -> list[tuple[str, str]]:
    contact = dossier.contact
    return [
        ("contact_name", contact.name),
        ("email", contact.email),
        ("language", say(language, f"site.language.{contact.language}")),
        ("newsletter", say(language, "review.yes" if contact.newsletter else "review.no")),
    ]
