"""The README's pictures are what the program draws today.

``LRTUI_DRAW=1 pytest tests/test_pictures.py`` draws them anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lrtui.cli import main

from .test_readme import README, TEXT, TRAINED, rounds_alike

FOLDER = Path(__file__).parent / "pictures"
PICTURES = {
    "race": "parabola --lr 0.8 --compare 0.1,0.5,1.2 --steps 6 --size 100x30",
    "converges": "parabola --lr 0.8 --steps 8",
    "diverges": "parabola --lr 1.2 --steps 5 --camera all",
    "two-cycle": "parabola --lr 1 --steps 8",
    "networks": "network --select 0.1 --size 100x30",
    "sharpness": "network --metric sharpness --size 100x30",
    "choose": "choose --scout-epochs 200 --size 100x30",
}


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_what_the_program_draws(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = FOLDER / f"{name}.svg"
    assert main([*PICTURES[name].split(), "--print", "svg"]) == 0
    drawn = capsys.readouterr().out
    if os.environ.get("LRTUI_DRAW") == "1":
        path.write_text(drawn, encoding="utf-8")
    kept = path.read_text(encoding="utf-8")
    if PICTURES[name].startswith(TRAINED) and not rounds_alike():
        assert words(kept) == words(drawn)
    else:
        assert kept == drawn


def words(svg: str) -> set[str]:
    """What is written in a picture but its last line, without figures."""
    texts = [
        "".join(element.itertext()) for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")
    ]
    return {word for text in texts[:-1] for word in re.findall(r"[^\W\d_]{4,}", text)}


def test_the_readme_shows_all_of_them_and_no_others() -> None:
    shown = re.findall(r"^!\[.+\]\((tests/pictures/.+\.svg)\)$", TEXT, re.MULTILINE)
    assert shown == [f"tests/pictures/{name}.svg" for name in PICTURES]
    assert sorted(FOLDER.iterdir()) == sorted(README.parent / path for path in shown)
