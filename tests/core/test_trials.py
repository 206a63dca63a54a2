"""Whether a suggestion holds when it is trained, and why one is not to be relied on."""

from __future__ import annotations

import numpy as np
import pytest

from lrtui.core.data import consecutive
from lrtui.core.folds import Folds
from lrtui.core.recipe import Recipe
from lrtui.core.samples import make_blobs
from lrtui.core.selection import Stop
from lrtui.core.suggestions import Suggestion
from lrtui.core.trials import Trial, Trials, objection
from lrtui.core.wave import Wave

from .test_selection import a_pass

TRAIN, HOLDOUT, _ = consecutive(make_blobs(), (0.6, 0.2, 0.2))
SEEDS = (0, 1)


def test_a_suggestion_is_trained_as_long_as_the_procedure_s_rate() -> None:
    folds = Folds.draw(TRAIN, HOLDOUT, SEEDS)
    start = Wave(folds, (Recipe(0.1),), SEEDS, patience=5).run().passes[0]
    trials = Trials(folds, start, {"valley": 0.003, "minimum": 0.1}, SEEDS)
    assert trials.found == {}
    for _ in trials.work():
        pass
    found = trials.found
    assert list(found) == ["valley", "minimum"]
    for trial in found.values():
        assert (trial.tried.epochs_run, trial.tried.stopped) == (start.best_epoch, Stop.EPOCHS)
    # The same rate, seeds, rows and epochs: the same accuracy, so it holds; a thirtieth of it does not get so far.
    assert found["minimum"].accuracy == start.best_accuracy and found["minimum"].holds
    assert found["valley"].accuracy < start.best_accuracy - start.error and not found["valley"].holds
    assert found["valley"].least == pytest.approx(start.best_accuracy - start.error)


def test_a_rule_is_relied_on_where_nothing_speaks_against_it() -> None:
    good, bad = (Trial(a_pass([[0.0], [accuracy]]), 0.8) for accuracy in (0.8, 0.79))
    near, far, none = Suggestion((0.1, 0.2)), Suggestion((0.1, 2.0)), Suggestion((None, None))
    assert objection(None, near, good) is None
    assert objection("the curve is flat", near, good) == "the curve is flat"
    cases = [
        (none, None, "no rate"),
        (far, good, "disagree"),
        (near, bad, "0.790"),
        (near, None, "compare"),
    ]
    for found, trial, word in cases:
        assert word in (objection(None, found, trial) or "nothing")
    assert np.isclose(far.spread, 20)
