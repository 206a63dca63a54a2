"""The command line: what it answers, what it refuses and how, and what it leaves behind."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

import numpy as np
import pytest

import lrtui
from lrtui.arguments import read
from lrtui.cli import main
from lrtui.core.loading import STANDARDISED
from lrtui.core.objectives import OBJECTIVES, objective
from lrtui.core.training import Training
from lrtui.labs.catalogue import LABS
from lrtui.labs.descent.settings import DescentSettings
from lrtui.labs.options import options
from lrtui.manual import SHOWS, TOP, pages
from lrtui.near_misses import EVERYDAY
from lrtui.numbers import exact
from tests.examples import LONG

FORMATS = ["table", "json", "csv", "plot", "svg"]


class Answer(NamedTuple):
    status: Any
    out: str
    err: str


class Run:
    """Runs the program within this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *args: str) -> Answer:
        try:
            status: Any = main(list(args))
        except SystemExit as leaving:
            status = leaving.code
        captured = self._capsys.readouterr()
        return Answer(status, captured.out, captured.err)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


def process(*args: str, python: tuple[str, ...] = (), **environment: str) -> Answer:
    """Runs the program as a process of its own, with pipes and no terminal, as ``python -m lrtui``."""
    done = subprocess.run(
        [sys.executable, *python, "-m", "lrtui", *args],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=clean_environment(**environment),
        check=False,
    )
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    return Answer(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))


BATCH = """
import json, os, sys
from lrtui.cli import main
for args in json.loads(sys.argv[1]):
    try:
        status = main(args)
    except SystemExit as leaving:
        status = leaving.code
    sys.stdout.flush()
    sys.stderr.flush()
    os.write(1, b"\\0%d\\0" % (status or 0))
    os.write(2, b"\\0")
"""


def answers(*commands: tuple[str, ...], python: tuple[str, ...] = (), **environment: str) -> list[Answer]:
    """Runs the program several times, one after another in one process of its own: most of a run is its start."""
    done = subprocess.run(
        [sys.executable, *python, "-c", BATCH, json.dumps(commands)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=clean_environment(**environment),
        check=False,
    )
    encoding = environment.get("PYTHONIOENCODING", "utf-8")
    said, errors = done.stdout.decode(encoding).split("\0"), done.stderr.decode(encoding).split("\0")
    assert (done.returncode, said.pop(), errors.pop()) == (0, "", ""), done.stderr
    found = [Answer(int(status), *texts) for *texts, status in zip(said[::2], errors, said[1::2], strict=True)]
    assert len(found) == len(commands)
    return found


def clean_environment(**changes: str) -> dict[str, str]:
    """The present environment without what would change the answer, and with ``changes``."""
    unwanted = {"COLUMNS", "LINES", "FORCE_COLOR", "TTY_COMPATIBLE", "PYTHONWARNINGS", "PYTHONIOENCODING"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "PYTHONUTF8": "1", **changes}


def assert_refused(answer: Answer, *named: str) -> None:
    """Exit status 2, nothing on standard output, and one line that has all the words ``named``."""
    assert answer.status == 2
    assert answer.out == ""
    assert answer.err.startswith("lrtui: ")
    assert answer.err.endswith("\n")
    assert len(answer.err.splitlines()) == 1
    assert [word for word in named if word not in answer.err] == []


def rates(text: str) -> tuple[float, float]:
    """The η and x₀ of a JSON report."""
    parsed = json.loads(text)
    return parsed["learning_rate"], parsed["x0"]


# ------------------------------------------------------------------------------------------------------ bad input


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("netwrok", "network?"),
        ("tuor", "tour?"),
        ("parabla", "parabola?"),
        ("--learning-rate 0.1", "--lr?"),
        ("network --learning-rate 0.1", "--lrs?"),
        ("network --lr 0.1", "--lrs?"),
        ("network --lrs 1 --epoch 5", "--epochs?"),
        ("network --batch-size=5", "--batch?"),
        ("choose --paitence 3", "--patience?"),
        ("--metric loss", "lrtui network"),
    ],
)
def test_a_near_miss_is_answered_with_what_was_meant(run: Run, line: str, meant: str) -> None:
    answer = run(*line.split())
    assert_refused(answer, meant)
    assert answer.err.endswith(f"{meant}\n")


@pytest.mark.parametrize("line", ["xyz", "--foo", "network --qqq 3"])
def test_nothing_is_guessed_where_nothing_is_near(run: Run, line: str) -> None:
    answer = run(*line.split())
    assert_refused(answer)
    assert "did you mean" not in answer.err


def test_what_other_programs_say_leads_to_options_that_there_are() -> None:
    flags = {option.flag for entry in LABS.values() for _, option in options(entry.settings)}
    for names in EVERYDAY.values():
        assert set(names) <= flags | {"--print", "--output"}


NO_NUMBERS = ["abc", "nan", "inf", "-inf", "-nan", "", "1e999", "--"]


@pytest.mark.parametrize("option", ["--lr", "--x0", "--a", "--tolerance", "--speed"])
@pytest.mark.parametrize("value", NO_NUMBERS)
def test_what_is_no_finite_number_is_refused(run: Run, option: str, value: str) -> None:
    assert_refused(run("parabola", f"{option}={value}", "--print", "json"), option, repr(value), "a finite number")


@pytest.mark.parametrize("option", ["--lr", "--x0", "--a"])
@pytest.mark.parametrize("value", ["abc", "nan", "inf", "-inf", "-nan"])
def test_what_is_no_finite_number_is_refused_after_a_space_too(run: Run, option: str, value: str) -> None:
    assert_refused(run(option, value, "--print", "json"), option, repr(value), "a finite number")


@pytest.mark.parametrize("value", ["0", "-1", "-0", "1e-301", "1e301", "-1e300"])
def test_a_curvature_out_of_its_range_is_refused(run: Run, value: str) -> None:
    assert_refused(run("--a", value, "--print", "json"), "--a", repr(exact(float(value))), "1e-300", "1e+300")


@pytest.mark.parametrize("value", ["-1", "1000001", "2.5", "1e3", "abc", "nan", "", "9" * 5000])
def test_steps_that_cannot_be_taken_are_refused(run: Run, value: str) -> None:
    assert_refused(run("--steps", value, "--print", "json"), "--steps", repr(value), "0 to 1000000")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--tolerance", "-1e-12"),
        ("--speed", "0"),
        ("--speed", "-2"),
        ("--speed", "1e6"),
        ("--zoom", "-3201"),
        ("--zoom", "1.5"),
        ("--history", "log"),
        ("--view", "growth"),
        ("--camera", "still"),
        ("--then", "0:0.5"),
        ("--then", "3:nan"),
        ("--then", "3"),
        ("--print", "yaml"),
        ("--size", "10x10"),
        ("--size", "80"),
        ("--size", "80x"),
        ("--size", "-80x23"),
        ("--size", "80x23x3"),
        ("--size", "401x23"),
    ],
)
def test_every_other_option_is_refused_by_its_name_and_value(run: Run, option: str, value: str) -> None:
    assert_refused(run("--print", "csv", f"{option}={value}"), option, repr(value))


def test_a_negative_step_of_a_change_is_refused_by_its_value(run: Run) -> None:
    assert_refused(run("--then", "-1:0.5", "--print", "csv"), "--then", "'-1:0.5'")


def test_changes_that_do_not_rise_are_refused(run: Run) -> None:
    assert_refused(run("--then", "5:0.1", "--then", "3:0.2", "--print", "csv"), "--then", "5, 3")


@pytest.mark.parametrize("option", ["--lr", "--x0", "--steps", "--print", "--output"])
def test_an_option_without_its_value_is_refused(run: Run, option: str) -> None:
    assert_refused(run(option), option)
    assert_refused(run(option, "--paused"), option)


@pytest.mark.parametrize("word", ["--speling", "--curv=2", "--learning-rate=1", "-x", "extra", "-1"])
def test_what_is_no_option_is_refused(run: Run, word: str) -> None:
    assert_refused(run("parabola", "--print", "csv", word), word)


@pytest.mark.parametrize(
    ("words", "labs"),
    [
        (("--data", "x.csv"), {"network", "choose"}), (("--lrs=1,2",), {"network"}), (("--rates", "2"), {"choose"}),
        (("network", "--lr", "3"), {"descent"}), (("choose", "--compare=1"), {"descent"}), (("--speling",), set()),
        (("--paused", "network"), {"network"}), (("--ascii", "tour"), {"tour"}),
    ],
)  # fmt: skip
def test_what_is_in_the_wrong_place_is_refused_with_the_right_one(
    run: Run, words: tuple[str, ...], labs: set[str]
) -> None:
    answer = run(*words)
    assert_refused(answer, next(word for word in reversed(words) if not word[0].isdigit()))
    assert set(re.findall(r"lrtui (\w+)", answer.err)) == labs


@pytest.mark.parametrize("lab", ["", "12", "help", "zebra"])
def test_an_unknown_lab_is_refused_with_the_labs_there_are(run: Run, lab: str) -> None:
    assert_refused(run(lab, "--print", "csv"), repr(lab), "descent")


def test_a_value_with_a_line_feed_is_refused_on_one_line(run: Run) -> None:
    assert_refused(run("--lr", "0.8\n0.9", "--print", "csv"), "--lr")
    assert_refused(run("para\nbola"), "bola")


def test_a_file_name_with_a_line_feed_is_refused_on_one_line(run: Run, tmp_path: Path) -> None:
    assert_refused(run("--print", "csv", "--output", str(tmp_path / "a\nb" / "c")), "--output")


@pytest.mark.parametrize("args", [["--lr", "abc"], ["nolab"]])
def test_a_refusal_by_the_real_program_has_no_traceback(args: list[str]) -> None:
    assert_refused(process(*args), *args[-1:])


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("", "''"),
        ("0.1,", "''"),
        ("0.1,abc", "'abc'"),
        ("0.1 0.2", "'0.1 0.2'"),
        ("0.1,nan", "'nan'"),
        ("-inf,0.1", "'-inf'"),
        ("0.1,0.2,0.10", "'0.10'"),
        ("0,-0", "'-0'"),
        ("1,2,3,4,5", "5 learning rates; at most 4"),
        ("--", "'--'"),
    ],
)
def test_rates_that_cannot_be_compared_are_refused_by_the_bad_item(run: Run, value: str, named: str) -> None:
    assert_refused(run(f"--compare={value}", "--print", "csv"), "--compare", named)
    if value not in ("", "--"):
        assert_refused(run("--compare", value, "--print", "csv"), "--compare", named)


@pytest.mark.parametrize("arguments", [("--compare=-0.1,0",), ("--compare", "-0.1,0"), ("--compare", "-.1,-0")])
def test_negative_rates_and_zero_can_be_compared(run: Run, arguments: tuple[str, ...]) -> None:
    answer = run(*arguments, "--steps", "2", "--print", "json")
    assert (answer.status, answer.err) == (0, "")
    assert [run["learning_rate"] for run in json.loads(answer.out)["compare"]] == [-0.1, 0.0]


def test_a_comparison_is_in_every_format(run: Run) -> None:
    arguments = ("parabola", "--lr", "0.8", "--compare", "0.1,0.5,1.2", "--steps", "3", "--print")
    answers = {kind: run(*arguments, kind) for kind in FORMATS}
    assert {(answer.status, answer.err) for answer in answers.values()} == {(0, "")}
    assert answers["csv"].out.splitlines()[0] == "recipe,step,learning_rate,x,f,gradient,growth"
    assert "1.2,3,1.2,2.74399" in answers["csv"].out
    assert [len(run["steps"]) for run in json.loads(answers["json"].out)["compare"]] == [4, 2, 4]
    assert all(text in answers["table"].out for text in ("one step", "2.744", "converged"))
    assert all(mark in answers[kind].out for kind in ("plot", "svg") for mark in "◆△□")
    assert run(*arguments, "plot", "--ascii").out.isascii()


# ------------------------------------------------------------------------------------- bad input of the network lab

SHORT = ("--epochs", "2", "--print", "json")


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ("", "''"),
        (",", "''"),
        ("0.1,", "''"),
        ("0.1,,1", "''"),
        ("abc", "'abc'"),
        ("0.1,abc", "'abc'"),
        ("0.1 0.2", "'0.1 0.2'"),
        ("0.1;0.2", "'0.1;0.2'"),
        ("0", "'0'"),
        ("1,0", "'0'"),
        ("1,-0.1", "'-0.1'"),
        ("-1,0.1", "'-1'"),
        ("1,nan", "'nan'"),
        ("inf,1", "'inf'"),
        ("1e999", "'1e999'"),
        ("0.1,0.2,0.10", "'0.10'"),
        ("1,1.0", "'1.0'"),
        (",".join(map(str, range(1, 66))), "65 learning rates"),
        ("--", "'--'"),
    ],
)
def test_learning_rates_that_cannot_be_used_are_refused_by_the_bad_item(run: Run, value: str, named: str) -> None:
    assert_refused(run("network", f"--lrs={value}", *SHORT), "--lrs", named)
    if value not in ("", "--"):
        assert_refused(run("network", "--lrs", value, *SHORT), "--lrs", named)


def test_64_learning_rates_are_accepted(run: Run) -> None:
    value = ",".join(str(k / 1000) for k in range(1, 65))
    answer = run("network", "--lrs", value, "--epochs", "1", "--print", "json")
    assert (answer.status, answer.err) == (0, "")
    assert len(json.loads(answer.out)["runs"]) == 64


@pytest.mark.parametrize("option", ["--epochs", "--batch", "--hidden"])
@pytest.mark.parametrize("value", ["0", "-1", "2.5", "1e3", "abc", "nan", "", "9" * 5000])
def test_counts_that_are_not_positive_whole_numbers_are_refused(run: Run, option: str, value: str) -> None:
    assert_refused(run("network", f"{option}={value}", "--print", "json"), option, repr(value), "from 1 to")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--epochs", "100001"),
        ("--seed", "-1"),
        ("--seed", "4294967296"),
        ("--speed", "0"),
        ("--metric", "mse"),
        ("--part", "test"),
        ("--label", "class"),
    ],
)
def test_every_other_option_of_the_network_is_refused_by_its_name_and_value(run: Run, option: str, value: str) -> None:
    assert_refused(run("network", f"{option}={value}", "--print", "json"), option, repr(value))


@pytest.mark.parametrize("args", [["network", "--lr", "0.1"], ["parabola", "--lrs", "0.1"], ["--lrs", "0.1"]])
def test_an_option_of_the_other_lab_is_refused(run: Run, args: list[str]) -> None:
    assert_refused(run(*args, "--print", "json"), args[-2])


ROWS = ["1,2,a", "3,4,b"] * 5


def table(*rows: str, header: str = "x,y,class") -> bytes:
    return "".join(f"{row}\n" for row in (header, *rows)).encode()


BAD_FILES: dict[str, tuple[bytes, list[str]]] = {
    "empty": (b"", ["empty"]),
    "header alone": (table(), ["empty"]),
    "one column": (table("a", "b", header="class"), ["row 1"]),
    "a row too short": (table(*ROWS, "1,a"), ["row 12", "2 columns"]),
    "a row too long": (table(*ROWS[:3], "1,2,3,a", *ROWS), ["row 5", "4 columns"]),
    "a word": (table(*ROWS, "1,two,a"), ["row 12", "'y'", "'two'"]),
    "a word after blank lines": (table(*ROWS, "", "", "1,two,a"), ["row 14", "'y'", "'two'"]),
    "inf": (table(*ROWS, "1,-inf,a"), ["row 12", "'y'", "'-inf'"]),
    "overflow": (table(*ROWS, "1,1e999,a"), ["row 12", "'y'", "'1e999'"]),
    "a line feed in a cell": (table(*ROWS, '"1\n2",2,a'), ["row 12", "'x'"]),
    "one class": (table(*(row for row in ROWS if row.endswith("a"))), ["'class'", "'a'"]),
    "few rows of a class": (table(*ROWS, "1,2,c", "1,2,c", "1,2,c", "1,2,c"), ["'class'", "'c'", "row 12", "4 rows"]),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_data_that_cannot_be_used_is_refused_by_its_row_and_column(run: Run, tmp_path: Path, kind: str) -> None:
    content, named = BAD_FILES[kind]
    path, target = tmp_path / "my.csv", tmp_path / "report"
    path.write_bytes(content)
    assert_refused(run("network", "--data", str(path), *SHORT), "--data", str(path), *named)
    assert_refused(run("network", "--data", str(path), *SHORT, "--output", str(target)), "--data", str(path), *named)
    assert sorted(tmp_path.iterdir()) == [path]
    assert path.read_bytes() == content


def test_data_that_is_missing_or_a_folder_is_refused(run: Run, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.csv")
    assert_refused(run("network", "--data", missing, *SHORT), "--data", missing, "No such file")
    assert_refused(run("network", "--data", str(tmp_path), *SHORT), "--data", str(tmp_path), "irectory")
    assert_refused(run("network", "--data", "", *SHORT), "--data")
    assert list(tmp_path.iterdir()) == []


def test_a_label_that_is_no_column_is_refused_with_the_columns_there_are(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_bytes(table(*ROWS))
    assert_refused(run("network", "--data", str(path), "--label", "kind", *SHORT), "'kind'", "'x', 'y', 'class'")


def test_a_line_feed_in_the_name_of_a_file_or_a_column_makes_no_second_line(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a\nb\x1b.csv"
    path.write_bytes(table(*ROWS, header='x,"y\nz",class'))
    answer = run("network", "--data", str(path), "--label", "kind", *SHORT)
    assert_refused(answer, r"a\nb\x1b.csv", r"y\nz")
    assert answer.err.strip().isprintable()


def test_bad_data_is_refused_in_the_shell_before_the_app_opens(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "my.csv"
    path.write_bytes(table(*ROWS, "1,two,a"))
    monkeypatch.setenv("TERM", "xterm")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)
    assert_refused(run("network", "--data", str(path)), "--data", "row 12", "'two'")


# ---------------------------------------------------------------------------------------- bad input of the choose lab


@pytest.mark.parametrize("option", ["--from", "--to"])
@pytest.mark.parametrize("value", [*NO_NUMBERS, "0", "-1", "-0", "1e-400", "9.99e-301", "1.01e300"])
def test_a_limit_that_is_no_rate_is_refused(run: Run, option: str, value: str) -> None:
    assert_refused(run("choose", f"{option}={value}", "--print", "json"), option, repr(value), "from 1e-300 to 1e+300")


@pytest.mark.parametrize(
    ("args", "named"),
    [
        (["--from", "2", "--to", "2.99"], ["--from 2", "--to 2.99"]),
        (["--from", "1e300", "--to", "1e300"], ["--from 1e+300", "--to 1e+300"]),
        (["--from", "3", "--to", "2"], ["--from 3", "--to 2"]),
        (["--from", "2", "--to", "2"], ["--from 2", "--to 2"]),
        (["--from", "10"], ["--from 10", "--to 10"]),
        (["--to", "1e-4"], ["--from 0.0001", "--to 0.0001"]),
    ],
)
def test_limits_that_do_not_rise_are_refused_by_both(run: Run, args: list[str], named: list[str]) -> None:
    assert_refused(run("choose", *args, "--print", "json"), *named)


@pytest.mark.parametrize(
    ("option", "limits"),
    [
        ("--rates", (2, 64)),
        ("--scout-epochs", (1, 100_000)),
        ("--patience", (1, 100_000)),
        ("--epochs", (1, 100_000)),
        ("--iterations", (2, 10_000)),
        ("--seeds", (1, 64)),
        ("--batch", (1, 1_000_000)),
        ("--hidden", (1, 10_000)),
    ],
)
def test_counts_of_choose_are_refused_beyond_their_limits(run: Run, option: str, limits: tuple[int, int]) -> None:
    low, high = limits
    for value in (str(low - 1), str(high + 1), "-1", "2.5", "1e3", "abc", "nan", "", "9" * 5000):
        for method in ("procedure", "range"):
            answer = run("choose", "--method", method, f"{option}={value}", "--print", "json")
            assert_refused(answer, option, repr(value), f"from {low} to {high}")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--shrink", "1"),
        ("--shrink", "0"),
        ("--shrink", "-0.5"),
        ("--shrink", "nan"),
        ("--shrink", "2"),
        ("--sse-threshold", "-1"),
        ("--sse-threshold", "inf"),
        ("--on", "test"),
        ("--on", ""),
        ("--method", "x"),
        ("--method", "Range"),
        ("--seed", "-1"),
        ("--seed", "4294967296"),
        ("--speed", "0"),
        ("--label", "class"),
    ],
)
def test_every_other_option_of_choose_is_refused_by_its_name_and_value(run: Run, option: str, value: str) -> None:
    assert_refused(run("choose", f"{option}={value}", "--print", "json"), option, repr(value))


@pytest.mark.parametrize("word", ["--lr", "--lrs", "--metric", "--x0"])
def test_an_option_of_another_lab_is_refused_by_choose(run: Run, word: str) -> None:
    assert_refused(run("choose", word, "0.1", "--print", "json"), word)


@pytest.mark.parametrize("method", ["procedure", "range"])
def test_data_that_cannot_be_used_is_refused_by_choose(run: Run, tmp_path: Path, method: str) -> None:
    missing, bad = tmp_path / "missing.csv", tmp_path / "bad.csv"
    bad.write_bytes(table(*ROWS, "1,two,a"))
    args = ("choose", "--method", method, "--print", "json")
    assert_refused(run(*args, "--data", str(missing)), "--data", str(missing), "No such file")
    assert_refused(run(*args, "--data", str(tmp_path)), "--data", str(tmp_path), "irectory")
    target = tmp_path / "report"
    assert_refused(run(*args, "--data", str(bad), "--output", str(target)), "--data", str(bad), "row 12", "'two'")
    assert_refused(run(*args, "--data", str(bad), "--label", "kind"), "'kind'", "'x', 'y', 'class'")
    assert sorted(tmp_path.iterdir()) == [bad]


QUICK = ("--hidden", "4", "--rates", "4", "--patience", "2", "--epochs", "5", "--iterations", "20", "--seeds", "2")


@pytest.mark.parametrize("method", ["procedure", "range"])
@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_of_choose_succeeds_in_silence_and_into_a_file(
    run: Run, tmp_path: Path, method: str, kind: str
) -> None:
    args = ("choose", "--method", method, *QUICK, "--print", kind)
    answer, target = run(*args), tmp_path / "report"
    assert (answer.status, answer.err) == (0, "")
    assert answer.out
    assert run(*args, "--output", str(target)) == Answer(0, "", "")
    assert target.read_bytes() == answer.out.encode()
    ascii_only = run(*args, "--ascii").out
    assert ascii_only.isascii() or kind in ("json", "csv")


@pytest.mark.parametrize(
    ("low", "high"), [("1e308", "1.7e308"), ("1e-310", "1e-308"), ("1", "1.0000000000000002"), ("1", "1.4999")]
)
def test_rates_beyond_the_accepted_ones_or_too_close_are_refused(run: Run, low: str, high: str) -> None:
    for method in ("procedure", "range"):
        answer = run("choose", "--method", method, "--from", low, "--to", high, *QUICK, "--print", "json")
        assert_refused(answer, "--from", low)


@pytest.mark.parametrize("method", ["procedure", "range"])
@pytest.mark.parametrize(
    ("low", "high"), [("1e-300", "1e300"), ("1e-300", "1.5e-300"), ("6.6e299", "1e300"), ("1", "1.5")]
)
def test_rates_at_the_ends_of_the_accepted_ones_are_reported(run: Run, method: str, low: str, high: str) -> None:
    for kind in ("json", "table", "plot"):
        answer = run("choose", "--method", method, "--from", low, "--to", high, *QUICK, "--print", kind)
        assert (answer.status, answer.err) == (0, "")
        assert answer.out


def test_every_option_of_choose_has_its_effect(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_bytes(table(*(f"{k % 2},{2 * k},{k % 3}" for k in range(50)), header="class,x,y"))
    options = (
        *("--from", "0.01", "--to", "1", "--rates", "3", "--scout-epochs", "2", "--shrink", "0.25", "--patience", "4"),
        *("--epochs", "6", "--sse-threshold", "12.5", "--batch", "7", "--hidden", "3", "--seed", "9"),
    )
    answer = run("choose", *options, "--data", str(path), "--label", "class", "--print", "json")
    assert (answer.status, answer.err) == (0, "")
    parsed = json.loads(answer.out)
    assert (parsed["seed"], parsed["batch"], parsed["model"]["hidden"], parsed["sse_threshold"]) == (9, 7, 3, 12.5)
    assert parsed["data"] == {
        **{"source": "my.csv", "train": 30, "holdout": 10, "test": 10},
        "notes": ["label: column 'class', as --label says", STANDARDISED],
    }
    assert parsed["scout"]["epochs"] == 2 * 3  # 5 updates an epoch: three of them count as one
    assert parsed["scout"]["learning_rates"] == pytest.approx([0.01, 0.1, 1.0])
    fastest = parsed["scout"]["fastest"]
    for k, each in enumerate(parsed["passes"]):
        assert each["learning_rate"] == pytest.approx(fastest * 0.25**k)
        assert each["epochs_run"] <= 6
        assert each["stopped"] in ("epochs", "patience")
    ranged = ("--method", "range", "--iterations", "12", "--seeds", "3", "--on", "holdout", *options)
    parsed = json.loads(run("choose", *ranged, "--data", str(path), "--label", "class", "--print", "json").out)
    assert (parsed["method"], parsed["on"], parsed["seeds"]) == ("range", "holdout", [9, 10, 11])
    assert (len(parsed["learning_rates"]), len(parsed["loss"])) == (12, 3)


# ------------------------------------------------------------------------------------------------ negative values

NEGATIVE = [("-1", -1.0), ("-1e-3", -0.001), ("-1e308", -1e308), ("-.5", -0.5), ("-2.", -2.0), ("-1E+2", -100.0)]


@pytest.mark.parametrize(("text", "value"), NEGATIVE)
@pytest.mark.parametrize("before", [[], ["parabola"]])
def test_negative_values_work_with_a_space_and_with_an_equals_sign(
    run: Run, text: str, value: float, before: list[str]
) -> None:
    spaced = run(*before, "--lr", text, "--x0", text, "--print", "json")
    joined = run(*before, f"--lr={text}", f"--x0={text}", "--print", "json")
    assert spaced == joined
    assert (spaced.status, spaced.err) == (0, "")
    assert rates(spaced.out) == (value, value)


def test_a_negative_zoom_and_a_negative_later_rate_work(run: Run) -> None:
    answer = run("--zoom", "-3", "--then", "2:-0.5", "--steps", "3", "--print", "json")
    assert (answer.status, answer.err) == (0, "")
    assert json.loads(answer.out)["changes"] == [{"step": 2, "learning_rate": -0.5}]


def test_the_last_of_two_values_counts(run: Run) -> None:
    assert rates(run("--lr", "-1", "--lr", "-2", "--print", "json").out) == (-2.0, -1.0)


# ------------------------------------------------------------------------------------------------------- answers


def test_the_parabola_is_the_lab_where_none_is_named(run: Run) -> None:
    assert run("--lr", "1.2", "--print", "csv") == run("parabola", "--lr", "1.2", "--print", "csv")


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_succeeds_in_silence(run: Run, kind: str) -> None:
    answer = run("--print", kind)
    assert (answer.status, answer.err) == (0, "")
    assert answer.out


def test_csv_has_the_iterates_of_the_options(run: Run) -> None:
    header, *rows = run("--lr", "0.25", "--x0", "8", "--steps", "3", "--print", "csv").out.splitlines()
    assert header == "recipe,step,learning_rate,x,f,gradient,growth"
    # The factor is exactly ½.
    assert rows == [
        "0.25,0,0.25,8.0,64.0,16.0,",
        "0.25,1,0.25,4.0,16.0,8.0,0.5",
        "0.25,2,0.25,2.0,4.0,4.0,0.5",
        "0.25,3,0.25,1.0,1.0,2.0,0.5",
    ]


def test_every_option_of_the_run_has_its_effect(run: Run) -> None:
    parsed = json.loads(
        run(
            *("--lr", "0.1", "--x0", "3", "--a", "2.5", "--tolerance", "0.4", "--steps", "9"),
            *("--print", "json"),
        ).out
    )
    # The factor is 1 − 2·2.5·0.1 = ½: 3, 1.5, 0.75, 0.375.
    assert [row["x"] for row in parsed["steps"]] == [3.0, 1.5, 0.75, 0.375]
    assert (parsed["stopped"], parsed["steps_to_tolerance"], parsed["a"]) == ("converged", 3, 2.5)


@pytest.mark.parametrize("size", [(60, 17), (100, 30)])
def test_size_is_that_of_the_plot_and_of_the_svg(run: Run, size: tuple[int, int]) -> None:
    columns, rows = size
    lines = run("--print", "plot", "--size", f"{columns}x{rows}").out.splitlines()
    assert (len(lines), max(map(len, lines))) == (rows, columns)
    root = ElementTree.fromstring(run("--print", "svg", "--size", f"{columns}x{rows}").out)
    _, _, width, height = map(int, root.attrib["viewBox"].split())
    # A cell is twice as high as it is wide.
    assert width * 2 * rows == height * columns


def test_plot_is_80_by_23_where_nobody_says(run: Run) -> None:
    lines = run("--print", "plot").out.splitlines()
    assert (len(lines), max(map(len, lines))) == (23, 80)


def test_ascii_makes_the_picture_ascii(run: Run) -> None:
    assert not run("--print", "plot").out.isascii()
    assert run("--print", "plot", "--ascii").out.isascii()
    assert run("--print", "svg", "--ascii").out.isascii()


@pytest.mark.parametrize("before", [[], ["parabola"]])
def test_version_is_the_packages(run: Run, before: list[str]) -> None:
    assert run(*before, "--version") == Answer(0, f"lrtui {lrtui.__version__}\n", "")


def test_help_names_the_labs_and_help_of_a_lab_its_options(run: Run) -> None:
    top, lab = run("--help"), run("parabola", "--help")
    assert (top.status, top.err, lab.status, lab.err) == (0, "", 0, "")
    assert "labs" in top.out
    assert "descent" in top.out
    assert "a·x²" in lab.out
    # Where the lines are broken depends on the terminal.
    top_words, lab_words = " ".join(top.out.split()), " ".join(lab.out.split())
    for option in (
        "--lr",
        "--x0",
        "--a",
        "--steps",
        "--tolerance",
        "--speed",
        "--compare",
        "--view",
        "--camera",
        "--print",
        "--output",
    ):
        assert f" {option} " in top_words
        assert f" {option} " in lab_words
    for default in ("0.1", "-1", "1e-12", "picture", "hold"):
        assert f"(default: {default})" in lab_words


def test_help_of_the_network_names_its_options_and_defaults(run: Run) -> None:
    words = " ".join(run("network", "--help").out.split())
    for option in ("--lrs", "--epochs", "--batch", "--hidden", "--seed", "--data", "--label", "--print", "--output"):
        assert f" {option} " in words
    for default in ("1,0.1,0.01,0.001", "200", "50", "0"):
        assert f"(default: {default})" in words


def test_help_of_choose_names_every_option_and_its_default(run: Run) -> None:
    answer = run("choose", "--help")
    assert (answer.status, answer.err) == (0, "")
    words = " ".join(answer.out.split())
    defaults = {
        "--method": "procedure", "--from": "0.0001", "--to": "10", "--rates": "13", "--scout-epochs": "1",
        "--shrink": "0.5", "--patience": "20", "--epochs": "1000", "--iterations": "100", "--seeds": "5",
        "--on": "train", "--batch": "50", "--hidden": "50", "--seed": "0", "--speed": "30",
    }  # fmt: skip
    for option, default in defaults.items():
        assert re.search(rf" {option} [A-Za-z|]+ [^-]*(?:-[a-z][^-]*)*\(default: {re.escape(default)}\)", words), option
    others = ["--data", "--label", "--sse-threshold", "--paused", "--ascii", "--print", "--output", "--force", "--size"]
    for option in others:
        assert f" {option} " in words
    for choice in ("procedure, range", "train, holdout"):
        assert choice in words


NAMES = (*LABS, *SHOWS)
HELPS = [[], *([name] for name in NAMES)]
"""Before ``--help``: nothing, a lab, or what plays by itself."""


@pytest.mark.parametrize("before", HELPS)
def test_help_fits_in_eighty_columns(run: Run, monkeypatch: pytest.MonkeyPatch, before: list[str]) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert max(map(len, run(*before, "--help").out.splitlines())) <= 80


@pytest.mark.parametrize("before", HELPS)
def test_help_has_its_parts_in_order_from_a_sentence_to_examples(run: Run, before: list[str]) -> None:
    answer = run(*before, "--help")
    assert (answer.status, answer.err) == (0, "")
    parts = [
        f"usage: lrtui {before[0] if before else '[LAB]'} ",
        f"\n\n{(pages()[before[0]].description if before else TOP)[:60]}",
        "\noptions:\n",
        *([] if before else ["\nlabs "]),
        "\nexamples:\n",
    ]
    places = [answer.out.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("name", NAMES)
def test_help_shows_the_examples_of_its_lab_and_the_programs_help_those_of_all(run: Run, name: str) -> None:
    top, own = run("--help").out, run(name, "--help").out
    for command, shows in pages()[name].examples:
        assert f"  {command}\n      {shows}\n" in top
        assert f"  {command}\n      {shows}\n" in own
    others = [command for other in NAMES if other != name for command, _ in pages()[other].examples]
    assert [command for command in others if f"  {command}\n" in own] == []
    assert f"  {name:<10} {pages()[name].summary}\n" in top


@pytest.mark.parametrize("command", [command for name in NAMES for command, _ in pages()[name].examples])
def test_an_example_of_the_help_is_accepted_as_it_stands(command: str) -> None:
    _, settings, common = read(shlex.split(command)[1:])
    shown = "descent" if command == "lrtui" else command.removeprefix("lrtui ").split()[0]
    assert isinstance(settings, LABS[shown].settings if shown in LABS else DescentSettings)
    assert (common.tour, common.kiosk) == (shown in {"tour", "--kiosk"}, shown == "--kiosk")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_the_script_for_a_shell(run: Run, shell: str) -> None:
    answer = run("--completion", shell)
    assert (answer.status, answer.err) == (0, "")
    assert "lrtui" in answer.out
    assert answer.out == (Path(lrtui.__file__).parent / "completions" / f"lrtui.{shell}").read_text(encoding="utf-8")
    assert f" {shell}" in " ".join(run("--help").out.partition("--completion")[2].partition("--ascii")[0].split())


@pytest.mark.parametrize("shell", ["csh", "", "Bash", "../lrtui.bash", "ba\nsh", "--"])
def test_completion_of_another_shell_is_refused(run: Run, shell: str) -> None:
    assert_refused(run(f"--completion={shell}"), "--completion", repr(shell))


def test_completion_goes_without_a_lab_and_with_a_shell(run: Run) -> None:
    assert_refused(run("network", "--completion", "bash"), "--completion")
    assert_refused(run("--completion"), "--completion")


def test_the_module_and_the_program_answer_the_same(run: Run) -> None:
    assert process("--print", "json", "--lr", "1.2") == run("--print", "json", "--lr", "1.2")


def test_the_installed_program_is_this_one() -> None:
    program = shutil.which("lrtui", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("the package is not installed as a program")
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"lrtui {lrtui.__version__}\n", "")


EXTREMES = [
    ["--lr", "0.8"],
    ["--lr", "1e308"],
    ["--lr", "-1e308"],
    ["--x0", "0"],
    ["--x0", "0", "--lr", "1e308"],
    ["--x0", "1e200"],
    ["--x0", "5e-324"],
    ["--a", "1e-300"],
    ["--a", "1e300", "--lr", "1"],
    ["--steps", "0"],
]


DOUBTFUL = [("1e200", "1e300"), ("1e-12", "1e-10"), ("1", "1e6")]
"""Rates that diverge, or do nothing."""


def test_nothing_is_on_standard_error_even_where_every_warning_is_an_error() -> None:
    commands = [(*args, "--print", kind) for args in EXTREMES for kind in ("plot", "json")]
    commands += [("network", "--lrs", "1000,0.1", "--epochs", "8", "--print", kind) for kind in FORMATS]
    commands += [
        ("choose", "--method", method, "--from", low, "--to", high, *QUICK, "--print", kind)
        for method in ("procedure", "range")
        for low, high in DOUBTFUL
        for kind in (["json", "plot"] if LONG else ["plot"])  # the numbers of both are the same
    ]
    for command, answer in zip(commands, answers(*commands, python=("-W", "error")), strict=True):
        assert (answer.status, answer.err) == (0, ""), command
        assert answer.out, command
    assert process("--lr", "0.8", "--print", "plot", python=("-W", "error")).err == ""  # not even as it leaves


def test_a_network_that_diverges_leaves_the_other_as_it_is_alone(run: Run) -> None:
    both, alone = (run("network", "--lrs", rates, "--epochs", "8", "--print", "json") for rates in ("1000,0.1", "0.1"))
    gone, stays = json.loads(both.out)["runs"]
    assert (gone["status"], gone["epochs_run"] < 8) == ("diverged", True)
    (same,) = json.loads(alone.out)["runs"]
    assert stays | {"verdict": ""} == same | {"verdict": ""}  # it is compared with others only where there are some
    assert "NaN" not in both.out
    assert "Infinity" not in both.out


def test_every_option_of_the_network_has_its_effect(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "my.csv"
    path.write_bytes(table(*(f"{k % 2},{2 * k},{k % 3}" for k in range(40)), header="class,x,y"))
    options = ("--lrs", "0.5,2e-3", "--epochs", "3", "--batch", "4", "--hidden", "6", "--seed", "9")
    answer = run("network", *options, "--data", str(path), "--label", "class", "--print", "json")
    assert (answer.status, answer.err) == (0, "")
    parsed = json.loads(answer.out)
    assert [each["learning_rate"] for each in parsed["runs"]] == [0.5, 0.002]
    assert (parsed["epochs"], parsed["batch"], parsed["seed"], parsed["model"]["hidden"]) == (3, 4, 9, 6)
    assert (parsed["data"]["source"], parsed["data"]["features"], parsed["data"]["classes"]) == ("my.csv", 2, 2)
    assert run("network", *options, "--seed", "8", "--print", "json").out != answer.out


@pytest.mark.parametrize("output", [[], ["--output"]])
def test_ctrl_c_ends_a_long_training_without_a_traceback(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: list[str]
) -> None:
    def interrupted(self: Training) -> Iterator[None]:
        raise KeyboardInterrupt

    monkeypatch.setattr(Training, "_train_epoch", interrupted)
    target = tmp_path / "report"
    args = [*output, str(target)] if output else []
    assert run("network", "--print", "json", *args) == Answer(130, "", "")
    assert not target.exists()


@pytest.mark.long
def test_the_same_options_give_the_same_bytes() -> None:
    """In another process, in a window of another width, and after other reports."""
    labs = [("parabola", "--lr", "1.2", "--steps", "30"), ("network", "--epochs", "3", "--seed", "7")]
    commands: list[tuple[str, ...]] = [(*lab, "--print", kind) for lab in labs for kind in FORMATS]
    commands += [
        ("choose", "--method", method, *QUICK, "--seed", "7", "--print", kind)
        for method in ("procedure", "range")
        for kind in (FORMATS if LONG else ["json", "table"])
    ]
    first = answers(*commands, PYTHONHASHSEED="1", COLUMNS="80")
    again = answers(*reversed(commands), PYTHONHASHSEED="2", COLUMNS="150")
    for command, one, other in zip(commands, first, reversed(again), strict=True):
        assert (one.status, one.err) == (0, ""), command
        assert one.out and one == other, command


def test_a_long_run_is_written_to_its_end(run: Run, tmp_path: Path) -> None:
    steps = 1_000_000 if LONG else 50_000
    answer = run("--lr", "1", "--steps", str(steps), "--print", "table")
    assert (answer.status, answer.err) == (0, "")
    assert str(steps) in answer.out
    target = tmp_path / "run.csv"
    assert run("--lr", "1", "--steps", str(steps), "--print", "csv", "--output", str(target)) == Answer(0, "", "")
    lines = target.read_text().splitlines()
    assert len(lines) == steps + 2
    assert lines[-1] == f"1,{steps},1.0,-1.0,1.0,-2.0,1.0"
    assert lines[steps // 2 + 2] == f"1,{steps // 2 + 1},1.0,1.0,1.0,2.0,1.0"


# -------------------------------------------------------------------------------------------------------- --output


@pytest.mark.parametrize("kind", FORMATS)
def test_output_writes_what_print_would_have_written(run: Run, tmp_path: Path, kind: str) -> None:
    target = tmp_path / "file"
    printed = run("--lr", "1.2", "--print", kind)
    assert run("--lr", "1.2", "--print", kind, "--output", str(target)) == Answer(0, "", "")
    assert target.read_bytes() == printed.out.encode()


@pytest.mark.parametrize("kind", FORMATS)
def test_output_takes_the_format_from_the_name(run: Run, tmp_path: Path, kind: str) -> None:
    target = tmp_path / f"file.{kind.upper()}"
    assert run("--lr", "1.2", "--output", str(target)) == Answer(0, "", "")
    assert target.read_bytes() == run("--lr", "1.2", "--print", kind).out.encode()


def test_a_format_that_is_asked_for_counts_more_than_the_name(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "numbers.csv"
    assert run("--output", str(target), "--print", "json") == Answer(0, "", "")
    assert json.loads(target.read_text())
    assert_refused(run("--output", str(tmp_path / "numbers.xlsx")), "--print", "csv")


def test_output_refuses_an_existing_file_and_leaves_it_alone(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "mine.csv"
    target.write_text("mine")
    assert_refused(run("--print", "csv", "--output", str(target)), "--output", str(target), "exists", "--force")
    assert target.read_text() == "mine"


def test_force_lets_output_replace_a_file(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "mine.csv"
    target.write_text("mine, and much longer than what comes in its place\n" * 100)
    assert run("--steps", "0", "--print", "csv", "--output", str(target), "--force") == Answer(0, "", "")
    assert target.read_text() == "recipe,step,learning_rate,x,f,gradient,growth\n0.1,0,0.1,-1.0,1.0,-2.0,\n"


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_output_into_a_missing_folder_is_refused(run: Run, tmp_path: Path, force: list[str]) -> None:
    target = tmp_path / "missing" / "run.csv"
    assert_refused(run("--print", "csv", "--output", str(target), *force), "--output", str(target))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_output_onto_a_folder_is_refused_as_such(run: Run, tmp_path: Path, force: list[str]) -> None:
    assert_refused(run("--print", "csv", "--output", str(tmp_path), *force), "--output", str(tmp_path), "irectory")
    assert list(tmp_path.iterdir()) == []


def test_output_below_a_file_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    target = tmp_path / "file" / "run.csv"
    assert_refused(run("--print", "csv", "--output", str(target)), "--output", str(target))
    assert (tmp_path / "file").read_text() == "mine"


def test_output_needs_a_format(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "run"
    assert_refused(run("--output", str(target)), "--output", str(target), "--print")
    assert not target.exists()


@pytest.mark.parametrize("bad", [["--lr", "abc"], ["--steps", "-1"], ["--size", "1x1"], ["--then", "3:x"], ["--bogus"]])
def test_with_bad_input_no_file_is_made_or_touched(run: Run, tmp_path: Path, bad: list[str]) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    old.write_text("mine")
    assert_refused(run("--print", "csv", "--output", str(new), *bad), *bad)
    assert_refused(run("--print", "csv", "--output", str(old), "--force", *bad), *bad)
    assert not new.exists()
    assert old.read_text() == "mine"


# ------------------------------------------------------------------------------ terminals, pipes and encodings


def test_without_a_terminal_the_app_says_what_to_do_instead(run: Run) -> None:
    assert_refused(run(), "--print", "terminal")
    assert_refused(process("parabola", "--lr", "1.2"), "--print", "terminal")


@pytest.mark.parametrize("kind", FORMATS if LONG else ["table", "csv"])  # the one that Rich writes, and the others
def test_a_reader_that_is_gone_is_no_failure(kind: str) -> None:
    assert _into_a_closed_pipe("--print", kind) == (0, b"")


@pytest.mark.parametrize("words", ["--help", "--version", "--completion bash"])
def test_a_reader_of_the_help_that_is_gone_is_no_failure(words: str) -> None:
    assert _into_a_closed_pipe(*words.split()) == (0, b"")


def _into_a_closed_pipe(*args: str) -> tuple[int, bytes]:
    """The status and standard error of a run whose standard output nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "lrtui", *args],
            stdout=writer,
            stderr=subprocess.PIPE,
            env=clean_environment(),
            check=False,
        )
    finally:
        os.close(writer)
    return done.returncode, done.stderr


def test_a_reader_that_takes_one_line_of_many_gets_it_without_a_traceback() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "lrtui", "--lr", "1", "--steps", "200000", "--print", "csv"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=clean_environment(),
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.readline() == b"recipe,step,learning_rate,x,f,gradient,growth\n"
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
def test_a_narrow_encoding_is_served_and_a_file_is_utf_8(run: Run, tmp_path: Path, encoding: str) -> None:
    labs = [("--lr", "0.8"), ("--lr", "1"), ("choose", *QUICK), ("choose", "--method", "range", *QUICK)]
    printed = [(*lab, "--print", kind) for lab in labs for kind in FORMATS]
    narrow, wide = tmp_path / "narrow", tmp_path / "wide"
    to_file = ("--print", "plot", "--output")
    commands = [*printed, (*to_file, str(narrow)), ("parabola", "--help")]
    *reports, into_file, helped = answers(*commands, PYTHONIOENCODING=encoding)
    for command, answer in zip(printed, reports, strict=True):
        assert (answer.status, answer.err) == (0, ""), command
        assert answer.out, command
        if command[-1] in {"plot", "svg"}:
            assert answer.out.isascii(), command
    assert reports[FORMATS.index("plot")] == run("--lr", "0.8", "--print", "plot", "--ascii")
    assert into_file == run(*to_file, str(wide)) == Answer(0, "", "")
    assert narrow.read_bytes() == wide.read_bytes()
    assert not wide.read_bytes().isascii()
    assert (helped.status, helped.err) == (0, "")
    assert "--lr" in helped.out


FULL = Path("/dev/full")


@pytest.mark.skipif(sys.platform != "linux", reason="the device that is always full is Linux's")
@pytest.mark.parametrize("kind", ["json", *(["table"] if LONG else [])])
def test_a_full_disk_is_a_failure_in_one_line(kind: str) -> None:
    with FULL.open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "lrtui", "--print", kind],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=clean_environment(),
            check=False,
        )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "No space left" in done.stderr


def _through_shell(redirection: str, *args: str) -> Answer:
    """A run with a standard stream that the shell has closed, as some services start their programs."""
    done = subprocess.run(
        ["/bin/sh", "-c", f'exec "$0" -m lrtui "$@" {redirection}', sys.executable, *args],
        capture_output=True,
        text=True,
        env=clean_environment(),
        check=False,
    )
    return Answer(done.returncode, done.stdout, done.stderr)


def test_without_a_standard_input_the_app_says_what_to_do_instead() -> None:
    assert_refused(_through_shell("<&-"), "--print")


def test_without_a_standard_output_a_file_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / "run.csv"
    answer = _through_shell(">&-", "--steps", "0", "--print", "csv", "--output", str(target))
    assert (answer.status, answer.err) == (0, "")
    assert target.read_text().startswith("recipe,step,")


# ------------------------------------------------------------------------------------------- what plays by itself

TOUR, KIOSK = ("tour",), ("--kiosk",)


@pytest.mark.parametrize("show", [TOUR, KIOSK], ids=" ".join)
@pytest.mark.parametrize(
    "more",
    [
        ("--lr", "0.8"),
        ("--print", "json"),
        ("--output", "file"),
        ("--data", "file.csv"),
        ("--steps=3",),
        ("--paused",),
        ("parabola",),
        ("network",),
        ("--",),
        ("--version",),
        ("--asc",),
        ("-c", "sh"),
    ],
    ids=" ".join,
)
def test_what_plays_by_itself_takes_no_option_of_a_lab(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show: tuple[str, ...], more: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    a_terminal(monkeypatch)
    monkeypatch.setattr("lrtui.tui.app.run", lambda *_, **__: 77)
    monkeypatch.setattr("lrtui.tui.lockdown.lock_down", lambda: None)
    answer = run(*show, *more)
    assert_refused(answer)
    assert list(tmp_path.iterdir()) == []


def a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Standard input and output look like a terminal's."""
    monkeypatch.setenv("TERM", "xterm")
    for stream in (sys.stdin, sys.stdout):
        monkeypatch.setattr(stream, "isatty", lambda: True, raising=False)


@pytest.mark.parametrize("option", ["--idle", "--max-time"])
@pytest.mark.parametrize("value", ["0", "-1", "abc", "nan", "inf", "", "1e7", "0.5"])
def test_times_of_a_kiosk_that_cannot_be_are_refused(run: Run, option: str, value: str) -> None:
    assert_refused(run("--kiosk", f"{option}={value}"), option, repr(value), "from 1 to")
    assert_refused(run("tour", f"{option}={value}"))


def test_an_option_of_a_kiosk_without_its_value_is_refused(run: Run) -> None:
    assert_refused(run("--kiosk", "--idle"), "--idle")
    assert_refused(run("--kiosk", "--max-time", "--ascii"), "--max-time")


@pytest.mark.parametrize("args", [TOUR, KIOSK, ("parabola", "--kiosk"), ("--lr", "1", "--kiosk"), ("tour", "--kiosk")])
def test_a_kiosk_is_nothing_else_besides_wherever_the_word_stands(run: Run, args: tuple[str, ...]) -> None:
    """A stranger may have put something before it."""
    assert_refused(run(*args), *(["--print"] if args in (TOUR, KIOSK) else []))


@pytest.mark.parametrize("show", [TOUR, KIOSK], ids=" ".join)
def test_without_a_terminal_what_plays_by_itself_names_print(show: tuple[str, ...]) -> None:
    assert_refused(process(*show), "--print", "terminal")


def test_the_times_of_a_kiosk_are_passed_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    a_terminal(monkeypatch)
    opened: list[tuple[float, float]] = []
    locked: list[bool] = []

    def remember(app: Any, **options: Any) -> int:
        assert locked and options == {"mouse": False}
        opened.append((app._idle, app._max_time))
        return 0

    monkeypatch.setattr("lrtui.tui.app.run", remember)
    monkeypatch.setattr("lrtui.tui.lockdown.lock_down", lambda: locked.append(True))
    assert run("--kiosk").status == 0
    assert run("--kiosk", "--idle", "5", "--max-time=60.5", "--ascii").status == 0
    assert run("--idle", "5", "--kiosk").status == 0
    assert opened == [(120.0, 1800.0), (5.0, 60.5), (5.0, 1800.0)]


def test_help_mentions_what_plays_by_itself(run: Run) -> None:
    words = run("--help").out
    assert re.search(r"^  tour +five rates, then four networks", words, re.MULTILINE)
    assert re.search(r"^  --kiosk +the tour for strangers", words, re.MULTILINE)


def test_help_of_what_plays_by_itself_names_its_options(run: Run) -> None:
    tour, kiosk = run("tour", "--help"), run("--kiosk", "--help")
    assert (tour.status, tour.err) == (kiosk.status, kiosk.err) == (0, "")
    assert "usage: lrtui tour" in tour.out and "--idle" not in tour.out
    assert "usage: lrtui --kiosk" in kiosk.out
    for option, default in (("--idle", 120), ("--max-time", 1800)):
        assert option in kiosk.out and f"({default})" in kiosk.out
    for text in (tour.out, kiosk.out):
        assert "--ascii" in text and "--lr" not in text and "--print" not in text


# -------------------------------------------------------------------------------------------------------- functions


@pytest.mark.parametrize("name", OBJECTIVES)
def test_each_named_function_is_a_first_word_and_a_value_of_f(run: Run, name: str) -> None:
    by_word, by_option = (json.loads(run(*args, "--print", "json").out) for args in ((name,), ("--f", name)))
    named = OBJECTIVES[name]
    assert by_word == by_option
    assert (by_word["objective"], by_word["expression"]) == (name, named.text)
    assert (by_word["learning_rate"], by_word["x0"]) == (named.learning_rate, named.x0)
    described = run(name, "--help").out
    assert named.story[:30] in " ".join(described.split()) and f"(default: {exact(named.x0)})" in described
    # A minimum that is known is one: no point near it is lower, and the slope is 0, but at a kink.
    if by_word["minimum"] is not None:
        f = objective(name)
        near = by_word["minimum"] + np.array([-1e-3, 0.0, 1e-3])
        assert f.value(near).argmin() == 1 and by_word["curvature"] == f.hessian(near)[1]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("x^^2", ["unexpected '^' at character 3"]),
        ("2 + ", ["ends too early"]),
        ("y^2", ["'y' at character 1"]),
        ("double-wel", ["did you mean double-well?"]),
        ("", ["the formula is empty"]),
        ("__import__('os')", ["at character 1"]),
        ("x\n+\x1b[31m1", ["character 2"]),
        ("(" * 290 + "x", []),
        ("x" * 5000, ["300 are the most"]),
        ("--", []),
    ],
)
def test_what_is_no_function_is_refused_with_its_place(run: Run, text: str, named: list[str]) -> None:
    assert_refused(run(f"--f={text}", "--print", "json"), "--f", *named)


@pytest.mark.parametrize(
    ("arguments", "outcome", "said"),
    [
        ("double-well --lr 1.1 --steps 400", ("cycle", 2), "Jumps between 2 points for ever: 2/f'' = 1 is passed."),
        ("double-well --lr 1.25 --steps 400", ("cycle", 4), "2/f'' = 1 is passed, and so is √5 − 1."),
        ("logistic --lr 2.83 --steps 900", ("cycle", 3), "and so is 2√2."),
        ("logistic --lr 2.9 --steps 400", ("chaotic", None), "Chaos (Lyapunov exponent 0.4"),
        ("logistic --lr 3.05 --steps 400", ("overflow", None), "3 is passed, and all runs escape."),
        ("log-cosh --steps 400", ("converged", None), "Converged: within"),
        ("softplus --steps 400", ("undecided", None), "There is no minimum"),
        ("quartic --lr 0 --steps 9", ("frozen", None), "Frozen"),
        (
            "--f (x^2-1)^2/4+0*a --lr 1.25 --x0 0.5 --steps 400",
            ("cycle", 4),
            "above 2/f'' = 1 the minimum at 1 repels.",
        ),
    ],
)
def test_what_a_run_comes_to_is_in_the_report_and_said_with_its_reason(
    run: Run, arguments: str, outcome: tuple[str, int | None], said: str
) -> None:
    parsed = json.loads(run(*arguments.split(), "--print", "json").out)
    assert (parsed["outcome"]["kind"], parsed["outcome"]["period"]) == outcome
    assert said in run(*arguments.split(), "--print", "table").out


def test_a_formula_as_the_first_word_is_told_its_option(run: Run) -> None:
    assert_refused(run("x^4/4 - x^2/2", "--print", "json"), "lrtui --f 'x^4/4 - x^2/2'")
