"""A kernel of few different weights as a few passes of adding shifted copies: box, Sobel, Laplacian, binomials.

A pass over values in cache costs about as much as two multiplications of a GEMM. Equal weights are added up before they
are multiplied; a run of ones doubles its length with every pass; a factor (1 + z) or (1 - z) of a kernel is one pass; and
a kernel that is a column times a row goes down first, then across. Weights of 0 are never read, so a band that is not
finite, where 0 * NaN would tell, is computed by im2col.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.costs import PASS
from filters.algorithms.separable import factors
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array
from filters.patches import Span, padded_band

TILE = 1 << 16
"""About how many values a tile has: it and what is made of it stay in the second-level cache."""
WIDEST = 1 << 10
LONGEST = 63

Weights = tuple[float, ...]
Shift = Callable[[int], Array]
"""The values so many places further on."""


@dataclass(frozen=True)
class Sum:
    """Add up values at offsets: for each weight, `plus` and then `minus`, and multiply by it unless it is 1."""

    groups: tuple[tuple[float, tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]], ...]

    @property
    def passes(self) -> int:
        """How many passes it takes."""
        return sum(len(plus) + len(minus) - 1 + (weight != 1) for weight, plus, minus in self.groups) + (
            len(self.groups) - 1
        )


@dataclass(frozen=True)
class Run:
    """Add up so many neighbours: sums of 1, 2, 4, .. of them, joined."""

    length: int

    @property
    def passes(self) -> int:
        """How many passes it takes."""
        return self.length.bit_length() + self.length.bit_count() - 2


@dataclass(frozen=True)
class Line:
    """Passes along one axis: x[i] + sign * x[i + step] for every factor, then what is left."""

    factors: tuple[tuple[int, int], ...]
    rest: Sum | Run

    @property
    def passes(self) -> int:
        """How many passes it takes."""
        return len(self.factors) + self.rest.passes


@dataclass(frozen=True)
class Program:
    """scale * (down, then across; or `taps`) + point * the value in the middle."""

    down: Line | None
    across: Line | None
    taps: Sum | None
    scale: float
    point: float = 0.0

    @property
    def passes(self) -> int:
        """How many passes over a plane it takes."""
        own = sum(part.passes for part in (self.down, self.across, self.taps) if part is not None)
        return max(own, 1) + (self.scale != 1) + 2 * (self.point != 0)


def run(task: Task) -> None:
    """Compute the whole result, tile by tile on threads; a thread uses about 2 MB."""
    programs = [program(kernel[0].tobytes(), kernel[0].shape) for kernel in task.weight]
    across = bands.split(task.width, WIDEST)
    tall = max(4 * task.rows.extent, TILE // (across[0][1] - across[0][0]))
    jobs = [
        (image, o, rows, columns)
        for image in range(task.out.shape[0])
        for o in range(task.out.shape[1])
        for rows in bands.split(task.height, tall)
        for columns in across
    ]

    def work(job: tuple[int, int, Span, Span]) -> None:
        image, o, rows, columns = job
        group = o // task.outputs
        band = padded_band(task.planes(image, group), task.rows, task.columns, rows, columns)[0]
        if not is_finite(band):
            im2col.fill(task, slice(image, image + 1), group, rows, columns)
            return
        part = task.out[image, o, slice(*rows), slice(*columns)]
        _perform(programs[o], band, task, part)
        if task.bias is not None:
            np.add(part, task.bias[o], out=part)

    bands.run(jobs, work)


def cost(task: Task) -> float:
    """About how many nanoseconds a place of the output of one group takes; infinite where it does not fit the task."""
    if task.channels != 1 or task.strides != (1, 1) or max(task.rows.size, task.columns.size) > LONGEST:
        return np.inf
    found = [program(kernel[0].tobytes(), kernel[0].shape).passes for kernel in task.weight]
    return PASS * (sum(found) / task.groups + task.outputs)


@lru_cache(maxsize=256)
def program(data: bytes, shape: tuple[int, int]) -> Program:
    """The fewest passes known for a kernel, given as its float32 bytes."""
    kernel = np.frombuffer(data, np.float32).reshape(shape).astype(np.float64)
    found = [_scattered(kernel)]
    pair = factors(kernel.astype(np.float32))
    if pair is not None:
        found.append(_product(*pair))
    middle = (shape[0] // 2, shape[1] // 2)
    around = np.delete(kernel.ravel(), middle[0] * shape[1] + middle[1])
    if around.size and around[0] != 0 and (around == around[0]).all():
        box = _product(np.full(shape[0], around[0]), np.ones(shape[1]))
        found.append(Program(box.down, box.across, None, box.scale, kernel[middle] - around[0]))
    return min(found, key=lambda one: one.passes)


def _product(column: np.ndarray, row: np.ndarray) -> Program:
    (down, first), (across, second) = _line(_weights(column)), _line(_weights(row))
    return Program(down, across, None, first * second)


def _scattered(kernel: np.ndarray) -> Program:
    places = [(u, v) for u, v in np.ndindex(*kernel.shape) if kernel[u, v] != 0]
    taps, scale = _sum([(float(kernel[place]), place) for place in places])
    return Program(None, None, taps, scale)


def _weights(values: np.ndarray) -> Weights:
    """Numbers that ought to be equal made so: a factor of a kernel is known to some 1e-7."""
    largest = np.abs(values).max()
    return tuple(float(value) for value in np.round(values / largest, 7) * largest)


@lru_cache(maxsize=256)
def _line(weights: Weights) -> tuple[Line, float]:
    """The fewest passes for a row of weights, and what their result must be multiplied by."""
    taps, scale = _sum([(weight, (i, i)) for i, weight in enumerate(weights) if weight != 0])
    best = Line((), taps), scale
    if len(set(weights)) == 1:
        best = Line((), Run(len(weights))), weights[0]
    for step in range(1, len(weights)):
        for sign in (1, -1):
            rest = _quotient(weights, step, sign)
            if rest is not None:
                line, scale = _line(rest)
                if line.passes + 1 < best[0].passes:
                    best = Line(((step, sign), *line.factors), line.rest), scale
    return best


def _quotient(weights: Weights, step: int, sign: int) -> Weights | None:
    """weights / (1 + sign * z^step), or None where it does not divide them."""
    rest = list(weights)
    for i in range(len(weights) - step):
        rest[i + step] -= sign * rest[i]
    tolerance = 1e-6 * max(map(abs, weights))
    if max(map(abs, rest[len(weights) - step :])) > tolerance:
        return None
    return _weights(np.array(rest[: len(weights) - step]))


def _sum(taps: list[tuple[float, tuple[int, int]]]) -> tuple[Sum, float]:
    """Group taps by the size of their weight; the largest group is not multiplied but scales the whole."""
    groups: dict[float, tuple[list[tuple[int, int]], list[tuple[int, int]]]] = {}
    for weight, place in taps:
        groups.setdefault(abs(weight), ([], []))[weight < 0].append(place)
    if not groups:
        return Sum(()), 0.0
    order = sorted(groups, key=lambda weight: -sum(map(len, groups[weight])))
    scale = order[0] if groups[order[0]][0] else -order[0]
    found = []
    for weight in order:
        plus, minus = groups[weight] if scale > 0 else groups[weight][::-1]
        ratio = weight / order[0]
        found.append((ratio, tuple(plus), tuple(minus)) if plus else (-ratio, tuple(minus), ()))
    return Sum(tuple(found)), scale


def _perform(plan: Program, band: Array, task: Task, part: Array) -> None:
    """Write the outputs of a padded band to part (h, w)."""
    height, width = part.shape
    far, wide = task.rows.dilation, task.columns.dilation
    if plan.taps is not None:
        _add(plan.taps, lambda u, v: band[u * far : u * far + height, v * wide : v * wide + width], part)
    elif plan.down is not None and plan.across is not None:
        middle = bands.scratch("middle", (height, band.shape[1]))
        _along(plan.down, band, far, middle)
        _along(plan.across, middle.T, wide, part.T)
    if plan.scale != 1:
        np.multiply(part, np.float32(plan.scale), out=part)
    if plan.point:
        top, left = task.rows.size // 2 * far, task.columns.size // 2 * wide
        point = bands.scratch("term", part.shape)
        np.multiply(band[top : top + height, left : left + width], np.float32(plan.point), out=point)
        np.add(part, point, out=part)


def _along(line: Line, values: Array, dilation: int, result: Array) -> None:
    """Perform the passes along the first axis of values (n + reach, m) into result (n, m)."""
    for i, (step, sign) in enumerate(line.factors):
        shift = step * dilation
        is_last = i == len(line.factors) - 1 and line.rest.passes == 0
        length = result.shape[0] if is_last else values.shape[0] - shift
        target = result if is_last else _like(values, f"along{i % 2}", length)
        (np.add if sign > 0 else np.subtract)(values[:length], values[shift : shift + length], out=target)
        if is_last:
            return
        values = target
    if isinstance(line.rest, Run):
        _run(values, line.rest.length, dilation, result)
    else:
        length = result.shape[0]
        _add(line.rest, lambda u, v: values[u * dilation : u * dilation + length], result)


def _run(values: Array, length: int, dilation: int, result: Array) -> None:
    """Write sums of so many neighbours along the first axis to result: doubled sums, joined by the bits of `length`."""
    rows, width, done, total = result.shape[0], 1, 0, None
    while True:
        if length & width:
            piece = values[done * dilation : done * dilation + rows]
            total = piece if total is None else np.add(total, piece, out=result)
            done += width
        if 2 * width > length:
            break
        shift = width * dilation
        is_last = 2 * width == length
        count = rows if is_last else values.shape[0] - shift
        target = result if is_last else _like(values, f"run{width}", count)
        values = np.add(values[:count], values[shift : shift + count], out=target)
        width *= 2
    if total is not result and values is not result:
        np.copyto(result, total)


def _like(values: Array, name: str, length: int) -> Array:
    """Scratch memory (length, m) whose axes lie in memory as those of values (n, m) do."""
    if values.strides[0] < values.strides[1]:
        return bands.scratch(name, (values.shape[1], length)).T
    return bands.scratch(name, (length, values.shape[1]))


def _add(taps: Sum, at: Callable[[int, int], Array], result: Array) -> None:
    """Write the sum of the taps to result; `at(u, v)` is the value of each tap."""
    if not taps.groups:
        result[...] = 0
        return
    for i, (weight, plus, minus) in enumerate(taps.groups):
        target = result
        if i and (weight != 1 or len(plus) + len(minus) > 1):
            target = _like(result, "term", result.shape[0])
        first = at(*plus[0])
        if len(plus) + len(minus) == 1:
            if weight != 1:
                np.multiply(first, np.float32(weight), out=target)
            elif i:
                np.add(result, first, out=result)
                continue
            else:
                np.copyto(target, first)
        else:
            value = first
            for join, places in ((np.add, plus[1:]), (np.subtract, minus)):
                for place in places:
                    join(value, at(*place), out=target)
                    value = target
            if weight != 1:
                np.multiply(target, np.float32(weight), out=target)
        if i:
            np.add(result, target, out=result)
