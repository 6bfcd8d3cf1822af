"""Asking for the mail: what may be sent in, and what is said when it may not."""

from urllib.parse import quote

import pytest

from chalicelib.web import links
from tests.campaign import Clock
from tests.people import hashed
from tests.voting.voters import GENT, TITLES, Voting
from tests.years import YEAR

ADDRESS = "an@example.org"


def test_the_mail_has_a_button_for_this_voter_and_candidate_only(voting: Voting) -> None:
    answer = voting.ask(ADDRESS, GENT, language="fr")
    assert (answer.status, answer.location) == (303, "/fr/votes/sent")
    mail = voting.mailed()
    assert (mail.mail, mail.to, mail.language, mail.about) == ("vote-confirm", ADDRESS, "fr", {"title": TITLES[GENT]})
    assert mail.link is not None
    assert (mail.link.purpose, mail.link.subject[:2]) == ("vote", (YEAR.vote.key, GENT))
    assert mail.id == mail.link.subject[4]
    assert mail.link.expires == mail.at + YEAR.vote.link_hours * 3600
    assert ADDRESS not in links.sign(mail.link)


def test_what_was_typed_stays_when_something_is_wrong(voting: Voting) -> None:
    answer = voting.ask("an@@example", GENT, altcha="", language="en")
    assert answer.status == 422
    assert (answer.field("candidate"), answer.field("email")) == (GENT, "an@@example")
    assert "Check your email address" in answer.body
    assert 'lang="en"' in answer.body


def test_every_fault_gets_its_sentence(voting: Voting) -> None:
    content = {"candidate": "", "email": "", "language": "de", "altcha": "", "admin": "yes", "email2": 5}
    answer = voting.campaign.post_json("/votes", content)
    assert answer.status == 422
    assert set(answer.json["errors"]) == {"candidate", "email", "language", "admin", "email2"}
    assert all(isinstance(its, list) and its[0] for its in answer.json["errors"].values())


def test_the_browsers_language_is_taken_where_none_is_sent(voting: Voting) -> None:
    content = {"candidate": GENT, "email": ADDRESS, "altcha": voting.proof(ADDRESS)}
    assert voting.campaign.post_json("/votes", content, accept_language="fr-BE,fr;q=0.8").status == 202
    assert voting.mailed().language == "fr"


@pytest.mark.parametrize("slug", ["nope", "../x", "a b", "x" * 101, "x" * 3000, "\U0001f600", "a%00"])
def test_nobody_votes_for_what_is_no_candidate(voting: Voting, slug: str) -> None:
    assert voting.campaign.get(f"/nl/vote/{quote(slug, safe='')}").status == 404
    answer = voting.ask(ADDRESS, slug, altcha="x")
    assert answer.status in (404, 422)
    assert voting.campaign.taken("confirmation-mail") == []


# When


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_outside_the_vote_everyone_is_told_when_it_is(voting: Voting, clock: Clock, language: str) -> None:
    vote = YEAR.vote
    for moment in (vote.opens.timestamp() - 1, vote.closes.timestamp()):
        clock.move_to(moment, tick=False)
        for answer in (
            voting.campaign.get(f"/{language}/vote/{GENT}"),
            voting.campaign.post("/votes", {"candidate": GENT, "email": ADDRESS, "language": language}),
        ):
            assert answer.status == 409
            assert "2027" in answer.body
            assert f'lang="{language}"' in answer.body
        answer = voting.challenge(hashed(ADDRESS))
        assert answer.status == 409
        assert answer.json["errors"][""]
    clock.move_to(vote.closes.timestamp() - 1, tick=False)
    late = voting.link(ADDRESS)
    assert voting.campaign.get(f"/{language}/vote/confirm/{late}").status == 200
    clock.move_to(vote.closes.timestamp())
    path = f"/{language}/vote/confirm/{late}"
    assert voting.campaign.get(path).status == 409
    assert voting.campaign.post(path, {"button": links.csrf_token(late)}).status == 409
    assert voting.campaign.taken("voting") == []


@pytest.mark.parametrize("seconds", [0, -1])
def test_the_first_and_the_last_second_count(voting: Voting, clock: Clock, seconds: int) -> None:
    vote = YEAR.vote
    clock.move_to((vote.opens if seconds == 0 else vote.closes).timestamp() + seconds, tick=False)
    voting.vote(ADDRESS)
    assert voting.votes() == {GENT: 1}
