"""The table, as text and as a page with pictures."""

from collections.abc import Mapping, Sequence

from tests.benchmarks.figures import Figure

Answers = Mapping[str, Sequence[Figure]]


def text(answers: Answers) -> str:
    """The table for a terminal."""
    rows = [_cells(word, figure) for word, figures in answers.items() for figure in figures]
    heads = ("word", "what", "ours", "beside", "aim", "verdict")
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [heads, *rows]
    )


def _cells(word: str, figure: Figure) -> tuple[str, ...]:
    at = f", at {figure.at:,}" if figure.at else ""
    beside = "; ".join(f"{name} {number(value)}" for name, value in figure.beside.items())
    ours = f"{number(figure.ours)} {figure.unit}".strip()
    return word, figure.what + at, ours, beside, figure.aim, figure.verdict


def number(value: float) -> str:
    """Three digits that matter, or all of a whole number."""
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def write(answers: Answers, full: bool) -> None:
    """The page and its pictures."""
