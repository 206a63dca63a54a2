"""From a file's name to its text: blocks of UTF-8 with plain line ends, whatever the file has."""

import codecs
import os
import queue
import stat
import sys
import threading
import zlib
from collections.abc import Iterator
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO

from lrtui.core.table.kinds import refuse_other_kinds
from lrtui.core.table.names import TableError

BLOCK = 1 << 18
"""Bytes that are read at once: a few milliseconds of work, whose arrays stay in the processor's cache."""

LOOK = 1 << 16
"""Bytes by which a file's kind and encoding are told."""

STANDARD_INPUT = "-"

_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31
"""What zlib is told to expect gzip's own header."""
_WAIT = 0.02
"""Seconds to wait for a pipe before saying that nothing has come yet."""


class Source:
    """A file that is read once, from its beginning to its end.

    Attributes:
        notes: what was found out on the way, such as an encoding.
        size: bytes of the file; None where nobody knows.
        done: how many of them have been read.
    """

    def __init__(self, path: str) -> None:
        self.notes: list[str] = []
        self.size: int | None = None
        self.done = 0
        self._path = path

    def blocks(self) -> Iterator[bytes]:
        """The text in UTF-8, with line ends of one byte; empty blocks where nothing has come yet.

        Raises:
            TableError: the file cannot be read, or is no text.
        """
        try:
            yield from self._plain_line_ends(self._utf8(self._unpacked(self._read())))
        except OSError as error:
            raise TableError(f"cannot be read ({error.strerror or error})") from None
        except (zlib.error, EOFError) as error:
            raise TableError(f"is no whole gzip file ({error}); pack it anew") from None

    def _read(self) -> Iterator[bytes]:
        if self._path == STANDARD_INPUT:
            yield from self._counted(sys.stdin.buffer)
            return
        mode = Path(self._path).stat().st_mode
        if stat.S_ISCHR(mode) or stat.S_ISBLK(mode) or stat.S_ISSOCK(mode):
            raise TableError("is a device, not a file")
        if stat.S_ISREG(mode) or stat.S_ISDIR(mode):
            with Path(self._path).open("rb", buffering=0) as file:
                self.size = os.fstat(file.fileno()).st_size
                yield from self._counted(file)
        else:
            yield from self._piped()

    def _counted(self, file: RawIOBase | BinaryIO) -> Iterator[bytes]:
        while data := file.read(BLOCK):
            self.done += len(data)
            yield data

    def _piped(self) -> Iterator[bytes]:
        """A pipe may keep silent for long: a thread waits for it, and is left behind when the program ends."""
        come: queue.Queue[bytes | OSError] = queue.Queue(maxsize=8)

        def listen() -> None:
            try:
                with Path(self._path).open("rb", buffering=0) as file:
                    while data := file.read(BLOCK):
                        come.put(data)
                come.put(b"")
            except OSError as error:
                come.put(error)

        threading.Thread(target=listen, daemon=True).start()
        while True:
            try:
                data = come.get(timeout=_WAIT)
            except queue.Empty:
                yield b""
                continue
            if isinstance(data, OSError):
                raise data
            if not data:
                return
            self.done += len(data)
            yield data

    def _unpacked(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """What is packed by gzip, unpacked; a file may have several members."""
        unpacker, begun = None, False
        for block in _gathered(blocks, len(_GZIP)):
            if block and not begun:
                begun = True
                unpacker = zlib.decompressobj(_GZIP_WINDOW) if block.startswith(_GZIP) else None
                self.notes += ["unpacked from gzip"] * (unpacker is not None)
            if unpacker is None:
                yield block
                continue
            while block:
                if unpacker.eof:
                    if not block.startswith(_GZIP[: len(block)]):
                        return  # such as the zeros that fill up a tape
                    unpacker = zlib.decompressobj(_GZIP_WINDOW)
                yield unpacker.decompress(block, 4 * BLOCK)
                block = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
        if unpacker is not None and not unpacker.eof:
            raise EOFError("it ends too early")

    def _utf8(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """The text in UTF-8 as far as its beginning tells; ``text_of`` sees to Latin-1."""
        decoder, begun = None, False
        for block in _gathered(blocks, LOOK):
            if block and not begun:
                begun = True
                refuse_other_kinds(block)
                encoding = _wide_encoding(block)
                if encoding is not None:
                    self.notes.append("text in UTF-16")
                    decoder = codecs.getincrementaldecoder(encoding)("replace")
                    block = decoder.decode(block).removeprefix("\ufeff").encode("utf-8", "replace")
                yield block.removeprefix(codecs.BOM_UTF8)
            else:
                yield block if decoder is None else decoder.decode(block).encode("utf-8", "replace")

    def _plain_line_ends(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        held = b""
        for block in blocks:
            if b"\0" in block:
                raise TableError("has zero bytes, so it is no text; save it as CSV")
            if not held and b"\r" not in block:
                yield block
                continue
            block = held + block
            held = b"\r" if block.endswith(b"\r") else b""
            block = block[: len(block) - len(held)]
            yield block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        if held:
            yield b"\n"

    def text_of(self, block: bytes) -> bytes:
        """Whole lines in UTF-8; what is not UTF-8 is taken for Latin-1, as Windows has it."""
        if block.isascii():
            return block
        try:
            block.decode()
        except UnicodeDecodeError:
            note = "text in Latin-1"
            if note not in self.notes:
                self.notes.append(note)
            try:
                return block.decode("cp1252").encode()
            except UnicodeDecodeError:
                return block.decode("latin-1").encode()
        return block


def _gathered(blocks: Iterator[bytes], least: int) -> Iterator[bytes]:
    """The same bytes; the first block that is not empty has at least ``least`` of them, or all there are."""
    first = b""
    for block in blocks:
        first += block
        if len(first) >= least:
            break
        yield b""
    yield first
    yield from blocks


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 by its mark, or by the zeros that it has in Western text; None for any other encoding."""
    if head.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    if head.startswith(codecs.BOM_UTF16_BE):
        return "utf-16-be"
    zeros = [head[start:1000:2].count(0) for start in (0, 1)]
    most = min(len(head), 1000) // 2 * 0.7
    if len(head) < 4 or max(zeros) < most:
        return None
    return "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
