"""The orbits with PyTorch's automatic derivatives; prints the seconds of processor time that they took."""

from __future__ import annotations

import sys
from time import process_time

import torch

count, low, high, iterates, start = sys.argv[1:]
torch.set_num_threads(1)
rates = torch.linspace(float(low), float(high), int(count), dtype=torch.float64)


def orbit(steps: int) -> list[torch.Tensor]:
    """Plain gradient descent on x²/2 − x³/3."""
    x, points = torch.full_like(rates, float(start)), []
    for _ in range(steps):
        x.requires_grad_()
        (gradient,) = torch.autograd.grad((x**2 / 2 - x**3 / 3).sum(), x)
        x = x.detach() - rates * gradient
        points.append(x)
    return points


orbit(20)
begin = process_time()
orbit(int(iterates))
print(process_time() - begin)
