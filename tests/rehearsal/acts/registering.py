"""From an empty site to one with all its initiatives: people register, and moderators decide on each."""

from datetime import timedelta
from functools import partial

from infra.put.demo.invented import Initiative
from tests.gateway import Browser
from tests.people import hidden, means, press
from tests.rehearsal.play import Play
from tests.staff import AN, KARIM, SOFIE

A_MINUTE, MINUTE, HOUR = 60, timedelta(minutes=1), timedelta(hours=1)
QUESTION = "Mooi! Op welke dag is het, en waar komen we samen?"
NO = "Dit stond al op de site, met een andere titel."


def plan(play: Play) -> None:
    """All of it, from the week before anybody may register."""
    its, rest = play.stage.year.registration, play.cast.initiatives[1:]
    play.later(play.stage.now, partial(_before, play))
    play.later(its.opens + HOUR, partial(_first, play))
    for number, one in enumerate(rest):
        moment = its.opens + 2 * HOUR + (its.closes - its.opens - 4 * HOUR) * number / len(rest)
        play.later(moment, partial(_comes, play, one, number))
    play.later(its.closes - HOUR, partial(_copycat, play))
    play.later(its.closes + 5 * MINUTE, partial(_after, play))


def _before(play: Play) -> None:
    """The year is there, and nobody can register yet."""
    play.halt("before")
    play.shows("De voorpagina, een week voor de start", "/nl/")
    play.shows("Inschrijven kan nog niet", "/nl/register")
    play.stage.signs_in(SOFIE.email)
    play.mailed("De mail waarmee een organisator zich aanmeldt", SOFIE.email)
    play.shows("Het jaar, zoals de organisatoren het zien", "/nl/organise")
    play.stage.browser = Browser()


def _first(play: Play) -> None:
    """Somebody registers, and each page and mail until it is public."""
    stage, its = play.stage, play.cast.initiatives[0]
    play.halt("opens")
    play.shows("De voorpagina op de eerste dag", "/nl/")
    play.shows("Het formulier", "/nl/register")
    _sends_in(play, its.fields)
    play.shows("Verstuurd", "/nl/register/sent")
    link = stage.link(play.mailed("De mail met de knop", its.email))
    play.shows("De pagina achter die knop", link)
    done = press(stage, link)
    play.shows("Bevestigd", done.location)
    stage.drain()

    play.halt("moderator")
    link = stage.link(play.mailed("De mail aan wie beslist", AN.email, its.title))
    read = play.shows("Wat de moderator leest", link)
    asked = stage.post(link, {**hidden(read), "decision": "approve"})
    play.came("Nog één keer, met de mail die vertrekt", link, asked)
    assert stage.post(link, {**hidden(asked), **means("approve")}).status == 303
    stage.drain()
    play.looks()
    play.mailed("De mail aan wie inschreef", its.email)

    play.halt("public")
    play.shows("Het eerste initiatief op de site", f"/nl/initiatives/{play.slugs[its.title]}")
    play.shows("De voorpagina met één licht", "/nl/")


def _comes(play: Play, its: Initiative, number: int) -> None:
    """Somebody registers and a moderator decides within the hour; on one of them after a question."""
    stage, rest = play.stage, len(play.cast.initiatives) - 1
    _sends_in(play, its.fields)
    press(stage, stage.newest_link(its.email))
    stage.drain()
    if number == rest // 2:
        _desk(play)
    link = stage.newest_link((AN, KARIM)[number % 2].email, its.title)
    if number == rest // 3:
        link = _asked(play, its, link)
    stage.decide(link, "approve")
    play.looks()


def _sends_in(play: Play, fields: dict[str, str | list[str]]) -> None:
    form = play.stage.get("/nl/register")
    play.stage.clock.shift(A_MINUTE)
    answer = play.stage.post("/initiatives", {**hidden(form), **fields})
    assert answer.status == 303, f"{fields['title']} is not taken"
    play.stage.drain()


def _desk(play: Play) -> None:
    """What a moderator who signed in sees while one initiative waits."""
    play.halt("desk")
    play.stage.signs_in(KARIM.email)
    play.shows("Het bureau van de moderatoren", "/nl/desk")
    play.stage.browser = Browser()


def _asked(play: Play, its: Initiative, link: str) -> str:
    """A moderator asks something and the initiator answers: the moderator's new link."""
    stage = play.stage
    stage.decide(link, "changes", QUESTION)
    play.halt("question")
    edit = stage.link(play.mailed("De vraag van een moderator", its.email))
    form = play.shows("Waar de initiatiefnemer antwoordt", edit)
    known = ("email", "consent", "people_agree", "newsletter")
    changed = {name: value for name, value in its.fields.items() if name not in known}
    changed["description"] = f"{changed['description']}\n\nElke dinsdag om acht uur."
    assert stage.post(edit, {**hidden(form), **changed}).status == 303
    stage.drain()
    return stage.newest_link(AN.email, its.title)


def _copycat(play: Play) -> None:
    """Somebody registers what is there already, and reads why it is not shown."""
    stage, its = play.stage, play.cast.initiatives[1]
    _sends_in(play, {**its.fields, "title": f"{its.title} (nog eens)", "email": "nog.eens@example.org"})
    press(stage, stage.newest_link("nog.eens@example.org"))
    stage.drain()
    stage.decide(stage.newest_link(AN.email, "(nog eens)"), "reject", NO)
    play.halt("rejected")
    play.mailed("De mail aan wie niet op de site komt", "nog.eens@example.org")


def _after(play: Play) -> None:
    play.halt("registered")
    play.shows("De lijst, na de laatste dag om in te schrijven", "/nl/initiatives")
    play.shows("De kaart", "/nl/map")
    play.shows("Inschrijven kan niet meer", "/nl/register")
