"""What moderators are told beside a text: only what is so, the same in the mail and on the page, never as a link."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from msgspec.structs import replace

from chalicelib.edition import LANGUAGES
from chalicelib.messages.mail import MailRequested
from chalicelib.messages.moderation import DossierForgotten
from chalicelib.moderation import mails, steps, store, warnings
from chalicelib.web import domains
from tests.campaign import Campaign
from tests.depth import cases
from tests.hostile.strings import texts
from tests.moderation.test_order import REVIEW
from tests.years import YEAR

QUIET = REVIEW.initiative


def _noticed(**typed: str) -> dict[str, tuple[str, ...]]:
    found = warnings.of(replace(QUIET, **typed), ("gelukzoeker", "sale race"))
    return {its.key: its.named for its in found}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ({}, {}),
        ({"description": "We eten samen.De rest volgt op 3.4.2027, om 19.30 u."}, {}),
        ({"description": "Zie Evil.example.com/x of ons@buren.be."}, {"web": ("Evil.example.com/x", "ons@buren.be.")}),
        ({"website": "https://www.buren.be"}, {}),
        ({"title": "Tаalcafé in Gent"}, {"mixed": ("Tаalcafé",)}),
        ({"description": "Ons café heet Кафе Дружба en Καφενείο: drie namen, elk in zijn schrift."}, {}),
        ({"summary": "Geen GELUKZOEKERS hier, gelúkzoeker"}, {"watched": ("gelukzoeker",)}),
        ({"summary": "Une sâle   race de vélos"}, {"watched": ("sale race",)}),
        ({"description": "Wie zoekt geluk? Een ongelukzoeker."}, {}),
        ({"title": "KOM ALLEMAAL NAAR DE VLAAMSE KERMIS"}, {"capitals": ()}),
        ({"title": "KSA, VZW en OCMW in Gent"}, {}),
    ],
)  # fmt: skip
def test_what_is_noticed_of_a_text(typed: dict[str, str], found: dict[str, tuple[str, ...]]) -> None:
    assert _noticed(**typed) == found


def test_ours_and_theirs_are_sentences_in_each_language() -> None:
    keys = ("web", "mixed", "watched", "capitals", "disposable", "same_text", "same_mailbox")
    for language in LANGUAGES:
        said = warnings.sentences([warnings.Notice(key, ("www.evil.com",)) for key in keys], language)
        assert len(set(said)) == len(keys)
        assert not any(domains.found(sentence) for sentence in said)


@given(texts())
@example("file:///etc/passwd")
@example("x.y。be:443/ http:////a.b")
@settings(max_examples=cases(100, 2_000), deadline=None)
def test_no_address_in_a_mail_is_one_that_a_mail_program_links(text: str) -> None:
    shown = warnings.unlinked(f"{text} zie http://evil.example/x, WWW.Evil.Live of a@b.be")
    assert domains.found(shown) == []
    assert "evil[.]example/x, WWW[.]Evil[.]Live of a[@]b[.]be" in shown


def test_the_longest_text_fits_in_the_queue_and_says_that_there_is_more() -> None:
    """Ten of them are one request, of 256 KB."""
    for sign, is_cut in (("woord ", False), ("كلمة ", False), ("漢字漢字 ", True)):
        text = (sign * 5000)[:4999] + "."
        about = mails._words(replace(QUIET, description=text))
        assert ("more" in about) == is_cut
        assert len(about["description"].encode()) <= mails.LONGEST_MAILED
        assert text.startswith(about["description"])


def _opened(number: int, email: str, **typed: Any) -> tuple[str, ...]:
    contact = replace(REVIEW.contact, email=email)
    asked = replace(REVIEW, id=f"id-{number}", contact=contact, initiative=replace(QUIET, **typed))
    for _ in range(2):
        steps.open_dossier(asked)
    return store.known(asked.id).noticed


def test_the_same_words_and_a_throwaway_mailbox_are_noticed_as_they_come_in(campaign: Campaign) -> None:
    """And forgotten with the initiative that brought them."""
    assert _opened(1, "an@example.org") == ()
    assert _opened(2, "bo@example.org", title="Iets anders", description=QUIET.description.upper() + "!") == (
        "same_text",
    )
    assert _opened(22, "AN+x@example.org", description="Nog iets van An, over koken.") == ("same_mailbox",)
    assert _opened(3, "x@mail.yopmail.com", description="Iets dat nog niemand vertelde, over koken.") == ("disposable",)
    steps.forget(DossierForgotten("id-1", True, 0))
    assert _opened(4, "cas@example.org") == ()
    assert store.known("id-2").noticed == ("same_text",)


def test_the_mail_says_what_the_page_says(campaign: Campaign) -> None:
    asked = replace(REVIEW, initiative=replace(QUIET, description=f"Omvolking! Zie www.evil.com. {QUIET.description}"))
    mail = next(its for its in steps.open_dossier(asked) if isinstance(its, MailRequested))
    said = mail.about["warnings"].splitlines()
    noticed = warnings.of(asked.initiative, YEAR.moderation.watch_words)
    assert said == warnings.sentences(noticed, mail.language)
    assert {its.key for its in noticed} == {"web", "watched"}
    assert "www[.]evil[.]com" in mail.about["description"]
