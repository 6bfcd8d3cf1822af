"""The public vote: who votes, who changes their mind, who says that it was not they, and the last second."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from tests.people import ask_to_vote, hidden, means, press
from tests.rehearsal.cast import Voter, voters
from tests.rehearsal.play import Play
from tests.staff import AN

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
Choice = Callable[[Sequence[str]], str]
FIRST, LAST, LATE = "eerste.kiezer@example.org", "laatste.kiezer@example.org", "te.laat@example.org"


def plan(play: Play) -> None:
    """From the first vote to what a queue brings hours after the close."""
    vote = play.stage.year.vote
    play.later(vote.opens + HOUR, partial(_first, play))
    for voter in voters(play.cast, vote):
        play.later(voter.at, partial(_votes, play, voter))
    middle = vote.opens + (vote.closes - vote.opens) / 2
    play.later(middle, partial(_takes_down, play))
    play.later(middle + HOUR, partial(_sealed, play))
    play.later(vote.closes - 30 * MINUTE, partial(_two_wait, play))
    play.later(vote.closes - SECOND, partial(_last_second, play))
    play.later(vote.closes + MINUTE, partial(_too_late, play))


def the_first(candidates: Sequence[str]) -> str:
    """Whom they vote for of whom no taste is said."""
    return candidates[0]


def _asks(play: Play, email: str, choose: Choice, language: str = "nl") -> None:
    """Send in a ballot, and have its mail sent."""
    slug = choose(play.candidates)
    play.stage.get(f"/{language}/vote/{slug}")
    answer = ask_to_vote(play.stage, slug, email, language=language)
    assert answer.status == 303, f"a ballot is answered with {answer.status}"
    play.stage.drain()
    play.wanted[email] = slug


def _confirms(play: Play, email: str) -> None:
    """Press the button of the newest mail, and let the step run."""
    answer = press(play.stage, play.stage.newest_link(email))
    assert answer.status == 303, f"the button of a vote is answered with {answer.status}"
    play.stage.drain()
    play.choices[email], play.receipts[email] = play.wanted[email], answer.location


def _votes(play: Play, voter: Voter) -> None:
    _asks(play, voter.email, voter.chooses, voter.language)
    play.stage.clock.shift(40)
    if voter.kind == "forgets":
        return
    _confirms(play, voter.email)
    if voter.kind == "changes":
        play.later(play.stage.now + 2 * HOUR, partial(_changes, play, voter))
    if voter.kind == "disowns":
        play.later(play.stage.now + HOUR, partial(_disowns, play, voter))


def _changes(play: Play, voter: Voter) -> None:
    """A second ballot replaces the first."""
    _asks(play, voter.email, voter.chooses_then, voter.language)
    _confirms(play, voter.email)


def _disowns(play: Play, voter: Voter) -> None:
    """Somebody else typed their address, and a machine that opens their mail pressed its button."""
    link = play.stage.newest_link(voter.email)
    answer = press(play.stage, link, not_me="yes")
    assert answer.status == 303
    play.stage.drain()
    del play.choices[voter.email]
    if "disowned" not in {its.name for its in play.album.stations}:
        play.halt("disowned")
        play.shows("“Dit was ik niet”", answer.location)


def _first(play: Play) -> None:
    """One vote with each page and mail of it."""
    stage, slug = play.stage, play.candidates[0]
    play.halt("vote")
    play.shows("De voorpagina, nu je kan stemmen", "/nl/")
    play.shows("Alle kandidaten, bij elke bezoeker in een andere volgorde", "/nl/vote")
    play.shows("Het stembiljet", f"/nl/vote/{slug}")
    _asks(play, FIRST, the_first)
    play.shows("Kijk in je mailbox", "/nl/votes/sent")
    link = stage.link(play.mailed("De mail met de stemknop", FIRST))
    play.shows("De pagina achter die knop", link)
    _confirms(play, FIRST)
    play.shows("Het bewijs van je stem", play.receipts[FIRST])


def _takes_down(play: Play) -> None:
    """A moderator takes a candidate off the site: votes for it do not count, and are said to be withdrawn."""
    stage = play.stage
    if len(play.candidates) < 4:
        return
    slug = play.counted.most_common()[len(play.counted) // 2][0]
    stage.signs_in(AN.email)
    dossier = stage.get(f"/nl/desk/initiatives/{slug}").location
    why = {"decision": "takedown", "reason": "De organisatie is ermee gestopt."}
    asked = stage.post(dossier, {**hidden(stage.get(dossier)), **why})
    play.halt("takedown")
    play.came("Een moderator haalt een kandidaat weg", dossier, asked)
    assert stage.post(dossier, {**hidden(asked), **means("takedown")}).status == 303
    stage.drain()
    play.gone.add(slug)
    gone = stage.get(f"/nl/initiatives/{slug}")
    assert gone.status == 410
    play.came("Wie daarna de pagina opent", f"/nl/initiatives/{slug}", gone)


def _sealed(play: Play) -> None:
    """The receipt of the first vote, which the public log has by now."""
    play.stage.an_hour()
    play.halt("sealed")
    play.shows("Het bewijs, nu de stem in het openbare register staat", play.receipts[FIRST])
    play.shows("De natelpagina, zolang de stemming loopt", "/nl/vote-recount")


def _two_wait(play: Play) -> None:
    """Half an hour before the close two people ask for their mail, and leave it at that for now."""
    for email in (LAST, LATE):
        _asks(play, email, the_first)


def _last_second(play: Play) -> None:
    """The button is pressed in time; what its function sent is held up on its way."""
    answer = press(play.stage, play.stage.newest_link(LAST))
    assert answer.status == 303
    assert play.stage.now < play.stage.year.vote.closes
    held = play.stage.taken("voting")
    assert held
    play.choices[LAST], play.receipts[LAST] = play.wanted[LAST], answer.location
    play.later(play.stage.year.vote.closes + 3 * HOUR, partial(_arrives, play, held))


def _arrives(play: Play, held: list[str]) -> None:
    play.stage.deliver("voting", *held)
    play.stage.drain()
    play.halt("late")
    play.shows("Het bewijs van wie in de laatste seconde stemde, drie uur later verwerkt", play.receipts[LAST])


def _too_late(play: Play) -> None:
    """The vote is over, also for who has a mail that was never pressed."""
    link = play.stage.newest_link(LATE)
    told = play.stage.get(link)
    assert told.status == 409
    assert "button" not in hidden(told)
    play.halt("closed")
    play.came("De knop uit een mail, één minuut te laat", link, told)
    play.shows("De voorpagina, nadat de stemming sloot", "/nl/")
    play.shows("De kandidatenpagina, nadat de stemming sloot", "/nl/vote")
    play.shows("De uitslagpagina, die nog niets verklapt", "/nl/results")
