"""Who witnesses the log of a vote signs each checkpoint; whoever does not stops nothing, and it is shown."""

import json
import re
from collections import Counter
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec.structs import replace
from tlog_scales.signing import Vkey
from tlog_scales.tlog import Checkpoint

from chalicelib import clock as our_clock
from chalicelib.cloud import published as public
from chalicelib.voting.sealing import posting, steps, witnesses
from tests.account import counted
from tests.campaign import Campaign, Clock
from tests.sealed import ORIGIN, PLACE, Files, grew, published, said_in, verified
from tests.voting.sealing.goes import VOTE, results, seal, votes
from tests.voting.voters import GENT, Voting, a_press
from tests.witnessing import Mood, Partner, Said, conflict, text_of
from tests.years import YEAR

OTHER = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1")


def signers(files: Files) -> list[str]:
    """Who signed the checkpoint, ourselves apart; each is verified by a program of others."""
    checkpoint = Checkpoint.from_text(files["checkpoint"].decode())
    assert checkpoint.signatures[0].name == ORIGIN
    keys = {one["name"]: one["key"] for one in told(files)}
    for name in (its.name for its in checkpoint.signatures[1:]):
        checkpoint.verify(Vkey.from_string(keys[name]))
    return [its.name for its in checkpoint.signatures[1:]]


def told(files: Files) -> list[dict[str, Any]]:
    """What everyone reads of the witnesses."""
    return list(json.loads(files["witnesses.json"]))


def troubles(files: Files) -> list[str]:
    return [its["trouble"] for its in told(files)]


def a_minute_later(clock: Clock) -> Files:
    clock.shift(60)
    steps.seal_all()
    return published()


def test_each_checkpoint_is_signed_by_each_witness(partners: list[Partner], voting: Voting, clock: Clock) -> None:
    """I6: by others' programs the log is ours, it only grew, and both saw it."""
    names = [its.name for its in partners]
    before = seal(clock)
    assert signers(before) == names
    for number in range(3):
        voting.deliver(*(a_press(f"r{number}{one}", voter=f"V{number}{one}") for one in range(number * 9 + 1)))
        files = seal(clock)
        assert signers(files) == names
        assert verified(files)
        grew(before, files)
        before = files
    assert [its["signed"] for its in told(before)] == [said_in(before["checkpoint"])[0]] * 2
    assert not any(troubles(before))
    assert [len(its.asked) for its in partners] == [4, 4], "once for each checkpoint"


def test_a_vote_that_was_witnessed_is_counted_again(partners: list[Partner], voting: Voting, clock: Clock) -> None:
    """I3: our own program looks at our signature, and at no other."""
    voting.deliver(a_press("a"))
    files = results(clock)
    assert files.recounted() == {GENT: 1}
    assert signers(files) == [its.name for its in partners]


def test_a_witness_that_knows_of_another_size_is_told_from_there(
    partners: list[Partner], voting: Voting, clock: Clock
) -> None:
    """Our note of what it signed was lost, or an answer of its; or it was put back as it once was."""
    cera, vvsg = partners
    size, root = said_in(seal(clock)["checkpoint"])
    voting.deliver(a_press("a"))
    seal(clock)
    cera.signed[ORIGIN] = size, root
    vvsg.signed.clear()
    voting.deliver(a_press("b", voter="B"))
    assert signers(seal(clock)) == [cera.name, vvsg.name]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_witness_that_is_down_stops_nothing_and_signs_later(
    partners: list[Partner], voting: Voting, clock: Clock, status: int, logged: list[str]
) -> None:
    cera, vvsg = partners
    assert len(signers(seal(clock))) == 2
    voting.deliver(a_press("a"))
    cera.mood = lambda its, body: Said(status)
    files = seal(clock)
    assert (signers(files), troubles(files)) == ([vvsg.name], ["silent", ""])
    again = a_minute_later(clock)
    assert again == files
    assert len([line for line in logged if "not cosigned" in line]) == 1, "said once, and no person is woken"
    assert not any("ERROR" in line for line in logged)
    cera.mood = Partner.mood
    files = a_minute_later(clock)
    assert (signers(files), troubles(files)) == ([cera.name, vvsg.name], ["", ""])
    assert len(vvsg.asked) == 2


def test_nobody_there_at_all(partners: list[Partner], campaign: Campaign, clock: Clock) -> None:
    away = [replace(its.witness, url=url) for its, url in zip(partners, ("http://127.0.0.1:1", "x://"), strict=True)]
    campaign.in_year(replace(YEAR, witnesses=tuple(away)))
    files = seal(clock)
    assert (signers(files), troubles(files)) == ([], ["silent", "silent"])
    assert verified(files)


def test_who_is_away_for_long_is_asked_once_an_hour(partners: list[Partner], clock: Clock) -> None:
    partners[0].mood = lambda its, body: Said(503)
    seal(clock)
    clock.shift(15 * 60)
    steps.seal_all()
    assert len(partners[0].asked) == 1
    clock.shift(45 * 60)
    steps.seal_all()
    assert len(partners[0].asked) == 2


def test_a_slow_witness_takes_seconds_and_no_more(
    partners: list[Partner], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte now and then keeps no connection open; nor does one who thinks for long."""
    monkeypatch.setattr(posting, "SECONDS", 0.3)
    monkeypatch.setattr(witnesses, "AT_MOST", 0.5)

    def thinks(its: Partner, body: bytes) -> Said:
        our_clock.pause(1.5)
        return its.honest(body)

    partners[0].mood = thinks
    began = our_clock.ticks()
    files = seal(clock)
    assert our_clock.ticks() - began < 1.4
    assert (signers(files), troubles(files)) == ([partners[1].name], ["silent", ""])
    # Only its own answer tells that it signed that all the same: then it signs it once more.
    our_clock.pause(1.5)
    partners[0].mood = Partner.mood
    assert signers(a_minute_later(clock)) == [its.name for its in partners]


def lying(said: Said) -> Mood:
    return lambda its, body: said


LIES: dict[str, tuple[Mood, str]] = {
    "another's key": (lambda its, body: its.signs(text_of(body), key=OTHER), "wrong"),
    "another kind of key": (lambda its, body: its.signs(text_of(body), kind=1), "wrong"),
    "another's name": (lambda its, body: its.signs(text_of(body), name="another"), "wrong"),
    "another text": (lambda its, body: its.signs(text_of(body).replace("\n", "0\n", 1)), "wrong"),
    "no moment": (lambda its, body: its.signs(text_of(body), at=0), "wrong"),
    "years ago": (lambda its, body: its.signs(text_of(body), at=1_500_000_000), "wrong"),
    "nothing": (lying(Said(200)), "wrong"),
    "no text": (lying(Said(200, b"\xff\x00 \xe2\x80\x94 \n")), "wrong"),
    "no base64": (lambda its, body: Said(200, f"— {its.name} !\n".encode()), "wrong"),
    "a text behind it": (lambda its, body: Said(200, its.signs(text_of(body)).content.replace(b"\n", b"=\n")), "wrong"),
    "more than anybody reads": (lambda its, body: Said(200, its.signs(text_of(body)).content * 999), "silent"),
    "no size": (lying(Said(409, b"many")), "wrong"),
    "a size below nothing": (lying(Said(409, b"-1")), "wrong"),
    "the size that we said": (lambda its, body: conflict(int(body.split()[1])), "wrong"),
    "always another size": (lambda its, body: conflict(1 - min(1, int(body.split()[1]))), "wrong"),
    "elsewhere": (lying(Said(307, b"", (("Location", "/prefix/add-checkpoint"),))), "refused"),
    "not known": (lying(Said(404)), "refused"),
    "not signed": (lying(Said(403)), "refused"),
    "not read": (lying(Said(400)), "refused"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_witness_that_lies_signs_nothing_and_it_is_shown(partners: list[Partner], clock: Clock, lie: str) -> None:
    partners[0].mood, trouble = LIES[lie]
    files = seal(clock)
    assert (signers(files), troubles(files)) == ([partners[1].name], [trouble, ""])
    assert verified(files)
    assert len(partners[0].asked) <= 2


def test_what_else_stands_in_an_answer_is_not_published(partners: list[Partner], clock: Clock) -> None:
    """A witness may sign by several keys; the year knows one."""
    partners[0].mood = lambda its, body: Said(200, b"\xe2\x80\x94 another abcd\n" + its.honest(body).content)
    files = seal(clock)
    assert signers(files) == [its.name for its in partners]
    assert b"abcd" not in files["checkpoint"]


FORKS: dict[str, tuple[int, bytes]] = {
    "another log of this size": (2, bytes(32)),
    "another log of fewer entries": (1, bytes(32)),
    "a longer log": (999, bytes(32)),
}


@pytest.mark.parametrize("fork", FORKS)
def test_a_witness_that_saw_another_log_wakes_a_person_once_and_the_vote_goes_on(
    partners: list[Partner], voting: Voting, clock: Clock, fork: str, logged: list[str]
) -> None:
    partners[0].signed[ORIGIN] = FORKS[fork]
    files = seal(clock)
    assert said_in(files["checkpoint"])[0] == 2
    assert (signers(files), troubles(files)) == ([partners[1].name], ["forked", ""])
    a_minute_later(clock)
    partners[0].mood = lambda its, body: Said(503)
    files = a_minute_later(clock)
    assert troubles(files) == ["forked", ""], "also if nothing more is heard of it"
    woken = [json.loads(line) for line in logged if "ERROR" in line]
    assert [(its["message"], its["id"]) for its in woken] == [
        ("a witness saw another log", partners[0].vkey.split("+")[1])
    ]
    voting.deliver(a_press("a"))
    files = seal(clock)
    assert len(votes(files)) == 1
    assert signers(files) == [partners[1].name]


def test_another_sealer_that_goes_on_meanwhile_is_no_fork_and_loses_nothing(
    partners: list[Partner], voting: Voting, clock: Clock, logged: list[str]
) -> None:
    """Of two at once the slower one asks for a checkpoint that is no more the newest."""

    def overtaken(its: Partner, body: bytes) -> Said:
        its.mood = Partner.mood
        voting.deliver(a_press("a"))
        clock.shift(3600)
        steps.seal_all()
        return its.honest(body)

    partners[0].mood = overtaken
    files = seal(clock)
    assert len(votes(files)) == 1
    assert signers(files) == [its.name for its in partners], "the newer checkpoint stays"
    assert troubles(files) == ["", ""]
    assert not any("ERROR" in line for line in logged)


def test_a_checkpoint_that_was_drawn_meanwhile_is_not_overwritten(
    partners: list[Partner], clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer = b"a newer one"

    def drawn(its: Partner, body: bytes) -> Said:
        public.write(f"{PLACE}checkpoint", newer, "text/plain")
        return its.honest(body)

    partners[0].mood = drawn
    assert seal(clock)["checkpoint"] == newer


def test_a_witness_that_is_no_more_signs_nothing_any_more(
    partners: list[Partner], campaign: Campaign, clock: Clock
) -> None:
    seal(clock)
    campaign.in_year(replace(YEAR, witnesses=(partners[1].witness,)))
    files = a_minute_later(clock)
    assert signers(files) == [partners[1].name]


def test_what_a_quiet_minute_costs(partners: list[Partner], clock: Clock) -> None:
    """A read a witness, and two files; without witnesses nothing."""
    seal(clock)
    clock.shift(60)
    with counted() as minute:
        steps.seal_all()
    assert Counter(minute.made) == {"dynamodb.GetItem": 4, "s3.GetObject": 2}
    assert [len(its.asked) for its in partners] == [1, 1]


def test_only_who_is_everybodys_is_asked(monkeypatch: pytest.MonkeyPatch, partners: list[Partner]) -> None:
    """Not over a line that anybody reads, and nobody beside us: an organiser's page reaches no machine of ours."""
    monkeypatch.undo()
    port = re.findall(r"\d+", partners[0].url)[-2]
    for url in (partners[0].url, *(f"https://{host}:{port}/" for host in ("127.0.0.1", "localhost", "[::1]"))):
        assert posting.post(url, b"") is None
    assert partners[0].asked == []


def test_after_the_results_whoever_was_away_signs_the_end(
    partners: list[Partner], voting: Voting, clock: Clock
) -> None:
    partners[0].mood = lambda its, body: Said(503)
    voting.deliver(a_press("a"))
    results(clock)
    partners[0].mood = Partner.mood
    clock.move_to(VOTE.settled)
    steps.seal_all()
    for _ in range(61):
        clock.shift(60)
        steps.seal_all()
    assert signers(published()) == [its.name for its in partners]
