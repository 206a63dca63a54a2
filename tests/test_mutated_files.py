"""Files that something has gone wrong with: read, or refused in one line; nothing of theirs reaches the terminal."""

from __future__ import annotations

import gzip
import json
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from lrtui.cli import main

from .examples import LONG

FILES = 5000 if LONG else 250
SHARE = 10
"""Every so many of the files all formats are asked for."""

EVIL = (
    *(
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x9b31m",
        "\x00",
        "\r",
        "\n",
        '"',
        '""',
        ",",
        ";",
        "\t",
        "\u202e",
        "\u2028",
        "\ud7ff",
    ),
    *(
        "é",
        "\xff",
        "1e999",
        "nan",
        "-",
        "1_0",
        "0x10",
        "９",
        "ａ",
        "1,5",
        "=1+1",
        "'",
        "<script>",
        "&amp;",
        "]]>",
        "\\",
        "%s",
        "[red]",
    ),
    *("x" * 300, "1" * 400, "\U0001f4a9", "\x7f", "\x85", "\ufeff", "{", "[", "(", "\n\n\n", "sep=;\n", "id", "label"),
)


def tables(chance: random.Random) -> str:
    """A table as somebody may have it."""
    comma = chance.choice(",,,;\t")
    names = [*chance.sample(["x", "y", "colour", "when", "id", "price", ""], chance.randint(2, 6)), "class"]
    count = chance.choice([0, 20, 40, 60, 60, 60])
    kinds: dict[str, Callable[[int], object]] = {
        "x": lambda row: round(chance.gauss(row % 2, 1), 3),
        "y": lambda row: chance.random(),
        "class": lambda row: "ab"[row % 2],
        "colour": lambda row: chance.choice(["red", "blue"]) if row % 9 else '"light, blue"',
        "when": lambda row: f"2024-01-{1 + row % 28:02}",
        "id": lambda row: row,
        "price": lambda row: 10 ** (row % 7),
        "": lambda row: row,
    }
    rows = [comma.join(str(kinds[name](row)) for name in names) for row in range(count)]
    header = [comma.join(names)] if chance.random() < 0.8 else []
    return chance.choice(["\n", "\n", "\r\n", "\r"]).join([*header, *rows, ""])


def mutated(chance: random.Random) -> bytes:
    """The bytes of a table, with up to a dozen things done to them."""
    text = tables(chance)
    for _ in range(chance.choice([0, 0, 1, 1, 2, 5])):
        at, end = sorted(chance.randint(0, len(text)) for _ in range(2))
        match chance.randrange(5):
            case 0 | 1:
                text = text[:at] + chance.choice(EVIL) + text[at:]
            case 2:
                text = text[:at] + chance.choice(EVIL) + text[at + 1 :]
            case 3:
                text = text[:at] + text[min(end, at + chance.choice([1, 5, 200])) :]
            case _:
                text = text[:end] + text[max(at, end - 300) :]
    content = text.encode(chance.choice(["utf-8"] * 5 + ["utf-16", "utf-16-le", "cp1252", "utf-8-sig"]), "replace")
    if chance.random() < 0.1:
        content = gzip.compress(content)
    for _ in range(chance.choice([0, 0, 0, 1, 8])):
        if content:
            at = chance.randrange(len(content))
            content = content[:at] + bytes([chance.randrange(256)]) + content[at + chance.randrange(2) :]
    return content[: chance.randint(0, len(content))] if chance.random() < 0.05 else content


def harmless(text: str) -> bool:
    """Whether a text has no control characters but ends of lines."""
    return all(unicodedata.category(character) not in ("Cc", "Cf", "Cs") or character == "\n" for character in text)


@pytest.mark.filterwarnings("error")
def test_each_mutated_file_is_read_or_refused_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = {0: 0, 2: 0}
    for number in range(FILES):
        chance = random.Random(number)
        path = tmp_path / "file.csv"
        path.write_bytes(mutated(chance))
        lab = ["network", "--lrs", "0.1", "--epochs", "1", "--hidden", "2"]
        if number % 7 == 0:
            lab = ["choose", "--rates", "2", "--epochs", "1", "--hidden", "2"]
        for form in ("table", "json", "svg", "plot") if number % SHARE == 0 else ("json",):
            try:
                status = main([*lab, "--data", str(path), "--print", form])
            except SystemExit as leaving:
                status = int(leaving.code or 0)
            out, err = capsys.readouterr()
            assert status in (0, 2), f"file {number}"
            assert harmless(out) and harmless(err), f"file {number}"
            if status == 0:
                assert not err, f"file {number}"
                if form == "json":
                    assert json.loads(out)["data"]["notes"]
                elif form == "svg":
                    ElementTree.fromstring(out)
            else:
                assert not out and len(err.splitlines()) == 1 and str(path) in err, f"file {number}: {err}"
        outcomes[status] += 1
    print(outcomes)
    assert min(outcomes.values()) > FILES / 10
