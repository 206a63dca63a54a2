"""Marks made of dots, so that each stands where its value is, to the dot.

A character stands in the middle of its cell, up to two dots from its value. These shapes are drawn around the very dot
of the value. In ASCII, where a cell has no dots worth the name, the character stands for the shape.
"""

from __future__ import annotations

import numpy as np

from lrtui.plot.canvas import Indices

_LARGE = {
    "●": ("·###·", "#####", "#####", "#####", "·###·"),
    "○": ("·###·", "#···#", "#···#", "#···#", "·###·"),
    "◆": ("··#··", "·###·", "#####", "·###·", "··#··"),
    "◇": ("··#··", "·#·#·", "#···#", "·#·#·", "··#··"),
    "△": ("··#··", "··#··", "·#·#·", "·#·#·", "#####"),
    "□": ("#####", "#···#", "#···#", "#···#", "#####"),
    "•": ("##", "##"),
    "▶": ("#··", "##·", "###", "##·", "#··"),
    "◀": ("··#", "·##", "###", "·##", "··#"),
}

_SMALL = {
    "●": ("###", "###", "###"),
    "◆": ("·#·", "###", "·#·"),
    "◇": ("·#·", "#·#", "·#·"),
    "△": ("·#·", "·#·", "###"),
    "□": ("###", "#·#", "###"),
    "•": ("##", "##"),
}


def offsets(mark: str, *, large: bool) -> tuple[Indices, Indices]:
    """The rows and columns of a mark's dots, from the dot of its value; the shape is centred on it."""
    shape = (_LARGE if large else _SMALL)[mark]
    rows, columns = np.nonzero(np.array([[character == "#" for character in row] for row in shape]))
    middle = (len(shape) - 1) // 2
    return rows - middle, columns - middle
