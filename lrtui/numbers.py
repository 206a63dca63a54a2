"""Numbers as a person reads them. A growth factor never reads as 1 or 0 unless it is."""

import math
from collections.abc import Iterable


def brief(value: float) -> str:
    """Three significant digits."""
    return f"{value:.3g}"


def known(value: float) -> str:
    """Three significant digits, or a dash where there is no number."""
    return brief(value) if math.isfinite(value) else "—"


def rate(value: float, significant: int = 3) -> str:
    """A learning rate, without the padding of an exponent: ``0.215``, ``1e-5``, ``1e6``."""
    return _trimmed(f"{value:.{significant}g}")


def compact(value: float, width: int, most: int = 3) -> str:
    """As ``rate``, with so many significant digits that it is no wider than ``width``, where that can be."""
    return fitting((rate(value, significant) for significant in range(most, 0, -1)), width)


def fixed(value: float, width: int) -> str:
    """A size ≥ 0 with three significant digits, zeros included, so that it does not jump about: ``0.130``, ``2.07``.

    Fewer where it would be wider than ``width``; a zero alone where it is none.
    """
    return fitting((_trimmed(f"{value:#.{significant}g}") for significant in (3, 2, 1)), width) if value else "0"


def count(steps: float) -> str:
    """A number of steps: ``4.51``, ``12,345``, ``1.15e6``."""
    if steps < 999.5:
        return f"{steps:.0f}" if steps == int(steps) else brief(steps)
    return f"{steps:,.0f}" if steps < 1e6 else _trimmed(f"{steps:.2e}")


def factor(value: float) -> str:
    """A growth factor ≥ 0 with three decimals; with more, or as ``1+2e-09``, where that would read as 0 or 1."""
    if math.isinf(value):
        return ">1e308"
    if value >= 1e5:
        return f"{value:.1e}"
    if value >= 100:
        return f"{value:.1f}"
    for decimals in range(3, 7):
        text = f"{value:.{decimals}f}"
        if value in (0.0, 1.0) or float(text) not in (0.0, 1.0):
            return text
    return f"{value:.1e}" if value < 0.5 else f"1{value - 1:+.0e}"


def exact(value: float) -> str:
    """The shortest text that reads back as the same number, without a trailing ``.0``."""
    return repr(float(value)).removesuffix(".0")


def digits(value: float, width: int = 20, most: int = 10) -> str:
    """A value of the run to ten significant digits: enough to check by hand, without the last bits' noise.

    Fewer where it would be wider than ``width`` characters; never cut off, which would be another number.
    """
    return fitting((f"{value:.{significant}g}" for significant in range(most, 0, -1)), width)


def share(value: float) -> str:
    """A share, or a loss, in as few characters as can be, where several stand in one line: ``.946``, ``12.3``."""
    if not math.isfinite(value):
        return "—"
    return f"{value:.3f}".removeprefix("0") if abs(value) < 10 else brief(value)


def _trimmed(text: str) -> str:
    """A number without the padding of its exponent, nor a point that nothing follows."""
    mantissa, e, exponent = text.partition("e")
    return mantissa.removesuffix(".") + (f"e{int(exponent)}" if e else "")


def fitting(texts: Iterable[str], width: int) -> str:
    """The first of the texts, of which there is one, that is no wider than ``width``; or else the last."""
    for text in texts:
        if len(text) <= width:
            break
    return text
