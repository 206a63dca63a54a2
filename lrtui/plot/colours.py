"""What each ink looks like: the app's style sheet and the SVG both read this one table.

Most inks take their colour from the theme, so that they suit whatever theme a person chooses. Curves that must be told
apart have the Okabe-Ito colours, which colour-blind people can tell apart; on a light ground the same hues are darker.
"""

from typing import NamedTuple

from lrtui.plot.ink import BANDS, CLASSES, LEVELS, SERIES, Ink

THEME = {
    "background": "#121212",
    "foreground": "#e0e0e0",
    "text-primary": "#57a5e2",
    "text-secondary": "#5684a5",
    "text-warning": "#ffc473",
    "text-success": "#8ad4a1",
    "text-error": "#d17e92",
}
"""The colours that the theme's words stand for in the theme that the app opens with, and in an SVG."""


class Colour(NamedTuple):
    """The colour of an ink, and the one on a light ground where it is another one.

    As a style sheet has it: a word of the theme after a dollar sign, perhaps with a share, or ``#rrggbb``.
    """

    text: str
    bold: bool = False
    light: str = ""


_SERIES = {
    "#56b4e9": "#0a6fa8",
    "#e69f00": "#a66300",
    "#009e73": "#00724f",
    "#cc79a7": "#9c4a78",
    "#f0e442": "#7d7300",
    "#0072b2": "#00507d",
    "#d55e00": "#ad4400",
    "#999999": "#5c5c5c",
}
"""The Okabe-Ito colours, each with the same hue on a light ground."""

_GROUNDS = {
    "#e6e0c8": "#7a6f45",
    "#8f6fd0": "#5b3fa0",
    "#50693a": "#3f5a2a",
    "#f2b8b8": "#a04848",
    "#a05050": "#702828",
    "#b0c4f0": "#3f5fa8",
    "#607060": "#3c4a3c",
    "#c8b6e2": "#76589c",
}
"""Grounds of a map, under black points, on a light screen too, each with a darker hue for a letter that stands on a
light screen. None is a curve's colour; neighbours differ in lightness, and the first three are three of 16 colours."""

_LEVELS = {
    "#fde725": "#7a6f00",
    "#8fd744": "#2f7d12",
    "#35b779": "#00664c",
    "#2f93a0": "#1a5566",
    "#5a6fb8": "#33366e",
    "#6a52a0": "#3b2063",
}
"""Grounds of a map of sizes, as in viridis (Smith and van der Walt): each is darker than the one before, and the last
can still be told from a dark screen. Each has a darker hue for a letter that stands on a light one."""

COLOURS: dict[Ink, Colour] = {
    Ink.TEXT: Colour("$foreground"),
    Ink.MUTED: Colour("$foreground 55%"),
    Ink.CURVE: Colour("$text-primary"),
    Ink.START: Colour("$foreground", bold=True),
    Ink.CURRENT: Colour("$text-warning", bold=True),
    Ink.RECENT: Colour("$text-warning 75%"),
    Ink.PAST: Colour("$foreground 40%"),
    Ink.SHRINKS: Colour("$text-success"),
    Ink.HOLDS: Colour("$text-secondary"),
    Ink.GROWS: Colour("$text-error", bold=True),
    Ink.ZIGZAG: Colour("$text-warning"),
    Ink.CHANGE: Colour("#cc79a7", bold=True, light="#8f3f70"),
    Ink.TITLE: Colour("$foreground", bold=True),
    Ink.POINT: Colour("#000000", bold=True),
    Ink.NEXT: Colour("$text-primary", bold=True),
    Ink.FUNCTION: Colour("$foreground 65%"),
    Ink.TANGENT: Colour("$foreground"),
    **{ink: Colour(dark, light=light) for ink, (dark, light) in zip(SERIES, _SERIES.items(), strict=True)},
    **{
        ink: Colour(f"{dark} 45%", light=f"{light} 45%")
        for ink, (dark, light) in zip(BANDS, _SERIES.items(), strict=True)
    },
    **{ink: Colour(ground) for ink, ground in zip(CLASSES, _GROUNDS, strict=True)},
    **{ink: Colour(ground) for ink, ground in zip(LEVELS, _LEVELS, strict=True)},
}

WITHOUT_GROUNDS = {
    Ink.POINT: Colour("$foreground", bold=True),
    **{ink: Colour(ground, light=light) for ink, (ground, light) in zip(CLASSES, _GROUNDS.items(), strict=True)},
    **{ink: Colour(ground, light=light) for ink, (ground, light) in zip(LEVELS, _LEVELS.items(), strict=True)},
}
"""In ASCII a map has letters in place of grounds: its points and letters stand on the screen itself."""


_SIXTEEN = ("#00aaaa", "#aa5500", "#00aa00", "#aa00aa", "#aa0000", "#5555ff", "#ff55ff", "#aaaaaa")

OF_SIXTEEN = {
    **dict(zip(SERIES, _SIXTEEN, strict=True)),
    **dict(zip(BANDS, _SIXTEEN, strict=True)),
}
"""Curves where there are 16 colours or 8: each is the very colour of the standard palette, and the first five differ
also in a palette of 8. The nearest of 16 to the colours above would be the same for several."""

LIKE = {Ink.POINT: Ink.TITLE, **dict.fromkeys((*CLASSES, *LEVELS), Ink.MUTED)}
"""Where there are 16 colours, a map has letters in place of grounds; they look like these inks."""


def style_sheet(screen: str, names: dict[Ink, str]) -> str:
    """The rules that give the inks their colours on a kind of screen; ``names`` are the inks' component classes."""
    rules = []
    for kind, colours in ((screen, COLOURS), (f"{screen}.-ascii", WITHOUT_GROUNDS)):
        for ink, colour in colours.items():
            weight = " text-style: bold;" if colour.bold else ""
            rules.append(f"{kind} > .{names[ink]} {{ color: {colour.text};{weight} }}")
            if colour.light:
                rules.append(f"{kind}:light > .{names[ink]} {{ color: {colour.light}; }}")
    return "\n".join(rules)
