"""Votes: what people were told is what counts."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.cloud.calls import SECOND
from tests.simulation.invariants.tally import tally_is_right
from tests.simulation.letters import Letter
from tests.simulation.people.memory import Pressed, history
from tests.simulation.schedule import Stage
from tests.simulation.workers import Answer, answered

# isort: split
from chalicelib.voting import tokens
from chalicelib.web import links
from tests.years import YEAR


def look(stage: Stage, receipt: str, code: str) -> Answer:
    """What a program that types the code sees on a receipt, in a world that healed."""
    worker = stage.world.start(stage.world.request("POST", receipt, {"code": code}, as_json=True))
    while worker.call is not None:
        stage.world.go_on(worker)
    return answered(worker)


def check_votes(stage: Stage) -> Iterator[str]:
    """I1 to I4: what people were told is what counts."""
    told = history(stage)
    presses: dict[str, dict[str, list[Pressed]]] = defaultdict(lambda: defaultdict(list))
    for press in told.pressed:
        if press.what == "vote" and press.told != "no":
            presses[told.mailboxes[press.letter.to]][press.letter.token].append(press)
    closes = int(YEAR.vote.closes.timestamp()) * SECOND + stage.weather.skew
    if any(press.began >= closes and press.told == "ok" for press in told.pressed if press.what == "vote"):
        yield "I1: a press after the vote had closed is accepted"
    disowned = {
        press.letter.token: press.told for press in told.pressed if press.what == "disown" and press.told != "no"
    }
    counted: Counter[str] = Counter()
    ballots = 0
    for voter, by_link in presses.items():
        current: list[str] = []
        for token, its in by_link.items():
            receipt = next((press.location for press in its if press.told == "ok"), "")
            if not receipt:
                continue
            if len({press.location for press in its if press.told == "ok"}) > 1:
                yield f"I2: {voter} has two receipts for one link"
            answer = look(stage, receipt, its[0].letter.code)
            if answer.status != 200:
                yield f"I2: the receipt of {voter} answers {answer.status}"
                continue
            found = answer.json
            if found["reason"] == "disowned" and token in disowned:
                continue
            if disowned.get(token) == "ok" and found["state"] == "counted":
                yield f"I5: {voter} said that it was somebody else, and the vote counts"
            slug = _choice_in_row(stage, its[0].letter) if found["state"] == "counted" else ""
            yield from _receipt_is_right(stage, voter, its, found, slug)
            if found["state"] == "counted" or found["reason"] == "candidate_withdrawn":
                current.append(token)
                ballots += 1
                if found["state"] == "counted":
                    counted[slug] += 1
        if len(current) > 1:
            yield f"I4: {len(current)} votes of {voter} count"
        sure = {token: its for token, its in by_link.items() if token not in disowned}
        # Where nobody was told whether the other button worked, nobody knows whether this link's vote is the newest.
        is_unsure = any(disowned.get(token) == "unknown" for token in by_link)
        if not is_unsure and not disowned.keys() & {*current}:
            yield from _newest_counts(stage, voter, sure, current)
    yield from _rows_are_theirs(stage, presses, ballots)
    yield from tally_is_right(stage, counted)


def _receipt_is_right(
    stage: Stage, voter: str, presses: list[Pressed], found: dict[str, str], slug: str
) -> Iterator[str]:
    match found["state"], found["reason"]:
        case "counted", _:
            if slug not in presses[0].letter.text and slug not in _slug_of(stage, presses[0]):
                yield f"I2: {voter} voted by {presses[0].letter.subject!r} and the receipt says {slug}"
        case "replaced", _:
            pass
        case "not_counted", "candidate_withdrawn":
            if not history(stage).withdrawn:
                yield f"I2: {voter} is told of a candidate that left, and none did"
        case "not_counted", "too_late":
            closes = int(YEAR.vote.closes.timestamp()) * SECOND
            if all(press.ended < closes - stage.weather.skew for press in presses):
                yield f"I1: {voter} pressed in time and is told too late"
        case state:
            yield f"I1: {voter} was told yes, and the receipt says {state}"


def _choice_in_row(stage: Stage, letter: Letter) -> str:
    """For whom the ballot counts of the voter who got this mail."""
    voter = tokens.asked_by(links.read("vote", letter.token, 0)).voter
    rows = [row for key, row in stage.world.table("ballots").rows.items() if key[1] == voter]
    return next((row["candidate"]["S"] for row in rows if "candidate" in row), "")


def _slug_of(stage: Stage, press: Pressed) -> set[str]:
    address = press.letter.to
    return {asked.slug for asked in history(stage).asked if asked.address == address}


def _newest_counts(stage: Stage, voter: str, by_link: dict[str, list[Pressed]], current: list[str]) -> Iterator[str]:
    """The link that was pressed last is the one that counts, as far as people can tell."""
    if not current:
        sure = [its for its in by_link.values() if any(press.told == "ok" for press in its)]
        unsure = [its for its in by_link.values() if all(press.told == "unknown" for press in its)]
        late = any(press.ended >= int(YEAR.vote.closes.timestamp()) * SECOND for its in sure for press in its)
        if sure and not unsure and not late:
            yield f"I1: no vote of {voter} counts, and they were told that one does"
        return
    (token, *_) = current
    mine = by_link[token]
    sure_by = max(press.ended for press in mine) + 2 * stage.weather.skew
    for other, its in by_link.items():
        if other == token or not any(press.told == "ok" for press in its):
            continue
        if max(press.began for press in its if press.told == "ok") > sure_by:
            yield f"I1: an older vote of {voter} counts than the newest"


def _rows_are_theirs(stage: Stage, presses: dict[str, dict[str, list[Pressed]]], ballots: int) -> Iterator[str]:
    rows = [row for row in stage.world.table("ballots").rows.values() if "candidate" in row]
    people = sum(any(press.told == "ok" for its in by_link.values() for press in its) for by_link in presses.values())
    if len(rows) > len(presses):
        yield f"I5: {len(rows)} ballots of {len(presses)} people who pressed"
    if len(rows) < ballots:
        yield f"I4: {ballots} votes count in {len(rows)} rows"
    if len({row["voter"]["S"] for row in rows}) < len(rows):
        yield "I4: two ballots of one voter"
    if len(presses) == people and len(rows) > people:
        yield f"I4: {len(rows)} ballots of {people} people"
