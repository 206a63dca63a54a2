"""One description of each setting: the command line, the values typed in the app and ``y`` all read it.

Standard library only, so that ``--help`` and a refused argument need not wait for NumPy.
"""

import dataclasses
import math
import re
import shlex
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

from lrtui.core.objectives import check
from lrtui.numbers import exact


class Kind(ABC):
    """What values a setting takes: how one is written, read and checked."""

    words: tuple[str, ...] = ()
    """All texts that are accepted, where they are few."""

    has_spaces: bool = False
    """Whether a text may have spaces in it."""

    @abstractmethod
    def parse(self, text: str) -> Any:
        """The value that a text stands for; a ValueError names the text and says what is accepted."""

    def show(self, value: Any) -> str:
        """The text that ``parse`` reads back as ``value``."""
        return str(value)

    def check(self, value: Any) -> None:
        """Refuse a value that no text stands for; the ValueError says the same as ``parse`` does of its text."""
        try:
            text = self.show(value)
        except (TypeError, ValueError):
            text = str(value)
        if self.parse(text) != value:
            raise ValueError(f"{value!r} is not what {text!r} stands for")


class Switch(Kind):
    """Yes or no; on the command line the flag alone says yes."""

    def parse(self, text: str) -> bool:
        """``True`` or ``False``, as ``show`` writes them."""
        if text not in ("True", "False"):
            raise ValueError(f"{text!r} is neither True nor False")
        return text == "True"


class Text(Kind):
    """Any text."""

    has_spaces = True

    def parse(self, text: str) -> str:
        """The text itself."""
        return text


@dataclass(frozen=True)
class Number(Kind):
    """Finite numbers from ``low`` to ``high``, both included, and between ``above`` and ``below``."""

    low: float = -math.inf
    high: float = math.inf
    above: float = -math.inf
    below: float = math.inf

    def parse(self, text: str) -> float:
        """A number as Python writes it."""
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and self.low <= value <= self.high and self.above < value < self.below):
            raise ValueError(f"{text!r} is not {self._accepted}{_comma(text)}")
        return value

    def show(self, value: float) -> str:
        """All its digits."""
        return exact(value)

    @property
    def _accepted(self) -> str:
        limits = [f"from {self.low:g} to {self.high:g}"] if math.isfinite(self.high) else []
        limits += [f"of at least {self.low:g}"] if math.isfinite(self.low) and not limits else []
        limits += [f"above {self.above:g}"] if math.isfinite(self.above) else []
        limits += [f"and below {self.below:g}"] if math.isfinite(self.below) else []
        return " ".join(["a finite number", *limits])


def _comma(text: str) -> str:
    """What to add for a person who writes a decimal comma."""
    try:
        return "; decimals take a point" if math.isfinite(float(text.replace(",", ".", 1))) and "," in text else ""
    except ValueError:
        return ""


@dataclass(frozen=True)
class Whole(Kind):
    """Whole numbers from ``low`` to ``high``, both included."""

    low: int
    high: int

    def parse(self, text: str) -> int:
        """Digits, with or without a sign."""
        try:
            value = int(text)
        except ValueError:
            value = self.low - 1
        if not self.low <= value <= self.high:
            raise ValueError(f"{text!r} is not a whole number from {self.low} to {self.high}")
        return value


@dataclass(frozen=True)
class OneOf(Kind):
    """One of a few words."""

    words: tuple[str, ...]

    def parse(self, text: str) -> str:
        """The word itself."""
        if text not in self.words:
            raise ValueError(f"{text!r} is not one of {', '.join(self.words)}")
        return text


class Formula(Kind):
    """A named objective, or a formula in x."""

    has_spaces = True

    def parse(self, text: str) -> str:
        """The text itself; what is wrong with it, and where, is said in one line."""
        check(text)
        return text


@dataclass(frozen=True)
class Option:
    """How a setting is written down.

    Attributes:
        flag: the command-line option, such as ``--lr``.
        help: what it sets, for ``--help``.
        default: accepted whatever its kind says.
        kind: the values that it takes.
        metavar: what ``--help`` calls the text.
        typed: the names under which the value can be typed in the app; empty where it cannot.
        repeat: whether the option may be given more than once; its value is then a tuple.
        group: the heading under which ``--help`` lists it; empty for the lab's own.
        most, least: the largest and the smallest value that a visitor may set on a machine that others share; None
            where that costs nothing.
        only: the only values that a visitor may set; empty for any.
    """

    flag: str
    help: str
    default: Any
    kind: Kind
    metavar: str = ""
    typed: tuple[str, ...] = ()
    repeat: bool = False
    group: str = ""
    most: int | None = None
    least: int | None = None
    only: tuple[str, ...] = ()

    def check(self, value: Any) -> None:
        """Refuse a value that the command line would refuse, by a ValueError in the same words."""
        if value is self.default:
            return
        try:
            for item in value if self.repeat else (value,):
                self.kind.check(item)
        except ValueError as error:
            raise ValueError(f"argument {self.flag}: {error}") from None

    def allow(self, value: Any) -> None:
        """Refuse a value that costs too much where many share a machine; the ValueError is for the visitor."""
        if self.only and value not in self.only:
            raise ValueError(f"only {', '.join(self.only)} here, where many share a machine")
        if self.most is not None and value > self.most:
            raise ValueError(f"at most {self.most:,} here, where many share a machine")
        if self.least is not None and value < self.least:
            raise ValueError(f"at least {self.least:,} here, where many share a machine")


def option(default: Any, flag: str, text: str, kind: Kind, **details: Any) -> Any:
    """A dataclass field with an ``Option``: its flag, its help ``text``, its kind and further ``details``."""
    return dataclasses.field(default=default, metadata={"option": Option(flag, text, default, kind, **details)})


def switch(flag: str, text: str, **details: Any) -> Any:
    """A field that is off until its flag is given."""
    return option(False, flag, text, Switch(), **details)


def number(default: float | None, flag: str, text: str, kind: Number, metavar: str, *typed: str, **details: Any) -> Any:
    """A field for a number, and the names under which it can be typed."""
    return option(default, flag, text, kind, metavar=metavar, typed=typed, **details)


def whole(default: int | None, flag: str, text: str, low: int, high: int, *typed: str, **details: Any) -> Any:
    """A field for a whole number from ``low`` to ``high``, and the names under which it can be typed."""
    return option(default, flag, text, Whole(low, high), metavar="N", typed=typed, **details)


def words(default: str, flag: str, text: str, accepted: tuple[str, ...], metavar: str) -> Any:
    """A field for one of a few words."""
    return option(default, flag, text, OneOf(accepted), metavar=metavar)


@dataclass(frozen=True)
class Checked:
    """A base of settings classes: a value that the command line would refuse cannot be made in Python either."""

    @property
    def speed(self) -> float:
        """How fast the lab plays; every lab has an option for it."""
        raise NotImplementedError

    @classmethod
    def opened(cls, **given: Any) -> Self:
        """The settings with these values, and otherwise with what the lab opens with where it shows that."""
        return cls(**given)

    @property
    def usual(self) -> Self:
        """What the lab opens with where it shows what these settings show."""
        return self.opened()

    def __post_init__(self) -> None:
        for field, described in options(self):
            described.check(getattr(self, field.name))


def options(settings: Any) -> Iterator[tuple[dataclasses.Field[Any], Option]]:
    """The fields of a settings class (or of one of its values) that have an option."""
    for field in dataclasses.fields(settings):
        if "option" in field.metadata:
            yield field, field.metadata["option"]


def option_of(settings: Any, name: str) -> Option:
    """The option of the field ``name``; ValueError where there is none."""
    for field, described in options(settings):
        if field.name == name:
            return described
    raise ValueError(f"there is no value {name!r} to set")


def parse_typed(settings: Any, text: str, *, default: str) -> tuple[str, Any]:
    """What a person typed (``lr 0.83``, ``x0=-2``, or a bare value for the field ``default``) as (field, value).

    A ValueError tells that person that there is no such name, or what its option accepts.
    """
    name, *rest = re.split(r"\s*[=\s]\s*", text.strip(), maxsplit=1)
    value = "".join(rest)
    fields = {name: (field.name, opt) for field, opt in options(settings) for name in opt.typed}
    if name and not value and name not in fields:
        name, value = next(typed for typed, (field, _) in fields.items() if field == default), name
    if not value or name not in fields or not (fields[name][1].kind.has_spaces or len(value.split()) == 1):
        names = ", ".join(opt.typed[0] for _, opt in options(settings) if opt.typed)
        bare = option_of(settings, default)
        example = f"{bare.typed[0]} {bare.kind.show(bare.default)}"
        raise ValueError(f"type a name and a number, such as {example!r}; the names are {names}")
    field_name, described = fields[name]
    return field_name, described.kind.parse(value)


def command_line(what: str, settings: Any, *, always: tuple[str, ...] = ()) -> str:
    """The command that opens ``what`` with these settings; defaults are left out, but for the fields in ``always``."""
    given, usual = ["lrtui", what], settings.usual
    for field, opt in options(settings):
        value = getattr(settings, field.name)
        if value == field.default == getattr(usual, field.name) and field.name not in always:
            continue
        if isinstance(opt.kind, Switch):
            given.append(opt.flag)
        else:
            for item in value if opt.repeat else [value]:
                given += _in_a_shell(opt.flag, opt.kind.show(item))
    return " ".join(given)


def _in_a_shell(flag: str, text: str) -> list[str]:
    """A flag and its value as a shell takes them; in one word where the value looks like a flag."""
    if text.startswith("-") and not text[1:2].isdecimal():
        return [f"{flag}={shlex.quote(text)}"]
    return [flag, shlex.quote(text)]
