"""The whole Hessian of a small network's loss, as the textbook has it: the oracle for what is never made elsewhere."""

from __future__ import annotations

import numpy as np

from lrtui.core.arrays import Array
from lrtui.core.network import Parameters


def dense_hessian(parameters: Parameters, features: Array, targets: Array) -> Array:
    """The Hessian of one network's mean cross-entropy, in double precision, ``(count, count)``.

    Over the rows, the mean of Jᵀ(diag p − ppᵀ)J, where J is how the logits depend on the parameters (the Gauss-Newton
    matrix), and of (p − y) times the logits' second derivatives: of an output weight and a weight of its hidden unit.
    """
    w, b, v, c = (array[0] for array in parameters.arrays)
    rows, classes, hidden = len(features), v.shape[1], w.shape[1]
    units = features @ w + b
    on = (units > 0).astype(float)
    logits = (units * on) @ v + c
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    inputs, outputs = np.c_[features, np.ones(rows)], np.c_[units * on, np.ones(rows)]
    jacobian = np.zeros((rows, classes, parameters.count))
    for k in range(classes):
        row = Parameters(jacobian[:, k], *parameters.sizes)
        row.first[:] = (on * v[:, k])[:, :, None] * inputs[:, None]
        row.second[:, k] = outputs
    spread = p[:, :, None] * np.eye(classes) - p[:, :, None] * p[:, None]
    hessian = np.einsum("nca,ncb->ab", jacobian, spread @ jacobian, optimize=True)
    place = Parameters(np.arange(parameters.count, dtype=float)[None], *parameters.sizes)
    for k in range(classes):
        for unit in range(hidden):
            mixed = ((p - targets)[:, k] * on[:, unit]) @ inputs
            output, weights = int(place.second[0, k, unit]), place.first[0, unit].astype(int)
            hessian[output, weights] += mixed
            hessian[weights, output] += mixed
    return np.asarray(hessian / rows)
