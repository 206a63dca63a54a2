"""Saves what is on the screen: the same bytes as the reproducing command with ``--print``."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from lrtui.report.files import refusal, save
from lrtui.tui.widgets.prompt import Question

if TYPE_CHECKING:
    from lrtui.report.formats import Report

KINDS = {".svg": "svg", ".csv": "csv", ".json": "json", ".txt": "plot"}
"""The format of a file, by the ending of its name."""

NOTE = "the ending says what: .svg or .txt the picture, .csv or .json the numbers"


class Saver:
    """Writes a report to the file that is named, over another one only when the same name is given twice."""

    def __init__(self, report: Report, *, size: tuple[int, int], ascii_only: bool) -> None:
        self._report = report
        self._picture_size = size
        self._ascii_only = ascii_only
        self._warned_of = ""

    def question(self, lab: str, saved: Callable[[Path], None]) -> Question:
        """Return the question for a file's name, with a proposal that no file has."""
        names = (f"lrtui-{lab}{'' if number == 1 else f'-{number}'}.svg" for number in count(1))
        name = next(name for name in names if not Path(name).exists())
        return Question(self.save, saved, NOTE, title="Save", does="saves", text=name)

    def save(self, text: str) -> Path:
        """Save to the file that is named, and return its path; a ValueError tells the person why that cannot be."""
        path = Path(text.strip()).expanduser()
        kind = KINDS.get(path.suffix.lower())
        if kind is None:
            raise ValueError(f"a name that ends in {', '.join(KINDS)}, please")
        replace = text == self._warned_of
        if reason := refusal(path, replace=replace):
            self._warned_of = text if path.is_file() else ""
            raise ValueError("that file exists: enter again replaces it" if self._warned_of else f"{path}: {reason}")
        try:
            save(self._report, kind, path, size=self._picture_size, ascii_only=self._ascii_only, replace=replace)
        except OSError as error:
            raise ValueError(f"{path}: {error}") from None
        return path
