"""The jury: invited, it stands back, ranks and abstains, changes its mind once all ranks are shown, signs minutes."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from random import Random

from chalicelib.edition import Round
from tests.people import hidden, press
from tests.rehearsal.cast import ABSTAINER, CHAIR, CONFLICTED, DEPUTY, JURORS, SEED
from tests.rehearsal.play import Play
from tests.staff import SOFIE

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
WHY = "Ik ken de mensen van bijna alle inzendingen hier."
PEOPLE = "/nl/organise/people"


def plan(play: Play) -> None:
    """From the invitations to the minutes of the last round."""
    rounds = play.stage.year.jury
    if not rounds:
        return
    play.later(rounds[0].opens - 3 * HOUR, partial(_invited, play))
    for its in rounds:
        span = (its.closes - its.opens) * 0.8
        for number in range(len(JURORS)):
            play.later(its.opens + HOUR + span * number / len(JURORS), partial(_judges, play, its, number))
        if its.decided > its.closes:
            play.later(its.closes + 2 * HOUR, partial(_revises, play, its))
        play.later(its.decided + 2 * HOUR, partial(_decided, play, its))
        if its.results != play.stage.year.vote.results:
            play.later(its.results + 5 * MINUTE, partial(_known, play))


def _path(its: Round, category: str) -> str:
    return f"/nl/jury/{its.key}/{category}"


def _invited(play: Play) -> None:
    """An organiser invites each juror, who accepts by the button of a mail."""
    stage = play.stage
    play.halt("invited")
    for number, (name, email) in enumerate(play.cast.jurors):
        stage.signs_in(SOFIE.email) if number == 0 else None
        form = stage.get(f"{PEOPLE}/new")
        seat = {CHAIR: "chair", DEPUTY: "deputy"}.get(number, "")
        fields = {"person_name": name, "email": email, "language": "nl", "role_juror": "yes", "seat": seat}
        assert stage.post(f"{PEOPLE}/new", {**hidden(form), **fields}).status == 303
        stage.drain()
    for number, (_, email) in enumerate(play.cast.jurors):
        link = stage.newest_link(email)
        if number == CHAIR:
            play.mailed("De uitnodiging aan een jurylid", email)
            play.shows("Waar het jurylid ja zegt", link)
        assert press(stage, link).status == 303
        stage.drain()
    play.shows("Wie welke taak heeft", PEOPLE)


def _judges(play: Play, its: Round, number: int) -> None:
    """A juror signs in and goes through all categories."""
    stage = play.stage
    email = play.cast.jurors[number][1]
    is_shown = number == CHAIR
    if is_shown:
        play.halt(f"{its.kind}")
        play.mailed("De mail aan de jury", email, "finale begint" if its.kind == "final" else "jury kan beginnen")
    stage.signs_in(email)
    if is_shown:
        play.shows("De lijst van de jury", "/nl/jury")
    for place, category in enumerate(_judged(play)):
        _judges_one(play, its, number, category, is_shown and place == 0)
    if number == ABSTAINER and its.kind == "shortlist":
        stage.signs_in(SOFIE.email)
        play.halt("watch")
        play.shows("Hoe ver de jury is, zoals de organisatoren het zien", "/nl/organise/jury")


def _judged(play: Play) -> list[str]:
    """The categories in which somebody competes."""
    its = {one.title: one for one in play.cast.initiatives}
    return list(dict.fromkeys(its[title].category for title, slug in play.slugs.items() if slug in play.candidates))


def _judges_one(play: Play, its: Round, number: int, category: str, is_shown: bool) -> None:
    stage, path = play.stage, _path(its, category)
    page = play.shows("Eerst: van wie sta je te dicht?", path) if is_shown else stage.get(path)
    entries = _entries(play, its, category)
    is_first = category == _judged(play)[0]
    back = entries[:1] if number == CONFLICTED and is_first else []
    asked = re.findall('name="asked" value="([^"]+)"', page.body)
    said = {"button": hidden(page)["button"], "asked": asked, "back": back}
    assert stage.post(f"{path}/conflicts", said).status == 303
    stage.drain()
    if is_shown:
        play.shows("Dan: lees en rangschik", path)
        play.shows("Alles op één pagina, om af te drukken", f"{path}/read")
    given: dict[str, object] = {"button": hidden(page)["button"]}
    if number == ABSTAINER and is_first:
        given |= {"abstain": "yes", "why": WHY}
    else:
        left = [slug for slug in entries if slug not in back]
        given |= _ranked(its, left, number, category)
    answer = stage.post(f"{path}/ranking", given)
    assert answer.status == 303, f"{path}: a ranking is answered with {answer.status}"
    stage.drain()
    if is_shown:
        play.shows("Je rangschikking is bewaard", answer.location)


def _entries(play: Play, its: Round, category: str) -> list[str]:
    """Whom the page lets a juror rank, as its boxes and lists name them."""
    from chalicelib.cloud import editions
    from chalicelib.jury import entries

    editions.begin()
    return sorted(one.slug for one in entries.of(its, category))


def _ranked(its: Round, slugs: Sequence[str], number: int, category: str) -> dict[str, str]:
    """What a juror wants: each has a taste of their own, and most like the same ones."""
    chance = Random(f"{SEED} {number} {category} {its.kind}")
    order = sorted(slugs, key=lambda slug: Random(f"{SEED} {slug}").random() + chance.random() * 0.7)
    return {f"place_{place}": slug for place, slug in enumerate(order[:5], 1)}


def _revises(play: Play, its: Round) -> None:
    """Once all ranks are shown without names, a juror changes their own."""
    stage = play.stage
    category = _judged(play)[0]
    stage.signs_in(play.cast.jurors[DEPUTY][1])
    play.halt("ranks")
    path = _path(its, category)
    page = play.shows("Alle rangschikkingen, zonder namen", path)
    order = list(reversed(_entries(play, its, category)))
    given = {"button": hidden(page)["button"], **{f"place_{n}": slug for n, slug in enumerate(order, 1)}}
    assert stage.post(f"{path}/ranking", given).status == 303
    stage.drain()


def _decided(play: Play, its: Round) -> None:
    """The minutes, which those who chose sign, and who organises reads."""
    stage = play.stage
    category = _judged(play)[0]
    path = f"{_path(its, category)}/minutes"
    play.halt(f"minutes-{its.kind}")
    for number in (CHAIR, DEPUTY):
        stage.signs_in(play.cast.jurors[number][1])
        page = stage.get(path)
        assert page.status == 200, f"{path} is answered with {page.status}"
        if number == CHAIR:
            play.came("Het verslag, zoals een jurylid het leest", path, page)
        assert stage.post(path, {"button": hidden(page)["button"]}).status == 303
        stage.drain()
    stage.signs_in(SOFIE.email)
    play.shows("Het verslag, ondertekend, voor de organisatoren", f"/nl/organise/jury/{its.key}/{category}")


def _known(play: Play) -> None:
    """Everyone may know who is nominated."""
    play.halt("nominees")
    play.shows("De genomineerden", "/nl/results")
