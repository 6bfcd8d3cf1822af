"""A mailed link proves a mailbox: whoever reads it chooses, and may say that it was somebody else."""

from collections.abc import Callable
from itertools import count, permutations
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.cloud.queues import pack
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.message import Message
from chalicelib.messages.voting import VoteDisowned
from chalicelib.voting import tokens
from chalicelib.voting.rules import MOST_PRESSES
from chalicelib.voting.signing import signed
from chalicelib.web import links
from chalicelib.web.words import say
from tests.account import counted
from tests.campaign import Answer
from tests.voting.faults import died, meanwhile
from tests.voting.voters import AALST, GENT, OPENS, ROUND, TITLES, Voting, a_press
from tests.years import YEAR

ADDRESS = "an@example.org"
_NUMBERS = count()


def presses(voting: Voting, token: str, **fields: str) -> Answer:
    path = f"/nl/vote/confirm/{token}"
    return voting.campaign.post(path, {"button": links.csrf_token(token), **fields})


# Choosing


def test_the_page_offers_everyone_who_may_be_voted_for_with_the_asked_for_chosen(voting: Voting) -> None:
    token = voting.link(ADDRESS, AALST)
    plain = voting.campaign.get(f"/nl/vote/confirm/{token}").body
    assert "<select" not in plain
    assert "van Aalst ☕" in plain
    assert f"/nl/vote/confirm/{token}?choose=yes" in plain
    page = voting.campaign.get(f"/nl/vote/confirm/{token}?choose=yes").body
    assert f'<option value="{AALST}" selected>' in page
    assert f'<option value="{GENT}">{TITLES[GENT]}' in page


def test_whoever_asked_for_the_mail_its_reader_chooses(voting: Voting) -> None:
    """I4: three mails that a rival made us send are three ballots for whom the voter wants."""
    for _ in range(3):
        token = voting.link(ADDRESS, AALST)
    answer = presses(voting, token, candidate=GENT)
    assert answer.status == 303
    voting.count()
    assert voting.votes() == {GENT: 1}
    assert voting.receipt(answer.location)["state"] == "counted"


def test_another_choice_by_the_same_link_replaces_the_first(voting: Voting) -> None:
    token = voting.link(ADDRESS, AALST)
    first, second = presses(voting, token), presses(voting, token, candidate=GENT)
    assert first.location != second.location
    voting.count()
    assert voting.votes() == {GENT: 1}
    assert voting.receipt(first.location)["state"] == "replaced"
    assert voting.receipt(second.location)["state"] == "counted"


@pytest.mark.parametrize(("slug", "status"), [("nobody", 404), ("../x", 404), ("x" * 200, 404)])
def test_nobody_chooses_who_is_no_candidate(voting: Voting, slug: str, status: int) -> None:
    assert presses(voting, voting.link(ADDRESS), candidate=slug).status == status
    assert voting.campaign.taken("voting") == []


def test_who_left_can_be_chosen_no_more(voting: Voting) -> None:
    token = voting.link(ADDRESS, GENT)
    voting.withdraw(AALST)
    assert AALST not in voting.campaign.get(f"/nl/vote/confirm/{token}?choose=yes").body
    assert presses(voting, token, candidate=AALST).status == 410


def test_only_another_choice_reads_anything(voting: Voting) -> None:
    token = voting.link(ADDRESS, GENT)
    with counted() as calls:
        presses(voting, token, candidate=GENT)
        assert calls.made == ["sqs.SendMessage"]
        presses(voting, token, candidate=AALST)
    assert calls.made == ["sqs.SendMessage", "dynamodb.GetItem", "sqs.SendMessage"]


def test_who_goes_back_to_the_first_choice_votes_for_it(voting: Voting) -> None:
    token = voting.link(ADDRESS, AALST)
    first, second, again = presses(voting, token), presses(voting, token, candidate=GENT), presses(voting, token)
    voting.count()
    assert first.location == again.location
    assert voting.votes() == {AALST: 1}
    assert voting.receipt(second.location)["state"] == "replaced"


def test_who_changes_their_mind_on_and_on_writes_no_larger_ballot(voting: Voting) -> None:
    """The newest choices are kept, whatever order they come in; the receipts of the others say so."""
    link = voting.link(ADDRESS)
    asked = tokens.read_vote_link(link)
    made = [a_press(asked.receipt(str(number)), number, asked.link, asked.voter) for number in range(MOST_PRESSES + 5)]
    voting.deliver(*made)
    voting.deliver(*(signed(replace(one, voter="Other")) for one in reversed(made)))
    one, other = voting.ballots()
    assert sorted(one["presses"]["SS"]) == sorted(other["presses"]["SS"])
    assert len(one["presses"]["SS"]) == MOST_PRESSES
    assert one["receipt"] == other["receipt"] == {"S": made[-1].receipt}
    receipts = [tokens.receipt_token(asked, its.receipt) for its in made]
    assert [voting.receipt(receipt)["state"] for receipt in receipts] == ["replaced"] * (len(made) - 1) + ["counted"]


# "This was not me"


def disowning(link: str = "link", at: int = 5, voter: str = "Voter") -> VoteDisowned:
    return signed(VoteDisowned(ROUND, VoterKey(voter), link, Microseconds(OPENS + at)))


def test_a_machine_that_presses_every_button_makes_no_vote(voting: Voting) -> None:
    for order in permutations(({}, {"not_me": "yes"}, {"candidate": GENT})):
        token = voting.link(f"scanned{next(_NUMBERS)}@example.org")
        for fields in order:
            assert presses(voting, token, **fields).status == 303
        voting.count()
    assert voting.votes() == {}


def test_after_both_buttons_the_code_of_the_mail_votes(voting: Voting) -> None:
    """The link is void; a person who can type what stands in the mail still has a vote."""
    assert voting.ask(ADDRESS).status == 303
    asked = voting.mailed()
    link = asked.link
    assert link is not None
    receipt = presses(voting, links.sign(link)).location
    assert presses(voting, links.sign(link), not_me="yes").location == "/nl/votes/disowned"
    voting.count()
    assert (voting.receipt(receipt)["state"], voting.reason(receipt)) == ("not_counted", "disowned")
    assert "/nl/code" in voting.campaign.post(receipt, {"code": links.code_for(asked.id, link)}).body
    typed = links.sign(replace(link, subject=(*link.subject, links.TYPED)))
    receipt = presses(voting, typed).location
    voting.count()
    assert voting.votes() == {GENT: 1}
    assert voting.receipt(receipt)["state"] == "counted"


def test_disowning_one_mail_brings_back_the_vote_before_it(voting: Voting) -> None:
    mine = voting.vote(ADDRESS, GENT)
    other = voting.link(ADDRESS, AALST)
    presses(voting, other)
    voting.count()
    assert voting.votes() == {AALST: 1}
    presses(voting, other, not_me="yes")
    voting.count()
    assert voting.votes() == {GENT: 1}
    assert voting.receipt(mine)["state"] == "counted"


def test_what_was_disowned_takes_no_other_mails_place(voting: Voting) -> None:
    """However much somebody pressed behind a mail: the vote before it counts again, and so does one after it."""
    by_others = [a_press(f"r{number:02}", 10 + number, "theirs") for number in range(MOST_PRESSES + 1)]
    mine, anew = a_press("mine", 1, "mine"), a_press("anew", 50, "anew")
    voting.deliver(mine, *by_others, disowning("theirs", 40))
    assert voting.ballots()[0]["receipt"] == {"S": "mine"}
    voting.deliver(anew)
    assert voting.ballots()[0]["receipt"] == {"S": "anew"}
    presses_of_other = [signed(replace(one, voter="Other")) for one in (anew, *by_others, mine)]
    voting.deliver(disowning("theirs", 40, "Other"), *presses_of_other)
    one, other = voting.ballots()
    assert one["receipt"] == other["receipt"] == {"S": "anew"}


@pytest.mark.parametrize("at", range(3))
def test_a_process_that_dies_while_it_disowns_does_so_when_the_message_comes_again(voting: Voting, at: int) -> None:
    voting.deliver(a_press("a", 1))
    with died(at), pytest.raises(KeyboardInterrupt):
        voting.deliver(disowning())
    voting.deliver(disowning())
    assert voting.votes() == {}


def test_a_press_that_comes_while_its_mail_is_disowned_does_not_slip_through(voting: Voting) -> None:
    voting.deliver(a_press("a", 1))
    with meanwhile("GetItem", lambda: voting.deliver(a_press("b", 2))):
        answer = voting.campaign.deliver("voting", pack(disowning()))
    assert len(answer["batchItemFailures"]) == 1
    voting.deliver(disowning())
    assert voting.votes() == {}


def test_after_the_close_nobody_moves_the_result(voting: Voting) -> None:
    voting.deliver(a_press("a", 1))
    late = int(YEAR.vote.closes.timestamp()) * 1_000_000 - OPENS
    voting.deliver(disowning(at=late))
    assert voting.votes() == {GENT: 1}


# Who may say so


@pytest.mark.parametrize("made", [lambda: a_press("a", 1), disowning], ids=["press", "disowning"])
def test_only_what_our_pages_signed_happens_to_a_ballot(voting: Voting, made: Callable[[], Message]) -> None:
    """I5: whoever may put messages in this queue makes no votes with that."""
    message: Any = made()
    forged = [replace(message, signature=""), replace(message, voter="Victim"), replace(message, at=OPENS + 9)]
    answer = voting.campaign.deliver("voting", *map(pack, forged))
    assert len(answer["batchItemFailures"]) == 3
    assert voting.ballots() == []


# The receipt


def test_a_receipt_shows_the_choice_to_who_types_the_code_of_its_mail_only(voting: Voting) -> None:
    """So that nobody can be paid or pressed for a vote with a link to show."""
    voting.ask(ADDRESS)
    mail = voting.mailed()
    assert mail.link is not None
    receipt = presses(voting, links.sign(mail.link)).location
    voting.count()
    assert TITLES[GENT] not in voting.campaign.get(receipt).body
    assert voting.receipt(receipt)["candidate"] is None
    wrong = voting.campaign.post(receipt, {"code": "ABCDEFGH"})
    assert wrong.status == 422
    assert TITLES[GENT] not in wrong.body
    right = voting.campaign.post(receipt, {"code": links.code_for(mail.id, mail.link).lower()})
    assert right.status == 200
    assert TITLES[GENT] in right.body


def test_a_receipt_alone_does_not_tell_why_a_vote_does_not_count(voting: Voting) -> None:
    """That a candidate left would say for whom the vote was."""
    mailed = [voting.link(f"{name}@example.org", GENT) for name in ("left", "disowned")]
    receipts = [presses(voting, token).location for token in mailed]
    presses(voting, mailed[1], not_me="yes")
    voting.count()
    voting.withdraw(GENT)
    told = [voting.receipt(receipt) for receipt in receipts]
    assert [{**one, "receipt": ""} for one in told] == [{**told[0], "receipt": ""}] * 2
    assert (told[0]["state"], told[0]["reason"], told[0]["at"]) == ("not_counted", "", None)
    pages = [voting.campaign.get(receipt).body for receipt in receipts]
    reasons = {say("nl", f"receipt.reason.{reason}") for reason in ("candidate_withdrawn", "disowned")}
    assert not [reason for reason in reasons for page in pages if reason in page]
    assert [voting.reason(receipt) for receipt in receipts] == ["candidate_withdrawn", "disowned"]


def test_nobody_guesses_the_code_of_a_receipt(voting: Voting) -> None:
    """Ten an hour, whoever types them and wherever: also the right one comes too late then."""
    voting.ask(ADDRESS)
    mail = voting.mailed()
    assert mail.link is not None
    receipt = presses(voting, links.sign(mail.link)).location
    voting.count()
    guesses = [voting.campaign.post(receipt, {"code": f"ABCDEF{number:02}"}).status for number in range(11)]
    assert guesses == [422] * 10 + [429]
    late = voting.campaign.post(receipt, {"code": links.code_for(mail.id, mail.link)})
    assert (late.status, TITLES[GENT] in late.body) == (429, False)


def test_two_links_and_two_receipts_of_one_voter_cannot_be_joined(voting: Voting) -> None:
    """What is in a token can be read by who gets it: nothing in it is the same twice but what all have."""
    found = []
    for slug in (GENT, AALST):
        voting.ask(ADDRESS, slug)
        link = voting.mailed().link
        assert link is not None
        asked = tokens.read_vote_link(links.sign(link))
        receipt = links.read("receipt", tokens.receipt_token(asked, asked.receipt(slug)), 0)
        found += [link.recipient, receipt.recipient, asked.link]
        assert asked.voter not in links.sign(link)
    assert len(set(found)) == len(found)
