"""Where the hour of the results is told, it is told as it is: held back, opened early, or the jury's choice held."""

from datetime import timedelta

from msgspec.structs import replace

from chalicelib.closing import shown
from chalicelib.closing.rules import Said
from chalicelib.edition import LANGUAGES
from chalicelib.embargo import Embargo
from chalicelib.kinds import Microseconds
from chalicelib.site import calendar, reading, recounting, results, screen
from chalicelib.site.drawing import of_all
from chalicelib.site.public import Results
from chalicelib.web.render import render
from chalicelib.web.words import say
from tests.closing.evening import VOTE, WHY, Evening
from tests.moderation.ended import chosen
from tests.publication.initiatives import published
from tests.team.team import BART, SOFIE
from tests.voting.voters import AALST, GENT
from tests.years import JUDGED, YEAR

HOUR = timedelta(hours=1)
PAGES = ("rules", "questions", "press")


def _told(evening: Evening, what: str) -> list[bool]:
    """Whether each page that tells the hour says this of it, in each language."""
    pages = [(language, evening.campaign.file(f"{language}/{topic}")) for language in LANGUAGES for topic in PAGES]
    said = {
        language: str(say(language, f"results.otherwise.{what}", moment="|")).partition("|")[0]
        for language in LANGUAGES
    }
    return [said[language] in page for language, page in pages]


def test_pages_say_that_results_are_held_back_and_then_when_they_came(evening: Evening) -> None:
    evening.closes()
    assert not any(_told(evening, "held"))
    evening.holds()
    evening.goes_on()
    assert all(_told(evening, "held"))
    evening.clock.move_to(VOTE.results + timedelta(days=7, seconds=5))
    evening.goes_on()
    assert not any(_told(evening, "held"))
    assert all(_told(evening, "known"))


def test_pages_say_that_results_were_opened_before_their_hour(evening: Evening) -> None:
    evening.closes()
    evening.signs(SOFIE, BART)
    assert evening.presses(SOFIE, "open", meant="yes").status == 303
    evening.goes_on()
    assert all(_told(evening, "known"))


def test_what_comes_at_its_hour_changes_no_page_that_tells_it(evening: Evening) -> None:
    evening.closes()
    keys = [f"{language}/{topic}" for language in LANGUAGES for topic in (*PAGES, "privacy")]
    before = {key: evening.campaign.file(key) for key in keys}
    evening.clock.move_to(VOTE.results + timedelta(minutes=1))
    evening.goes_on()
    assert evening.is_told
    assert {key: evening.campaign.file(key) for key in keys} == before


def test_a_hold_rewrites_only_what_tells_the_hour() -> None:
    now = calendar.at(YEAR, VOTE.closes + HOUR, Embargo(held=int(VOTE.closes.timestamp()) + 60))
    assert {
        topic: reading.otherwise(topic, now) for topic in reading.TOPICS if reading.otherwise(topic, now)
    } == dict.fromkeys(PAGES, ("held", None))


def test_a_receipt_says_how_the_results_stand(evening: Evening) -> None:
    page = evening.voting.vote("z@example.org", GENT)
    told = {
        what: str(say("nl", f"receipt.results.{what}", moment="|")).partition("|")[0]
        for what in ("planned", "held", "known")
    }

    def says() -> list[str]:
        body = evening.campaign.get(page).body
        return [what for what, words in told.items() if words in body]

    assert says() == ["planned"]
    evening.closes()
    assert says() == ["planned"]
    evening.holds()
    assert says() == ["held"]
    evening.clock.move_to(VOTE.results + timedelta(days=7, seconds=5))
    assert says() == ["known"]


def test_a_receipt_says_that_they_were_opened_before(evening: Evening) -> None:
    page = evening.voting.vote("z@example.org", GENT)
    evening.closes()
    evening.signs(SOFIE, BART)
    assert evening.presses(SOFIE, "open", meant="yes").status == 303
    assert "De uitslag is bekend" in evening.campaign.get(page).body


def test_who_presses_a_minute_after_the_close_is_offered_no_results_that_are_not_there(evening: Evening) -> None:
    link = evening.voting.link("y@example.org", AALST)
    evening.clock.move_to(VOTE.closes + timedelta(minutes=1))
    body = evening.campaign.get(f"/nl/vote/confirm/{link}").body
    assert "Bekijk de uitslag" not in body


# What only the jury's choice is about

RESULTS = Results(VOTE.key, {"slug": 3}, 3, Microseconds(1), ())
LATER = replace(
    JUDGED.rounds[-1],
    closes=JUDGED.rounds[-1].closes + timedelta(days=10),
    results=JUDGED.rounds[-1].results + timedelta(days=10),
)


def test_a_hold_of_the_jurys_choice_alone_is_told_where_people_look_for_it() -> None:
    year = replace(JUDGED, rounds=(*JUDGED.rounds[:-1], LATER), show=LATER.results)
    moment = LATER.results - timedelta(hours=3)
    now = calendar.at(year, moment + timedelta(hours=5), Embargo(held=int(moment.timestamp()), why={"nl": WHY}))
    assert (now.results, now.held, now.held_jury) == (True, None, {"nl": WHY})
    assert calendar.at(year, moment).held_jury is None
    outcomes = [chosen("shortlist", "scholen", "slug").outcome]
    site = replace(
        of_all(year, [published("slug", category="scholen")], now, RESULTS, "https://x.example"), outcomes=outcomes
    )
    for language in LANGUAGES:
        said = str(say(language, "results.held.jury"))
        for drawn in (results.sketch(site, language), *screen.sketches(site, language)[1:]):
            page = drawn.draw().content.decode()
            assert (say(language, "results.jury.held") if "screen" in drawn.key else said) in page
        page = render("site/recount.html", language, path="/x", **recounting.shown(site))
        assert said in page
    assert WHY in results.sketch(site, "fr").draw().content.decode(), "in Dutch, where nobody said it in French"
    assert calendar.at(year, moment, Embargo(held=int(moment.timestamp()))).held_jury == {}


def test_the_page_before_the_results_says_so_too() -> None:
    year = replace(JUDGED, rounds=(*JUDGED.rounds[:-1], LATER), show=LATER.results)
    moment = LATER.results - timedelta(hours=3)
    said = Said(Embargo(held=int(moment.timestamp()), why={"nl": WHY}), held_by="sofie")
    its = shown.stands(year, said, [], moment + HOUR)
    assert (its.state, its.why) == ("held", WHY)
    assert its.at == LATER.results + timedelta(days=7)
    assert shown.stands(year, Said(), [], moment + HOUR).state == "known"


# What every page offers


def test_after_registration_has_closed_every_page_offers_what_is_true_then() -> None:
    """A file is drawn anew when that changes: another calendar asks for a build."""
    closes = YEAR.registration.closes
    second = timedelta(seconds=1)
    moments = (closes - second, closes, VOTE.opens - second, VOTE.opens, VOTE.closes - second, VOTE.closes)
    offered = ["register", "results", "results", "vote", "vote", "results"]
    assert [YEAR.offers(moment) for moment in moments] == offered
    assert [calendar.at(YEAR, moment).offers for moment in moments] == offered


def test_menu_and_footer_of_files_and_of_other_pages_follow(evening: Evening) -> None:
    register, results = 'href="/nl/register"', 'href="/nl/results"'
    for page in (evening.campaign.file("nl/index"), evening.campaign.get("/nl/code").body):
        assert (register in page, page.count('href="/nl/vote"') > 1) == (False, True)
    evening.closes()
    for page in (evening.campaign.file(f"nl/initiatives/{GENT}"), evening.campaign.get("/nl/code").body):
        assert (register in page, page.count(results) > 1) == (False, True)
