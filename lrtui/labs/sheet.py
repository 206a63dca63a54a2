"""The size of a lab as one picture, for a pipe or a file."""

SHEET = (80, 23)
"""Columns and rows of a picture for which no size is given."""


def sheet_size(columns: int, rows: int) -> tuple[int, int]:
    """The nearest size to this one that a picture can have."""
    return min(max(columns, 60), 400), min(max(rows, 17), 150)
