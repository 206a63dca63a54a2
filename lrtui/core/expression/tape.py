"""Straight-line programs of array operations: what a formula is turned into, and how it is run.

A tape is written once, by ``jets``. It computes constants as it is written, and has each operation once, however often
it is asked for. ``program`` leaves out what the wanted results do not need, so that a gradient costs no Hessian.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lrtui.core.arrays import Array

CHUNK = 2048
"""How many points are computed at once: so the arrays in between stay in the cache, and memory is bounded."""


def _min(x: Array, y: Array, out: Array) -> None:
    np.minimum(x, y, out=out)


def _max(x: Array, y: Array, out: Array) -> None:
    np.maximum(x, y, out=out)


def _select(condition: Array, then: Array, otherwise: Array, out: Array) -> None:
    np.copyto(out, otherwise)
    np.copyto(out, then, where=condition != 0)


def _log_cosh(x: Array, out: Array) -> None:
    """Write ln cosh x, where cosh x is beyond the range of a float too, and to all its digits near 0."""
    size = np.abs(x)
    # cosh x = 1 + 2·sinh²(x/2) = e^|x|·(1 + e^−2|x|)/2
    far = size + np.log1p(np.exp(-2.0 * size)) - np.log(2.0)
    np.copyto(out, np.where(size < 1.0, np.log1p(2.0 * np.sinh(0.5 * np.minimum(size, 1.0)) ** 2), far))


OPERATIONS: dict[str, Callable[..., object]] = {
    **{"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power, "negative": np.negative},
    **{"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal},
    **{"==": np.equal, "!=": np.not_equal},
    **{name: getattr(np, name) for name in ("sqrt", "exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "sign")},
    **{"abs": np.abs, "min": _min, "max": _max, "where": _select},
    **{"logaddexp": np.logaddexp, "logcosh": _log_cosh},
}
"""What a tape can do. Each takes arrays of one shape, and one more of that shape for the result."""

_COMMUTATIVE = ("+", "*")


@dataclass(frozen=True)
class Program:
    """The operations that some results need, in order.

    Attributes:
        operations: the names in ``OPERATIONS``, with the registers that go in and the one that takes the result.
        constants: the registers that stay what they are, with their values. Register 0 is x.
        registers: how many there are.
        result: the register of the result.
    """

    operations: tuple[tuple[str, tuple[int, ...], int], ...]
    constants: tuple[tuple[int, float], ...]
    registers: int
    result: int

    def bind(self, size: int) -> tuple[Array, Callable[[], None], Array]:
        """The program for arrays of ``size``: the one for x, a function that runs it, and the one of the result.

        It may warn: it is for the caller to ignore floating-point errors once, around all runs.
        """
        # Constants are whole arrays: that is quicker than to spread a number, and takes the same path in NumPy.
        arrays = [np.empty(size) for _ in range(self.registers)]
        for register, value in self.constants:
            arrays[register].fill(value)
        calls = [
            (OPERATIONS[name], (*(arrays[arg] for arg in args), arrays[out])) for name, args, out in self.operations
        ]

        def run() -> None:
            for operation, operands in calls:
                operation(*operands)

        return arrays[0], run, arrays[self.result]

    def __call__(self, x: Array) -> Array:
        """The results at the points ``x``, in their shape; without warnings."""
        points = np.ascontiguousarray(x, dtype=np.float64).ravel()
        results = np.empty(points.size)
        size = min(points.size, CHUNK)
        place, run, found = self.bind(size)
        with np.errstate(all="ignore"):
            for first in range(0, points.size, max(size, 1)):
                # The last part may be a shorter one: what stands behind it is computed again and thrown away.
                count = min(size, points.size - first)
                place[:count] = points[first : first + count]
                run()
                results[first : first + count] = found[:count]
        return results.reshape(np.shape(x))


class Tape:
    """Operations as they are written. Each has a number, by which later ones refer to its result; x is number 0."""

    def __init__(self) -> None:
        self._steps: list[tuple[str, tuple[int, ...]]] = [("x", ())]
        self._numbers: dict[tuple[str, tuple[int, ...] | float | str], int] = {}
        self._values: dict[int, float] = {}

    def constant(self, value: float) -> int:
        """A number."""
        value = float(value)
        key = ("number", value.hex())  # so that -0.0 and nan are themselves
        if key not in self._numbers:
            self._numbers[key] = len(self._steps)
            self._values[len(self._steps)] = value
            self._steps.append(("number", ()))
        return self._numbers[key]

    def value(self, number: int) -> float | None:
        """The number that an operation comes to wherever x is; None where it depends on x."""
        return self._values.get(number)

    def apply(self, name: str, *args: int) -> int:
        """The result of an operation; of constants, a constant."""
        if all(arg in self._values for arg in args):
            return self.constant(self._folded(name, args))
        if name in ("*", "/") and self._values.get(args[1]) == 1.0:
            return args[0]
        if name == "*" and self._values.get(args[0]) == 1.0:
            return args[1]
        key = (name, tuple(sorted(args)) if name in _COMMUTATIVE else args)
        if key not in self._numbers:
            self._numbers[key] = len(self._steps)
            self._steps.append(key)
        return self._numbers[key]

    def _folded(self, name: str, args: tuple[int, ...]) -> float:
        out = np.empty(1)
        with np.errstate(all="ignore"):
            OPERATIONS[name](*(np.array([self._values[arg]]) for arg in args), out)
        return float(out[0])

    def program(self, result: int) -> Program:
        """The program that computes this result and nothing else."""
        needed = {result}
        for number in range(len(self._steps) - 1, -1, -1):
            if number in needed:
                needed.update(self._steps[number][1])
        return _allocated(self._steps, self._values, sorted(needed | {0}), result)


def _allocated(
    steps: list[tuple[str, tuple[int, ...]]], values: dict[int, float], order: list[int], result: int
) -> Program:
    """The steps in ``order``, with registers that are used again once nothing needs what they hold."""
    last = {arg: number for number in order for arg in steps[number][1]}
    registers, free, count = {0: 0}, list[int](), 1
    constants: list[tuple[int, float]] = []
    operations: list[tuple[str, tuple[int, ...], int]] = []
    for number in order[1:]:
        if number in values or not free:
            registers[number], count = count, count + 1
        else:
            registers[number] = free.pop()
        if number in values:
            constants.append((registers[number], values[number]))
            continue
        name, args = steps[number]
        operations.append((name, tuple(registers[arg] for arg in args), registers[number]))
        gone = {arg for arg in args if last[arg] == number and arg != 0 and arg not in values}
        free.extend(registers[arg] for arg in sorted(gone))
    return Program(tuple(operations), tuple(constants), count, registers[result])
