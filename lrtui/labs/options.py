"""One description of each setting: the command line, the values typed in the app and ``y`` all read it.

Standard library only, so that ``--help`` and a refused argument need not wait for NumPy.
"""

from __future__ import annotations

import dataclasses
import math
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Parser = Callable[[str], Any]
"""Text to value; raises ValueError with a message that names the text and what is accepted."""


@dataclass(frozen=True)
class Option:
    """How a setting is written down.

    Attributes:
        flag: the command-line option, such as ``--lr``.
        help: what it sets, for ``--help``.
        parse: text to value; None for a switch, which takes no text.
        metavar: what ``--help`` calls the text.
        show: value to text that ``parse`` reads back; None where nothing is to be written.
        typed: the names under which the value can be typed in the app; empty where it cannot.
        repeat: whether the option may be given more than once; its value is then a tuple.
        choices: the accepted texts, where they are few.
        group: under which heading ``--help`` lists it; empty for that of the lab.
    """

    flag: str
    help: str
    parse: Parser | None = None
    metavar: str = ""
    show: Callable[[Any], str] = str
    typed: tuple[str, ...] = ()
    repeat: bool = False
    choices: tuple[str, ...] = ()
    group: str = ""


def option(default: Any, flag: str, text: str, parse: Parser | None = None, **details: Any) -> Any:
    """A dataclass field with an ``Option``: its flag, its help ``text``, its parser and further ``details``."""
    return dataclasses.field(default=default, metadata={"option": Option(flag, text, parse, **details)})


def options(settings: Any) -> Iterator[tuple[dataclasses.Field[Any], Option]]:
    """The fields of a settings class (or of one of its values) that have an option."""
    for field in dataclasses.fields(settings):
        if "option" in field.metadata:
            yield field, field.metadata["option"]


def number(
    low: float = -math.inf, high: float = math.inf, *, above: float = -math.inf, below: float = math.inf
) -> Parser:
    """A parser of finite numbers from ``low`` to ``high``, both included, and between ``above`` and ``below``."""
    limits = [f"from {low:g} to {high:g}"] if math.isfinite(high) else []
    limits += [f"of at least {low:g}"] if math.isfinite(low) and not limits else []
    limits += [f"above {above:g}"] if math.isfinite(above) else []
    limits += [f"and below {below:g}"] if math.isfinite(below) else []
    accepted = " ".join(["a finite number", *limits])

    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not (math.isfinite(value) and low <= value <= high and above < value < below):
            raise ValueError(f"{text!r} is not {accepted}{_comma(text)}")
        return value

    return parse


def _comma(text: str) -> str:
    """What to add for a person who writes a decimal comma."""
    try:
        return "; decimals take a point" if math.isfinite(float(text.replace(",", ".", 1))) and "," in text else ""
    except ValueError:
        return ""


def whole_number(low: int, high: int) -> Parser:
    """A parser of whole numbers from ``low`` to ``high``, both included."""

    def parse(text: str) -> int:
        try:
            value = int(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            raise ValueError(f"{text!r} is not a whole number from {low} to {high}")
        return value

    return parse


def rates(most: int, *, above: float = -math.inf) -> Parser:
    """A parser of up to ``most`` different finite numbers above ``above``, separated by commas."""
    parse_one = number(above=above)
    accepted = "a finite number" + (f" above {above:g}" if math.isfinite(above) else "")

    def parse(text: str) -> tuple[float, ...]:
        found: list[float] = []
        for item in text.split(","):
            try:
                rate = parse_one(item)
            except ValueError:
                raise ValueError(f"{item!r} is not a learning rate, {accepted}") from None
            if rate in found:
                raise ValueError(f"{item!r} is there twice; each learning rate once")
            found.append(rate)
        if len(found) > most:
            shown = repr(text) if len(text) <= 40 else f"{text[:20]!r}..."
            raise ValueError(f"{shown} has {len(found)} learning rates; at most {most} are accepted")
        return tuple(found)

    return parse


def one_of(choices: Iterable[str]) -> Parser:
    """A parser of one of a few words."""
    words = tuple(choices)

    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"{text!r} is not one of {', '.join(words)}")
        return text

    return parse


def check(settings: Any, field: str, value: Any) -> None:
    """Refuse a value that the command line would refuse for ``field``; the ValueError says why."""
    option = next((opt for each, opt in options(settings) if each.name == field), None)
    if option is None or option.parse is None:
        raise ValueError(f"there is no value {field!r} to set")
    option.parse(option.show(value))


def parse_typed(settings: Any, text: str, *, default: str) -> tuple[str, Any]:
    """What a person typed (``lr 0.83``, ``x0=-2``, or a bare value for the field ``default``) as (field, value).

    Raises:
        ValueError: no such name, or a value that its option does not accept; the message is for that person.
    """
    words = text.replace("=", " ").split()
    fields = {name: (field.name, opt) for field, opt in options(settings) for name in opt.typed}
    if len(words) == 1 and words[0] not in fields:
        words = [next(name for name, (field, _) in fields.items() if field == default), *words]
    if len(words) != 2 or words[0] not in fields:
        names = ", ".join(opt.typed[0] for _, opt in options(settings) if opt.typed)
        field, opt = next((field, opt) for field, opt in options(settings) if field.name == default)
        example = f"{opt.typed[0]} {opt.show(field.default)}"
        raise ValueError(f"type a name and a number, such as {example!r}; the names are {names}")
    name, opt = fields[words[0]]
    assert opt.parse is not None  # a switch has no typed names
    return name, opt.parse(words[1])


def command_line(lab: str, settings: Any, *, always: tuple[str, ...] = ()) -> str:
    """The command that opens ``lab`` with these settings; defaults are left out, but for the fields in ``always``."""
    words = ["lrtui", lab]
    for field, opt in options(settings):
        value = getattr(settings, field.name)
        if value == field.default and field.name not in always:
            continue
        if opt.parse is None:
            words.append(opt.flag)
        else:
            for item in value if opt.repeat else [value]:
                words += _words(opt.flag, opt.show(item))
    return " ".join(words)


def _words(flag: str, text: str) -> list[str]:
    """A flag and its value as a shell takes them; in one word where the value looks like a flag."""
    if text.startswith("-") and not text[1:2].isdecimal():
        return [f"{flag}={shlex.quote(text)}"]
    return [flag, shlex.quote(text)]
