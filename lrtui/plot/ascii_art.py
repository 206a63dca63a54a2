"""What stands for each character where a terminal has ASCII only."""

import numpy as np
from numpy.typing import NDArray

_WORDS = str.maketrans(
    {
        "η": "lr", "·": "*", "×": "x", "−": "-", "–": "-", "—": "-", "…": "...", "₀": "0", "½": "1/2",
        "²": "^2", "³": "^3", "⁴": "^4",
        "○": "o", "•": ".", "●": "@", "▲": "^", "▼": "v", "■": "#", "▶": ">", "◀": "<", "‖": "||", "≤": "<=", "→": "->",
        "←": "<-", "↑": "^", "↓": "v", "┤": "|", "│": "|", "─": "-", "┬": "+", "┼": "+", "├": "|", "╭": "+",
        "╮": "+", "╰": "+", "╯": "+", "╌": "-", "╎": ":", "━": "=", "ₖ": "k", "₁": "1", "₂": "2", "₃": "3", "₄": "4",
        "₅": "5", "₆": "6", "₇": "7", "₈": "8", "₉": "9", "₊": "+", "₋": "-", "∞": "inf", "⋯": "...",
        "␣": "_", "“": "'", "”": "'", "◆": "%", "△": "A", "□": "+", "◇": "x", "◌": ":", "▌": "|", "░": ".",
        "λ": "lam", "β": "beta", "ρ": "rho", "σ": "sigma", "κ": "kappa", "μ": "mu", "┊": "|",
        "≥": ">=", "±": "+-", "≈": "~", "÷": "/", "√": "sqrt",
    }
)  # fmt: skip
_WORDS.update(dict.fromkeys(map(ord, "┏┓┗┛┡┩┘└┐┌┳┻╇┴"), "+"))
_WORDS.update(dict.fromkeys(map(ord, "┃┠┨"), "|"))
_WORDS.update(dict.fromkeys(range(0x2580, 0x25A0), "#"))  # block elements, such as the end of a scroll bar


def transliterate(text: str) -> str:
    """``text`` with ASCII characters only; what has no counterpart becomes a question mark."""
    return text.translate(_WORDS).encode("ascii", "replace").decode()


def cell_by_cell(text: str) -> str:
    """``text`` with ASCII characters only, one for each, for what has been laid out already."""
    return "".join(c if c.isascii() else _SINGLE.get(c) or transliterate(c)[0] for c in text)


_SINGLE = {"→": ">", "‖": "|", "±": "~"}


def _character(bits: int) -> str:
    """The ASCII character nearest in shape to a braille cell; bits as in Unicode's braille patterns."""
    rows = [((bits >> low) & 1, (bits >> high) & 1) for low, high in ((0, 3), (1, 4), (2, 5), (6, 7))]
    used = [any(row) for row in rows]
    left, right = sum(row[0] for row in rows), sum(row[1] for row in rows)
    top, bottom = sum(map(sum, rows[:2])), sum(map(sum, rows[2:]))
    if left + right == 0:
        return " "
    if left + right >= 6:
        return "#"
    if sum(used) == 1:
        return "'-._"[used.index(True)] if left + right == 1 else '"--_'[used.index(True)]
    if left == 0 or right == 0:
        return "|" if left + right >= 3 else ("'" if bottom == 0 else ("." if top == 0 else ":"))
    if sum(used) == 2 and used[1] and used[2]:
        return "-"
    # Where the left column's dots lie lower than the right column's, the stroke rises.
    height = [sum(i * row[column] for i, row in enumerate(rows)) / count for column, count in ((0, left), (1, right))]
    if abs(height[0] - height[1]) < 0.5:
        return "|" if sum(used) >= 3 else "-"
    return "/" if height[0] > height[1] else "\\"


BRAILLE: NDArray[np.uint32] = np.array([ord(_character(bits)) for bits in range(256)], dtype=np.uint32)
"""The code point that stands for each of the 256 braille cells."""
