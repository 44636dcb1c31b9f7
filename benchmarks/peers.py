"""What the rows of the benchmark share: a row, noise, and the installed peers, each at our number of threads."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

import numpy as np

from filters import bands

Call = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """`prepare` returns our call and the peers' by name; target is ours divided by the best peer."""

    name: str
    target: float
    prepare: Callable[[], tuple[Call, dict[str, Call]]]


def has(package: str) -> bool:
    """Whether the peer is installed."""
    return find_spec(package) is not None


def versions() -> str:
    """Which peers take part."""
    found = [f"numpy {np.__version__}"]
    if has("cv2"):
        found.append(f"opencv {cv2().__version__}")
    if has("onnxruntime"):
        import onnxruntime  # noqa: PLC0415 - peers are optional

        found.append(f"onnxruntime {onnxruntime.__version__}")
    if has("torch"):
        found.append(f"torch {torch().__version__}")
    return ", ".join(found)


def noise(*shape: int) -> np.ndarray:
    """The same float32 noise every time."""
    return np.random.default_rng(0).random(shape, np.float32)


@cache
def cv2() -> Any:
    """OpenCV."""
    import cv2 as found  # noqa: PLC0415 - peers are optional

    found.setNumThreads(bands.WORKERS)
    return found


@cache
def torch() -> Any:
    """PyTorch, without gradients."""
    import torch as found  # noqa: PLC0415 - peers are optional

    found.set_num_threads(bands.WORKERS)
    found.set_grad_enabled(False)
    return found


def ort_session(x: np.ndarray, *nodes: tuple[str, tuple[np.ndarray, ...], dict[str, object]]) -> dict[str, Call]:
    """ONNX nodes one after the other as a session whose idle workers sleep, so that they do not slow the next call.

    A node is its operator, the constants behind its first input, and its attributes.
    """
    if not (has("onnxruntime") and has("onnx")):
        return {}
    import onnx  # noqa: PLC0415 - peers are optional
    import onnxruntime  # noqa: PLC0415

    made, held, value = [], [], "x"
    for i, (operator, constants, attributes) in enumerate(nodes):
        names = [f"c{i}_{k}" for k in range(len(constants))]
        held += [onnx.numpy_helper.from_array(array, name) for array, name in zip(constants, names, strict=True)]
        result = "y" if i == len(nodes) - 1 else f"v{i}"
        made.append(onnx.helper.make_node(operator, [value, *names], [result], **attributes))
        value = result
    ends = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None) for name in "xy"]
    graph = onnx.helper.make_graph(made, "row", ends[:1], ends[1:], held)
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 20)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = bands.WORKERS
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return {"onnxruntime": lambda: session.run(None, {"x": x})}
