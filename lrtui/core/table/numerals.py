"""Decimal numbers in bytes → floats, thousands at once, each the very double that ``float`` gives.

A number is read as whole digits M and a power of ten, M·10ᵏ. Eight characters at a time are one 64-bit word, whose
digits three multiplications add up (Lemire, "Number parsing at a gigabyte per second", 2021, arXiv 2101.11408). Where
M < 2⁵³ and |k| ≤ 22, one division or multiplication rounds correctly (Clinger 1990); for a longer M the quotient is
corrected by its exact remainder (Dekker 1971). What is left over goes to ``float``.
"""

import sys

import numpy as np
from numpy.typing import NDArray

from lrtui.core.arrays import Array, IntArray

Words = NDArray[np.uint64]
Truths = NDArray[np.bool_]

PAD = 24
"""Bytes that must stand before the first cell: a window of three words may reach back so far."""

WORD = 8
"""Characters in a word."""

FEW = 0.01
"""The share of the cells that may be longer than the words that are looked at, and go to ``float``."""


def _same(byte: int) -> np.uint64:
    """A word of eight equal bytes."""
    return np.uint64(byte * 0x0101010101010101)


_U = np.uint64
_ZEROS, _SIXTEENS, _HIGH, _TO_HIGH = _same(0x30), _same(0x10), _same(0x80), _same(0x76)
_TEN, _HUNDRED, _MYRIAD = _U(10), _U(100), _U(10_000)
_PAIRS, _FOURS, _EIGHT = _U(0x00FF00FF00FF00FF), _U(0x0000FFFF0000FFFF), _U(0x00000000FFFFFFFF)
_ONE, _SHORT = _U(1), _U(2**53)


def _kept(word: int, length: int) -> int:
    """The bytes of a word that belong to a number of ``length`` characters; the last character is the highest byte."""
    count = min(max(length - WORD * word, 0), WORD)
    return 2**64 - (1 << 64 - 8 * count)


_KEEP = np.array([[_kept(word, length) for length in range(PAD + 1)] for word in range(3)], np.uint64)

# By the exponent of the bit that stands for the mark: how many characters follow it. The bit of character c from the
# end of word w is 2^(8·(7 − c) − w + 4); no bit at all has the exponent 0.
_EXPONENTS = {1023 + 8 * (7 - c) - w + 4: WORD * w + c for w in range(3) for c in range(WORD)}
_PLACES = np.array([_EXPONENTS.get(e, 0) for e in range(1023 + 64)], np.int64)
_UP_TO_MARK = np.array([10.0 ** (_EXPONENTS[e] + 1) if e in _EXPONENTS else np.inf for e in range(1023 + 64)])
_NINES = np.array([9 * 10 ** _EXPONENTS.get(e, 0) % 2**64 for e in range(1023 + 64)], np.uint64)

_POWERS = 10.0 ** np.arange(23)
_SPLITTER = 2.0**27 + 1
_POWERS_HIGH = _POWERS * _SPLITTER - (_POWERS * _SPLITTER - _POWERS)
_POWERS_LOW = _POWERS - _POWERS_HIGH
_DOUBT = 2.0**-40
"""A share of a correction that is far more than its error."""


def parse(text: bytes, starts: IntArray, ends: IntArray, mark: int) -> tuple[Array, IntArray]:
    """The numbers in the cells ``text[start:end]``, and which of the cells are for ``float`` to read.

    Args:
        text: bytes, at least ``PAD`` of them before the first cell.
        starts: of the cells, shape ``(cells,)``.
        ends: of the cells, shape ``(cells,)``.
        mark: the byte of the decimal point, or comma.

    Returns:
        Values of shape ``(cells,)``, and the indices of the cells whose values mean nothing: they are empty, no plain
        decimal number, or one with too many digits to be read here.
    """
    if sys.byteorder != "little":
        return np.full(len(starts), np.nan), np.arange(len(starts))
    raw = np.frombuffer(text, np.uint8)
    first = raw[starts]
    negative = first == ord("-")
    starts = starts + (negative | (first == ord("+")))
    exponents = None
    if b"e" in text or b"E" in text:
        exponents, ends = _exponents(raw, starts, ends)
    lengths = ends - starts
    mantissa, power, fine = _mantissa(text, ends, lengths, mark)
    if exponents is not None:
        power = power + exponents
        fine &= abs(power) < len(_POWERS)
        power = np.where(fine, power, 0)
    values, sure = _scaled(mantissa, power)
    np.negative(values, out=values, where=negative)
    return values, np.flatnonzero(~(fine & sure))


def _exponents(raw: NDArray[np.uint8], starts: IntArray, ends: IntArray) -> tuple[IntArray | None, IntArray]:
    """Exponents of two digits, such as ``e-05``, else 0, and the ends of what stands before them; None for none."""
    found = np.flatnonzero((raw[ends - 4] | 32 == ord("e")) & (ends - starts > 4))
    sign, tens, ones = (raw[ends[found] - back].astype(np.int64) for back in (3, 2, 1))
    right = ((sign == ord("+")) | (sign == ord("-"))) & (tens // 10 * 10 + 8 - tens < 9) & (tens > 47) & (tens < 58)
    right &= (ones > 47) & (ones < 58)
    found = found[right]
    if not len(found):
        return None, ends
    exponents, ends = np.zeros_like(ends), ends.copy()
    exponents[found] = ((ord(",") - sign) * (10 * tens + ones - 11 * ord("0")))[right]
    ends[found] -= 4
    return exponents, ends


def _mantissa(text: bytes, ends: IntArray, lengths: IntArray, mark: int) -> tuple[Words, IntArray, Truths]:
    """All digits as one whole number, the power of ten that it is to be multiplied by, and whether that is right."""
    count = next((n for n in (1, 2) if np.count_nonzero(lengths > WORD * n) <= FEW * len(lengths)), 3)
    fine = (lengths > 0) & (lengths <= WORD * count)
    kept = np.where(fine, lengths, 0)
    at = ends - PAD
    total, marks, bad, marked_wrong = _word(text, at, kept, mark, 0)
    rough = total.view(np.int64).astype(np.float64)
    for word in range(1, count):
        digits, here, wrong, odd = _word(text, at, kept, mark, word)
        if word == 2:
            rough += digits.view(np.int64).astype(np.float64) * 1e16
        digits *= _U(10 ** (WORD * word))
        total += digits
        marks |= here
        bad |= wrong
        marked_wrong |= odd
        if word == 1:
            rough = total.view(np.int64).astype(np.float64)
    # The only bit of the mark is the exponent of a float.
    place = marks.view(np.int64).astype(np.float64).view(np.int64) >> 52
    places = _PLACES[place]
    fine &= ((bad & _HIGH) | marked_wrong | (marks & (marks - _ONE))) == 0
    fine &= lengths > (marks > 0)
    # The mark was read as a digit 0: I·10^(places+1) + F is to be I·10^places + F.
    whole = np.floor(rough / _UP_TO_MARK[place] + 0.5)
    if count == 3:
        fine &= (whole < 1e15) & (rough - whole * _NINES[place] < 1.8e19)
        whole[~fine] = 0.0
    total -= whole.astype(np.int64).view(np.uint64) * _NINES[place]
    return total, -places, fine


def _word(text: bytes, at: IntArray, lengths: IntArray, mark: int, word: int) -> tuple[Words, Words, Words, Words]:
    """The number in the characters of one word, with the mark read as a digit 0.

    Returns:
        The number; the bit of the mark; a word with a high bit if something is no digit; one that is not 0 if what
        was taken for the mark is something else.
    """
    windows = np.ndarray((len(text) - PAD + 1,), "<u8", text, offset=PAD - WORD * (word + 1), strides=(1,))
    digits = windows[at]
    digits ^= _ZEROS
    digits &= _KEEP[word][lengths]
    # Of digits, the mark alone has the bit 16 now.
    marks = digits & _SIXTEENS
    ones = marks >> _U(4)
    digits ^= ones * _U(mark ^ 0x30)
    wrong = (digits + _TO_HIGH) | digits
    odd = digits & (ones * _U(15))
    marks >>= _U(word)
    for factor, shift, mask in ((_TEN, _U(8), _PAIRS), (_HUNDRED, _U(16), _FOURS), (_MYRIAD, _U(32), _EIGHT)):
        right = digits >> shift
        digits *= factor
        digits += right
        digits &= mask
    return digits, marks, wrong, odd


def _scaled(mantissa: Words, power: IntArray) -> tuple[Array, Truths]:
    """M·10ᵏ correctly rounded, |k| ≤ 22, and whether that is certain."""
    long = mantissa >= _SHORT
    any_long = bool(long.any())
    value = mantissa.astype(np.float64) if any_long else mantissa.view(np.int64).astype(np.float64)
    size = np.abs(power)
    by = _POWERS[size]
    result = value / by
    up = power > 0
    if up.any():
        result = np.where(up, value * by, result)
    if not any_long:
        return result, np.ones(len(value), bool)
    # The remainder of the division is exact: value − result·by, the product in two parts, and what of M the double
    # did not hold.
    rest = (mantissa - value.astype(np.uint64)).view(np.int64).astype(np.float64)
    high = result * _SPLITTER
    high -= high - result
    low = result - high
    product = result * by
    by_high, by_low = _POWERS_HIGH[size], _POWERS_LOW[size]
    error = ((high * by_high - product) + high * by_low + low * by_high) + low * by_low
    correction = ((value - product) - error + rest) / by
    correction[~long] = 0.0
    doubt = correction * _DOUBT
    sure = result + (correction + doubt) == result + (correction - doubt)
    result += correction
    return result, sure & ~(long & up)
