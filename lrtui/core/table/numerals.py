"""Decimal numbers in bytes → floats, thousands at once, each the very double that ``float`` gives.

A number is read as whole digits M and a power of ten, M·10ᵏ. Eight characters at a time are one 64-bit word, whose
digits three multiplications add up (Lemire, "Number parsing at a gigabyte per second", 2021, arXiv 2101.11408). Where
M < 2⁵³ and |k| ≤ 22, one division or multiplication rounds correctly (Clinger 1990); for a longer M the quotient is
corrected by its exact remainder (Dekker 1971). What is left over is for ``float``.

Arrays of thousands of cells stay in the processor's cache, so what counts is how many operations there are.
"""

import sys
from typing import Any

import numpy as np
from numpy.typing import NDArray

from lrtui.core.arrays import Array, IntArray

Words = NDArray[Any]
Truths = NDArray[np.bool_]

WORD = 8
"""Characters in a word."""

PAD = 3 * WORD
"""Bytes that must stand before the first cell, and after the last one; no more characters of a number are read."""

FEW = 0.25
"""Up to this share of the cells is taken out and put back where not all of them need a piece of work."""

LARGEST, SURELY_WHOLE = 1.8e19, 1e15
"""Above the one a sum of digits runs over; above the other a double's last bit is no longer a small part of 1."""

RARE = 0.01
"""Up to this share of the cells is left to ``float`` if they have an exponent: to look for them costs more."""

_U = np.uint64
_STEPS = (
    (_U(1 + (10 << 8)), _U(8), _U(0x00FF00FF00FF00FF)),
    (_U(1 + (100 << 16)), _U(16), _U(0x0000FFFF0000FFFF)),
)
_LAST_STEP = _U(1 + (10_000 << 32)), _U(32)
"""How eight digits become a number: pairs of neighbours are joined three times, by a factor, a shift and a mask."""


def _same(byte: int) -> np.uint64:
    """A word of eight equal bytes."""
    return _U(byte * 0x0101010101010101)


_ZEROS, _SIXTEENS, _TO_HIGH, _HIGH = _same(0x30), _same(0x10), _same(0x76), _same(0x80)
_SHORT = _U(2**53)

# For each word, by the length of the cell, the bytes that belong to the number: the last character is in the highest.
_KEEP = np.array(
    [[2**64 - (1 << 64 - 8 * min(max(n - WORD * w, 0), WORD)) for n in range(PAD + 1)] for w in range(3)], np.uint64
)
# By the exponent of the bit that stands for the mark: how many characters follow it. The bit of character c from the
# end of word w is 2^(8·(7 − c) + 4 − w); no bit at all has the exponent 0.
_AFTER = {1023 + 8 * (WORD - 1 - c) + 4 - w: WORD * w + c for w in range(3) for c in range(WORD)}
_EXPONENTS = range(1023 + 64)
_PLACES = np.array([_AFTER.get(e, 0) for e in _EXPONENTS], np.int64)
_UP_TO_MARK = np.array([10.0 ** (_AFTER[e] + 1) if e in _AFTER else np.inf for e in _EXPONENTS])
_NINES = np.array([9 * 10 ** _AFTER.get(e, 0) % 2**64 for e in _EXPONENTS], np.uint64)

_POWERS = 10.0 ** np.arange(23)
_SPLITTER = 2.0**27 + 1
_DOUBT = 2.0**-40
"""A share of a correction that is far more than its error."""


def parse(text: bytes, starts: IntArray, ends: IntArray, mark: int) -> tuple[Array, IntArray]:
    """The numbers in the cells ``text[start:end]``, and which of the cells are for ``float`` to read.

    Args:
        text: bytes, at least ``PAD`` of them before the first cell and after the last one.
        starts: of the cells, shape ``(cells,)``.
        ends: of the cells, shape ``(cells,)``.
        mark: the byte of the decimal point, or comma.

    Returns:
        Values of shape ``(cells,)``, and the indices of the cells whose values mean nothing: they are empty, no plain
        decimal number, or one with too many digits to be read here.
    """
    if sys.byteorder != "little" or not len(starts):
        return np.full(len(starts), np.nan), np.arange(len(starts))
    raw = np.frombuffer(text, np.uint8)
    first = raw.take(starts)
    negative = first == ord("-")
    starts = starts + (negative | (first == ord("+")))
    exponents = None
    if np.count_nonzero(raw | 32 == ord("e")) > RARE * len(ends):
        exponents, ends = _exponents(raw, starts, ends)
    mantissa, places, fine = _mantissa(text, ends, ends - starts, mark)
    power = -places if exponents is None else exponents - places
    fine &= abs(power) < len(_POWERS)
    odd = np.flatnonzero(~fine)
    mantissa[odd], power[odd] = 0, 0
    values, sure = _scaled(mantissa, power)
    # The highest bit of a float is its sign; to ask each cell for its own takes ten times as long.
    values.view(np.uint64)[...] ^= negative.astype(np.uint64) << _U(63)
    return values, np.flatnonzero(~(fine & sure))


def short_texts(text: bytes, starts: IntArray, ends: IntArray) -> tuple[IntArray, IntArray]:
    """Cells that are different, by the index of one of each, and which of these each cell is like.

    Cells of more than eight characters are not compared: each stands for itself.
    """
    lengths = ends - starts
    if sys.byteorder != "little" or lengths.max() > WORD:
        return np.arange(len(starts)), np.arange(len(starts))
    words = _Words(text, ends).before(0) & _KEEP[0][lengths]
    _, first, which = np.unique(words, return_index=True, return_inverse=True)
    return first, which


def _exponents(raw: NDArray[np.uint8], starts: IntArray, ends: IntArray) -> tuple[IntArray | None, IntArray]:
    """Exponents of two digits, such as ``e-05``, else 0, and the ends of what stands before them; None for none."""
    found = np.flatnonzero((raw[ends - 4] | 32 == ord("e")) & (ends - starts > 4))
    sign, tens, ones = (raw[ends[found] - back].astype(np.int64) for back in (3, 2, 1))
    right = (sign == ord("+")) | (sign == ord("-"))
    for digit in (tens, ones):
        right &= (digit >= ord("0")) & (digit <= ord("9"))
    found = found[right]
    if not len(found):
        return None, ends
    exponents, shorter = np.zeros_like(ends), ends.copy()
    # The comma stands between plus and minus.
    exponents[found] = ((ord(",") - sign) * (10 * tens + ones - 11 * ord("0")))[right]
    shorter[found] = ends[found] - 4
    return exponents, shorter


def _mantissa(text: bytes, ends: IntArray, lengths: IntArray, mark: int) -> tuple[Words, IntArray, Truths]:
    """All digits as one whole number, how many of them stand after the mark, and whether that is right."""
    fine = (lengths > 0) & (lengths <= PAD)
    kept = lengths if fine.all() else np.where(fine, lengths, 0)
    words = _Words(text, ends)
    total, marks = _digits(words.before(0) & _KEEP[0].take(kept), mark, fine)
    rough = None
    for word in range(1, 3):
        longer = kept > WORD * word
        count = np.count_nonzero(longer)
        if not count:
            break
        some = np.flatnonzero(longer) if count <= FEW * len(kept) else slice(None)
        here = fine[some]
        digits, bits = _digits(words.before(word, some) & _KEEP[word].take(kept[some]), mark, here)
        fine[some] = here
        if word == 2:
            rough = total.view(np.int64).astype(np.float64)
            rough[some] += digits.view(np.int64) * 1e16
        total[some] += digits * _U(10 ** (WORD * word))
        marks[some] |= bits >> _U(word)
    if rough is None:
        rough = total.view(np.int64).astype(np.float64)
    if not marks.any():
        return total, np.zeros_like(ends), fine & (rough < LARGEST)
    # The only bit of the mark is the exponent of a float.
    place = marks.view(np.int64).astype(np.float64).view(np.int64) >> 52
    several = marks & (marks - _U(1))
    if several.any():
        fine &= several == 0
    if lengths.min() < 2:
        fine &= lengths > (marks > 0)
    # The mark was read as a digit 0: I·10^(places+1) + F is to be I·10^places + F.
    whole = rough / _UP_TO_MARK.take(place)
    whole += 0.5
    if whole.max() > SURELY_WHOLE or rough.max() > LARGEST:
        whole = np.floor(whole)
        fine &= (whole < SURELY_WHOLE) & (rough - whole * _NINES[place] < LARGEST)
        whole[~fine] = 0.0
    total -= whole.astype(np.int64).view(np.uint64) * _NINES.take(place)
    return total, _PLACES.take(place), fine


class _Words:
    """The eight characters before each of some places of a text, as words."""

    def __init__(self, text: bytes, ends: IntArray) -> None:
        # What lies across two words in memory is put together from both: faster than to read across.
        self._memory = np.frombuffer(text, "<u8", len(text) // WORD)
        self._at = ends >> 3
        self._down = (ends & 7).view(np.uint64) << _U(3)
        self._up = _U(64) - self._down  # by 64 bits nothing is left

    def before(self, word: int, some: IntArray | slice = slice(None)) -> Words:
        """The characters of the last word, 0, or of one before; the last is in the highest. Digits are 0 to 9."""
        at = self._at[some] - word
        words: Words = self._memory.take(at - 1) >> self._down[some]
        words |= self._memory.take(at) << self._up[some]
        words ^= _ZEROS
        return words


def _digits(digits: Words, mark: int, fine: Truths) -> tuple[Words, Words]:
    """The number in the characters of one word, with the mark read as a digit 0, and the bit of the mark.

    Where something is no digit, ``fine`` becomes false.
    """
    # Of digits, the mark alone has the bit 16.
    bits = digits & _SIXTEENS
    if np.bitwise_or.reduce(bits):
        ones = bits >> _U(4)
        digits ^= ones * _U(mark ^ 0x30)
        other = (bits - ones) & digits
        if np.bitwise_or.reduce(other):
            fine &= other == 0
    high = digits + _TO_HIGH
    high |= digits
    if np.bitwise_or.reduce(high) & _HIGH:
        fine &= high & _HIGH == 0
    for factor, shift, mask in _STEPS:
        digits *= factor
        digits >>= shift
        digits &= mask
    factor, shift = _LAST_STEP
    digits *= factor
    digits >>= shift
    return digits, bits


def _scaled(mantissa: Words, power: IntArray) -> tuple[Array, Truths]:
    """M·10ᵏ correctly rounded, |k| ≤ 22, and whether that is certain."""
    long = bool(np.max(mantissa) >= _SHORT)
    value = mantissa.astype(np.float64) if long else mantissa.view(np.int64).astype(np.float64)
    by = _POWERS.take(np.abs(power))
    result = value / by
    sure = np.ones(len(value), bool)
    if long:
        # The remainder of the division is exact: value − result·by, the product in two parts, and what of M the
        # double did not hold.
        rest = (mantissa - value.astype(np.uint64)).view(np.int64).astype(np.float64)
        product = result * by
        high, low = _halves(result)
        by_high, by_low = _halves(by)
        error = ((high * by_high - product) + high * by_low + low * by_high) + low * by_low
        correction = ((value - product) - error + rest) / by
        doubt = correction * _DOUBT
        sure = result + (correction + doubt) == result + (correction - doubt)
        result += correction
    if power.max() > 0:
        up = np.flatnonzero(power > 0)
        result[up] = value[up] * by[up]
        sure[up] = mantissa[up] < _SHORT
    return result, sure


def _halves(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Two numbers of 26 bits each that sum up to each of the values (Veltkamp 1968)."""
    high = values * _SPLITTER
    high -= high - values
    return high, values - high
