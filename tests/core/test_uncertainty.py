"""The error of a share, against shares that were really drawn."""

import numpy as np
import pytest

from lrtui.core.uncertainty import share_error


@pytest.mark.parametrize(("share", "rows"), [(0.5, 30), (0.82, 500), (0.95, 200)])
def test_the_error_is_the_spread_of_shares_that_were_drawn(share: float, rows: int) -> None:
    drawn = np.random.default_rng(0).binomial(rows, share, size=20_000) / rows
    assert share_error(share, rows) == pytest.approx(drawn.std(), rel=0.05)


def test_a_perfect_share_is_not_certain() -> None:
    perfect = share_error(np.array([0.0, 1.0]), 30)
    assert (perfect > 0.02).all() and (perfect < 0.06).all()
