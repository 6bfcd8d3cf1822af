"""The pictures of the page: plain SVG in the campaign's colours, dusk behind and light where we are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.sax.saxutils import escape

from tests.benchmarks.figures import Figure, number

NIGHT, DUSK, FAR = "#0b2a35", "#123d4b", "#2b6474"
AMBER, PAPER, SOFT, BRICK = "#ffb83d", "#f4f1ea", "#b9cbce", "#ff8a6b"
OTHERS = ("#8fb8c2", "#d9c9a3", "#7f9fb5")
"""Of yardsticks, in the order in which they are named."""
PARTS = ("#ffb83d", "#f7936f", "#8fb8c2", "#d9c9a3", "#7fb59a", "#a6a3d1", "#e7e3d8")
_END = 'text-anchor="end"'
FONT = "font-family=\"'Atkinson Hyperlegible', system-ui, 'Segoe UI', Verdana, sans-serif\""
Point = tuple[float, float]


@dataclass(frozen=True)
class Chart:
    """One drawing among others: where it stands and what is in it."""

    title: str
    curves: Mapping[str, Sequence[Point]]
    unit: str
    across: str
    """What grows from left to right."""


def _text(x: float, y: float, words: str, size: int = 15, colour: str = PAPER, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" {more}>{escape(words)}</text>'


def _line(x: float, y: float, x_end: float, y_end: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{x_end:.1f}" y2="{y_end:.1f}" stroke="{colour}" {more}/>'


def _sheet(width: int, height: int, title: str, lead: str, content: str) -> str:
    described = f'role="img" aria-label="{escape(title)}. {escape(lead)}"'
    head = _text(36, 52, title, 25, PAPER, 'font-weight="700"') + _text(36, 80, lead, 15, SOFT)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'{FONT} {described}><rect width="{width}" height="{height}" rx="14" fill="{NIGHT}"/>{head}{content}</svg>\n'
    )


# Curves


def curves(title: str, lead: str, charts: Sequence[Chart]) -> str:
    """Charts in two columns; ours is lit."""
    wide, high, left, top = 440, 286, 36, 112
    drawn = "".join(
        _chart(chart, left + place % 2 * (wide + 36), top + place // 2 * (high + 34), wide, high)
        for place, chart in enumerate(charts)
    )
    rows = ceil(len(charts) / 2)
    return _sheet(2 * wide + 3 * 36, top + rows * (high + 34), title, lead, drawn)


def _chart(chart: Chart, x: float, y: float, wide: float, high: float) -> str:
    points = [point for curve in chart.curves.values() for point in curve]
    left, right, top, bottom = x + 64, x + wide - 92, y + 58, y + high - 46
    across = _log_scale([at for at, _ in points], left, right)
    up, ticks = _up([value for _, value in points], bottom, top)
    parts = [
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide}" height="{high}" rx="10" fill="{DUSK}"/>',
        _text(x + 18, y + 30, chart.title, 16, PAPER, 'font-weight="700"'),
    ]
    for tick in ticks:
        parts.append(
            f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{up(tick):.1f}" y2="{up(tick):.1f}" stroke="{FAR}"/>'
            + _text(left - 10, up(tick) + 5, _short(tick), 13, SOFT, 'text-anchor="end"')
        )
    for at in sorted({at for at, _ in points}):
        parts.append(_text(across(at), bottom + 22, _short(at), 13, SOFT, 'text-anchor="middle"'))
    parts.append(_text((left + right) / 2, bottom + 40, chart.across, 13, SOFT, 'text-anchor="middle"'))
    parts.append(_text(left, top - 10, chart.unit, 13, SOFT))
    labels = _apart({name: up(curve[-1][1]) for name, curve in chart.curves.items()})
    for place, (name, curve) in enumerate(chart.curves.items()):
        parts.append(_curve(name, curve, across, up, labels[name], OTHERS[(place - 1) % len(OTHERS)]))
    return "".join(parts)


def _curve(
    name: str,
    curve: Sequence[Point],
    across: Callable[[float], float],
    up: Callable[[float], float],
    label: float,
    colour: str,
) -> str:
    ours = name == "ours"
    colour, wide = (AMBER, 3.5) if ours else (colour, 2.5)
    at = [(across(x), up(y)) for x, y in curve]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
    glow = f'<polyline points="{line}" fill="none" stroke="{AMBER}" stroke-opacity=".22" stroke-width="11" stroke-linejoin="round" stroke-linecap="round"/>'  # noqa: E501
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{4.5 if ours else 3.5}" fill="{colour}"/>' for x, y in at)
    drawn = f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="{wide}" stroke-linejoin="round"/>'
    words = _text(at[-1][0] + 12, label + 5, name, 14, colour, 'font-weight="700"' if ours else "")
    return (glow if ours else "") + drawn + dots + words


def _apart(labels: Mapping[str, float], least: float = 18) -> dict[str, float]:
    """Where each label stands, so that none covers another."""
    found: dict[str, float] = {}
    for name, place in sorted(labels.items(), key=lambda item: item[1]):
        found[name] = max([place, *(other + least for other in found.values())])
    return found


def _log_scale(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    low, high = log10(min(values)), log10(max(values))
    spread = high - low or 1.0
    return lambda value: start + (log10(value) - low) / spread * (end - start)


def _up(values: Sequence[float], bottom: float, top: float) -> tuple[Callable[[float], float], list[float]]:
    """A scale from zero where the values are alike, else in powers of ten, with zero at its foot."""
    most, least = max(values), min((value for value in values if value > 0), default=1.0)
    if most <= 20 * least and min(values) >= 0:
        step = _step(most)
        full = step * ceil(most / step)
        return lambda value: bottom - value / full * (bottom - top), [step * n for n in range(int(full / step) + 1)]
    low, high = floor(log10(least)), ceil(log10(most))
    has_zero = min(values) == 0
    foot = bottom - 24 if has_zero else bottom

    def place(value: float) -> float:
        return foot - (log10(value) - low) / (high - low) * (foot - top) if value > 0 else bottom

    ticks = [10.0**power for power in range(low, high + 1)]
    return place, [0.0, *ticks] if has_zero else ticks


def _step(most: float) -> float:
    """A round step of which four or five make the most."""
    rough = most / 4
    power = 10 ** floor(log10(rough))
    return float(next(nice * power for nice in (1, 2, 2.5, 5, 10) if nice * power >= rough))


def _short(value: float) -> str:
    for limit, sign in ((1e6, "M"), (1e3, "k")):
        if value >= limit:
            return f"{value / limit:g}{sign}"
    return f"{value:g}"


# Bars


def bars(title: str, lead: str, rows: Mapping[str, Mapping[str, float]], unit: str) -> str:
    """A bar per row, of the same parts in the same colours, with its total; the first row is ours."""
    names = list(dict.fromkeys(name for parts in rows.values() for name in parts))
    width, left, right, top, high, gap = 952, 150, 790, 118, 44, 22
    most = max(sum(parts.values()) for parts in rows.values())
    drawn = []
    for place, (row, parts) in enumerate(rows.items()):
        y, x = top + place * (high + gap), float(left)
        drawn.append(_text(left - 16, y + 28, row, 16, AMBER if not place else PAPER, 'text-anchor="end"'))
        for name in names:
            wide = parts.get(name, 0.0) / most * (right - left)
            colour = PARTS[names.index(name) % len(PARTS)]
            if wide >= 1:
                drawn.append(
                    f'<rect x="{x:.1f}" y="{y}" width="{max(wide - 1.5, 1):.1f}" height="{high}" fill="{colour}"/>'
                )
            if wide > 34:
                drawn.append(_text(x + wide / 2, y + 28, number(parts[name]), 14, NIGHT, 'text-anchor="middle"'))
            x += wide
        total = f"{number(round(sum(parts.values()), 1))} {unit}"
        drawn.append(_text(x + 10, y + 28, total, 16, PAPER, 'font-weight="700"'))
    foot = top + len(rows) * (high + gap) + 8
    drawn.append(_legend(names, left, foot))
    return _sheet(width, foot + 58, title, lead, "".join(drawn))


def _legend(names: Sequence[str], x: float, y: float) -> str:
    parts, start, line = [], x, y
    for place, name in enumerate(names):
        wide = 42 + 7.8 * len(name)
        if x + wide > 920:
            x, line = start, line + 26
        parts.append(
            f'<rect x="{x:.1f}" y="{line:.1f}" width="14" height="14" rx="3" fill="{PARTS[place % len(PARTS)]}"/>'
        )
        parts.append(_text(x + 22, line + 12, name, 14, SOFT))
        x += wide
    return "".join(parts)


# Aims


def aims(title: str, lead: str, figures: Sequence[tuple[str, Figure, float]]) -> str:
    """Each figure with an aim, as the share of what the aim allows that it takes: lit up to the line, red beyond it."""
    width, left, top, high = 1080, 540, 128, 30
    one, most = left + 190, left + 262
    drawn = [
        _line(one, top - 14, one, top + len(figures) * high - 6, SOFT, 'stroke-dasharray="3 4"'),
        _text(one, top - 22, "the aim", 14, SOFT, 'text-anchor="middle"'),
    ]
    for place, (word, figure, share) in enumerate(figures):
        y = top + place * high
        colour = AMBER if figure.verdict == "holds" else BRICK
        end = min(left + share * (one - left), most)
        at = f", at {_short(figure.at)}" if figure.at else ""
        name = f"{figure.what}{at}"
        drawn.append(_text(36, y + 15, word, 13, SOFT))
        drawn.append(_text(left - 18, y + 15, name if len(name) <= 58 else f"{name[:57]}…", 14, PAPER, _END))
        drawn.append(_line(left, y + 10, end, y + 10, colour, 'stroke-width="3"'))
        drawn.append(f'<circle cx="{end:.1f}" cy="{y + 10}" r="6" fill="{colour}"/>')
        drawn.append(_text(most + 24, y + 15, f"{number(figure.ours)} {figure.unit}".strip(), 14, colour))
    return _sheet(width, top + len(figures) * high + 24, title, lead, "".join(drawn))
