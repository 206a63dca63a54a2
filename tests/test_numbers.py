"""Numbers as a person reads them: near the truth, on the right side of 0 and 1, and read back where promised."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrtui import numbers

from .examples import examples

deterministic = examples(500)
READS_AS_0_OR_1 = re.compile(r"[01](\.0*)?(e[+-]?0+)?")
LAST_BELOW_1, FIRST_ABOVE_1 = math.nextafter(1.0, 0.0), math.nextafter(1.0, 2.0)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0.000"),
        (1.0, "1.000"),
        (0.6, "0.600"),
        (1.4, "1.400"),
        (0.6000000000000001, "0.600"),
        (0.9996, "0.9996"),
        (1.0004, "1.0004"),
        (1.00001, "1.00001"),
        (1 + 2e-9, "1+2e-09"),
        (1 - 3e-12, "1-3e-12"),
        (0.0004, "0.0004"),
        (99.5, "99.500"),
        (123.45, "123.5"),
        (2e5, "2.0e+05"),
        (math.inf, ">1e308"),
    ],
)
def test_a_growth_factor_has_three_decimals_or_what_it_takes(value: float, text: str) -> None:
    assert numbers.factor(value) == text


@given(value=st.floats(0.0, exclude_min=True, allow_nan=False).filter(lambda value: value != 1.0))
@example(value=5e-324)
@example(value=1e-9)
@example(value=LAST_BELOW_1)
@example(value=FIRST_ABOVE_1)
@example(value=1 - 1e-9)
@example(value=1 + 1e-9)
@example(value=1 - 2e-11)
@deterministic
def test_a_growth_factor_never_reads_as_0_or_1_unless_it_is(value: float) -> None:
    assert not READS_AS_0_OR_1.fullmatch(numbers.factor(value))


@given(distance=st.floats(1e-16, 1e-2), above=st.booleans())
@deterministic
def test_a_growth_factor_near_1_does_not_read_as_1(distance: float, above: bool) -> None:
    value = 1.0 + distance if above else 1.0 - distance
    if value != 1.0:
        assert not READS_AS_0_OR_1.fullmatch(numbers.factor(value))


def read_back(text: str) -> float:
    """A number, or its distance from 1 as in ``1-3e-12``."""
    distance = re.fullmatch(r"1([+-]\de-\d+)", text)
    return 1.0 + float(distance[1]) if distance else float(text)


@given(value=st.floats(0.0, 1e300))
@example(value=LAST_BELOW_1)
@example(value=FIRST_ABOVE_1)
@example(value=1 - 1e-7)
@example(value=1 + 1e-7)
@deterministic
def test_a_growth_factor_is_near_the_number_and_on_its_side_of_1(value: float) -> None:
    shown = read_back(numbers.factor(value))
    assert shown == pytest.approx(value, rel=0.05 if value >= 100 else 0, abs=0.00050001)
    assert (shown < 1.0) == (value < 1.0)
    assert (shown > 1.0) == (value > 1.0)


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        (0, "0"),
        (1, "1"),
        (55, "55"),
        (4.5078, "4.51"),
        (999, "999"),
        (1000, "1,000"),
        (12345, "12,345"),
        (12345.4, "12,345"),
        (1148769.4, "1.15e6"),
        (1.5e17, "1.50e17"),
        (2e100, "2.00e100"),
    ],
)
def test_a_count_is_short_and_grouped(steps: float, text: str) -> None:
    assert numbers.count(steps) == text


@pytest.mark.parametrize("steps", [999.4, 999.5, 999.6, 999.99])
def test_a_count_just_below_a_thousand_is_not_in_scientific_notation(steps: float) -> None:
    assert numbers.count(steps) in {"999", "1,000"}


@given(steps=st.floats(0.01, 1e300))
@example(steps=999.7)
@example(steps=999_999.9)
@example(steps=9.999e9)
@deterministic
def test_a_count_is_within_half_a_percent_and_in_one_notation(steps: float) -> None:
    text = numbers.count(steps)
    assert float(text.replace(",", "")) == pytest.approx(steps, rel=5.1e-3)
    assert ("e" in text) == (steps >= 1e6)
    assert "e+" not in text
    assert "e0" not in text


@given(steps=st.integers(0, 999_999))
@deterministic
def test_a_whole_count_below_a_million_is_exact(steps: int) -> None:
    assert int(numbers.count(steps).replace(",", "")) == steps


@given(value=st.floats(allow_nan=False, allow_infinity=False))
@example(value=1e16)
@example(value=100.0)
@example(value=-0.1)
@deterministic
def test_an_exact_number_reads_back_as_itself_without_a_trailing_zero(value: float) -> None:
    text = numbers.exact(value)
    assert float(text) == value
    assert not text.endswith(".0")


@pytest.mark.parametrize(("value", "text"), [(0.8, "0.8"), (-1.0, "-1"), (100.0, "100"), (1e-12, "1e-12")])
def test_an_exact_number_is_as_a_person_would_write_it(value: float, text: str) -> None:
    assert numbers.exact(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.6000000000000001, "0.6"), (-0.36000000000000004, "-0.36"), (1 / 3, "0.3333333333"), (0, "0")]
)
def test_digits_leave_out_the_noise_of_the_last_bits(value: float, text: str) -> None:
    assert numbers.digits(value) == text


@given(value=st.floats(1e-300, 1e300), negative=st.booleans())
@deterministic
def test_digits_are_ten_where_there_is_room(value: float, negative: bool) -> None:
    value = -value if negative else value
    assert float(numbers.digits(value)) == pytest.approx(value, rel=0.51e-9, abs=0)


@given(value=st.floats(1e-300, 1e300), negative=st.booleans(), width=st.integers(9, 20))
@deterministic
def test_digits_fit_in_a_width_and_are_rounded_and_never_cut_off(value: float, negative: bool, width: int) -> None:
    value = -value if negative else value
    text = numbers.digits(value, width=width)
    assert len(text) <= width
    # A sign, a point and an exponent such as e-300 take seven characters at the most.
    significant = min(width - 7, 10)
    assert float(text) == pytest.approx(value, rel=0.51 * 10.0 ** (1 - significant), abs=0)


@pytest.mark.parametrize(("value", "text"), [(0.123456, "0.123"), (5.0, "5"), (6.0716e-13, "6.07e-13")])
def test_brief_has_three_significant_digits(value: float, text: str) -> None:
    assert numbers.brief(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.13, "0.130"),
        (2.0736, "2.07"),
        (10.54, "10.5"),
        (123.4, "123"),
        (999.9, "1.00e3"),
        (12345.0, "1.23e4"),
        (0.00605, "0.00605"),
        (0.000123, "0.00012"),
        (6.05e-5, "6.05e-5"),
        (3.634e-13, "3.6e-13"),
        (1.3e154, "1.3e154"),
        (1.7e308, "1.7e308"),
        (1.26e-300, "1e-300"),
    ],
)
def test_a_size_has_three_digits_zeros_included_or_as_many_as_fit(value: float, text: str) -> None:
    assert numbers.fixed(value, 7) == text


@given(value=st.floats(0.0, allow_nan=False, allow_infinity=False))
@deterministic
def test_a_size_fits_and_reads_as_itself(value: float) -> None:
    text = numbers.fixed(value, 7)
    assert len(text) <= 7
    # One digit is the least that is shown, and half of it the most that is lost.
    assert math.isinf(float(text)) or float(text) == pytest.approx(value, rel=0.5, abs=0)


@pytest.mark.parametrize(
    ("value", "width", "text"),
    [(0.125, 6, "0.125"), (0.5, 6, "0.5"), (-1e-5, 6, "-1e-5"), (-1e308, 6, "-1e308"), (1.26e-300, 6, "1e-300")],
)
def test_a_compact_number_has_as_many_digits_as_fit(value: float, width: int, text: str) -> None:
    assert numbers.compact(value, width) == text
