"""Options: what their parsers accept and refuse, in words that name the text; and command lines that read back."""

from __future__ import annotations

import dataclasses
import math
import shlex
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lrtui.core.objectives import OBJECTIVES
from lrtui.core.parts import Ground
from lrtui.core.recipe import Recipe
from lrtui.labs.descent.settings import CAMERAS, HISTORIES, MAX_STEPS, VIEWS, DescentSettings
from lrtui.labs.options import (
    Number,
    OneOf,
    Option,
    Whole,
    command_line,
    option,
    option_of,
    options,
    parse_typed,
)
from lrtui.labs.recipes import Recipes
from lrtui.numbers import exact

from ..examples import examples
from ..recipes import at_rates

deterministic = examples(100)

NO_NUMBERS = ["", " ", "abc", "nan", "-nan", "inf", "-inf", "1e999", "0x10", "1,5", "1 2", "--1", "1e"]


# ------------------------------------------------------------------------------------------------------- number


@given(value=st.floats(allow_nan=False, allow_infinity=False))
@deterministic
def test_a_number_reads_back_every_finite_float(value: float) -> None:
    assert Number().parse(repr(value)) == value


@pytest.mark.parametrize(("text", "value"), [("-1", -1.0), (".5", 0.5), ("-1e-3", -0.001), ("1E5", 1e5), ("+2", 2.0)])
def test_a_number_is_accepted_in_any_notation(text: str, value: float) -> None:
    assert Number().parse(text) == value


@pytest.mark.parametrize("text", NO_NUMBERS)
@pytest.mark.parametrize("parse", [kind.parse for kind in (Number(), Number(0.0, 5.0), Number(above=0.0), Whole(0, 5))])
def test_what_is_no_finite_number_is_refused_by_its_text(parse: Any, text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse(text)
    message = str(refusal.value)
    assert repr(text) in message
    assert "number" in message
    assert "\n" not in message


@pytest.mark.parametrize("text", ["0,8", "-1,5e3", ",5"])
def test_a_decimal_comma_is_told_from_what_is_no_number_at_all(text: str) -> None:
    with pytest.raises(ValueError, match=r"decimals take a point$"):
        Number().parse(text)
    for other in ("a,8", "0,8,1", "1e999,", "0.8.1", ","):
        with pytest.raises(ValueError, match=r"is not a finite number$"):
            Number().parse(other)


@pytest.mark.parametrize("value", [1.0, 3.0, 2.5])
def test_both_limits_of_a_number_are_included(value: float) -> None:
    assert Number(1.0, 3.0).parse(repr(value)) == value


@pytest.mark.parametrize("value", [math.nextafter(1.0, 0.0), math.nextafter(3.0, 4.0), -2.0, 1e308])
def test_a_number_beyond_its_limits_is_refused_with_both_of_them(value: float) -> None:
    with pytest.raises(ValueError, match=r"is not a finite number from 1 to 3$"):
        Number(1.0, 3.0).parse(repr(value))


def test_a_number_with_a_lower_limit_only_says_that_one() -> None:
    assert Number(0.0).parse("0") == 0.0
    with pytest.raises(ValueError, match=r"^'-1' is not a finite number of at least 0$"):
        Number(0.0).parse("-1")


def test_a_number_above_a_limit_excludes_it() -> None:
    parse = Number(above=0.0).parse
    assert parse("1e-300") == 1e-300
    with pytest.raises(ValueError, match=r"^'0' is not a finite number above 0$"):
        parse("0")


# ------------------------------------------------------------------------------------- whole numbers and choices


@given(value=st.integers(-5, 7))
@deterministic
def test_a_whole_number_within_its_limits_is_accepted(value: int) -> None:
    parsed = Whole(-5, 7).parse(str(value))
    assert parsed == value
    assert type(parsed) is int


@pytest.mark.parametrize("text", ["-6", "8", "1.5", "1.0", "1e2", "9" * 30])
def test_another_whole_number_is_refused_with_the_limits(text: str) -> None:
    with pytest.raises(ValueError, match=rf"^'{text}' is not a whole number from -5 to 7$"):
        Whole(-5, 7).parse(text)


# -------------------------------------------------------------------------------------------------------- rates


@given(values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=4, unique=True))
@deterministic
def test_rates_read_back_in_their_order(values: list[float]) -> None:
    recipes = tuple(map(Recipe, values))
    assert Recipes(4, Ground.QUADRATIC).parse(",".join(map(repr, values))) == recipes


@pytest.mark.parametrize(
    ("text", "item"),
    [("", ""), ("1,", ""), ("1,x", "x"), ("nan,1", "nan"), ("1 2", "1 2"), ("1;2", "1;2"), ("0.1,inf", "inf")],
)
def test_a_rate_that_is_no_finite_number_is_refused_by_its_text(text: str, item: str) -> None:
    with pytest.raises(ValueError, match=rf"^'{item}' is not a learning rate, a finite number$"):
        Recipes(4, Ground.QUADRATIC).parse(text)


@pytest.mark.parametrize(("text", "item"), [("0.1,0.10", "0.10"), ("1,2,1e0", "1e0"), ("0,-0", "-0")])
def test_a_rate_that_is_there_twice_is_refused_by_its_second_text(text: str, item: str) -> None:
    with pytest.raises(ValueError, match=rf"^'{item}' is there twice"):
        Recipes(4, Ground.QUADRATIC).parse(text)


def test_more_rates_than_are_accepted_are_counted_and_a_long_list_is_not_told_in_full() -> None:
    assert Recipes(2, Ground.QUADRATIC).parse("3,4") == (Recipe(3.0), Recipe(4.0))
    with pytest.raises(ValueError, match=r"^'3,4,5' has 3 learning rates; at most 2 are accepted$"):
        Recipes(2, Ground.QUADRATIC).parse("3,4,5")
    with pytest.raises(ValueError) as refusal:
        Recipes(2, Ground.QUADRATIC).parse(",".join(map(str, range(1000))))
    assert "has 1000 learning rates" in str(refusal.value)
    assert len(str(refusal.value)) < 100


@pytest.mark.parametrize("item", ["0", "-0.1"])
def test_networks_take_rates_above_0_only(item: str) -> None:
    assert Recipes(2, Ground.QUADRATIC).parse(f"1,{item}") == (Recipe(1.0), Recipe(float(item)))
    with pytest.raises(ValueError, match=rf"^'{item}' is not a learning rate, a finite number above 0$"):
        Recipes(2, Ground.NETWORK).parse(f"1,{item}")


def test_one_of_accepts_its_words_and_nothing_else() -> None:
    parse = OneOf(("x-log", "f-log")).parse
    assert [parse("x-log"), parse("f-log"), parse("f-log")] == ["x-log", "f-log", "f-log"]
    for text in ("", "x", "X-LOG", "x-log "):
        with pytest.raises(ValueError, match=rf"^'{text}' is not one of x-log, f-log$"):
            parse(text)


# ------------------------------------------------------------------------------------- the parabola's own options


def parser_of(field: str) -> Any:
    return option_of(DescentSettings, field).kind.parse


def test_every_setting_of_the_parabola_has_an_option() -> None:
    assert [field.name for field, _ in options(DescentSettings)] == [
        field.name for field in dataclasses.fields(DescentSettings)
    ]


def test_flags_and_typed_names_are_each_used_once() -> None:
    described = [opt for _, opt in options(DescentSettings)]
    flags = [opt.flag for opt in described]
    typed = [name for opt in described for name in opt.typed]
    assert len(set(flags)) == len(flags)
    assert len(set(typed)) == len(typed)
    assert all(flag.startswith("--") for flag in flags)


@pytest.mark.parametrize("field", ["learning_rate", "x0", "a", "tolerance", "speed", "steps", "zoom"])
@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "-inf"])
def test_no_setting_of_the_parabola_accepts_what_is_no_number(field: str, text: str) -> None:
    with pytest.raises(ValueError, match=repr(text)):
        parser_of(field)(text)


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("a", ["1e-300", "1e300", "0.5", "0", "-1"], ["1e309"]),
        ("objective", ["parabola", "double-well", "x^4/4 - x^2/2", "2(x + 1)"], ["parabel", "cubic"]),
        ("steps", ["0", "1000000"], ["-1", "1000001", "2.5"]),
        ("tolerance", ["0", "1e-300", "5"], ["-1e-12"]),
        ("compare", ["0.1", "-0.1,0", "1,2,3,4"], ["1,2,3,4,5"]),
        ("speed", ["0.01", "1000", "3"], ["0", "-2", "1001"]),
        ("zoom", ["-3200", "0", "3200"], ["-3201", "3201", "1.5"]),
        ("history", list(HISTORIES), ["x", "log", ""]),
        ("view", list(VIEWS), ["growth", "Picture", ""]),
        ("camera", list(CAMERAS), ["stand", "Hold", ""]),
        (
            "changes",
            ["1:0.5", "1000000:-1e3"],
            ["0:0.5", "-1:0.5", "1000001:1", "5", "5:", ":5", "5:nan", "1:2:3"],
        ),
    ],
)
def test_the_limits_of_the_parabolas_settings(field: str, good: list[str], bad: list[str]) -> None:
    parse = parser_of(field)
    for text in good:
        parse(text)
    for text in bad:
        with pytest.raises(ValueError) as refusal:
            parse(text)
        assert repr(text) in str(refusal.value)


@pytest.mark.parametrize("steps", [(2, 1), (3, 3), (1, 5, 5)])
def test_later_rates_must_come_in_rising_order(steps: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="--then"):
        DescentSettings(changes=tuple((step, 0.5) for step in steps))


# ------------------------------------------------------------------------------------------------- typed values


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("0.83", "learning_rate", 0.83),
        ("-1e-3", "learning_rate", -1e-3),
        ("lr 0.83", "learning_rate", 0.83),
        ("lr=0.83", "learning_rate", 0.83),
        ("η = .5", "learning_rate", 0.5),
        ("eta 2", "learning_rate", 2.0),
        ("x0=-2", "x0", -2.0),
        ("x₀ -2", "x0", -2.0),
        ("  x   3  ", "x0", 3.0),
        ("a 3", "a", 3.0),
        ("a=1e300", "a", 1e300),
        ("steps 12", "steps", 12),
        ("step=0", "steps", 0),
        ("tol 1e-6", "tolerance", 1e-6),
        ("speed 250", "speed", 250.0),
        ("compare 0.1,-0.5", "compare", at_rates(0.1, -0.5)),
        ("f double-well", "objective", "double-well"),
        ("f x^4/4 - x^2 / 2", "objective", "x^4/4 - x^2 / 2"),
        ("f = where(x == 1, 2, x)", "objective", "where(x == 1, 2, x)"),
        ("f=a*x", "objective", "a*x"),
    ],
)
def test_a_typed_value_finds_its_setting(text: str, field: str, value: float) -> None:
    assert parse_typed(DescentSettings, text, default="learning_rate") == (field, value)


def test_a_bare_value_is_for_the_default_field() -> None:
    assert parse_typed(DescentSettings, "3", default="steps") == ("steps", 3)


@pytest.mark.parametrize("text", ["lr abc", "lr nan", "x0 inf", "steps 1.5", "tol -1", "abc"])
def test_a_typed_value_that_is_not_accepted_is_named(text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_typed(DescentSettings, text, default="learning_rate")
    assert repr(text.split()[-1]) in str(refusal.value)


@pytest.mark.parametrize("text", ["", "   ", "=", "lr", "lr 1 2", "speling 3", "history x-log", "paused 1", "LR 1"])
def test_a_typed_text_of_another_form_is_told_the_names(text: str) -> None:
    with pytest.raises(ValueError) as refusal:
        parse_typed(DescentSettings, text, default="learning_rate")
    assert "'lr 0.1'" in str(refusal.value)
    assert "x0" in str(refusal.value)


# ------------------------------------------------------------------------------------------------- command lines


def test_a_command_line_leaves_out_the_defaults() -> None:
    assert command_line("parabola", DescentSettings()) == "lrtui parabola"


def test_a_command_line_always_has_the_fields_that_it_is_asked_for() -> None:
    line = command_line("parabola", DescentSettings(), always=("learning_rate", "x0"))
    assert line == "lrtui parabola --lr 0.1 --x0 -1"


@pytest.mark.parametrize(("pinned", "text"), [((0.1, 0.5), "0.1,0.5"), ((-0.1, 0.0), "-0.1,0")])
def test_a_command_line_has_the_pinned_rates(pinned: tuple[float, ...], text: str) -> None:
    assert command_line("parabola", DescentSettings(compare=at_rates(*pinned))) == f"lrtui parabola --compare {text}"


def test_a_command_line_has_switches_without_and_repeated_options_with_a_value_each() -> None:
    described = DescentSettings(live=True, changes=((3, 0.5), (12, -1e-9)), steps=0)
    assert command_line("parabola", described) == "lrtui parabola --steps 0 --live --then 3:0.5 --then 12:-1e-09"


FINITE = st.floats(allow_nan=False, allow_infinity=False)
SETTINGS = st.builds(
    DescentSettings,
    learning_rate=FINITE,
    x0=FINITE,
    a=st.floats(1e-300, 1e300),
    steps=st.none() | st.integers(0, MAX_STEPS),
    tolerance=st.floats(0.0, allow_infinity=False),
    speed=st.floats(0.01, 1000.0),
    paused=st.booleans(),
    live=st.booleans(),
    changes=st.dictionaries(st.integers(1, MAX_STEPS), FINITE, max_size=4).map(lambda new: tuple(sorted(new.items()))),
    compare=st.lists(FINITE, max_size=4, unique=True).map(lambda rates: at_rates(*rates)),
    history=st.sampled_from(HISTORIES),
    view=st.sampled_from(VIEWS),
    camera=st.sampled_from(CAMERAS),
    zoom=st.integers(-3200, 3200),
)


@given(described=SETTINGS)
@deterministic
def test_what_an_option_shows_its_parser_reads_back(described: DescentSettings) -> None:
    for field, opt in options(described):
        value = getattr(described, field.name)
        for item in value if opt.repeat else [value] if value not in (None, ()) else []:
            assert opt.kind.parse(opt.kind.show(item)) == item


@given(described=SETTINGS)
@deterministic
def test_a_command_line_needs_no_quoting(described: DescentSettings) -> None:
    line = command_line("parabola", described)
    assert shlex.join(shlex.split(line)) == line


def test_a_field_without_an_option_is_passed_over() -> None:
    @dataclasses.dataclass
    class Mixed:
        plain: int = 1
        described: float = option(2.0, "--two", "the second", Number(), metavar="N")

    assert [(field.name, opt.flag) for field, opt in options(Mixed)] == [("described", "--two")]
    assert isinstance(next(options(Mixed()))[1], Option)


# --------------------------------------------------------------------------------------- what a setting brings along


@pytest.mark.parametrize("a", [0.0, -1.0, 1e-301, 1e301])
def test_a_parabola_opens_upwards_and_a_formula_takes_any_a(a: float) -> None:
    with pytest.raises(ValueError, match=r"^argument --a: "):
        DescentSettings(a=a)
    assert DescentSettings(objective="a*x + x^2", a=a).a == a


@pytest.mark.parametrize("name", OBJECTIVES)
def test_a_named_objective_brings_its_start_and_rate_where_none_is_given(name: str) -> None:
    named = OBJECTIVES[name]
    opened = DescentSettings.opened(objective=name)
    assert (opened.x0, opened.learning_rate) == (named.x0, named.learning_rate)
    given = DescentSettings.opened(objective=name, x0=0.25, learning_rate=0.1)
    assert (given.x0, given.learning_rate) == (0.25, 0.1)
    # What is usual elsewhere is not what the command line would open with here: so it has it.
    flags = shlex.split(command_line("descent", given))[2:]
    values = dict(zip(flags[::2], flags[1::2], strict=True))
    assert values.get("--f", "parabola") == name and values["--x0"] == "0.25"
    assert values.get("--lr", exact(named.learning_rate)) == "0.1"
