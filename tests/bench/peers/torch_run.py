"""The experiment with PyTorch, one network after the other; prints the seconds of processor time that it took.

After every epoch both parts are measured, as in lrtui: cross-entropy, squared error, accuracy, and the exact AUC.
"""

from __future__ import annotations

import sys
from time import process_time

import torch
from sklearn.datasets import make_blobs
from torch import Tensor, nn

EPOCHS, BATCH, CLASSES = int(sys.argv[2]), 50, 3
OPTIMIZER = torch.optim.Adam if sys.argv[3:] == ["adam"] else torch.optim.SGD


def auc(probabilities: Tensor, onehot: Tensor) -> Tensor:
    """Micro-averaged, by ranks."""
    scores, right = probabilities.flatten(), onehot.flatten().bool()
    _, inverse, counts = torch.unique(scores, return_inverse=True, return_counts=True)
    ranks = (counts.cumsum(0) - (counts - 1) / 2)[inverse]
    positives = int(right.sum())
    negatives = len(right) - positives
    return (ranks[right].sum() - positives * (positives + 1) / 2) / (positives * negatives)


def measure(model: nn.Module, features: Tensor, labels: Tensor, onehot: Tensor) -> list[Tensor]:
    """All four metrics of a part."""
    with torch.no_grad():
        logits = model(features)
        probabilities = logits.softmax(1)
        loss = nn.functional.cross_entropy(logits, labels)
        right = (logits.argmax(1) == labels).float().mean()
        return [loss, ((probabilities - onehot) ** 2).sum(), right, auc(probabilities, onehot)]


def train(rate: float, parts: list[tuple[Tensor, Tensor, Tensor]]) -> None:
    """One network."""
    torch.manual_seed(0)
    features, labels, _ = parts[0]
    model = nn.Sequential(nn.Linear(2, 50), nn.ReLU(), nn.Linear(50, CLASSES))
    optimiser = OPTIMIZER(model.parameters(), lr=rate)
    for _ in range(EPOCHS):
        order = torch.randperm(len(features))
        for start in range(0, len(features), BATCH):
            rows = order[start : start + BATCH]
            optimiser.zero_grad()
            nn.functional.cross_entropy(model(features[rows]), labels[rows]).backward()
            optimiser.step()
        for part in parts:
            measure(model, *part)


torch.set_num_threads(1)
points, names = make_blobs(n_samples=1000, centers=3, n_features=2, cluster_std=2, random_state=2)
x, y = torch.tensor(points, dtype=torch.float32), torch.tensor(names)
both = [(x[half], y[half], nn.functional.one_hot(y[half], CLASSES)) for half in (slice(500), slice(500, 1000))]
measure(nn.Linear(2, CLASSES), *both[0])
begin = process_time()
for each in map(float, sys.argv[1].split(",")):
    train(each, both)
print(process_time() - begin)
