"""A year ends and the next one is on: what was mailed in the first says what it was, and does nothing any more."""

import re
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest

from chalicelib import clock
from chalicelib.cloud import editions
from chalicelib.cloud.queues import pack, send
from chalicelib.cloud.settings import settings
from chalicelib.errors import TryAgain
from chalicelib.initiative import Contact
from chalicelib.kinds import Microseconds
from chalicelib.messages.moderation import ChangesSubmitted, DecisionTaken, ReviewRequested
from chalicelib.messages.publication import InitiativeApproved
from chalicelib.messages.registration import InitiativeSubmitted, RegistrationConfirmed
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.personal import everyone
from chalicelib.personal.answers import Erasure, mailbox
from chalicelib.publication import bucket
from chalicelib.site import drawing, public_log
from chalicelib.voting import rules, signing, store, tokens
from chalicelib.web import links
from chalicelib.web.render import render
from tests.account import counted
from tests.campaign import VOTING
from tests.depth import cases
from tests.editions.conftest import ON, Years, turn
from tests.people import a_form, press
from tests.publication.initiatives import initiative
from tests.years import YEAR

CONTACT = Contact("Lien", "lien@example.org", "nl", False)


def submitted() -> InitiativeSubmitted:
    return InitiativeSubmitted(str(uuid4()), initiative(), CONTACT, 1, "p")


OVER = "Dit ging over Gastvrije Gemeente 2027"


@pytest.mark.parametrize("what", ["review", "edit", "vote"])
def test_a_link_of_last_year_says_what_it_was_and_leads_to_today(years: Years, what: str) -> None:
    """Also long after its own time, and whichever button was on its page."""
    for days in (0, 300):
        years.clock.shift(timedelta(days=days))
        before = years.campaign.rows()
        for answer in (
            years.campaign.get(years.links[what]),
            years.campaign.post(years.links[what], {"button": "x", "decision": "approve", "reason": ""}),
        ):
            if answer.status == 403:
                # What a form lacks is said first, whatever its link is.
                continue
            assert (answer.status, OVER in answer.body) == (410, True)
            assert 'href="/nl/editions/2027"' in answer.body
            assert 'href="/nl/"' in answer.body
        assert years.campaign.rows() == before


def test_a_receipt_of_last_year_still_says_how_the_vote_stands(years: Years) -> None:
    """It is a proof: until it expires."""
    assert 'href="/nl/editions/2027/results"' in years.campaign.get(years.receipt).body
    assert years.campaign.get(f"{years.receipt.replace('/nl', '', 1)}.json").json["state"] == "counted"
    years.clock.shift(timedelta(days=40))
    assert (years.campaign.get(years.receipt).status, OVER in years.campaign.get(years.receipt).body) == (410, True)


def test_a_moderator_can_still_take_down_what_was_public_and_nothing_else(years: Years) -> None:
    link = years.links["approved"]
    # What came back of it may stand at the address that it had.
    assert f'href="/nl/editions/2027/initiatives/{years.slug}"' in years.campaign.get(link).body
    assert press(years.campaign, link, decision="reject", reason="Nee").status == 410
    before = set(years.campaign.files())
    years.campaign.decide(link, "takedown", "Dit klopt niet.")
    years.minute()
    gone = before - set(years.campaign.files())
    pages = {f"{language}/editions/2027/initiatives/{years.slug}" for language in ("nl", "fr", "en")}
    assert gone == {*pages, "editions/2027/palmares.csv"}, "nobody else stood in that table"
    assert "De Brug" not in "".join(years.campaign.file(key) for key in years.campaign.files())
    assert years.campaign.get(f"/nl/initiatives/{years.slug}").status == 410
    assert years.campaign.get(f"/nl/editions/2027/initiatives/{years.slug}").status == 410


# The archive


def kept(years: Years) -> dict[str, str]:
    """What is kept of last year."""
    its = years.campaign
    return {key: its.file(key) for key in its.files() if "editions/2027" in key}


def test_a_year_that_ends_is_kept_and_the_next_one_opens(years: Years) -> None:
    its = years.campaign
    pages = ("", "/initiatives", f"/initiatives/{years.slug}", "/results", "/rules")
    data = ("initiatives.csv", "initiatives.geojson", "initiatives.json", "sitemap.xml", "growth.json", "palmares.csv")
    badges = [f"badge-{what}-{of}.svg" for what in ("won", "nominated", "public") for of in ("nl", "fr", "en")]
    assert set(kept(years)) == {
        *(f"{language}/editions/2027{page}" for language in ("nl", "fr", "en") for page in pages),
        *(f"editions/2027/{name}" for name in (*data, *badges)),
    }
    assert "Taalcafé De Brug" in its.file("nl/editions/2027/initiatives")
    assert "1 stem" in its.file("nl/editions/2027/results")
    assert YEAR.rules in its.file("nl/editions/2027/rules")
    assert all("Die editie is voorbij" in text for key, text in kept(years).items() if key.startswith("nl/"))
    assert "De Brug" not in its.file("nl/initiatives")
    assert '"initiatives":[]' in its.file("initiatives.json")
    assert '<a href="/nl/editions/2027">Gastvrije Gemeente 2027</a>' in its.file("nl/editions")
    years.clock.move_to(ON)
    assert its.get("/nl/register").status == 200
    assert its.post("/initiatives", a_form(email="nieuw@example.org")).status == 303


def test_what_is_linked_on_its_pages_is_there(years: Years) -> None:
    """Of every page, in every language: on the archive, or on the site of now."""
    files = set(years.campaign.files())
    for key, text in kept(years).items():
        for link in re.findall(r'href="(/[^"#?]*)', text) if "." not in key else ():
            name = f"{link[1:3]}/index" if re.fullmatch("/../", link) else link[1:]
            is_a_page = re.fullmatch(r"/../(register|code|account|lost-link)", link) or link.startswith("/static/")
            # The log is another function's, which did not run here; so are badges.
            is_of_the_log = link.startswith((f"/{public_log.place(YEAR)}/", "/prints/badge-"))
            assert name in files or is_a_page or is_of_the_log, (key, link)


def test_each_page_says_where_it_is_in_each_language(years: Years) -> None:
    for key, text in kept(years).items():
        if "." not in key:
            _, _, below = key.partition("/")
            assert f'<link rel="canonical" href="{settings().public_url}/{key}">' in text
            for other in ("nl", "fr", "en"):
                assert f'hreflang="{other}" href="{settings().public_url}/{other}/{below}"' in text
    assert f"Sitemap: {settings().public_url}/editions/2027/sitemap.xml" in years.campaign.file("robots.txt")
    assert f"<loc>{settings().public_url}/nl/editions/2027/results</loc>" in kept(years)["editions/2027/sitemap.xml"]


def test_the_old_address_of_an_initiative_leads_to_where_it_is_kept(years: Years) -> None:
    answer = years.campaign.get(f"/fr/initiatives/{years.slug}")
    assert (answer.status, answer.location) == (301, f"/fr/editions/2027/initiatives/{years.slug}")
    assert years.campaign.get("/fr/initiatives/never-there").status == 404


@pytest.mark.parametrize("typed", ["/nl/editions/2027/", "/NL/editions/2027.", "/nl/editions/2027/results/"])
def test_an_address_as_it_is_typed_leads_to_the_page(years: Years, typed: str) -> None:
    answer = years.campaign.get(typed)
    assert answer.status == 301
    assert answer.location.strip("/") in years.campaign.files()


CHANGES = cases(240, 1_000)


def test_however_much_changes_in_this_year_no_file_of_the_last_is_written(
    years: Years, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does a deploy: what is kept is made once."""
    years.clock.move_to(ON)
    before, written = kept(years), []
    monkeypatch.setattr(years.campaign.account.cloud.s3, "on_put", lambda key, content: written.append(key))  # type: ignore[attr-defined]
    for number in range(CHANGES):
        words = initiative(title=f"Nummer {number}")
        send([InitiativeApproved(f"nummer-{number % 40}", 1 + number // 40, words, 1_830_000_000 + number)])
        if number % 80 == 79:
            monkeypatch.setattr("chalicelib.site.drawing.version", lambda number=number: f"code {number}")
            monkeypatch.setattr("chalicelib.publication.steps.version", lambda number=number: f"code {number}")
            years.minute()
    assert len(written) > 100
    assert [key for key in written if "editions/" in key] == []
    assert kept(years) == before


def test_who_is_erased_with_what_they_sent_in_leaves_the_pages_of_every_year(years: Years) -> None:
    """And only what told of them is written again, whatever the code looks like by then."""
    another = next(key for key in kept(years) if key.endswith("rules"))
    before = kept(years)
    send(everyone.forget(Erasure(mailbox("brug@example.org"), clock.seconds(), with_initiatives=True)))
    years.campaign.drain()
    years.minute()
    after = kept(years)
    assert "De Brug" not in "".join(after.values())
    assert after[another] == before[another]
    assert years.slug not in "".join(after)


def test_everybody_of_a_year_is_forgotten_on_its_own_day(years: Years) -> None:
    """Whoever registers for the next one is not forgotten with them."""
    years.clock.move_to(datetime.combine(YEAR.forget_addresses_on, time(12), YEAR.show.tzinfo))
    years.campaign.post("/initiatives", a_form(email="nieuw@example.org"))
    known = str(years.campaign.rows()["dossiers"])
    assert "brug@example.org" in known
    years.campaign.tick("forget")
    years.campaign.drain()
    assert "@example.org" not in str(years.campaign.rows()["dossiers"])
    assert "Taalcafé De Brug" in years.campaign.file("nl/editions/2027/initiatives")


def test_a_large_year_is_kept_by_one_build_after_the_other(played: Years, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of which none takes longer than its function may; the next year takes its place once all is there."""
    drawn: list[str] = []

    def slowly(*given: Any, **more: Any) -> str:
        drawn.append(given[1])
        played.clock.shift(6)
        return render(*given, **more)

    monkeypatch.setattr(drawing, "render", slowly)
    monkeypatch.setattr(bucket, "draw", lambda sketch: sketch.draw())
    turn(played)
    for _ in range(12):
        played.minute()
    assert len(drawn) > 3 * 40 // 6
    assert "Taalcafé De Brug" in played.campaign.file("en/editions/2027/results")
    assert "De Brug" not in played.campaign.file("nl/initiatives")


def test_once_a_year_is_kept_its_schedule_costs_one_read(years: Years) -> None:
    years.clock.shift(3600)
    years.minute()
    with counted() as calls:
        years.campaign.tick("turn_phase")
    assert calls.made == ["dynamodb.GetItem"]


# What comes back from among the dead letters


def test_what_comes_back_of_last_year_is_refused_and_is_no_dead_letter(years: Years, logged: list[str]) -> None:
    with editions.in_hand(editions.newest("2027")):
        late = [
            ("registration", pack(submitted())),
            ("registration", pack(RegistrationConfirmed("nobody", 1, "p"))),
            ("moderation", pack(ReviewRequested("new", initiative(), CONTACT, 1))),
            ("moderation", pack(DecisionTaken("new", 1, "an", "approve", "", 1, "p"))),
            ("moderation", pack(ChangesSubmitted("new", 1, initiative(), "Lien", 1, "p"))),
        ]
    before = years.campaign.rows()
    for queue, body in late:
        assert years.campaign.deliver(queue, body) == {"batchItemFailures": []}, body
    assert years.campaign.rows() == before
    assert "".join(logged).count("year_over") == len(late)


def test_who_cannot_read_which_years_are_over_decides_nothing(years: Years, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a process that slept through the turn would go on with the year that it knew."""
    with editions.in_hand(editions.newest("2027")):
        body = pack(RegistrationConfirmed("nobody", 1, "p"))

    def silent(known: object) -> editions.Head:
        raise TryAgain("silent")

    monkeypatch.setattr(editions, "_read_head", silent)
    years.clock.shift(120)
    assert len(years.campaign.deliver("registration", body)["batchItemFailures"]) == 0
    years.clock.shift(600)
    assert len(years.campaign.deliver("registration", body)["batchItemFailures"]) == 1
    assert years.campaign.get("/nl/register").status == 200


def test_a_vote_that_comes_back_is_not_counted_and_its_receipt_says_why(played: Years) -> None:
    asked = tokens.asked_by(links.read("vote", played.links["vote"].rpartition("/")[2], 0))
    press_ = VoteConfirmed(
        asked.round, asked.voter, played.slug, asked.receipt(played.slug), YEAR.rules,
        Microseconds(int(VOTING.timestamp()) * 1_000_000), asked.link, asked.domain,
    )  # fmt: skip
    years = played
    turn(years)
    with editions.in_hand(editions.newest("2027")):
        body = pack(signing.signed(press_))
    before = kept(years)
    assert years.campaign.deliver("voting", body) == {"batchItemFailures": []}
    years.campaign.drain()
    years.minute()
    ballot = store.ballot(asked.round, asked.voter)
    assert rules.receipt_status(press_.receipt, frozenset(), ballot).reason == "year_over"
    assert kept(years) == before


def test_what_was_approved_in_time_and_is_shown_late_is_kept_with_the_rest(years: Years) -> None:
    """Its step said yes before the year was over, and its initiator heard so."""
    with editions.in_hand(editions.newest("2027")):
        send([InitiativeApproved("later", 1, initiative(title="Laat maar waar"), 1_800_000_000)])
    years.campaign.drain()
    years.minute()
    assert "Laat maar waar" in years.campaign.file("nl/editions/2027/initiatives")
    assert "Laat maar waar" not in years.campaign.file("nl/initiatives")
