"""A rehearsal from its first day to its last, and what is left of it in a folder."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

from chalicelib.cloud import log
from chalicelib.edition import Edition
from tests.rehearsal import checks, stage
from tests.rehearsal.acts import ending, judging, registering, voting
from tests.rehearsal.cast import Cast
from tests.rehearsal.checks import Finding
from tests.rehearsal.play import Play

ACTS = (registering, judging, voting, ending)

Told = Callable[[datetime], None]


def played(year: Edition, cast: Cast, folder: Path, told: Told = lambda at: None) -> tuple[Play, list[Finding]]:
    """Play a year, and have its public files counted again; `told` hears how far it is.

    What the functions log meanwhile, which Lambda would put in CloudWatch, is in the folder.
    """
    with (
        (folder / "log.jsonl").open("w", encoding="utf-8") as lines,
        patch.object(log.Lines, "write", lambda its, line: lines.write(line)),
        stage.opened(year) as where,
    ):
        play = Play(where, cast)
        for act in ACTS:
            act.plan(play)
        while at := play.happens():
            told(at)
        play.halt("end")
        return play, checks.all_of(play, folder)
