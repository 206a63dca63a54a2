"""What a verdict and a sentence may say of a network lab, as rules over plain lists of numbers.

They are written from what the words mean, not from the program: each says when a word must not stand.
"""

from __future__ import annotations

import math
import re
import statistics
from itertools import pairwise
from typing import Any

FALLING = ("loss", "sse")


def rows_error(metric: str, value: float, rows: int) -> float:
    """Binomial for an accuracy, Hanley and McNeil's for an AUC, the mean over the root of the rows for a loss."""
    if metric in FALLING:
        return value / math.sqrt(rows)
    if metric == "accuracy":
        likely = (value * rows + 1) / (rows + 2)
        return math.sqrt(likely * (1 - likely) / rows)
    q1, q2 = value / (2 - value), 2 * value**2 / (1 + value)
    variance = value * (1 - value) + (rows - 1) * (q1 - value**2) + (rows - 1) * (q2 - value**2)
    return math.sqrt(max(variance, 0) / rows**2)


def scatter(values: list[float], epoch: int) -> float:
    """The mean of the steps up or of the steps down, whichever is less, as that of independent normal values."""
    window = values[epoch - min(epoch // 2, 15) : epoch + 1]
    steps = [after - before for before, after in pairwise(window)]
    up, down = (sum(max(sign * step, 0) for step in steps) / len(steps) for sign in (1, -1))
    return min(up, down) * math.sqrt(math.pi)


def error(metric: str, values: list[float], epoch: int, rows: int) -> float:
    """Rows and scatter together."""
    return math.hypot(rows_error(metric, values[epoch], rows), scatter(values, epoch))


def is_worse(metric: str, run: list[float], best: list[float], epoch: int, rows: int) -> bool:
    """By more than both errors."""
    gap = (run[epoch] - best[epoch]) * (1 if metric in FALLING else -1)
    return gap > math.hypot(error(metric, run, epoch, rows), error(metric, best, epoch, rows))


def chance(metric: str, labels: list[int]) -> float:
    """Of whoever knows the shares of the classes and nothing else."""
    shares = [labels.count(label) / len(labels) for label in set(labels)]
    return {
        "accuracy": max(shares),
        "auc": 0.5,
        "loss": -sum(share * math.log(share) for share in shares),
        "sse": len(labels) * (1 - sum(share**2 for share in shares)),
    }[metric]


def check_run(run: dict[str, Any], runs: list[dict[str, Any]], metric: str, epoch: int, labels: list[int]) -> None:
    """Hold a verdict against the numbers of JSON's ``runs`` at their last epoch."""
    verdict, values, rows = run["verdict"], run["validation"][metric], len(labels)
    if run["status"] == "diverged":
        assert verdict == f"diverged at {run['epochs_run']}"
        return
    if epoch < 5:
        assert verdict == "too early"
        return
    there = [other for other in runs if other["status"] == "trained"]
    sign = -1 if metric in FALLING else 1
    best = max(there, key=lambda other: sign * other["validation"][metric][epoch])
    ahead = best["validation"][metric]
    if len(runs) == 1 and verdict == "got worse":
        recent = values[epoch - min(epoch // 2, 15) : epoch + 1]
        lost = min(recent) - min(values) if metric in FALLING else max(values) - max(recent)
        assert lost > error(metric, values, epoch, rows)
        return
    assert CLAIMS[verdict](metric, values, ahead, epoch, rows, labels), (verdict, metric, epoch, values[epoch])
    if verdict == "too slow":
        another = (run["optimizer"], run["schedule"]) != (best["optimizer"], best["schedule"])
        knows_nothing = is_worse_than_chance(metric, values, epoch, labels)
        assert another or knows_nothing or run["learning_rate"] < best["learning_rate"]
        lately = run["train"]["loss"][epoch - min(epoch // 2, 15) : epoch + 1]
        half = len(lately) // 2
        assert statistics.median(lately[half:]) < statistics.median(lately[:half])
    if verdict == "runs away":
        assert run["validation"]["loss"][epoch] > 10 * run["validation"]["loss"][0]
    if run is best and len(runs) > 1:
        assert verdict in ("best so far", "stuck", "runs away", "too slow")


def is_worse_than_chance(metric: str, values: list[float], epoch: int, labels: list[int]) -> bool:
    """No better than one who knows the shares of the classes."""
    least = chance(metric, labels)
    return values[epoch] >= least if metric in FALLING else values[epoch] <= least


def is_no_better(
    metric: str, values: list[float], ahead: list[float], epoch: int, rows: int, labels: list[int]
) -> bool:
    """At no recent epoch better than at the start, or than chance, by more than the error."""
    least, recent = [values[0], chance(metric, labels)], values[epoch - min(epoch // 2, 15) : epoch + 1]
    if metric in FALLING:
        return min(recent) >= min(least) - error(metric, values, epoch, rows)
    return max(recent) <= max(least) + error(metric, values, epoch, rows)


def is_behind(metric: str, values: list[float], ahead: list[float], epoch: int, rows: int, labels: list[int]) -> bool:
    """Worse than the best."""
    return is_worse(metric, values, ahead, epoch, rows)


def was_better(metric: str, values: list[float], ahead: list[float], epoch: int, rows: int, labels: list[int]) -> bool:
    """All recent values are worse than the best of its own, by more than the error."""
    recent = values[epoch - min(epoch // 2, 15) : epoch + 1]
    lost = min(recent) - min(values) if metric in FALLING else max(values) - max(recent)
    return is_worse(metric, values, ahead, epoch, rows) and lost > error(metric, values, epoch, rows)


def jumps(metric: str, values: list[float], ahead: list[float], epoch: int, rows: int, labels: list[int]) -> bool:
    """By more than two points, or by more than a twentieth of a loss; by three times that where it is as good."""
    window = sorted(values[epoch - min(epoch // 2, 15) : epoch + 1])
    middle = (window[(len(window) - 1) // 2] + window[len(window) // 2]) / 2
    size = 0.05 * middle if metric in FALLING else 0.02
    worse = is_worse(metric, values, ahead, epoch, rows)
    return scatter(values, epoch) > (size if worse else 3 * size)


CLAIMS = {
    "stuck": lambda metric, values, ahead, epoch, rows, labels: (
        is_no_better(metric, values, ahead, epoch, rows, labels) or is_worse_than_chance(metric, values, epoch, labels)
    ),
    "ragged": jumps,
    "best so far": lambda metric, values, ahead, epoch, rows, labels: values[epoch] == ahead[epoch],
    "as good": lambda *rest: not is_behind(*rest),
    "got worse": was_better,
    "too slow": lambda metric, values, ahead, epoch, rows, labels: (
        is_behind(metric, values, ahead, epoch, rows, labels) or is_worse_than_chance(metric, values, epoch, labels)
    ),
    "still learns": lambda *rest: True,
    "settled": lambda *rest: True,
    "behind": is_behind,
    "runs away": lambda *rest: True,
}


def check_fastest(document: dict[str, Any], epoch: int, labels: list[int]) -> None:
    """The level is the best accuracy less its error, to a tenth of a percent; the fastest was the first there."""
    rows, level = len(labels), document["fastest_level"]
    accuracies = {run["recipe"]: run["validation"]["accuracy"] for run in document["runs"]}
    best = max(max(values, default=0) for values in accuracies.values())
    expected = best - rows_error("accuracy", best, rows)
    trivial = max(chance("accuracy", labels), *(values[0] for values in accuracies.values() if values), 0)
    if level is None:
        assert document["fastest"] is None and expected <= trivial
        return
    assert expected - 0.001 < level <= expected
    first = {
        rate: next((e for e, v in enumerate(values) if v >= level), epoch + 1) for rate, values in accuracies.items()
    }
    assert first[document["fastest"]] == min(first.values()) <= epoch


def check_sentence(text: str, document: dict[str, Any], metric: str, epoch: int, labels: list[int]) -> None:
    """Each clause names runs that have that verdict, and the first one those that were first at the level."""
    assert len(text) <= 78 and text.endswith("."), text
    runs = document["runs"]
    verdicts = {run["name"]: run["verdict"].partition(" at ")[0] for run in runs}
    if all(run["status"] == "diverged" for run in runs):
        assert text.startswith("Every network has diverged")
        return
    if epoch < 5:
        assert text.startswith("Too early to judge")
        named = re.search(r": (\S+) is ahead", text)
        if named:
            there = [run for run in runs if run["status"] == "trained"]
            values = sorted(run["validation"][metric][epoch] for run in there)
            ahead = values[0] if metric in FALLING else values[-1]
            assert any(named[1] == run["name"] and run["validation"][metric][epoch] == ahead for run in there)
        return
    first, *clauses = text[:-1].split("; ")
    if found := re.match(r"(.+) first at ([\d.]+)% right(?: \(epoch (\d+)\))?(, best so far)?$", first):
        level = float(found[2]) / 100
        reached = {
            run["name"]: next((e for e, v in enumerate(run["validation"]["accuracy"]) if v >= level - 1e-9), 10**9)
            for run in runs
        }
        for rate in found[1].removesuffix(", …").split(", "):
            assert reached[rate] == min(reached.values())
            assert found[4] is None or verdicts[rate] == "best so far"
        assert found[3] is None or int(found[3]) == min(reached.values())
    else:
        assert first == "None is right more often than chance yet"
        assert document["fastest_level"] is None
    for clause in clauses:
        named = re.match(r"(\S+(?:, (?!…)\S+)*)(?:, …)? ([a-z ]+)$", clause)
        assert named, clause
        for rate in named[1].split(", "):
            assert verdicts[rate] == named[2]
