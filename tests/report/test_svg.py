"""The SVG: read with an XML parser, and its texts and dots put back into the cells that they came from."""

from __future__ import annotations

import re
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.plot.canvas import Canvas, Cells
from lrtui.plot.ink import BANDS, CLASSES, Ink
from lrtui.report.svg import BACKGROUND, CELL_HEIGHT, CELL_WIDTH, svg
from lrtui.report.svg import HEXADECIMAL as COLOURS

from ..examples import examples

NAMESPACE = "{http://www.w3.org/2000/svg}"
CIRCLE = re.compile(r"M([\d.]+) ([\d.]+)a([\d.]+) ")

BRAILLE_DOTS = {1: (0, 0), 2: (1, 0), 3: (2, 0), 4: (0, 1), 5: (1, 1), 6: (2, 1), 7: (3, 0), 8: (3, 1)}
"""Dot number → (row, column), as the Unicode standard numbers them; dot n is bit n − 1."""


def parsed(cells: Cells, title: str = "title") -> ElementTree.Element:
    return ElementTree.fromstring(svg(cells, title))


def cells_of(code_points: list[list[str]], ink: Ink = Ink.TEXT) -> Cells:
    points = np.array([[ord(character) for character in row] for row in code_points], dtype=np.uint32)
    return Cells(points, np.full(points.shape, ink, dtype=np.uint8), np.zeros(points.shape, dtype=np.uint8))


def texts(root: ElementTree.Element, width: int, height: int) -> list[str]:
    """The texts at the cells where they stand."""
    grid = [[" "] * width for _ in range(height)]
    for element in root.iter(f"{NAMESPACE}text"):
        word = element.text or ""
        column, row = int(element.attrib["x"]) // CELL_WIDTH, int(element.attrib["y"]) // CELL_HEIGHT
        assert int(element.attrib["textLength"]) == len(word) * CELL_WIDTH
        assert grid[row][column : column + len(word)] == [" "] * len(word)
        grid[row][column : column + len(word)] = word
    return ["".join(row) for row in grid]


def dots(root: ElementTree.Element) -> dict[tuple[int, int], str]:
    """(dot row, dot column) on the whole grid → colour."""
    found: dict[tuple[int, int], str] = {}
    for path in root.iter(f"{NAMESPACE}path"):
        for left, y, radius in CIRCLE.findall(path.attrib["d"]):
            dot = int(float(y) // (CELL_HEIGHT / 4)), int((float(left) + float(radius)) // (CELL_WIDTH / 2))
            assert dot not in found
            found[dot] = path.attrib["fill"]
    return found


def test_the_document_is_as_large_as_its_cells() -> None:
    root = parsed(Canvas(7, 3).cells())
    assert root.tag == f"{NAMESPACE}svg"
    assert root.attrib["viewBox"] == f"0 0 {7 * CELL_WIDTH} {3 * CELL_HEIGHT}"


@pytest.mark.parametrize("title", ["plain", "a < b & c > d", "f(x) = a·x²", "\"quoted\" 'twice'"])
def test_the_title_is_the_title_whatever_its_characters(title: str) -> None:
    root = parsed(Canvas(2, 2).cells(), title)
    assert root.findtext(f"{NAMESPACE}title") == title


def test_every_ink_has_a_colour() -> None:
    assert set(COLOURS) == set(Ink)
    assert all(re.fullmatch(r"#[0-9a-f]{6}", colour) for colour in COLOURS.values())


@pytest.mark.parametrize("bits", range(256))
def test_every_braille_pattern_becomes_its_dots(bits: int) -> None:
    root = parsed(cells_of([[" ", " "], [" ", chr(0x2800 + bits)]]))
    # The cell is at row 1, column 1, so its dots begin at (4, 2).
    expected = {(4 + row, 2 + column) for dot, (row, column) in BRAILLE_DOTS.items() if bits >> (dot - 1) & 1}
    assert set(dots(root)) == expected
    assert not list(root.iter(f"{NAMESPACE}text"))


WORDS = st.text(alphabet=st.sampled_from("abc<>&\"'│─╭●η₀ ⠁⣿"), min_size=12, max_size=12)


@given(rows=st.lists(WORDS, min_size=1, max_size=4))
@examples(100)
def test_every_character_stands_at_its_cell(rows: list[str]) -> None:
    root = parsed(cells_of([list(row) for row in rows]))
    expected = [row.replace("⠁", " ").replace("⣿", " ") for row in rows]
    assert texts(root, 12, len(rows)) == expected
    counts = sum(row.count("⠁") + 8 * row.count("⣿") for row in rows)
    assert len(dots(root)) == counts


@given(inks=st.lists(st.sampled_from(list(Ink)), min_size=8, max_size=8))
@examples(100)
def test_every_dot_and_character_has_the_colour_of_its_cell(inks: list[Ink]) -> None:
    for character in ("⠁", "a"):
        cells = cells_of([[character] * 8])
        root = parsed(Cells(cells.code_points, np.array([inks], dtype=np.uint8), cells.grounds))
        by_column = {column // 2: colour for (_, column), colour in dots(root).items()}
        for element in root.iter(f"{NAMESPACE}text"):
            start = int(element.attrib["x"]) // CELL_WIDTH
            by_column |= {start + k: element.attrib["fill"] for k in range(len(element.text or ""))}
        assert by_column == {column: COLOURS[ink] for column, ink in enumerate(inks)}


def test_the_ground_covers_the_whole_picture() -> None:
    rect = parsed(Canvas(9, 4).cells()).find(f"{NAMESPACE}rect")
    assert rect is not None
    assert (int(rect.attrib["width"]), int(rect.attrib["height"])) == (9 * CELL_WIDTH, 4 * CELL_HEIGHT)


def test_the_same_cells_give_the_same_bytes() -> None:
    cells = cells_of([list("a⠁b⣿"), list(" <&> ")[:4]])
    assert svg(cells, "t").encode() == svg(cells, "t").encode()


def test_an_empty_picture_is_a_document_too() -> None:
    assert not list(parsed(Canvas(0, 0).cells()).iter(f"{NAMESPACE}text"))


def lightness(ink: Ink) -> float:
    """Of an ink; see ``lightness_of``."""
    return lightness_of(COLOURS[ink])


def lightness_of(colour: str) -> float:
    """The relative luminance of a colour, as WCAG 2 has it: what is left of it in greyscale."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: float, other: float) -> float:
    """Of two luminances, from 1 to 21."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def test_the_classes_of_a_map_can_be_told_apart_in_greyscale() -> None:
    for one, other in combinations(CLASSES[:3], 2):
        assert contrast(lightness(one), lightness(other)) > 1.5
    for ink in CLASSES:
        assert contrast(lightness(ink), lightness(Ink.POINT)) > 3


def test_every_ink_can_be_read_on_the_ground() -> None:
    ground = lightness_of(BACKGROUND)
    assert all(contrast(lightness(ink), ground) > 2.4 for ink in Ink if ink not in (Ink.POINT, Ink.PAST, *BANDS))
