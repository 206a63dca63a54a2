"""The parabola's report in every format, against exact closed forms and counted steps."""

from __future__ import annotations

import csv
import io
import math
import re
from fractions import Fraction
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lrtui.labs.descent.report import report
from lrtui.labs.descent.settings import DescentSettings
from lrtui.plot.marks import offsets
from lrtui.report.formats import write

from ...examples import LONG, examples
from ...recipes import at_rates
from ...report import strict_json

KINDS = ("table", "json", "csv", "plot", "svg")
SUMMARY = [
    "lab",
    "objective",
    "expression",
    "a",
    "recipe",
    "optimizer",
    "schedule",
    "learning_rate",
    "x0",
    "noise",
    "seed",
    "growth_factor",
    "regime",
    "best_learning_rate",
    "critical_learning_rate",
    "steps_to_tolerance",
    "minimum",
    "curvature",
    "outcome",
    "stopped",
    "steps",
]
ROW = ["step", "learning_rate", "x", "f", "gradient", "growth"]


def written(
    kind: str, rate: float = 0.8, size: tuple[int, int] = (80, 23), *, ascii_only: bool = False, **fields: Any
) -> str:
    stream = io.StringIO()
    described = DescentSettings(learning_rate=rate, **fields)
    write(report(described), kind, stream, size=size, ascii_only=ascii_only)
    return stream.getvalue()


def as_json(rate: float = 0.8, **fields: Any) -> dict[str, Any]:
    return strict_json.parse(written("json", rate, **fields))


def approx(values: list[Any]) -> Any:
    return pytest.approx(values, rel=1e-12, abs=0)


def column(parsed: dict[str, Any], name: str) -> list[Any]:
    return [row[name] for row in parsed["steps"]]


# --------------------------------------------------------------------------------------------------------- JSON


def test_json_has_the_documented_names_in_their_order() -> None:
    parsed = as_json()
    assert list(parsed) == SUMMARY
    assert all(list(row) == ROW for row in parsed["steps"])


def test_json_of_the_defaults_is_the_documented_sample() -> None:
    parsed = as_json(steps=1)
    steps = parsed.pop("steps")
    assert parsed == {
        "lab": "descent",
        "objective": "parabola",
        "expression": "a*x^2",
        "a": 1.0,
        "recipe": "0.8",
        "optimizer": "sgd",
        "schedule": "constant",
        "learning_rate": 0.8,
        "x0": -1.0,
        "noise": 0.0,
        "seed": 0,
        "growth_factor": pytest.approx(0.6, rel=1e-12),
        "regime": "oscillating_convergence",
        "best_learning_rate": 0.5,
        "critical_learning_rate": 1.0,
        "steps_to_tolerance": 55,
        "minimum": 0.0,
        "curvature": 2.0,
        "outcome": {"kind": "undecided", "period": None, "lyapunov": pytest.approx(math.log(0.6))},
        "stopped": "steps",
    }
    assert steps[0] == {"step": 0, "learning_rate": 0.8, "x": -1.0, "f": 1.0, "gradient": -2.0, "growth": None}
    assert list(steps[1].values()) == approx([1, 0.8, 0.6, 0.36, 1.2, 0.6])


def counted_steps(factor: Fraction, x0: Fraction, tolerance: Fraction) -> int | None:
    """The steps until |x| ≤ tolerance, by taking them."""
    if factor >= 1:
        return None
    x, steps = abs(x0), 0
    while x > tolerance:
        x, steps = x * factor, steps + 1
    return steps


@pytest.mark.parametrize(
    ("rate", "regime", "stopped", "shown"),
    [
        ("0.8", "oscillating_convergence", "steps", 20),
        ("1.2", "oscillating_divergence", "steps", 20),
        ("1.1", "oscillating_divergence", "steps", 20),
        ("1", "two_cycle", "steps", 20),
        ("0.1", "monotone_convergence", "steps", 20),
        ("-0.1", "monotone_divergence", "steps", 20),
        ("0.5", "one_step", "converged", 1),
        ("0", "frozen", "frozen", 0),
    ],
)
@pytest.mark.parametrize(("x0", "a"), [("-1", "1"), ("3", "0.4"), ("1e-3", "80")])
def test_json_has_the_closed_form_of_every_step(
    rate: str, regime: str, stopped: str, shown: int, x0: str, a: str
) -> None:
    # The rate is told for a = 1 and scaled, so that the regime and the iterates are those of a = 1.
    scaled = float(Fraction(rate) / Fraction(a))
    parsed = as_json(scaled, x0=float(x0), a=float(a))
    factor, start = 1 - 2 * Fraction(rate), Fraction(x0)
    xs = [start * factor**k for k in range(shown + 1)]
    assert (parsed["regime"], parsed["stopped"]) == (regime, stopped)
    assert column(parsed, "step") == list(range(shown + 1))
    assert column(parsed, "x") == approx([float(x) for x in xs])
    assert column(parsed, "f") == approx([float(Fraction(a) * x * x) for x in xs])
    assert column(parsed, "gradient") == approx([float(2 * Fraction(a) * x) for x in xs])
    assert column(parsed, "growth")[0] is None
    assert column(parsed, "growth")[1:] == approx([float(abs(factor))] * shown)
    assert parsed["growth_factor"] == pytest.approx(float(abs(factor)), rel=1e-12, abs=0)
    assert parsed["steps_to_tolerance"] == counted_steps(abs(factor), start, Fraction(1e-12))
    assert parsed["best_learning_rate"] == pytest.approx(1 / (2 * float(a)), rel=1e-15)
    assert parsed["critical_learning_rate"] == pytest.approx(1 / float(a), rel=1e-15)


@pytest.mark.parametrize(
    ("rate", "iterates"),
    [
        (0.8, [-1, 0.6, -0.36, 0.216]),
        # The true iterates of the article's second example, not the ones that it prints.
        (1.2, [-1, 1.4, -1.96, 2.744]),
        (1.1, [-1, 1.2, -1.44, 1.728]),
        (1.0, [-1, 1, -1, 1]),
        (-0.1, [-1, -1.2, -1.44, -1.728]),
    ],
)
def test_json_has_the_iterates_of_the_articles_examples(rate: float, iterates: list[float]) -> None:
    assert column(as_json(rate, steps=3), "x") == approx(iterates)


def test_json_of_the_best_rate_is_at_the_minimum_after_one_step_to_the_bit() -> None:
    parsed = as_json(0.5)
    assert column(parsed, "x") == [-1.0, 0.0]
    assert column(parsed, "growth") == [None, 0.0]
    assert parsed["steps_to_tolerance"] == 1


def test_json_of_the_two_cycle_is_exact() -> None:
    assert column(as_json(1.0, x0=0.3, a=7.0 / 3, steps=0), "x") == [0.3]
    parsed = as_json(1 / (7.0 / 3), x0=0.3, a=7.0 / 3)
    assert column(parsed, "x") == [0.3, -0.3] * 10 + [0.3]
    assert (parsed["regime"], parsed["growth_factor"]) == ("two_cycle", 1.0)


@pytest.mark.parametrize("rate", [1e308, -1e308])
def test_json_of_a_rate_that_overflows_at_once_has_the_last_finite_iterate(rate: float) -> None:
    parsed = as_json(rate)
    assert (parsed["learning_rate"], parsed["growth_factor"], parsed["stopped"]) == (rate, None, "overflow")
    assert parsed["steps"] == [
        {"step": 0, "learning_rate": rate, "x": -1.0, "f": 1.0, "gradient": -2.0, "growth": None}
    ]
    assert parsed["steps_to_tolerance"] is None


def test_json_of_a_divergence_ends_with_the_last_step_whose_successor_is_finite() -> None:
    parsed = as_json(1.2, steps=5000)
    last = parsed["steps"][-1]
    assert (parsed["stopped"], last["step"]) == ("overflow", 1054)
    assert last["x"] == pytest.approx(float(-(Fraction("-1.4") ** 1054)), rel=1e-12)
    assert all(math.isfinite(row["f"]) for row in parsed["steps"])


def test_json_of_a_start_whose_value_is_no_float_has_null_for_it() -> None:
    parsed = as_json(0.8, x0=1e200)
    assert parsed["stopped"] == "overflow"
    assert parsed["steps"] == [
        {"step": 0, "learning_rate": 0.8, "x": 1e200, "f": None, "gradient": 2e200, "growth": None}
    ]


@pytest.mark.parametrize("rate", [0.8, 1.2, 1.0, 0.5, -0.1, 0.0, 1e308, -1e308])
def test_json_from_the_minimum_has_no_growth_and_divides_by_nothing(rate: float) -> None:
    parsed = as_json(rate, x0=0.0)
    assert parsed["stopped"] == "converged"
    assert parsed["steps"] == [{"step": 0, "learning_rate": rate, "x": 0.0, "f": 0.0, "gradient": 0.0, "growth": None}]
    assert parsed["steps_to_tolerance"] == 0


@pytest.mark.parametrize(("steps", "shown"), [(None, 20), (0, 0), (7, 7), (100, 55)])
def test_a_report_takes_twenty_steps_unless_told_and_none_beyond_the_end(steps: int | None, shown: int) -> None:
    assert column(as_json(steps=steps), "step") == list(range(shown + 1))


def test_json_of_a_run_with_changes_says_where_and_bends_there() -> None:
    parsed = as_json(0.8, steps=4, changes=((1, 1.2), (3, 0.25)))
    assert parsed["changes"] == [{"step": 1, "learning_rate": 1.2}, {"step": 3, "learning_rate": 0.25}]
    assert column(parsed, "learning_rate") == [0.8, 1.2, 1.2, 0.25, 0.25]
    assert column(parsed, "x") == approx([-1, 0.6, -0.84, 1.176, 0.588])
    assert column(parsed, "growth")[0] is None
    assert column(parsed, "growth")[1:] == approx([0.6, 1.4, 1.4, 0.5])
    assert parsed["learning_rate"] == 0.8


@given(
    rate=st.floats(allow_nan=False, allow_infinity=False),
    x0=st.floats(allow_nan=False, allow_infinity=False),
    a=st.floats(1e-300, 1e300),
    steps=st.integers(0, 40),
)
@example(rate=1e308, x0=0.0, a=1.0, steps=3)
@examples(100)
def test_any_accepted_settings_give_strict_json_whose_numbers_round_trip(
    rate: float, x0: float, a: float, steps: int
) -> None:
    parsed = as_json(rate, x0=x0, a=a, steps=steps)
    assert (parsed["learning_rate"], parsed["x0"], parsed["a"], parsed["curvature"]) == (rate, x0, a, 2 * a)
    # Every row follows from the one before it, from the numbers as they are written.
    for x, f, gradient in zip(column(parsed, "x"), column(parsed, "f"), column(parsed, "gradient"), strict=True):
        assert math.isfinite(x)
        for value, exact in ((f, Fraction(a) * Fraction(x) ** 2), (gradient, 2 * Fraction(a) * Fraction(x))):
            if value is not None and abs(exact) > Fraction("1e-300"):
                assert abs(Fraction(value) - exact) <= abs(exact) * Fraction("1e-12")


# ---------------------------------------------------------------------------------------------------------- CSV


@pytest.mark.parametrize("rate", [0.8, 1.2, 1.0, 0.5, -0.1, 0.0, 1e308])
@pytest.mark.parametrize("x0", [-1.0, 1e200, 0.3])
def test_csv_has_the_documented_header_and_the_numbers_of_the_json(rate: float, x0: float) -> None:
    header, *rows = csv.reader(io.StringIO(written("csv", rate, x0=x0)))
    assert header == ["recipe", *ROW]
    assert {float(row[0]) for row in rows} == {rate}
    numbers = [[float(cell) if cell else None for cell in row[1:]] for row in rows]
    assert numbers == [list(row.values()) for row in as_json(rate, x0=x0)["steps"]]


# -------------------------------------------------------------------------------------------------------- table


def table_rows(text: str) -> list[list[str]]:
    """The cells of the lines that begin with a step."""
    rows = [[cell.strip() for cell in re.split("[│|]", line.strip("│|"))] for line in text.splitlines()]
    return [row for row in rows if re.fullmatch(r"\d+", row[0])]


def test_table_is_plain_text_with_the_numbers_of_the_run() -> None:
    text = written("table", 0.8, steps=5)
    assert "\x1b" not in text
    rows = table_rows(text)
    assert [int(row[0]) for row in rows] == list(range(6))
    for k, row in enumerate(rows):
        x = float(-(Fraction("-0.6") ** k))
        assert [float(cell) for cell in row[1:4]] == pytest.approx([x, x * x, 2 * x], rel=1e-9)
        # The first row has no step before it to grow from.
        assert row[4:] == ([""] if k == 0 else ["0.600"])


@pytest.mark.parametrize(
    ("rate", "words"),
    [
        (0.8, ["0.600", "oscillating convergence", "stopped: steps", "10×"]),
        (1.2, ["1.400", "oscillating divergence", "stopped: steps", "doubles"]),
        (1.0, ["1.000", "two cycle", "Two-cycle"]),
        (0.5, ["0.000", "one step", "stopped: converged", "Converged"]),
        (0.0, ["frozen", "stopped: frozen", "Frozen"]),
        (1e308, ["stopped: overflow", "Overflow"]),
    ],
)
def test_table_says_what_happens_and_why_it_stopped(rate: float, words: list[str]) -> None:
    text = written("table", rate)
    assert [word for word in words if word not in text] == []


def test_table_of_a_long_run_has_its_head_and_its_tail() -> None:
    last = 1_000_000 if LONG else 100_000
    text = written("table", 1.0, steps=last)
    rows = table_rows(text)
    steps = [int(row[0]) for row in rows]
    assert steps == [*range(50), *range(last - 49, last + 1)]
    # The two-cycle from −1 is at 1 after every odd step.
    assert [row[1] for row in rows] == ["1" if step % 2 else "-1" for step in steps]
    assert "..." in text


def test_table_of_a_hundred_rows_is_whole() -> None:
    text = written("table", 1.0, steps=99)
    assert [int(row[0]) for row in table_rows(text)] == list(range(100))
    assert "..." not in text


@pytest.mark.parametrize("columns", ["30", "200"])
def test_a_table_that_is_not_for_a_terminal_does_not_depend_on_the_width_of_one(
    columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    expected = written("table", 1.2)
    monkeypatch.setenv("COLUMNS", columns)
    text = written("table", 1.2)
    assert "…" not in text
    assert text == expected


def test_no_number_of_a_table_is_cut_off() -> None:
    # The longest ones: negative, ten digits and an exponent of three, in a run of many steps.
    text = written("table", 0.49999, x0=-1.23456789123e150, a=1.0, tolerance=0.0, steps=60)
    assert "…" not in text
    assert all(re.fullmatch(r"-?[\d.]+(e[+-]\d+)?", cell) for row in table_rows(text) for cell in row[1:4])


# ----------------------------------------------------------------------------------------------------- pictures


@pytest.mark.parametrize("size", [(60, 17), (80, 23), (100, 30), (400, 150)])
@pytest.mark.parametrize("rate", [0.8, 1e308])
def test_plot_is_text_of_the_asked_size(size: tuple[int, int], rate: float) -> None:
    lines = written("plot", rate, size).splitlines()
    assert len(lines) == size[1]
    assert max(map(len, lines)) == size[0]


@pytest.mark.parametrize("rate", [0.8, 1.2, 1.0, 0.5, -0.1, 0.0, 1e308, -1e308])
@pytest.mark.parametrize("x0", [-1.0, 0.0, 1e200, 5e-324])
@pytest.mark.parametrize("kind", ["plot", "svg", "table"])
def test_every_extreme_can_be_drawn_without_a_warning(kind: str, rate: float, x0: float) -> None:
    assert written(kind, rate, x0=x0)


@given(
    rate=st.floats(allow_nan=False, allow_infinity=False),
    x0=st.floats(allow_nan=False, allow_infinity=False),
    a=st.floats(1e-300, 1e300),
    steps=st.integers(0, 40),
)
@examples(60)
def test_any_accepted_settings_can_be_drawn_and_tabled(rate: float, x0: float, a: float, steps: int) -> None:
    assert len(written("plot", rate, x0=x0, a=a, steps=steps).splitlines()) == 23
    assert "stopped:" in written("table", rate, x0=x0, a=a, steps=steps)


def test_plot_shows_the_growth_factor_the_iterate_and_the_sentence() -> None:
    text = written("plot", 1.2, steps=3)
    assert "2.744" in text
    assert "Diverges" in text


def test_plot_in_ascii_has_ascii_only() -> None:
    for rate in (0.8, 1.2, 1.0, 0.5, 0.0, 1e308):
        text = written("plot", rate, ascii_only=True)
        assert text.isascii()
        assert "?" not in text


def test_svg_is_well_formed_and_named_after_its_rate() -> None:
    root = ElementTree.fromstring(written("svg", 1.2, steps=3))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "1.2" in (root.findtext("{http://www.w3.org/2000/svg}title") or "")
    assert root.attrib["viewBox"].split()[:2] == ["0", "0"]
    assert any("2.744" in (text.text or "") for text in root.iter("{http://www.w3.org/2000/svg}text"))


def test_svg_of_a_long_run_is_no_larger_than_its_cells_allow() -> None:
    text = written("svg", 1.0, steps=1_000_000 if LONG else 100_000)
    ElementTree.fromstring(text)
    # At most eight circles of some sixty characters for each of the 80 × 23 cells.
    assert len(text) < 80 * 23 * 8 * 70


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_settings_give_the_same_text(kind: str) -> None:
    assert written(kind, 1.2, steps=7) == written(kind, 1.2, steps=7)


# --------------------------------------------------------------------------------------------------- comparison


def test_json_of_a_comparison_has_every_run_by_its_closed_form() -> None:
    rates = ["0.1", "0.5", "1.2", "-0.1"]
    parsed = as_json(0.8, compare=at_rates(*map(float, rates)), steps=6)
    assert list(parsed) == [*SUMMARY, "compare"]
    names = SUMMARY[SUMMARY.index("recipe") :]
    assert all(list(run) == names for run in parsed["compare"])
    assert [run["learning_rate"] for run in parsed["compare"]] == list(map(float, rates))
    assert [run["stopped"] for run in parsed["compare"]] == ["steps", "converged", "steps", "steps"]
    assert [run["regime"] for run in parsed["compare"]] == [
        "monotone_convergence",
        "one_step",
        "oscillating_divergence",
        "monotone_divergence",
    ]
    for rate, run in zip(rates, parsed["compare"], strict=True):
        factor = 1 - 2 * Fraction(rate)
        steps = 1 if rate == "0.5" else 6
        assert column(run, "step") == list(range(steps + 1))
        assert column(run, "x") == approx([float(-(factor**k)) for k in range(steps + 1)])
        assert column(run, "f") == approx([float(factor ** (2 * k)) for k in range(steps + 1)])
        assert run["growth_factor"] == pytest.approx(float(abs(factor)), rel=1e-12, abs=0)
        assert run["steps_to_tolerance"] == (1 if factor == 0 else counted_steps(abs(factor), Fraction(1), TOLERANCE))
        assert all(list(row) == ROW for row in run["steps"])


TOLERANCE = Fraction(1e-12)


@pytest.mark.parametrize("rates", [(0.1, 1.2), (0.0,), (1e308, -1e308, 0.5)])
def test_the_run_in_hand_is_reported_as_it_is_alone(rates: tuple[float, ...]) -> None:
    together = as_json(0.3, compare=at_rates(*rates), steps=9, changes=((2, 1.2),))
    compared = together.pop("compare")
    assert together == as_json(0.3, steps=9, changes=((2, 1.2),))
    # And so is each of the others: later rates are those of the run in hand only.
    for rate, run in zip(rates, compared, strict=True):
        alone = as_json(rate, steps=9)
        assert run == {name: alone[name] for name in run}


def test_a_comparison_goes_on_when_the_run_in_hand_has_ended() -> None:
    parsed = as_json(0.5, compare=at_rates(0.1), steps=30)
    assert (parsed["stopped"], len(parsed["steps"]), len(parsed["compare"][0]["steps"])) == ("converged", 2, 31)


def test_csv_of_a_comparison_has_the_runs_one_after_the_other_with_their_rates() -> None:
    header, *rows = csv.reader(io.StringIO(written("csv", 0.8, compare=at_rates(0.1, -0.1), steps=3)))
    assert header == ["recipe", *ROW]
    assert [(float(row[0]), int(row[1])) for row in rows] == [(r, k) for r in (0.8, 0.1, -0.1) for k in range(4)]
    parsed = as_json(0.8, compare=at_rates(0.1, -0.1), steps=3)
    runs = [parsed, *parsed["compare"]]
    expected = [list(row.values()) for run in runs for row in run["steps"]]
    assert [[float(cell) if cell else None for cell in row[1:]] for row in rows] == expected


def test_table_of_a_comparison_has_a_row_for_each_run_under_that_of_the_steps() -> None:
    text = written("table", 0.8, compare=at_rates(0.1, 0.5, 1.2), steps=4)
    assert len(table_rows(text)) == 5
    compared = text.partition("stopped   ")[2]
    rows = [[cell.strip() for cell in line.strip("│").split("│")] for line in compared.splitlines() if "│" in line]
    assert rows == [
        ["0.8", "0.600", "oscillating convergence", "4", "0.1296", "steps"],
        ["0.1", "0.800", "monotone convergence", "4", "0.4096", "steps"],
        ["0.5", "0.000", "one step", "1", "0", "converged"],
        ["1.2", "1.400", "oscillating divergence", "4", "3.8416", "steps"],
    ]
    assert text.rstrip().endswith("Nearest: 0.5.")


def test_no_number_of_the_table_of_runs_is_cut_off() -> None:
    rates = (-1.2345678901234567e-300, -1.7976931348623157e308, 0.123456789012345678)
    text = written("table", 0.49999, x0=-1.23456789123e150, compare=at_rates(*rates), tolerance=0.0, steps=60)
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("kind", KINDS)
def test_without_pins_a_report_has_no_word_of_a_comparison(kind: str) -> None:
    text = written(kind, 0.8, steps=3)
    assert "compare" not in text
    assert "◆" not in text


def test_the_picture_of_a_comparison_has_the_marks_of_the_runs() -> None:
    text = written("plot", 0.8, compare=at_rates(0.1, 0.5, 1.2, -0.1), steps=4)
    for mark, rate in zip("◆△□◇", ("0.100", "0.500", "1.200", "-0.100"), strict=True):
        assert re.search(rf"{mark} +{rate} ", text)
    # In the picture there are shapes of dots, and an arrow at the edge for each of the runs that have left it.
    assert "◀ □ -3.84" in text
    assert "◀ ◇ -2.07" in text
    assert [text.count(mark) for mark in "◆△□◇"] == [1, 1, 2, 2]


def test_the_drawing_of_a_comparison_has_each_run_in_its_colour() -> None:
    root = ElementTree.fromstring(written("svg", 0.8, (140, 44), compare=at_rates(0.1, 0.5, 1.2, -0.1), steps=1))
    dots = {path.get("fill"): path.get("d", "").count("M") for path in root.iter("{http://www.w3.org/2000/svg}path")}
    texts = [(text.get("fill"), text.text) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    colours = {mark: next(colour for colour, text in texts if text == mark) for mark in "●◆△□◇"}
    assert len(set(colours.values())) == 5
    # The mark in the picture, and smaller ones in the chart by step and on the V.
    for mark, colour in colours.items():
        assert dots[colour] > len(offsets(mark, large=True)[0]) + len(offsets(mark, large=False)[0])


def test_svg_of_a_comparison_is_named_after_all_its_rates() -> None:
    root = ElementTree.fromstring(written("svg", 1.2, compare=at_rates(0.1, -0.5)))
    title = root.findtext("{http://www.w3.org/2000/svg}title") or ""
    assert title.endswith("learning rate 1.2 compared with 0.1, -0.5")


@given(
    rates=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=4, unique=True),
    x0=st.floats(allow_nan=False, allow_infinity=False),
    a=st.floats(1e-300, 1e300),
)
@examples(60)
def test_any_accepted_comparison_is_strict_json_and_can_be_drawn(rates: list[float], x0: float, a: float) -> None:
    parsed = as_json(0.8, x0=x0, a=a, compare=at_rates(*rates), steps=5)
    assert [run["learning_rate"] for run in parsed["compare"]] == rates
    for kind in ("plot", "table"):
        assert written(kind, 0.8, x0=x0, a=a, compare=at_rates(*rates), steps=5)
