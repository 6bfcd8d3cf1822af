"""When the results are public: at their hour, or where two signed just what one of them opened; never while held."""

from collections import Counter
from collections.abc import Iterator

from tests import sealed
from tests.cloud.calls import MINUTE, SECOND
from tests.simulation.schedule import Stage
from tests.simulation.themes.theme import SLUGS

# isort: split
from chalicelib.closing import store
from infra.make.log import Differs
from tests.years import YEAR

HOUR = int(YEAR.vote.results.timestamp()) * SECOND
NUMBERS = b'<p class="lead"><strong>'
"""Where the page of the results says how many votes there were."""
CLOCKS = 2 * MINUTE
"""By how much no two clocks differ."""


SLIPPED_IN = f"{YEAR.vote.key}#02", "H" * 43


def slip_in(stage: Stage) -> None:
    """A ballot that nobody pressed a button for, put there by whoever may write in the table: the log never has it."""
    told = {"candidate": {"S": SLUGS[0]}, "domain": {"S": ""}, "at": {"N": str(HOUR - 1)}}
    row = {"bucket": {"S": SLIPPED_IN[0]}, "voter": {"S": SLIPPED_IN[1]}, **told}
    stage.world.table("ballots").put(SLIPPED_IN, row, 0)


def watch_results(stage: Stage) -> None:
    """I25, at any moment: no number is public before its hour, but where two signed."""

    def on_put(key: str, content: bytes) -> None:
        if not _tells(key, content):
            return
        is_early = stage.world.now < HOUR - stage.weather.skew
        held = store.find("2027")[0].embargo.held if not is_early else 0
        if (is_early or held) and not _signed_by_two(stage, held * SECOND):
            stage.world.violated(f"I25: {key} tells the numbers, and no two signed {'anew' if held else 'before'}")

    stage.world.cloud.s3.on_put = on_put


def _tells(key: str, content: bytes) -> bool:
    return key.endswith(("openings.csv", "results.json")) or (key == "nl/results" and NUMBERS in content)


def _signed_by_two(stage: Stage, since: int) -> bool:
    """Whether somebody asked to open just what two different organisers had signed, since it was held back."""
    said = [(kind, fields) for queue, kind, fields in stage.sent if queue == "organising"]
    signed = [fields for kind, fields in said if kind == "NumbersSigned" and not fields["taken_back"]]
    wanted = {fields["seen"] for kind, fields in said if kind == "ResultsOpened"}
    return any(
        len({its["by"] for its in signed if its["seen"] == seen and its["at"] >= since - CLOCKS}) > 1 for seen in wanted
    )


def check_closing(stage: Stage) -> Iterator[str]:
    """I25: in the end everyone knows, but where it is held back and nobody opened it since; what the log does not prove
    is opened by nobody.
    """
    is_proven = SLIPPED_IN not in stage.world.table("ballots").rows
    embargo = store.find("2027")[0].embargo
    is_public = NUMBERS in stage.world.cloud.s3.files["nl/results"]
    files = sealed.among(stage.world.cloud.s3.files)
    is_open = "openings.csv" in files
    wanted = not embargo.held or bool(embargo.opened)
    if is_public != wanted:
        yield f"I25: the numbers are {'public' if is_public else 'hidden'} in the end"
    if is_open != (wanted and is_proven):
        yield f"I25: the log is {'open' if is_open else 'closed'} in the end"
    if embargo.opened and not is_proven:
        yield "I25: somebody opened what the log does not prove"
    if embargo.held and embargo.held * SECOND > HOUR + stage.weather.skew:
        yield "I25: what people saw is held back"
    if is_open:
        yield from _counted_again(stage, files)


def _counted_again(stage: Stage, files: sealed.Files) -> Iterator[str]:
    """I3: a verifier that others wrote reads the log, and whoever counts again finds what the ballots say."""
    sealed.verified(files)
    ballots = Counter(row["candidate"]["S"] for row in stage.world.table("ballots").rows.values() if "candidate" in row)
    try:
        counted = files.recounted()
    except Differs as difference:
        yield f"I3: whoever counts again finds: {difference}"
        return
    if counted != ballots:
        yield f"I3: whoever counts again finds {dict(counted)}, and the ballots say {dict(ballots)}"
