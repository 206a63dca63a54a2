"""The differences that are meant: what the text of before is turned into, before it is compared. Edit these lists."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple


class Rename(NamedTuple):
    """What is called otherwise now.

    Attributes:
        old: a regular expression.
        new: what its matches become.
        reason: why.
        where: a regular expression that a command or a screen's name must have in it.
    """

    old: str
    new: str
    reason: str
    where: str = ""


RENAMES = (
    Rename(r"--curvature\b", "--a", "the parameter of every objective has the same name"),
    Rename(r"\blrtui parabola\b", "lrtui descent", "the lab is called after what it shows, not after one objective"),
    Rename(r"\b1 Parabola\b", "1 Descent", "the same, in the tabs"),
    Rename(r"\bParabola: why\b", "Descent: why", "the same, in the title of its help"),
    Rename(r"\bthe Parabola lab\b", "the Descent lab", "the same, in the list of keys"),
    Rename(r"\bthe parabola lab\b", "the descent lab", "the same, in help texts"),
    Rename(r"\bparabola lab\b", "descent lab", "the same, in the palette"),
    Rename(r"\bthe labs are parabola,", "the labs are descent,", "the same, in a complaint"),
    Rename(r"\blabs \(parabola where", "labs (descent where", "the same, in --help"),
    Rename(r"(?m)^  parabola   ", "  descent    ", "the same, in --help"),
    Rename(r"\blrtui-parabola\b", "lrtui-descent", "the same, in the name proposed for a file"),
)
"""Applied in their order to texts and to rows of screens. A row or text in which one of them matches is compared with
runs of blanks and lines folded, as the new words have other widths."""

ALLOWED = (
    (r"^--completion ", "the scripts name the labs in their order, and a named objective is a word like a lab"),
    (r"lrtui --paused --a \S+ .*\[y\]$", "the shorter option wraps elsewhere, so that the dialog has other rows"),
)
"""Commands and screens that may differ in any way, as regular expressions of their names, each with the reason."""


def renamed(text: str, where: str) -> str:
    """The text as it is expected now."""
    for rename in RENAMES:
        if re.search(rename.where, where):
            text = re.sub(rename.old, rename.new, text)
    return text


def expected_document(document: Any) -> Any:
    """The JSON of a report as it is expected now; the order of its keys does not count."""
    if not isinstance(document, dict) or document.get("lab") != "parabola":
        return document
    a = document["curvature"]
    return {**document, "lab": "descent", "objective": "parabola", "a": a, "curvature": 2 * a}


def parsed(text: str) -> Any:
    """The JSON object in a text; None where it is something else."""
    try:
        document = json.loads(text) if text.startswith("{") else None
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def folded(text: str) -> str:
    """The text with each run of blanks, or of a line, as one of them."""
    return re.sub(r"\s+", " ", re.sub(r"([─━═-])\1+", r"\1", text)).strip()
