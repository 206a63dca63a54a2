"""The sentence: short in every state, and true: its numbers against the closed form and against counted steps."""

from __future__ import annotations

import math
import re
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrtui.core.stability import Regime
from lrtui.labs.descent.frame import DescentFrame
from lrtui.labs.descent.lab import DescentLab
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.descent.words import WIDTH, sentence

from ...examples import examples
from ...recipes import at_rates

FINITE = st.floats(allow_nan=False, allow_infinity=False)
TOLERANCES = st.floats(0.0, allow_infinity=False)


def frame_of(rate: float, *, steps: int = 3, compare: tuple[float, ...] = (), **fields: float) -> DescentFrame:
    described = DescentSettings(learning_rate=rate, steps=steps, compare=at_rates(*compare), **fields)  # type: ignore[arg-type]
    return DescentLab(described).frame()


def number_after(words: str, text: str) -> float:
    found = re.search(rf"{words} ([\d.,e-]*\d)", text)
    assert found, text
    return float(found[1].replace(",", ""))


@given(rate=FINITE, a=st.floats(1e-300, 1e300), steps=st.integers(0, 60), x0=FINITE, tolerance=TOLERANCES)
@example(rate=0.83, a=1.0, steps=3, x0=-1.0, tolerance=1.23456e-300)
@example(rate=1e-12, a=1.0, steps=3, x0=-1.0, tolerance=0.000123456)
@example(rate=1e308, a=1.0, steps=3, x0=0.0, tolerance=1e-12)
@examples(400)
def test_the_sentence_fits_on_one_line(rate: float, a: float, steps: int, x0: float, tolerance: float) -> None:
    text = sentence(frame_of(rate, steps=steps, a=a, x0=x0, tolerance=tolerance))
    assert 0 < len(text) <= WIDTH == 78
    assert text.isprintable()
    assert text.endswith(".")


@given(relative=st.floats(-4.0, 4.0), a=st.floats(1e-300, 1e300), tolerance=TOLERANCES)
@example(relative=0.83, a=1.0, tolerance=1.23456e-300)
@examples(300)
def test_the_sentence_fits_on_one_line_near_the_critical_rate(relative: float, a: float, tolerance: float) -> None:
    assert len(sentence(frame_of(relative / a, a=a, tolerance=tolerance))) <= 78


WORDS = {
    Regime.MONOTONE_DIVERGENCE: "negative",
    Regime.FROZEN: "Frozen",
    Regime.MONOTONE_CONVERGENCE: "down one side",
    Regime.ONE_STEP: "One step",
    Regime.OSCILLATING_CONVERGENCE: "zig-zag",
    Regime.TWO_CYCLE: "Two-cycle",
    Regime.OSCILLATING_DIVERGENCE: "overshoots",
}


def independent_regime(relative: Fraction) -> Regime:
    """From η as an exact multiple of the critical rate."""
    half, whole = Fraction(1, 2), Fraction(1)
    for limit, at, below in [
        (Fraction(0), Regime.FROZEN, Regime.MONOTONE_DIVERGENCE),
        (half, Regime.ONE_STEP, Regime.MONOTONE_CONVERGENCE),
        (whole, Regime.TWO_CYCLE, Regime.OSCILLATING_CONVERGENCE),
    ]:
        if relative == limit:
            return at
        if relative < limit:
            return below
    return Regime.OSCILLATING_DIVERGENCE


@given(rate=st.floats(-3.0, 3.0), exponent=st.integers(-900, 900))
@example(rate=math.nextafter(1.0, 0.0), exponent=0)
@example(rate=math.nextafter(1.0, 2.0), exponent=0)
@example(rate=math.nextafter(0.5, 0.0), exponent=5)
@example(rate=0.0, exponent=0)
@example(rate=0.5, exponent=-3)
@example(rate=1.0, exponent=7)
@examples(100)
def test_the_sentence_names_the_regime_and_no_other(rate: float, exponent: int) -> None:
    a = math.ldexp(1.0, exponent)  # a power of two, so that η·a is exact
    scaled = rate / a
    text = sentence(frame_of(scaled, steps=0, a=a, tolerance=0.0))
    if text.startswith("Overflow"):
        return
    expected = independent_regime(Fraction(scaled) * Fraction(a))
    assert [regime for regime, word in WORDS.items() if word in text] == [expected]


@pytest.mark.parametrize("rate", [1.2, 1.1, 1.01, 3.0, -0.1, -0.001, -2.0, 1.0000001])
def test_it_says_how_many_steps_double_the_distance(rate: float) -> None:
    text = sentence(frame_of(rate))
    assert text.startswith("Diverges:")
    assert number_after("doubles in", text) == pytest.approx(math.log(2) / math.log(abs(1 - 2 * rate)), rel=6e-3)


def test_it_says_how_much_farther_each_step_lands() -> None:
    assert "1.400× farther" in sentence(frame_of(1.2))
    assert "1.0002× farther" in sentence(frame_of(1.0001))


@pytest.mark.parametrize("rate", [0.8, 0.1, 0.001, 0.9, 0.99, 0.45, 0.55, 1e-7])
def test_it_says_how_many_steps_make_the_distance_ten_times_smaller(rate: float) -> None:
    text = sentence(frame_of(rate))
    assert text.startswith("Converges")
    expected = math.log(10) / -math.log(abs(1 - 2 * rate))
    assert number_after("10× smaller every", text) == pytest.approx(expected, rel=6e-3)


@pytest.mark.parametrize("rate", ["0.8", "0.1", "0.95", "0.3", "0.01"])
@pytest.mark.parametrize("tolerance", [1e-12, 1e-3, 0.25])
def test_it_says_after_how_many_counted_steps_the_tolerance_is_reached(rate: str, tolerance: float) -> None:
    x, steps = Fraction(1), 0
    while x > Fraction(tolerance):
        x *= abs(1 - 2 * Fraction(rate))
        steps += 1
    text = sentence(frame_of(float(rate), steps=0, tolerance=tolerance))
    assert f"{tolerance:g} after" in text
    assert number_after("after", text) == steps


@pytest.mark.parametrize("rate", [1.5, -0.5, 0.45, 0.55])
def test_one_step_is_in_the_singular(rate: float) -> None:
    # The factors are 2, 2, 0.1 and 0.1: exactly one step for "doubles" and for "10× smaller".
    text = sentence(frame_of(rate, steps=0))
    assert re.search(r"\b1 step\b", text), text
    assert "1 steps" not in text


@pytest.mark.parametrize(("rate", "steps"), [(0.5, 1), (0.8, 55)])
def test_a_converged_run_says_where_and_after_how_many_steps(rate: float, steps: int) -> None:
    text = sentence(frame_of(rate, steps=1000))
    assert text.startswith("Converged")
    assert f"after {steps} step{'s' * (steps > 1)}." in text
    if steps == 1:
        assert "exactly at the minimum" in text
    else:
        assert number_after("within", text) == pytest.approx(0.6**55, rel=5e-3)


def test_an_overflow_says_so_and_after_how_many_steps() -> None:
    assert sentence(frame_of(1e308)).startswith("Overflow after 0 steps:")
    # 1.4ᵏ⁺¹ squared is beyond a float from k = 1054 on.
    assert math.floor(math.log(1.7976931348623157e308) / 2 / math.log(1.4)) == 1054
    assert sentence(frame_of(1.2, steps=5000)).startswith("Overflow after 1,054 steps:")


@pytest.mark.parametrize("rate", [1e-18, 1e-300])
def test_a_rate_too_small_for_a_float_to_show_does_not_promise_a_pace(rate: float) -> None:
    text = sentence(frame_of(rate))
    assert text.startswith("Converges down one side")
    assert not re.search(r"\d", text)


def test_a_rate_just_below_zero_does_not_promise_a_pace_either() -> None:
    assert not re.search(r"\d", sentence(frame_of(-1e-18)))


def test_the_minimum_itself_is_converged_whatever_the_rate() -> None:
    for rate in (0.8, 1.2, 0.0, -0.1):
        assert sentence(frame_of(rate, x0=0.0)) == "Converged: exactly at the minimum after 0 steps."


# --- Which run is nearest ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rate", "compare", "nearest"),
    [
        (0.8, (0.1, 1.2), "0.8"),
        (0.8, (0.1, 0.5, 1.2), "0.5"),
        (1.2, (1.0, 1.1), "1"),
        (-0.1, (0.0, 1e308), "0 and 1e+308"),
        # As far on the other side of the best rate: the same |x|, but for rounding.
        (0.3, (0.7, 0.1), "0.7 and 0.3"),
    ],
)
def test_it_says_which_run_is_nearest(rate: float, compare: tuple[float, ...], nearest: str) -> None:
    assert sentence(frame_of(rate, steps=40, compare=compare)).endswith(f". Nearest: {nearest}.")


@pytest.mark.parametrize(("rate", "compare"), [(0.8, (0.1, 1.2)), (0.8, (0.8,)), (0.5, (0.5,)), (0.8, ())])
@pytest.mark.parametrize("steps", [0, 30])
def test_it_names_none_where_all_are_as_near(rate: float, compare: tuple[float, ...], steps: int) -> None:
    same = steps == 0 or set(compare) <= {rate}
    assert ("Nearest" in sentence(frame_of(rate, steps=steps, compare=compare))) == (not same)


@given(
    rate=FINITE | st.floats(-1.0, 2.0),
    compare=st.lists(FINITE | st.floats(-1.0, 2.0), max_size=4, unique=True).map(tuple),
    steps=st.integers(0, 60),
)
@example(rate=1.0, compare=(0.5,), steps=3)
@example(rate=1.2, compare=(0.123456789, -0.1), steps=3)
@examples(100)
def test_with_pinned_runs_it_still_fits_and_says_what_its_own_rate_does(
    rate: float, compare: tuple[float, ...], steps: int
) -> None:
    text, alone = sentence(frame_of(rate, steps=steps, compare=compare)), sentence(frame_of(rate, steps=steps))
    own = text.partition(" Nearest: ")[0].removesuffix(".")
    assert len(text) <= 78
    assert alone.startswith(own)
    assert len(own) >= 6
