"""The evening of the results, and what is left of a year once it forgot its people."""

from datetime import datetime, time, timedelta
from functools import partial

from bs4 import BeautifulSoup

from chalicelib import brussels
from tests.campaign import Answer
from tests.people import hidden
from tests.rehearsal.acts.voting import FIRST, LAST
from tests.rehearsal.play import Play
from tests.staff import SOFIE
from tests.team.team import BART, put

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def plan(play: Play) -> None:
    """From the hour before the results to the archive."""
    vote = play.stage.year.vote
    play.later(vote.results - 2 * HOUR, partial(_closes, play))
    play.later(vote.results - HOUR, partial(_eve, play))
    play.later(vote.results + 10 * MINUTE, partial(_results, play))
    in_the_morning = datetime.combine(vote.settled.date() + DAY, time(15), brussels.CLOCKS)
    play.later(in_the_morning, partial(_figures, play))
    play.later(vote.settled + DAY, partial(_settled, play))
    forgotten = datetime.combine(play.stage.year.forget_addresses_on, time(12), brussels.CLOCKS)
    play.later(forgotten + DAY, partial(_forgotten, play))
    play.later(forgotten + 2 * DAY, partial(_archived, play))


def _closes(play: Play) -> None:
    """Two organisers look at each check and sign; the results then come at their hour by themselves."""
    stage = play.stage
    path = f"/nl/organise/closing/{stage.year.name}"
    put(stage, BART, "organiser")
    play.halt("closing")
    for who in (SOFIE.email, BART):
        stage.signs_in(who)
        page = stage.get(path) if who == BART else play.shows("Voor de uitslag: elke controle", path)
        assert stage.post(f"{path}/sign", hidden(page)).status == 303
        stage.drain()
    play.shows("Twee organisatoren tekenden", path)
    stage.signs_in(SOFIE.email)
    play.shows("De avond oefenen, met verzonnen namen", "/nl/organise/practice")
    play.shows("Het verslag van de jury, als oefening", "/nl/organise/practice/minutes")
    play.shows("Het scherm voor de zaal, als oefening", "/nl/results/practice")


def _eve(play: Play) -> None:
    """The jury has chosen and the votes are counted, and nobody outside can tell."""
    play.halt("eve")
    play.shows("De uitslagpagina, een uur vóór de uitslag", "/nl/results")
    play.stage.signs_in(SOFIE.email)
    play.shows("De jury, zoals de organisatoren het zien", "/nl/organise/jury")


def _results(play: Play) -> None:
    """Everyone may know, and count again."""
    winner = play.counted.most_common(1)[0][0]
    play.halt("results")
    play.shows("De uitslag", "/nl/results")
    play.shows("Het scherm voor de zaal", "/nl/results/screen")
    play.shows("De voorpagina na de uitslag", "/nl/")
    play.shows("De winnaar van de publieksprijs", f"/nl/initiatives/{winner}")
    play.mailed("De mail aan de winnaar van de publieksprijs", _email(play, winner), "Proficiat")
    play.shows("Tel zelf na", "/nl/vote-recount")
    play.shows("De lijst van wie meedeed", "/nl/initiatives")
    play.shows("Het bewijs van de eerste kiezer, na de uitslag", play.receipts[FIRST])
    play.shows("Het bewijs van wie in de laatste seconde stemde", play.receipts[LAST])


def _figures(play: Play) -> None:
    """The numbers stand: whoever took part hears their own."""
    winner, *_, last = [slug for slug, _ in play.counted.most_common()]
    play.stage.tick("remind")
    play.stage.drain(rounds=500)
    play.halt("figures")
    play.mailed("De cijfers van de winnaar", _email(play, winner))
    play.mailed("De cijfers van wie het minst stemmen kreeg", _email(play, last))


def _email(play: Play, slug: str) -> str:
    """Who entered it."""
    title = next(title for title, its in play.slugs.items() if its == slug)
    return next(one.email for one in play.cast.initiatives if one.title == title)


def _settled(play: Play) -> None:
    play.halt("settled")
    play.shows("De uitslag, nu de kiezerssleutel vernietigd is", "/nl/results")


def _forgotten(play: Play) -> None:
    """The day on which everybody is forgotten has come."""
    play.halt("forgotten")
    play.shows("Een initiatief, waarvan het adres gewist is", f"/nl/initiatives/{play.candidates[0]}")
    play.stage.signs_in(SOFIE.email)
    play.shows("Het bureau, leeg", "/nl/desk")


def _archived(play: Play) -> None:
    """An organiser begins the next year and makes its pages the site; this one is kept as it ended."""
    stage, name = play.stage, play.stage.year.name
    play.halt("archive")
    stage.signs_in(SOFIE.email)
    page = play.shows("Het volgende jaar, klaar om te beginnen", "/nl/organise/next")
    assert stage.post("/nl/organise/next", {**_typed(page), "why": "Het gaat door."}).status == 303
    stage.drain()
    stage.an_hour()
    following = stage.get("/nl/organise/next").location.rpartition("/")[2]
    path = f"/nl/organise/turn/{following}"
    page = play.shows("Maak van het nieuwe jaar de site", path)
    assert stage.post(path, {**_typed(page), "confirmed": "yes"}).status == 303
    stage.drain()
    for _ in range(2):
        stage.an_hour()
    play.shows("De voorpagina van het nieuwe jaar", "/nl/")
    play.shows("De bewaarde pagina’s van dit jaar", f"/nl/editions/{name}")
    play.shows("De bewaarde uitslag", f"/nl/editions/{name}/results")


def _typed(page: Answer) -> dict[str, str]:
    """What the main form of a page would send as it stands there."""
    form = BeautifulSoup(page.body, "html.parser").find("form", id="typed")
    assert form
    boxes = [its for its in form.find_all("input") if its.get("type") != "checkbox"]
    return {str(its["name"]): str(its["value"]) for its in boxes}
