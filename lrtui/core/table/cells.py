"""What a single cell says: a number, nothing, a date, yes or no."""

import math
import re

MISSING = frozenset(
    ("", "na", "n/a", "#n/a", "<na>", "nan", "-nan", "null", "none", "nil", "nat", "?", "-", ".", "missing")
)
"""Cells that say that there is nothing, in lower case: as spreadsheets, pandas, R, SQL and the UCI archive write it."""

YES_NO = ({"yes": 1.0, "no": 0.0}, {"true": 1.0, "false": 0.0}, {"y": 1.0, "n": 0.0}, {"t": 1.0, "f": 0.0})

_NUMBER = re.compile(r"[+-]?(\d+[.]?\d*|[.]\d+)([eE][+-]?\d+)?", re.ASCII)
_TIME = r"\d{1,2}:\d\d(:\d\d([.,]\d+)?)?( ?[ap]m)?"
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[.]?"
_DATE = re.compile(
    rf"(\d{{4}}([-/.])\d{{1,2}}\2\d{{1,2}}|\d{{1,2}}([-/.])\d{{1,2}}\3\d{{2,4}}|\d{{4}}-\d\d"
    rf"|\d{{1,2}}[-. ]+{_MONTH}[-, ]+\d{{2,4}}|{_MONTH} \d{{1,2}},? \d{{4}})"
    rf"([T ,]+{_TIME}( ?(z|utc|gmt|[+-]\d\d:?\d\d))?)?|{_TIME}",
    re.ASCII | re.IGNORECASE,
)


def is_missing(text: str) -> bool:
    """Whether a cell, without blanks around it, says that there is nothing."""
    return text.lower() in MISSING


def number(text: str, mark: str = ".") -> float:
    """The finite number that a cell is, with ``mark`` before its decimals; NaN where it is none."""
    plain = text if mark == "." else text.replace(".", " ").replace(mark, ".")
    value = float(plain) if _NUMBER.fullmatch(plain) else math.nan
    return value if math.isfinite(value) else math.nan


def is_number(text: str, mark: str = ".") -> bool:
    """Whether a cell is a finite number."""
    return not math.isnan(number(text, mark))


def is_date(text: str) -> bool:
    """Whether a cell is a date, a time, or both."""
    return _DATE.fullmatch(text) is not None
