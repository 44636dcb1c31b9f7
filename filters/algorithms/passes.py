"""A kernel of few different weights as a few passes of adding shifted copies: box, Sobel, Laplacian, binomials.

A pass over values in cache costs about as much as two multiplications of a GEMM. Equal weights are added up before
they are multiplied; a run of ones doubles its length with every pass; a factor (1 + z) or (1 - z) of a kernel is one
pass; and a kernel that is a column times a row goes down first, then across. Weights of 0 are never read, so a band
that is not finite, where 0 * NaN would tell, is computed by im2col.
"""

from functools import lru_cache

import numpy as np

from filters import bands
from filters.algorithms import im2col
from filters.algorithms.costs import PASS
from filters.algorithms.task import Task, is_finite
from filters.arrays import Array
from filters.factors import factors
from filters.patches import Span, padded_band
from filters.records import dataclass

BAND = 1 << 18
"""About how many values a band has."""
WIDEST = 1 << 13
"""Columns of one band."""
LONGEST = 63

Weights = tuple[float, ...]


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
    """Compute the whole result, band by band on threads; a thread uses about 3 MB."""
    programs = [program(kernel[0].tobytes(), kernel[0].shape) for kernel in task.weight]
    # where rows of outputs are as long as rows of inputs, passes run over the input as it lies
    before, after = task.columns.before, task.columns.after
    fits = task.x.shape[3] == task.width > before + after and task.width <= WIDEST and task.x.flags.c_contiguous
    across = bands.split(task.width, WIDEST)
    tall = max(2 * task.rows.extent, BAND // (across[0][1] - across[0][0]))
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
        source = task.planes(image, group)
        top = rows[0] - task.rows.before
        bottom = top + rows[1] - rows[0] + task.rows.extent - 1
        part = task.out[image, o, slice(*rows), slice(*columns)]
        is_flush = fits and top >= 1 and bottom < source.shape[1]
        if is_flush:
            band = source[0, top:bottom]
        else:
            band = np.ascontiguousarray(padded_band(source, task.rows, task.columns, rows, columns)[0])
        if not is_finite(band):
            im2col.fill(task, slice(image, image + 1), slice(o, o + 1), rows, columns)
        elif is_flush:
            first = top * source.shape[2] - before
            flat = source[0].reshape(-1)[first : first + band.size + task.columns.extent - 1]
            _perform(programs[o], flat, band.shape[1], task, part.reshape(-1), task.bias, o)
        else:
            found = bands.scratch("found", (part.shape[0], band.shape[1]))
            length = band.size - (task.rows.extent - 1) * band.shape[1] - task.columns.extent + 1
            _perform(programs[o], band.reshape(-1), band.shape[1], task, found.reshape(-1)[:length], task.bias, o)
            np.copyto(part, found[:, : part.shape[1]])

    bands.run(jobs, work)
    if fits:  # the ends of each row then hold values of the next one
        sides = [
            (slice(image, image + 1), task.group(group), rows, edge)
            for image in range(task.out.shape[0])
            for group in range(task.groups)
            for rows in bands.split(task.height, BAND // task.weight[0].size)
            for edge in ((0, before), (task.width - after, task.width))
            if edge[0] < edge[1]
        ]
        bands.run(sides, lambda job: im2col.fill(task, *job))


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


def _perform(plan: Program, values: Array, pitch: int, task: Task, result: Array, bias: Array | None, o: int) -> None:
    """Write the outputs of a band, row after row of `pitch` values, to the flat result."""
    far, wide = task.rows.dilation * pitch, task.columns.dilation
    if plan.taps is not None:
        found = _add(plan.taps, values, far, wide, result.size, result)
    else:
        assert plan.down is not None
        assert plan.across is not None
        reach = (task.columns.size - 1) * wide
        found = _along(plan.down, values, far, result.size + reach, bands.scratch("middle", (result.size + reach,)))
        found = _along(plan.across, found, wide, result.size, result)
    is_negative = plan.scale == -1 and plan.point != 0
    if plan.scale != 1 and not is_negative:
        found = np.multiply(found, np.float32(plan.scale), out=result)
    if plan.point:
        middle = task.rows.size // 2 * far + task.columns.size // 2 * wide
        point = bands.scratch("point", result.shape)
        np.multiply(values[middle : middle + result.size], np.float32(plan.point), out=point)
        found = np.subtract(point, found, out=result) if is_negative else np.add(point, found, out=result)
    if bias is not None:
        found = np.add(found, bias[o], out=result)
    if found is not result:
        np.copyto(result, found)


def _along(line: Line, values: Array, unit: int, length: int, result: Array) -> Array:
    """The first `length` results of the passes along values, whose neighbours lie `unit` apart: result, or a view."""
    for i, (step, sign) in enumerate(line.factors):
        is_last = i == len(line.factors) - 1 and line.rest.passes == 0
        count = length if is_last else values.size - step * unit
        target = result if is_last else bands.scratch(f"along{i % 2}", (count,))
        join = np.add if sign > 0 else np.subtract
        values = join(values[:count], values[step * unit : step * unit + count], out=target)
    if isinstance(line.rest, Run):
        return _run(values, line.rest.length, unit, length, result)
    return _add(line.rest, values, unit, 0, length, result)


def _run(values: Array, run: int, unit: int, length: int, result: Array) -> Array:
    """Sums of so many neighbours: doubled sums, joined by the bits of `run`."""
    total, done, width = None, 0, 1
    while True:
        if run & width:
            piece = values[done * unit : done * unit + length]
            total = piece if total is None else np.add(total, piece, out=result)
            done += width
        if 2 * width > run:
            assert total is not None
            return total
        if 2 * width == run:  # into the result, for the next line of passes writes over the sums of this one
            return np.add(values[:length], values[width * unit : width * unit + length], out=result)
        count = values.size - width * unit
        values = np.add(values[:count], values[width * unit :], out=bands.scratch(f"run{width}", (count,)))
        width *= 2


def _add(taps: Sum, values: Array, down: int, across: int, length: int, result: Array) -> Array:
    """The first `length` sums of the taps; one down and one across are so far from each other in values."""
    if not taps.groups:
        result[...] = 0
        return result

    def at(place: tuple[int, int]) -> Array:
        first = place[0] * down + (place[1] * across if across else 0)
        return values[first : first + length]

    total = None
    for weight, plus, minus in taps.groups:
        target = result if total is None else bands.scratch("term", (length,))
        term = at(plus[0])
        for join, places in ((np.add, plus[1:]), (np.subtract, minus)):
            for place in places:
                term = join(term, at(place), out=target)
        if weight != 1:
            term = np.multiply(term, np.float32(weight), out=target)
        total = term if total is None else np.add(total, term, out=result)
    assert total is not None
    return total
