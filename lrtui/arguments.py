"""The command line as argparse sees it; built from the labs' settings. Standard library only."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from lrtui import __version__
from lrtui.labs.options import Option, Parser, number, options
from lrtui.labs.settings import LABS, SHEET, Settings, sheet_size
from lrtui.labs.tour import STATIONS

FORMATS = ("table", "json", "csv", "plot", "svg")
SUMMARIES = {
    "parabola": "gradient descent on f(x) = a·x², step by step",
    "network": "small networks that differ only in the learning rate, side by side",
    "choose": "find the learning rate for some data, and see why",
}
"""What each lab is."""

TOUR = "the story of both articles, by itself; any key takes over"
KIOSK = "the tour for strangers, who get the labs and nothing else"

DEFAULT_LAB = "parabola"
BAD_USAGE = 2

EXAMPLES = """\
examples:
  lrtui                                            open the parabola lab
  lrtui --lr 1.2                                   a rate that is too large
  lrtui parabola --lr 0.8 --steps 3 --print json   a report, no terminal needed
  lrtui parabola --lr 1 --print plot               the picture as text
  lrtui network --lrs 1,0.1 --data FILE.csv        networks on your own data
  lrtui choose --data FILE.csv --print table       a rate for your own data
"""

_NEGATIVE = re.compile(r"-(\d|\.\d|inf|nan)", re.IGNORECASE)


class ArgumentParser(argparse.ArgumentParser):
    """Says what is wrong in one line, and joins a negative value to its option."""

    def error(self, message: str) -> NoReturn:
        """One line on standard error, exit status 2."""
        line = "".join(c if c.isprintable() else repr(c)[1:-1] for c in message)
        self.exit(BAD_USAGE, f"lrtui: {line}\n")

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As in the base class, but ``--lr -1e-3`` means ``--lr=-1e-3`` (argparse takes that for two options)."""
        joined = self._join_negative_values(list(sys.argv[1:] if args is None else args))
        for arg in joined:
            flag, _, value = arg.partition("=")
            if value == "--":
                self._refuse_dashes(flag)
        return super().parse_known_args(joined, namespace)

    def _refuse_dashes(self, flag: str) -> NoReturn:
        """Say what is wrong with ``--flag=--``; argparse would drop that value and pass on an empty list."""
        action = self._option_string_actions.get(flag)
        try:
            if action is not None and callable(action.type):
                action.type("--")
        except argparse.ArgumentTypeError as error:
            self.error(f"argument {flag}: {error}")
        self.error(f"argument {flag}: '--' is no value")

    def _join_negative_values(self, args: list[str]) -> list[str]:
        joined: list[str] = []
        for arg in args:
            action = self._option_string_actions.get(joined[-1]) if joined else None
            if action is not None and action.nargs is None and _NEGATIVE.match(arg):
                joined[-1] += f"={arg}"
            else:
                joined.append(arg)
        return joined

    def _print_message(self, message: str, file: Any = None) -> None:
        """As in the base class, where the stream has every character; question marks for those it has not."""
        encoding = getattr(file, "encoding", None) or "utf-8"
        super()._print_message(message.encode(encoding, "replace").decode(encoding), file)


class _AppendToTuple(argparse.Action):
    """Like argparse's "append", for a default that is a tuple."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        setattr(namespace, self.dest, (*getattr(namespace, self.dest), values))


def read(args: list[str]) -> tuple[ArgumentParser, Settings, argparse.Namespace]:
    """The lab's settings and the options that all labs share; leaves the program where they cannot be used."""
    if args[:1] == ["tour"] or "--kiosk" in args:
        return _read_show(args)
    lab = args.pop(0) if args and not args[0].startswith("-") else None
    if lab is not None and lab not in LABS:
        ArgumentParser().error(f"there is no lab {lab!r}; the labs are {', '.join(LABS)}, and there is the tour")
    settings_type = LABS[lab or DEFAULT_LAB]
    parser = _parser(lab, settings_type)
    common = parser.parse_args(args)
    fields: dict[str, Any] = {field.name: getattr(common, field.name) for field, _ in options(settings_type)}
    try:
        settings = settings_type(**fields)
    except ValueError as error:
        parser.error(str(error))
    if common.output is not None and common.print is None:
        parser.error(f"--output {str(common.output)!r}: goes with --print {'|'.join(FORMATS)}")
    if common.force and common.output is None:
        parser.error("--force: goes with --output FILE")
    return parser, settings, common


def _read_show(args: list[str]) -> tuple[ArgumentParser, Settings, argparse.Namespace]:
    """The same for what plays by itself. A kiosk takes few options, since a stranger may add to them."""
    kiosk = "--kiosk" in args
    parser = ArgumentParser(
        prog="lrtui --kiosk" if kiosk else "lrtui tour", description=KIOSK if kiosk else TOUR, allow_abbrev=False
    )
    if kiosk:
        for flag, default, text in (
            ("--idle", 120.0, "go back to the tour after so long without a key"),
            ("--max-time", 1800.0, "end the session after so long"),
        ):
            parse = _argument(number(1, 1e6))
            parser.add_argument(flag, type=parse, default=default, metavar="SECONDS", help=f"{text} ({default:g})")
    _add_app_options(parser)
    rest = [arg for arg in args if arg != "--kiosk"] if kiosk else args[1:]
    common = parser.parse_args(rest, argparse.Namespace(print=None, tour=True, kiosk=kiosk))
    return parser, STATIONS[0].settings, common


def _add_app_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ascii", dest="ascii_only", action="store_true", help="draw with ASCII characters only")
    parser.add_argument("--debug", action="store_true", help="after an error in the app, show where it comes from")


def _parser(lab: str | None, settings_type: type[Settings]) -> ArgumentParser:
    summaries = {**SUMMARIES, "tour": TOUR, "--kiosk": KIOSK}
    labs = "\n".join(f"  {name:<10} {summary}" for name, summary in summaries.items())
    parser = ArgumentParser(
        prog=f"lrtui {lab}" if lab else "lrtui",
        usage=None if lab else "lrtui [LAB] [options]",
        description="See what a learning rate does, live in a terminal." if lab is None else SUMMARIES[lab],
        epilog=EXAMPLES if lab else f"labs ({DEFAULT_LAB} where none is named):\n{labs}\n\n{EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"lrtui {__version__}")
    parser.set_defaults(tour=False, kiosk=False)
    _add_app_options(parser)
    groups = {"": parser.add_argument_group(f"the {lab or DEFAULT_LAB} lab")}
    for field, option in options(settings_type):
        if option.group not in groups:
            groups[option.group] = parser.add_argument_group(option.group)
        _add_option(groups[option.group], field.name, field.default, option)
    report = parser.add_argument_group("report, without the app")
    report.add_argument("--print", choices=FORMATS, metavar="FORMAT", help=f"one of {', '.join(FORMATS)}")
    report.add_argument("--output", type=Path, metavar="FILE", help="write to FILE instead of standard output")
    report.add_argument("--force", action="store_true", help="let --output replace an existing FILE")
    report.add_argument("--size", type=_size, default=SHEET, metavar="COLUMNSxROWS", help="of plot and svg (80x23)")
    return parser


def _add_option(group: Any, name: str, default: Any, option: Option) -> None:
    if option.parse is None:
        group.add_argument(option.flag, dest=name, action="store_true", help=option.help)
        return
    shown = f" (default: {option.show(default)})" if default not in (None, ()) else ""
    one_of = f": {', '.join(option.choices)}" if option.choices else ""
    group.add_argument(
        option.flag,
        dest=name,
        action=_AppendToTuple if option.repeat else "store",
        type=_argument(option.parse),
        default=default,
        metavar=option.metavar,
        help=option.help + one_of + shown,
    )


def _argument(parse: Parser) -> Callable[[str], Any]:
    """``parse`` for argparse, which passes on the message of its own error only."""

    def convert(text: str) -> Any:
        try:
            return parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return convert


def _size(text: str) -> tuple[int, int]:
    columns, _, rows = text.partition("x")
    size = (int(columns), int(rows)) if columns.isdecimal() and rows.isdecimal() else (0, 0)
    if sheet_size(*size) != size:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size from 60x17 to 400x150, such as 100x30")
    return size
