"""The sharpness with PyTorch, by power iteration; prints the seconds of processor time that it took.

The weights are those of a file that lrtui has written, epochs first. An iteration is a Hessian-vector product,
forward over reverse; it goes on until the value changes by less than a thousandth, for at most a hundred products.
"""

from __future__ import annotations

import sys
from time import process_time

import numpy as np
import torch
from torch import Tensor
from torch.func import grad, jvp

EPOCHS = int(sys.argv[2])
torch.set_num_threads(1)
given = np.load(sys.argv[1])
x, y = torch.from_numpy(given["features"]), torch.from_numpy(given["labels"])
networks = [torch.from_numpy(given[name]) for name in "wbvc"]


def loss(w: Tensor, b: Tensor, v: Tensor, c: Tensor) -> Tensor:
    """Of one network."""
    return torch.nn.functional.cross_entropy((x @ w + b).relu() @ v + c, y)


def unit(parts: list[Tensor]) -> list[Tensor]:
    """Of length 1 over all parts."""
    length = torch.sqrt(sum((part * part).sum() for part in parts))
    return [part / length for part in parts]


def sharpest(weights: tuple[Tensor, ...], start: list[Tensor]) -> tuple[float, list[Tensor]]:
    """The eigenvalue that is largest in size, and its vector."""
    value, direction = 0.0, start
    for _ in range(100):
        _, product = jvp(grad(loss, argnums=(0, 1, 2, 3)), weights, tuple(direction))
        before, value = value, float(sum((a * b).sum() for a, b in zip(direction, product, strict=True)))
        direction = unit(list(product))
        if abs(value - before) <= 1e-3 * abs(value):
            break
    return value, direction


begin = process_time()
for network in range(networks[0].shape[1]):
    torch.manual_seed(0)
    vector = unit([torch.randn_like(part[0, network]) for part in networks])
    for epoch in range(EPOCHS + 1):
        _, vector = sharpest(tuple(part[epoch, network] for part in networks), vector)
print(process_time() - begin)
