"""What is wrong with a year as a whole, which no single field shows: values in, values out."""

from datetime import datetime
from operator import attrgetter

from chalicelib import addresses, texts, witness
from chalicelib.cloud.settings import settings
from chalicelib.edition import KEYS, LANGUAGES, Edition, keeper
from chalicelib.embargo import ASKED_FOR
from chalicelib.errors import Refused

FAULTS = {
    "no_time_zone": "a moment needs its time zone, for instance +01:00",
    "closes_first": "closes before it opens",
    "reminds_late": "reminds after forgetting",
    "tells_early": "is not later than who hears of it before",
    "twice": "is there twice",
    "no_address": "not an address",
    "unseen": "has a line end or a character that nobody sees",
    "no_language": f"not one of {', '.join(LANGUAGES)}",
    "results_early": "results before it has closed would steer it",
    "show_early": "the show is before everybody has chosen",
    "forgets_early": f"everybody is forgotten less than {ASKED_FOR.days} days after results, which may be held back: "
    "nobody could be mailed any more",
    "forgets_registering": "everybody is forgotten while people may register",
    "one_vote": "there has to be one public vote",
    "one_jury": "the jury has one round of each kind at most, and the final needs a shortlist",
    "nominates_late": "the final opens before the shortlist is decided",
    "revises_late": "jurors may change their ranks after the results",
    "key_unread": "not a key as a witness writes it: name+hash+base64",
    "key_of_another": "its hash is not that of this name and this key",
    "not_public": "has to begin with https:// and be an address that everybody reaches",
}
"""What is wrong, for who writes a file; who changes a year on a page reads it in the translations."""


def faults(found: Edition) -> list[tuple[str, str]]:
    """What no single field shows: order in time, names twice, moments without a time zone. Keys of FAULTS, by field."""
    faults: list[tuple[str, str]] = []
    for field, moment in moments_of(found).items():
        if moment.tzinfo is None:
            return [(field, "no_time_zone")]
    if found.registration.opens >= found.registration.closes:
        faults.append(("registration.closes", "closes_first"))
    faults += _faults_of_the_rounds(found)
    if found.registration.remind_after_days >= found.registration.forget_after_days:
        faults.append(("registration.remind_after_days", "reminds_late"))
    faults += _faults_of_the_reminders(found)
    for part, key in KEYS.items():
        names = [getattr(one, key) for one in attrgetter(part)(found)]
        faults.extend(
            (f"{part}[{names.index(name, i + 1)}]", "twice") for i, name in enumerate(names) if name in names[i + 1 :]
        )
    return faults + _faults_of_the_texts(found) + _faults_of_the_witnesses(found)


def _faults_of_the_witnesses(found: Edition) -> list[tuple[str, str]]:
    """Whose signature nobody could check, or who could not be asked."""
    wrong = [witness.wrong(its, settings().is_local) for its in found.witnesses]
    return [
        (f"witnesses[{number}].{'url' if fault == 'not_public' else 'key'}", fault)
        for number, fault in enumerate(wrong)
        if fault
    ]


def _faults_of_the_reminders(found: Edition) -> list[tuple[str, str]]:
    """Of what waits hears first one person, then all of their part, then who organises."""
    names = ("remind_after_days", "remind_all_after_days", "tell_organiser_after_days")
    days = [getattr(found.moderation, name) for name in names]
    late = zip(names[1:], days[1:], days, strict=False)
    return [(f"moderation.{name}", "tells_early") for name, its, before in late if its <= before]


def _faults_of_the_texts(found: Edition) -> list[tuple[str, str]]:
    """What would end in the headers of every mail, and stop it there: line ends, controls, an address that is none."""
    faults = [(field, "unseen") for field, text in _texts(found).items() if not _is_line(text)]
    for number, its in enumerate(found.texts):
        faults += [
            (f"texts[{number}].{language}", "unseen")
            for language in LANGUAGES
            if texts.has_wrong_characters(its[language])
        ]
    copies = [address if language in LANGUAGES else "" for address, language in map(keeper, found.copies)]
    mailed = {"contact.email": found.contact.email, **{f"copies[{n}]": its for n, its in enumerate(copies)}}
    return [*faults, *((field, "no_address") for field, address in mailed.items() if not _is_address(address))]


def _is_address(text: str) -> bool:
    """As it is and not as it could be meant: so it goes into a mail."""
    try:
        return addresses.checked(text).casefold() == text.casefold()
    except Refused:
        return False


def _is_line(text: str) -> bool:
    return text.splitlines() == [text] and not texts.has_wrong_characters(text) and bool(texts.tidied(text))


def _texts(found: Edition) -> dict[str, str]:
    of_categories = {
        f"categories[{number}].{name}.{language}": getattr(its, name)[language]
        for number, its in enumerate(found.categories)
        for name in ("name", "prize")
        for language in LANGUAGES
    }
    titles = {f"title.{language}": found.title[language] for language in LANGUAGES}
    partners = {f"partners[{number}].name": its.name for number, its in enumerate(found.partners)}
    watched = {f"moderation.watch_words[{n}]": word for n, word in enumerate(found.moderation.watch_words)}
    reasons = {
        f"moderation.reasons[{number}].sentence.{language}": its.sentence[language]
        for number, its in enumerate(found.moderation.reasons)
        for language in LANGUAGES
    }
    notes = {
        f"{part}[{number}].note.{language}": its.note[language]
        for part, amendments in (("amendments", found.amendments), ("waits", found.waits))
        for number, its in enumerate(amendments)
        for language in LANGUAGES
    }
    return {**titles, "contact.name": found.contact.name, **of_categories, **partners, **reasons, **watched, **notes}


def _faults_of_the_rounds(found: Edition) -> list[tuple[str, str]]:
    """What has to come after a round and comes before."""
    faults: list[tuple[str, str]] = []
    for number, its in enumerate(found.rounds):
        if its.opens >= its.closes:
            faults.append((f"rounds[{number}].closes", "closes_first"))
        if its.results < its.closes:
            faults.append((f"rounds[{number}].results", "results_early"))
        if found.show < its.decided:
            faults.append(("show", "show_early"))
        # Held back for as long as may be, they are mailed on the three mornings after that.
        if found.forget_addresses_on < its.results.date() + ASKED_FOR:
            faults.append(("forget_addresses_on", "forgets_early"))
        if its.kind != "public" and its.decided > its.results:
            faults.append((f"rounds[{number}].revise_days", "revises_late"))
    faults += _faults_of_the_jury(found)
    if [its.kind for its in found.rounds].count("public") != 1:
        faults.append(("rounds", "one_vote"))
    if found.forget_addresses_on <= found.registration.closes.date():
        faults.append(("forget_addresses_on", "forgets_registering"))
    return faults


def _faults_of_the_jury(found: Edition) -> list[tuple[str, str]]:
    """The shortlist is there before the final, which chooses from it."""
    kinds = [its.kind for its in found.rounds]
    if kinds.count("shortlist") > 1 or kinds.count("final") > kinds.count("shortlist"):
        return [("rounds", "one_jury")]
    late = "final" in kinds and (
        found.rounds[kinds.index("final")].opens < found.rounds[kinds.index("shortlist")].results
    )
    return [(f"rounds[{kinds.index('final')}].opens", "nominates_late")] if late else []


def moments_of(found: Edition) -> dict[str, datetime]:
    """Every moment of a year, by its field."""
    return {
        "registration.opens": found.registration.opens,
        "registration.closes": found.registration.closes,
        "show": found.show,
        **{
            f"rounds[{number}].{name}": getattr(its, name)
            for number, its in enumerate(found.rounds)
            for name in ("opens", "closes", "results")
        },
    }
