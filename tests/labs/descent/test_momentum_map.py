"""The momentum map: each pixel is what the roots of the iteration's polynomial say, found anew by NumPy."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest

from lrtui.core.objectives import objective
from lrtui.core.stability import Stability
from lrtui.labs.descent.figures import momentum
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import DescentSettings
from lrtui.plot.canvas import NOTHING, Canvas
from lrtui.plot.ink import LEVELS

SIZE = (70, 19)


def frame_of(rate: float = 0.3, **other: object) -> DescentFrame:
    fields: dict[str, object] = {"learning_rate": rate, "view": "momentum", "paused": True, **other}
    return DescentLab(DescentSettings(**fields)).frame()  # type: ignore[arg-type]


@pytest.mark.parametrize("nesterov", [False, True])
def test_levels_go_by_the_larger_root(nesterov: bool) -> None:
    stability = Stability(objective("parabola", 3.0), 0.1, 0.0, 6.0, 0.5, nesterov)
    rates, betas = np.linspace(0.005, 0.69, 23), np.linspace(0.01, 0.99, 17)
    inks = momentum.levels(stability, rates, betas)
    for row, beta in enumerate(betas.tolist()):
        for column, rate in enumerate(rates.tolist()):
            s = 6.0 * rate
            # v' = β·v + g; x' = x − η·v', or x − η·(g + β·v') with Nesterov's.
            polynomial = [1, -(1 + beta) * (1 - s), beta * (1 - s)] if nesterov else [1, s - 1 - beta, beta]
            size = float(np.abs(np.roots(polynomial)).max())
            if abs(size - 1) < 1e-9:
                continue
            steps = -1 / math.log10(size) if size < 1 else math.inf  # until ten times nearer
            expected = NOTHING if size > 1 else LEVELS[sum(steps > limit for limit in momentum.STEPS)]
            assert inks[row, column] == expected, (rate, beta, size)


def test_the_coloured_part_ends_at_the_limit() -> None:
    frame = frame_of(a=0.5)
    cells = momentum.MOMENTUM.cells(frame, *SIZE)
    assert frame.run.stability is not None
    area = momentum.chart(Canvas(*SIZE), frame.run.stability)
    for row in range(area.box.row + 1, area.box.row + area.box.height - 1):
        beta = area.y_at(row)
        assert beta is not None
        edge = area.column_of(2 * (1 + beta))  # f'' = 1
        assert edge is not None
        (coloured,) = np.nonzero(cells.grounds[row] > 0)
        assert abs(int(coloured[-1]) - edge) <= 1


def test_plain_descent_is_on_the_lower_edge_and_a_click_sets_its_rate() -> None:
    frame = frame_of(0.3)
    lines = momentum.MOMENTUM.cells(frame, *SIZE).lines()
    assert frame.run.stability is not None
    area = momentum.chart(Canvas(*SIZE), frame.run.stability)
    column = area.column_of(0.3)
    assert column is not None
    assert lines[-2][column] == "●"
    assert lines[-2][area.box.column - 1] == "▶"
    action = momentum.pointed(frame, Canvas(*SIZE), column, 3)
    assert action is not None
    assert action[:2] == ("set", "learning_rate")
    assert area.column_of(action.amount) == column
    assert "◀" in momentum.MOMENTUM.cells(frame_of(-0.2), *SIZE).lines()[1]
    assert "▶" in momentum.MOMENTUM.cells(frame_of(7.0), *SIZE).lines()[1]


@pytest.mark.parametrize("size", [(1, 1), (3, 2), (8, 40), (26, 6), (120, 40)])
def test_every_size_is_drawn_and_what_has_no_formula_says_so(size: tuple[int, int]) -> None:
    for name in ("parabola", "double-well", "quartic", "softplus", "abs"):
        for ascii_only in (False, True):
            cells = momentum.MOMENTUM.cells(frame_of(0.3, objective=name), *size, ascii_only=ascii_only)
            assert cells.code_points.shape == size[::-1]
    assert "no formula holds" in "".join(momentum.MOMENTUM.cells(frame_of(objective="softplus"), *SIZE).lines())


def test_it_is_drawn_within_a_frame() -> None:
    frame = frame_of()
    spent = []
    for _ in range(5):
        before = time.process_time()
        momentum.MOMENTUM.cells(frame, 70, 19)
        spent.append(time.process_time() - before)
    assert min(spent) < 0.03
