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
    Rename(r"such as 'lr 0\.8'", "such as 'lr 0.1'", "the descent lab opens with small steps"),
    Rename(r"from -20 to 20\b", "from -3200 to 3200", "the camera draws back as far as a run can go"),
)
"""Applied in their order to texts and to rows of screens. A row or text in which one of them matches is compared with
runs of blanks and lines folded, as the new words have other widths."""

_DESCENT = r"(?!network|choose)"

ALLOWED = (
    (rf"^(\{{ascii\}} )?{_DESCENT}.*--print (plot|svg)", "the picture of the descent lab is another"),
    (r"^(\{ascii\} )?((descent|parabola) )?--print (table|json|csv)( |$)", "the descent lab opens with small steps"),
    (r"^--(view|camera) ", "options that there were not before"),
    (r"--help|^-h$|--completion", "the descent lab has --view and --camera, and other examples"),
    (rf"x\d+ (NO_COLOR )?lrtui {_DESCENT}", "the screen of the descent lab is another"),
    (r"lrtui .* (\?|\? escape|:)\]$", "the keys are in two columns, and the palette says more of the descent lab"),
)
"""Commands and screens that may differ in any way, as regular expressions of their names, each with the reason."""


def renamed(text: str, where: str) -> str:
    """The text as it is expected now."""
    for rename in RENAMES:
        if re.search(rename.where, where):
            text = re.sub(rename.old, rename.new, text)
    return text


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
