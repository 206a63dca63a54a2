"""The columns of a table as its blocks come in: numbers as floats, words as numbers of a vocabulary."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from lrtui.core.arrays import Array, IntArray
from lrtui.core.table.blocks import Block
from lrtui.core.table.cells import is_missing, number
from lrtui.core.table.dialect import Dialect
from lrtui.core.table.numerals import parse, short_texts

MOST_WORDS = 10_000
"""A column of more different words is no class and no category; they are not kept."""

NOTHING, OTHER = -1, MOST_WORDS
"""Codes of a cell that has no word, and of one whose word is not kept."""

Codes = NDArray[np.int32]


@dataclass
class _Words:
    """The words of one column: each with its code, in the order in which they came, and the code of each row."""

    vocabulary: dict[str, int] = field(default_factory=dict)
    blocks: list[Codes] = field(default_factory=list)

    def code(self, word: str) -> int:
        """The code of a word, which is kept if it is new."""
        if len(self.vocabulary) < MOST_WORDS:
            return self.vocabulary.setdefault(word, len(self.vocabulary))
        return self.vocabulary.get(word, OTHER)


class Parsed(NamedTuple):
    """A block, and the cells of its columns of numbers, one after another: where they are, what they are.

    ``odd`` are the indices of those that have to be looked at one by one.
    """

    block: Block
    starts: IntArray
    ends: IntArray
    values: Array
    odd: IntArray


class Numbers(NamedTuple):
    """The columns that were read as numbers.

    Attributes:
        matrix: shape ``(rows, such columns)``, NaN where there is no number.
        places: for each such column of the table, which one of the matrix it is.
    """

    matrix: Array
    places: dict[int, int]

    def of(self, at: int) -> Array | None:
        """The values of a column of the table, shape ``(rows,)``; None if it was read as text."""
        return self.matrix[:, self.places[at]] if at in self.places else None


class Columns:
    """All columns of a table.

    A column that was mostly text at the beginning is read as text, and all of its cells are words; of the others only
    those that are no numbers are.
    """

    def __init__(self, dialect: Dialect) -> None:
        self._mark = dialect.mark
        self._numeric = [at for at, text in enumerate(dialect.texts) if not text]
        self._texts = [at for at, text in enumerate(dialect.texts) if text]
        first, last = (self._numeric[0], self._numeric[-1]) if self._numeric else (0, -1)
        # Columns that stand side by side, as they mostly do, need no copy.
        beside = last - first == len(self._numeric) - 1
        self._taken = slice(first, last + 1) if beside else self._numeric
        self._values: list[Array] = []
        self._rows: list[IntArray] = []
        self._words = [_Words() for _ in dialect.texts]
        self._known: list[dict[bytes, int]] = [{} for _ in dialect.texts]

    def __len__(self) -> int:
        return sum(map(len, self._rows))

    def parsed(self, block: Block) -> Parsed:
        """A block with its numbers."""
        starts, ends = (edges[:, self._taken].ravel() for edges in (block.starts, block.ends))
        return Parsed(block, starts, ends, *parse(block.text, starts, ends, ord(self._mark)))

    def add(self, parsed: Parsed, first: int) -> None:
        """Take up the rows of a block whose numbers count from ``first`` on."""
        block, *_, values, odd = parsed
        if not len(block.numbers):
            return
        self._rows.append(block.numbers + first)
        self._values.append(values.reshape(len(block.numbers), len(self._numeric)))
        if len(odd):
            self._look_at(parsed)
        for at in self._texts:
            self._words[at].blocks.append(self._codes(block, at))

    def _look_at(self, parsed: Parsed) -> None:
        """See what the cells are that are no plain numbers."""
        block, starts, ends, values, odd = parsed
        values[odd] = np.nan
        odd = odd[ends[odd] > starts[odd]]
        for cell, start, end in zip(odd.tolist(), starts[odd].tolist(), ends[odd].tolist(), strict=True):
            text = block.text[start:end].decode().strip()
            value = number(text, self._mark)
            if value == value:
                values[cell] = value
            elif not is_missing(text):
                row, column = divmod(cell, len(self._numeric))
                words = self._words[self._numeric[column]]
                while len(words.blocks) < len(self._values):
                    words.blocks.append(_none(self._rows[len(words.blocks)]))
                words.blocks[-1][row] = words.code(text)

    def _codes(self, block: Block, at: int) -> Codes:
        """The codes of the cells of one column, all of which are words."""
        text, known = block.text, self._known[at]
        different, which = short_texts(text, block.starts[:, at], block.ends[:, at])
        edges = zip(block.starts[different, at].tolist(), block.ends[different, at].tolist(), strict=True)
        cells = [text[start:end] for start, end in edges]
        codes = list(map(known.get, cells))
        if None in codes:
            codes = [self._code(at, cell) if code is None else code for cell, code in zip(cells, codes, strict=True)]
        return np.array(codes, np.int32)[which]

    def _code(self, at: int, cell: bytes) -> int:
        """The code of a cell that may be new."""
        word, known = cell.decode().strip(), self._known[at]
        code = NOTHING if is_missing(word) else self._words[at].code(word)
        if len(known) < MOST_WORDS:
            known[cell] = code
        return code

    # ------------------------------------------------------------------------------------------- when all has been read

    def row_numbers(self) -> IntArray:
        """The number in the file of each row, shape ``(rows,)``."""
        return np.concatenate([np.empty(0, np.int64), *self._rows])

    def take_numbers(self) -> Numbers:
        """The values of the columns that were read as numbers; they are kept no longer."""
        blocks, self._values = self._values, []
        matrix = np.concatenate(blocks) if blocks else np.empty((0, len(self._numeric)))
        return Numbers(matrix, {at: place for place, at in enumerate(self._numeric)})

    def vocabulary(self, at: int) -> list[str]:
        """The words of a column by their codes; a column of numbers has none."""
        return list(self._words[at].vocabulary)

    def codes(self, at: int) -> Codes:
        """The code of each row's word in a column, shape ``(rows,)``, ``NOTHING`` where there is none."""
        blocks = self._words[at].blocks
        return np.concatenate([np.empty(0, np.int32), *blocks, *map(_none, self._rows[len(blocks) :])])


def _none(rows: IntArray) -> Codes:
    return np.full(len(rows), NOTHING, np.int32)
