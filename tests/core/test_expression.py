"""Formulas: their derivatives against SymPy's, how they are read, and what is said of the ones that cannot be."""

from __future__ import annotations

import contextlib
import math
import random
import time
import tracemalloc
from itertools import product

import numpy as np
import pytest
import sympy
from sympy.parsing.sympy_parser import convert_xor, implicit_multiplication, parse_expr, standard_transformations

from lrtui.core.arrays import Array
from lrtui.core.expression.function import Expression
from lrtui.core.expression.lexer import LONGEST, ExpressionError
from lrtui.core.expression.parser import DEEPEST, FUNCTIONS, NAMES, parse
from lrtui.core.objectives import OBJECTIVES, objective

from ..examples import LONG

X = sympy.Symbol("x", real=True)
A = 1.5
METHODS = ("value", "gradient", "hessian")


def array(*values: float) -> Array:
    return np.array(values, dtype=np.float64)


def value(text: str, x: float = 2.0, a: float = A) -> float:
    return float(Expression(text, a).value(array(x))[0])


# --- Derivatives ------------------------------------------------------------------------------------------------

Pair = tuple[str, sympy.Expr]
"""A formula as a text and as SymPy has it, written side by side by the rules below."""

OTHERS = {"log": sympy.log, **{name: getattr(sympy, name) for name in ("sqrt", "exp", "sin", "cos", "tan")}}
OTHERS |= {name: getattr(sympy, name) for name in ("sinh", "cosh", "tanh")}


def either(condition: sympy.Basic, then: sympy.Expr, otherwise: sympy.Expr) -> sympy.Expr:
    return sympy.Piecewise((then, condition), (otherwise, True))


def random_formula(dice: random.Random, depth: int) -> Pair:
    """A formula of so many levels; positive where a logarithm or a root needs it, and of moderate size."""
    if depth == 0:
        number = dice.randint(1, 9) / 4
        leaves = [("x", X), ("x", X), ("a", sympy.Rational(3, 2)), (f"{number}", sympy.Rational(number))]
        return dice.choice([*leaves, ("pi", sympy.pi), ("e", sympy.E)])
    text, u = random_formula(dice, depth - 1)
    kind = dice.choice([*"+-*/^nmawfffff", "power", "softplus", "logcosh"])
    if kind in "+-*/":
        other, v = random_formula(dice, depth - 1)
        return f"({text}) {kind} ({other})", {"+": u + v, "-": u - v, "*": u * v, "/": u / v}[kind]
    match kind:
        case "^":
            other, v = random_formula(dice, depth - 1)
            return f"(1 + ({text})^2)^(({other})/3)", (1 + u**2) ** (v / 3)
        case "power":
            exponent = dice.choice([2, 3, -1, -2, 5, 19])
            return f"(({text})/2)**({exponent})", (u / 2) ** exponent
        case "n":
            return f"-({text})", -u
        case "m":
            other, v = random_formula(dice, depth - 1)
            name = dice.choice(["min", "max"])
            return f"{name}({text}, {other})", either(u <= v if name == "min" else u >= v, u, v)
        case "a":
            return f"abs({text})", either(u >= 0, u, -u)
        case "w":
            other, v = random_formula(dice, depth - 1)
            return f"where({text} < x, {other}, {text})", either(u < X, v, u)
        case "softplus":
            return f"log(1.25 + exp({text}))", sympy.log(sympy.Rational(5, 4) + sympy.exp(u))
        case "logcosh":
            return f"log(cosh({text}))", sympy.log(sympy.cosh(u))
    name = dice.choice(list(OTHERS))
    if name in ("log", "sqrt"):
        return f"{name}(1.5 + ({text})^2)", OTHERS[name](sympy.Rational(3, 2) + u**2)
    return f"{name}(({text})/3)", OTHERS[name](u / 3)


def derivatives(formula: sympy.Expr) -> list[sympy.Expr]:
    first = sympy.diff(formula, X)
    return [formula, first, sympy.diff(first, X)]


def agree(text: str, formula: sympy.Expr, points: list[float]) -> tuple[int, int]:
    """How many values and derivatives were compared, and how many were left out.

    Left out is what has no moderate value, or loses so many digits that SymPy's own formula misses in floats.
    """
    function = Expression(text, A)
    compared = left_out = 0
    for name, exact in zip(METHODS, derivatives(formula), strict=True):
        found = getattr(function, name)(array(*points)).tolist()
        in_floats = sympy.lambdify(X, exact, "numpy")
        for x, mine in zip(points, found, strict=True):
            true = complex(exact.subs(X, sympy.Rational(x)).evalf(30))
            with np.errstate(all="ignore"):
                rough = complex(in_floats(np.float64(x)))
            if not 1e-100 < abs(true) < 1e100 or true.imag or abs(rough - true) > 2e-13 * abs(true):
                left_out += bool(true != mine)
                continue
            compared += 1
            assert mine == pytest.approx(true.real, rel=1e-12, abs=0), (text, name, x)
    return compared, left_out


@pytest.mark.parametrize("part", range(6))
def test_derivatives_are_sympy_s(part: int) -> None:
    dice = random.Random(17 + part)
    counts = np.zeros(2)
    for _ in range(50 if LONG else 10):
        text, formula = random_formula(dice, dice.choice([1, 2, 2, 3]))
        if len(text) <= LONGEST and not formula.has(sympy.zoo, sympy.nan):  # such as 1/(x - x)
            counts += agree(text, formula, [dice.uniform(0.3, 2.5)])
    compared, left_out = counts.tolist()
    assert left_out < 0.2 * compared


def read_by_sympy(text: str) -> sympy.Expr:
    """A formula as SymPy's own parser reads it."""
    names = {"x": X, "a": A, "abs": lambda u: either(u >= 0, u, -u), "where": either, **OTHERS}
    transformations = (*standard_transformations, implicit_multiplication, convert_xor)
    return parse_expr(text, names, transformations)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_derivatives_of_the_named_objectives_are_sympy_s(name: str) -> None:
    made, points = objective(name, A), [-3.3, -0.7, 0.4, 1.3, 2.9]
    for method, exact in zip(METHODS, derivatives(read_by_sympy(made.text)), strict=True):
        expected = [float(exact.subs(X, sympy.Rational(x)).evalf(30)) for x in points]
        assert getattr(made, method)(array(*points)).tolist() == pytest.approx(expected, rel=1e-12, abs=0)


@pytest.mark.parametrize("text", [OBJECTIVES[name].text for name in ("double-well", "log-cosh", "bumps")])
def test_derivatives_are_the_limits_of_differences_to_their_order(text: str) -> None:
    function, x = Expression(text), array(-1.7, 0.3, 2.2)
    for method, derivative in (("value", "gradient"), ("gradient", "hessian")):
        errors = []
        for h in (1e-2, 1e-3):
            ends = [getattr(function, method)(x + side * h) for side in (-1, 1)]
            errors.append(np.abs((ends[1] - ends[0]) / (2 * h) - getattr(function, derivative)(x)))
        assert errors[0] / errors[1] == pytest.approx([100] * 3, rel=0.02)


def test_far_out_and_close_to_the_minimum_all_digits_are_there() -> None:
    near, far = 1e-9, 1e4
    log_cosh, softplus = Expression("log(cosh(x))"), Expression("log(1 + exp(-x))")
    assert log_cosh.value(array(near, far, -far)).tolist() == pytest.approx(
        [near**2 / 2, far - math.log(2), far - math.log(2)], rel=1e-14
    )
    assert log_cosh.gradient(array(near, far, -far)).tolist() == pytest.approx([near, 1, -1], rel=1e-14)
    assert softplus.value(array(-far, 40)).tolist() == pytest.approx([far, math.exp(-40)], rel=1e-14)
    assert softplus.gradient(array(-far, 40)).tolist() == pytest.approx([-1, -math.exp(-40)], rel=1e-14)
    assert softplus.hessian(array(-40, 40)).tolist() == pytest.approx([math.exp(-40)] * 2, rel=1e-14)
    assert Expression("tanh(x)").gradient(array(20))[0] == pytest.approx(4 * math.exp(-40), rel=1e-14)


# --- Arrays -----------------------------------------------------------------------------------------------------

EVERYTHING = [
    *(f"{name}(x)" for name, (_, most) in FUNCTIONS.items() if most == 1),
    *("x^2.5", "x^-0.3", "2^x", "x^x", "x^19", "min(x, a)", "where(x < a, x, a)", "log(cosh(x))", "log(1 + exp(x))"),
    *(row.text for row in OBJECTIVES.values()),
]


@pytest.mark.parametrize("text", EVERYTHING)
def test_a_result_depends_on_its_own_point_alone_to_the_bit(text: str) -> None:
    function = Expression(text, A)
    x = np.random.default_rng(3).uniform(-3, 3, 2 * 2048 + 7)
    for method in METHODS:
        together = getattr(function, method)(x)
        assert together.shape == x.shape
        for size in (1, 2, 5, 8, 33):
            parts = [getattr(function, method)(x[first : first + size]) for first in range(0, 40, size)]
            assert np.concatenate(parts)[:40].tobytes() == together[:40].tobytes()
        assert getattr(function, method)(x[1:41:2].reshape(4, 5)).tobytes() == together[1:41:2].tobytes()
        assert getattr(function, method)(np.array(x[-1])).tobytes() == together[-1:].tobytes()
    with np.errstate(all="ignore"):
        assert function.gradient_on(5)(x[:5]).tobytes() == function.gradient(x[:5]).tobytes()


def test_beyond_the_floats_there_is_infinity_or_nan_and_no_warning() -> None:
    with np.errstate(all="raise"):
        for text in EVERYTHING:
            for method, x in product(METHODS, (0.0, -0.0, 1e-320, -1e200, 1e308, math.inf, math.nan)):
                getattr(Expression(text), method)(array(x))
        assert value("exp(x)", 1e3) == math.inf
        assert math.isnan(value("sqrt(x)", -1.0))
        assert value("1/0") == math.inf


def test_a_constant_has_no_slope() -> None:
    seven = Expression("7")
    assert [getattr(seven, method)(array(1, 2)).tolist() for method in METHODS] == [[7, 7], [0, 0], [0, 0]]
    assert Expression("x").value(array(3)).tolist() == [3]


# --- How formulas are read --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-x^2", -4),
        ("2^3^x", 2**9),
        ("2^-x", 0.25),
        ("--x", 2),
        ("+x - -x", 4),
        ("8/x/x", 2),
        ("8 - x - x", 4),
        ("2x^2", 8),
        ("2 x", 4),
        ("2(x+1)(x-1)", 6),
        ("x(x+1)", 6),
        ("-2x", -4),
        ("3x/2", 3),
        ("(x-1)^2(x+1)", 3),
        ("2pi", 2 * math.pi),
        ("2e", 2 * math.e),
        ("2e1x", 40),
        (".5x + 5.", 6),
        ("2a*x", 6),
        ("x**2", 4),
        ("x² + x³", 12),
        ("x¹⁰", 1024),
        ("3·x − 1", 5),
        ("2×π", 2 * math.pi),
        ("(x > 1)*3 + (x == 2) + (x != 2)", 4),
        ("where(x <= 2, 5, 6) + where(x < 2, 5, 6)", 11),
        ("min(x, 1, -3) + max(1, x)", -1),
        ("e^x", math.exp(2)),
        ("log(e)", 1),
        ("0^0", 1),
        ("((((x))))", 2),
    ],
)
def test_a_formula_means_what_a_person_means(text: str, expected: float) -> None:
    assert value(text) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x^^2", "unexpected '^' at character 3"),
        ("", "the formula is empty; write one in x, such as x^4/4 - x^2/2"),
        ("x +", "the formula ends too early, at character 4"),
        ("(x", "the parenthesis at character 1 is never closed"),
        ("x)", "unexpected ')' at character 2"),
        ("()", "unexpected ')' at character 2"),
        ("x x", "unexpected 'x' at character 3; write a sign such as * between"),
        ("x 2", "unexpected '2' at character 3; write a sign such as * between"),
        ("1/2x", "'x' at character 4 can be read in two ways after a division; write * or parentheses"),
        ("1/2(x)", "'(' at character 4 can be read in two ways after a division; write * or parentheses"),
        ("e^2x", "'x' at character 4 can be read in two ways after a power; write * or parentheses"),
        ("e^-2x", "'x' at character 5 can be read in two ways after a power; write * or parentheses"),
        ("1,5x", "unexpected ',' at character 2; a decimal point is written ."),
        ("x = 2", "unexpected '=' at character 3; write == to compare"),
        ("|x|", "unexpected '|' at character 1; write abs(…)"),
        ("1 < x < 2", "unexpected '<' at character 7; write where(…) around each comparison"),
        ("sin x", "expected '(' behind 'sin' at character 1"),
        ("ln(x)", "unknown name 'ln' at character 1; write log"),
        ("3 + ax", "unknown name 'ax' at character 5; write a*x"),
        ("sinn(x)", "unknown name 'sinn' at character 1; did you mean 'sin'?"),
        ("__import__('os')", f"unknown name '__import__' at character 1; there is {', '.join(NAMES)}"),
        ("x.real", "unexpected '.' at character 2"),
        ("min(x)", "'min' at character 1 takes 2 to 9 values; here it has 1"),
        ("where(x, 1)", "'where' at character 1 takes 3 values: condition, then, else; here it has 2"),
        ("abs(x, x)", "'abs' at character 1 takes 1 value; here it has 2"),
        ("x + 1e999", "'1e999' at character 5 is too large; 1.8e308 is the largest number"),
        ("x\x1b[31m", "unexpected U+001B at character 2"),
        ("x \u202e", "unexpected U+202E at character 3"),
        ("х", "unexpected 'х' at character 1"),  # Cyrillic
        ("(" * 99 + "x", f"nested too deeply at character 41; {DEEPEST} levels are the most"),
        ("-" * 99 + "x", f"nested too deeply at character 41; {DEEPEST} levels are the most"),
        ("x" * 1000, f"the formula has 1000 characters; {LONGEST} are the most"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place_and_a_cure(text: str, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        Expression(text)
    assert str(caught.value) == message


# --- Hostile texts ----------------------------------------------------------------------------------------------

WORDS = r"""
    + - * / ^ ** ( ) , < <= > >= == != . e E _ = | & % ! ~ @ # $ \ ' ` ; : ? [ ] { }
    0 1 2 9 .5 1e5 1e308 1e-308 1e309 1e-400 1e99999999999 0x10 1_000 00 1.2.3 ⁹⁹⁹ 12345678901234567890
    __import__ __class__ ().__class__ os.system eval exec lambda x:x import None True nan inf 1j 0b1
    9^9^9^9 (x)^(x)^(x) x**x**x -- ++ ((( ))) sin( min( where( where(x,x,x) log(exp( tan(1e300x)
"""
LETTERS = 'ху٣１²√∞π−·×≤é😀ℯ\0\n\r\t\x7f\x1b\x9b "\u202e\u200b\ud800\ufeff\u0301\u00a0\u2028'
PIECES = [*NAMES, *WORDS.split(), *LETTERS]


def hostile(dice: random.Random) -> str:
    """A text that nobody would type who means well."""
    kind = dice.randrange(6)
    if kind == 0:
        return "".join(chr(dice.randrange(dice.choice([128, 0x3000, 0x110000]))) for _ in range(dice.randrange(40)))
    if kind == 1:
        unit = dice.choice(
            ["(", "-", "x^", "2^", "x**", "sin(", "1/(", "(x+", "x*", "min(x,", "abs(-", "x", "9", "where(x,x,"]
        )
        times = dice.choice([20, 39, 40, 100, 10_000])
        return unit * times + "x" + ")" * dice.choice([0, times])
    if kind == 2:  # as long as may be, and dear
        units = [
            "{}/x/",
            "({}+x)^x*",
            "min(x,{},a)+",
            "tan({}x)+",
            "x^{}.5*",
            "where(x<{},x,a)*",
            "x^x^{}+",
            "log(exp({})+exp(x))+",
        ]
        unit, text = dice.choice(units), ""
        while len(text) < LONGEST - 30:
            text += unit.format(dice.randint(2, 99))
        return text + "x"
    return "".join(dice.choice(PIECES) for _ in range(dice.randrange(1, 25 if kind < 5 else 120)))


@pytest.mark.parametrize("part", range(4))
def test_any_text_is_a_function_or_one_line_and_cheap(part: int) -> None:
    dice, functions = random.Random(part), 0
    for _ in range(5000 if LONG else 125):
        text = hostile(dice)
        start = time.process_time()
        try:
            function = Expression(text, A)
            results = [getattr(function, method)(array(0.3, -1.0, 0.0, 1e300, 7.0)) for method in METHODS]
            objective(text, A)
        except ValueError as error:
            message = str(error)
            assert message.isprintable()
            assert 0 < len(message) < 200
        else:
            functions += 1
            assert all(result.shape == (5,) for result in results)
            run = function.gradient_on(5)
            with np.errstate(all="ignore"):
                once = min(_seconds(lambda run=run: run(array(0.3, -1.0, 0.0, 1e300, 7.0))) for _ in range(5))
            assert once < (1e-3 if LONG else 5e-3), text
        # Far more than it takes, as other work on the machine takes its share.
        assert time.process_time() - start < 0.25, text
    assert functions > 10


def _seconds(work: object) -> float:
    assert callable(work)
    start = time.process_time()
    work()
    return time.process_time() - start


def test_no_text_takes_much_memory() -> None:
    dice = random.Random(99)
    texts = [hostile(dice) for _ in range(60)]
    parse.cache_clear()
    tracemalloc.start()
    try:
        for text in texts:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            with contextlib.suppress(ExpressionError):
                Expression(text).hessian(np.zeros(10_000))
            assert tracemalloc.get_traced_memory()[1] - before < 10e6
    finally:
        tracemalloc.stop()
