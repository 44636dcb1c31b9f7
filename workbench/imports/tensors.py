"""The weights of an ONNX model, taken only where the file itself holds as many numbers as it says."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.errors import WorkbenchError


class ModelError(WorkbenchError):
    """A model that is refused; the message names the file and the node or tensor at fault."""


_WIDTHS = {1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 16: 2}
"""Bytes of one number by ONNX's number for its type: floats of 16, 32 and 64 bits, bfloat16, whole numbers, bool."""
_FIELDS = {1: "float_data", 7: "int64_data", 11: "double_data", 12: "uint64_data", 13: "uint64_data"}
_EXTERNAL = 1


def array_of(onnx: Any, tensor: Any) -> NDArray[Any]:
    """The tensor's numbers; raises ModelError for data in other files, other types, and counts that do not fit."""
    name = tensor.name or "a constant"
    if tensor.data_location == _EXTERNAL or len(tensor.external_data):
        raise ModelError(
            "the weights {0} lie in another file, and other files are never read. Save the model with its weights "
            "inside.",
            name,
        )
    if tensor.data_type not in _WIDTHS:
        raise ModelError("the weights {0} hold numbers of type {1}, which are not read here.", name, tensor.data_type)
    wanted = prod(tensor.dims)
    if tensor.HasField("raw_data"):
        held: float = len(tensor.raw_data) / _WIDTHS[tensor.data_type]
    else:
        held = len(getattr(tensor, _FIELDS.get(tensor.data_type, "int32_data")))
    if any(size < 0 for size in tensor.dims) or wanted != held:
        shape = " x ".join(map(str, tensor.dims)) or "one"
        raise ModelError(
            "the weights {0} should be {1} numbers, {2}, but the file holds {3:g}.", name, shape, wanted, held
        )
    return np.asarray(onnx.numpy_helper.to_array(tensor))


def floats(values: NDArray[Any]) -> list[float]:
    """Numbers, rounded to float32, as a plain list."""
    return [float(value) for value in np.ravel(values).astype(np.float32)]
