"""A TV night: the site was down for an hour, and two organisers let the vote close later, for everybody to read."""

import json
import re
from datetime import datetime, timedelta

import pytest

from chalicelib.edition import LANGUAGES
from tests.campaign import Answer, Campaign, Clock
from tests.editions.changing import NOTE
from tests.editions.office import Office, fields_of, said, seen
from tests.editions.test_amending import EVENING
from tests.sealed import published, verified
from tests.team.team import BART, put
from tests.voting.voters import GENT, Voting
from tests.years import JUDGED, YEAR

FORM = "/nl/organise/edition/2027/amend/public-2027"
NOTES = {f"note_{tongue}": NOTE[tongue] for tongue in LANGUAGES}
HOUR = timedelta(hours=1)
LATER = {"rounds-0-closes-day": "2027-04-24", "rounds-0-closes-hour": "00:59"}


@pytest.fixture
def begins() -> datetime:
    return EVENING


@pytest.fixture
def bart(campaign: Campaign) -> str:
    return put(campaign, BART, "organiser")


def propose(campaign: Campaign, form: str = FORM, **typed: str) -> Answer:
    """What Sofie types, on top of what stands there."""
    Office.of(campaign)
    page = campaign.get(form)
    return campaign.post(form, {**fields_of(page), **LATER, **NOTES, **typed})


def answer(campaign: Campaign, path: str, what: str) -> str:
    """Press a button on the page of an amendment: what that says once its step ran."""
    sent = campaign.post(path, {**fields_of(campaign.get(path)), "answer": what})
    assert sent.status == 303
    campaign.drain()
    return said(campaign.get(sent.location))


def minute(campaign: Campaign, clock: Clock) -> None:
    """Let a minute pass, with its schedules, until each process knows and all is drawn."""
    clock.shift(60)
    for schedule in ("turn_phase", "recount", "seal"):
        campaign.tick(schedule)
    clock.shift(5)
    campaign.drain()


def test_a_tv_night_whose_close_is_moved_by_two(campaign: Campaign, bart: str, clock: Clock) -> None:
    """I3, I6, I15: what was pressed before counts too, and everybody's recount of the public log still agrees."""
    clock.move_to(EVENING, tick=True)
    voting = Voting(campaign)
    voting.admit(GENT)
    voting.vote("before@example.org")
    late, never = (voting.link(f"{who}@example.org") for who in ("late", "never"))
    minute(campaign, clock)
    sent = propose(campaign)
    assert sent.status == 303, said(sent)
    campaign.drain()
    assert "Je voorstel wacht" in said(campaign.get(sent.location))
    assert seen().vote == YEAR.vote
    assert "wacht op jouw akkoord" in campaign.newest(BART)["subject"]
    Office.of(campaign, BART)
    page = said(campaign.get(sent.location))
    for words in ("Keur je dit goed?", "1 uur later", "23 april 2027 om 23.59 uur", "24 april 2027 om 0.59 uur"):
        assert words in page
    assert "wacht op een tweede organisator" in said(campaign.get("/nl/organise"))
    assert "Goedgekeurd door twee" in answer(campaign, sent.location, "agree")
    assert "wacht op een tweede" not in said(campaign.get("/nl/organise"))

    clock.move_to(YEAR.vote.closes + HOUR / 2, tick=True)
    minute(campaign, clock)
    assert voting.press(late).status == 303, "a link that was mailed before works on"
    voting.count()
    clock.move_to(YEAR.vote.closes + HOUR, tick=True)
    minute(campaign, clock)
    assert "gesloten" in campaign.get(f"/nl/vote/confirm/{never}").body
    clock.move_to(YEAR.vote.results, tick=True)
    minute(campaign, clock)
    _counted_again(seen().rules)
    _told(campaign)


def test_the_log_says_each_of_the_rules_that_followed_each_other_within_an_hour(
    campaign: Campaign, bart: str, clock: Clock
) -> None:
    """Votes were pressed under each, and it looks for them once an hour."""
    voting = Voting(campaign)
    voting.admit(GENT)
    voting.vote("before@example.org")
    minute(campaign, clock)
    wanted = [YEAR.rules]
    for hour in ("00:59", "01:59"):
        Office.of(campaign)
        sent = propose(campaign, **{"rounds-0-closes-hour": hour})
        campaign.drain()
        Office.of(campaign, BART)
        answer(campaign, sent.location, "agree")
        clock.shift(120)
        voting.vote(f"{hour[:2]}@example.org")
        wanted.append(seen().rules)
    clock.move_to(YEAR.vote.results, tick=True)
    minute(campaign, clock)
    said_so = [json.loads(entry) for entry in verified(published())]
    assert [entry["rules"] for entry in said_so if entry["kind"] == "rules"] == wanted


def _counted_again(rules: str) -> None:
    """The log, by our recount and by a verifier that others wrote."""
    files = published()
    assert files.recounted() == {GENT: 2}
    said_so = [json.loads(entry) for entry in verified(files)]
    assert [entry["rules"] for entry in said_so if entry["kind"] == "rules"] == [YEAR.rules, rules]
    opened = [line.split(",")[2] for line in files["openings.csv"].decode().splitlines()[1:]]
    assert sorted(opened) == sorted([YEAR.rules, rules]), "each vote by what decided when it was pressed"


def _told(campaign: Campaign) -> None:
    """What everybody reads from then on."""
    for tongue, closes in {"nl": "24 april 2027 om 0.59 uur", "fr": "24 avril 2027", "en": "24 April 2027"}.items():
        for page in ("results", "rules"):
            told = campaign.file(f"{tongue}/{page}").replace("\u00a0", " ")
            assert NOTE[tongue] in told
            assert closes in told
            assert not {"Sofie", "Bart"} & {*told.split()}
    [its] = json.loads(campaign.file("palmares.json"))["amendments"]
    assert its["changed"] == [
        {"field": "closes", "old": "2027-04-23T23:59:00+02:00", "new": "2027-04-24T00:59:00+02:00"}
    ]
    assert (its["organisers"], its["note"]["en"], its["rules"]["before"]) == (2, NOTE.en, YEAR.rules)


def test_whoever_proposed_it_takes_it_back_and_agrees_to_nothing(campaign: Campaign, bart: str) -> None:
    path = propose(campaign).location
    campaign.drain()
    page = campaign.get(path)
    assert 'value="agree"' not in page.body
    told = answer(campaign, path, "agree")
    assert "Wie iets voorstelt, keurt het niet zelf goed" in told
    assert "Dit voorstel is weg" in answer(campaign, path, "drop")
    assert seen() == YEAR
    # Who has the page open still, and presses, changes nothing and sees what became of it.
    again = campaign.post(path, {**fields_of(page), "answer": "agree"})
    campaign.drain()
    assert "Dit voorstel is weg" in said(campaign.get(again.location))
    history = said(campaign.get("/nl/organise/history/2027"))
    assert "Voorstel dat op iemand wacht" in history
    assert "Zet terug" not in history


def test_a_button_pressed_twice_is_one_proposal(campaign: Campaign, bart: str) -> None:
    Office.of(campaign)
    sent = {**fields_of(campaign.get(FORM)), **LATER, **NOTES}
    first, second = (campaign.post(FORM, sent) for _ in range(2))
    campaign.drain()
    third = campaign.post(FORM, sent)
    assert {first.location, second.location, third.location} == {first.location}
    assert len(seen().waits) == 1
    assert "Er wacht al een voorstel" in said(campaign.get(FORM))


def test_who_agrees_to_what_changed_meanwhile_is_told_and_reads_it_again(
    campaign: Campaign, bart: str, clock: Clock
) -> None:
    path = propose(campaign).location
    campaign.drain()
    office = Office.of(campaign, BART)
    page = campaign.get(path)
    office.change("texts", title_nl="Gastvrij 2027")
    late = campaign.post(path, {**fields_of(page), "answer": "agree"})
    campaign.drain()
    assert "Iemand anders bewaarde net daarvoor een wijziging" in said(campaign.get(late.location))
    clock.move_to(YEAR.vote.closes)
    Office.of(campaign, BART)
    assert "Dit voorstel is vervallen" in said(campaign.get(path))
    assert seen().vote == YEAR.vote


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("Schrijf waarom in deze taal: Frans", "de uitslag kunnen alleen later", "een getal in van 1 tot 240")),
        ("fr", ("Dites pourquoi dans cette langue : français", "jamais avancés", "de 1 à 240")),
        ("en", ("Say why in this language: French", "only move to later", "from 1 to 240")),
    ],
)
def test_what_is_wrong_with_a_proposal_is_said_beside_its_field(
    campaign: Campaign, language: str, words: tuple[str, str, str]
) -> None:
    form = FORM.replace("/nl/", f"/{language}/")
    wrong = propose(campaign, form, **LATER | {"note_fr": "", "rounds-0-link_hours": "999"})
    earlier = propose(campaign, form, **{"rounds-0-closes-day": "2027-04-23", "rounds-0-closes-hour": "23:00"})
    for page, told in ((wrong, words[0]), (wrong, words[2]), (earlier, words[1])):
        assert page.status == 422
        assert told in said(page).replace("\u00a0", " ").replace("\u202f", " "), said(page)
    assert NOTE.nl in wrong.body, "what was typed stays"
    long = propose(campaign, form, note_en="x" * 601)
    assert long.status == 422
    assert "601" not in said(long)
    assert campaign.waiting("organising") == []


def test_what_no_page_of_ours_asks_for_is_not_done(campaign: Campaign, bart: str) -> None:
    path = propose(campaign).location
    campaign.drain()
    form = fields_of(campaign.get(path))
    assert campaign.post(path, {**form, "answer": "perhaps"}).status == 400
    assert campaign.get(FORM.replace("public-2027", "none")).status == 404
    assert campaign.get(path.replace("2027", "2031")).status == 404
    assert campaign.get(f"{path}x").status == 404


def test_what_may_change_with_two_is_a_link_beside_what_stays(campaign: Campaign, clock: Clock) -> None:
    campaign.in_year(JUDGED)
    office = Office.of(campaign)
    path = re.compile(r"/amend/([a-z]+)-2027")
    assert path.findall(campaign.get(f"{office.path}/dates").body) == ["public", "final"], "the shortlist is over"
    clock.move_to(JUDGED.jury[1].closes + HOUR)
    office = Office.of(campaign)
    assert path.findall(campaign.get(f"{office.path}/rules").body) == ["public", "final"]
    names = fields_of(campaign.get("/nl/organise/edition/2027/amend/final-2027"))
    assert sorted(name for name in names if name.startswith("rounds")) == [
        "rounds-2-results-day", "rounds-2-results-hour", "rounds-2-revise_days",
    ]  # fmt: skip
    shut = said(campaign.get("/nl/organise/edition/2027/amend/shortlist-2027"))
    assert "kan niets meer veranderen" in shut
