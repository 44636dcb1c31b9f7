"""Kernels from files of other programs: NPY and JSON become arrays, everything else is text of rows of numbers."""

import io
import json
import os
from pathlib import Path
from tokenize import TokenError
from typing import Any

import numpy as np
from numpy.typing import NDArray

from filters.errors import FilterError
from workbench.errors import LoadError, Refused, reason, shown
from workbench.layers import checked
from workbench.reading import open_regular

SIZE_LIMIT = 64_000_000


def read_kernel(path: str | os.PathLike[str]) -> NDArray[np.float32] | str:
    """A kernel (h, w) or a bank (Cout, Cin, h, w) of an NPY or JSON file, or the text of any other; raises LoadError.

    JSON is a list of rows, or an object with such a list as "weight" or "kernel". Nothing is ever unpickled.
    """
    name = shown(path)
    try:
        with open_regular(Path(path), SIZE_LIMIT) as file:
            data = file.read(SIZE_LIMIT + 1)
        if data.startswith(b"\x93NUMPY"):
            return _checked(_npy(data))
        text = data.decode("utf-8-sig")
        return _checked(_json(text)) if Path(path).suffix.lower() == ".json" else text
    except FilterError as error:
        raise LoadError("{0} cannot be opened: {1}", name, error) from error
    except Refused as error:
        raise LoadError("{0} cannot be opened: {1}.", name, error) from error
    except UnicodeDecodeError as error:
        raise LoadError("{0} cannot be opened: it is neither NPY nor text in UTF-8.", name) from error
    except OSError as error:
        raise LoadError("{0} cannot be opened: {1}.", name, reason(error)) from error


def _checked(weight: Any) -> NDArray[np.float32]:
    array: NDArray[np.float32] = checked("conv2d", {"weight": weight})["weight"]
    return array


def _npy(data: bytes) -> NDArray[Any]:
    file = io.BytesIO(data)
    try:
        version = np.lib.format.read_magic(file)
        header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = header(file)
        if dtype.kind not in "fiu":
            raise Refused("it holds {0}, not numbers", dtype)
        count = int(np.prod([int(size) for size in shape], dtype=object))
        if not 0 < count < 1 << 63:
            raise ValueError
        if count * dtype.itemsize != len(data) - file.tell():
            raise Refused(
                "it should hold {0} numbers, but has {1:g}", count, (len(data) - file.tell()) / dtype.itemsize
            )
        file.seek(0)
        found: NDArray[Any] = np.load(file, allow_pickle=False)
    except Refused:
        raise
    except (
        ValueError,
        SyntaxError,
        TokenError,
        MemoryError,
        RecursionError,
    ) as error:  # NumPy parses the header as code
        raise Refused("it is a damaged NPY file") from error
    return found if found.dtype.kind == "f" else found.astype(np.float64)


def _json(text: str) -> Any:
    try:
        found = json.loads(text)
    except RecursionError as error:
        raise Refused("it is nested too deeply") from error
    except ValueError as error:
        raise Refused("it is not JSON ({0})", error) from error
    if isinstance(found, dict):
        found = next((found[field] for field in ("weight", "kernel") if field in found), None)
    if not isinstance(found, list):
        raise Refused('it must be a list of rows, or an object with such a list as "weight" or "kernel"')
    return found
