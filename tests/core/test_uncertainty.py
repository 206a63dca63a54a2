"""The error of a share, against shares that were really drawn."""

import numpy as np
import pytest

from lrtui.core.uncertainty import auc_error, share_error


@pytest.mark.parametrize(("share", "rows"), [(0.5, 30), (0.82, 500), (0.95, 200)])
def test_the_error_is_the_spread_of_shares_that_were_drawn(share: float, rows: int) -> None:
    drawn = np.random.default_rng(0).binomial(rows, share, size=20_000) / rows
    assert share_error(share, rows) == pytest.approx(drawn.std(), rel=0.05)


def test_a_perfect_share_is_not_certain() -> None:
    perfect = share_error(np.array([0.0, 1.0]), 30)
    assert (perfect > 0.02).all() and (perfect < 0.06).all()


def test_the_error_of_an_auc_is_the_spread_of_areas_that_were_drawn() -> None:
    random = np.random.default_rng(0)
    areas = []
    for _ in range(2000):
        right, wrong = random.exponential(4.0, 60), random.exponential(1.0, 60)
        areas.append((right[:, None] > wrong).mean())
    assert np.mean(areas) == pytest.approx(0.8, abs=0.01)
    # Hanley and McNeil derive it for exponential scores.
    assert auc_error(0.8, 60) == pytest.approx(np.std(areas), rel=0.05)
    assert auc_error(np.array([0.0, 1.0]), 60).tolist() == [0.0, 0.0]
