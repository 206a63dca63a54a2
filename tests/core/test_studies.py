"""The four studies of the second article: five seeds end where PyTorch's networks with the same weights end."""

from __future__ import annotations

import numpy as np
import pytest

from lrtui.core.data import consecutive
from lrtui.core.recipe import Recipe
from lrtui.core.samples import make_blobs
from lrtui.core.training import Training

PEER = {
    "0.01": (0.825, 0.923, 0.941, 0.950, 0.824, 0.836),
    "momentum=0.5:0.01": (0.894, 0.940, 0.940, 0.953, 0.822, 0.838),
    "momentum:0.01": (0.939, 0.953, 0.943, 0.951, 0.812, 0.826),
    "momentum=0.99:0.01": (0.938, 0.948, 0.936, 0.941, 0.798, 0.820),
    "0.01@time=0.1": (0.810, 0.890, 0.842, 0.892, 0.650, 0.684),
    "0.01@time": (0.895, 0.906, 0.904, 0.916, 0.728, 0.764),
    "0.01@time=0.001": (0.882, 0.914, 0.934, 0.942, 0.810, 0.832),
    "0.01@time=0.0001": (0.829, 0.923, 0.940, 0.949, 0.814, 0.836),
    "0.01@plateau=2": (0.878, 0.896, 0.887, 0.898, 0.686, 0.722),
    "0.01@plateau=5": (0.888, 0.910, 0.910, 0.914, 0.728, 0.762),
    "0.01@plateau": (0.825, 0.923, 0.932, 0.946, 0.810, 0.834),
    "adagrad:0.01": (0.920, 0.935, 0.945, 0.948, 0.832, 0.840),
    "adam:0.001": (0.921, 0.938, 0.949, 0.953, 0.824, 0.830),
}
"""The lowest and the highest of torch 2.14's five networks, in double precision, on the validation rows of the blobs.

AUC after 50 epochs, AUC after 200, accuracy after 200: made once with the initial weights and the orders of
presentation of the seeds 0 … 4, batches of 50.
"""


@pytest.mark.long
def test_the_four_studies_end_where_torch_s_do() -> None:
    train, validation = consecutive(make_blobs(), (0.5, 0.5))
    recipes = tuple(map(Recipe.parse, PEER))
    found = []
    for seed in range(5):
        metrics = Training(train, validation, recipes, seed=seed, keep_weights=False).run().history("validation")
        found.append([metrics.auc[50], metrics.auc[200], metrics.accuracy[200]])
    ends = np.stack([np.min(found, axis=0), np.max(found, axis=0)])  # (2, 3, recipes)
    for index, expected in enumerate(PEER.values()):
        assert ends[:, :, index].T.ravel() == pytest.approx(expected, abs=6e-4)
