"""Cells as an SVG picture: braille dots as circles and text as text, so that no font needs to have braille."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from rich.color import blend_rgb, parse_rgb_hex

from lrtui.plot.canvas import DOT_BITS, HALF_BLOCK, Cells
from lrtui.plot.colours import COLOURS, THEME
from lrtui.plot.ink import Ink

CELL_WIDTH, CELL_HEIGHT = 10, 20
FONT_SIZE = 16.6
"""Most monospaced fonts are 0.6 em wide, so that their glyphs fill a cell; ``textLength`` fits the others."""
BASELINE = 15
BRAILLE = 0x2800
BACKGROUND = THEME["background"]


def _hexadecimal(text: str) -> str:
    """A colour of the table as ``#rrggbb``, in the theme that the app opens with."""
    word, _, share = text.partition(" ")
    colour = THEME[word[1:]] if word.startswith("$") else word
    if not share:
        return colour
    ground, full = (parse_rgb_hex(name.removeprefix("#")) for name in (BACKGROUND, colour))
    return blend_rgb(ground, full, float(share.removesuffix("%")) / 100).hex


HEXADECIMAL = {ink: _hexadecimal(colour.text) for ink, colour in COLOURS.items()}


def svg(cells: Cells, title: str) -> str:
    """The picture as one SVG document, ``CELL_WIDTH`` × ``CELL_HEIGHT`` units a cell; same cells, same bytes."""
    width, height = cells.width * CELL_WIDTH, cells.height * CELL_HEIGHT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{width}" height="{height}" rx="6" fill="{BACKGROUND}"/>',
        *_grounds(cells),
        f'<g font-family="ui-monospace, DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="{FONT_SIZE}">',
        *_texts(cells),
        "</g>",
        *_dots(cells),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _grounds(cells: Cells) -> Iterator[str]:
    """The rectangles behind the cells of a map, and their upper halves."""
    for row in range(cells.height):
        column = 0
        for text, ink, ground in cells.runs(row):
            if ground is not None:
                x, y, width = column * CELL_WIDTH, row * CELL_HEIGHT, len(text) * CELL_WIDTH
                yield f'<rect x="{x}" y="{y}" width="{width}" height="{CELL_HEIGHT}" fill="{HEXADECIMAL[ground]}"/>'
                if text[0] == HALF_BLOCK:
                    half = f'height="{CELL_HEIGHT // 2}" fill="{HEXADECIMAL[ink]}"'
                    yield f'<rect x="{x}" y="{y}" width="{width}" {half}/>'
            column += len(text)


def _texts(cells: Cells) -> Iterator[str]:
    """Every run of text, stretched to its cells whatever the font's width."""
    for row in range(cells.height):
        column = 0
        for text, ink, _ in cells.runs(row):
            plain = "".join(" " if _is_drawn(character) else character for character in text)
            for word in re.finditer("[^ ]+", plain):
                x, y = (column + word.start()) * CELL_WIDTH, row * CELL_HEIGHT + BASELINE
                fit = f'textLength="{len(word[0]) * CELL_WIDTH}" lengthAdjust="spacingAndGlyphs"'
                yield f'<text x="{x}" y="{y}" {fit} fill="{HEXADECIMAL[ink]}">{escape(word[0])}</text>'
            column += len(text)


def _is_drawn(character: str) -> bool:
    """Whether a character is drawn as a shape, not written."""
    return BRAILLE <= ord(character) < BRAILLE + 256 or character == HALF_BLOCK


def _dots(cells: Cells) -> Iterator[str]:
    """A path for each colour, with a circle for each braille dot."""
    paths: dict[Ink, list[str]] = {}
    for row in range(cells.height):
        for column in range(cells.width):
            bits = int(cells.code_points[row, column]) - BRAILLE
            if 0 <= bits < 256:
                paths.setdefault(Ink(cells.inks[row, column]), []).extend(_circles(bits, row, column))
    for ink, circles in sorted(paths.items()):
        yield f'<path fill="{HEXADECIMAL[ink]}" d="{"".join(circles)}"/>'


def _circles(bits: int, row: int, column: int) -> Iterator[str]:
    for dot_row, dot_bits in enumerate(DOT_BITS.tolist()):
        for dot_column, bit in enumerate(dot_bits):
            if bits >> bit & 1:
                x = column * CELL_WIDTH + 5 * dot_column + 1
                y = row * CELL_HEIGHT + 5 * dot_row + 2.5
                yield f"M{x} {y:g}a1.6 1.6 0 1 0 3.2 0a1.6 1.6 0 1 0 -3.2 0"
