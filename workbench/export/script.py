"""The frame of every Python file that we write: what it says of itself, its functions, weights, example and check."""

import base64
import inspect
import io
import re
from collections.abc import Iterable, Mapping
from textwrap import fill
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.export import parts
from workbench.export.lowering import Lowered

LITERAL_NUMBERS = 128
"""Arrays of up to so many numbers are written out; larger ones are packed."""

_PARTS = {name: inspect.getsource(part) for name, part in vars(parts).items()
          if inspect.isfunction(part) and part.__module__ == parts.__name__}  # fmt: skip

_HEAD = '''\
"""{name}: a pipeline of Filter Workbench as {what}.

Check that it still computes the same:   python {file}
Run it on a photo:                       python {file} photo.png result.npy

It reads photos as float32 (N, {channels}, H, W) with values {range}{size}.
"""
'''

_BULLET: Any = {"initial_indent": "# - ", "subsequent_indent": "#   "}

_MAIN = """\
if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], run, EXAMPLE, CHANNELS, WHITE))
"""


def assembled(
    lowered: Lowered,
    *,
    what: str,
    file: str,
    notes: Iterable[str],
    imports: Iterable[str],
    own_parts: Mapping[str, str],
    body: str,
    weights: Mapping[str, NDArray[Any]],
) -> bytes:
    """The file's text: `body` defines run(photo); `own_parts` stand in for the functions of the same names."""
    name = "".join(c if c.isprintable() and c not in '"\\' else "'" for c in lowered.document.name)
    height, width = lowered.shape[2:]
    head = _HEAD.format(
        name=name,
        what=what,
        file=file,
        channels=lowered.shape[1],
        range=lowered.document.value_range,
        size=f"; H and W must be {height} and {width}" if lowered.needs_size else "; H and W may be any",
    )
    pixels, expected = lowered.example
    sections = [
        "\n".join(["# Where conventions differ:", *(fill(note, 118, **_BULLET) for note in notes)]),
        "\n".join(imports),
        f"WHITE = {lowered.document.white!r}\nCHANNELS = {lowered.shape[1]}",
        *_needed(body + _MAIN + "unpacked(", {**_PARTS, **own_parts}),
        body,
        _dictionary("WEIGHTS", weights),
        _packed("EXAMPLE", {"input": pixels, "expected": expected}),
        _MAIN,
    ]
    return (head + "\n" + "\n\n\n".join(section.strip("\n") for section in sections) + "\n").encode()


def _needed(text: str, known: Mapping[str, str]) -> list[str]:
    """The functions that the text calls, and those that they call, in the order of the table."""
    found: set[str] = set()
    waiting = [text]
    while waiting:
        source = waiting.pop()
        more = {name for name in known if re.search(rf"(?<![\w.]){name}\(", source)} - found
        found |= more
        waiting.extend(known[name] for name in more)
    return [re.sub(r"  # noqa: .*", "", known[name]) for name in known if name in found]


def _dictionary(name: str, arrays: Mapping[str, NDArray[Any]]) -> str:
    """Code that makes a dictionary of arrays: small ones as exact numbers, the others packed."""
    lines = [f'    "{key}": np.array({_numbers(value)}, np.float32),' for key, value in arrays.items()
             if value.size <= LITERAL_NUMBERS]  # fmt: skip
    text = "\n".join([f"{name} = {{", *lines, "}"]) if lines else f"{name} = {{}}"
    large = {key: value for key, value in arrays.items() if value.size > LITERAL_NUMBERS}
    return f"{text}\n{_packed(name, large, update=True)}" if large else text


def _numbers(value: NDArray[Any]) -> str:
    """Nested lists of the shortest numbers that read back as the same float32."""
    if value.ndim:
        return f"[{', '.join(map(_numbers, value))}]"
    return str(value)


def packed(arrays: Mapping[str, NDArray[Any]]) -> str:
    """The arrays as an .npz file in base64."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **arrays)  # type: ignore[arg-type]
    return base64.b64encode(buffer.getvalue()).decode()


def _packed(name: str, arrays: Mapping[str, NDArray[Any]], *, update: bool = False) -> str:
    text = packed(arrays)
    lines = "\n".join(text[start : start + 100] for start in range(0, len(text), 100))
    call = f'unpacked("""\n{lines}\n""")'
    return f"{name}.update({call})" if update else f"{name} = {call}"
