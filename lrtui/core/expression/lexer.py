"""Formulas cut into tokens, and what is said of one that cannot be read."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

LONGEST = 300
"""The most characters of a formula. With ``parser.DEEPEST`` it bounds what any
text can cost: below a millisecond a step, for a few runs."""

_LARGEST_POWER = 330
"""Numbers with more digits than this before or after the point are infinite or zero as floats."""


class ExpressionError(ValueError):
    """A formula that cannot be read. The message is one line, and has no control characters."""


class Token(NamedTuple):
    """A part of a formula.

    Attributes:
        kind: ``number``, ``name``, ``sign``, ``superscript``, ``end``, or ``strange`` for what no formula has.
        text: the characters, with other ways to write a sign replaced by the usual one.
        place: the number of its first character, from 1 on.
    """

    kind: str
    text: str
    place: int

    @property
    def named(self) -> str:
        """The token and its place, as a message names them."""
        return f"{shown(self.text)} at character {self.place}"


_TOKEN = re.compile(
    r"(?P<space> +)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z_0-9]*|π)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|[-+*/^(),<>−·×])"
    r"|(?P<superscript>[⁰¹²³⁴-⁹]+)"
)
_SAME = {"**": "^", "−": "-", "·": "*", "×": "*", "π": "pi"}
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
CURES = {
    "=": "write == to compare",
    "|": "write abs(…)",
    "[": "write ( and )",
    "{": "write ( and )",
    "%": "there is no remainder",
    "&": "write where(…, where(…, …, …), …)",
    "!": "there is no factorial",
    "√": "write sqrt(…)",
    "≤": "write <=",
    "≥": "write >=",
    "≠": "write !=",
    "÷": "write /",
}
"""What to write in place of signs that formulas have elsewhere."""


def shown(text: str) -> str:
    """A short piece of a formula between quotes; a character that cannot be printed is named by its number."""
    if not text.isprintable():
        return f"U+{next(ord(character) for character in text if not character.isprintable()):04X}"
    return f"'{text}'" if len(text) <= 20 else f"'{text[:19]}…'"


def tokens(text: str) -> list[Token]:
    """The tokens of a formula up to the first strange one, and one of the kind ``end``; ExpressionError if too long."""
    if len(text) > LONGEST:
        raise ExpressionError(f"the formula has {len(text)} characters; {LONGEST} are the most")
    found: list[Token] = []
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            found.append(Token("strange", text[place], place + 1))
            break
        kind = match.lastgroup
        assert kind is not None
        if kind != "space":
            word = match[0].translate(_SUPERSCRIPTS) if kind == "superscript" else _SAME.get(match[0], match[0])
            found.append(Token(kind, word, place + 1))
        place = match.end()
    return [*found, Token("end", "", len(text) + 1)]


def number(token: Token) -> Fraction:
    """The exact value of a number, as it is written in decimals; ExpressionError where it is too large for a float."""
    mantissa, _, exponent = token.text.lower().partition("e")
    value = float(token.text)
    if value == float("inf"):
        raise ExpressionError(f"{token.named} is too large; 1.8e308 is the largest number")
    if value == 0.0 or len(exponent) > 4 or abs(int(exponent or 0)) > _LARGEST_POWER or len(mantissa) > _LARGEST_POWER:
        return Fraction(value)
    return Fraction(token.text)
