"""What the parts of a picture are called. What they look like is for whoever shows them: a theme, an SVG, a pipe."""

from enum import IntEnum


class Ink(IntEnum):
    """The meaning of a cell; also its index in every table of colours."""

    TEXT = 0
    MUTED = 1
    """Axes, ticks, notes."""
    CURVE = 2
    """A curve that is alone in its chart."""
    START = 3
    """The initial point x₀."""
    CURRENT = 4
    """The current iterate and the update that led to it."""
    RECENT = 5
    """The few updates before it."""
    PAST = 6
    """All earlier updates."""
    SHRINKS = 7
    HOLDS = 8
    GROWS = 9
    ZIGZAG = 10
    """Rates that converge by overshooting."""
    CHANGE = 11
    """Where the learning rate was changed."""
    TITLE = 12
    """A value or a word to be read first."""
    POINT = 13
    """A data point, on the colour of a class."""
    SERIES_0 = 14
    """The first of ``SERIES`` colours, for curves that must be told apart."""
    SERIES_1 = 15
    SERIES_2 = 16
    SERIES_3 = 17
    SERIES_4 = 18
    SERIES_5 = 19
    SERIES_6 = 20
    SERIES_7 = 21
    CLASS_0 = 22
    """The ground of the first class of a map; neighbours differ in lightness too."""
    CLASS_1 = 23
    CLASS_2 = 24
    CLASS_3 = 25
    CLASS_4 = 26
    CLASS_5 = 27
    CLASS_6 = 28
    CLASS_7 = 29
    NEXT = 30
    """The step that comes next."""
    TANGENT = 31
    """The slope at the current iterate."""
    FUNCTION = 32
    """The function that is descended."""
    BAND_0 = 33
    """The range of the first of ``SERIES``, where it jumps too fast to be drawn as a line; dimmer than the line."""
    BAND_1 = 34
    BAND_2 = 35
    BAND_3 = 36
    BAND_4 = 37
    BAND_5 = 38
    BAND_6 = 39
    BAND_7 = 40
    LEVEL_0 = 41
    """The ground of the first level of a map of sizes, and the brightest; each is darker than the one before."""
    LEVEL_1 = 42
    LEVEL_2 = 43
    LEVEL_3 = 44
    LEVEL_4 = 45
    LEVEL_5 = 46


SERIES = tuple(ink for ink in Ink if ink.name.startswith("SERIES_"))
"""The inks of curves, in turn; ``MARKS`` tell curves apart where there is no colour."""

BANDS = tuple(ink for ink in Ink if ink.name.startswith("BAND_"))
"""The dim inks of the same curves, in the same order."""

CLASSES = tuple(ink for ink in Ink if ink.name.startswith("CLASS_"))
"""The inks of a map's classes, in turn; they are no curve's."""

LEVELS = tuple(ink for ink in Ink if ink.name.startswith("LEVEL_"))
"""The inks of a map of sizes, from the brightest to the darkest."""

MARKS = "●▲■◆○△□◇"


def mark(index: int) -> str:
    """The mark that tells a curve from the others without colour."""
    return MARKS[index % len(MARKS)]


def series(index: int) -> Ink:
    """The colour of a curve among several; of 64 curves, no two have the same colour and the same mark."""
    return SERIES[(index + index // len(MARKS)) % len(SERIES)]


def band(index: int) -> Ink:
    """The dim colour of a curve's range."""
    return BANDS[SERIES.index(series(index))]
