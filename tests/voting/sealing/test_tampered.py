"""I3, I6: of a log of a thousand ballots no byte can be another; our program notices, and of the log one of others too.

Some bytes of every file are tried, and far more with `make test-deep`; test_log.py tries each of a small log, and
tests/browser/test_recount.py asks the page in a browser.
"""

from random import Random

import pytest

from infra.make.log import Differs
from tests.depth import cases
from tests.sealed import Files, verified
from tests.voting.sealing.test_log import is_read
from tests.voting.sealing.test_program import a_log

NAMED = r"checkpoint|key|bundle|entry|tile|openings|results"


@pytest.fixture(scope="module")
def thousand() -> Files:
    """Those files of the log that are read of it as it is now."""
    files = a_log(1_000)
    return Files({path: content for path, content in files.items() if is_read(files, path)})


def changed(files: Files, path: str, place: int) -> Files:
    content = files[path]
    return Files({**files, path: content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]})


def test_any_byte_of_a_thousand_ballots_that_is_changed_is_noticed(thousand: Files) -> None:
    draws = Random(16)
    assert thousand.recounted().total() == 1_000
    assert len(verified(thousand)) == 1_003
    for path, content in thousand.items():
        for place in draws.sample(range(len(content)), min(len(content), cases(12, 2_000))):
            with pytest.raises(Differs, match=NAMED):
                changed(thousand, path, place).recounted()


def test_a_verifier_of_others_notices_what_is_of_the_log(thousand: Files) -> None:
    """Whatever it says then: it knows nothing of what opens a log."""
    draws = Random(17)
    for path, content in thousand.items():
        if path in ("openings.csv", "results.json"):
            continue
        for place in draws.sample(range(len(content)), min(len(content), cases(2, 40))):
            assert is_refused(changed(thousand, path, place)), (path, place)


def is_refused(files: Files) -> bool:
    try:
        verified(files)
    except Exception:
        return True
    return False
