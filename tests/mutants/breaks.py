"""The sixty breaks: faults that a person could make, spread over all rooms, none of which leaves the program as it was.

They were chosen by reading the program and not its tests. Each is written down for two trees: that before the second
house (commit 20800ac) and the present one. A break that no longer finds its text is pointed to where the text is now.
"""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where a break is made: a file under ``lrtui``, a text that occurs in it once, and the text to put there."""

    file: str
    find: str
    put: str


class Break(NamedTuple):
    """One fault.

    Attributes:
        name: what it is called in the results.
        room: the part of the program that has it.
        tests: where to look first, under ``tests``; a file that a tree does not have is left out.
        before, after: where it is made in the old tree and in the present one.
    """

    name: str
    room: str
    tests: tuple[str, ...]
    before: Place
    after: Place


def _moved(name: str, room: str, tests: str, before: str, after: str, find: str, put: str) -> Break:
    """A break of a text that is the same in both trees, in files of other names."""
    return Break(name, room, tuple(tests.split()), Place(before, find, put), Place(after, find, put))


def _same(name: str, room: str, tests: str, file: str, find: str, put: str) -> Break:
    """A break of a text that is the same in both trees, and in the same file."""
    return _moved(name, room, tests, file, file, find, put)


def _other(name: str, room: str, tests: str, before: Place, after: Place) -> Break:
    """A break of a text that the two trees write differently."""
    return Break(name, room, tuple(tests.split()), before, after)


_DESCENT = "core/test_descent.py core/test_dynamics.py"
_STABILITY = "core/test_stability.py core/test_dynamics.py"

_CORE = (
    _other(
        "a run has converged where the next step leaves the minimum again",
        "core",
        _DESCENT,
        Place(
            "core/descent.py",
            "(np.abs(x) <= tolerance) & (np.abs(following) <= np.abs(x))",
            "(np.abs(x) <= tolerance)",
        ),
        Place("core/dynamics.py", " & (distances[1:] <= distances[:-1])", ""),
    ),
    _same(
        "the first step to be kept of a block has the wrong sign",
        "core",
        _DESCENT,
        "core/descent.py",
        "[-first % self.stride ::",
        "[first % self.stride ::",
    ),
    _same(
        "truncating keeps one step too many",
        "core",
        _DESCENT,
        "core/descent.py",
        "[: step // self.stride + 1]",
        "[: step // self.stride + 2]",
    ),
    _other(
        "only x, and not f(x), is looked at for an overflow",
        "core",
        _DESCENT,
        Place("core/descent.py", " & np.isfinite(objective.value(following))", ""),
        Place("core/descent.py", " & np.isfinite(self.objective.value(points[1:]))", ""),
    ),
    _other(
        "the factor is rounded before it is compared",
        "core",
        _STABILITY,
        Place(
            "core/stability.py",
            "np.asarray(learning_rate, dtype=np.float64) / best_learning_rate(a)",
            "np.asarray(learning_rate, dtype=np.float64) * (2.0 * a)",
        ),
        Place("core/dynamics.py", "1.0 - rates / self.best_learning_rate", "1.0 - rates * self.curvature"),
    ),
    _same(
        "the steps to a scale that moves the other way are counted too",
        "core",
        _STABILITY,
        "core/stability.py",
        "steps if steps > 0 else None",
        "abs(steps)",
    ),
    _other(
        "the critical rate counts to the regime below it",
        "core",
        _STABILITY,
        Place("core/stability.py", "if learning_rate < critical:", "if learning_rate <= critical:"),
        Place("core/stability.py", 'for side in ("left", "right"))', 'for side in ("left", "left"))'),
    ),
    _other(
        "a·x² squares first, and overflows where the product would not",
        "core",
        "core/test_objectives.py core/test_descent.py",
        Place("core/objectives.py", "self.a * x * x", "self.a * (x * x)"),
        Place("core/quadratic.py", "self.a * distance * distance", "self.a * (distance * distance)"),
    ),
    _other(
        "the ReLU lets the gradient of a silent unit through",
        "core",
        "core/test_network.py",
        Place("core/network.py", "back *= units[:, :-1] > 0", "back *= units[:, :-1] >= 0"),
        Place("core/network.py", "back *= units > room.zeros", "back *= units >= room.zeros"),
    ),
    _same(
        "the softmax does not shift its logits",
        "core",
        "core/test_network.py core/test_metrics.py",
        "core/network.py",
        "logits - logits.max(axis=-1, keepdims=True)",
        "logits.copy()",
    ),
    _same(
        "a network has weights in the epoch in which it diverged",
        "core",
        "core/test_training.py",
        "core/training.py",
        "epoch >= at",
        "epoch > at",
    ),
    _same(
        "ties count as lost in the AUC",
        "core",
        "core/test_metrics.py",
        "core/metrics.py",
        'searchsorted(positive, side="right")',
        'searchsorted(positive, side="left")',
    ),
    _other(
        "of several fastest networks the first is taken",
        "core",
        "core/test_selection.py",
        Place(
            "core/selection.py",
            "np.flatnonzero(errors == np.nanmin(errors))[-1]",
            "np.flatnonzero(errors == np.nanmin(errors))[0]",
        ),
        Place("core/selection.py", "np.sqrt(spread + spread[least]))[-1]", "np.sqrt(spread + spread[least]))[0]"),
    ),
    _other(
        "a pass that is no better than its error leads to another wave",
        "core",
        "core/test_selection.py core/test_procedure.py",
        Place("core/selection.py", "if not best < latest.best < 1:", "if not best <= latest.best < 1:"),
        Place("core/procedure.py", "last.best_accuracy - last.error <= best", "last.best_accuracy < best"),
    ),
    _moved(
        "one noisy batch ends a run of the range test",
        "core",
        "core/test_range_test.py core/test_lr_range.py",
        "core/range_test.py",
        "core/lr_range.py",
        "self.running = smoothed <= TOO_HIGH",
        "self.running = loss <= TOO_HIGH",
    ),
    _other(
        "the slide does not look at the smallest rate",
        "core",
        "core/test_suggestions.py",
        Place("core/suggestions.py", "range(right - interval, -1, -1)", "range(right - interval, 0, -1)"),
        Place("core/suggestions.py", "same[0]) if len(same) else len(differ)", "same[0]) if len(same) else 1"),
    ),
    _same(
        "a byte order mark becomes part of the first column's name",
        "core",
        "core/test_files.py",
        "core/table/source.py",
        ".removeprefix(codecs.BOM_UTF8)",
        "",
    ),
    _same(
        "a class of just enough rows is refused",
        "core",
        "core/test_files.py",
        "core/table/label.py",
        "    if fewest < FEWEST_OF_A_CLASS:",
        "    if fewest <= FEWEST_OF_A_CLASS:",
    ),
)

_PLOT = (
    _same(
        "a changed span is one cell short",
        "plot",
        "plot/test_canvas.py",
        "plot/canvas.py",
        "(columns[last] + 1)",
        "columns[last]",
    ),
    _other(
        "a change of the ground alone is not sent",
        "plot",
        "plot/test_canvas.py plot/test_halves.py",
        Place("plot/canvas.py", "changed |= self._ground_array() != previous._ground_array()", "pass"),
        Place("plot/canvas.py", "np.nonzero(changed | (self.grounds != previous.grounds))", "np.nonzero(changed)"),
    ),
    _same(
        "a text that begins left of the canvas shows its beginning",
        "plot",
        "plot/test_canvas.py",
        "plot/canvas.py",
        "text[start - column : stop - column]",
        "text[: stop - start]",
    ),
    _same(
        "labels under a chart may touch",
        "plot",
        "plot/test_chart.py",
        "plot/chart.py",
        "if start > taken:",
        "if start >= taken:",
    ),
    _same(
        "dots between two places are rounded to even",
        "plot",
        "plot/test_chart.py",
        "plot/chart.py",
        "np.floor(coordinates + (0.5 + _ROUNDING))",
        "np.rint(coordinates)",
    ),
    _same(
        "a stroke is clipped from its farther end",
        "plot",
        "plot/test_chart.py",
        "plot/chart.py",
        "np.maximum(np.abs(u0), np.abs(v0)) > np.maximum(np.abs(u1), np.abs(v1))",
        "np.maximum(np.abs(u0), np.abs(v0)) < np.maximum(np.abs(u1), np.abs(v1))",
    ),
    _same(
        "a round number is rounded up to the next one",
        "plot",
        "plot/test_axes.py",
        "plot/axes.py",
        "if candidate >= value:",
        "if candidate > value:",
    ),
    _same(
        "the first tick lies below the window",
        "plot",
        "plot/test_axes.py",
        "plot/axes.py",
        "range(math.ceil(low / step)",
        "range(math.floor(low / step)",
    ),
    _same(
        "strokes lean the wrong way in ASCII",
        "plot",
        "plot/test_ascii_art.py",
        "plot/ascii_art.py",
        "height[0] > height[1] else",
        "height[0] < height[1] else",
    ),
    Break(
        "two classes of a map have one colour",
        "plot",
        ("report/test_svg.py", "plot/test_colours.py"),
        Place("report/svg.py", '"#56b4e9", "#d55e00", "#f0e442"', '"#56b4e9", "#e69f00", "#f0e442"'),
        Place("plot/colours.py", '"#50693a": "#3f5a2a"', '"#8f6fd1": "#5b3fa0"'),
    ),
)

_LABS = (
    _other(
        "a limit that is excluded is accepted",
        "labs",
        "labs/test_options.py",
        Place("labs/options.py", "above < value < below", "above <= value <= below"),
        Place("labs/options.py", "self.above < value < self.below", "self.above <= value <= self.below"),
    ),
    _same(
        "the command line leaves out a setting that it always names",
        "labs",
        "labs/test_options.py report/test_network_report.py labs/network/test_report.py",
        "labs/options.py",
        " and field.name not in always",
        "",
    ),
    _moved(
        "999.7 steps read as 1e+03",
        "labs",
        "labs/test_numbers.py test_numbers.py",
        "labs/numbers.py",
        "numbers.py",
        "if steps < 999.5:",
        "if steps < 1000:",
    ),
    _moved(
        "a clock that ticks once a step loses one to rounding",
        "labs",
        "labs/test_parabola.py labs/descent",
        "labs/parabola.py",
        "labs/descent/player.py",
        "int(self._phase + 1e-9)",
        "int(self._phase)",
    ),
    _moved(
        "two changes of the rate at one step are both kept",
        "labs",
        "labs/test_parabola.py labs/descent",
        "labs/parabola.py",
        "labs/descent/runs.py",
        "change[0] < step)",
        "change[0] <= step)",
    ),
    _moved(
        "a restart goes back to the rate before the live changes",
        "labs",
        "labs/test_parabola.py labs/descent",
        "labs/parabola.py",
        "labs/descent/player.py",
        "learning_rate=self._rate, changes=()",
        "changes=()",
    ),
    _other(
        "a held key loses the repeats that come while an epoch trains",
        "labs",
        "labs/test_network.py labs/network/test_lab.py",
        Place("labs/network.py", "max(self._due, self._trained) +", "self._trained +"),
        Place("labs/network/lab.py", "max(self._due, self.newest) +", "self.newest +"),
    ),
    _other(
        "a network that is added does not catch up",
        "labs",
        "labs/test_network.py labs/network/test_lab.py",
        Place("labs/network.py", ", *(each.training.epoch for each in self._groups), 0)", ", 0)"),
        Place("labs/network/networks.py", ", *(other.training.epoch for other in groups))", ")"),
    ),
    _other(
        "the chosen rate is compared with another one than its neighbour",
        "labs",
        "labs/test_choose.py labs/choose/test_lab.py",
        Place("labs/choose.py", "larger = min(", "larger = max("),
        Place("labs/choose/frame.py", "middle * NEIGHBOUR,", "middle * NEIGHBOUR**2,"),
    ),
    _other(
        "the words say that what is as good is better",
        "labs",
        "labs/test_choose_explain.py labs/choose/test_words.py",
        Place("labs/choose_explain.py", "if latest.best_accuracy > before:", "if latest.best_accuracy >= before:"),
        Place("labs/choose/words.py", "if len(frame.band) > 1:", "if len(frame.band) > 2:"),
    ),
    _other(
        "the first pass begins at the moment at which the scout ends",
        "labs",
        "labs/test_choose.py labs/choose/test_lab.py",
        Place("labs/walks.py", "moment - scout.epoch - 1", "moment - scout.epoch"),
        Place("labs/choose/walks.py", "moment - len(scout.sse)", "moment - len(scout.sse) + 1"),
    ),
    _moved(
        "a line that falls to 0 has no room to fall",
        "labs",
        "plot/test_figures.py plot/test_pins.py labs/descent/test_figures.py labs/descent/test_pins.py",
        "plot/figures/history.py",
        "labs/descent/figures/history.py",
        "low -= 1 ",
        "low -= 0 ",
    ),
    _other(
        "the map is upside down",
        "labs",
        "plot/test_network_figures.py labs/network/test_figures.py",
        Place("plot/figures/network_map.py", "_middles(y, rows)[::-1]", "_middles(y, rows)"),
        Place("labs/network/scene.py", "self.high[1] - (np.arange(rows)", "self.low[1] + (np.arange(rows)"),
    ),
    _other(
        "what is worse by less than its error is not as good",
        "labs",
        "labs/test_network_explain.py labs/network/test_verdicts.py",
        Place("labs/network_explain.py", "np.median(ahead - behind)", "np.median(np.abs(ahead - behind))"),
        Place("labs/network/verdicts.py", "gap > math.hypot(self.error, leader.error)", "gap > 0"),
    ),
    _other(
        "the tail of a long table has the wrong step numbers",
        "labs",
        "report/test_parabola_report.py labs/descent/test_report.py",
        Place("report/parabola.py", ", count - edge)", ", count - edge + 1)"),
        Place("labs/descent/report.py", "range(len(x))[part]", "range(len(x[part]))"),
    ),
    _moved(
        "the CSV takes training rows for validation rows",
        "labs",
        "report/test_network_report.py labs/network/test_report.py",
        "report/network.py",
        "labs/network/report.py",
        "for part, values in zip(PARTS, measured",
        "for part, values in zip(PARTS[::-1], measured",
    ),
    _moved(
        "the CSV of a range test has the rate of the batch before",
        "labs",
        "report/test_choose_report.py labs/choose/test_report.py",
        "report/choose.py",
        "labs/choose/report.py",
        "rates[iteration]",
        "rates[iteration - 1]",
    ),
)

_REPORT = (
    _same(
        "an infinite number is written into JSON and CSV",
        "report",
        "report/test_formats.py",
        "report/formats.py",
        "not math.isfinite(value)",
        "math.isnan(value)",
    ),
    _other(
        "a text is written into SVG as it is",
        "report",
        "report/test_svg.py",
        Place("report/svg.py", "{escape(word)}", "{word}"),
        Place("report/svg.py", "{escape(word[0])}", "{word[0]}"),
    ),
    _same(
        "--output replaces a file without --force",
        "report",
        "test_cli.py",
        "cli.py",
        "refusal(path, replace=common.force)",
        "refusal(path, replace=True)",
    ),
    _same(
        "a negative value that begins with a point is taken for an option",
        "report",
        "test_cli.py",
        "arguments.py",
        r"-(\d|\.\d|inf|nan)",
        r"-(\d|inf|nan)",
    ),
    _other(
        "the words that an option takes are not completed",
        "report",
        "completion test_cli.py",
        Place("arguments.py", "        choices=option.choices or None,\n", ""),
        Place("arguments.py", "        choices=option.kind.words or None,\n", ""),
    ),
)

_TUI = (
    _other(
        "a picture that came too early is not made up for",
        "tui",
        "tui/test_pace.py tui/test_app.py tui/test_driver.py",
        Place("tui/app.py", "self._lost_a_frame = True", "pass"),
        Place("tui/app.py", "self.gate.lost = True", "pass"),
    ),
    _other(
        "a visitor may do what only others may",
        "tui",
        "tui/test_kiosk.py",
        Place("tui/screens/lab.py", "return not (action in NOT_FOR_VISITORS and self.lrtui.VISITORS)", "return True"),
        Place("tui/screens/lab.py", "return not (action in kept and self.host.VISITORS)", "return True"),
    ),
    _other(
        "a complaint stays when the text is changed",
        "tui",
        "tui/test_dialogs.py tui/test_prompt.py",
        Place(
            "tui/screens/type_value.py",
            "if event.input.value != self._refused:",
            "if event.input.value == self._refused:",
        ),
        Place("tui/widgets/prompt.py", "self.field.value != self._refused", "self.field.value == self._refused"),
    ),
    _same(
        "after one warning any existing file is replaced",
        "tui",
        "tui/test_saving.py",
        "tui/saving.py",
        "replace = text == self._warned_of",
        'replace = self._warned_of != ""',
    ),
    _same(
        "the kiosk begins the tour again while it plays",
        "tui",
        "tui/test_kiosk.py tui/test_tour.py",
        "tui/kiosk.py",
        " and not self.tour.running",
        "",
    ),
    _same(
        "a kiosk may begin processes",
        "tui",
        "tui/test_lockdown.py",
        "tui/lockdown.py",
        ", resource.RLIMIT_NPROC",
        "",
    ),
    _same(
        "what a slow line does not take is lost",
        "driver",
        "tui/test_driver.py",
        "tui/driver.py",
        "del self._pending[: self._output.write(bytes(self._pending[:65536]))]",
        "self._output.write(bytes(self._pending[:65536]))\n            self._pending.clear()",
    ),
    _same(
        "the rest of a paste that is too long is typed",
        "driver",
        "tui/test_driver.py tui/test_keyboard.py",
        "tui/keyboard.py",
        "self._pasting = pasting",
        "pass",
    ),
    _same(
        "a ground that ends is not taken back",
        "driver",
        "tui/test_repaint.py",
        "tui/repaint.py",
        " or after.bgcolor is None",
        "",
    ),
    _same(
        "a frame waits for its shortest time after the answer and not after the frame",
        "driver",
        "tui/test_pace.py",
        "tui/pace.py",
        "self._sent_at + SHORTEST - self._loop.time()",
        "SHORTEST",
    ),
)

BREAKS = (*_CORE, *_PLOT, *_LABS, *_REPORT, *_TUI)
