"""Which formulas are quadratics, whatever way they are written."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from lrtui.core.expression.parser import CONSTANTS, Node, Tree

HIGHEST = 4
"""The highest power of x that is followed: higher ones may cancel, as in x^4 + x^2 - x^4."""

LONGEST = 2400
"""The most binary digits of a numerator or denominator: enough for the product of any two floats."""

Polynomial = tuple[Fraction, ...]
"""The coefficients of 1, x, x², …, as exact fractions; the last is not 0, unless it is the only one."""

_CONSTANT: dict[str, Callable[..., float]] = {
    **{name: getattr(math, name) for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    **{"abs": abs, "^": math.pow},
}
"""What is computed where it stands on constants alone."""


def polynomial(tree: Tree, a: float) -> Polynomial | None:
    """The polynomial in x that a formula is, with ``a`` filled in; None where it is none, or none that is followed.

    A constant such as pi, sqrt(2) or the given a counts as the float that it is, any other number as it is written.
    """
    found: list[Polynomial | None] = []
    for node in tree:
        args = [found[index] for index in node.args]
        known = [arg for arg in args if arg is not None]
        found.append(_combined(node, known, a) if len(known) == len(args) else None)
    return found[-1]


def quadratic(tree: Tree, a: float) -> tuple[float, float, float] | None:
    """The coefficient A, minimum m and offset c, where a formula is the quadratic A·(x − m)² + c with A > 0.

    They are the exact ones, rounded once. None where it is no such quadratic, or one of them is no finite float.
    """
    coefficients = polynomial(tree, a)
    if coefficients is None or len(coefficients) != 3 or coefficients[2] <= 0:
        return None
    constant, slope, leading = coefficients
    minimum = -slope / (2 * leading)
    try:
        return float(leading), float(minimum), float(constant + slope * minimum / 2)
    except OverflowError:
        return None


def _combined(node: Node, args: list[Polynomial], a: float) -> Polynomial | None:
    """The polynomial of a node from those of its parts."""
    match node.kind:
        case "number":
            return _checked([node.value])
        case "x":
            return (Fraction(0), Fraction(1))
        case "a":
            return _checked([Fraction(a)])
        case "pi" | "e":
            return (Fraction(CONSTANTS[node.kind]),)
        case "negative":
            return tuple(-coefficient for coefficient in args[0])
        case "+":
            return _sum(args[0], args[1])
        case "-":
            return _sum(args[0], tuple(-coefficient for coefficient in args[1]))
        case "*":
            return _product(args[0], args[1])
        case "/":
            constant = len(args[1]) == 1 and args[1][0] != 0
            return _product(args[0], (1 / args[1][0],)) if constant else None
        case "^":
            return _power(args[0], args[1])
    return _constant(node.kind, args)


def _checked(coefficients: list[Fraction]) -> Polynomial | None:
    """The polynomial without leading zeros; None where its numbers are too long."""
    while len(coefficients) > 1 and coefficients[-1] == 0:
        coefficients.pop()
    sizes = (max(part.numerator.bit_length(), part.denominator.bit_length()) for part in coefficients)
    return tuple(coefficients) if max(sizes) <= LONGEST else None


def _sum(left: Polynomial, right: Polynomial) -> Polynomial | None:
    longer, shorter = (left, right) if len(left) >= len(right) else (right, left)
    return _checked([*(one + other for one, other in zip(longer, shorter, strict=False)), *longer[len(shorter) :]])


def _product(left: Polynomial, right: Polynomial) -> Polynomial | None:
    if len(left) + len(right) - 2 > HIGHEST:
        return None
    product = [Fraction(0)] * (len(left) + len(right) - 1)
    for power, coefficient in enumerate(left):
        for other_power, other in enumerate(right):
            product[power + other_power] += coefficient * other
    return _checked(product)


def _power(base: Polynomial, exponent: Polynomial) -> Polynomial | None:
    """A power with an exponent 0 … ``HIGHEST``; of a constant, any power."""
    times = exponent[0]
    if len(exponent) == 1 and times.denominator == 1 and 0 <= times <= HIGHEST:
        power: Polynomial | None = (Fraction(1),)
        for _ in range(int(times)):
            power = _product(power, base) if power else None
        return power
    return _constant("^", [base, exponent])


def _constant(kind: str, args: list[Polynomial]) -> Polynomial | None:
    """A function of constants, as a float; None where one of them is none."""
    if kind not in _CONSTANT or any(len(arg) > 1 for arg in args):
        return None
    try:
        value = _CONSTANT[kind](*(float(arg[0]) for arg in args))
        return _checked([Fraction(value)])
    except (ValueError, OverflowError, ZeroDivisionError):
        return None
