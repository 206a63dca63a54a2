"""Words in letters three rows tall, for the captions of the tour: they can be read from the back of a hall."""

from lrtui.plot.canvas import Canvas
from lrtui.plot.ink import Ink

ROWS = 3
"""Rows of a letter: five pixels, two of them in each row."""

STRIDE = 4
"""Columns from one letter to the next: three pixels and a gap."""

_WIDE = {"≈": ("01110001", "10001110", "00000000", "01110001", "10001110")}
"""Signs that three pixels have no room for: five rows of pixels."""

_PIXELS = {
    "a": "25755", "b": "65656", "c": "34443", "d": "65556", "e": "74647", "f": "74644", "g": "34553", "h": "55755",
    "i": "72227", "j": "11152", "k": "55655", "l": "44447", "m": "57755", "n": "65555", "o": "25552", "p": "65644",
    "q": "25561", "r": "65655", "s": "34216", "t": "72222", "u": "55557", "v": "55552", "w": "55775", "x": "55255",
    "y": "55222", "z": "71247", "0": "75557", "1": "26227", "2": "71747", "3": "71717", "4": "55711", "5": "74717",
    "6": "74757", "7": "71111", "8": "75757", "9": "75717", " ": "00000", "=": "07070", ":": "02020", ".": "00002",
    ",": "00024", "-": "00700", "η": "06551",
}  # fmt: skip
"""For each character five rows of three pixels, a digit a row: 4, 2 and 1 are its left, middle and right pixel."""


def room_for(text: str) -> int:
    """The columns that a text takes."""
    return sum(len(_WIDE[character][0]) + 1 if character in _WIDE else STRIDE for character in text) - 1


def write_letters(canvas: Canvas, row: int, column: int, text: str, ink: Ink) -> None:
    """A text in large letters from a cell on; small and capital letters look alike.

    Raises:
        KeyError: there is no such letter.
    """
    for character in text.lower():
        rows = _WIDE.get(character) or tuple(f"{int(digit):03b}" for digit in _PIXELS[character])
        rows += ("0" * len(rows[0]),)
        for line in range(ROWS):
            pixels = zip(rows[2 * line], rows[2 * line + 1], strict=True)
            canvas.write(row + line, column, "".join(" ▀▄█"[int(top) + 2 * int(bottom)] for top, bottom in pixels), ink)
        column += len(rows[0]) + 1
