"""The derivatives of a formula, by the rules of differentiation: each node's value, first and second derivative.

The three are carried together from the leaves to the root (forward mode; the jets of Griewank and Walther, "Evaluating
Derivatives", 2008, chapter 13). They are written on a tape and not computed, so the rules are gone through once.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from lrtui.core.expression.parser import CONSTANTS, Tree
from lrtui.core.expression.tape import Tape

_LONGEST_PRODUCT = 16
"""Whole powers up to this are products, as exact as can be; beyond, NumPy's power."""


class Jet(NamedTuple):
    """A value with its derivatives by x, as numbers of a tape. A derivative that is 0 everywhere is None."""

    value: int
    first: int | None = None
    second: int | None = None


def jet(tree: Tree, a: float) -> tuple[Tape, Jet]:
    """A tape with the value and both derivatives of a formula, with ``a`` filled in."""
    rules = _Rules()
    found: list[Jet] = []

    def logarithm(index: int) -> Jet | None:
        """What a node is the exponential of: that of a node, or a positive constant."""
        node, constant = tree[index], rules.tape.value(found[index].value)
        if node.kind == "exp" or (node.kind == "^" and tree[node.args[0]].kind == "e"):
            return found[node.args[-1]]
        return Jet(rules.number(math.log(constant))) if constant is not None and 0 < constant < math.inf else None

    for node in tree:
        args = [found[index] for index in node.args]
        if node.kind == "x":
            found.append(Jet(0, rules.number(1.0)))
        elif not args:
            value = a if node.kind == "a" else CONSTANTS.get(node.kind, float(node.value))
            found.append(Jet(rules.number(value)))
        elif node.kind == "log":
            inner = tree[node.args[0]]
            parts = [logarithm(index) if inner.kind == "+" else found[index] for index in inner.args]
            found.append(rules.log(args[0], inner.kind, list(parts)))
        else:
            found.append(rules.combined(node.kind, args))
    return rules.tape, found[-1]


class _Rules:
    """The rules of differentiation, written on a tape."""

    def __init__(self) -> None:
        self.tape = Tape()
        self.number = self.tape.constant

    def combined(self, kind: str, args: list[Jet]) -> Jet:
        """The jet of a function or an operation of ``args``."""
        values = [arg.value for arg in args]
        match kind:
            case "+" | "-":
                return self._sum(kind, *args)
            case "*":
                return self._product(*args)
            case "/":
                return self._quotient(*args)
            case "^":
                return self._power(*args)
            case "negative":
                return Jet(*(None if part is None else self._(kind, part) for part in args[0]))  # type: ignore[arg-type]
            case "min" | "max":
                first_is_it = self._("<=" if kind == "min" else ">=", *values)
                return self._where(first_is_it, *args)._replace(value=self._(kind, *values))
            case "where":
                return self._where(values[0], args[1], args[2])
        return self._function(kind, args[0]) if len(args) == 1 else Jet(self._(kind, *values))

    def log(self, u: Jet, kind: str, args: list[Jet | None]) -> Jet:
        """The logarithm of u; of cosh and of a sum of exponentials in a form that is finite wherever ln u is.

        Args:
            u: what the logarithm is of.
            kind: what kind of node that is.
            args: what a cosh is of, or the logarithms of two summands; None for one that is not known.
        """
        match kind, args:
            case "cosh", [Jet() as v]:
                return self._chain(
                    v, self._("logcosh", v.value), self._("tanh", v.value), self._square_of_sech(v.value)
                )
            case "+", [Jet() as v, Jet() as w]:
                return self._log_of_sum(v, w)
        return self._function("log", u)

    # --- Arithmetic in which None is 0 ---------------------------------------------------------------------------

    def _(self, kind: str, *args: int) -> int:
        return self.tape.apply(kind, *args)

    def _add(self, left: int | None, right: int | None, sign: str = "+") -> int | None:
        if right is None:
            return left
        if left is None:
            return right if sign == "+" else self._("negative", right)
        return self._(sign, left, right)

    def _times(self, *factors: int | None) -> int | None:
        product: int | None = self.number(1.0)
        for factor in factors:
            product = None if product is None or factor is None else self._("*", product, factor)
        return product

    # --- The rules ------------------------------------------------------------------------------------------------

    def _sum(self, sign: str, u: Jet, v: Jet) -> Jet:
        value = self._(sign, u.value, v.value)
        return Jet(value, self._add(u.first, v.first, sign), self._add(u.second, v.second, sign))

    def _product(self, u: Jet, v: Jet) -> Jet:
        first = self._add(self._times(u.first, v.value), self._times(u.value, v.first))
        both = self._times(self.number(2.0), u.first, v.first)
        second = self._add(self._add(self._times(u.second, v.value), both), self._times(u.value, v.second))
        return Jet(self._("*", u.value, v.value), first, second)

    def _quotient(self, u: Jet, v: Jet) -> Jet:
        """For q = u/v, q' = (u' − q·v')/v, q'' = (u'' − 2q'·v' − q·v'')/v."""
        value = self._("/", u.value, v.value)
        first = self._over(self._add(u.first, self._times(value, v.first), "-"), v.value)
        rest = self._add(self._times(self.number(2.0), first, v.first), self._times(value, v.second))
        return Jet(value, first, self._over(self._add(u.second, rest, "-"), v.value))

    def _over(self, numerator: int | None, denominator: int) -> int | None:
        return None if numerator is None else self._("/", numerator, denominator)

    def _chain(self, u: Jet, value: int, slope: int, curvature: int | None) -> Jet:
        """A function of u with the derivatives ``slope`` and ``curvature`` there: f''·u'² + f'·u''."""
        bend = self._times(curvature, self._times(u.first, u.first))
        return Jet(value, self._times(slope, u.first), self._add(bend, self._times(slope, u.second)))

    def _where(self, condition: int, then: Jet, otherwise: Jet) -> Jet:
        def chosen(left: int | None, right: int | None) -> int | None:
            if left is None and right is None:
                return None
            zero = self.number(0.0)
            return self._("where", condition, zero if left is None else left, zero if right is None else right)

        value = self._("where", condition, then.value, otherwise.value)
        return Jet(value, chosen(then.first, otherwise.first), chosen(then.second, otherwise.second))

    def _power(self, u: Jet, v: Jet) -> Jet:
        exponent = self.tape.value(v.value)
        if v.first is None and exponent is not None:
            slope = self._times(v.value, self._raised(u.value, exponent - 1.0))
            assert slope is not None
            bend = self._times(self.number(exponent * (exponent - 1.0)), self._raised(u.value, exponent - 2.0))
            return self._chain(u, self._raised(u.value, exponent), slope, bend if exponent not in (0.0, 1.0) else None)
        if self.tape.value(u.value) == CONSTANTS["e"]:
            return self._function("exp", v)
        # (u^v)' = u^v·w and (u^v)'' = u^v·(w² + w'), where w = (v·ln u)'.
        value = self._("^", u.value, v.value)
        w = self._product(v, self._function("log", u))
        first, square = self._times(value, w.first), self._times(w.first, w.first)
        return Jet(value, first, self._times(value, self._add(square, w.second)))

    def _raised(self, base: int, exponent: float) -> int:
        """A power with a constant exponent."""
        if exponent == 0.0:
            return self.number(1.0)
        if exponent == 1.0:
            return base
        if abs(exponent) > _LONGEST_PRODUCT or exponent != int(exponent):
            return self._("^", base, self.number(exponent))
        if exponent < 0.0:
            return self._("/", self.number(1.0), self._raised(base, -exponent))
        half = self._raised(base, exponent // 2.0)
        square = self._("*", half, half)
        return self._("*", square, base) if exponent % 2.0 else square

    def _log_of_sum(self, v: Jet, w: Jet) -> Jet:
        """ln(e^v + e^w); its derivative is the mean of v' and w' with the shares of e^v and e^w as weights."""
        share, other = self._share(v.value, w.value), self._share(w.value, v.value)
        first = self._add(self._times(share, v.first), self._times(other, w.first))
        second = self._add(self._times(share, v.second), self._times(other, w.second))
        apart = self._add(v.first, w.first, "-")
        spread = self._times(self._("*", share, other), self._times(apart, apart))
        return Jet(self._("logaddexp", v.value, w.value), first, self._add(second, spread))

    def _share(self, v: int, w: int) -> int:
        """e^v/(e^v + e^w)."""
        one = self.number(1.0)
        return self._("/", one, self._("+", one, self._("exp", self._("-", w, v))))

    def _square_of_sech(self, u: int) -> int:
        """1/cosh² u, which is 1 − tanh² u with all of its digits."""
        sech = self._("/", self.number(1.0), self._("cosh", u))
        return self._("*", sech, sech)

    def _function(self, kind: str, u: Jet) -> Jet:
        """A function of one value: itself, its first and its second derivative."""
        at, value, number = u.value, self._(kind, u.value), self.number
        match kind:
            case "abs":
                return self._chain(u, value, self._("sign", at), None)
            case "sqrt":
                slope = self._("/", number(0.5), value)
                return self._chain(u, value, slope, self._("/", self._("*", number(-0.5), slope), at))
            case "exp":
                return self._chain(u, value, value, value)
            case "log":
                slope = self._("/", number(1.0), at)
                return self._chain(u, value, slope, self._("negative", self._("*", slope, slope)))
            case "sin":
                return self._chain(u, value, self._("cos", at), self._("negative", value))
            case "cos":
                return self._chain(u, value, self._("negative", self._("sin", at)), self._("negative", value))
            case "tan":
                slope = self._("+", number(1.0), self._("*", value, value))
                return self._chain(u, value, slope, self._("*", number(2.0), self._("*", value, slope)))
            case "sinh":
                return self._chain(u, value, self._("cosh", at), value)
            case "cosh":
                return self._chain(u, value, self._("sinh", at), value)
        assert kind == "tanh"
        slope = self._square_of_sech(at)
        return self._chain(u, value, slope, self._("*", number(-2.0), self._("*", value, slope)))
