"""The tables beside this file: what PyTorch's optimizers and schedulers compute, in double precision.

They were made once with torch 2.14.1 and NumPy 2.4.6, by ``python tests/core/tables/make.py`` from the root of the
repository; tests read them and need no torch. Every number is written with all of its digits.

- ``optimizers.json``: iterates 0 … 10, 20, 30, … 200 of each optimizer on three functions of one variable.
- ``schedules.json``: the factors on the rate before each of the first steps of torch's schedulers. torch has no
  time-based decay and none that warms up, stays and decays: these are Keras's and optax's published formulas, which
  are written out here.
- ``network.json``: the weights of a small network after 50 updates of each optimizer, from weights given in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

HERE = Path(__file__).parent
STEPS = 200

OPTIMIZERS: dict[str, Callable[[Any, float], torch.optim.Optimizer]] = {
    "sgd": lambda parameters, rate: torch.optim.SGD(parameters, lr=rate),
    "momentum": lambda parameters, rate: torch.optim.SGD(parameters, lr=rate, momentum=0.9),
    "momentum=0.5": lambda parameters, rate: torch.optim.SGD(parameters, lr=rate, momentum=0.5),
    "nesterov": lambda parameters, rate: torch.optim.SGD(parameters, lr=rate, momentum=0.9, nesterov=True),
    "nesterov=0.3": lambda parameters, rate: torch.optim.SGD(parameters, lr=rate, momentum=0.3, nesterov=True),
    "rmsprop": lambda parameters, rate: torch.optim.RMSprop(parameters, lr=rate),
    "adagrad": lambda parameters, rate: torch.optim.Adagrad(parameters, lr=rate),
    "adam": lambda parameters, rate: torch.optim.Adam(parameters, lr=rate),
}
"""torch's optimizers by the names of the recipes that they are."""

FUNCTIONS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "a*x^2": lambda x: x**2,
    "log(cosh(x))": lambda x: torch.log(torch.cosh(x)),
    "x^4/4 - x^2/2": lambda x: x**4 / 4 - x**2 / 2,
}
"""Three functions, by the formulas that the program reads: none is chaotic at the rate below, so digits last."""

RATE = 0.02
STARTS = (-1.2, 0.3, 2.5)


def trajectory(make: Callable[[Any, float], torch.optim.Optimizer], f: Callable[[torch.Tensor], torch.Tensor]) -> Any:
    """The iterates that are kept, from all starts, ``(kept, starts)``, as nested lists."""
    x = torch.tensor(STARTS, dtype=torch.float64, requires_grad=True)
    optimizer = make([x], RATE)
    points = [x.tolist()]
    for step in range(1, STEPS + 1):
        optimizer.zero_grad()
        f(x).sum().backward()
        optimizer.step()
        if step <= 10 or step % 10 == 0:
            points.append(x.tolist())
    return points


def factors(make: Callable[[torch.optim.Optimizer], Any], count: int) -> list[float]:
    """The rates before each of the first steps, with a rate of 1."""
    optimizer = torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=1.0)
    scheduler = make(optimizer)
    found = []
    for _ in range(count):
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        scheduler.step()
    return found


def schedules() -> dict[str, list[float]]:
    """Factors by the text of the schedule."""
    from torch.optim import lr_scheduler as lr

    def stable(optimizer: torch.optim.Optimizer) -> Any:
        rise = lr.LinearLR(optimizer, start_factor=1 / 10, total_iters=9)
        stay = lr.ConstantLR(optimizer, factor=1.0, total_iters=1)
        fall = lr.LinearLR(optimizer, start_factor=1.0, end_factor=0.0, total_iters=20)
        return lr.SequentialLR(optimizer, [rise, stay, fall], milestones=[10, 80])

    triangle = {"base_lr": 0.1, "max_lr": 1.0, "cycle_momentum": False}
    once = {"max_lr": 1.0, "cycle_momentum": False}
    return {
        "step=30": factors(lambda optimizer: lr.StepLR(optimizer, step_size=30), 100),
        "exponential=0.97": factors(lambda optimizer: lr.ExponentialLR(optimizer, gamma=0.97), 100),
        "cosine=80": factors(lambda optimizer: lr.CosineAnnealingLR(optimizer, T_max=80), 81),
        "warmup=40": factors(lambda optimizer: lr.LinearLR(optimizer, start_factor=1 / 40, total_iters=39), 100),
        "1cycle=101": factors(lambda optimizer: lr.OneCycleLR(optimizer, total_steps=101, **once), 100),
        "1cycle=7": factors(lambda optimizer: lr.OneCycleLR(optimizer, total_steps=7, **once), 6),
        "wsd=100": factors(stable, 100),
        "cyclic=50": factors(lambda optimizer: lr.CyclicLR(optimizer, step_size_up=25, **triangle), 120),
        # Keras's InverseTimeDecay: initial_learning_rate / (1 + decay_rate * step / decay_steps).
        "time=0.01": [1.0 / (1 + 0.01 * step / 1) for step in range(100)],
        # optax's cosine_decay_schedule: 0.5 * (1 + cos(pi * min(count, decay_steps) / decay_steps)), behind its end.
        "cosine=20": [0.5 * (1 + float(torch.cos(torch.tensor(torch.pi * min(step, 20) / 20, dtype=torch.float64))))
                      for step in range(40)],
    }  # fmt: skip


def plateau(patience: int, losses: list[float]) -> list[float]:
    """The rates after each of the losses, from 0.01 on; Keras counts one epoch more than torch does."""
    optimizer = torch.optim.SGD([torch.zeros(1, dtype=torch.float64, requires_grad=True)], lr=0.01)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=patience - 1, threshold=0, eps=0)
    found = []
    for loss in losses:
        scheduler.step(loss)
        found.append(float(optimizer.param_groups[0]["lr"]))
    return found


def losses() -> list[float]:
    """A loss that falls, stands, rises by jumps, and falls by too little to count."""
    return [1 / (1 + epoch % 23) + 0.3 * (epoch % 7 == 3) + (0.5 - 1e-6 * epoch) * (epoch > 60) for epoch in range(120)]


def network(make: Callable[[Any, float], torch.optim.Optimizer]) -> dict[str, Any]:
    """Weights and losses of a network 2–6–3, on batches of 5 out of 20 rows, in their order, 50 updates on."""
    weights = {
        name: torch.tensor(values, dtype=torch.float64, requires_grad=True) for name, values in initial().items()
    }
    features, labels = data()
    x, y = torch.tensor(features, dtype=torch.float64), torch.tensor(labels)
    optimizer = make(weights.values(), 0.03)
    values = []
    for update in range(50):
        rows = slice(5 * (update % 4), 5 * (update % 4) + 5)
        hidden = torch.relu(x[rows] @ weights["w1"] + weights["b1"])
        loss = torch.nn.functional.cross_entropy(hidden @ weights["w2"] + weights["b2"], y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        values.append(loss.item())
    return {"losses": values, "weights": {name: weight.tolist() for name, weight in weights.items()}}


def initial() -> dict[str, Any]:
    """Weights that look random and are the same everywhere."""
    w1 = [[((7 * row + 3 * column + 1) % 11 - 5) / 7 for column in range(6)] for row in range(2)]
    w2 = [[((5 * row + 8 * column + 2) % 13 - 6) / 9 for column in range(3)] for row in range(6)]
    return {"w1": w1, "b1": [[0.0] * 6], "w2": w2, "b2": [[0.0] * 3]}


def data() -> tuple[list[list[float]], list[int]]:
    """Twenty rows of two features, and their classes."""
    return [[((3 * row) % 17 - 8) / 5, ((5 * row + 2) % 19 - 9) / 6] for row in range(20)], [
        row % 3 for row in range(20)
    ]


def write(name: str, content: Any) -> None:
    """Write one of the tables, a line for each of its rows."""
    lines = ",\n".join(f" {json.dumps(key)}: {json.dumps(value)}" for key, value in content.items())
    (HERE / name).write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


if __name__ == "__main__":
    iterates = {
        f"{rule} on {text}": trajectory(make, f) for rule, make in OPTIMIZERS.items() for text, f in FUNCTIONS.items()
    }
    write("optimizers.json", iterates)
    waits = {f"plateau={patience}": plateau(patience, losses()) for patience in (1, 2, 10)}
    write("schedules.json", schedules() | {"losses": losses()} | waits)
    start = {"initial": initial(), "features": data()[0], "labels": data()[1]}
    write("network.json", start | {rule: network(make) for rule, make in OPTIMIZERS.items()})
