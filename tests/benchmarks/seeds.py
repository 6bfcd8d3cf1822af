"""What was there before anybody looked: ballots, initiatives and their files, as the project itself had left them."""

from hashlib import sha256
from typing import Any

import msgspec

from tests.benchmarks.deployment import Deployment  # the environment comes first
from tests.people import SLUG, a_form

# isort: split
from chalicelib.clock import now
from chalicelib.cloud import editions
from chalicelib.initiative import Initiative
from chalicelib.kinds import Microseconds, VoterKey
from chalicelib.messages.voting import VoteConfirmed
from chalicelib.places import municipalities
from chalicelib.publication import bucket, builds, shelves, steps, store
from chalicelib.site import calendar, feeds, shelf
from chalicelib.site.file import Sketch
from chalicelib.voting import rules, signing
from tests.campaign import REGISTERING, VOTING
from tests.years import YEAR

TITLE = "Taalcafé De Brug"
FORM = a_form(
    description="Elke dinsdag om acht uur in de bibliotheek.\n\nWie wil, komt binnen. Er is koffie en soep. " * 6
)


def ballots(deployment: Deployment, number: int) -> None:
    """So many ballots, as the project itself would have written them: one is cast, the rest are its likeness."""
    voter = VoterKey("A" * 43)
    deployment.deliver("voting", ballot(voter, "r" * 26, Microseconds(int(VOTING.timestamp()) * 1_000_000)))
    table = deployment.table("ballots")
    first = rules.bucket(YEAR.vote.key, voter), voter
    likeness, size = msgspec.json.encode(table.rows[first]), table.size(first)
    for each in range(number):
        key = sha256(each.to_bytes(8)).hexdigest()[:42]
        own = VoterKey(f"{rules._SIXTY_FOUR[each % rules.BUCKETS]}{key}")
        its = rules.bucket(YEAR.vote.key, own)
        row = likeness.replace(voter.encode(), own.encode()).replace(first[0].encode(), its.encode())
        table.seed((its, own), row, size)
    table.take_out(first, 0)


def initiatives(deployment: Deployment, number: int) -> None:
    """So many public initiatives, as rows; their files are the next build's."""
    first = int(REGISTERING.timestamp()) - number
    deployment.table("publications").seed_all(_row(each, first + each) for each in range(number))


def site(deployment: Deployment) -> None:
    """The files of all that is public, as a build that was finished left them.

    What the next one goes on from is as it was drawn; the others are known to be there, whatever is in them.
    """
    full = shelf.newest(len(store.every(YEAR.name).published))
    read = {shelf.key(number, full) for number in range(full + 1)} | {shelf.key(full, full, feeds.NAME)}
    notes: dict[str, str] = {}
    served = deployment.cloud.s3
    for each in _files():
        file = each.draw() if isinstance(each, Sketch) and each.key in read else each
        served.seed(each.key, each.of.encode() if isinstance(file, Sketch) else file.content)
        if isinstance(each, Sketch):
            notes[each.of] = served.tags[each.key].strip('"')
    served.seed(bucket.SITE.drawn, msgspec.json.encode(notes))
    assert builds.finish(builds.begin(), steps._shown(editions.current(), calendar.at(YEAR, now())))


def drawn(*keys: str) -> list[bytes]:
    """What these files hold, drawn from the rows."""
    found = {each.key: each for each in _files() if each.key in keys}
    return [(each.draw() if isinstance(each, Sketch) else each).content for each in map(found.__getitem__, keys)]


def _files() -> Any:
    return shelves.everything(YEAR, calendar.at(YEAR, now()))


def initiative(number: int) -> Initiative:
    """One of many: words of a usual length, a place and a category that go round."""
    categories, nis = YEAR.categories, list(municipalities())
    return Initiative(
        title=f"{TITLE} nummer {number}",
        summary=f"{FORM['summary']} Dit is de {number}e groep.",
        description=FORM["description"],
        category=categories[number % len(categories)].key,
        places=(nis[number * 7 % len(nis)],),
        organisation=FORM["organisation"],
        website=FORM["website"],
        language="nl",
        competes=number % 2 == 0,
    )


def _row(number: int, at: int) -> Any:
    return {
        "edition": {"S": YEAR.name},
        "slug": {"S": f"initiatief-{number}"},
        "rank": {"N": "2"},
        "after": {"N": "0"},
        "initiative": {"S": msgspec.json.encode(initiative(number)).decode()},
        "at": {"N": str(at)},
    }


def ballot(voter: VoterKey, receipt: str, at: Microseconds) -> VoteConfirmed:
    """What the web function says of a pressed button."""
    press = VoteConfirmed(YEAR.vote.key, voter, SLUG, receipt, YEAR.rules, at, receipt[:11], receipt[:11])
    return signing.signed(press)
