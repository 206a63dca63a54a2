"""The experiment with scikit-learn's MLPClassifier, one network after the other; prints its seconds of processor time.

Epoch by epoch, and after each both parts are measured, as in lrtui.
"""

from __future__ import annotations

import sys
import warnings
from time import process_time

import numpy as np
from sklearn.datasets import make_blobs
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.neural_network import MLPClassifier

EPOCHS, BATCH = int(sys.argv[2]), 50

points, names = make_blobs(n_samples=1000, centers=3, n_features=2, cluster_std=2, random_state=2)
onehots = np.eye(3)[names]
HALVES = (slice(500), slice(500, 1000))


def measure(model: MLPClassifier, half: slice) -> list[float]:
    """All four metrics of a part."""
    probabilities = np.nan_to_num(model.predict_proba(points[half]))
    onehot = onehots[half]
    return [
        log_loss(onehot, probabilities),
        float(((probabilities - onehot) ** 2).sum()),
        float((probabilities.argmax(axis=1) == names[half]).mean()),
        roc_auc_score(onehot, probabilities, average="micro"),
    ]


def train(rate: float) -> None:
    """One network."""
    model = MLPClassifier(
        (50,), solver="sgd", learning_rate_init=rate, momentum=0, alpha=0, batch_size=BATCH, random_state=0
    )
    for _ in range(EPOCHS):
        model.partial_fit(points[HALVES[0]], names[HALVES[0]], classes=[0, 1, 2])
        for half in HALVES:
            measure(model, half)


warnings.simplefilter("ignore")
start = process_time()
for each in map(float, sys.argv[1].split(",")):
    train(each)
print(process_time() - start)
