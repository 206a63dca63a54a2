"""The command line as argparse sees it; built from the labs' settings. Standard library only."""

import argparse
import re
import shlex
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from lrtui import __version__, manual
from lrtui.labs.catalogue import LABS, LabEntry, Show, default_lab
from lrtui.labs.options import Kind, Number, Option, Switch, options
from lrtui.labs.sheet import SHEET, sheet_size
from lrtui.labs.tour import stations
from lrtui.near_misses import called, misspelt

FORMATS = ("table", "json", "csv", "plot", "svg")
BAD_USAGE = 2

SHELLS = ("bash", "zsh", "fish")
"""The shells that ``completions/`` has a script for; ``python -m tests.completion.scripts`` makes the scripts again."""

_NEGATIVE = re.compile(r"-(\d|\.\d|inf|nan)", re.IGNORECASE)


class ArgumentParser(argparse.ArgumentParser):
    """Says what is wrong in one line, and joins a negative value to its option."""

    def error(self, message: str) -> NoReturn:
        """Write one line to standard error, and exit with status 2."""
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

    @property
    def flags(self) -> list[str]:
        """All options that there are."""
        return list(self._option_string_actions)

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
        """As in the base class, with question marks for the characters that the stream cannot encode."""
        encoding = getattr(file, "encoding", None) or "utf-8"
        super()._print_message(message.encode(encoding, "replace").decode(encoding), file)


class _AppendToTuple(argparse.Action):
    """Like argparse's "append", for a default that is a tuple."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: str | None = None) -> None:
        setattr(namespace, self.dest, (*getattr(namespace, self.dest, ()), values))


class _PrintCompletion(argparse.Action):
    """Like argparse's "version", for the script that completes the command line in a shell."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: Any, values: Any, option_string: str | None = None
    ) -> NoReturn:
        script = Path(__file__).with_name("completions") / f"lrtui.{values}"
        parser._print_message(script.read_text(encoding="utf-8"), sys.stdout)
        parser.exit()


def read(args: list[str]) -> tuple[ArgumentParser, Any, argparse.Namespace]:
    """Return the parser, the lab's settings and the options that all labs share; exit if they cannot be used."""
    if args[:1] == ["tour"] or "--kiosk" in args:
        return _read_show(args)
    what = args.pop(0) if args and not args[0].startswith("-") else None
    if what is not None and what not in whats():
        near = _did_you_mean(misspelt(what, (*whats(), "tour"))) or _as_formula(what)
        listed = f"; the labs are {', '.join(LABS)}, and there is the tour"
        ArgumentParser().error(f"there is no lab {what!r}{near or listed}")
    entry, show = whats()[what or default_lab().name]
    parser = lab_parser(what)
    common, unknown = parser.parse_known_args(args)
    if unknown:
        flag = unknown[0].partition("=")[0]
        near = _where(unknown[0]) + _did_you_mean(called(flag, parser.flags))
        near = near or _did_you_mean(misspelt(flag, parser.flags))
        parser.error(f"unrecognized arguments: {' '.join(unknown)}{near}")
    given = {field.name: getattr(common, field.name) for field, _ in options(entry.settings) if field.name in common}
    try:
        settings = entry.settings.opened(**show.settings, **given)
    except ValueError as error:
        parser.error(str(error))
    if common.output is not None and common.print is None:
        common.print = common.output.suffix.removeprefix(".").lower()
        if common.print not in FORMATS:
            parser.error(f"--output {str(common.output)!r}: goes with --print {'|'.join(FORMATS)}")
    if common.force and common.output is None:
        parser.error("--force: goes with --output FILE")
    return parser, settings, common


def _did_you_mean(word: str | None) -> str:
    return f"; did you mean {word}?" if word else ""


def _as_formula(text: str) -> str:
    """How to open a formula, where the text is one."""
    from lrtui.core.expression.parser import parse  # only after a mistake

    try:
        parse(text)
    except ValueError:
        return ""
    return f"; a formula goes with --f: lrtui --f {shlex.quote(text)}" if "x" in text else ""


def _where(argument: str) -> str:
    """Where an argument would be understood: before all options, or with another lab."""
    if argument in (*whats(), "tour"):
        return f"; {argument} comes first: lrtui {argument} [options]"
    flag = argument.partition("=")[0]
    flags = {entry.name: [option.flag for _, option in options(entry.settings)] for entry in LABS.values()}
    labs = [f"lrtui {name}" for name in LABS if flag in flags[name]]
    return f"; {flag} goes with {' or '.join(labs)}" if labs else ""


def _read_show(args: list[str]) -> tuple[ArgumentParser, Any, argparse.Namespace]:
    """Read the command line of what plays by itself: the tour or the kiosk."""
    kiosk = "--kiosk" in args
    parser = show_parser(kiosk=kiosk)
    rest = [arg for arg in args if arg != "--kiosk"] if kiosk else args[1:]
    common = parser.parse_args(rest, argparse.Namespace(print=None, tour=True, kiosk=kiosk))
    return parser, stations()[0].settings, common


def show_parser(*, kiosk: bool) -> ArgumentParser:
    """The options of the tour, or of the kiosk, which takes few, since a stranger may add to them."""
    name = "--kiosk" if kiosk else "tour"
    page = manual.SHOWS[name]
    parser = _described(f"lrtui {name}", page.description, manual.epilog(page))
    if kiosk:
        for flag, default, text in (
            ("--idle", 120.0, "kiosk: go back to the tour after so long without a key"),
            ("--max-time", 1800.0, "kiosk: end the session after so long"),
        ):
            parse = _argument(Number(1, 1e6))
            parser.add_argument(flag, type=parse, default=default, metavar="SECONDS", help=f"{text} ({default:g})")
    _add_app_options(parser)
    return parser


def _described(program: str, description: str, epilog: str, usage: str | None = None) -> ArgumentParser:
    return ArgumentParser(
        prog=program,
        usage=usage,
        description="\n".join(textwrap.wrap(description, 79)),
        epilog=epilog,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )


def _add_app_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--ascii", dest="ascii_only", action="store_true", help="draw with ASCII characters only")
    parser.add_argument("--debug", action="store_true", help="after an error in the app, show where it comes from")


def whats() -> dict[str, tuple[LabEntry, Show]]:
    """All that the first word can be: a lab, or something that a lab shows."""
    labs = {name: (entry, Show(entry.summary, {})) for name, entry in LABS.items()}
    return labs | {word: (entry, show) for entry in LABS.values() for word, show in entry.shows.items()}


def lab_parser(what: str | None) -> ArgumentParser:
    """The options of a lab; those of the default lab, and the program's own, where nothing is named."""
    entry, show = whats()[what or default_lab().name]
    if what is None:
        parser = _described("lrtui", manual.TOP, manual.top_epilog(), "lrtui [LAB] [options]")
    else:
        parser = _described(
            f"lrtui {what}", entry.description if what in LABS else f"{show.summary}.", manual.epilog(entry)
        )
    parser.add_argument("--version", action="version", version=f"lrtui {__version__}", help="show the version and exit")
    if what is None:
        parser.add_argument(
            "--completion",
            action=_PrintCompletion,
            choices=SHELLS,
            metavar="SHELL",
            help=f"print what completes this command line in SHELL: {', '.join(SHELLS)}",
        )
    parser.set_defaults(tour=False, kiosk=False)
    _add_app_options(parser)
    groups = {"": parser.add_argument_group(f"the {entry.name} lab")}
    opened = entry.settings.opened(**show.settings)
    for field, option in options(entry.settings):
        if field.name in show.settings:
            continue  # the first word has said it
        if option.group not in groups:
            groups[option.group] = parser.add_argument_group(option.group)
        _add_option(groups[option.group], field.name, getattr(opened, field.name), option)
    _add_report_options(parser)
    return parser


def _add_report_options(parser: argparse.ArgumentParser) -> None:
    report = parser.add_argument_group("report, without the app")
    report.add_argument("--print", choices=FORMATS, metavar="FORMAT", help=f"one of {', '.join(FORMATS)}")
    report.add_argument("--output", type=Path, metavar="FILE", help="write to FILE; its ending can be the format: .csv")
    report.add_argument("--force", action="store_true", help="let --output replace an existing FILE")
    report.add_argument("--size", type=_size, default=SHEET, metavar="COLUMNSxROWS", help="of plot and svg (80x23)")


def _add_option(group: Any, name: str, default: Any, option: Option) -> None:
    """An option of a lab; where it is not given it is not in the namespace, and the settings know what that means."""
    if isinstance(option.kind, Switch):
        group.add_argument(option.flag, dest=name, action="store_true", default=argparse.SUPPRESS, help=option.help)
        return
    shown = f" (default: {option.kind.show(default)})" if default not in (None, ()) else ""
    one_of = f": {', '.join(option.kind.words)}" if option.kind.words else ""
    group.add_argument(
        option.flag,
        dest=name,
        action=_AppendToTuple if option.repeat else "store",
        type=_argument(option.kind),
        default=argparse.SUPPRESS,
        choices=option.kind.words or None,
        metavar=option.metavar,
        help=option.help + one_of + shown,
    )


def _argument(kind: Kind) -> Callable[[str], Any]:
    """Return how argparse reads a value: it passes on the message of ``ArgumentTypeError`` alone."""

    def convert(text: str) -> Any:
        try:
            return kind.parse(text)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return convert


def _size(text: str) -> tuple[int, int]:
    columns, _, rows = text.partition("x")
    size = (int(columns), int(rows)) if columns.isdecimal() and rows.isdecimal() else (0, 0)
    if sheet_size(*size) != size:
        raise argparse.ArgumentTypeError(f"{text!r} is not a size from 60x17 to 400x150, such as 100x30")
    return size
