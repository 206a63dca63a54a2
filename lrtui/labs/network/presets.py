"""Sets of recipes that are worth a look: the article's four rates, and the four studies of the same exercise.

The studies are J. Brownlee's ("Understand the dynamics of learning rate on deep learning neural networks"): momentum,
time-based decay, waiting for a plateau, and rates that adapt; the rates of the last are Keras's usual ones.
"""

from __future__ import annotations

from typing import NamedTuple

from lrtui.core.recipe import Recipe


class Preset(NamedTuple):
    """A set of recipes.

    Attributes:
        name: what it is called.
        recipes: its recipes.
        question: what is asked, at the start.
        finding: what the end of the training shows, on the blobs with any of the first seeds; empty where the verdicts
            say it all.
    """

    name: str
    recipes: tuple[Recipe, ...]
    question: str
    finding: str = ""


def _recipes(*texts: str) -> tuple[Recipe, ...]:
    return tuple(map(Recipe.parse, texts))


PRESETS = (
    Preset("four rates", _recipes("1", "0.1", "0.01", "0.001"), "Which of these rates is the best?"),
    Preset(
        "momentum",
        _recipes("momentum=0:0.01", "momentum=0.5:0.01", "momentum=0.9:0.01", "momentum=0.99:0.01"),
        "Does momentum, β = 0.5, 0.9 or 0.99, help a small rate along?",
        "0.9 is there at least three times as soon as 0; 0.99 ends with the most loss.",
    ),
    Preset(
        "time-based decay",
        _recipes("0.01@time=0.1", "0.01@time=0.01", "0.01@time=0.001", "0.01@time=0.0001"),
        "How fast should the rate fall, as 0.01/(1 + K·updates)?",
        "K = 0.1 and 0.01 slow down too soon and never get there; 0.0001 ends best.",
    ),
    Preset(
        "plateau",
        _recipes("0.01@plateau=2", "0.01@plateau=5", "0.01@plateau=10", "0.01@plateau=15"),
        "How many epochs without a better loss before the rate is cut to a tenth?",
        "2 and 5 cut the rate too soon and never get there; 15 does.",
    ),
    Preset(
        "optimizers",
        _recipes("0.01", "rmsprop:0.001", "adagrad:0.01", "adam:0.001"),
        "Do optimizers that adapt the rate get there sooner?",
        "RMSprop is there first; it and Adam end with less loss than the others.",
    ),
)
"""The article's experiment first."""
