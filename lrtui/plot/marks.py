"""Marks made of dots, so that each stands where its value is, to the dot.

A character stands in the middle of its cell, up to two dots from its value. These shapes are drawn around the very dot
of the value. In ASCII, where a cell has no dots worth the name, the character stands for the shape.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from lrtui.plot.canvas import Indices

_LARGE = {
    "●": ("·###·", "#####", "#####", "#####", "·###·"),
    "○": ("·###·", "#···#", "#···#", "#···#", "·###·"),
    "◌": ("·#·#·", "#···#", "·····", "#···#", "·#·#·"),
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


@lru_cache  # a frame has several marks, and there are few shapes
def offsets(mark: str, *, large: bool) -> tuple[Indices, Indices]:
    """The rows and columns of a mark's dots, from the dot of its value; the shape is centred on it."""
    shape = (_LARGE if large else _SMALL)[mark]
    rows, columns = np.nonzero(np.array([[character == "#" for character in row] for row in shape]))
    middle = (len(shape) - 1) // 2
    return rows - middle, columns - middle


@lru_cache
def ground(mark: str, *, large: bool) -> tuple[Indices, Indices]:
    """The rows and columns of all dots in the rectangle that a mark fills, from the dot of its value."""
    down, right = offsets(mark, large=large)
    rows, columns = np.indices((int(np.ptp(down)) + 1, int(np.ptp(right)) + 1)).reshape(2, -1)
    return rows + down.min(), columns + right.min()
