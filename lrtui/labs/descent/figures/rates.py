"""The axis of learning rates under the charts that show where runs end up."""

from __future__ import annotations

from lrtui import numbers
from lrtui.core.quadratic import Quadratic
from lrtui.labs.descent.frame import DescentFrame
from lrtui.plot.axes import round_up
from lrtui.plot.chart import Chart, tick_label
from lrtui.plot.ink import Ink

BEFORE = 0.7
"""Where there is chaos to be seen, the window begins at this share of the first rate at which a run splits."""

CRITICAL = 1.5
"""The window's end in critical rates, where nobody has chosen another."""

SETTLING = 1.25
"""The end of the window of basins in units of the rate beyond which no run comes to rest."""

UNKNOWN = (0.0, 2.0)
"""The window where no rate is known to be critical."""

WIDE = 40
"""Columns from which on a chart has room for lines and words."""


def settling_window(frame: DescentFrame) -> tuple[float, float]:
    """From 0 to a little beyond the highest rate at which a run comes to rest in a minimum, or to η."""
    low, high = _usual(frame)
    curvatures = frame.objective.hessian(frame.objective.minima)
    if len(curvatures) and curvatures.min() > 0:
        low, high = 0.0, SETTLING * 2.0 / float(curvatures.min())
    rate = frame.run.learning_rate
    return min(low, 0.0), high if rate <= high else round_up(rate)


def rate_window(frame: DescentFrame) -> tuple[float, float]:
    """The lowest and the highest rate: those of interest, or up to η where that is higher."""
    low, high = _usual(frame)
    rate = frame.run.learning_rate
    return low, high if rate <= high else round_up(rate)


def _usual(frame: DescentFrame) -> tuple[float, float]:
    named, stability = frame.settings.named, frame.run.stability
    if stability is not None and (named is None or isinstance(frame.objective, Quadratic)):
        return 0.0, CRITICAL * stability.critical_learning_rate
    low, high = named.rates if named else UNKNOWN
    if named and len(named.thresholds) > 2:
        low += BEFORE * (named.thresholds[0].learning_rate - low)
    return low, high


def rate_labels(frame: DescentFrame) -> dict[float, str]:
    """The rates at which the fate of a run changes, as a person writes them; those with a closed form first."""
    named, stability = frame.settings.named, frame.run.stability
    texts = {row.learning_rate: row.exact.rpartition("= ")[2] for row in named.thresholds} if named else {}
    if not texts and stability is not None:
        return {stability.critical_learning_rate: tick_label(stability.critical_learning_rate)}
    return dict(sorted(texts.items(), key=lambda item: "." in item[1]))


def draw_rates(frame: DescentFrame, area: Chart) -> None:
    """Thresholds and round numbers under the chart, where there is room; and an arrow to η where it lies outside."""
    canvas, box = area.canvas, area.box
    row, taken = box.row + box.height, list[tuple[int, int]]()
    labels = [(rate, text, Ink.TITLE) for rate, text in rate_labels(frame).items()]
    labels += [(rate, tick_label(rate), Ink.MUTED) for rate in area.x.ticks(max(box.width // 8, 2))]
    for rate, text, ink in labels:
        column, text = area.column_of(rate), canvas.encode(text)
        if column is None:
            continue
        start = max(min(column - len(text) // 2, box.column + box.width - len(text)), 0)
        if all(start > stop or start + len(text) < begin for begin, stop in taken):
            canvas.write(row, start, text, ink)
            taken.append((start, start + len(text)))
    rate = frame.run.learning_rate
    if rate < area.x.low:
        canvas.write(box.row, box.column, f"◀ η {numbers.rate(rate)}", Ink.CURRENT)
    elif rate > area.x.high:
        text = canvas.encode(f"η {numbers.rate(rate)} ▶")
        canvas.write(box.row, box.column + box.width - len(text), text, Ink.CURRENT)
