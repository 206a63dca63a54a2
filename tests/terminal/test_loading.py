"""A file that takes its time, in a terminal: a pipe whose writer is in no hurry."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pytest

from .promptness import kept
from .test_ending import AT_ONCE, assert_restored

if TYPE_CHECKING:
    from .conftest import Start

ROWS = "x,y,kind\n" + "1,2,red\n3,4.5,blue\n" * 5000


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "slow.csv"
    os.mkfifo(path)
    return path


@pytest.fixture
def writer(pipe: Path) -> Iterator[BinaryIO]:
    """The other end of the pipe; the reader need not be there yet."""
    with os.fdopen(os.open(pipe, os.O_RDWR), "wb", buffering=0) as stream:
        yield stream


def test_q_leaves_while_it_reads(start: Start, pipe: Path, writer: BinaryIO) -> None:
    terminal = start("network", "--data", str(pipe))
    writer.write(ROWS[:30_000].encode())
    terminal.wait_for(lambda text: "reading slow.csv: 0.0 MB" in text and "q leaves" in text)
    began = time.monotonic()
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert kept(time.monotonic() - began, AT_ONCE)
    assert_restored(terminal)


def test_what_is_wrong_late_in_a_file_is_said_in_the_shell(start: Start, pipe: Path, writer: BinaryIO) -> None:
    terminal = start("network", "--data", str(pipe))
    terminal.wait_for(lambda text: "reading slow.csv" in text)
    writer.write((ROWS[: len(ROWS) // 2 // 19 * 19 - 2] + "\n1,two,red\n").encode())
    writer.close()
    assert terminal.wait_for_end() == 2
    assert_restored(terminal)
    assert b"lrtui: --data " in terminal.received.rpartition(b"1049l")[2]
    assert b"slow.csv: row " in terminal.received
