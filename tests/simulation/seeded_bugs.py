"""Small wrong versions of the real code, one at a time: what the suite must notice.

A bug swaps the code of one function, so that whoever holds the function already has the wrong one.
"""

import inspect
import textwrap
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import CodeType
from typing import Any

from tests.simulation import crash_points, races, themes
from tests.simulation.world import edges


@dataclass(frozen=True)
class Bug:
    """One mistake: in which function of which module, what stands there and what somebody could have written."""

    name: str
    theme: str
    module: str
    function: str
    right: str
    wrong: str

    @property
    def where(self) -> Callable[..., Any]:
        found: Any = import_module(f"chalicelib.{self.module}")
        for part in self.function.split("."):
            found = getattr(found, part)
        return inspect.unwrap(found)  # type: ignore[no-any-return]


@contextmanager
def seeded(bug: Bug) -> Iterator[None]:
    """The project with this mistake in it."""
    function = bug.where
    right = function.__code__
    function.__code__ = _wrong(bug, function)
    try:
        yield
    finally:
        function.__code__ = right


def _wrong(bug: Bug, function: Callable[..., Any]) -> CodeType:
    source = textwrap.dedent(inspect.getsource(function))
    assert source.count(bug.right) == 1, f"{bug.name}: not once in {bug.function}: {bug.right}"
    lines = source.replace(bug.right, bug.wrong).splitlines()
    # Without its decorators: only the code is taken.
    start = next(number for number, line in enumerate(lines) if line.startswith("def "))
    namespace: dict[str, Any] = {}
    exec(compile("\n".join(lines[start:]), function.__code__.co_filename, "exec"), function.__globals__, namespace)  # noqa: S102 - our own text
    made: CodeType = namespace[function.__name__].__code__
    return made


@dataclass(frozen=True)
class Catch:
    """What noticed a bug: after how many schedules, or which crash point."""

    seeds: int
    by: str = ""

    def __str__(self) -> str:
        return self.by or f"{self.seeds} schedules"


def caught(bug: Bug, most: int) -> Catch | None:
    """How the bug is noticed within so many schedules, or else in a race or at a crash point; None where it is not."""
    theme = themes.THEMES[bug.theme]
    with edges(), seeded(bug):
        for seed in range(most):
            if themes.run(seed, theme).violations:
                return Catch(seed + 1)
        if bug.theme in races.RACES and (race := next(races.RACES[bug.theme](), "")):
            return Catch(most, race)
        if bug.theme not in crash_points.STORIES:
            return None
        everywhere = crash_points.points(bug.theme, crash_points.FATES + crash_points.MORE_FATES)
        point = next(crash_points.failing(bug.theme, everywhere), "")
    return Catch(most, point) if point else None


BUGS = (
    # Votes
    Bug(
        "a lost answer counts as somebody else's vote: no read-back",
        "votes",
        "voting.store",
        "cast",
        "_fit_in(row, press, domain)",
        "raise TryAgain('somebody else was first')",
    ),
    Bug(
        "any later message replaces a vote",
        "votes",
        "voting.store",
        "cast",
        "(_Ballot.at < press.at)",
        "(_Ballot.at > 0)",
    ),
    Bug(
        "the same button pressed again is a new vote",
        "votes",
        "voting.store",
        "cast",
        " & ~_Ballot.receipts.contains(press.receipt)",
        "",
    ),
    Bug("a late vote is thrown away", "votes", "voting.store", "cast", "_fit_in(row, press, domain)", "return"),
    Bug(
        "two late votes at once overwrite each other",
        "votes",
        "voting.store",
        "_change_as_read",
        "held(lambda: row.change(actions, presses & disowned))",
        "held(lambda: row.change(actions, _Ballot.presses.exists()))",
    ),
    Bug("what counts is the first vote", "votes", "voting.rules", "current", "return max(", "return min("),
    Bug("a silent table counts as done", "votes", "cloud.rows", "held", "        raise\n", "        return True\n"),
    Bug("each alias has a vote", "votes", "addresses", "canonical", 'local.partition("+")[0] or local', "local"),
    Bug(
        "each domain of a provider has a vote",
        "votes",
        "addresses",
        "_first",
        "provider.domains[0] if provider.one else domain",
        "domain",
    ),
    Bug(
        "each way to set signs has a vote",
        "votes",
        "addresses",
        "_read_by",
        "if sign not in provider.ignored",
        "if sign",
    ),
    Bug(
        "a receipt per press",
        "votes",
        "voting.tokens",
        "Asked.receipt",
        'keys.derived("receipt", self.mail,',
        'keys.derived("receipt", __import__("secrets").token_hex(4),',
    ),
    Bug(
        "opening the link votes",
        "votes",
        "voting.pages",
        "show_button",
        "    _check_open()\n",
        "    _check_open()\n"
        "    forged = VoteConfirmed(asked.round, asked.voter, asked.candidate, 'r', '', clock.microseconds())\n"
        "    send([signing.signed(forged)])\n",
    ),
    Bug(
        "a vote that was disowned before it came counts",
        "votes",
        "voting.store",
        "cast",
        " & ~_Ballot.disowned.contains(press.link)",
        "",
    ),
    Bug(
        "a vote that was counted before it was disowned goes on counting",
        "votes",
        "voting.store",
        "disown",
        "_Ballot.link.does_not_exist() | (_Ballot.link != link)",
        "_Ballot.bucket.exists()",
    ),
    Bug(
        "an older recount replaces a newer one",
        "votes",
        "voting.store",
        "keep_tally",
        "_Tally.round.does_not_exist() | (_Tally.as_of <= as_of)",
        "_Tally.round.does_not_exist()",
    ),
    Bug(
        "a tally from a stale read",
        "votes",
        "voting.store",
        "_choices_in",
        "consistent_read=True",
        "consistent_read=False",
    ),
    Bug(
        "a recount adds to the one before",
        "votes",
        "voting.store",
        "keep_tally",
        "people=tally.people",
        "people=tally.people + sum(row.people for row in _Tally.query(round_name))",
    ),
    Bug("candidates that left keep their votes", "votes", "voting.store", "running", " if not row.left", ""),
    Bug(
        "an admission that comes late brings a candidate back",
        "initiatives",
        "voting.store",
        "_put_newer",
        "_Candidate.slug.does_not_exist() | older",
        "_Candidate.slug.does_not_exist() | (_Candidate.rank > 0)",
    ),
    Bug(
        "a receipt names the oldest vote",
        "votes",
        "voting.store",
        "ballot",
        "rules.current(presses, disowned)",
        "min(presses)",
    ),
    Bug(
        "a second process that dies takes the counted with it",
        "votes",
        "voting.store",
        "cast",
        "_Ballot.presses.add({_written(press)})",
        "_Ballot.presses.set({_written(press)})",
    ),
    # Queues
    Bug(
        "a failed step counts as done",
        "votes",
        "cloud.queues",
        "_done",
        "        return False\n    except Exception",
        "        return True\n    except Exception",
    ),
    Bug(
        "a mistake in a step is swallowed",
        "mails",
        "cloud.queues",
        "_done",
        "where=place_of(problem))\n        return False",
        "where=place_of(problem))\n        return True",
    ),
    Bug("no partial answer", "votes", "cloud.queues", "consume", '{"itemIdentifier": message}', '{"id": message}'),
    Bug(
        "consume answers nothing",
        "initiatives",
        "cloud.queues",
        "consume",
        '    return {"batchItemFailures"',
        '    {"batchItemFailures"',
    ),
    Bug(
        "what follows is never sent on",
        "initiatives",
        "cloud.queues",
        "_done",
        "send(steps[type(message)](message))",
        "steps[type(message)](message)",
    ),
    Bug(
        "part of a batch is lost",
        "initiatives",
        "cloud.queues",
        "_send_batch",
        'if answer.get("Failed"):',
        'if answer.get("Fail"):',
    ),
    Bug(
        "one failure fails all its neighbours",
        "votes",
        "cloud.queues",
        "consume",
        'failed.append(record["messageId"])',
        "failed = [one['messageId'] for one in records]",
    ),
    # Mail
    Bug(
        "no cap",
        "mails",
        "notifications.store",
        "_is_free",
        "    free &= last.does_not_exist() | (last <= attempt.hour - 1 - DAY)\n",
        "",
    ),
    Bug(
        "no limit to attempts",
        "mails",
        "notifications.store",
        "_is_free",
        "attempt.attempts < MOST_ATTEMPTS",
        "attempt.attempts < 99",
    ),
    Bug(
        "attempts are not counted",
        "mails",
        "notifications.store",
        "_spending",
        "(attempt.attempts | 0) + 1",
        "(attempt.attempts | 0) + 0",
    ),
    Bug(
        "no mail can be written",
        "votes",
        "notifications.mailer",
        "send",
        "letter.as_bytes()",
        "letter.as_bytes(0, 0, 0)",
    ),
    Bug(
        "who complained is mailed",
        "mails",
        "notifications.store",
        "_is_free",
        "    free &= Delivery.complained.does_not_exist() & ~Delivery.bounced.contains(attempt.to.spelling)\n",
        "",
    ),
    Bug("complaints are not heard", "mails", "notifications.steps", "stop_mailing", '== "complaint"', '== "grumble"'),
    Bug(
        "an attempt of which nothing is known is given back",
        "mails",
        "notifications.steps",
        "send_mail",
        "except mailer.NotSent:",
        "except Exception:",
    ),
    Bug(
        "an attempt that was not made stays spent",
        "mails",
        "notifications.store",
        "_why_not",
        '        raise TryAgain("mail has to wait for its next attempt")\n',
        '        return "capped"\n',
    ),
    Bug(
        "an hour too many fits in a day: moments are rounded down",
        "mails",
        "notifications.store",
        "_is_free",
        "attempt.hour - 1 - DAY",
        "attempt.hour + 2 - DAY",
    ),
    Bug(
        "where a mail led is kept in clear",
        "votes",
        "notifications.closed",
        "Opener.turned",
        "one ^ other for",
        "one for",
    ),
    Bug(
        "the same code has the same name in each mailbox",
        "votes",
        "notifications.closed",
        "opener",
        'keys.derived("code salt", mailbox)',
        'keys.derived("code salt", "")',
    ),
    Bug(
        "a complaint silences a moderator's own mails too",
        "mails",
        "notifications.store",
        "_bounces",
        'return to.spelling in row.get("bounced", {}).get("SS", ())',
        'return "complained" in row or to.spelling in row.get("bounced", {}).get("SS", ())',
    ),
    Bug(
        "votes and registrations share a cap again",
        "mails",
        "notifications.store",
        "Attempt.row.fget",
        "self.cap.row if self.cap else self.mail",
        "'confirmations#vote' if self.cap else self.mail",
    ),
    # Registration and moderation
    Bug(
        "a button confirms what somebody disowned",
        "initiatives",
        "registration.store",
        "confirm",
        '(_Row.state == "draft") & (_Row.forgotten_from > at)',
        '(_Row.state != "confirmed") & (_Row.forgotten_from > at)',
    ),
    Bug(
        "moderators go on with what was confirmed and disowned",
        "initiatives",
        "registration.steps",
        "disown",
        "return [DossierDisowned(draft.id, draft.disowned_at)]",
        "return []",
    ),
    Bug(
        "a late copy of a disowning takes back what a code proved",
        "initiatives",
        "moderation.steps",
        "disown",
        "dossier.is_proven or state is None",
        "state is None",
    ),
    Bug(
        "the code of a mail does not open what was withdrawn",
        "initiatives",
        "moderation.steps",
        "_prove",
        "dossier.state != rules.WITHDRAWN",
        "True",
    ),
    Bug(
        "a link that was disowned decides",
        "initiatives",
        "moderation.steps",
        "_check_link",
        "not typed and dossier.is_void(event.version, event.who)",
        "False",
    ),
    Bug(
        "what was disowned stays on the site",
        "initiatives",
        "moderation.steps",
        "disown",
        "if dossier.slug else []",
        "if False else []",
    ),
    Bug(
        "a registration is confirmed without a mail's link",
        "initiatives",
        "registration.steps",
        "ask_to_confirm",
        'return [_mail("registration-confirm", f"{draft.id}-confirm"',
        "return [ReviewRequested(draft.id, draft.initiative, draft.contact, draft.at), "
        '_mail("registration-confirm", f"{draft.id}-confirm"',
    ),
    Bug(
        "confirmed, and nobody is told: marked before it is sent",
        "initiatives",
        "registration.steps",
        "ask_for_review",
        " or draft.confirmed_by != confirmed.press",
        " or draft.confirmed_at != clock.seconds()",
    ),
    Bug(
        "the second decision wins too",
        "initiatives",
        "moderation.steps",
        "_next_state",
        'if state is None:\n        raise Refused("already_decided")',
        'if state is None:\n        return {"approve": "approved", "reject": "rejected"}.get(event.what, "changes")',
    ),
    Bug(
        "two decisions at once: the last one wins",
        "initiatives",
        "moderation.store",
        "record",
        "condition=_Row.writes == dossier.writes",
        "condition=_Row.id.exists()",
    ),
    Bug(
        "a decision whose answer was lost counts as another's",
        "initiatives",
        "moderation.store",
        "record",
        "if not found.has(event):",
        "if event.press:",
    ),
    Bug(
        "a decision's mail is forgotten when it comes again",
        "initiatives",
        "moderation.steps",
        "decide",
        "    return CONSEQUENCES[event.what](dossier, event, initiative)",
        "        return CONSEQUENCES[event.what](dossier, event, initiative)\n    return []",
    ),
    Bug(
        "a takedown is asked for of what nobody approved",
        "initiatives",
        "moderation.pages",
        "take_decision",
        'if decision == "takedown" and (',
        'if decision == "" and (',
    ),
    Bug(
        "a takedown tells nobody",
        "initiatives",
        "moderation.steps",
        "_off_the_site",
        "[InitiativeTakenDown(dossier.slug, event.version, event.at)]",
        "[]",
    ),
    Bug(
        "a dossier names words before they are there",
        "initiatives",
        "moderation.store",
        "record",
        "_keep_words(_Words(_name(dossier.id, number), press=event.press, initiative=_packed(initiative)))",
        "_name(dossier.id, number)",
    ),
    Bug(
        "words of another change stand where a change put its own",
        "initiatives",
        "moderation.store",
        "_keep_words",
        "condition=_Words.id.does_not_exist()",
        "condition=None",
    ),
    Bug(
        "what is still to be decided is public",
        "initiatives",
        "moderation.steps",
        "open_dossier",
        "    return _reviews(",
        '    return [InitiativeApproved("early", 1, requested.initiative, requested.at)] + _reviews(',
    ),
    # Publication
    Bug(
        "a build counts although a change came after it began",
        "files",
        "publication.steps",
        "build",
        ".finished > changed.after",
        ".finished > 0",
    ),
    Bug(
        "the last message about an initiative wins",
        "files",
        "publication.store",
        "_keep_newest",
        "(_Row.rank < row.rank)",
        "(_Row.rank > 0)",
    ),
    Bug(
        "a build is finished before it is made",
        "files",
        "publication.steps",
        "build",
        "    changes = files.bring_up_to_date(_files(year, now))\n",
        "    store.finish(year.name, number, _shown(now))\n    changes = files.bring_up_to_date(_files(year, now))\n",
    ),
    # Erasures
    Bug(
        "a decision on its way writes a forgotten contact back",
        "erasures",
        "moderation.store",
        "put",
        "writes=dossier.writes + 1",
        "writes=dossier.writes",
    ),
    Bug(
        "what somebody wanted gone stays on the site",
        "erasures",
        "moderation.steps",
        "forget",
        "    return _off_the_site(",
        "    return [] and _off_the_site(",
    ),
    Bug(
        "a mail goes on saying where it led", "erasures", "notifications.store", "forget", "if links:", "if not links:"
    ),
    # The day on which everybody is forgotten
    Bug(
        "the key of the vote is destroyed as soon as the numbers are public",
        "forgetting",
        "voting.rules",
        "is_settled",
        "vote.results + SETTLES",
        "vote.results",
    ),
    Bug(
        "the key is destroyed before it is noted that it may not be made again",
        "forgetting",
        "cloud.keys",
        "destroy",
        "Name=noted, Value=now,",
        'Name=noted + "-soon", Value=now,',
    ),
    Bug(
        "who died after the note never destroys the key",
        "forgetting",
        "cloud.keys",
        "destroy",
        '        now = ssm().get_parameter(Name=noted)["Parameter"]["Value"]\n',
        '        return ssm().get_parameter(Name=noted)["Parameter"]["Value"]\n',
    ),
    Bug(
        "addresses are forgotten a day early",
        "forgetting",
        "moderation.steps",
        "forget_all",
        "clock.local(now)",
        "clock.local(now + 24 * 3600)",
    ),
    Bug(
        "only who waits for a decision is forgotten",
        "forgetting",
        "moderation.store",
        "remembered",
        "_Row.contact.exists() &",
        "_Row.contact.exists() & (_Row.version == 2) &",
    ),
    Bug(
        "registrations are not forgotten",
        "forgetting",
        "registration.steps",
        "forget_all",
        "clock.local(now).date() >= edition()",
        "clock.local(now).date() < edition()",
    ),
    Bug(
        "ten of them are forgotten, and the rest is not",
        "forgetting",
        "cloud.queues",
        "send",
        "    for queue, its in waiting.items():\n        _send_batch(queue, its)\n",
        "    for queue, its in waiting.items():\n        _send_batch(queue, its) if len(its) < 2 else None\n",
    ),
    Bug(
        "the feed does not hear of a takedown",
        "initiatives",
        "publication.steps",
        "_files",
        "            changed=shelf.changed,\n",
        "",
    ),
    Bug(
        "a page that was taken down was never there",
        "initiatives",
        "publication.store",
        "shelf",
        "gone = [row.slug for row in rows if not row.initiative]",
        "gone: list[str] = []",
    ),
    # Links, answers, logs
    Bug(
        "a link for one purpose opens all",
        "votes",
        "web.links",
        "_signer",
        'salt=f"gastvrij.{purpose}"',
        'salt="gastvrij"',
    ),
    Bug(
        "a link never expires",
        "votes",
        "web.links",
        "read",
        "if now >= link.expires:",
        "if now >= link.expires + 10**9:",
    ),
    Bug(
        "a button without its stamp works",
        "votes",
        "web.senders",
        "check_button",
        "if stamp != links.button_stamp(token)",
        "if False",
    ),
    Bug(
        "a vote after the close counts",
        "votes",
        "voting.rules",
        "refusal",
        '"" if vote.is_open(at) else "too_late"',
        '""',
    ),
    Bug(
        "a table that is silent is our mistake",
        "votes",
        "web.routing",
        "answer",
        "(ClientError, BotoCoreError, TryAgain)",
        "links.LinkExpired",
    ),
    Bug(
        "who voted gets another answer",
        "votes",
        "voting.pages",
        "ask_for_mail",
        "    send([_mail_for(ask, request.language)])",
        "    mail = _mail_for(ask, request.language)\n"
        "    if mail.link and not store.ballot(ask.proof.round, mail.link.recipient):\n        send([mail])",
    ),
    Bug(
        "the log says who complained",
        "mails",
        "notifications.steps",
        "stop_mailing",
        'log.happened("feedback", reason=failed.reason)',
        'log.happened("feedback", reason=failed.to)',
    ),
    Bug(
        "a mail is not the same twice",
        "mails",
        "notifications.letters",
        "_message_id",
        "'message id', mail)",
        "'message id', mail, str(clock.microseconds()))",
    ),
    # The budget of what strangers cause
    Bug(
        "the breaker ignores complaints",
        "floods",
        "notifications.rules",
        "why_to_wait",
        "caused.complaints >= FEWEST_COMPLAINTS",
        "caused.complaints >= 10**9",
    ),
    Bug(
        "a report adds to what was reported instead of saying it",
        "floods",
        "notifications.budget",
        "_report",
        '"SET #own = :sent, expires_at = :until"',
        '"ADD #own :sent SET expires_at = :until"',
    ),
    Bug(
        "a mail that waits spends an attempt",
        "floods",
        "notifications.steps",
        "send_mail",
        "budget.has_to_wait(requested.to):\n",
        "budget.has_to_wait(requested.to):\n"
        "        to = _mailbox(requested.to)\n"
        "        store.spend(store.Attempt(to, _kept(requested, to)[0], b'', 0, CAPS[requested.mail],\n"
        "                                  hour_after(clock.seconds() + 1), token_hex(6)))\n",
    ),
    Bug(
        "a mail that waits is dropped",
        "floods",
        "notifications.steps",
        "send_mail",
        "budget.has_to_wait(requested.to):\n        return [_later(requested)]",
        "budget.has_to_wait(requested.to):\n        return []",
    ),
    Bug(
        "each process has a budget of its own",
        "floods",
        "notifications.budget",
        "_caused",
        "hour=sent.get(its.hour, 0) + since",
        "hour=its.sent",
    ),
)
