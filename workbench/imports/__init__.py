"""What others made comes in: trained networks as ONNX models, kernels as files. Nothing in a file is ever executed."""

from workbench.imports.onnx_model import SUFFIX, Imported, read_onnx
from workbench.imports.tensors import ModelError

__all__ = ["SUFFIX", "Imported", "ModelError", "read_onnx"]
