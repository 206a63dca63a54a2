"""The sharpness against PyTorch's own whole Hessian, where that is installed."""

from __future__ import annotations

import numpy as np
import pytest

from lrtui.core.network import inputs_of
from lrtui.core.sharpness import sharpness

from .sharpness import TRAIN, weights_by_epoch


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of PyTorch, in itself
@pytest.mark.long
def test_torch_s_hessian_has_the_same_largest_eigenvalue() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    x, y = torch.from_numpy(TRAIN.features), torch.from_numpy(TRAIN.labels)
    inputs, start = inputs_of(TRAIN.features), None
    for epoch, parameters in enumerate(weights_by_epoch(200)):
        values, start = sharpness(parameters, inputs, TRAIN.targets.T, start)
        if epoch not in (0, 10, 50, 100, 200):
            continue
        for network in range(4):
            parts = [torch.from_numpy(np.ascontiguousarray(array[network])) for array in parameters.arrays]
            ends = np.cumsum([part.numel() for part in parts]).tolist()

            def loss(flat: object) -> object:
                w, b, v, c = (
                    flat[end - part.numel() : end].reshape(part.shape)  # type: ignore[index]
                    for part, end in zip(parts, ends, strict=True)  # noqa: B023
                )
                return torch.nn.functional.cross_entropy((x @ w + b).relu() @ v + c, y)

            whole = torch.func.hessian(loss)(torch.cat([part.reshape(-1) for part in parts]))
            assert values[network] == pytest.approx(float(torch.linalg.eigvalsh(whole)[-1]), rel=0.01)
