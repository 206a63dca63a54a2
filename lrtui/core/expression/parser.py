"""Formulas as trees.

The grammar, from the loosest to the tightest binding::

    comparison = sum [("<" | "<=" | ">" | ">=" | "==" | "!=") sum]
    sum        = product {("+" | "-") product}
    product    = signed {("*" | "/") signed | power}        the last without a sign: 2x, 3(x + 1), (x - 1)(x + 2)
    signed     = ("+" | "-") signed | power
    power      = atom [superscript] [("^" | "**") signed]   so -x^2 is -(x^2), and x^2^3 is x^(2^3)
    atom       = number | name | function "(" comparison {"," comparison} ")" | "(" comparison ")"
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from lrtui.core.expression.lexer import CURES, ExpressionError, Token, number, shown, tokens

DEEPEST = 40
"""How many parentheses, signs and powers may stand within each other."""

FUNCTIONS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("abs", "sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh"), (1, 1)),
    **dict.fromkeys(("min", "max"), (2, 9)),
    "where": (3, 3),
}
"""All functions by name, and how many values they take: the fewest and the most."""

VARIABLES = ("x", "a")
CONSTANTS = {"pi": math.pi, "e": math.e}
NAMES = (*VARIABLES, *CONSTANTS, *FUNCTIONS)
"""All names that a formula may use."""

_OTHER_NAMES = {"ln": "log", "log10": "log(…)/log(10)", "log2": "log(…)/log(2)", "if": "where", "sign": "x/abs(x)"}
_COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


class Node(NamedTuple):
    """A node of a tree.

    Attributes:
        kind: ``number``, one of ``NAMES``, ``negative``, or one of the signs ``+ - * / ^`` and of the comparisons.
        args: the indices of the nodes that it is made of, all of them smaller than its own.
        value: of a number, exactly.
    """

    kind: str
    args: tuple[int, ...] = ()
    value: Fraction = Fraction(0)


Tree = tuple[Node, ...]
"""The nodes of a formula in postorder: each behind what it is made of, the whole formula last."""


@lru_cache(maxsize=64)
def parse(text: str) -> Tree:
    """The tree of a formula; ExpressionError, which names the place, where it is none."""
    return _Parser(text).tree()


class _Parser:
    """A recursive descent through the tokens of one formula."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._next = 0
        self._depth = 0
        self._nodes: list[Node] = []

    def tree(self) -> Tree:
        if self._token.kind == "end":
            raise ExpressionError("the formula is empty; write one in x, such as x^4/4 - x^2/2")
        self._comparison()
        if self._token.kind != "end":
            raise self._unexpected()
        return tuple(self._nodes)

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> Token | None:
        """The next token, where it is one of these signs; it is then behind us."""
        token = self._token
        if token.kind != "sign" or token.text not in texts:
            return None
        self._next += 1
        return token

    def _node(self, kind: str, *args: int, value: Fraction = Fraction(0)) -> int:
        self._nodes.append(Node(kind, args, value))
        return len(self._nodes) - 1

    def _unexpected(self) -> ExpressionError:
        token, before = self._token, self._tokens[self._next - 1] if self._next else None
        if token.kind == "end":
            return ExpressionError(f"the formula ends too early, at character {token.place}")
        cure = ""
        if token.kind == "strange":
            cure = f"; {CURES[token.text]}" if token.text in CURES else ""
        elif before and token.kind in ("number", "name") and (before.kind != "sign" or before.text == ")"):
            cure = "; write a sign such as * between"
        elif before and before.kind == "number" and token.text == ",":
            cure = "; a decimal point is written ."
        elif token.text in _COMPARISONS:
            cure = "; write where(…) around each comparison"
        return ExpressionError(f"unexpected {token.named}{cure}")

    def _comparison(self) -> int:
        left = self._sum()
        sign = self._take(*_COMPARISONS)
        return self._node(sign.text, left, self._sum()) if sign else left

    def _sum(self) -> int:
        left = self._product()
        while sign := self._take("+", "-"):
            left = self._node(sign.text, left, self._product())
        return left

    def _product(self) -> int:
        left, divided = self._signed(), False
        while True:
            if sign := self._take("*", "/"):
                left, divided = self._node(sign.text, left, self._signed()), sign.text == "/"
            elif self._factor_follows():
                self._refuse_two_meanings(divided)
                left = self._node("*", left, self._power())
            else:
                return left

    def _factor_follows(self) -> bool:
        """Whether a factor follows without a sign: a name or ( behind a number or ), or ( behind a name."""
        before, token = self._tokens[self._next - 1], self._token
        opens = token.kind == "sign" and token.text == "("
        return opens or (token.kind == "name" and (before.kind in ("number", "superscript") or before.text == ")"))

    def _refuse_two_meanings(self, divided: bool) -> None:
        """Refuse 1/2x, which may be (1/2)·x or 1/(2x), and x^2x, which may be (x^2)·x or x^(2x)."""
        before = self._tokens[self._next - 1]
        raised = before.kind == "number" and self._next > 1 and self._tokens[self._next - 2].text in ("^", "-", "+")
        raised = raised and any(token.text == "^" for token in self._tokens[max(self._next - 3, 0) : self._next - 1])
        if divided or (raised and self._token.kind == "name"):
            what = "division" if divided else "power"
            raise ExpressionError(f"{self._token.named} can be read in two ways after a {what}; write * or parentheses")

    def _signed(self) -> int:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ExpressionError(f"nested too deeply at character {self._token.place}; {DEEPEST} levels are the most")
        sign = self._take("+", "-")
        node = self._signed() if sign else self._power()
        self._depth -= 1
        return self._node("negative", node) if sign and sign.text == "-" else node

    def _power(self) -> int:
        base = self._atom()
        if self._token.kind == "superscript":
            exponent = self._node("number", value=number(self._token))
            self._next += 1
            return self._node("^", base, exponent)
        return self._node("^", base, self._signed()) if self._take("^", "**") else base

    def _atom(self) -> int:
        token = self._token
        if token.kind == "number":
            self._next += 1
            return self._node("number", value=number(token))
        if token.kind == "name":
            return self._name()
        if not self._take("("):
            raise self._unexpected()
        inner = self._comparison()
        self._close(token)
        return inner

    def _close(self, opened: Token) -> None:
        if self._token.kind == "end":
            raise ExpressionError(f"the parenthesis at character {opened.place} is never closed")
        if not self._take(")"):
            raise self._unexpected()

    def _name(self) -> int:
        name = self._token
        if name.text not in NAMES:
            raise ExpressionError(f"unknown name {name.named}; {_cure(name.text)}")
        self._next += 1
        if name.text not in FUNCTIONS:
            return self._node(name.text)
        opened = self._take("(")
        if not opened:
            raise ExpressionError(f"expected '(' behind {name.named}")
        args = [self._comparison()]
        while self._take(","):
            args.append(self._comparison())
        self._close(opened)
        return self._call(name, args)

    def _call(self, name: Token, args: list[int]) -> int:
        fewest, most = FUNCTIONS[name.text]
        if not fewest <= len(args) <= most:
            takes = {(1, 1): "1 value", (3, 3): "3 values: condition, then, else"}.get((fewest, most), "2 to 9 values")
            raise ExpressionError(f"{name.named} takes {takes}; here it has {len(args)}")
        if name.text == "where":
            return self._node("where", *args)
        node = args[0]
        for arg in args[1:]:
            node = self._node(name.text, node, arg)
        return node if len(args) > 1 else self._node(name.text, node)


def _cure(name: str) -> str:
    """What to write in place of an unknown name."""
    if name in _OTHER_NAMES:
        return f"write {_OTHER_NAMES[name]}"
    if 1 < len(name) <= 4 and set(name) <= {"x", "a", "e"}:
        return f"write {'*'.join(name)}"
    from difflib import get_close_matches  # only who has mistyped needs it

    close = get_close_matches(name.lower(), NAMES, 1) if len(name) <= 20 else []
    return f"did you mean {shown(close[0])}?" if close else f"there is {', '.join(NAMES)}"
