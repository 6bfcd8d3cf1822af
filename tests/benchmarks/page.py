"""The table, as text and as a page with pictures."""

import os
import platform
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from infra import ROOT
from tests.benchmarks import plots
from tests.benchmarks.figures import Figure, number
from tests.benchmarks.plots import Chart

Answers = Mapping[str, Sequence[Figure]]
FOLDER = Path(__file__).parent / "measured"
HEADS = ("what", "ours", "beside", "aim", "verdict")
MAIL = "the mail of a million votes, of which some more are asked for than confirmed"
"""A figure of `cost`, which the picture tells beside its bars."""
LIBRARIES = ("chalice", "botocore", "pynamodb", "msgspec", "jinja2")


def text(answers: Answers) -> str:
    """The table for a terminal."""
    rows = [(topic, *_cells(figure)) for topic, figures in answers.items() for figure in figures]
    heads = ("topic", *HEADS)
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [heads, *rows]
    ]
    return "\n".join([*lines, "", _sum(answers)])


def _cells(figure: Figure) -> tuple[str, ...]:
    at = f", at {figure.at:,}" if figure.at else ""
    beside = "; ".join(f"{name} {number(value)}" for name, value in figure.beside.items())
    ours = f"{number(figure.ours)} {figure.unit}".strip()
    return figure.what + at, ours, beside, figure.aim, figure.verdict


def _sum(answers: Answers) -> str:
    verdicts = [figure.verdict for figures in answers.values() for figure in figures if figure.verdict]
    return f"{verdicts.count('holds')} aims hold, {verdicts.count('missed')} are missed."


def write(answers: Answers, full: bool) -> None:
    """The page and its pictures."""
    FOLDER.mkdir(exist_ok=True)
    pictures = dict(_pictures(answers))
    for name, drawn in pictures.items():
        (FOLDER / f"{name}.svg").write_text(drawn, "utf-8")
    (FOLDER / "README.md").write_text("\n".join(_page(answers, full, list(pictures))), "utf-8")


def _page(answers: Answers, full: bool, pictures: Sequence[str]) -> Iterator[str]:
    yield "# Measured\n"
    made = "make bench-full" if full else "make bench"
    yield f"Made by `{made}`. Counts and units are exact and the same everywhere;"
    yield "times are of processor, and compared with those of the same run only. What is modelled, each topic says"
    yield "itself in `tests/benchmarks/topics`.\n"
    yield from (f"- {line}" for line in _where())
    yield f"\n**{_sum(answers)}**\n"
    for name in pictures:
        yield f"![{name}]({name}.svg)\n"
    for topic, figures in answers.items():
        if figures:
            yield f"## {topic}\n"
            yield f"| {' | '.join(HEADS)} |\n|---|--:|---|---|---|"
            yield from (f"| {' | '.join(_marked(figure))} |" for figure in figures)
            yield ""


def _marked(figure: Figure) -> Iterator[str]:
    *cells, verdict = _cells(figure)
    yield from (cell.replace("|", "\\|") for cell in cells)
    yield f"**{verdict}**" if verdict == "missed" else verdict


def _where() -> Iterator[str]:
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ":!tests/benchmarks/measured")
    yield f"commit {_git('rev-parse', '--short', 'HEAD')}{' and what was changed since' if changed else ''}"
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    yield f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release().partition('-')[0]}"
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    yield f"Python {platform.python_version()}, {libraries}"


def _git(*asked: str) -> str:
    ran = subprocess.run(["git", *asked], cwd=ROOT, capture_output=True, text=True, check=False)
    return ran.stdout.strip() or ("unknown" if asked[0] == "rev-parse" else "")


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.*)", known.read_text()) if known.exists() else None
    return found[1] if found else platform.processor() or platform.machine()


# Pictures


def _pictures(answers: Answers) -> Iterator[tuple[str, str]]:
    yield (
        "aims",
        plots.aims(
            "How far each aim is",
            "The share of what an aim allows that we take: up to the line it holds.",
            list(_shares(answers)),
        ),
    )
    if "cost" in answers:
        yield "cost", _cost(answers["cost"])
    if "growth" in answers and "publish" in answers:
        yield "growth", _growth(answers)


def _shares(answers: Answers) -> Iterator[tuple[str, Figure, float]]:
    """Each figure that can be far or near: a bound on it other than zero. Of a curve, its last."""
    for topic, figures in answers.items():
        last = {figure.what: figure for figure in figures}
        for figure in last.values():
            bound = re.search(r"[\d.]+", figure.aim.replace(",", ""))
            if not figure.verdict or not bound or not float(bound[0]):
                continue
            reached = figure.ours / float(bound[0])
            yield topic, figure, 1 / reached if figure.aim.startswith("at least") else reached


def _cost(figures: Sequence[Figure]) -> str:
    parts: dict[str, dict[str, float]] = {"ours": {}, "naive app": {}}
    for figure in figures:
        if figure.what.startswith("of a million votes: "):
            part = figure.what.partition(": ")[2]
            parts["ours"][part], parts["naive app"][part] = figure.ours, figure.beside["naive"]
    parts["ours"]["the tally"] = next(its.ours for its in figures if its.what == "the tally of a million votes")
    mail = next(its.ours for its in figures if its.what == MAIL)
    return plots.bars(
        "A million votes, with all visits around them",
        f"USD before what is free each month, among 500 initiatives; mail apart, which is {mail:.0f} for both.",
        parts,
        "USD",
    )


def _growth(answers: Answers) -> str:
    def curve(topic: str, what: str, beside: str = "") -> list[tuple[float, float]]:
        its = [figure for figure in answers[topic] if figure.what == what and figure.at]
        return [(figure.at, figure.beside[beside] if beside else figure.ours) for figure in its]

    def chart(title: str, topic: str, what: str, unit: str, across: str, *others: str) -> Chart:
        named = {"ours": curve(topic, what), **{name: curve(topic, what, name) for name in others}}
        return Chart(title, named, unit, across)

    initiatives, ballots = "initiatives", "ballots in the table"
    visits = "a million votes with all visits"
    view, build = "read for one view of the list", "a build after one change, files that it writes"
    recount = "read units of a recount, per thousand ballots"
    return plots.curves(
        "What grows with the campaign, and what does not",
        "Ours is lit. The naive app queries its table for every page.",
        [
            chart("A million votes and all visits", "cost", visits, "USD", initiatives, "naive"),
            chart("Read for one view of the list", "growth", view, "read units", initiatives, "naive"),
            chart("First view of the list", "growth", "first view of the list", "bytes, compressed", initiatives),
            chart("Files of a build after one change", "publish", build, "files", initiatives),
            chart("Written for a counted vote", "growth", "write units of a counted vote", "write units", ballots),
            chart("Read by a recount", "growth", recount, "read units per thousand ballots", ballots),
        ],
    )
