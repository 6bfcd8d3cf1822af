"""An edition is data, with a hash of what decides the vote; what another release kept of it is read."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from chalicelib.cloud import editions
from chalicelib.cloud.editions import Head
from chalicelib.cloud.queues import pack, unpack
from chalicelib.edition import Edition, Round
from chalicelib.editions import store
from chalicelib.editions.faults import faults
from chalicelib.errors import TryAgain
from chalicelib.kinds import Paragraphs
from chalicelib.messages.editions import EditionPut
from tests.account import client
from tests.campaign import Campaign, Clock
from tests.years import FINAL, JUDGED, SHORTLIST, YEAR

KEPT = (Path(__file__).parent / "released" / "editions.jsonl").read_text("utf-8").splitlines()
"""A year in each shape that was ever kept."""


def test_the_rules_hash_changes_with_the_rules_and_with_nothing_else() -> None:
    assert replace(YEAR, contact=replace(YEAR.contact, name="Anna Peeters")).rules == YEAR.rules
    shorter = replace(YEAR.vote, closes=YEAR.vote.closes - timedelta(days=1))
    assert replace(YEAR, rounds=(shorter,)).rules != YEAR.rules


def test_what_decided_a_vote_before_there_were_juries_decides_it_still() -> None:
    """It stands on every ballot; where there is a final, its jurors break a tie by a rule that is of the law too."""
    assert YEAR.rules == "a1b026da6c96319e"
    assert JUDGED.rules != YEAR.rules


@pytest.mark.parametrize(
    ("kind", "decides", "other"),
    [
        ("shortlist", {"nominees": 4, "least": 4, "blind": True}, {"link_hours": 1, "revise_days": 1}),
        ("final", {"least": 4, "revise_days": 1, "blind": True}, {"link_hours": 1, "nominees": 4}),
        ("public", {"link_hours": 1, "recount_every_minutes": 1}, {"nominees": 4, "least": 4, "blind": True}),
    ],
)
def test_a_round_is_decided_by_what_is_of_its_kind(kind: str, decides: dict[str, Any], other: dict[str, Any]) -> None:
    its = next(one for one in JUDGED.rounds if one.kind == kind)
    for name, value in decides.items():
        assert JUDGED.rules_of(replace(its, **{name: value})) != JUDGED.rules_of(its), name
    assert JUDGED.rules_of(replace(its, **other)) == JUDGED.rules_of(its)


def test_what_a_jury_looks_at_decides_its_rounds_and_not_the_public_vote() -> None:
    asked = replace(JUDGED.categories[0], questions=Paragraphs(nl="Deden mensen op de vlucht zelf mee?"))
    year = replace(JUDGED, categories=(asked, *JUDGED.categories[1:]))
    assert [year.rules_of(its) == JUDGED.rules_of(its) for its in (SHORTLIST, FINAL, YEAR.vote)] == [False, False, True]


def test_a_juror_may_change_ranks_until_the_same_hour_of_a_later_day() -> None:
    spring = replace(FINAL, closes=datetime.fromisoformat("2027-03-27T23:59:00+01:00"))
    assert spring.decided.isoformat() == "2027-03-29T23:59:00+02:00"
    assert SHORTLIST.decided == SHORTLIST.closes


@pytest.mark.parametrize(
    ("rounds", "fault"),
    [
        ((SHORTLIST,), ("rounds", "one_vote")),
        ((YEAR.vote, FINAL), ("rounds", "one_jury")),
        ((YEAR.vote, SHORTLIST, replace(SHORTLIST, key="another")), ("rounds", "one_jury")),
        ((YEAR.vote, SHORTLIST, replace(FINAL, opens=SHORTLIST.opens)), ("rounds[2].opens", "nominates_late")),
        ((YEAR.vote, SHORTLIST, replace(FINAL, revise_days=9)), ("rounds[2].revise_days", "revises_late")),
        ((YEAR.vote, SHORTLIST, replace(FINAL, revise_days=9)), ("show", "show_early")),
    ],
)
def test_the_rounds_of_a_jury_follow_each_other(rounds: tuple[Round, ...], fault: tuple[str, str]) -> None:
    assert fault in faults(replace(YEAR, rounds=rounds))
    assert not faults(JUDGED)


def test_the_same_moment_is_the_same_rule_at_any_offset() -> None:
    """A page or program may say it otherwise than a file."""
    vote = YEAR.vote
    moments = {name: getattr(vote, name).astimezone(UTC) for name in ("opens", "closes", "results")}
    assert replace(YEAR, rounds=(replace(vote, **moments),)).rules == YEAR.rules


def test_a_phase_holds_its_first_moment_and_not_its_last() -> None:
    vote = YEAR.vote
    assert vote.is_open(vote.opens)
    assert not vote.is_open(vote.closes)
    assert not vote.is_open(datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        (replace(YEAR, title=replace(YEAR.title, fr="A\nB")), "title.fr"),
        (replace(YEAR, title=replace(YEAR.title, nl="A\u2028B")), "title.nl"),
        (replace(YEAR, title=replace(YEAR.title, nl="\u202eB")), "title.nl"),
        (replace(YEAR, title=replace(YEAR.title, nl="\u200b")), "title.nl"),
        (replace(YEAR, contact=replace(YEAR.contact, name="A\rB")), "contact.name"),
        (replace(YEAR, contact=replace(YEAR.contact, email="a@example.org\r\nBcc: b@example.org")), "contact.email"),
        (replace(YEAR, contact=replace(YEAR.contact, email="a@")), "contact.email"),
    ],
    ids=range(7),
)
def test_what_would_stop_every_mail_is_no_year(wanted: Edition, where: str) -> None:
    """Its title and whom to ask stand in the headers of each; also where no page wrote it."""
    assert [field for field, _ in faults(wanted)] == [where]


# What another release kept


@pytest.mark.parametrize("line", KEPT, ids=range(1, len(KEPT) + 1))
def test_a_year_of_any_release_is_read(line: str) -> None:
    found = msgspec.json.decode(line, type=Edition)
    assert (found.name, faults(found)) == ("2027", [])


def test_the_shape_in_which_a_year_is_kept_now_is_among_them() -> None:
    """A new field needs a default, for the older ones, and a line there; one that leaves as well."""
    newest = msgspec.json.decode(KEPT[-1], type=Edition)
    assert _fields(json.loads(msgspec.json.encode(newest))) == _fields(json.loads(KEPT[-1]))


def _fields(told: Any) -> Any:
    """The names of all fields, inside each other."""
    if isinstance(told, dict):
        return {name: _fields(value) for name, value in told.items()}
    return [_fields(value) for value in told] if isinstance(told, list) else None


def test_a_year_that_cannot_be_read_takes_no_other_with_it(campaign: Campaign, clock: Clock) -> None:
    """As one with a round of a kind that comes with the next deploy, or came with the one that was taken back."""
    campaign.in_year(YEAR)
    editions.current()
    key = {"edition": {"S": "now"}, "version": {"S": "-"}}
    row = client("dynamodb").get_item(TableName="gastvrij-test-editions", Key=key)["Item"]
    told = json.loads(row["said"]["S"])
    told["versions"]["2028"] = json.loads(row["said"]["S"].replace("2027", "2028"))["versions"]["2028"]
    told["versions"]["2028"]["edition"]["rounds"][0]["kind"] = "of the future"
    _keep_row(row, told)
    clock.shift(60)
    assert [its.stamp for its in editions.years()] == ["2027@1"]
    told["versions"]["2027"] = {"number": 2, "edition": told["versions"]["2028"]["edition"]}
    _keep_row(row, told)
    clock.shift(60)
    assert editions.current().stamp == "2027@1", "as it was known"
    editions.begin()
    assert campaign.get("/nl/register").status == 503
    with pytest.raises(TryAgain, match="another release"):
        store.head()


def _keep_row(row: Any, told: Any) -> None:
    item = row | {"said": {"S": json.dumps(told)}}
    client("dynamodb").put_item(TableName="gastvrij-test-editions", Item=item)


def test_what_a_newer_release_adds_is_left_out(campaign: Campaign) -> None:
    """While a deploy goes on, or after it went back: wherever a year is read, also far inside."""

    def newer(value: Any) -> Any:
        if isinstance(value, dict):
            return {**{name: newer(each) for name, each in value.items()}, "colour": "red"}
        return [newer(each) for each in value] if isinstance(value, list) else value

    year = newer(msgspec.to_builtins(YEAR))
    head = {"current": "2027", "versions": {"2027": {"number": 1, "edition": year, "colour": "red"}}, "colour": "red"}
    assert msgspec.convert(head, Head).versions["2027"] == editions.current()
    told = json.loads(pack(EditionPut("id", 1, YEAR, "by", "why", 1)))
    told["fields"]["edition"] = year
    assert unpack(json.dumps(told)) == EditionPut("id", 1, YEAR, "by", "why", 1)
