"""How much the tests try: enough for every day, and all of it with ``LRTUI_LONG=1`` in the environment."""

from __future__ import annotations

import os

from hypothesis import settings

LONG = os.environ.get("LRTUI_LONG") == "1"
"""Whether what takes a duration takes all of it, and not only the part that the everyday run has time for."""


def examples(number: int) -> settings:
    """Hypothesis's settings for so many examples, the same ones in each run; every day a quarter of them will do."""
    return settings(derandomize=True, deadline=None, max_examples=number if LONG else -(-number // 4))
