"""JSON as a strict reader takes it: without NaN and infinities, and without a name that occurs twice."""

from __future__ import annotations

import json
from typing import Any


def parse(text: str) -> dict[str, Any]:
    """The object that a text stands for."""
    parsed = json.loads(text, parse_constant=_refuse, object_pairs_hook=_once)
    assert isinstance(parsed, dict)
    return parsed


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


def _once(items: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({name for name, _ in items}) == len(items)
    return dict(items)
