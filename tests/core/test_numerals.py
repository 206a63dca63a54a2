"""Numbers in bytes are the doubles that ``float`` gives, to the last bit; what is none is left to others."""

from __future__ import annotations

import math
import random
from itertools import accumulate

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.table.numerals import PAD, parse

from ..examples import LONG, examples

WRITTEN = ("%r", "%.6g", "%.3f", "%.18e", "%.17g", "%.8e", "%d", "%+.2f", "%.15f")


def read(cells: list[str], mark: str = ".") -> tuple[list[float], set[int]]:
    """The values of cells that stand one after another, and which of them were left over."""
    texts = [cell.encode() for cell in cells]
    text = b"7" * PAD + b"".join(cell + b"," for cell in texts) + b"7" * PAD
    ends = np.array([PAD + end - 1 for end in accumulate(len(cell) + 1 for cell in texts)], dtype=np.int64)
    lengths = np.array([len(cell) for cell in texts], dtype=np.int64)
    values, odd = parse(text, ends - lengths, ends, ord(mark))
    return values.tolist(), set(odd.tolist())


def test_numbers_as_programs_write_them_are_read_to_the_last_bit() -> None:
    chance = random.Random(1)
    cells = []
    for number in range(200_000 if LONG else 20_000):
        value = chance.choice(
            [chance.gauss(0, 1), chance.gauss(0, 1e4), chance.uniform(0, 1e17), round(chance.random(), 2)]
        )
        cells.append(WRITTEN[number % len(WRITTEN)] % value)
    values, odd = read(cells)
    for number, (cell, value) in enumerate(zip(cells, values, strict=True)):
        assert number in odd or value.hex() == float(cell).hex(), cell
    assert len(odd) < len(cells) / 10


def test_a_decimal_comma_is_a_mark_where_it_is_said_to_be() -> None:
    assert read(["1,5", "-,25", "3", "1.5"], ",") == ([1.5, -0.25, 3.0, 0.0], {3})


NUMBERS = ["5.", ".5", "-.5", "0", "-0", "00012", "+3", "1e-05", "4.35", "0.30000000000000004", "9007199254740993"]
NONE = [
    "",
    ".",
    "-",
    "+-3",
    "1.2.3",
    "abc",
    "1_0",
    "nan",
    "inf",
    "e+05",
    "-e+05",
    ".e-05",
    "1 2",
    " 1",
    "1/2",
    "0x10",
    "1e+0:",
]


def test_what_looks_like_a_number_is_one_and_nothing_else_is() -> None:
    values, odd = read(NUMBERS)
    assert all(
        number in odd or value == float(cell) for number, (cell, value) in enumerate(zip(NUMBERS, values, strict=True))
    )
    assert len(odd) <= 1
    assert read(NONE)[1] == set(range(len(NONE)))


@examples(400)
@given(
    st.lists(
        st.text("0123456789.-+eE,/:_ aé", max_size=26) | st.floats().map(repr) | st.integers().map(str), max_size=40
    )
)
def test_no_text_is_misread(cells: list[str]) -> None:
    values, odd = read(cells)
    for number, (cell, value) in enumerate(zip(cells, values, strict=True)):
        if number not in odd:
            assert math.copysign(1, value) == math.copysign(1, float(cell)) and value == float(cell), cell
