"""Writes the gradients that PyTorch finds, for the tests to read: run it where torch 2.13 is installed.

python tests/torch_gradients.py
"""

import numpy as np
import torch
from gradient_cases import CASES, NUMBERS, Case, mask, noise, vectors
from torch.nn import functional


def by_torch(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """The gradient given to the result, and what its input gets."""
    x = torch.tensor(noise(case.shape, 1), requires_grad=True)
    weight = None if case.weight is None else torch.tensor(noise(case.weight, 2))
    options = dict(case.options)
    if case.operation == "conv2d":
        top, bottom, left, right = options.pop("padding", (0, 0, 0, 0))
        mode = options.pop("padding_mode", "zeros").replace("zeros", "constant")
        y = functional.conv2d(functional.pad(x, (left, right, top, bottom), mode=mode), weight, **options)
    elif case.operation == "batch_norm":
        mean, variance, gamma = map(torch.tensor, vectors(case))
        y = functional.batch_norm(x, mean, variance, gamma, **options)
    elif case.operation == "softmax":
        y = torch.softmax(x, options["axis"])
    elif case.operation == "dropout":
        y = x * torch.tensor(mask(case)) / (1 - options["p"])
    elif case.operation == "clip":
        y = functional.hardtanh(x, options["low"], options["high"])
    elif case.operation == "linear":
        y = functional.linear(x, weight.T)
    elif case.operation == "flatten":
        y = torch.flatten(x, options["start_axis"], options["stop_axis"])
    else:
        y = getattr(functional, case.operation)(x, **options)
    grad = torch.tensor(noise(tuple(y.shape), 7))
    y.backward(grad)
    return grad.numpy(), x.grad.numpy()


if __name__ == "__main__":
    np.savez_compressed(NUMBERS, **{case.name: by_torch(case)[1] for case in CASES})
