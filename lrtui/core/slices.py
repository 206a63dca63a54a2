"""Work in slices: a generator that does a little at each pull, and returns what has come of it."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

ResultT = TypeVar("ResultT")


def result_of(slices: Generator[object, None, ResultT]) -> ResultT:
    """Pull to the end, and return what the generator returns."""
    while True:
        try:
            next(slices)
        except StopIteration as end:
            result: ResultT = end.value
            return result
